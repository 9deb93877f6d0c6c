/** What a reader of the journal asks for, as conditions of SQL with their values. */
import type { PlainDate } from '../platform/dates.js';
import type { BooksFilter, BooksTime } from './books-position.service.js';
import { type Flow, naturesOf } from './restriction-flows.js';

export type EntriesFilter = BooksFilter &
  BooksTime & {
    accountId?: number | undefined;
    /** The beginning of an account's code, on either side. */
    code?: string | undefined;
    voucher?: string | undefined;
    kind?: string | undefined;
    /** Of one movement, in đồng; both ends included. */
    amountFrom?: bigint | undefined;
    amountTo?: bigint | undefined;
    /** Words of the description; marks and case do not matter. */
    text?: string | undefined;
    recordedBy?: string | undefined;
    sourceId?: string | undefined;
    restrictionId?: number | undefined;
    /** What moved the purpose's money. Year-end entries, which move none, are left out. */
    flow?: Flow | undefined;
    /** The first day of the month that adjustments belong to. */
    adjusts?: PlainDate | undefined;
  };

/**
 * The accounts that a movement must touch, found beforehand; `rare` where so few movements touch them that they are
 * looked up first. Otherwise the newest entries are walked, of which soon a page fits.
 */
export type TouchedAccounts = { ids: number[]; rare: boolean };

/** Which accounts a filter means, as conditions on `account a`; nothing where it means no account. */
export function accountConditions(filter: EntriesFilter): { sql: string; values: unknown[] } | undefined {
  const values: unknown[] = [filter.unitCodes];
  const conditions = ['a.unit_code = ANY ($1)'];
  const when = (value: unknown, condition: (param: string) => string): void => {
    if (value !== undefined) conditions.push(condition(`$${values.push(value)}`));
  };
  when(filter.accountId, (id) => `a.id = ${id}`);
  when(filter.code, (code) => `starts_with(a.code, ${code})`);
  when(filter.restrictionId, (restriction) => `a.restriction_id = ${restriction}`);
  when(filter.flow && naturesOf(filter.flow), (natures) => `a.nature = ANY (${natures}::text[])`);
  return conditions.length === 1 ? undefined : { sql: conditions.join(' AND '), values };
}

/**
 * Conditions on `entry e` and `event v`, joined by AND; `values` are theirs, from `$1` on. Words are looked for in the
 * different descriptions there are, which are few: OFFSET 0 keeps the planner from folding every entry's.
 */
export function entryConditions(filter: EntriesFilter, touched?: TouchedAccounts): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const take = (value: unknown): string => `$${values.push(value)}`;
  const when = (value: unknown, condition: (param: string) => string): void => {
    if (value !== undefined) conditions.push(condition(take(value)));
  };
  conditions.push(`e.unit_code = ANY (${take(filter.unitCodes)})`);
  when(filter.fundId, (fund) => `e.fund_id = ${fund}`);
  when(filter.from, (day) => `e.effective_date >= ${day}`);
  when(filter.to, (day) => `e.effective_date <= ${day}`);
  when(filter.known, (known) => `e.sequence <= ${known}`);
  when(filter.voucher, (voucher) => `e.voucher COLLATE "C" = ${voucher}`);
  when(filter.kind, (kind) => `e.kind = ${kind}`);
  when(filter.sourceId, (source) => `e.source_id = ${source}`);
  when(filter.adjusts, (month) => `e.adjusts = ${month}`);
  when(filter.recordedBy, (actor) => `v.actor_id = ${actor}`);
  when(
    filter.text === undefined ? undefined : likeOf(filter.text),
    (text) => `e.description = ANY (ARRAY(
      SELECT d.description FROM (SELECT DISTINCT description FROM entry WHERE unit_code = ANY ($1) OFFSET 0) d
      WHERE fold_text(d.description) LIKE fold_text(${text})))`,
  );
  if (filter.flow !== undefined) conditions.push('NOT e.closing');
  const amounts = amountConditions(filter, take);
  if (touched !== undefined || amounts.length > 0) conditions.push(movementCondition(amounts, touched, take));
  return { sql: conditions.join(' AND '), values };
}

function amountConditions(filter: EntriesFilter, take: (value: unknown) => string): string[] {
  const conditions: string[] = [];
  if (filter.amountFrom !== undefined) conditions.push(`m.amount >= ${take(filter.amountFrom)}`);
  if (filter.amountTo !== undefined) conditions.push(`m.amount <= ${take(filter.amountTo)}`);
  return conditions;
}

/** All of one and the same movement: `1111` with `5.000.000` means that amount on that account. */
function movementCondition(
  amounts: readonly string[],
  touched: TouchedAccounts | undefined,
  take: (value: unknown) => string,
): string {
  if (touched === undefined)
    return `EXISTS (SELECT FROM movement m WHERE m.sequence = e.sequence AND ${amounts.join(' AND ')})`;
  const ids = `${take(touched.ids)}::integer[]`;
  const also = amounts.map((amount) => ` AND ${amount}`).join('');
  if (touched.rare) {
    const side = (name: 'debit' | 'credit'): string =>
      `SELECT m.sequence FROM movement m WHERE m.${name} = ANY (${ids})${also}`;
    return `e.sequence IN (${side('debit')} UNION ALL ${side('credit')})`;
  }
  return `EXISTS (SELECT FROM movement m WHERE m.sequence = e.sequence
    AND (m.debit = ANY (${ids}) OR m.credit = ANY (${ids}))${also})`;
}

function likeOf(text: string): string | undefined {
  const wanted = text.trim().replace(/[\\%_]/g, '\\$&');
  return wanted === '' ? undefined : `%${wanted}%`;
}
