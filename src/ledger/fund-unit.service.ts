/** Whose books a fund is in. */
import type { DataSource, EntityManager } from 'typeorm';
import { refuse } from './ledger.refusals.js';

/** The unit whose fund it is. @throws Refusal ledger.fund-unknown (422) */
export async function unitOfFund(db: EntityManager | DataSource, fundId: string): Promise<string> {
  const [fund] = await db.query<{ unitCode: string }[]>(
    `SELECT unit_code AS "unitCode" FROM restriction WHERE fund_id = $1 AND kind = 'general'`,
    [fundId],
  );
  if (!fund) throw refuse('ledger.fund-unknown');
  return fund.unitCode;
}
