import fc from 'fast-check';
import { refused, vectors } from '../../test/support/tlog.js';
import { type Checkpoint, formatCheckpoint, type LogTrust, openCheckpoint, parseCheckpoint } from './checkpoint.js';
import { textOf, toBase64, utf8 } from './encoding.js';
import { EMPTY_ROOT } from './hashing.js';
import { leafHash } from './leaf.js';
import { newSigner, nodeCrypto, readSigner } from './node-crypto.js';
import {
  cosignNote,
  formatNote,
  formatSignatureLines,
  type Note,
  parseNote,
  parseSignatureLines,
  signNote,
  verifyNote,
  withSignatures,
} from './note.js';
import { formatVerifierKey, isKeyName, parseVerifierKey, type VerifierKey } from './note-keys.js';
import { formatTlogProof, parseTlogProof, type TlogProof, verifyTlogProof } from './tlog-proof.js';
import { TlogError, type TlogReason } from './tlog-error.js';
import { webCrypto } from './web-crypto.js';

interface GoNotes {
  signerKey: string;
  verifierKey: string;
  witnessSignerKey: string;
  witnessVerifierKey: string;
  witnessTime: number;
  text: string;
  note: string;
  checkpoint: string;
  cosigned: string;
  tlogProof: string;
}
interface Published {
  notes: { source: string; key: string; note: string }[];
  cosigned: { origin: string; logKey: string; witnessKeys: string[]; timestamp: number; note: string };
}
const go = vectors<GoNotes>('go-notes.json');
const published = vectors<Published>('published.json');
const ORIGIN = 'log.example/so-vang';

let log: VerifierKey;
let witness: VerifierKey;
let trust: LogTrust;

beforeAll(async () => {
  log = await key(go.verifierKey);
  witness = await key(go.witnessVerifierKey);
  trust = { origin: ORIGIN, logKeys: [log], witnessKeys: [witness] };
});

describe.each([
  ['Node', nodeCrypto],
  ['WebCrypto', webCrypto()],
])('verified by %s', (_, crypto) => {
  it.each(published.notes)('a note of others is genuine: $source', async ({ key: text, note: message }) => {
    const verifier = await parseVerifierKey(text, crypto.sha256);
    expect(formatVerifierKey(verifier)).toBe(text);
    expect(await verifyNote(parseNote(message), [verifier], crypto)).toEqual([{ key: verifier }]);
    expect(formatNote(parseNote(message))).toBe(message);
    await refused(verifyNote(parseNote(message.replace('is', 'was')), [verifier], crypto), 'bad-signature');
  });

  it('a checkpoint of a public log is cosigned by its four witnesses', async () => {
    const { origin, timestamp, note: message } = published.cosigned;
    const logKeys = [await key(published.cosigned.logKey)];
    const witnessKeys = await Promise.all(published.cosigned.witnessKeys.map(key));
    const opened = await openCheckpoint(message, { origin, logKeys, witnessKeys, quorum: 4 }, crypto);
    expect(opened).toMatchObject({ origin, size: 1_432_088_532, extensions: [] });
    expect(opened.cosignatures).toEqual(witnessKeys.map((witnessKey) => ({ key: witnessKey, timestamp })));
    expect(opened.note.signatures).toHaveLength(6);
    expect(formatNote(opened.note)).toBe(message);
    const grown = message.replace('1432088532', '1432088533');
    await refused(openCheckpoint(grown, { origin, logKeys }, crypto), 'bad-signature');
    await refused(openCheckpoint(grown, { origin, logKeys: witnessKeys }, crypto), 'bad-signature');
  });

  it('a proof that Go made shows the entry, and nothing else', async () => {
    const proof = parseTlogProof(go.tlogProof);
    const entry = leafHash(utf8('entry 100'));
    const opened = await verifyTlogProof(proof, entry, { ...trust, quorum: 1 }, crypto);
    expect(opened).toMatchObject({ size: 300, cosignatures: [{ key: witness, timestamp: go.witnessTime }] });
    const claims: [Partial<TlogProof>, TlogReason][] = [
      [{ index: 101 }, 'bad-proof'],
      [{ index: 300 }, 'out-of-range'],
      [{ proof: proof.proof.slice(1) }, 'bad-proof'],
      [{ proof: [...proof.proof, EMPTY_ROOT] }, 'bad-proof'],
      [{ checkpoint: proof.checkpoint.replace('\n300\n', '\n301\n') }, 'bad-signature'],
    ];
    for (const [other, reason] of claims) {
      await refused(verifyTlogProof({ ...proof, ...other }, entry, trust, crypto), reason);
    }
    await refused(verifyTlogProof(proof, leafHash(utf8('entry 101')), trust, crypto), 'bad-proof');
  });
});

