/** The tree at the last checkpoint, from the leaves; files that were lost are written again once all of it is proven. */
import type { EntityManager } from 'typeorm';
import type { LeavesService } from '../ledger/leaves.service.js';
import { leafHash } from '../tlog/leaf.js';
import { formatBundle, TILE_WIDTH, tilePath } from '../tlog/tiles.js';
import type { TileData } from '../tlog/tree-builder.js';
import type { Signed } from './checkpoints.service.js';
import type { LogFiles } from './log-files.service.js';
import { LogHalt } from './log-halt.js';
import { proveOnLeaves } from './log-proof.js';
import { LogTree } from './log-tree.js';

type Given = {
  leaves: LeavesService;
  files: LogFiles;
  checkpoints: readonly Signed[];
  signal?: AbortSignal | undefined;
};

/** @throws LogHalt where a checkpoint is not proven; nothing was written then */
export async function rebuildTree(tx: EntityManager, { leaves, files, checkpoints, signal }: Given): Promise<LogTree> {
  // Of the lowest level only which tiles are lost: thousands of them would be much to hold. Those above are few.
  const lost: number[] = [];
  const lostAbove: TileData[] = [];
  const lookAt = async (data: TileData): Promise<void> => {
    const { level, index } = data.tile;
    const found = await files.tile(tilePath(data.tile));
    const isThere = found?.equals(data.bytes) ?? false;
    if (level !== 0) {
      if (!isThere) lostAbove.push(data);
    } else if (!isThere || !(await files.has({ level: 'entries', index, width: TILE_WIDTH }))) lost.push(index);
  };
  const onFilled = async (tiles: readonly TileData[]): Promise<void> => {
    await Promise.all(tiles.map(lookAt));
  };
  const builder = await proveOnLeaves(tx, { leaves, checkpoints, onFilled, signal });
  for (const { tile, bytes } of lostAbove) await files.put(tile, bytes);
  for (const index of lost) {
    signal?.throwIfAborted();
    await mend(tx, leaves, files, index);
  }
  const open = builder.size % TILE_WIDTH;
  const rows = open > 0 ? await leaves.slice(tx, BigInt(builder.size - open + 1), open) : [];
  if (rows.length !== open)
    throw new LogHalt(`an event between ${builder.size - open + 1} and ${builder.size} is missing`);
  const tree = new LogTree(
    files,
    builder,
    rows.map(({ leaf }) => leaf),
  );
  if (builder.size > 0) await tree.writeEdge();
  return tree;
}

/** Writes a tile of leaf hashes and its bundle from the leaves. */
async function mend(tx: EntityManager, leaves: LeavesService, files: LogFiles, index: number): Promise<void> {
  const rows = await leaves.slice(tx, BigInt(index * TILE_WIDTH + 1), TILE_WIDTH);
  if (rows.length !== TILE_WIDTH) throw new LogHalt(`an event from ${index * TILE_WIDTH + 1} on is missing`);
  const place = { index, width: TILE_WIDTH };
  await files.put({ level: 0, ...place }, Buffer.concat(rows.map(({ leaf }) => leafHash(leaf))));
  await files.put({ level: 'entries', ...place }, formatBundle(rows.map(({ leaf }) => leaf)));
}
