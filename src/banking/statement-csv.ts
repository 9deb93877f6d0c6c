/**
 * Reads a bank's CSV into rows. Whatever is wrong comes back as problems with row numbers, all of them at once, so that
 * a clerk mends the file in one go. No message ever repeats a cell: memos hold names, phones and account numbers.
 */
import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { CsvError, parse, type Options } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import { isPlainDate, type PlainDate } from '../platform/dates.js';
import { LARGEST_AMOUNT } from '../platform/money.js';
import { columnsOf, STATEMENT_PROFILES, type StatementField, type StatementProfile } from './profiles.js';
import type { StatementProblem, StatementRow } from './statement.rules.js';

/** A year of a busy account is about 26 MB and 200.000 rows; a file past these limits is a mistake or an attack. */
export const STATEMENT_LIMITS = {
  bytes: 64 * 1024 * 1024,
  rows: 500_000,
  /** In characters; the longest memo seen in three banks' statements has 248. */
  memo: 4_000,
  /** How far down the header may stand: some banks print the account's address above it. */
  headerRows: 120,
  problems: 50,
} as const;

export interface StatementRead {
  /** The code of the profile whose header was found. */
  readonly profile?: string;
  /** The rows without a problem; they are the whole statement only where `problems` is empty. */
  readonly rows: readonly StatementRow[];
  readonly problems: readonly StatementProblem[];
}

type Layout = {
  readonly profile: StatementProfile;
  readonly delimiter: string;
  readonly columns: ReadonlyMap<StatementField, number>;
  readonly width: number;
  readonly headerAt: number;
};

/**
 * @param bytes the file as uploaded, UTF-8 with or without a byte order mark
 * @param profile the bank's format; without it, the first whose header is found
 */
export async function readStatement(bytes: Buffer, profile?: StatementProfile): Promise<StatementRead> {
  const unfit = unfitFile(bytes);
  if (unfit) return { rows: [], problems: [unfit] };
  const layout = layoutOf(bytes, profile ? [profile] : STATEMENT_PROFILES);
  if (!layout) return { rows: [], problems: [{ code: 'statement.unknown-header' }] };
  const { rows, problems } = await readRows(bytes, layout);
  if (rows.length === 0 && problems.length === 0) problems.push({ code: 'statement.no-rows' });
  return { profile: layout.profile.code, rows, problems: shortened(problems) };
}

/**
 * @param groupSign the sign between groups of three digits; the other sign starts decimals, which may only be zeros
 * @returns the amount in đồng, or the code of what is wrong with it
 */
export function readAmount(
  text: string,
  groupSign: '.' | ',',
):
  | bigint
  | 'statement.amount-invalid'
  | 'statement.amount-fraction'
  | 'statement.amount-negative'
  | 'statement.amount-too-large' {
  const found = AMOUNT[groupSign].exec(text);
  if (!found) return 'statement.amount-invalid';
  const [, sign, whole = '', decimals = ''] = found;
  const amount = BigInt(whole.replace(/\D/g, ''));
  if (sign) return 'statement.amount-negative';
  if (/[1-9]/.test(decimals)) return 'statement.amount-fraction';
  return amount > LARGEST_AMOUNT ? 'statement.amount-too-large' : amount;
}

// One or two decimals at most: `1,000` where `.` groups is another country's thousand, not one đồng.
const AMOUNT = {
  '.': /^([-−(]?)\s?(\d{1,3}(?:\.\d{3}){0,12}|\d{1,40})(?:,(\d{1,2}))?\)?$/,
  ',': /^([-−(]?)\s?(\d{1,3}(?:,\d{3}){0,12}|\d{1,40})(?:\.(\d{1,2}))?\)?$/,
};

function unfitFile(bytes: Buffer): StatementProblem | undefined {
  if (bytes.length > STATEMENT_LIMITS.bytes) return { code: 'statement.too-large', count: 64 };
  if (!isUtf8(bytes) || bytes.includes(0)) return { code: 'statement.not-text' };
  if (bytes.subarray(0, 4096).toString('utf8').trim() === '' && bytes.toString('utf8').trim() === '') {
    return { code: 'statement.empty' };
  }
  return undefined;
}

function csvOptions(delimiter: string): Options {
  return {
    bom: true,
    delimiter,
    relax_column_count: true,
    // Banks leave quotation marks inside memos as they are.
    relax_quotes: true,
    skip_empty_lines: true,
    // An opening mark that is never closed would otherwise take in the rest of the file as one cell.
    max_record_size: 64 * 1024,
  };
}