describe('a key', () => {
  it('signs byte for byte what Go signs with it: notes, checkpoints and cosignatures', async () => {
    const signer = await readSigner(go.signerKey);
    const cosigner = await readSigner(go.witnessSignerKey);
    expect([formatVerifierKey(signer.key), formatVerifierKey(cosigner.key)]).toEqual([
      go.verifierKey,
      go.witnessVerifierKey,
    ]);
    expect(formatNote({ text: go.text, signatures: [await signNote(go.text, signer)] })).toBe(go.note);
    const { text } = parseNote(go.checkpoint);
    const signed = { text, signatures: [await signNote(text, signer)] };
    expect(formatNote(signed)).toBe(go.checkpoint);
    const cosignature = await cosignNote(text, cosigner, go.witnessTime);
    expect(formatNote(withSignatures(signed, [cosignature]))).toBe(go.cosigned);
    await refused(cosignNote(text, signer, 1), 'malformed');
    await refused(cosignNote(text, cosigner, 1.5), 'malformed');
    await refused(signNote(text, cosigner), 'malformed');
  });

  it('is made new each time, and read again from what is kept', async () => {
    for (const algorithm of ['ed25519', 'cosignature-v1'] as const) {
      const { signer, signerKey } = await newSigner(ORIGIN, algorithm);
      const other = await newSigner(ORIGIN, algorithm);
      expect(signerKey).toMatch(/^PRIVATE\+KEY\+log\.example\/so-vang\+[0-9a-f]{8}\+/);
      expect(signerKey).not.toBe(other.signerKey);
      expect((await readSigner(signerKey)).key).toEqual(signer.key);
      expect(await key(formatVerifierKey(signer.key))).toEqual(signer.key);
    }
  });

  it('is refused when any part of it is not as it must be, without saying what the secret was', async () => {
    const [name, id, data] = go.verifierKey.split('+', 3);
    const raw = toBase64(Uint8Array.of(2, ...new Uint8Array(32)));
    const bad = ['', name, `${name}+${id}`, `${name}+${id}+`, `${name}+0${id?.slice(1)}+${data}`, `+${id}+${data}`];
    const worse = [`x${go.verifierKey}`, `${name}+${id}+${raw}`, `${name}+${id}+${data}A`, `${go.verifierKey}\n`];
    for (const text of [...bad, ...worse, `so vang+${id}+${data}`]) await refused(key(text ?? ''), 'malformed');
    const broken = go.signerKey.replace('log.example', 'log.invalid');
    await refused(readSigner(broken), 'malformed');
    await readSigner(broken).catch((error: Error) => expect(error.message).not.toContain(broken.slice(-20)));
    await refused(readSigner(go.verifierKey), 'malformed');
    expect(['a+b', 'a b', 'a\u00a0b', 'a\u0085b', 'a\u3000b', 'a\nb', '', '\ud800'].filter(isKeyName)).toEqual([]);
    expect(['a', 'log.example/sổ-vàng', 'a\ufeffb'].filter((each) => !isKeyName(each))).toEqual([]);
  });
});

