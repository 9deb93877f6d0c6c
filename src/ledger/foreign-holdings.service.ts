/**
 * Foreign money: what a place holds of it, for which purposes, and what it is worth in the books. What each purpose
 * holds is kept by the database at the commit of whatever moved it, from the movements alone; read with the ledger's
 * lane held it is final.
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import './foreign.refusals.js';
import type { AccountId, RestrictionId } from './posting.dto.js';

export { type Held, shareOfHolding } from './foreign-holdings.rules.js';

type Reader = EntityManager | DataSource;

/** What one purpose holds in a place: minor units of the place's currency, and their worth in the books, in đồng. */
export type ForeignHolding = {
  accountId: AccountId;
  restrictionId: RestrictionId;
  label: string;
  foreignAmount: bigint;
  amount: bigint;
};

/** What a place of foreign money holds, as of the head of the books. */
export type ForeignPlace = { accountId: AccountId; currency: string; foreignAmount: bigint; amount: bigint };

/** What moved on a place: foreign amounts beside the đồng of `ledger_sums`. */
export type ForeignSums = { currency: string; debit: bigint; credit: bigint };

/** The places among these that hold a foreign currency, by account. */
export async function foreignPlaces(
  db: Reader,
  accountIds: readonly AccountId[],
): Promise<Map<AccountId, ForeignPlace>> {
  if (accountIds.length === 0) return new Map();
  const rows = await db.query<ForeignPlace[]>(
    `SELECT a.id AS "accountId", a.currency, b.foreign_balance AS "foreignAmount", b.balance AS amount
     FROM account a JOIN place_balance b ON b.account_id = a.id WHERE a.id = ANY ($1) AND a.currency <> 'VND'`,
    [[...accountIds]],
  );
  return new Map(rows.map((row) => [row.accountId, row]));
}

@Injectable()
export class ForeignHoldings {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** What each purpose holds in a place, largest first; none where it holds no foreign money. */
  ofPlace(db: Reader, accountId: AccountId): Promise<ForeignHolding[]> {
    return db.query(
      `SELECT h.account_id AS "accountId", h.restriction_id AS "restrictionId", r.label,
         h.foreign_amount AS "foreignAmount", h.amount
       FROM foreign_holding h JOIN restriction r ON r.id = h.restriction_id
       WHERE h.account_id = $1 ORDER BY h.foreign_amount DESC, h.restriction_id`,
      [accountId],
    );
  }

  /** What one purpose holds in a place. */
  async ofPurpose(
    db: Reader,
    accountId: AccountId,
    restrictionId: RestrictionId,
  ): Promise<{ foreignAmount: bigint; amount: bigint }> {
    const rows = await db.query<{ foreignAmount: bigint; amount: bigint }[]>(
      `SELECT foreign_amount AS "foreignAmount", amount FROM foreign_holding
       WHERE account_id = $1 AND restriction_id = $2`,
      [accountId, restrictionId],
    );
    return rows[0] ?? { foreignAmount: 0n, amount: 0n };
  }

  /**
   * What came in and went out in foreign money over time, of those among these accounts that hold one: the figures beside
   * the đồng of registers and trial balances.
   * @param given days and position as in `ledger_sums`; unbounded where none is given
   */
  async sums(
    accountIds: readonly AccountId[],
    given: { from?: string | undefined; to?: string | undefined; known?: bigint | undefined } = {},
    db: Reader = this.db,
  ): Promise<Map<AccountId, ForeignSums>> {
    const rows = await db.query<(ForeignSums & { id: AccountId })[]>(
      `SELECT a.id, a.currency,
         coalesce(sum(m.foreign_amount) FILTER (WHERE m.debit = a.id), 0)::bigint AS debit,
         coalesce(sum(m.foreign_amount) FILTER (WHERE m.credit = a.id), 0)::bigint AS credit
       FROM account a LEFT JOIN movement m ON a.id IN (m.debit, m.credit) AND m.foreign_amount IS NOT NULL
         AND m.effective_date BETWEEN coalesce($2::date, '-infinity') AND coalesce($3::date, 'infinity')
         AND m.sequence <= coalesce($4::bigint, 9223372036854775807)
       WHERE a.id = ANY ($1) AND a.currency <> 'VND' GROUP BY a.id, a.currency`,
      [[...accountIds], given.from ?? null, given.to ?? null, given.known ?? null],
    );
    return new Map(rows.map(({ id, ...sums }) => [id, sums]));
  }

  /** Says whose money these entries of a sale took: call it in the transaction that has just written them. */
  async sold(tx: EntityManager, entries: readonly { sequence: bigint; restrictionId: RestrictionId }[]): Promise<void> {
    await tx.query(`SELECT ledger_currency_sold($1::bigint[], $2::integer[])`, [
      entries.map(({ sequence }) => sequence),
      entries.map(({ restrictionId }) => restrictionId),
    ]);
  }

  /**
   * Recomputes from the movements what every purpose holds of every place, and compares: a place's foreign balance is the
   * sum of its purposes' holdings, and none is left without đồng, nor đồng without it.
   */
  async verify(): Promise<{ name: string; ok: boolean; detail: string }> {
    const [row] = await this.db.query<{ n: bigint; wrong: string | null }[]>(
      `WITH moved AS (
         SELECT s.account, foreign_purpose(m.sequence) AS restriction, sum(s.sign * m.foreign_amount) AS abroad,
           sum(s.sign * m.amount) AS amount
         FROM movement m CROSS JOIN LATERAL (VALUES (m.debit, 1), (m.credit, -1)) s(account, sign)
         JOIN account a ON a.id = s.account AND a.currency <> 'VND'
         WHERE m.foreign_amount IS NOT NULL GROUP BY 1, 2 HAVING (sum(s.sign * m.foreign_amount), sum(s.sign * m.amount)) <> (0, 0)),
       place AS (
         SELECT b.account_id, b.foreign_balance, b.balance, coalesce(sum(h.foreign_amount), 0) AS abroad, coalesce(sum(h.amount), 0) AS amount
         FROM account a JOIN place_balance b ON b.account_id = a.id LEFT JOIN foreign_holding h ON h.account_id = a.id
         WHERE a.currency <> 'VND' GROUP BY 1, 2, 3)
       SELECT (SELECT count(*) FROM foreign_holding) AS n, coalesce(
         (SELECT 'purpose ' || coalesce(m.restriction, h.restriction_id) || ' in place ' || coalesce(m.account, h.account_id)
            || ': its holding is ' || coalesce(h.foreign_amount, 0) || ', its movements make ' || coalesce(m.abroad, 0)
          FROM moved m FULL JOIN foreign_holding h ON h.account_id = m.account AND h.restriction_id = m.restriction
          WHERE (m.abroad, m.amount) IS DISTINCT FROM (h.foreign_amount::numeric, h.amount::numeric) LIMIT 1),
         (SELECT 'place ' || account_id || ': holds ' || foreign_balance || ', its purposes ' || abroad FROM place
          WHERE (foreign_balance, balance) IS DISTINCT FROM (abroad, amount) OR (foreign_balance = 0) <> (balance = 0) LIMIT 1),
         (SELECT 'entry ' || s.sequence || ' is no sale of foreign money' FROM currency_sold s
          LEFT JOIN entry e ON e.sequence = s.sequence AND e.kind = 'currency-sold' WHERE e.sequence IS NULL LIMIT 1)) AS wrong`,
    );
    const wrong = row?.wrong ?? null;
    return {
      name: 'foreign money',
      ok: wrong === null,
      detail: wrong ?? `${row?.n ?? 0n} holdings of purposes, as their movements make them`,
    };
  }
}
