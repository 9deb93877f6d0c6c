import { createPrivateKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { nodeCrypto } from '../tlog/node-crypto.js';
import { qrModules } from '../platform/pdf-qr.js';
import { CborError, CborTag, decodeCbor, encodeCbor } from './cbor.js';
import {
  fromBase32,
  fromHex,
  readReceipt,
  type ReceiptClaims,
  signReceipt,
  toBase32,
  toBeSigned,
  toHex,
  verifyReceipt,
} from './receipt-token.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
const ID = Uint8Array.of(1, 2, 3, 4);
const signed = (message: Uint8Array): Uint8Array => new Uint8Array(sign(null, message, privateKey));
const claims: ReceiptClaims = {
  sequence: 48_102n,
  date: '2026-09-09',
  amount: 200_000n,
  currency: 'VND',
  fund: '0199a000-0000-7000-8000-00000000abcd',
  kind: 'gift',
  salt: new Uint8Array(16).fill(7),
  leafHash: new Uint8Array(32).fill(9),
};
const check = (text: string) => verifyReceipt(readReceipt(text), [{ id: ID, key: raw }], nodeCrypto.verifyEd25519);

describe('CBOR', () => {
  // RFC 8949, appendix A.
  it.each([
    ['00', 0n],
    ['17', 23n],
    ['1818', 24n],
    ['1903e8', 1_000n],
    ['1a000f4240', 1_000_000n],
    ['1b000000e8d4a51000', 1_000_000_000_000n],
    ['1bffffffffffffffff', 18_446_744_073_709_551_615n],
    ['20', -1n],
    ['3903e7', -1_000n],
    ['3bffffffffffffffff', -18_446_744_073_709_551_616n],
    ['4401020304', Uint8Array.of(1, 2, 3, 4)],
    ['6449455446', 'IETF'],
    ['62c3bc', 'ü'],
    ['8301820203820405', [1n, [2n, 3n], [4n, 5n]]],
    [
      'a201020304',
      new Map([
        [1n, 2n],
        [3n, 4n],
      ]),
    ],
    ['c11a514b67b0', new CborTag(1n, 1_363_896_240n)],
  ])('%s is read and written as the standard says', (hex, value) => {
    expect(decodeCbor(fromHex(hex))).toEqual(value);
    expect(toHex(encodeCbor(value))).toBe(hex);
  });

  it.each([
    ['a number in a longer form', '1817'],
    ['a length in a longer form', '580101'],
    ['a number of nine bytes that needs five', '1b00000000ffffffff'],
    ['bytes after the end', '0000'],
    ['an end too soon', '4401'],
    ['a count that is a lie', '9bffffffffffffffff'],
    ['a length that is not said', '5f4101ff'],
    ['keys out of order', 'a203040102'],
    ['a key twice', 'a201020102'],
    ['a key that is a text', 'a1616101'],
    ['a text that is not UTF-8', '61ff'],
    ['true, null and floats', 'f5'],
    ['a row without end of arrays in arrays', '81'.repeat(20) + '00'],
  ])('refuses %s', (_what, hex) => {
    expect(() => decodeCbor(fromHex(hex))).toThrow(CborError);
  });

  it('sorts keys by their bytes: what is below zero comes last', () => {
    const map = new Map([
      [-1n, 0n],
      [100n, 0n],
      [10n, 0n],
    ]);
    expect(toHex(encodeCbor(map))).toBe('a30a001864002000');
  });
});

describe('base32', () => {
  // RFC 4648, section 10, without padding.
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('%j is %j', (text, base32) => {
    expect(toBase32(new TextEncoder().encode(text))).toBe(base32);
    expect(new TextDecoder().decode(fromBase32(base32))).toBe(text);
  });

  it.each(['MZ', 'MZXW6YTBO', 'my', 'M1', 'MY======'])('refuses %s, which would not be written so', (text) => {
    expect(() => fromBase32(text)).toThrow();
  });
});

describe("a receipt's token", () => {
  it('signs what COSE says: the example of the working group for Ed25519 verifies', () => {
    // cose-wg/Examples, eddsa-sig-01; the key is that of RFC 8032, section 7.1, test 1.
    const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
    const key = createPrivateKey({
      key: Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex'),
      format: 'der',
      type: 'pkcs8',
    });
    const message = toBeSigned(fromHex('a201270300'), new TextEncoder().encode('This is the content.'));
    expect(toHex(message)).toBe('846a5369676e61747572653145a2012703004054546869732069732074686520636f6e74656e742e');
    expect(toHex(sign(null, message, key))).toBe(
      '7142fd2ff96d56db85bee905a76ba1d0b7321a95c8c4d3607c5781932b7afb87' +
        '11497dfa751bf40b58b3bcc32300b1487f3db34085eef013bf08f4a44d6fef0d',
    );
  });

  it('says what was signed, is the same each time and is verified by its key alone', async () => {
    const text = signReceipt(claims, ID, signed);
    expect(signReceipt({ ...claims }, ID, signed)).toBe(text);
    expect(readReceipt(text)).toMatchObject(claims);
    expect(await check(text)).toBe(true);
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
    const keys = [
      { id: ID, key: new Uint8Array(other) },
      { id: Uint8Array.of(9, 9, 9, 9), key: raw },
    ];
    expect(await verifyReceipt(readReceipt(text), keys, nodeCrypto.verifyEd25519)).toBe(false);
    expect(verify(null, readReceipt(text).signed, publicKey, readReceipt(text).signature)).toBe(true);
  });

  it('does without a salt where no name was printed', async () => {
    const { salt: _salt, ...anonymous } = claims;
    const text = signReceipt(anonymous, ID, signed);
    expect(readReceipt(text)).not.toHaveProperty('salt');
    expect(await check(text)).toBe(true);
  });

  it('fails with another amount, day, fund or place under the same signature', async () => {
    const bytes = fromBase32(signReceipt(claims, ID, signed));
    const signature = bytes.slice(-64);
    for (const change of [{ amount: 2_000_000n }, { date: '2026-09-10' }, { fund: ID_FUND }, { sequence: 1n }]) {
      const altered = fromBase32(signReceipt({ ...claims, ...change }, ID, () => signature));
      expect(await check(toBase32(altered))).toBe(false);
    }
  });

  it('fails or is refused with any single letter changed', async () => {
    const text = signReceipt(claims, ID, signed);
    for (let at = 0; at < text.length; at++) {
      const letter = text[at] === 'A' ? 'B' : 'A';
      const altered = text.slice(0, at) + letter + text.slice(at + 1);
      const passed = await Promise.resolve()
        .then(() => check(altered))
        .catch(() => false);
      expect([at, passed]).toEqual([at, false]);
    }
  });

  it.each(['', 'A', 'MZXW6YTBOI', 'x'.repeat(300)])('refuses %j', (text) => {
    expect(() => readReceipt(text)).toThrow();
  });

  it('refuses claims that it does not know, and bytes after the end', () => {
    const token = decodeCbor(fromBase32(signReceipt(claims, ID, signed))) as CborTag;
    const [header, open, payload, signature] = token.value as [Uint8Array, Map<bigint, bigint>, Uint8Array, Uint8Array];
    const more = new Map([...(decodeCbor(payload) as Map<bigint, bigint>), [9n, 1n] as const]);
    const retold = (value: Parameters<typeof encodeCbor>[0]) => toBase32(encodeCbor(new CborTag(18n, value)));
    expect(() => readReceipt(retold([header, open, encodeCbor(more), signature]))).toThrow('Other claims');
    expect(() => readReceipt(retold([header, new Map([[4n, 1n]]), payload, signature]))).toThrow('nobody signed');
    expect(() => readReceipt(retold([header, open, payload, signature, payload]))).toThrow('Not a COSE_Sign1');
    expect(() => readReceipt(toBase32(Uint8Array.of(...encodeCbor(token), 0)))).toThrow('after the end');
  });

  it('fits a QR of version 12 at level M with an address of forty characters, for the largest of sums too', () => {
    const usual = signReceipt(claims, ID, signed);
    const largest = signReceipt({ ...claims, sequence: 2n ** 53n, amount: 2n ** 62n }, ID, signed);
    expect([fromBase32(usual).length, fromBase32(largest).length]).toEqual([174, 184]);
    const version = (host: string, token: string): number =>
      (qrModules(`${host}/r/7K3Q9M2X4TDA#${token}`).size - 17) / 4;
    const longest = 'https://sovang.mattran-hoankiem.gov.vn:44';
    expect(longest.length).toBe(41);
    expect([version('https://sovang.hanoi.gov.vn', usual), version(longest, usual)]).toEqual([11, 11]);
    expect(version(longest, largest)).toBe(12);
  });
});

const ID_FUND = '0199a000-0000-7000-8000-00000000abce';
