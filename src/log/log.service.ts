/** The public log, for the features above it: what is signed, what is served, and a round on demand. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { log } from '../platform/log.js';
import { Settings } from '../platform/settings.js';
import { LogCheckpoints, type Recorded } from './checkpoints.service.js';
import { LogFiles } from './log-files.service.js';
import { LogHalt } from './log-halt.js';
import { withLogLock } from './log-lock.js';
import { LogRounds } from './log-rounds.service.js';

export type { Recorded as RecordedCheckpoint };

export type LogStatus = {
  origin: string;
  /** Events that are covered; 0 before the first checkpoint. */
  size: number;
  signedAt: Date | null;
  /** Why this program signs nothing more; null while it does. */
  halted: string | null;
};

@Injectable()
export class LogService {
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private halted: string | null = null;
  private readonly ending = new AbortController();

  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly rounds: LogRounds,
    private readonly files: LogFiles,
    private readonly checkpoints: LogCheckpoints,
    private readonly settings: Settings,
  ) {}

  /**
   * Signs what was posted before the call. One round goes on at a time; those who ask meanwhile share the one after it. Once
   * halted it does nothing, until the program is started again.
   */
  extend(): Promise<void> {
    if (!this.running) {
      this.running = this.round().finally(() => (this.running = undefined));
      return this.running;
    }
    this.next ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.extend();
      });
    return this.next;
  }

  /** Whether there is something to sign, and it may be. */
  async isDue(): Promise<boolean> {
    return this.halted === null && !(await this.rounds.isCurrent());
  }

  /** Ends the round that goes on between two of its steps, and does none after it. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.running?.catch(() => undefined);
  }

  /** The last one that was signed, its note with the cosignatures so far; undefined before the first. */
  async checkpoint(): Promise<Recorded | undefined> {
    const tx = this.db.manager;
    const last = await this.checkpoints.last(tx);
    return last && { ...last, note: await this.checkpoints.cosigned(tx, last) };
  }

  /** The first one that covers the event, its note with the cosignatures so far; undefined while none does. */
  async checkpointCovering(sequence: bigint): Promise<Recorded | undefined> {
    const tx = this.db.manager;
    const first = await this.checkpoints.covering(tx, sequence);
    return first && { ...first, note: await this.checkpoints.cosigned(tx, first) };
  }

  /** Publishes the last checkpoint again, with cosignatures that came since; not while a round goes on. */
  async publish(): Promise<void> {
    await withLogLock(this.db, async ({ manager }) => {
      const last = await this.checkpoints.last(manager);
      const published = await this.files.published();
      // One that is not published yet is published by its round.
      if (!last || published === undefined || (await this.checkpoints.open(published)).size !== last.size) return;
      await this.files.publish(await this.checkpoints.cosigned(manager, last));
    });
  }

  /** For `openTree`: a tile or bundle by its path below `/log/`; rejects where there is none. */
  readonly readTile = (path: string): Promise<Uint8Array> => this.files.read(path);

  /** Every verifier key of this log, the current one first. */
  async verifierKeys(): Promise<string[]> {
    return [await this.checkpoints.vkey()];
  }

  /** The verifier keys of the witnesses that are asked to cosign. */
  witnessKeys(): Promise<string[]> {
    return this.checkpoints.witnessKeys(this.db.manager);
  }

  async status(): Promise<LogStatus> {
    const last = await this.checkpoints.last(this.db.manager).catch((error: unknown) => {
      if (error instanceof LogHalt) return undefined;
      throw error;
    });
    const { logOrigin: origin } = this.settings;
    return { origin, size: last?.size ?? 0, signedAt: last?.signedAt ?? null, halted: this.halted };
  }

  private async round(): Promise<void> {
    if (this.halted !== null || this.ending.signal.aborted) return;
    const { signal } = this.ending;
    try {
      await withLogLock(this.db, (runner) => this.rounds.round(runner, signal), signal);
    } catch (error) {
      if (!(error instanceof LogHalt)) throw error;
      this.halted = error.reason;
      log.error({ reason: error.reason }, 'The public log is halted: nothing more is signed.');
    }
  }
}
