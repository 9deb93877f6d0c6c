// A log read back from its tiles, none of them trusted: what a server, a mirror or a disk answers is checked against
// the root of a checkpoint before anything of it is used.
//
// The tiles of the right edge are all partial, and together they make the root: they are read first and checked
// together. Every other tile is full, and its root is a hash in the tile above it: it is checked from the top down.
import { sameBytes } from './encoding.js';
import { EMPTY_ROOT, type Hash, leafInput, rootOfRow, type Sha256 } from './hashing.js';
import type { HashedTree } from './proofs.js';
import { hashesOfTile, parseBundle, TILE_HEIGHT, TILE_WIDTH, type Tile, tilePath, tileWidth } from './tiles.js';
import { TlogError } from './tlog-error.js';

/** The bytes at a path below the log's prefix (`tile/0/x001/234.p/5`), from a disk or by HTTP; rejects if there are none. */
export type ReadTile = (path: string) => Promise<Uint8Array>;

/** A tree of a size and root, each of whose hashes and entries is proven to belong to it when it is read. */
export interface TileTree extends HashedTree {
  readonly root: Hash;
  /** The hashes of one tile. */
  readonly tile: (level: number, index: number) => Promise<readonly Hash[]>;
  /** The entries of one bundle, their hashes compared with the tile of level 0. */
  readonly bundle: (index: number) => Promise<readonly Uint8Array[]>;
}

/** Full tiles kept in memory: a proof needs one for each of at most seven levels, a monitor goes through them in order. */
const TILES_KEPT = 64;

/**
 * Opens the tree that a checkpoint names, and checks its right edge against the root.
 * Reading rejects with TlogError `out-of-range`, `malformed` or `bad-tile`, or with what `read` rejected with.
 */
export async function openTree(
  { size, root }: { readonly size: number; readonly root: Hash },
  read: ReadTile,
  sha256: Sha256,
): Promise<TileTree> {
  const edge = await readEdge(size, read);
  if (!sameBytes(await rootOfEdge(edge, sha256), root)) {
    throw new TlogError('bad-tile', `The tiles at size ${size} do not lead to the root.`);
  }
  const kept = new Map<string, Promise<readonly Hash[]>>();

  async function tile(level: number, index: number): Promise<readonly Hash[]> {
    const width = Number.isSafeInteger(index) && index >= 0 ? tileWidth(level, index, size) : 0;
    if (width === 0) throw new TlogError('out-of-range', `A tree of size ${size} has no tile ${level}/${index}.`);
    if (width < TILE_WIDTH) return edge[level] ?? [];
    const path = tilePath({ level, index, width });
    const pending = kept.get(path) ?? fullTile(level, index, path);
    kept.delete(path);
    kept.set(path, pending);
    pending.catch(() => kept.delete(path));
    const [oldest] = kept.keys();
    if (kept.size > TILES_KEPT && oldest !== undefined) kept.delete(oldest);
    return pending;
  }

  async function fullTile(level: number, index: number, path: string): Promise<readonly Hash[]> {
    const above = await tile(level + 1, Math.floor(index / TILE_WIDTH));
    const hashes = hashesOfTile(await read(path), TILE_WIDTH);
    const expected = above[index % TILE_WIDTH];
    if (expected === undefined || !sameBytes(await rootOfRow(hashes, sha256), expected)) {
      throw new TlogError('bad-tile', `The tile ${path} is not of this tree.`);
    }
    return hashes;
  }

  async function hash(level: number, index: number): Promise<Hash> {
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const leaves = 2 ** (level % TILE_HEIGHT);
    const first = index * leaves;
    const hashes = await tile(tileLevel, Math.floor(first / TILE_WIDTH));
    const row = hashes.slice(first % TILE_WIDTH, (first % TILE_WIDTH) + leaves);
    if (row.length !== leaves) throw new TlogError('out-of-range', `A tree of size ${size} has no such node.`);
    return rootOfRow(row, sha256);
  }

  async function bundle(index: number): Promise<readonly Uint8Array[]> {
    const hashes = await tile(0, index);
    const place: Tile = { level: 'entries', index, width: hashes.length };
    const found = await readPartial(place, read);
    const entries = parseBundle(found.bytes, found.width).slice(0, hashes.length);
    for (const [i, entry] of entries.entries()) {
      if (!sameBytes(await sha256(leafInput(entry)), hashes[i] ?? EMPTY_ROOT)) {
        throw new TlogError('bad-tile', `Entry ${index * TILE_WIDTH + i} is not of this tree.`);
      }
    }
    return entries;
  }

  return { size, root, sha256, tile, hash, bundle };
}

/** The partial tiles of the right edge, by level, unchecked; levels without one have none. */
export async function readEdge(size: number, read: ReadTile): Promise<(readonly Hash[])[]> {
  const levels: Promise<readonly Hash[]>[] = [];
  for (let level = 0; size >= TILE_WIDTH ** level; level++) levels.push(readEdgeTile(level, size, read));
  return Promise.all(levels);
}

/** The root of a whole tree from its right edge: what is left of a level is the last node of the one above. */
export async function rootOfEdge(edge: readonly (readonly Hash[])[], sha256: Sha256): Promise<Hash> {
  let below: readonly Hash[] = [];
  for (const hashes of edge) {
    const row = [...hashes, ...below];
    below = row.length === 0 ? [] : [await rootOfRow(row, sha256)];
  }
  return below[0] ?? EMPTY_ROOT;
}

async function readEdgeTile(level: number, size: number, read: ReadTile): Promise<readonly Hash[]> {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  const width = hashes % TILE_WIDTH;
  if (width === 0) return [];
  const found = await readPartial({ level, index: Math.floor(hashes / TILE_WIDTH), width }, read);
  return hashesOfTile(found.bytes, found.width).slice(0, width);
}

/** A partial tile, or the full one in its place: a log may delete the one when it has the other (§ Partial Tiles). */
async function readPartial(tile: Tile, read: ReadTile): Promise<{ bytes: Uint8Array; width: number }> {
  try {
    return { bytes: await read(tilePath(tile)), width: tile.width };
  } catch (missing) {
    if (tile.width === TILE_WIDTH) throw missing;
    return read(tilePath({ ...tile, width: TILE_WIDTH })).then(
      (bytes) => ({ bytes, width: TILE_WIDTH }),
      () => Promise.reject(missing as Error),
    );
  }
}
