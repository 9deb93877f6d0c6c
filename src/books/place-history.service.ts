/** What a place held on its days, for whoever compares the books with an outside count, as a bank's statement. */
import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import type { AccountId } from '../ledger/posting.dto.js';

type Reader = EntityManager | DataSource;

/** A pay-out by transfer that left the place: one entry, of one batch. */
export type PaidEntry = { sequence: bigint; sourceId: string; amount: bigint; date: PlainDate };

@Injectable()
export class PlaceHistory {
  /** What the place held at the end of the day. */
  async balanceOn(db: Reader, accountId: AccountId, day: PlainDate): Promise<bigint> {
    const [row] = await db.query<{ balance: bigint }[]>(
      `SELECT coalesce(sum(debit - credit), 0)::bigint AS balance
       FROM ledger_sums(ARRAY[$1::integer], NULL, $2::date, NULL)`,
      [accountId, day],
    );
    return row?.balance ?? 0n;
  }

  /**
   * What the place held when the day began, whether anything had moved it by then, and whether its books were ever
   * opened. An opening balance dated that day was there when it began; what was taken back since counts for nothing.
   */
  async beginningOf(
    db: Reader,
    accountId: AccountId,
    day: PlainDate,
  ): Promise<{ balance: bigint; moved: boolean; opened: boolean }> {
    const [row] = await db.query<{ balance: bigint | null; moved: boolean; opened: boolean }[]>(
      `WITH side AS (
         SELECT m.sequence, m.amount, m.effective_date FROM movement m WHERE m.debit = $1
         UNION ALL SELECT m.sequence, -m.amount, m.effective_date FROM movement m WHERE m.credit = $1),
       standing AS (
         SELECT s.amount, s.effective_date, e.kind FROM side s JOIN entry e ON e.sequence = s.sequence
         WHERE e.reverses IS NULL AND NOT EXISTS (SELECT FROM entry r WHERE r.reverses = e.sequence)),
       before AS (
         SELECT amount FROM standing
         WHERE effective_date < $2 OR (effective_date = $2 AND kind = 'opening-balance'))
       SELECT (SELECT sum(amount)::bigint FROM before) AS balance, EXISTS (SELECT FROM before) AS moved,
         EXISTS (SELECT FROM standing WHERE kind = 'opening-balance' AND amount > 0) AS opened`,
      [accountId, day],
    );
    return { balance: row?.balance ?? 0n, moved: row?.moved ?? false, opened: row?.opened ?? false };
  }

  /** The net movement of each day that has any, in order of days. */
  async days(db: Reader, accountId: AccountId): Promise<{ day: PlainDate; moved: bigint }[]> {
    return db.query(
      `WITH mark AS (SELECT sequence FROM day_watermark)
       SELECT day, sum(moved)::bigint AS moved FROM (
         SELECT day, debit - credit AS moved FROM account_day WHERE account_id = $1
         UNION ALL SELECT effective_date, CASE WHEN debit = $1 THEN amount ELSE -amount END
         FROM movement WHERE sequence > (SELECT sequence FROM mark) AND $1 IN (debit, credit)) m
       GROUP BY day ORDER BY day`,
      [accountId],
    );
  }

  /** The same as if these entries were not there. */
  async daysWithout(
    db: Reader,
    accountId: AccountId,
    sequences: bigint[],
  ): Promise<{ day: PlainDate; moved: bigint }[]> {
    return db.query(
      `SELECT day, sum(moved)::bigint AS moved FROM (
         SELECT sequence, effective_date AS day, amount AS moved FROM movement WHERE debit = $1
         UNION ALL SELECT sequence, effective_date, -amount FROM movement WHERE credit = $1) m
       WHERE NOT EXISTS (SELECT FROM unnest($2::bigint[]) AS left_out(sequence) WHERE left_out.sequence = m.sequence)
       GROUP BY day ORDER BY day`,
      [accountId, sequences],
    );
  }

  /** Pay-outs that left the place from one day to another and were not taken back, in the order of the books. */
  async paidFrom(db: Reader, accountId: AccountId, since: PlainDate, until: PlainDate): Promise<PaidEntry[]> {
    return db.query(
      `SELECT e.sequence, e.source_id AS "sourceId", sum(m.amount)::bigint AS amount, e.effective_date AS date
       FROM entry e JOIN movement m ON m.sequence = e.sequence AND m.credit = $1
       WHERE e.kind = 'paid' AND e.source_id IS NOT NULL AND e.effective_date BETWEEN $2 AND $3
         AND NOT EXISTS (SELECT FROM entry r WHERE r.reverses = e.sequence)
       GROUP BY e.sequence ORDER BY e.sequence`,
      [accountId, since, until],
    );
  }

  /** The days on which these entries took effect. */
  async datesOf(db: Reader, sequences: bigint[]): Promise<Map<bigint, PlainDate>> {
    const rows = await db.query<{ sequence: bigint; date: PlainDate }[]>(
      `SELECT sequence, effective_date AS date FROM entry WHERE sequence = ANY ($1::bigint[])`,
      [sequences],
    );
    return new Map(rows.map(({ sequence, date }) => [sequence, date]));
  }
}
