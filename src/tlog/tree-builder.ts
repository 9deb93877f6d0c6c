// Growing a tree: hashes come in, tiles come out. Only the right edge is held (at most one partial tile for each level
// and one hash for each perfect subtree), so memory does not grow with the tree. Hashing is Node's, at once: awaiting
// each of a million hashes would take most of the time.
import { hash } from 'node:crypto';
import { sameBytes } from './encoding.js';
import { EMPTY_ROOT, type Hash, HASH_BYTES, nodeInput, rootOfRow, type Sha256 } from './hashing.js';
import { type ReadTile, readEdge } from './tile-reader.js';
import { TILE_HEIGHT, TILE_WIDTH, type Tile } from './tiles.js';
import { TlogError } from './tlog-error.js';

/** A tile and its bytes, `width` hashes of 32 bytes. */
export interface TileData {
  readonly tile: Tile;
  readonly bytes: Uint8Array;
}

export class TreeBuilder {
  /** Leaves so far. */
  #size = 0;
  /** The roots of the perfect subtrees that the leaves make up, the largest first. */
  readonly #subtrees: Hash[] = [];
  /** By level, the room of the tile that is being filled. */
  readonly #filling: Uint8Array[] = [];

  /**
   * The builder of a tree that was written before, from the partial tiles of its right edge.
   * @throws TlogError `bad-tile` where they do not lead to the root
   */
  static async resume(
    { size, root }: { readonly size: number; readonly root: Hash },
    read: ReadTile,
  ): Promise<TreeBuilder> {
    const builder = new TreeBuilder();
    const edge = await readEdge(size, read);
    for (let level = edge.length - 1; level >= 0; level--) {
      const hashes = edge[level] ?? [];
      for (const [i, each] of hashes.entries()) builder.#room(level).set(each, i * HASH_BYTES);
      await builder.#addSubtrees(hashes);
    }
    builder.#size = size;
    if (!sameBytes(builder.root(), root)) {
      throw new TlogError('bad-tile', `The tiles at size ${size} do not lead to the root.`);
    }
    return builder;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a leaf by its hash, and returns the tiles that it filled: mostly none, now and then one, rarely several. */
  append(leafHash: Hash): TileData[] {
    if (leafHash.length !== HASH_BYTES) throw new TlogError('malformed', `A leaf hash has ${HASH_BYTES} bytes.`);
    const filled: TileData[] = [];
    this.#place(0, this.#size, leafHash, filled);
    let node = leafHash;
    let index = this.#size;
    for (let level = 1; index % 2 === 1; level++) {
      index = (index - 1) / 2;
      node = sha256(nodeInput(this.#subtrees.pop() ?? EMPTY_ROOT, node));
      if (level % TILE_HEIGHT === 0) this.#place(level / TILE_HEIGHT, index, node, filled);
    }
    this.#subtrees.push(node);
    this.#size++;
    return filled;
  }

  /** The root of the tree as it is now. */
  root(): Hash {
    if (this.#size === 0) return EMPTY_ROOT;
    return this.#subtrees.reduceRight((right, left) => sha256(nodeInput(left, right)));
  }

  /** The partial tiles of the tree as it is now; with the full ones that were returned before, they are all of it. */
  partialTiles(): TileData[] {
    const partial: TileData[] = [];
    for (const [level, room] of this.#filling.entries()) {
      const hashes = Math.floor(this.#size / TILE_WIDTH ** level);
      const width = hashes % TILE_WIDTH;
      const index = Math.floor(hashes / TILE_WIDTH);
      if (width > 0) partial.push({ tile: { level, index, width }, bytes: room.slice(0, width * HASH_BYTES) });
    }
    return partial;
  }

  #place(level: number, position: number, node: Hash, filled: TileData[]): void {
    const room = this.#room(level);
    const at = position % TILE_WIDTH;
    room.set(node, at * HASH_BYTES);
    if (at < TILE_WIDTH - 1) return;
    const index = (position - at) / TILE_WIDTH;
    filled.push({ tile: { level, index, width: TILE_WIDTH }, bytes: room.slice() });
  }

  #room(level: number): Uint8Array {
    return (this.#filling[level] ??= new Uint8Array(TILE_WIDTH * HASH_BYTES));
  }

  /** The perfect subtrees that a partial tile's hashes make up: its width in binary, the highest bit first. */
  async #addSubtrees(hashes: readonly Hash[]): Promise<void> {
    let from = 0;
    for (let leaves = TILE_WIDTH / 2; leaves >= 1; leaves /= 2) {
      if (hashes.length - from < leaves) continue;
      this.#subtrees.push(await rootOfRow(hashes.slice(from, from + leaves), sha256));
      from += leaves;
    }
  }
}

const sha256 = ((data) => hash('sha256', data, 'buffer')) satisfies Sha256;
