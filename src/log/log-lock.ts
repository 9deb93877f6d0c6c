import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';

/** Any number that nothing else locks: one program at a time extends the log or looks whether it is right. */
const LOCK = 7_305_032;
const POLL_MS = 50;
const PATIENCE_MS = 120_000;

/**
 * Does the work while this program alone has the log. The lock is of the connection that the work is given, so it ends with
 * it: what the work does in the database without it fails.
 * @throws Error when another program has had it for two minutes
 */
export async function withLogLock<T>(
  db: DataSource,
  work: (runner: QueryRunner) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const runner = db.createQueryRunner();
  try {
    for (const deadline = performance.now() + PATIENCE_MS; !(await take(runner)); await sleep(POLL_MS)) {
      signal?.throwIfAborted();
      if (performance.now() > deadline) throw new Error('Another program has had the public log for two minutes.');
    }
    try {
      return await work(runner);
    } finally {
      // A connection that broke has given it back already.
      await runner.query(`SELECT pg_advisory_unlock($1::bigint)`, [LOCK]).catch(() => undefined);
    }
  } finally {
    await runner.release();
  }
}

async function take(runner: QueryRunner): Promise<boolean> {
  const rows = (await runner.query(`SELECT pg_try_advisory_lock($1::bigint) AS mine`, [LOCK])) as { mine: boolean }[];
  return rows[0]?.mine === true;
}
