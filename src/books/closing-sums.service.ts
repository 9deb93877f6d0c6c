/** Sums that closing a month or a year rests on, read with the ledger's lane held so that nothing is posted in between. */
import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { Nature } from '../ledger/natures.js';
import type { AccountId, RestrictionId } from '../ledger/posting.dto.js';

export type { Profile } from '../ledger/natures.js';

type Reader = EntityManager | DataSource;

export type PlaceOn = { accountId: AccountId; code: string; label: string; balance: bigint };
export type PurposeOn = { restrictionId: RestrictionId; label: string; balance: bigint };

/** An account of a purpose with what stands on it: credit side positive. */
export type PurposeLeafOn = {
  accountId: AccountId;
  restrictionId: RestrictionId;
  nature: Nature;
  code: string;
  subject: string;
  balance: bigint;
};

@Injectable()
export class ClosingSums {
  constructor(private readonly ledger: LedgerService) {}

  /** Takes the lane: until the transaction ends, nobody else posts. @returns the head of the books */
  async hold(tx: EntityManager): Promise<bigint> {
    return (await this.ledger.takeLane(tx)).sequence;
  }

  /** The day of the fund's first entry; none before it. */
  async firstDay(db: Reader, fundId: string): Promise<PlainDate | undefined> {
    const [row] = await db.query<{ day: PlainDate | null }[]>(
      `SELECT min(effective_date) AS day FROM entry WHERE fund_id = $1`,
      [fundId],
    );
    return row?.day ?? undefined;
  }

  /** What moved in the fund from one day to another; both sides, and how many accounts. */
  async turnover(
    db: Reader,
    fundId: string,
    from: PlainDate,
    to: PlainDate,
  ): Promise<{ accounts: number; debit: bigint; credit: bigint }> {
    const [row] = await db.query<{ accounts: bigint; debit: bigint; credit: bigint }[]>(
      `${IDS} SELECT count(DISTINCT s.account_id) AS accounts, coalesce(sum(s.debit), 0)::bigint AS debit,
         coalesce(sum(s.credit), 0)::bigint AS credit
       FROM ids, LATERAL ledger_sums(ids.ids, $2::date, $3::date, NULL) s`,
      [fundId, from, to],
    );
    return { accounts: Number(row?.accounts ?? 0n), debit: row?.debit ?? 0n, credit: row?.credit ?? 0n };
  }

  /** What each purpose of the fund holds at the end of a day. */
  purposesOn(db: Reader, fundId: string, day: PlainDate): Promise<PurposeOn[]> {
    return db.query(
      `${IDS}, sums AS (
         SELECT a.restriction_id, sum(s.credit - s.debit)::bigint AS balance
         FROM ids, LATERAL ledger_sums(ids.ids, NULL, $2::date, NULL) s
         JOIN account a ON a.id = s.account_id AND a.restriction_id IS NOT NULL GROUP BY 1)
       SELECT r.id AS "restrictionId", r.label, coalesce(s.balance, 0) AS balance
       FROM restriction r LEFT JOIN sums s ON s.restriction_id = r.id WHERE r.fund_id = $1 ORDER BY r.id`,
      [fundId, day],
    );
  }

  /** What each purpose holds now, as the balance table that the floors are checked on says. */
  purposesNow(db: Reader, fundId: string): Promise<PurposeOn[]> {
    return db.query(
      `SELECT r.id AS "restrictionId", r.label, b.balance FROM restriction r
       JOIN restriction_balance b ON b.restriction_id = r.id WHERE r.fund_id = $1 ORDER BY r.id`,
      [fundId],
    );
  }

  /** The fund's places of these codes that hold something at the end of the day. */
  placesOn(db: Reader, fundId: string, codes: readonly string[], day: PlainDate): Promise<PlaceOn[]> {
    return db.query(
      `WITH ids AS MATERIALIZED (
         SELECT coalesce(array_agg(id), '{}') AS ids FROM account WHERE fund_id = $1 AND code = ANY ($3))
       SELECT a.id AS "accountId", a.code, a.label, sum(s.debit - s.credit)::bigint AS balance
       FROM ids, LATERAL ledger_sums(ids.ids, NULL, $2::date, NULL) s JOIN account a ON a.id = s.account_id
       GROUP BY a.id, a.code, a.label HAVING sum(s.debit - s.credit) <> 0 ORDER BY a.code COLLATE "C", a.id`,
      [fundId, day, codes],
    );
  }

  /** Whether anything moved an account from one day to another. */
  async moved(db: Reader, accountId: AccountId, from: PlainDate, to: PlainDate): Promise<boolean> {
    if (from > to) return false;
    const [row] = await db.query<{ moved: boolean }[]>(
      `SELECT coalesce(bool_or(debit <> 0 OR credit <> 0), false) AS moved
       FROM ledger_sums(ARRAY[$1::integer], $2::date, $3::date, NULL)`,
      [accountId, from, to],
    );
    return row?.moved ?? false;
  }

  /** Every account of a purpose of the fund that something stands on at the end of the day, year-end entries included. */
  leavesOn(db: Reader, fundId: string, day: PlainDate): Promise<PurposeLeafOn[]> {
    return db.query(
      `${IDS} SELECT a.id AS "accountId", a.restriction_id AS "restrictionId", a.nature, a.code, a.subject,
         sum(s.credit - s.debit)::bigint AS balance
       FROM ids, LATERAL ledger_sums(ids.ids, NULL, $2::date, NULL) s
       JOIN account a ON a.id = s.account_id AND a.restriction_id IS NOT NULL
       GROUP BY a.id, a.restriction_id, a.nature, a.code, a.subject HAVING sum(s.credit - s.debit) <> 0
       ORDER BY a.restriction_id, a.code COLLATE "C", a.id`,
      [fundId, day],
    );
  }

  /** The entries that closed the fund's year on this day and were not taken back, in order. */
  async yearEntries(db: Reader, fundId: string, day: PlainDate): Promise<bigint[]> {
    const rows = await db.query<{ sequence: bigint }[]>(
      `SELECT e.sequence FROM entry e WHERE e.fund_id = $1 AND e.effective_date = $2 AND e.kind = 'year-closed'
         AND e.reverses IS NULL AND NOT EXISTS (SELECT FROM entry r WHERE r.reverses = e.sequence) ORDER BY 1`,
      [fundId, day],
    );
    return rows.map(({ sequence }) => sequence);
  }
}

const IDS = `WITH ids AS MATERIALIZED (SELECT coalesce(array_agg(id), '{}') AS ids FROM account WHERE fund_id = $1)`;
