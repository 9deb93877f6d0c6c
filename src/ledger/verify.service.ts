/**
 * Recomputes everything from the movements and the leaves, and names the first row that is wrong. One read-only
 * snapshot, so that it can run beside a serving program.
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { checkLeaves } from './verify-leaves.js';
import { LINES } from './verify-lines.queries.js';
import { checkPeriods } from './verify-periods.js';
import { SUMS } from './verify-sums.queries.js';
import { type CheckStatement, STATEMENTS } from './verify.queries.js';

export type Check = { name: string; ok: boolean; detail: string };

@Injectable()
export class LedgerVerification {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /**
   * Every check of the books themselves, in one snapshot.
   * @param signal stops it between two steps, as when the program ends; it throws then
   */
  async verify(signal?: AbortSignal): Promise<{ sequence: bigint; checks: Check[] }> {
    const runner = this.db.createQueryRunner();
    try {
      await runner.startTransaction('REPEATABLE READ');
      await runner.query('SET TRANSACTION READ ONLY');
      // Sums over everything take their time and want memory; compiling them takes longer than it saves. Where statistics lag
      // behind, as after an import, every account would be looked for in every sum: never row by row, then.
      await runner.query(
        `SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '64MB'; SET LOCAL jit = off; SET LOCAL enable_nestloop = off`,
      );
      const tx = runner.manager;
      const checks: Check[] = [];
      for (const statement of [...STATEMENTS, LINES, SUMS]) {
        signal?.throwIfAborted();
        checks.push(...(await answers(tx, statement)));
      }
      checks.push(await checkPeriods(tx), await checkLeaves(tx, signal));
      const [head] = await tx.query<{ sequence: bigint }[]>('SELECT sequence FROM ledger_head');
      return { sequence: head?.sequence ?? 0n, checks };
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      await runner.release();
    }
  }
}

async function answers(tx: EntityManager, { sql, good }: CheckStatement): Promise<Check[]> {
  const rows = await tx.query<{ name: string; n: bigint; wrong: string | null }[]>(sql);
  return rows.map(({ name, n, wrong }) => ({
    name,
    ok: wrong === null,
    detail: wrong ?? good[name]?.(n) ?? String(n),
  }));
}
