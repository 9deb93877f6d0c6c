/** Single items that a month's end looks at: money still on its way or in someone's hands, and entries around its cut-off. */
import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import type { AccountId } from '../ledger/posting.dto.js';

type Reader = EntityManager | DataSource;

/** What came to a place for one reason (a batch, a deposit, a gift) and has not left it again. */
export type OpenItem = {
  code: string;
  accountId: AccountId;
  label: string;
  sourceKind: string | null;
  sourceId: string | null;
  /** Of its first entry, which also tells what it is. */
  sequence: bigint;
  description: string;
  since: PlainDate;
  amount: bigint;
};

/** Entries of one kind, added up. */
export type EntryGroup = { kind: string; count: number; amount: bigint; first: bigint; last: bigint };

/** Prepared by one person, waiting for another. */
export type WaitingDraft = { id: string; day: PlainDate; description: string };

type GroupRow = Omit<EntryGroup, 'count'> & { count: bigint };

@Injectable()
export class ClosingItems {
  /** Of the fund's places of these codes, by what each item came for, oldest first; as the day ended. */
  open(db: Reader, fundId: string, codes: readonly string[], day: PlainDate): Promise<OpenItem[]> {
    return db.query(
      `WITH side AS (
         SELECT a.id, a.code, a.label, m.sequence, m.amount, m.effective_date AS day
         FROM account a JOIN movement m ON m.debit = a.id AND m.effective_date <= $3
         WHERE a.fund_id = $1 AND a.code = ANY ($2)
         UNION ALL
         SELECT a.id, a.code, a.label, m.sequence, -m.amount, m.effective_date
         FROM account a JOIN movement m ON m.credit = a.id AND m.effective_date <= $3
         WHERE a.fund_id = $1 AND a.code = ANY ($2)),
       item AS (
         SELECT s.id, s.code, s.label, coalesce(e.source_id::text, s.sequence::text) AS reason, min(s.sequence) AS sequence,
           min(s.day) AS since, sum(s.amount)::bigint AS amount
         FROM side s JOIN entry e ON e.sequence = s.sequence
         GROUP BY s.id, s.code, s.label, 4 HAVING sum(s.amount) <> 0)
       SELECT i.code, i.id AS "accountId", i.label, e.source_kind AS "sourceKind", e.source_id AS "sourceId", i.sequence,
         e.description, i.since, i.amount
       FROM item i JOIN entry e ON e.sequence = i.sequence ORDER BY i.since, i.sequence`,
      [fundId, codes, day],
    );
  }

  /** Drafts of manual entries dated in these days that nobody has approved or given up. */
  drafts(db: Reader, fundId: string, from: PlainDate, to: PlainDate): Promise<WaitingDraft[]> {
    return db.query(
      `SELECT id, effective_date AS day, description FROM entry_draft
       WHERE fund_id = $1 AND effective_date BETWEEN $2 AND $3 AND state = 'prepared' ORDER BY effective_date, id`,
      [fundId, from, to],
    );
  }

  /** Entries dated from one day to another that were recorded after the last of them had ended in Vietnam. */
  late(db: Reader, fundId: string, from: PlainDate, to: PlainDate): Promise<EntryGroup[]> {
    return groups(
      db,
      `${DATED} AND v.recorded_at >= (($3::date + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh') AND NOT e.closing`,
      [fundId, from, to],
    );
  }

  /**
   * Gifts recorded within an hour of the midnight that ends the day, on either side of it and dated on either: such a gift
   * belongs to the giver's time (accounting.md, "When a gift is revenue").
   */
  nearMidnight(db: Reader, fundId: string, day: PlainDate): Promise<EntryGroup[]> {
    return groups(
      db,
      `e.fund_id = $1 AND e.effective_date BETWEEN $2::date AND $2::date + 1 AND e.kind = 'gift'
       AND v.recorded_at BETWEEN (($2::date + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh') - interval '1 hour'
         AND (($2::date + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh') + interval '1 hour'`,
      [fundId, day],
    );
  }
}

const DATED = 'e.fund_id = $1 AND e.effective_date BETWEEN $2 AND $3';

async function groups(db: Reader, where: string, values: unknown[]): Promise<EntryGroup[]> {
  const rows = await db.query<GroupRow[]>(
    `SELECT e.kind, count(*) AS count, sum(t.amount)::bigint AS amount, min(e.sequence) AS first, max(e.sequence) AS last
     FROM entry e JOIN event v ON v.sequence = e.sequence
     CROSS JOIN LATERAL (SELECT sum(m.amount) AS amount FROM movement m WHERE m.sequence = e.sequence) t
     WHERE ${where} GROUP BY e.kind ORDER BY e.kind`,
    values,
  );
  return rows.map(({ count, ...row }) => ({ ...row, count: Number(count) }));
}
