import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { hex, vectors } from '../../test/support/tlog.js';
import { decimal, fromBase64, textOf, toBase64, utf8 } from './encoding.js';
import { formatBundle, parseBundle, parseTilePath, type Tile, tilePath } from './tiles.js';
import { TlogError } from './tlog-error.js';
import { formatAddCheckpoint, formatTreeSize, parseAddCheckpoint, parseTreeSize } from './witness-request.js';

const go = vectors<{ paths: (Tile & { path: string })[] }>('go-tree.json');
const { addCheckpoint, checkpoint } = vectors<{ addCheckpoint: string; checkpoint: string }>('go-notes.json');

describe('base64 and numbers', () => {
  it('have one way to be written', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => expect([...fromBase64(toBase64(bytes))]).toEqual([...bytes])));
    expect(toBase64(utf8('Vì người nghèo'))).toBe(Buffer.from('Vì người nghèo').toString('base64'));
    for (const text of ['QQ', 'QQ=', 'QR==', ' QQ==', 'QQ==\n', 'Q-==', '=', 'QQ==QQ=='])
      malformed(() => fromBase64(text));
    malformed(() => fromBase64('QQ==', 2));
    for (const text of ['', '00', '01', '-1', '+1', '1.0', '1e3', ' 1', '1\n', '9007199254740992', '0x1', '١']) {
      malformed(() => decimal(text));
    }
    expect([decimal('0'), decimal('9007199254740991')]).toEqual([0, Number.MAX_SAFE_INTEGER]);
    malformed(() => textOf(Uint8Array.of(0xc3, 0x28)));
  });
});

describe('the path of a tile', () => {
  it('is the one that Go and the specification write, and leads back to the tile', () => {
    for (const { path, ...tile } of go.paths) {
      expect(tilePath(tile)).toBe(path);
      expect(parseTilePath(path)).toEqual(tile);
    }
    expect(tilePath({ level: 'entries', index: 1_234_067, width: 256 })).toBe('tile/entries/x001/x234/067');
    expect(parseTilePath('tile/entries/x001/x234/067.p/8')).toEqual({ level: 'entries', index: 1_234_067, width: 8 });
  });

  it('is read in no other form', () => {
    const others = ['', 'tile', 'tile/0', '/tile/0/000', 'tile/0/000/', 'tile/00/000', 'tile/64/000', 'tile/-1/000'];
    const more = ['tile/0/0', 'tile/0/0000', 'tile/0/x000/001', 'tile/0/001/002', 'tile/0/x001', 'tile/data/000'];
    const partial = ['tile/0/000.p', 'tile/0/000.p/', 'tile/0/000.p/0', 'tile/0/000.p/01', 'tile/0/000.p/256'];
    const rest = ['tile/0/000.p/1/', 'tile/0/../000', 'tile/0/x999/x999/x999/x999/x999/x999/999', 'tile/0/000\n'];
    for (const path of [...others, ...more, ...partial, ...rest]) malformed(() => parseTilePath(path));
  });
});

describe('an entry bundle', () => {
  it('gives its entries back, the empty and the longest too', () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 });
    fc.assert(
      fc.property(entries, (each) => {
        expect(parseBundle(formatBundle(each), each.length).map(hex)).toEqual(each.map(hex));
      }),
    );
    const longest = new Uint8Array(65_535).fill(7);
    expect(parseBundle(formatBundle([longest]), 1).map(hex)).toEqual([hex(longest)]);
    expect(hex(formatBundle([utf8('ab'), new Uint8Array(0), new Uint8Array(258)])).slice(0, 16)).toBe(
      '0002616200000102',
    );
  });

  it('is refused when it is cut, followed by anything, or of another width', () => {
    const bundle = formatBundle([utf8('mot'), utf8('hai')]);
    for (let length = 0; length < bundle.length; length++) malformed(() => parseBundle(bundle.subarray(0, length), 2));
    malformed(() => parseBundle(Buffer.concat([bundle, Buffer.of(0)]), 2));
    malformed(() => parseBundle(bundle, 1));
    malformed(() => parseBundle(bundle, 3));
    malformed(() => formatBundle([]));
    malformed(() => formatBundle([new Uint8Array(65_536)]));
    malformed(() => formatBundle(Array.from({ length: 257 }, () => new Uint8Array(1))));
  });
});

describe('a request to a witness', () => {
  it('is the one that the specification describes, both ways', () => {
    const request = parseAddCheckpoint(addCheckpoint);
    expect(request).toMatchObject({ oldSize: 256, checkpoint });
    expect(request.proof).toHaveLength(1);
    expect(formatAddCheckpoint(request)).toBe(addCheckpoint);
    expect(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint })).toBe(`old 0\n\n${checkpoint}`);
    expect(parseTreeSize(formatTreeSize(20_852_014))).toBe(20_852_014);
  });

  it('is refused when it is anything else', () => {
    const hash = toBase64(new Uint8Array(32));
    const bodies = ['', 'old 1', 'old 1\n', 'old 1\n\n', `old 01\n\n${checkpoint}`, `new 1\n\n${checkpoint}`];
    const proofs = [`old 1\n${hash.slice(4)}\n\n${checkpoint}`, `old 1\n${hash} \n\n${checkpoint}`, `old 1\n${hash}\n`];
    const long = `old 1\n${`${hash}\n`.repeat(64)}\n${checkpoint}`;
    for (const body of [...bodies, ...proofs, long, ' '.repeat(3_000_000)]) malformed(() => parseAddCheckpoint(body));
    expect(parseAddCheckpoint(`old 1\n${`${hash}\n`.repeat(63)}\n${checkpoint}`).proof).toHaveLength(63);
    malformed(() => formatAddCheckpoint({ oldSize: -1, proof: [], checkpoint }));
    for (const body of ['', '1', '1\n\n', '01\n', 'x\n']) malformed(() => parseTreeSize(body));
  });
});

describe('the part that verifies', () => {
  const onServer = new Set(['leaf.ts', 'node-crypto.ts', 'tree-builder.ts']);
  const sources = [
    'checkpoint.ts',
    'encoding.ts',
    'hashing.ts',
    'note-keys.ts',
    'note.ts',
    'proofs.ts',
    'tile-reader.ts',
    'tiles.ts',
    'tlog-error.ts',
    'tlog-proof.ts',
    'web-crypto.ts',
    'witness-request.ts',
  ];

  it.each(sources)('%s runs in a browser: it needs nothing of Node, and no file that does', (name) => {
    const source = readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
    const imports = [...source.matchAll(/from '([^']+)'/g)].map(([, from = '']) => from);
    expect(source).not.toMatch(/\bBuffer\b|\bprocess\b/);
    for (const from of imports) {
      expect(sources).toContain(from.replace(/^\.\//, '').replace(/\.js$/, '.ts'));
      expect(onServer.has(from)).toBe(false);
    }
  });
});

function malformed(act: () => unknown): void {
  expect(act).toThrow(TlogError);
  expect(act).toThrow(expect.objectContaining({ reason: 'malformed' }));
}
