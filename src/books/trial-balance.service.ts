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
  /** Of all rows but the memorandum accounts (0xx), which balance among themselves. */
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
    return {
      sequence,
      from: from ?? null,
      asOf: asOf ?? null,
      rows,
      totals: sumsOf(rows.filter((row) => !isMemo(row))),
    };
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

/** What stands on each side of a trial balance; an account stands on one of the two. */
export type Sides = {
  openingDebit: bigint;
  openingCredit: bigint;
  debit: bigint;
  credit: bigint;
  closingDebit: bigint;
  closingCredit: bigint;
};

/** All accounts of one code as one line. Sides are added up one by one, never set off against each other. */
export type CodeLine = Sides & Pick<TrialBalanceRow, 'code' | 'nameVi' | 'nameEn'> & { accounts: TrialBalanceRow[] };

export function sidesOf(rows: readonly Sums[]): Sides {
  const sides = { openingDebit: 0n, openingCredit: 0n, debit: 0n, credit: 0n, closingDebit: 0n, closingCredit: 0n };
  for (const { opening, debit, credit, balance } of rows) {
    if (opening > 0n) sides.openingDebit += opening;
    else sides.openingCredit -= opening;
    if (balance > 0n) sides.closingDebit += balance;
    else sides.closingCredit -= balance;
    sides.debit += debit;
    sides.credit += credit;
  }
  return sides;
}

/** One line a code, in the order of codes. */
export function byCode(rows: readonly TrialBalanceRow[]): CodeLine[] {
  const codes = new Map<string, TrialBalanceRow[]>();
  for (const row of rows) codes.set(row.code, [...(codes.get(row.code) ?? []), row]);
  return [...codes.values()]
    .map((accounts) => {
      const { code = '', nameVi = '', nameEn = '' } = accounts[0] ?? {};
      return { code, nameVi, nameEn, accounts, ...sidesOf(accounts) };
    })
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** Whether anything ever stood on the account; one that never moved is counted, not listed. */
export function hasMoved({ opening, debit, credit }: Sums): boolean {
  return opening !== 0n || debit !== 0n || credit !== 0n;
}

/** Memorandum accounts (0xx) balance among themselves and are never added to money (accounting.md). */
export function isMemo({ code }: { code: string }): boolean {
  return code.startsWith('0');
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
