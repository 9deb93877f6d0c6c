import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { hex, refused, vectors } from '../../test/support/tlog.js';
import { textOf, toBase64, utf8 } from './encoding.js';
import type { Hash } from './hashing.js';
import { leafHash } from './leaf.js';
import { nodeCrypto } from './node-crypto.js';
import { rootAt } from './proofs.js';
import { openTree, type ReadTile, type TileTree } from './tile-reader.js';
import { bundlesBetween, formatBundle, TILE_WIDTH, tilePath, tilesBetween } from './tiles.js';
import { TreeBuilder } from './tree-builder.js';

interface GoTree {
  newTiles: { oldSize: number; size: number; paths: string[] }[];
  tiles: { size: number; count: number; digest: string; partial: Record<string, string> };
  largeRoots: Record<string, string>;
  roots: string[];
}
const go = vectors<GoTree>('go-tree.json');
const { rfc6962 } = vectors<{ rfc6962: { leaves: string[]; roots: string[] } }>('published.json');
const { sha256 } = nodeCrypto;

/** A log on no disk: what was published, by path. */
interface MemoryLog {
  files: Map<string, Uint8Array>;
  roots: Map<number, Hash>;
  read: ReadTile;
  open: (size: number) => Promise<TileTree>;
}

const small = memoryLog(300);
const large = memoryLog(go.tiles.size);

