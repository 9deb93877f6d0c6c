// Tiles and entry bundles (C2SP tlog-tiles): where they stand, and what is in them.
import { HASH_BYTES, type Hash } from './hashing.js';
import { TlogError } from './tlog-error.js';

/** Hashes in a full tile, entries in a full bundle. */
export const TILE_WIDTH = 256;

/** Levels of the tree in one tile: 2^8 hashes. */
export const TILE_HEIGHT = 8;

/** An entry's length is written in 16 bits. */
export const LONGEST_ENTRY = 65_535;

/**
 * A tile: the hashes `index·256` to `index·256 + width - 1` of the tree's level `8·level`; at `entries`, the entries
 * whose hashes the tile of level 0 has. It is full at width 256 and partial below.
 */
export interface Tile {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

/**
 * The path below the log's prefix: `tile/<L>/<N>[.p/<W>]`, the index in groups of three digits
 * (§ Merkle Tree; 1234067 is `x001/x234/067`).
 */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  const last = groups.pop() ?? '';
  const partial = width === TILE_WIDTH ? '' : `.p/${width}`;
  return `tile/${level}/${groups.map((group) => `x${group}/`).join('')}${last}${partial}`;
}

/**
 * The tile at a path; only the one way to write it is taken.
 * @throws TlogError `malformed`
 */
export function parseTilePath(path: string): Tile {
  const match = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path);
  const [, level = '', index = '', width = String(TILE_WIDTH)] = match ?? [];
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(index.replace(/[x/]/g, '')),
    width: Number(width),
  };
  const exists = (level === 'entries' || Number(level) <= 63) && Number.isSafeInteger(tile.index) && tile.width >= 1;
  if (match === null || !exists || tilePath(tile) !== path) throw new TlogError('malformed', 'Not the path of a tile.');
  return tile;
}

/** How wide the tile at this place is in a tree of this size; 0 where it has none (§ Partial Tiles). */
export function tileWidth(level: number, index: number, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return Math.min(TILE_WIDTH, Math.max(0, hashes - index * TILE_WIDTH));
}

/** The tiles of hashes that a tree of `size` has and one of `oldSize` had not: full ones, and the partial ones of its edge. */
export function tilesBetween(oldSize: number, size: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0; Math.floor(size / TILE_WIDTH ** level) > 0; level++)
    tiles.push(...rowBetween(level, oldSize, size));
  return tiles;
}

/** The entry bundles that are new between two sizes: one beside each new tile of level 0. */
export function bundlesBetween(oldSize: number, size: number): Tile[] {
  return rowBetween(0, oldSize, size).map((tile) => ({ ...tile, level: 'entries' }));
}

function rowBetween(level: number, oldSize: number, size: number): Tile[] {
  const tiles: Tile[] = [];
  const unchanged = Math.floor(oldSize / TILE_WIDTH ** (level + 1));
  for (let index = unchanged; ; index++) {
    const width = tileWidth(level, index, size);
    if (width === 0) return tiles;
    if (width !== tileWidth(level, index, oldSize)) tiles.push({ level, index, width });
  }
}

/**
 * The hashes of a tile.
 * @throws TlogError `malformed` where the bytes are not `width` hashes
 */
export function hashesOfTile(bytes: Uint8Array, width: number): Hash[] {
  if (bytes.length !== width * HASH_BYTES) {
    throw new TlogError('malformed', `A tile of ${bytes.length} bytes instead of ${width} hashes.`);
  }
  return Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
}

/**
 * The bytes of an entry bundle: each entry behind its length, 16 bits with the high byte first (§ Log entries).
 * @throws TlogError `malformed` for no entry, more than 256 or one of more than 65,535 bytes
 */
export function formatBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length < 1 || entries.length > TILE_WIDTH || entries.some((entry) => entry.length > LONGEST_ENTRY)) {
    throw new TlogError('malformed', 'A bundle has 1 to 256 entries of at most 65,535 bytes.');
  }
  const bundle = new Uint8Array(entries.reduce((length, entry) => length + 2 + entry.length, 0));
  const view = new DataView(bundle.buffer);
  let at = 0;
  for (const entry of entries) {
    view.setUint16(at, entry.length);
    bundle.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bundle;
}

/**
 * The entries of a bundle, exactly `width` of them.
 * @throws TlogError `malformed` for fewer, more, or bytes left over
 */
export function parseBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at + 2 <= bytes.length && entries.length <= width) {
    const end = at + 2 + view.getUint16(at);
    if (end > bytes.length) break;
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  if (at !== bytes.length || entries.length !== width) {
    throw new TlogError('malformed', `The bundle is not one of ${width} entries.`);
  }
  return entries;
}