function layoutOf(bytes: Buffer, profiles: readonly StatementProfile[]): Layout | undefined {
  const start = bytes.subarray(0, 256 * 1024).toString('utf8');
  for (const delimiter of new Set(profiles.flatMap((profile) => profile.delimiters))) {
    const top = topRecords(start, delimiter);
    for (const profile of profiles.filter((candidate) => candidate.delimiters.includes(delimiter))) {
      for (const [headerAt, record] of top.entries()) {
        const columns = columnsOf(profile, record);
        if (columns) return { profile, delimiter, columns, width: record.length, headerAt };
      }
    }
  }
  return undefined;
}

/** The first records; what breaks further down is for the reading proper to report, with its row. */
function topRecords(text: string, delimiter: string): string[][] {
  const records: string[][] = [];
  try {
    parseSync(text, {
      ...csvOptions(delimiter),
      to: STATEMENT_LIMITS.headerRows,
      on_record: (record: string[]) => {
        records.push(record);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
  }
  return records;
}

async function readRows(
  bytes: Buffer,
  layout: Layout,
): Promise<{ rows: StatementRow[]; problems: StatementProblem[] }> {
  const rows: StatementRow[] = [];
  const problems: StatementProblem[] = [];
  let position = -layout.headerAt;
  try {
    const records = Readable.from(chunksOf(bytes)).pipe(parse(csvOptions(layout.delimiter)));
    for await (const record of records as AsyncIterable<string[]>) {
      if (position++ <= 0) continue;
      const row = position - 1;
      if (row > STATEMENT_LIMITS.rows) {
        problems.push({ code: 'statement.too-many-rows', count: STATEMENT_LIMITS.rows });
        break;
      }
      const read = readRow(record, row, layout);
      if (Array.isArray(read)) problems.push(...read);
      else rows.push(read);
    }
  } catch (error) {
    // The parser's own words quote the cell, so only the place is passed on.
    if (!(error instanceof CsvError)) throw error;
    problems.push({ code: 'statement.not-csv', row: Math.max(Number(error['records']) - layout.headerAt, 1) });
  }
  return { rows, problems };
}

function readRow(record: readonly string[], row: number, layout: Layout): StatementRow | StatementProblem[] {
  if (record.length !== layout.width) return [{ code: 'statement.columns', row }];
  const problems: StatementProblem[] = [];
  const cell = (field: StatementField): string => (record[layout.columns.get(field) ?? -1] ?? '').trim();
  const money = (field: StatementField): bigint | undefined => {
    const text = cell(field);
    if (text === '') return undefined;
    const amount = readAmount(text, layout.profile.groupSign);
    if (typeof amount === 'bigint') return amount;
    problems.push({ code: amount, row, field });
    return undefined;
  };
  const date = readDate(cell('date'), layout.profile.dateFormat);
  if (!date) problems.push({ code: 'statement.date-invalid', row });
  const [debit = 0n, credit = 0n, balance] = [money('debit'), money('credit'), money('balance')];
  const memo = cell('memo');
  if (memo.length > STATEMENT_LIMITS.memo) {
    problems.push({ code: 'statement.memo-too-long', row, count: STATEMENT_LIMITS.memo });
  }
  if (problems.length === 0 && debit === 0n && credit === 0n) problems.push({ code: 'statement.amount-missing', row });
  if (debit > 0n && credit > 0n) problems.push({ code: 'statement.amount-twice', row });
  if (problems.length > 0 || !date) return problems;
  const page = cell('page');
  return {
    position: row,
    ...(page && { pageId: page }),
    date,
    reference: cell('reference'),
    debit,
    credit,
    ...(balance !== undefined && { balance }),
    memo,
  };
}

function readDate(text: string, format: StatementProfile['dateFormat']): PlainDate | undefined {
  const [, day, month, year] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text) ?? [];
  const date = format === 'dd/MM/yyyy' ? `${year}-${month}-${day}` : text;
  return isPlainDate(date) ? date : undefined;
}

function shortened(problems: readonly StatementProblem[]): StatementProblem[] {
  const kept = problems.slice(0, STATEMENT_LIMITS.problems);
  const count = problems.length - kept.length;
  return count > 0 ? [...kept, { code: 'statement.more-problems', count }] : kept;
}

/** Pieces of the file, so that the program answers others while a long one is read. */
function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 64 * 1024) yield bytes.subarray(at, at + 64 * 1024);
}