describe('a note', () => {
  it('passes over signatures of keys that are not known, also under a known name or id', async () => {
    const note = parseNote(go.cosigned);
    const [own, cosignature] = note.signatures;
    if (own === undefined || cosignature === undefined) throw new Error('Two signatures are recorded.');
    const sameName = { ...own, id: Uint8Array.of(1, 2, 3, 4), signature: Uint8Array.of(9) };
    const sameId = { ...own, name: 'other.example', signature: new Uint8Array(5000) };
    const crowded: Note = { text: note.text, signatures: [sameName, sameId, ...note.signatures, sameName] };
    expect(await verifyNote(parseNote(formatNote(crowded)), [log], nodeCrypto)).toEqual([{ key: log }]);
    await refused(verifyNote({ ...note, signatures: [sameName, sameId] }, [log], nodeCrypto), 'unsigned');
    await refused(verifyNote(note, [], nodeCrypto), 'unsigned');
  });

  it('is refused for one bad signature of a known key, even beside a good one of the same', async () => {
    const note = parseNote(go.cosigned);
    for (const [i, line] of note.signatures.entries()) {
      for (const at of [0, 7, 8, line.signature.length - 1]) {
        const signature = Uint8Array.from(line.signature);
        signature[at] = (signature[at] ?? 0) ^ 1;
        const changed = { ...line, signature };
        const replaced = { ...note, signatures: note.signatures.with(i, changed) };
        await refused(verifyNote(replaced, [log, witness], nodeCrypto), 'bad-signature');
        const beside = { ...note, signatures: [...note.signatures, changed] };
        await refused(verifyNote(beside, [log, witness], nodeCrypto), 'bad-signature');
      }
      const short = { ...line, signature: line.signature.subarray(1) };
      await refused(verifyNote({ ...note, signatures: [short] }, [log, witness], nodeCrypto), 'bad-signature');
    }
  });

  it('counts a key once, and a cosignature newer than the one before takes its place', async () => {
    const cosigner = await readSigner(go.witnessSignerKey);
    const note = parseNote(go.cosigned);
    const later = await cosignNote(note.text, cosigner, go.witnessTime + 60);
    const twice = { ...note, signatures: [...note.signatures, later] };
    expect(await verifyNote(twice, [witness], nodeCrypto)).toEqual([{ key: witness, timestamp: go.witnessTime }]);
    const renewed = withSignatures(note, [later]);
    expect(renewed.signatures).toHaveLength(2);
    expect(await verifyNote(renewed, [witness], nodeCrypto)).toEqual([
      { key: witness, timestamp: go.witnessTime + 60 },
    ]);
    expect(parseSignatureLines(formatSignatureLines([later]))).toEqual([later]);
  });

  it('is read in one form only, with at most a hundred signatures', () => {
    const line = formatSignatureLines([{ name: 'a', id: new Uint8Array(4), signature: Uint8Array.of(1) }]);
    const bad = [
      '',
      '\n',
      'text',
      'text\n',
      `text\n${line}`,
      'text\n\n',
      `text\n\n${line.slice(0, -1)}`,
      `text${line}`,
    ];
    const lines = [line.replace('—', '-'), line.replace('— ', '—'), line.replace(' a ', '  '), `${line}\n`, ` ${line}`];
    const names = [
      line.replace(' a ', ' a b '),
      line.replace(' a ', ' a+b '),
      line.replace('=\n', '\n'),
      '— a AAAAAA==\n',
    ];
    const texts = ['a\tb\n', 'a\r\n', 'a\u0000\n', 'a\ud800\n'].map((text) => `${text}\n${line}`);
    const notes = [...lines, ...names].map((each) => `text\n\n${each}`);
    for (const message of [...bad, ...notes, ...texts]) malformed(() => parseNote(message));
    expect(parseNote(`text\n\n${line.repeat(100)}`).signatures).toHaveLength(100);
    malformed(() => parseNote(`text\n\n${line.repeat(101)}`));
    malformed(() => parseNote(`${'x'.repeat(1_000_000)}\n\n${line}`));
    expect(parseNote(`a\n\n\nb\n\n\n${line}`).text).toBe('a\n\n\nb\n\n');
    malformed(() => formatNote({ text: 'no newline', signatures: parseSignatureLines(line) }));
    malformed(() => formatNote({ text: 'text\n', signatures: [] }));
    malformed(() => textOf(Uint8Array.of(0x61, 0xff)));
  });

  it('comes back as it was, whatever its text', () => {
    const texts = fc.string({ unit: 'grapheme' }).filter((text) => !/[\u0000-\u0009\u000b-\u001f]/.test(text));
    fc.assert(
      fc.property(texts, fc.uint8Array({ minLength: 1 }), (text, signature) => {
        const note = { text: `${text}\n`, signatures: [{ name: 'a', id: Uint8Array.of(1, 2, 3, 4), signature }] };
        expect(parseNote(formatNote(note))).toEqual(note);
      }),
    );
  });
});

