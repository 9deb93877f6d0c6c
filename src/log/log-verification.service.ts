/** What an auditor asks of the log: is what was signed what the books hold, and what is served what was signed? */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { LeavesService } from '../ledger/leaves.service.js';
import type { Check } from '../ledger/verify.service.js';
import { nodeCrypto } from '../tlog/node-crypto.js';
import { openTree } from '../tlog/tile-reader.js';
import { TILE_WIDTH } from '../tlog/tiles.js';
import { TlogError } from '../tlog/tlog-error.js';
import type { Signed } from './checkpoints.service.js';
import { LogFiles } from './log-files.service.js';
import { LogHalt } from './log-halt.js';
import { withLogLock } from './log-lock.js';
import { proveOnLeaves } from './log-proof.js';
import { LogRounds } from './log-rounds.service.js';

@Injectable()
export class LogVerification {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly leaves: LeavesService,
    private readonly files: LogFiles,
    private readonly rounds: LogRounds,
  ) {}

  /**
   * Computes the tree over the stored leaves and compares it with the checkpoints in the database, beside the keys and as
   * published; then reads every tile and entry that is served as an outsider would. No round goes on meanwhile. What is
   * wrong makes the next round begin from the leaves, which halts the log or mends its files.
   * @param signal stops it between two steps; it throws then
   */
  async verify(signal?: AbortSignal): Promise<Check> {
    const name = 'public log';
    try {
      const detail = await withLogLock(this.db, ({ manager }) => this.look(manager, signal), signal);
      return { name, ok: true, detail };
    } catch (error) {
      const wrong = reasonOf(error);
      if (wrong === undefined) throw error;
      this.rounds.forget();
      return { name, ok: false, detail: wrong };
    }
  }

  private async look(tx: EntityManager, signal?: AbortSignal): Promise<string> {
    const { kept, recorded, published } = await this.rounds.places(tx);
    const checkpoints = [kept, recorded, published].filter((each) => each !== undefined);
    if (checkpoints.length === 0) return 'nothing was signed yet';
    await proveOnLeaves(tx, { leaves: this.leaves, checkpoints, signal });
    if (!published) throw new LogHalt('no checkpoint is published');
    await this.walk(published, signal);
    return `signed up to event ${kept?.size}, and what is served up to event ${published.size} is what was signed`;
  }

  /** Every tile and every entry, proven from the root down. */
  private async walk({ size, root }: Signed, signal?: AbortSignal): Promise<void> {
    const read = async (path: string): Promise<Uint8Array> => {
      const bytes = await this.files.tile(path);
      if (!bytes) throw new TlogError('bad-tile', `The file ${path} is missing.`);
      return bytes;
    };
    const tree = await openTree({ size, root }, read, nodeCrypto.sha256);
    for (let index = 0; index * TILE_WIDTH < size; index++) {
      signal?.throwIfAborted();
      await tree.bundle(index);
    }
  }
}

/** What is wrong, where an error says so; undefined for one that is of something else, as of a lost connection. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof LogHalt) return error.reason;
  return error instanceof TlogError ? `in the folder of the log: ${error.message}` : undefined;
}
