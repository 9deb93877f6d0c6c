/**
 * How each bank writes its statements, as data: a new bank is a new entry here, not new code. A column is found by any
 * of its headers, compared without case, diacritics, spaces and signs.
 */
export type StatementField = 'page' | 'date' | 'reference' | 'debit' | 'credit' | 'balance' | 'memo';

export interface StatementProfile {
  /** Names the format in the contract: `--profile vietcombank`. */
  readonly code: string;
  /** The bank's name as people say it. */
  readonly bank: string;
  /** The headers each field is known by; every field listed must be found, except those in `optional`. */
  readonly headers: Readonly<Partial<Record<StatementField, readonly string[]>>>;
  readonly optional: readonly StatementField[];
  /** What may stand between cells; the first that gives a known header is used. */
  readonly delimiters: readonly string[];
  readonly dateFormat: 'dd/MM/yyyy' | 'yyyy-MM-dd';
  /** The sign before each group of three digits; the other one of `.` and `,` can only start decimals. */
  readonly groupSign: '.' | ',';
}

const vietcombank: StatementProfile = {
  code: 'vietcombank',
  bank: 'Vietcombank',
  headers: {
    page: ['PageId', 'Page'],
    date: ['TNXDate', 'Ngày GD/TNX Date', 'Ngày giao dịch/TNX Date'],
    reference: ['DocNo', 'Số CT/Doc No'],
    debit: ['Debit', 'Số tiền ghi nợ/Debit', 'Số tiền ghi nợ'],
    credit: ['Credit', 'Số tiền ghi có/Credit', 'Số tiền ghi có'],
    balance: ['Balance', 'Số dư/Balance', 'Số dư'],
    memo: ['TransactionDetails', 'Nội dung chi tiết/Transactions in detail', 'Nội dung chi tiết'],
  },
  optional: ['page'],
  delimiters: [',', ';', '\t'],
  dateFormat: 'dd/MM/yyyy',
  groupSign: '.',
};

export const STATEMENT_PROFILES: readonly StatementProfile[] = [vietcombank];

/** @returns the profile with this code, or undefined where no bank's format is called so */
export function profileOf(code: string): StatementProfile | undefined {
  return STATEMENT_PROFILES.find((profile) => profile.code === code);
}

/** Where each field stands in a row, or undefined where this row is not the profile's header. */
export function columnsOf(
  profile: StatementProfile,
  row: readonly string[],
): ReadonlyMap<StatementField, number> | undefined {
  const cells = row.map(plain);
  const columns = new Map<StatementField, number>();
  for (const [field, headers] of Object.entries(profile.headers) as [StatementField, readonly string[]][]) {
    const names = headers.map(plain);
    const at = cells.findIndex((cell) => names.includes(cell));
    if (at >= 0) columns.set(field, at);
    else if (!profile.optional.includes(field)) return undefined;
  }
  return columns;
}

function plain(header: string): string {
  return header
    .normalize('NFD')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replace(/[^a-z0-9]/g, '');
}
