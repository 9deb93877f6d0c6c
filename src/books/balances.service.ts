/** Balances of many accounts and restrictions at once, for lists and pages. Nothing here takes the lane. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { AccountId, RestrictionId } from '../ledger/posting.dto.js';
import { natureIn } from './restriction-flows.js';

/**
 * What a purpose received, gave and holds, in đồng. `opening + received - paid = balance` and
 * `balance - reserved = available`. An advance that an officer holds is not paid: it is still in the balance.
 */
export type RestrictionFigures = {
  opening: bigint;
  received: bigint;
  paid: bigint;
  balance: bigint;
  reserved: bigint;
  available: bigint;
};

export const NO_FIGURES: RestrictionFigures = {
  opening: 0n,
  received: 0n,
  paid: 0n,
  balance: 0n,
  reserved: 0n,
  available: 0n,
};

export type HeldPlace = { accountId: AccountId; code: string; label: string; fundId: string; balance: bigint };

type Reader = EntityManager | DataSource;
type FiguresRow<K> = Omit<RestrictionFigures, 'available'> & { key: K };

@Injectable()
export class BalancesService {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** What each place holds. */
  async ofPlaces(ids: readonly AccountId[], db: Reader = this.db): Promise<Map<AccountId, bigint>> {
    const rows = await db.query<{ id: number; balance: bigint }[]>(
      `SELECT account_id AS id, balance FROM place_balance WHERE account_id = ANY ($1::integer[])`,
      [ids],
    );
    return new Map(rows.map(({ id, balance }) => [id, balance]));
  }

  /** Every place of these units that is open or holds something, in the order of the chart. */
  placesOf(unitCodes: readonly string[], db: Reader = this.db): Promise<HeldPlace[]> {
    return db.query(
      `SELECT a.id AS "accountId", a.code, a.label, a.fund_id AS "fundId", p.balance
       FROM account a JOIN place_balance p ON p.account_id = a.id
       WHERE a.unit_code = ANY ($1) AND (a.closed_on IS NULL OR p.balance <> 0)
       ORDER BY a.code COLLATE "C", a.id`,
      [unitCodes],
    );
  }

  /** What each restriction holds that nobody has reserved. */
  async availableOf(ids: readonly RestrictionId[], db: Reader = this.db): Promise<Map<RestrictionId, bigint>> {
    const rows = await db.query<{ id: number; available: bigint }[]>(
      `SELECT restriction_id AS id, balance - reserved AS available FROM restriction_balance
       WHERE restriction_id = ANY ($1::integer[])`,
      [ids],
    );
    return new Map(rows.map(({ id, available }) => [id, available]));
  }

  /** The figures of each restriction. */
  async ofRestrictions(
    ids: readonly RestrictionId[],
    db: Reader = this.db,
  ): Promise<Map<RestrictionId, RestrictionFigures>> {
    const rows = await db.query<FiguresRow<RestrictionId>[]>(figuresBy('r.id', 'r.id = ANY ($1::integer[])'), [ids]);
    return figuresOf(rows);
  }

  /** The figures of each fund: the sum over all its purposes. */
  async ofFunds(ids: readonly string[], db: Reader = this.db): Promise<Map<string, RestrictionFigures>> {
    const rows = await db.query<FiguresRow<string>[]>(figuresBy('r.fund_id', 'r.fund_id = ANY ($1::uuid[])'), [ids]);
    return figuresOf(rows);
  }
}

/**
 * Told by the nature of each account, out of the daily sums. Entries of the year's end and of a change of profile are
 * neither receiving nor paying, and nor is what a decision moved here, which counts as opening.
 */
function figuresBy(key: string, where: string): string {
  return `
    WITH wanted AS MATERIALIZED (SELECT r.id, ${key} AS key FROM restriction r WHERE ${where}),
    asked AS MATERIALIZED (SELECT w.key, a.id, a.nature FROM wanted w JOIN account a ON a.restriction_id = w.id),
    ids AS MATERIALIZED (SELECT coalesce(array_agg(id), '{}') AS ids FROM asked),
    side AS (
      SELECT a.key, a.nature, s.credit - s.debit AS amount
      FROM ids, LATERAL ledger_sums(ids.ids, NULL, NULL, NULL) s JOIN asked a ON a.id = s.account_id WHERE NOT s.closing),
    moved AS (
      SELECT key, sum(amount) FILTER (WHERE ${natureIn('nature', 'carried', 'decisions')}) AS opening,
        sum(amount) FILTER (WHERE ${natureIn('nature', 'received', 'interest')}) AS received,
        -sum(amount) FILTER (WHERE ${natureIn('nature', 'spent')}) AS paid
      FROM side GROUP BY key),
    held AS (
      SELECT w.key, sum(b.balance)::bigint AS balance, sum(b.reserved)::bigint AS reserved
      FROM wanted w JOIN restriction_balance b ON b.restriction_id = w.id GROUP BY w.key)
    SELECT h.key, h.balance, h.reserved, coalesce(m.opening, 0)::bigint AS opening,
      coalesce(m.received, 0)::bigint AS received, coalesce(m.paid, 0)::bigint AS paid
    FROM held h LEFT JOIN moved m USING (key)`;
}

function figuresOf<K>(rows: FiguresRow<K>[]): Map<K, RestrictionFigures> {
  return new Map(rows.map(({ key, ...sums }) => [key, { ...sums, available: sums.balance - sums.reserved }]));
}
