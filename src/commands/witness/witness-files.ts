/**
 * What a witness keeps in its folder: its key (mode 0600), and for each log the last checkpoint that it cosigned, with
 * the day it began to watch. A file is on disk before anybody is answered.
 */
import { hash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { readIfThere, writeDurably } from '../../platform/atomic-file.js';
import { underLock } from '../../platform/cluster-lock.js';
import { parseCheckpoint } from '../../tlog/checkpoint.js';
import { newSigner, readSigner } from '../../tlog/node-crypto.js';
import { parseNote } from '../../tlog/note.js';
import type { NoteSigner } from '../../tlog/note-keys.js';
import type { Cosigned, WitnessStore } from '../../tlog/witness.js';
import { refuse } from './witness.refusals.js';

const LOCK_WAIT_MS = 10_000;

/** What is known of one log: since when it is watched (RFC 3339), and what was cosigned last. */
export type Watched = { origin: string; since: string; last: Cosigned | undefined };

type Kept = { origin: string; since: string; seen: number; checkpoint: string };

/**
 * The witness's key from its folder, made at the first start.
 * @param name of a new key; a key that is there keeps its own
 * @throws Refusal witness.key-unreadable, witness.other-name
 */
export async function ownSigner(folder: string, name: string | undefined): Promise<NoteSigner> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, 'witness.key');
  const signer = await underLock(path.join(folder, 'lock'), async () => {
    const kept = await readIfThere(file);
    if (kept) {
      return readSigner(kept.toString('utf8').trim()).catch(() =>
        Promise.reject(refuse('witness.key-unreadable', { file })),
      );
    }
    const made = await newSigner(name ?? `sovang-witness-${newName()}`, 'cosignature-v1').catch(() => {
      throw refuse('witness.bad-name');
    });
    await writeDurably(file, `${made.signerKey}\n`, 0o600);
    return made.signer;
  });
  if (signer.key.algorithm !== 'cosignature-v1') throw refuse('witness.key-unreadable', { file });
  if (name !== undefined && name !== signer.key.name) throw refuse('witness.other-name', { name: signer.key.name });
  return signer;
}

export class WitnessFiles implements WitnessStore {
  /** The tail of each log's queue: one request at a time, without waiting for the lock of a file. */
  private readonly queues = new Map<string, Promise<unknown>>();

  constructor(
    private readonly folder: string,
    /** Of the logs that are watched. */
    private readonly origins: readonly string[],
  ) {}

  async replace(origin: string, decide: (last: Cosigned | undefined) => Promise<Cosigned>): Promise<void> {
    const before = this.queues.get(origin) ?? Promise.resolve();
    // The lock is for another process in the same folder, which would otherwise cosign behind our back.
    const step = before.then(() => underLock(this.lockOf(origin), () => this.step(origin, decide), LOCK_WAIT_MS));
    this.queues.set(
      origin,
      step.catch(() => undefined),
    );
    await step;
  }

  /**
   * What is kept of a log.
   * @throws Refusal witness.state-unreadable where the file is not what this witness wrote
   */
  async watched(origin: string): Promise<Watched | undefined> {
    const file = this.fileOf(origin);
    const bytes = await readIfThere(file);
    if (!bytes) return undefined;
    try {
      const kept = JSON.parse(bytes.toString('utf8')) as Kept;
      const { since, seen, checkpoint } = kept;
      if (kept.origin !== origin) throw new Error('of another log');
      if (checkpoint === '') return { origin, since, last: undefined };
      const { size, root } = parseCheckpoint(parseNote(checkpoint).text);
      return { origin, since, last: { size, root, checkpoint, seen } };
    } catch {
      // To begin again from nothing would be to cosign another history.
      throw refuse('witness.state-unreadable', { file });
    }
  }

  /** What is kept of each log that is watched. */
  async all(): Promise<Watched[]> {
    const found = await Promise.all(this.origins.map((origin) => this.watched(origin)));
    return found.filter((each) => each !== undefined);
  }

  /** Notes since when each log is watched, and fails at the start where something kept cannot be read. */
  async begin(at: Date): Promise<void> {
    for (const origin of this.origins) {
      await underLock(this.lockOf(origin), async () => {
        if (await this.watched(origin)) return;
        await this.write({ origin, since: at.toISOString(), seen: 0, checkpoint: '' });
      });
    }
  }

  private async step(origin: string, decide: (last: Cosigned | undefined) => Promise<Cosigned>): Promise<void> {
    const watched = await this.watched(origin);
    const { seen, checkpoint } = await decide(watched?.last);
    await this.write({ origin, since: watched?.since ?? new Date(seen * 1000).toISOString(), seen, checkpoint });
  }

  private write(kept: Kept): Promise<void> {
    return writeDurably(this.fileOf(kept.origin), `${JSON.stringify(kept)}\n`, 0o600);
  }

  /** An origin is a name that may hold anything but spaces. */
  private fileOf(origin: string): string {
    return path.join(this.folder, `log-${hash('sha256', origin).slice(0, 32)}.json`);
  }

  private lockOf(origin: string): string {
    return `${this.fileOf(origin)}.lock`;
  }
}

function newName(): string {
  return crypto.randomUUID().slice(0, 8);
}
