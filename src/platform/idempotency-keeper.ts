/** Forgets old idempotency keys: what was answered is kept for 30 days, then the same key is a new request. */
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { log } from './log.js';
import { transact } from './transact.js';

export const KEPT_DAYS = 30;
const SLICE = 1_000;
const DAY_MS = 24 * 60 * 60 * 1_000;
/** Any number that nothing else locks: two programs on one database do not do this at the same time. */
const LOCK = 7_305_030;

@Injectable()
export class IdempotencyKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private ending = false;

  constructor(@InjectDataSource() private readonly db: DataSource) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.run(), DAY_MS).unref();
    this.run();
  }

  /** Waits for the slice that is being deleted; the rest is left for the next start. */
  async onModuleDestroy(): Promise<void> {
    this.ending = true;
    clearInterval(this.timer);
    await this.running;
  }

  /**
   * Deletes the keys older than 30 days, a thousand in each transaction, so that no request waits for long.
   * @returns how many; it stops where another program is at it
   */
  async forgetOld(): Promise<number> {
    let forgotten = 0;
    while (!this.ending) {
      const slice = await transact(this.db, async (tx) => {
        const [lock] = await tx.query<{ mine: boolean }[]>(`SELECT pg_try_advisory_xact_lock($1::bigint) AS mine`, [
          LOCK,
        ]);
        if (!lock?.mine) return 0;
        const [gone] = await tx.query<{ n: bigint }[]>(
          `WITH old AS MATERIALIZED (
             SELECT scope, route, key FROM idempotency_key WHERE created_at < now() - $1 * interval '1 day'
             ORDER BY created_at LIMIT ${SLICE}),
           gone AS (DELETE FROM idempotency_key k USING old o
             WHERE (k.scope, k.route, k.key) = (o.scope, o.route, o.key) RETURNING 1)
           SELECT count(*) AS n FROM gone`,
          [KEPT_DAYS],
        );
        return Number(gone?.n ?? 0n);
      });
      forgotten += slice;
      if (slice < SLICE) break;
    }
    return forgotten;
  }

  private run(): void {
    this.running = this.forgetOld().then(
      () => undefined,
      (error: unknown) =>
        log.warn({ error: (error as Error).name }, 'Old idempotency keys are left for the next time.'),
    );
  }
}
