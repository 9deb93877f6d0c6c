/** Whether what was signed is what the books hold: the whole tree, computed again from the leaves. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { LeavesService } from '../ledger/leaves.service.js';
import { sameBytes } from '../tlog/encoding.js';
import { type TileData, TreeBuilder } from '../tlog/tree-builder.js';
import type { Signed } from './checkpoints.service.js';
import { LogHalt } from './log-halt.js';

/** Leaves that are read at once; whole bundles. */
export const SLICE = 2_048;
/** So few hashes that requests beside it wait for some milliseconds at most. */
const BREATH = 512;

type Given = {
  leaves: LeavesService;
  /** Each of them must be proven, in any order. */
  checkpoints: readonly Pick<Signed, 'size' | 'root'>[];
  /** Told every tile that the tree fills, some at a time. Until the end nothing is proven. */
  onFilled?: (tiles: readonly TileData[]) => Promise<void>;
  signal?: AbortSignal | undefined;
};

/**
 * Grows a tree from the leaves in the database up to the largest of the checkpoints, and compares the root at each.
 * @returns the tree at the largest of them
 * @throws LogHalt where the books are shorter than one of them, a leaf is missing, or a root is another
 */
export async function proveOnLeaves(
  tx: EntityManager,
  { leaves, checkpoints, onFilled, signal }: Given,
): Promise<TreeBuilder> {
  const size = Math.max(0, ...checkpoints.map((each) => each.size));
  const last = await leaves.last(tx);
  if (last < BigInt(size))
    throw new LogHalt(`the books end at event ${last}, and a checkpoint up to event ${size} was signed`);
  const tree = new TreeBuilder();
  while (tree.size < size) {
    signal?.throwIfAborted();
    const rows = await leaves.hashes(tx, BigInt(tree.size + 1), Math.min(SLICE, size - tree.size));
    if (rows.length === 0) throw new LogHalt(`event ${tree.size + 1} is missing`);
    const filled: TileData[] = [];
    for (const { sequence, hash } of rows) {
      if (sequence !== BigInt(tree.size + 1)) throw new LogHalt(`event ${tree.size + 1} is missing`);
      filled.push(...tree.append(hash));
      compare(tree, checkpoints);
      if (tree.size % BREATH === 0) await breathe();
    }
    if (filled.length > 0) await onFilled?.(filled);
  }
  return tree;
}

function compare(tree: TreeBuilder, checkpoints: Given['checkpoints']): void {
  for (const { size, root } of checkpoints) {
    if (size === tree.size && !sameBytes(tree.root(), root))
      throw new LogHalt(`the leaves up to event ${size} are not those that were signed`);
  }
}
