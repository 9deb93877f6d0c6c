/** The tree that is being grown, and its files: full tiles and bundles as they fill, partial ones for each checkpoint. */
import { leafHash } from '../tlog/leaf.js';
import { formatBundle, TILE_WIDTH } from '../tlog/tiles.js';
import type { TreeBuilder } from '../tlog/tree-builder.js';
import type { StoredLeaf } from '../ledger/leaves.service.js';
import type { LogFiles } from './log-files.service.js';
import { LogHalt } from './log-halt.js';

export class LogTree {
  /**
   * @param builder the tree so far
   * @param open the entries of the bundle that is not full yet
   */
  constructor(
    private readonly files: LogFiles,
    private readonly builder: TreeBuilder,
    private open: Uint8Array[],
  ) {}

  get size(): number {
    return this.builder.size;
  }

  get root(): Uint8Array {
    return this.builder.root();
  }

  /** The position of the first event in the bundle that is not full. */
  get openFrom(): number {
    return this.size - this.open.length;
  }

  /**
   * The events of the open bundle are what they were when they came in.
   * @throws LogHalt
   */
  compareOpen(rows: readonly StoredLeaf[]): void {
    for (const [i, entry] of this.open.entries()) {
      const row = rows[i];
      const sequence = this.openFrom + i + 1;
      if (row?.sequence !== BigInt(sequence)) throw new LogHalt(`event ${sequence} is missing`);
      if (!row.leaf.equals(entry)) throw new LogHalt(`event ${sequence} is not what was signed`);
    }
  }

  /**
   * Adds leaves, and writes what they fill.
   * @throws LogHalt for a gap, or a hash that is not of its leaf
   */
  async grow(rows: readonly StoredLeaf[]): Promise<void> {
    const writing: Promise<void>[] = [];
    for (const { sequence, leaf, leafHash: stored } of rows) {
      const hash = leafHash(leaf);
      const wrong =
        sequence !== BigInt(this.size + 1)
          ? `event ${this.size + 1} is missing`
          : !stored.equals(hash)
            ? `the hash of event ${sequence} is not that of its leaf`
            : undefined;
      if (wrong) {
        await Promise.allSettled(writing);
        throw new LogHalt(wrong);
      }
      this.open.push(leaf);
      const filled = this.builder.append(hash);
      writing.push(...filled.map(({ tile, bytes }) => this.files.put(tile, bytes)));
      if (this.open.length === TILE_WIDTH) writing.push(this.putBundle());
    }
    // All of them end before a failure of one is thrown: nothing is written behind the back of what comes next.
    const failed = (await Promise.allSettled(writing)).find(({ status }) => status === 'rejected');
    if (failed) await Promise.all(writing);
  }

  /** Writes the partial tiles and the partial bundle of the tree as it is. */
  async writeEdge(): Promise<void> {
    for (const { tile, bytes } of this.builder.partialTiles()) await this.files.put(tile, bytes);
    const width = this.open.length;
    const index = (this.size - width) / TILE_WIDTH;
    if (width > 0) await this.files.put({ level: 'entries', index, width }, formatBundle(this.open));
  }

  private putBundle(): Promise<void> {
    const entries = this.open;
    this.open = [];
    const index = this.size / TILE_WIDTH - 1;
    return this.files.put({ level: 'entries', index, width: TILE_WIDTH }, formatBundle(entries));
  }
}