describe('a checkpoint', () => {
  const root = new Uint8Array(32).fill(7);

  it('comes back as it was', () => {
    const line = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\n'));
    const checkpoints = fc.record({
      origin: line,
      size: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      extensions: fc.array(line, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(checkpoints, (each: Checkpoint) => expect(parseCheckpoint(formatCheckpoint(each))).toEqual(each)),
    );
    expect(formatCheckpoint({ origin: ORIGIN, size: 0, root: EMPTY_ROOT, extensions: [] })).toBe(
      `${ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`,
    );
  });

  it('is read in one form only', () => {
    const base64 = toBase64(root);
    const bad = ['', 'o', 'o\n1\n', `o\n1\n${base64}`, `\n1\n${base64}\n`, `o\n01\n${base64}\n`, `o\n-1\n${base64}\n`];
    const worse = [
      `o\n1\n${base64}\n\n`,
      `o\n1\n${base64}\n\nx\n`,
      `o\n1\n${base64}x\n`,
      `o\n1\n${base64.slice(0, 40)}\n`,
    ];
    const loose = [`o\n1\n${base64.slice(0, -1)}\n`, `o\n1\n${base64.replace('c=', 'd=')}\n`, `o\n0\n${base64}\n`];
    for (const text of [...bad, ...worse, ...loose]) malformed(() => parseCheckpoint(text));
    malformed(() => formatCheckpoint({ origin: 'two\nlines', size: 1, root, extensions: [] }));
    malformed(() => formatCheckpoint({ origin: '', size: 1, root, extensions: [] }));
    malformed(() => formatCheckpoint({ origin: 'o', size: 1, root, extensions: ['two\nlines'] }));
    malformed(() => formatCheckpoint({ origin: 'o', size: 1.5, root, extensions: [] }));
  });

  it('is believed only of the log that was meant, signed by it, and by as many witnesses as were asked for', async () => {
    const open = (message: string, other: Partial<LogTrust>) =>
      openCheckpoint(message, { ...trust, ...other }, nodeCrypto);
    expect((await open(go.cosigned, { quorum: 1 })).cosignatures).toHaveLength(1);
    expect((await open(go.checkpoint, {})).cosignatures).toHaveLength(0);
    await refused(open(go.checkpoint, { quorum: 1 }), 'unsigned');
    await refused(open(go.cosigned, { quorum: 2 }), 'unsigned');
    await refused(open(go.cosigned, { origin: 'log.example/other' }), 'wrong-log');
    await refused(open(go.cosigned, { logKeys: [] }), 'unsigned');
    await refused(open(go.note, {}), 'malformed');
  });
});

describe('a proof in a file', () => {
  it('comes back as it was, with or without extra data', () => {
    const proof = parseTlogProof(go.tlogProof);
    expect(textOf(proof.extra ?? new Uint8Array(0))).toBe('xin chào');
    expect(proof).toMatchObject({ index: 100, checkpoint: go.cosigned });
    expect(formatTlogProof(proof)).toBe(go.tlogProof);
    const bare: TlogProof = { index: 0, proof: [], checkpoint: go.checkpoint };
    expect(formatTlogProof(bare)).toBe(`c2sp.org/tlog-proof@v1\nindex 0\n\n${go.checkpoint}`);
    expect(parseTlogProof(formatTlogProof(bare))).toEqual(bare);
  });

  it('is read in one form only', () => {
    const good = go.tlogProof;
    const changes: [string | RegExp, string][] = [
      ['@v1', '@v2'],
      ['index 100', 'index 0100'],
      ['index 100', 'index -1'],
      ['index 100\n', ''],
      ['extra ', 'extra  '],
      [/extra .*\n/, 'extra\n'],
      [/extra .*\n/, 'extra ??\n'],
      [/(index .*\n)/, '$1AAAA\n'],
      [/(index .*\n)/, `$1${`${toBase64(EMPTY_ROOT)}\n`.repeat(64)}`],
      [/\n\n[^]*/, '\n'],
      [/\n\n[^]*/, '\n\n'],
    ];
    for (const [what, by] of changes) {
      expect(good.replace(what, by)).not.toBe(good);
      malformed(() => parseTlogProof(good.replace(what, by)));
    }
    malformed(() => formatTlogProof({ index: -1, proof: [], checkpoint: go.checkpoint }));
  });
});

function key(text: string): Promise<VerifierKey> {
  return parseVerifierKey(text, nodeCrypto.sha256);
}

function malformed(act: () => unknown): void {
  expect(act).toThrow(TlogError);
  expect(act).toThrow(expect.objectContaining({ reason: 'malformed' }));
}
