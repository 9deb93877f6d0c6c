/** The trial balance (bảng cân đối số phát sinh): what each account began with, what moved, what is left. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { type BooksFilter, BooksPosition, type BooksTime } from './books-position.service.js';

export type TrialBalanceRow = {
  accountId: number;
  code: string;
  nameVi: string;
  nameEn: string;
  label: string;
  role: 'place' | 'creditor' | 'restriction';
  /** What an account of a purpose is for, the same in every posting profile. */
  nature: string | null;
  unitCode: string;
  fundId: string;
  restrictionId: number | null;
  /** Before `from`; 0 without it. Debit side positive, credit side negative, as `balance`. */
  opening: bigint;
  /** Turnover from `from` to `asOf`. */
  debit: bigint;
  credit: bigint;
  /** At the end: `opening + debit - credit`. The column adds up to zero. */
  balance: bigint;
};

export type Sums = Pick<TrialBalanceRow, 'opening' | 'debit' | 'credit' | 'balance'>;

export type TrialBalance = {
  /** The position in the public log that this was computed from. */
  sequence: bigint;
  from: PlainDate | null;
  asOf: PlainDate | null;
  rows: TrialBalanceRow[];
  totals: Sums;
};

export type TrialBalanceFilter = BooksFilter &
  Omit<BooksTime, 'to'> & {
    asOf?: PlainDate | undefined;
    /** Accounts whose code begins so. */
    code?: string | undefined;
    accountId?: number | undefined;
  };

@Injectable()
export class TrialBalanceService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly position: BooksPosition,
  ) {}

  /** Every account with its sums. Cheap at any size: sums come from the daily deltas. @throws Refusal as `BooksPosition.of` */
  async of(filter: TrialBalanceFilter): Promise<TrialBalance> {
    const { from, asOf } = filter;
    const sequence = await this.position.of({ from, to: asOf, known: filter.known });
    const rows = await this.db.query<TrialBalanceRow[]>(ROWS, [
      filter.unitCodes,
      filter.fundId ?? null,
      filter.accountId ?? null,
      filter.code ?? null,
      from ?? null,
      asOf ?? null,
      sequence,
    ]);
    return { sequence, from: from ?? null, asOf: asOf ?? null, rows, totals: sumsOf(rows) };
  }
}

/** What these rows come to. */
export function sumsOf(rows: readonly Sums[]): Sums {
  const sums = { opening: 0n, debit: 0n, credit: 0n, balance: 0n };
  for (const row of rows) {
    sums.opening += row.opening;
    sums.debit += row.debit;
    sums.credit += row.credit;
    sums.balance += row.balance;
  }
  return sums;
}

/** The name of an account's code, as the chart of its profile has it last. */
export const CODE_NAME = `JOIN LATERAL (
  SELECT name_vi, name_en FROM chart_account c WHERE c.code = a.code
  ORDER BY c.profile = coalesce(a.profile, 'A') DESC, c.valid_from DESC LIMIT 1) c ON true`;

const ROWS = `
  WITH asked AS MATERIALIZED (
    SELECT * FROM account WHERE unit_code = ANY ($1) AND ($2::uuid IS NULL OR fund_id = $2)
      AND ($3::integer IS NULL OR id = $3) AND ($4::text IS NULL OR starts_with(code, $4))),
  ids AS MATERIALIZED (SELECT coalesce(array_agg(id), '{}') AS ids FROM asked),
  before AS (
    SELECT s.account_id, sum(s.debit - s.credit)::bigint AS opening
    FROM ids, LATERAL ledger_sums(ids.ids, NULL, $5::date - 1, $7) s WHERE $5::date IS NOT NULL GROUP BY 1),
  moved AS (
    SELECT s.account_id, sum(s.debit)::bigint AS debit, sum(s.credit)::bigint AS credit
    FROM ids, LATERAL ledger_sums(ids.ids, $5::date, $6::date, $7) s GROUP BY 1)
  SELECT a.id AS "accountId", a.code, c.name_vi AS "nameVi", c.name_en AS "nameEn", a.label, a.role, a.nature,
    a.unit_code AS "unitCode", a.fund_id AS "fundId", a.restriction_id AS "restrictionId",
    coalesce(b.opening, 0) AS opening, coalesce(m.debit, 0) AS debit, coalesce(m.credit, 0) AS credit,
    coalesce(b.opening, 0) + coalesce(m.debit, 0) - coalesce(m.credit, 0) AS balance
  FROM asked a ${CODE_NAME}
  LEFT JOIN before b ON b.account_id = a.id LEFT JOIN moved m ON m.account_id = a.id
  ORDER BY a.unit_code, a.fund_id, a.code COLLATE "C", a.id`;
