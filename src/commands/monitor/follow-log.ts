/** One round of a monitor: the newest checkpoint against the last, the new leaves added up, the report compared. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type OpenedCheckpoint, openCheckpoint, parseCheckpoint } from '../../tlog/checkpoint.js';
import { sameBytes, textOf } from '../../tlog/encoding.js';
import { parseNote } from '../../tlog/note.js';
import { nodeCrypto } from '../../tlog/node-crypto.js';
import { parseVerifierKey } from '../../tlog/note-keys.js';
import { rootAt } from '../../tlog/proofs.js';
import { openTree, type TileTree } from '../../tlog/tile-reader.js';
import { TILE_WIDTH } from '../../tlog/tiles.js';
import { TlogError } from '../../tlog/tlog-error.js';
import type { Fetch } from './fetcher.js';
import { readLeaf } from './leaf-reader.js';
import { refuse } from './monitor.refusals.js';
import type { MonitorFolder, MonitorState } from './monitor-state.js';
import { type Compared, compareReport, readReport, type Report } from './published-report.js';

/** Bundles between two times that progress is kept. */
const KEEP_EVERY = 64;
const PAUSE_MS = 500;

export type Round = { size: number; newLeaves: number; sequence: number; compared: Compared };

export class LogFollower {
  constructor(
    private readonly fetch: Fetch,
    private readonly folder: MonitorFolder,
    private readonly state: MonitorState,
    /** How long log and report may be apart: the log signs a moment after the books have moved. */
    private readonly patienceMs: number,
  ) {}

  /** @throws Refusal monitor.*, each naming what is wrong */
  async round(): Promise<Round> {
    const before = this.state.sums.count;
    const { report, tree } = await this.meet();
    await this.count(tree, report.sequence);
    const compared = compareReport(report, this.state.sums);
    await this.count(tree, tree.size);
    await this.folder.write(this.state);
    return { size: tree.size, newLeaves: tree.size - before, sequence: report.sequence, compared };
  }

  /** A report that is not older than what was added up, and a tree that covers it. */
  private async meet(): Promise<{ report: Report; tree: TileTree }> {
    const deadline = Date.now() + this.patienceMs;
    for (;;) {
      const report = readReport(textOf(await this.fetch('api/v1/public/summary')));
      const behind = report.sequence < this.state.sums.count;
      const tree = await this.accept(textOf(await this.fetch('log/checkpoint')));
      if (!behind && tree.size >= report.sequence) return { report, tree };
      if (Date.now() > deadline) {
        const { sequence } = report;
        throw behind
          ? refuse('monitor.report-behind', { sequence, size: this.state.sums.count })
          : refuse('monitor.report-ahead', { sequence, size: tree.size });
      }
      await sleep(PAUSE_MS);
    }
  }

  /** The tree of a signed checkpoint that goes on from the last one; from here on it is the last. */
  private async accept(note: string): Promise<TileTree> {
    const now = await this.open(note);
    const { note: kept } = this.state;
    const before = kept === '' ? undefined : parseCheckpoint(parseNote(kept).text);
    if (before && now.size < before.size) {
      const files = await this.folder.evidence(kept, note);
      throw refuse('monitor.rollback', { before: before.size, now: now.size, files });
    }
    // Of one size the roots alone decide: no file of the log is needed to know that both cannot be true.
    if (before?.size === now.size && !sameBytes(before.root, now.root)) throw await this.rewritten(before.size, note);
    const tree = await signedOnly(now.size, async () => openTree(now, (path) => this.fetch(`log/${path}`), sha256));
    if (before && !sameBytes(await signedOnly(now.size, () => rootAt(tree, before.size)), before.root))
      throw await this.rewritten(before.size, note);
    if (note !== kept) {
      this.state.note = note;
      await this.folder.write(this.state);
    }
    return tree;
  }

  private async open(note: string): Promise<OpenedCheckpoint> {
    const logKeys = await Promise.all(this.state.keys.map((vkey) => parseVerifierKey(vkey, sha256)));
    try {
      return await openCheckpoint(note, { origin: logKeys[0]?.name ?? '', logKeys }, nodeCrypto);
    } catch (error) {
      if (error instanceof TlogError) throw refuse('monitor.signature', { detail: error.reason });
      throw error;
    }
  }

  private async rewritten(before: number, note: string): Promise<Error> {
    return refuse('monitor.rewritten', { before, files: await this.folder.evidence(this.state.note, note) });
  }

  /** Adds up the leaves from where it stands to this event. */
  private async count(tree: TileTree, to: number): Promise<void> {
    const { sums } = this.state;
    for (let done = 1; sums.count < to; done++) {
      const index = Math.floor(sums.count / TILE_WIDTH);
      const entries = await signedOnly(tree.size, () => tree.bundle(index));
      for (const entry of entries.slice(sums.count - index * TILE_WIDTH, to - index * TILE_WIDTH))
        sums.add(readLeaf(entry, sums.count + 1));
      if (done % KEEP_EVERY === 0) await this.folder.write(this.state);
    }
  }
}

const { sha256 } = nodeCrypto;

/** @throws Refusal monitor.not-signed-content where a file of the log is not of the tree */
async function signedOnly<T>(size: number, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TlogError) throw refuse('monitor.not-signed-content', { size, detail: error.message });
    throw error;
  }
}
