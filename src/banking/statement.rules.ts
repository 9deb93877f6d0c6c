/**
 * What a statement must be before anything of it is posted: every printed balance follows from the one before it and
 * the amounts between them, every day ends with a printed balance, and the file starts where the account's last one
 * ended. Pure: no database, no clock.
 */
import { createHash } from 'node:crypto';
import type { PlainDate } from '../platform/dates.js';
import type { StatementField } from './profiles.js';

export interface StatementRow {
  /** Which transaction of the file this is, from 1. */
  readonly position: number;
  readonly pageId?: string;
  readonly date: PlainDate;
  /** Only where the bank prints one, as `HH:mm:ss`. */
  readonly time?: string;
  /** The bank's document number; banks repeat it, so it names nothing by itself. */
  readonly reference: string;
  /** Money that left, in đồng; one of `debit` and `credit` is zero. */
  readonly debit: bigint;
  readonly credit: bigint;
  /** The account's balance after this row, where the bank printed it. */
  readonly balance?: bigint;
  /** As the bank wrote it: personal data, never to be shown unscrubbed to the public. */
  readonly memo: string;
}

export type StatementProblemCode =
  | 'statement.empty'
  | 'statement.too-large'
  | 'statement.too-many-rows'
  | 'statement.not-text'
  | 'statement.not-csv'
  | 'statement.unknown-header'
  | 'statement.no-rows'
  | 'statement.columns'
  | 'statement.date-invalid'
  | 'statement.amount-invalid'
  | 'statement.amount-fraction'
  | 'statement.amount-negative'
  | 'statement.amount-too-large'
  | 'statement.amount-missing'
  | 'statement.amount-twice'
  | 'statement.memo-too-long'
  | 'statement.more-problems'
  | 'statement.dates-unordered'
  | 'statement.before-last-closing'
  | 'statement.day-unclosed'
  | 'statement.day-difference'
  | 'statement.chain-difference'
  | 'statement.balance-negative'
  | 'statement.sum-too-large'
  | 'statement.date-future'
  | 'statement.day-changed'
  | 'statement.day-earlier'
  | 'statement.account-not-open'
  | 'statement.opening-difference'
  | 'statement.books-short'
  | 'statement.period-closed'
  | 'statement.other-account';

/** A problem carries positions, days and sums only: no memo, no name and no account number. */
export interface StatementProblem {
  readonly code: StatementProblemCode;
  /** The row's position in the file, from 1. */
  readonly row?: number;
  readonly date?: PlainDate;
  readonly field?: StatementField;
  /** In đồng: what follows from the amounts, what the bank printed, and found less expected. */
  readonly expected?: bigint;
  readonly found?: bigint;
  readonly difference?: bigint;
  /** A limit that was passed, or how many problems are not listed. */
  readonly count?: number;
  /** Of a fund's own account, which is public. */
  readonly number?: string;
}

export interface StatementDay {
  readonly date: PlainDate;
  readonly rows: number;
  readonly credits: bigint;
  readonly debits: bigint;
  /** Null only where the file prints no balance at all and none is known from before. */
  readonly opening: bigint | null;
  readonly closing: bigint | null;
}

export interface StatementProof {
  readonly opening: bigint | null;
  readonly closing: bigint | null;
  readonly credits: bigint;
  readonly debits: bigint;
  readonly days: readonly StatementDay[];
  /** True only where there is no problem: nothing of an unbalanced statement may be posted. */
  readonly balanced: boolean;
  readonly problems: readonly StatementProblem[];
}

/** The account's latest proven closing before the first day of the file; the caller finds it. */
export interface PreviousClosing {
  readonly date: PlainDate;
  readonly closing: bigint;
}

/**
 * Proves a statement: opening + credits - debits = closing, from each printed balance to the next (TT 41/2022 asks for
 * the bank's money to be reconciled; the day and the difference are what a clerk takes to the bank).
 * The opening is derived from the first printed balance, so the first day can only be checked by `previous`.
 * @param rows in the file's order
 */
export function proveStatement(rows: readonly StatementRow[], previous?: PreviousClosing): StatementProof {
  const credits = sum(rows.map((row) => row.credit));
  const debits = sum(rows.map((row) => row.debit));
  const opening = openingOf(rows) ?? previous?.closing ?? null;
  const { days, problems: daily } = walkDays(rows, opening);
  const order = orderProblems(rows, previous);
  // Sums by day mean nothing while the days are mixed, so only the order is reported then.
  const problems = order.length > 0 ? order : [...chainProblems(rows, opening, previous), ...daily];
  return {
    opening,
    closing: days.at(-1)?.closing ?? opening,
    credits,
    debits,
    days,
    balanced: problems.length === 0,
    problems,
  };
}

