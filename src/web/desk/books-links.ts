/** Addresses within the books: every figure leads to what makes it, for the same unit, fund, days and position. */
import type { BooksAsked } from './books-asked.service.js';

type Values = Record<string, string | number | bigint | undefined>;

export function withValues(path: string, values: Values): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

type Scope = Pick<BooksAsked, 'unit' | 'fund' | 'from' | 'until' | 'known'>;

/** Pages that end `asOf` a day. */
export function balanceHref(path: string, { unit, fund, from, until, known }: Scope, more: Values = {}): string {
  return withValues(path, { unit: unit?.value, fund: fund?.value, from, asOf: until, known, ...more });
}

/** The journal, narrowed. */
export function journalHref({ unit, fund, from, until, known }: Scope, more: Values = {}): string {
  return withValues('/desk/books/entries', { unit: unit?.value, fund: fund?.value, from, to: until, known, ...more });
}

/** The register of an account, which knows its own unit and fund. */
export function registerHref(accountId: number, { from, until, known }: Omit<Scope, 'unit' | 'fund'>): string {
  return withValues(`/desk/books/accounts/${accountId}`, { from, to: until, known });
}

/** A spreadsheet of what is on the page. */
export function sheetHref(sheet: string, format: 'csv' | 'xlsx', values: Values): string {
  return withValues(`/api/v1/ledger/sheets/${sheet}.${format}`, values);
}
