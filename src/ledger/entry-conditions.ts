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

/** Conditions on `entry e` and `event v`, joined by AND; `values` are theirs, from `$1` on. */
export function entryConditions(filter: EntriesFilter): { sql: string; values: unknown[] } {
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
  when(filter.voucher, (voucher) => `e.voucher = ${voucher}`);
  when(filter.kind, (kind) => `e.kind = ${kind}`);
  when(filter.sourceId, (source) => `e.source_id = ${source}`);
  when(filter.adjusts, (month) => `e.adjusts = ${month}`);
  when(filter.recordedBy, (actor) => `v.actor_id = ${actor}`);
  when(filter.text && likeOf(filter.text), (text) => `fold_text(e.description) LIKE fold_text(${text})`);
  if (filter.flow !== undefined) conditions.push('NOT e.closing');
  const movement = movementConditions(filter, take);
  if (movement.length > 0) {
    conditions.push(`EXISTS (SELECT FROM movement m WHERE m.sequence = e.sequence AND ${movement.join(' AND ')})`);
  }
  return { sql: conditions.join(' AND '), values };
}

/** All of one and the same movement: `1111` with `5.000.000` means that amount on that account. */
function movementConditions(filter: EntriesFilter, take: (value: unknown) => string): string[] {
  const conditions: string[] = [];
  if (filter.accountId !== undefined) conditions.push(`${take(filter.accountId)}::integer IN (m.debit, m.credit)`);
  const account: string[] = [];
  if (filter.code !== undefined) account.push(`starts_with(a.code, ${take(filter.code)})`);
  if (filter.restrictionId !== undefined) account.push(`a.restriction_id = ${take(filter.restrictionId)}`);
  if (filter.flow !== undefined) account.push(`a.nature = ANY (${take(naturesOf(filter.flow))}::text[])`);
  if (account.length > 0) {
    conditions.push(`EXISTS (SELECT FROM account a WHERE a.id IN (m.debit, m.credit) AND ${account.join(' AND ')})`);
  }
  if (filter.amountFrom !== undefined) conditions.push(`m.amount >= ${take(filter.amountFrom)}`);
  if (filter.amountTo !== undefined) conditions.push(`m.amount <= ${take(filter.amountTo)}`);
  return conditions;
}

function likeOf(text: string): string | undefined {
  const wanted = text.trim().replace(/[\\%_]/g, '\\$&');
  return wanted === '' ? undefined : `%${wanted}%`;
}