describe('a tree', () => {
  it('has the roots of the tree of eight leaves that RFC 6962 is tested with', () => {
    const builder = new TreeBuilder();
    const roots = rfc6962.leaves.map((leaf) => {
      builder.append(leafHash(Buffer.from(leaf, 'hex')));
      return hex(builder.root());
    });
    expect(roots).toEqual(rfc6962.roots);
  });

  it('has the root that Go computes, at every size up to 300 and at large ones', () => {
    expect([...small.roots.values()].map(toBase64)).toEqual(go.roots);
    for (const [size, recorded] of Object.entries(go.largeRoots)) {
      expect({ size, root: toBase64(root(large, Number(size))) }).toEqual({ size, root: recorded });
    }
  });

  it('has the tiles that Go makes, byte for byte, at paths as in Go', () => {
    const tiles = tilesBetween(0, go.tiles.size).map(tilePath);
    const digests = tiles.map((path) => `${path} ${digest(file(large, path))}\n`);
    expect(tiles).toHaveLength(go.tiles.count);
    expect(digest(utf8(digests.join('')))).toBe(go.tiles.digest);
    for (const [path, content] of Object.entries(go.tiles.partial)) expect(digest(file(large, path))).toBe(content);
  });

  it('publishes between two sizes the tiles that Go publishes', () => {
    for (const { oldSize, size, paths } of go.newTiles) {
      expect({ oldSize, size, paths: tilesBetween(oldSize, size).map(tilePath) }).toEqual({ oldSize, size, paths });
    }
  });

  it('has, in whatever steps it grew, every tile of its size exactly once', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 12 });
    const between = (old: number, size: number): string[] =>
      [...tilesBetween(old, size), ...bundlesBetween(old, size)].map(tilePath);
    fc.assert(
      fc.property(steps, (sizes) => {
        const ascending = [...new Set(sizes)].sort((a, b) => a - b);
        const grown = ascending.flatMap((size, i) => between(ascending[i - 1] ?? 0, size));
        const all = new Set(grown);
        expect(grown.length).toBe(all.size);
        expect(between(0, ascending.at(-1) ?? 0).filter((path) => !all.has(path))).toEqual([]);
        expect(between(70_000, 70_000)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('is gone on with from its partial tiles, and becomes the same tree', async () => {
    for (const size of [0, 1, 255, 256, 257, 299, 65_535, 65_536, 65_537, 69_999]) {
      const builder = await TreeBuilder.resume({ size, root: root(large, size) }, large.read);
      const tiles = new Map<string, Uint8Array>();
      for (let i = size; i < size + 300 && i < go.tiles.size; i++) {
        for (const { tile, bytes } of builder.append(leafHash(entry(i)))) tiles.set(tilePath(tile), bytes);
      }
      for (const { tile, bytes } of builder.partialTiles()) tiles.set(tilePath(tile), bytes);
      expect(hex(builder.root())).toBe(hex(root(large, builder.size)));
      const before = new Set(tilesBetween(0, size).map(tilePath));
      const added = [...tiles.keys()].filter((path) => !before.has(path));
      expect(added.sort()).toEqual(tilesBetween(size, builder.size).map(tilePath).sort());
      const recorded = [...tiles].filter(([path]) => large.files.has(path));
      for (const [path, bytes] of recorded) expect(hex(bytes)).toBe(hex(file(large, path)));
    }
  });

  it('is not gone on with from tiles that do not lead to the root of the checkpoint', async () => {
    const resumed = TreeBuilder.resume({ size: 300, root: root(small, 299) }, small.read);
    await expect(resumed).rejects.toMatchObject({ reason: 'bad-tile' });
  });
});

describe('a log that is read from tiles', () => {
  it('answers roots of older sizes, hashes and entries', async () => {
    const tree = await large.open(70_000);
    for (const size of [0, 1, 2, 255, 256, 257, 65_536, 65_537, 70_000]) {
      expect(hex(await rootAt(tree, size))).toBe(hex(root(large, size)));
    }
    expect(hex(await tree.hash(16, 0))).toBe(hex(root(large, 65_536)));
    expect((await tree.bundle(273)).map(textOf)).toEqual(Array.from({ length: 112 }, (_, i) => `entry ${69_888 + i}`));
    await refused(tree.tile(0, 274), 'out-of-range');
    await refused(tree.tile(0, -1), 'out-of-range');
    await refused(tree.hash(17, 0), 'out-of-range');
  });

  it('refuses a tile or bundle of which any bit was changed, wherever it stands', async () => {
    const places = fc.record({
      path: fc.constantFrom(...[...tilesBetween(0, 300), ...bundlesBetween(0, 300)].map(tilePath)),
      at: fc.nat(),
      bit: fc.integer({ min: 0, max: 7 }),
    });
    await fc.assert(
      fc.asyncProperty(places, async ({ path, at, bit }) => {
        const bytes = Uint8Array.from(file(small, path));
        bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit);
        const read: ReadTile = (asked) => (asked === path ? Promise.resolve(bytes) : small.read(asked));
        const everything = async (): Promise<void> => {
          const tree = await openTree({ size: 300, root: root(small, 300) }, read, sha256);
          for (const index of [0, 1]) await tree.bundle(index);
        };
        await refused(everything());
      }),
      { numRuns: 60 },
    );
  });

  it('refuses another tree, and tiles that are too short or too long', async () => {
    await refused(openTree({ size: 300, root: root(small, 299) }, small.read, sha256), 'bad-tile');
    await refused(openTree({ size: 299, root: root(small, 300) }, small.read, sha256));
    const longer: ReadTile = async (path) => Buffer.concat([await small.read(path), Buffer.alloc(32)]);
    const shorter: ReadTile = async (path) => (await small.read(path)).subarray(32);
    await refused(openTree({ size: 300, root: root(small, 300) }, longer, sha256), 'malformed');
    await refused(openTree({ size: 300, root: root(small, 300) }, shorter, sha256), 'malformed');
  });

  it('takes the full tile where the partial one has been deleted, and says which is missing where neither is there', async () => {
    const later = memoryLog(600);
    const pruned: ReadTile = (path) =>
      /\.p\//.test(path) && !path.startsWith('tile/1/') ? missing(path) : later.read(path);
    const tree = await openTree({ size: 300, root: root(later, 300) }, pruned, sha256);
    expect((await tree.bundle(1)).length).toBe(44);
    expect(hex(await rootAt(tree, 299))).toBe(hex(root(later, 299)));
    await expect(openTree({ size: 600, root: root(later, 600) }, pruned, sha256)).rejects.toThrow('tile/0/002.p/88');
  });

  it('asks again for a tile that could not be read', async () => {
    let broken = true;
    const read: ReadTile = (path) => (path === 'tile/0/000' && broken ? missing(path) : small.read(path));
    const tree = await openTree({ size: 300, root: root(small, 300) }, read, sha256);
    await expect(tree.bundle(0)).rejects.toThrow('tile/0/000');
    broken = false;
    expect((await tree.bundle(0)).length).toBe(TILE_WIDTH);
  });
});

/** Roots are kept at every size up to 700, and where the right edge is published. */
function memoryLog(size: number): MemoryLog {
  const edges = [1, 255, 256, 257, 299, 300, 600, 4096, 65_535, 65_536, 65_537, 65_835, 69_999, 70_000];
  const files = new Map<string, Uint8Array>();
  const builder = new TreeBuilder();
  const roots = new Map([[0, builder.root()]]);
  for (let i = 0; i < size; i++) {
    for (const { tile, bytes } of builder.append(leafHash(entry(i)))) files.set(tilePath(tile), bytes);
    if (i < 700 || edges.includes(i + 1) || (i >= 65_834 && i < 65_840)) roots.set(i + 1, builder.root());
    if (!edges.includes(i + 1)) continue;
    for (const { tile, bytes } of builder.partialTiles()) files.set(tilePath(tile), bytes);
  }
  for (const tile of bundlesBetween(0, size)) {
    const first = tile.index * TILE_WIDTH;
    files.set(tilePath(tile), formatBundle(Array.from({ length: tile.width }, (_, i) => entry(first + i))));
  }
  const log: MemoryLog = {
    files,
    roots,
    read: (path) => {
      const bytes = files.get(path);
      return bytes === undefined ? missing(path) : Promise.resolve(bytes);
    },
    open: (at) => openTree({ size: at, root: root(log, at) }, log.read, sha256),
  };
  return log;
}

function missing(path: string): Promise<never> {
  return Promise.reject(new Error(`There is no ${path}.`));
}

function entry(i: number): Uint8Array {
  return utf8(`entry ${i}`);
}

function root(log: MemoryLog, size: number): Hash {
  const known = log.roots.get(size);
  if (known === undefined) throw new Error(`The root at size ${size} was not kept.`);
  return known;
}

function file(log: MemoryLog, path: string): Uint8Array {
  const bytes = log.files.get(path);
  if (bytes === undefined) throw new Error(`There is no ${path}.`);
  return bytes;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