/**
 * What makes a line the same line in another file: SHA-256 in hex over account, date, time, reference, amounts and
 * memo. The bank's number alone repeats (15.270 of 200.361 rows of one real statement share theirs), so it is one
 * field among the others; white space in a memo differs between exports of the same line and does not count.
 */
export function lineIdentity(account: string, row: StatementRow): string {
  const memo = row.memo.normalize('NFC').replace(/\s+/gu, ' ').trim();
  const { date, time = '', reference, debit, credit } = row;
  const fields = ['statement-line/1', account, date, time, reference, String(debit), String(credit), memo];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

export type IdentifiedLine = StatementRow & { readonly identity: string; readonly occurrence: number };

/**
 * The rows with their identity and which of the equal ones each is, from 0: two equal gifts on one day are two lines,
 * and the same two in a second file are the same two. A file holds whole days, so counting within it is enough.
 */
export function withOccurrences(account: string, rows: readonly StatementRow[]): IdentifiedLine[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const identity = lineIdentity(account, row);
    const occurrence = seen.get(identity) ?? 0;
    seen.set(identity, occurrence + 1);
    return { ...row, identity, occurrence };
  });
}

/** The balance before the first row, counted back from the first balance that the bank printed. */
function openingOf(rows: readonly StatementRow[]): bigint | undefined {
  const at = rows.findIndex((row) => row.balance !== undefined);
  const printed = rows[at]?.balance;
  return printed === undefined ? undefined : printed - sum(rows.slice(0, at + 1).map(net));
}

function walkDays(
  rows: readonly StatementRow[],
  opening: bigint | null,
): { days: StatementDay[]; problems: StatementProblem[] } {
  const days: StatementDay[] = [];
  const problems: StatementProblem[] = [];
  let running = opening;
  for (const dayRows of byDay(rows)) {
    const { date, position, balance } = dayRows.at(-1)!;
    const start = running;
    for (const row of dayRows) {
      if (running !== null) running += net(row);
      if (row.balance === undefined || running === null) continue;
      if (row.balance !== running) problems.push({ code: 'statement.day-difference', ...off(row, running) });
      // Goes on from what the bank printed, so that each break is named once and not again on every later day.
      running = row.balance;
    }
    if (balance === undefined) problems.push({ code: 'statement.day-unclosed', date, row: position });
    if (running !== null && running < 0n) problems.push({ code: 'statement.balance-negative', date, found: running });
    const credits = sum(dayRows.map((row) => row.credit));
    const debits = sum(dayRows.map((row) => row.debit));
    days.push({ date, rows: dayRows.length, credits, debits, opening: start, closing: running });
  }
  return { days, problems };
}

function orderProblems(rows: readonly StatementRow[], previous?: PreviousClosing): StatementProblem[] {
  const first = rows[0];
  if (!first) return [{ code: 'statement.no-rows' }];
  const problems: StatementProblem[] = [];
  if (previous && first.date <= previous.date) {
    problems.push({ code: 'statement.before-last-closing', row: first.position, date: first.date });
  }
  for (const [at, { date, position }] of rows.entries()) {
    if (at > 0 && date < rows[at - 1]!.date) problems.push({ code: 'statement.dates-unordered', row: position, date });
  }
  return problems;
}

function chainProblems(
  rows: readonly StatementRow[],
  opening: bigint | null,
  previous?: PreviousClosing,
): StatementProblem[] {
  const date = rows[0]?.date;
  if (opening === null || date === undefined) return [];
  if (previous && opening !== previous.closing) {
    const difference = opening - previous.closing;
    return [{ code: 'statement.chain-difference', date, expected: previous.closing, found: opening, difference }];
  }
  return opening < 0n ? [{ code: 'statement.balance-negative', date, found: opening }] : [];
}

function off(row: StatementRow, expected: bigint): Omit<StatementProblem, 'code'> {
  const found = row.balance ?? 0n;
  return { date: row.date, row: row.position, expected, found, difference: found - expected };
}

function byDay(rows: readonly StatementRow[]): StatementRow[][] {
  const days: StatementRow[][] = [];
  for (const row of rows) {
    const day = days.at(-1);
    if (day?.[0]?.date === row.date) day.push(row);
    else days.push([row]);
  }
  return days;
}

function net(row: StatementRow): bigint {
  return row.credit - row.debit;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
