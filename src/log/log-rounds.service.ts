/**
 * One round of the log: extend the tree, write its files, sign.
 *
 * A checkpoint stands in three places: the file beside the keys ("kept"), the database ("recorded") and what is served
 * ("published"). A round starts from the largest of them, and only after each was proven against the leaves: its root is
 * that of the tree over the leaves up to its size. So all three lie on one history, and so does what is signed next.
 *
 * In which order it is signed, and what a program that is killed between two steps leaves behind:
 *
 * 1. Tiles and bundles are written. Killed here: files that no checkpoint names yet; the next round writes them again.
 * 2. The tree on disk is read back as an outsider would, and its consistency with the last checkpoint is proven.
 * 3. A transaction inserts the checkpoint, if the last one is still the one this round began with. The lock that lets one
 *    program at a time do a round is of the same session: without the lock there is no transaction. Killed here: nothing.
 * 4. Before that transaction commits, the signed note is kept beside the keys, flushed. From here on it counts as signed.
 *    Killed here: kept is ahead of recorded. The next round proves it on the leaves and records it; if the leaves are not
 *    there (the database is an old backup's), it halts. It never signs another tree of that size, for it starts from it.
 * 5. The transaction commits. Killed here: published is behind; the next round publishes.
 * 6. It is published. Nobody outside has seen a signature before it stood in the file and in the database.
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { LeavesService } from '../ledger/leaves.service.js';
import { Clock } from '../platform/clock.js';
import { sameBytes } from '../tlog/encoding.js';
import { nodeCrypto } from '../tlog/node-crypto.js';
import { proveConsistency, verifyConsistency } from '../tlog/proofs.js';
import { openTree } from '../tlog/tile-reader.js';
import { type Recorded, type Signed, LogCheckpoints } from './checkpoints.service.js';
import { LogFiles } from './log-files.service.js';
import { LogHalt } from './log-halt.js';
import { rebuildTree } from './log-rebuild.js';
import { SLICE } from './log-proof.js';
import type { LogTree } from './log-tree.js';

/** The last checkpoint in each of its places. */
export type Places = { kept: Signed | undefined; recorded: Recorded | undefined; published: Signed | undefined };

@Injectable()
export class LogRounds {
  /** The tree at the last checkpoint, proven and written; undefined before the first round and after a failed one. */
  private tree: LogTree | undefined;

  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly leaves: LeavesService,
    private readonly files: LogFiles,
    private readonly checkpoints: LogCheckpoints,
    private readonly clock: Clock,
  ) {}

  /** Whether everything posted is signed, as far as this program knows. */
  async isCurrent(): Promise<boolean> {
    return this.tree !== undefined && (await this.leaves.last(this.db.manager)) === BigInt(this.tree.size);
  }

  /** The next round proves everything from its beginning. */
  forget(): void {
    this.tree = undefined;
  }

  /**
   * Does a round. The connection holds the right to do it.
   * @throws LogHalt when signing would contradict what was signed, or the books are not what they were
   */
  async round(runner: QueryRunner, signal?: AbortSignal): Promise<void> {
    const { tree } = this;
    // Whatever throws below leaves a tree that is ahead of its checkpoint; the next round begins from the leaves.
    this.tree = undefined;
    const tx = runner.manager;
    const places = await this.places(tx);
    const proven =
      tree && [places.kept, places.recorded, places.published].every((each) => isAt(tree, each))
        ? tree
        : await this.begin(runner, places, signal);
    await this.extend(runner, proven, signal);
    this.tree = proven;
  }

  /**
   * Where the last checkpoint stands.
   * @throws LogHalt where one is not ours, or the file beside the keys is gone
   */
  async places(tx: EntityManager): Promise<Places> {
    const recorded = await this.checkpoints.last(tx);
    const [keptNote, publishedNote] = [await this.files.kept(), await this.files.published()];
    const kept =
      keptNote === undefined ? undefined : await this.checkpoints.mustOpen(keptNote, 'the file beside the keys');
    // What is published is a copy. One that is damaged says nothing, and is written again.
    const published =
      publishedNote === undefined ? undefined : await this.checkpoints.open(publishedNote).catch(() => undefined);
    if (!kept && (recorded || published))
      throw new LogHalt('the file log.checkpoint beside the keys is missing, and checkpoints were signed');
    return { kept, recorded, published };
  }

  /** Proves every place on the leaves, mends the files, and brings the three places to the largest checkpoint. */
  private async begin(runner: QueryRunner, places: Places, signal?: AbortSignal): Promise<LogTree> {
    const tx = runner.manager;
    const known = [places.kept, places.recorded, places.published].filter((each) => each !== undefined);
    const given = { leaves: this.leaves, files: this.files, checkpoints: known, signal };
    const tree = await rebuildTree(tx, given);
    const [largest] = known.sort((a, b) => b.size - a.size);
    await this.files.publishKeys([await this.checkpoints.vkey()]);
    if (!largest) return tree;
    const { kept, recorded } = places;
    // What is published may have cosignatures on it. Signed again it is the same note: Ed25519 has one signature for a text.
    const plain = await this.checkpoints.sign(largest);
    if (kept?.size !== plain.size) await this.files.keep(plain.note);
    if (recorded?.size !== plain.size) await this.checkpoints.record(tx, plain, recorded?.size, this.clock.now());
    await this.files.publish(await this.checkpoints.cosigned(tx, plain));
    return tree;
  }

  private async extend(runner: QueryRunner, tree: LogTree, signal?: AbortSignal): Promise<void> {
    const tx = runner.manager;
    const last = Number(await this.leaves.last(tx));
    const before = { size: tree.size, root: tree.root };
    if (last < before.size)
      throw new LogHalt(`the books end at event ${last}, and a checkpoint up to event ${before.size} was signed`);
    const open = tree.size - tree.openFrom;
    tree.compareOpen(open > 0 ? await this.leaves.slice(tx, BigInt(tree.openFrom + 1), open) : []);
    if (last === before.size) return;
    while (tree.size < last) {
      signal?.throwIfAborted();
      const rows = await this.leaves.slice(tx, BigInt(tree.size + 1), Math.min(SLICE, last - tree.size));
      if (rows.length === 0) throw new LogHalt(`event ${tree.size + 1} is missing`);
      await tree.grow(rows);
    }
    await tree.writeEdge();
    await this.proveGrowth(before, tree);
    await this.sign(runner, before.size, tree);
  }

  /** Reads the tree back from the files, and proves from them that it holds the one before it. */
  private async proveGrowth(before: { size: number; root: Uint8Array }, tree: LogTree): Promise<void> {
    const { size, root } = tree;
    const written = await openTree({ size, root }, this.files.read, nodeCrypto.sha256);
    if (before.size === 0) return;
    const proof = await proveConsistency(written, before.size);
    const claim = { oldSize: before.size, oldRoot: before.root, size, root, proof };
    await verifyConsistency(claim, nodeCrypto.sha256);
  }

  private async sign(runner: QueryRunner, before: number, { size, root }: LogTree): Promise<void> {
    const signed = await this.checkpoints.sign({ size, root });
    await runner.startTransaction();
    try {
      const after = before === 0 ? undefined : before;
      await this.checkpoints.record(runner.manager, signed, after, this.clock.now());
      await this.files.keep(signed.note);
      await runner.commitTransaction();
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    }
    await this.files.publish(signed.note);
  }
}

function isAt(tree: LogTree, signed: Signed | undefined): boolean {
  if (!signed) return tree.size === 0;
  return signed.size === tree.size && sameBytes(signed.root, tree.root);
}
