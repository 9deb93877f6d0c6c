/**
 * The snapshots on disk: a folder each under DATA_DIR/open-data, never changed once it is there, with its manifest
 * `snapshot.json` and `SHA256SUMS`. What is in the folder is all that is known: there is no second list to disagree.
 */
import { Injectable } from '@nestjs/common';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newId } from '../platform/ids.js';
import { Settings } from '../platform/settings.js';
import type { Difference } from './difference.rules.js';
import { refuse } from './open-data.refusals.js';
import type { FileFacts } from './snapshot-files.js';

export type Snapshot = {
  /** The position of the books and the beginning of the hash: `123-9f86d081884c`. */
  id: string;
  /** The position in the public log that every figure was computed from. */
  sequence: number;
  /** The signed checkpoint that covers the position, as the log publishes it; null while there was none. */
  checkpoint: string | null;
  /** When the books came to that position. */
  recordedAt: string;
  madeAt: string;
  /** Of the file SHA256SUMS, which holds the hash of every other file. */
  sha256: string;
  files: FileFacts[];
  /** The snapshot that `differences` compares with, null for the first. */
  previous: string | null;
  /** What became of the rows of each table; tables that did not change are left out. */
  differences: Difference[];
};

const ID = /^\d{1,19}-[0-9a-f]{12}$/;
const MANIFEST = 'snapshot.json';
export const LISTING = 'SHA256SUMS';

@Injectable()
export class Snapshots {
  readonly folder: string;
  private readonly kept = new Map<string, Snapshot>();

  constructor(settings: Settings) {
    this.folder = path.join(settings.folders.data, 'open-data');
  }

  /** Every snapshot, the newest first. */
  async list(): Promise<Snapshot[]> {
    const names = await readdir(this.folder).catch(() => []);
    const all = await Promise.all(names.filter((name) => ID.test(name)).map((name) => this.manifest(name)));
    return all.sort((a, b) => b.sequence - a.sequence || (a.madeAt < b.madeAt ? 1 : -1));
  }

  async latest(): Promise<Snapshot | undefined> {
    return (await this.list())[0];
  }

  /**
   * Where a file of a snapshot lies; only what its manifest names is ever served.
   * @param id of the snapshot, or `latest`
   * @throws Refusal open-data.unknown (404)
   */
  async file(id: string, name: string): Promise<{ snapshot: Snapshot; facts: FileFacts; place: string }> {
    const snapshot = id === 'latest' ? await this.latest() : (await this.list()).find((one) => one.id === id);
    const facts = snapshot?.files.find((file) => file.path === name);
    if (!snapshot || !facts) throw refuse('open-data.unknown');
    return { snapshot, facts, place: path.join(this.folder, snapshot.id, ...name.split('/')) };
  }

  /** What `index.json` says: the snapshots with their hashes, and how each differs from the one before. */
  async index(): Promise<string> {
    return `${JSON.stringify({ snapshots: await this.list() }, null, 1)}\n`;
  }

  /** Gives a folder that was written beside the snapshots its name; from then on it stands. */
  async keep(draft: string, snapshot: Snapshot): Promise<void> {
    await writeFile(path.join(draft, MANIFEST), `${JSON.stringify(snapshot, null, 1)}\n`, { flush: true });
    await rename(draft, path.join(this.folder, snapshot.id)).catch(async (error: unknown) => {
      // Another program, as a command beside the serving one, made the same at the same moment.
      await this.manifest(snapshot.id).catch(() => Promise.reject(error as Error));
    });
    // For who copies the folder to another server; made anew from the manifests, so it cannot lose a snapshot.
    const index = path.join(this.folder, `.index-${newId()}`);
    await writeFile(index, await this.index());
    await rename(index, path.join(this.folder, 'index.json'));
  }

  /** A new name beside the snapshots, which nobody is served from. */
  draft(): string {
    return path.join(this.folder, `.draft-${newId()}`);
  }

  async drop(draft: string): Promise<void> {
    await rm(draft, { recursive: true, force: true });
  }

  private async manifest(id: string): Promise<Snapshot> {
    const known = this.kept.get(id);
    if (known) return known;
    const snapshot = JSON.parse(await readFile(path.join(this.folder, id, MANIFEST), 'utf8')) as Snapshot;
    this.kept.set(id, snapshot);
    return snapshot;
  }
}
