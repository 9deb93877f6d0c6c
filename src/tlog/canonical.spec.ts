import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical.js';
import { commitment, leafHash } from './leaf.js';

describe('canonical JSON (RFC 8785)', () => {
  it('orders keys by their UTF-16 code units, as the example of §3.2.3', () => {
    const value = {
      '€': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '😀': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      ö: 'Latin Small Letter O With Diaeresis',
    };
    expect([...canonicalJson(value).matchAll(/:"([^"]+)"/g)].map(([, text]) => text)).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it('escapes as §3.2.2.2 and leaves Vietnamese letters as they are', () => {
    expect(canonicalJson('€$\u000F\u000aA\'B"\\\\"/')).toBe('"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
    expect(canonicalJson({ a: 'Vì người nghèo' })).toBe('{"a":"Vì người nghèo"}');
  });

  it('leaves undefined members out and writes a bigint as an integer', () => {
    expect(canonicalJson({ b: undefined, a: [1n, 2, null, true] })).toBe('{"a":[1,2,null,true]}');
  });

  it.each([1.5, Number.NaN, 2 ** 53, -(2n ** 53n), 'a\ud800'])('refuses %s, which has no exact form', (value) => {
    expect(() => canonicalJson(value)).toThrow(RangeError);
  });

  it('says the same value whatever the order of its keys, and reads back as that value', () => {
    const value = fc.dictionary(
      fc.string(),
      fc.oneof(fc.maxSafeInteger(), fc.string(), fc.boolean(), fc.array(fc.integer())),
    );
    fc.assert(
      fc.property(value, (v) => {
        const turned = Object.fromEntries(Object.entries(v).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(v));
        expect(JSON.parse(canonicalJson(v))).toEqual(JSON.parse(JSON.stringify(v)));
      }),
    );
  });
});

describe('a leaf', () => {
  it('hashes as RFC 6962 §2.1 says: the empty leaf, and one of the reference tree', () => {
    expect(leafHash(Buffer.alloc(0)).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
    expect(leafHash(Buffer.from([0x00])).toString('hex')).toBe(
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    );
  });

  it('commits to a name with a salt of 16 bytes', () => {
    const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
    const expected = createHash('sha256')
      .update(Buffer.concat([salt, Buffer.from('Trần Thị Ưởng', 'utf8')]))
      .digest();
    expect(commitment(salt, 'Trần Thị Ưởng')).toEqual(expected);
    expect(() => commitment(Buffer.alloc(4), 'x')).toThrow(RangeError);
  });
});
