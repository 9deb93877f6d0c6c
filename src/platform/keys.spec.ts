import fc from 'fast-check';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadKeys } from './keys.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sovang-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const place = (name: string): string => path.join(folder, name);

describe('the keys of an instance', () => {
  it('are made once, for this user alone, and are the same ever after', async () => {
    const [first, second] = await Promise.all([loadKeys(place('a')), loadKeys(place('a'))]);
    expect(second.fingerprints()).toEqual(first.fingerprints());
    expect((await loadKeys(place('a'), { create: false })).fingerprints()).toEqual(first.fingerprints());
    expect(new Set(Object.values(first.fingerprints())).size).toBe(4);
    for (const file of readdirSync(place('a'))) expect(statSync(path.join(place('a'), file)).mode & 0o777).toBe(0o600);
    expect(readdirSync(place('a'))).toHaveLength(4);
  });

  it('are not made anew where a database depends on them', async () => {
    await expect(loadKeys(place('none'), { create: false })).rejects.toThrow('restore the keys folder from its backup');
    await loadKeys(place('b'));
    rmSync(path.join(place('b'), 'field.key'));
    await expect(loadKeys(place('b'), { create: false })).rejects.toThrow('field.key is missing');
  });

  it('are refused when others may read them, or when they are not keys', async () => {
    await loadKeys(place('c'));
    chmodSync(path.join(place('c'), 'hash.key'), 0o644);
    await expect(loadKeys(place('c'))).rejects.toThrow('is open to other users');
    chmodSync(path.join(place('c'), 'hash.key'), 0o600);
    writeFileSync(path.join(place('c'), 'log.pem'), 'not a key');
    await expect(loadKeys(place('c'))).rejects.toThrow('cannot be read as a key');
  });
});

describe('a field that is encrypted at rest', () => {
  it('comes back as it was, and never looks the same twice', async () => {
    const keys = await loadKeys(place('d'));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const sealed = keys.encryptField(text);
        expect(keys.decryptField(sealed)).toBe(text);
        expect(sealed.equals(keys.encryptField(text))).toBe(false);
      }),
    );
  });

  it('is refused when a single bit was changed, when it was cut, and by another instance', async () => {
    const keys = await loadKeys(place('d'));
    const sealed = keys.encryptField('001099012345');
    for (let at = 0; at < sealed.length; at++) {
      const altered = Buffer.from(sealed);
      altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
      expect(() => keys.decryptField(altered)).toThrow();
    }
    for (let length = 0; length < sealed.length; length++)
      expect(() => keys.decryptField(sealed.subarray(0, length))).toThrow();
    const other = await loadKeys(place('e'));
    expect(() => other.decryptField(sealed)).toThrow();
  });

  it('is found again by its keyed hash, which another instance does not share', async () => {
    const [keys, other] = [await loadKeys(place('d')), await loadKeys(place('e'))];
    expect(keys.keyedHash('001099012345')).toEqual(keys.keyedHash('001099012345'));
    expect(keys.keyedHash('001099012345')).toHaveLength(32);
    expect(keys.keyedHash('001099012345')).not.toEqual(other.keyedHash('001099012345'));
  });
});
