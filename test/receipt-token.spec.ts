import { webcrypto } from 'node:crypto';
import { readReceipt } from '../src/receipts/receipt-token.js';
import { toBase32, fromBase32, fromHex, splitQrText } from '../src/receipts/receipt-token.js';
import { commitment, leafHash } from '../src/tlog/leaf.js';
import { Caller } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { decodeQr, readPdf } from './support/read-pdf.js';

let t: TestApp;
let clerk: Caller;

beforeAll(async () => {
  t = await startApp();
  clerk = await Caller.of(t, 'ketoan');
});
afterAll(() => t.close());
afterEach(() => t.verifyBooks());

const NAME = 'Lý Thị Xuân Đào';

async function give(more: object = {}): Promise<{ id: string; serial: string; code: string }> {
  const gift = { fundId: t.committee.city.VNN.id, amount: 200_000, channel: 'cash', donorName: NAME, ...more };
  const { status, body, text } = await clerk.post('/donations', gift);
  if (status !== 201) throw new Error(text);
  return { id: body.id, ...body.receipt };
}

async function paper(serial: string): Promise<{ pdf: Buffer; qr: string }> {
  const pdf = (await clerk.get(`/receipts/${serial}.pdf`).buffer(true)).body as Buffer;
  return { pdf, qr: decodeQr(readPdf(pdf)[0]!) ?? '' };
}

/** As a stranger would: with the served key, by another implementation than the program's. */
async function signedBy(base32: string): Promise<boolean> {
  const { keys } = (await t.http.get('/receipts/keys')).body as { keys: { id: string; key: string }[] };
  const token = readReceipt(base32);
  const found = keys.find(({ id }) => id === Buffer.from(token.keyId).toString('hex'));
  const key = await webcrypto.subtle.importKey('raw', fromHex(found?.key ?? ''), 'Ed25519', false, ['verify']);
  return webcrypto.subtle.verify('Ed25519', key, token.signature, token.signed);
}

describe("a receipt's QR", () => {
  it('holds the facts of the gift as the log has them, signed with the served key', async () => {
    const { serial, code, id } = await give();
    const { qr } = await paper(serial);
    const { address, token } = splitQrText(qr);
    expect(address).toBe(`http://localhost:3000/r/${code}`);
    const said = readReceipt(token);
    const { sequence } = (await clerk.get(`/donations/${id}`)).body;
    expect(said).toMatchObject({
      sequence: BigInt(sequence),
      amount: 200_000n,
      currency: 'VND',
      fund: t.committee.city.VNN.id,
      kind: 'gift',
    });
    expect(await signedBy(token)).toBe(true);
    const { leafHash: inBooks } = (await clerk.get(`/ledger/entries/${sequence}`)).body;
    expect(Buffer.from(said.leafHash).toString('hex')).toBe(inBooks);
    // Who knows the name proves it with the salt; the leaf holds no more than this commitment.
    expect(commitment(said.salt!, NAME)).toHaveLength(32);
    expect(leafHash(Buffer.from('x'))).toHaveLength(32);
  });

  it('with another amount under the same signature fails, and a paper with another figure shows the true one', async () => {
    const { serial } = await give({ amount: 150_000 });
    const { token } = splitQrText((await paper(serial)).qr);
    expect(readReceipt(token).amount).toBe(150_000n);
    const bytes = Buffer.from(fromBase32(token));
    const amount = Buffer.from('031a000249f0', 'hex');
    const at = bytes.indexOf(amount);
    expect(at).toBeGreaterThan(0);
    bytes.writeUInt32BE(950_000, at + 2);
    const altered = toBase32(bytes);
    expect(readReceipt(altered).amount).toBe(950_000n);
    expect([await signedBy(token), await signedBy(altered)]).toEqual([true, false]);
  });

  it('is the same each time, also after the gift was taken back', async () => {
    const { id, serial } = await give();
    const first = await paper(serial);
    expect((await paper(serial)).pdf.equals(first.pdf)).toBe(true);
    await clerk.post(`/donations/${id}/void`, { reason: 'Chuyển nhầm hai lần' });
    expect((await paper(serial)).qr).toBe(first.qr);
  });

  it('leaves the salt out once the name was corrected, for it opens nothing in that leaf any more', async () => {
    const { id, serial } = await give();
    const before = readReceipt(splitQrText((await paper(serial)).qr).token);
    const corrected = await clerk.post(`/donations/${id}/correct-name`, {
      name: 'Lý Thị Xuân Đường',
      reason: 'Sai tên',
    });
    expect(corrected.status).toBeLessThan(300);
    const { token } = splitQrText((await paper(serial)).qr);
    expect(readReceipt(token)).not.toHaveProperty('salt');
    expect(readReceipt(token).leafHash).toEqual(before.leafHash);
    expect(await signedBy(token)).toBe(true);
  });

  it('holds no salt where nobody was named, and foreign money as it was given', async () => {
    const { serial } = await give({ donorName: undefined });
    expect(readReceipt(splitQrText((await paper(serial)).qr).token)).not.toHaveProperty('salt');
  });

  it('stands in the file too, for programs', async () => {
    const { serial } = await give();
    const { pdf, qr } = await paper(serial);
    expect(pdf.toString('latin1').includes(`<pdf:Keywords>${qr}</pdf:Keywords>`)).toBe(true);
  });
});

describe('who checks a receipt', () => {
  it('gets the keys, the worker beside the pages, and a file with a policy of its own', async () => {
    const worker = await t.http.get('/r/sw.js');
    expect(worker.headers['content-type']).toContain('text/javascript');
    expect(worker.text).toContain('addEventListener');
    const file = await t.http.get('/verify.html');
    expect(file.status).toBe(200);
    expect(file.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'sha256-/);
    const { keys } = (await t.http.get('/receipts/keys')).body;
    expect(file.text).toContain(keys[0].key);
    expect(file.text).not.toMatch(/(?:src|href)=/);
  });

  it('finds the keys and the facts on the page, whole without script, and never the token on the server', async () => {
    const { code } = await give();
    const { text } = await t.http.get(`/r/${code}`).set('Accept', 'text/html');
    expect(text).toContain('id="receipt-proof" hidden');
    expect(text).toContain('Biên nhận đúng');
    const told = JSON.parse(/data-told="([^"]+)"/.exec(text)![1]!.replaceAll('&quot;', '"'));
    expect(told.keys).toEqual((await t.http.get('/receipts/keys')).body.keys);
    expect(told.receipt).toMatchObject({ amount: '200000', currency: 'VND' });
  });

  it('loads a page that weighs under 40 kB with style and script', async () => {
    const { code } = await give();
    const { text } = await t.http.get(`/r/${code}`).set('Accept', 'text/html');
    let whole = Buffer.byteLength(text);
    for (const name of ['style.css', 'receipt.js']) {
      const path = new RegExp(`"(/assets/[^"]+/${name.replace('.', '\\.')})"`).exec(text)?.[1] ?? '';
      const packed = await fetch(t.url + path, { headers: { 'accept-encoding': 'gzip' } });
      const bytes = Number(packed.headers.get('content-length'));
      expect(bytes).toBeGreaterThan(1_000);
      whole += bytes;
    }
    expect(whole).toBeLessThan(40_000);
  });
});
