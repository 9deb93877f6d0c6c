/** The canonical content of an event's leaf: public facts only (public-log.md §1-2). */
import { type Canonical, canonicalJson } from '../tlog/canonical.js';
import type { AccountRow } from './posting.rules.js';
import type { AcceptedItem, AccountId, MovementDraft, ReservationDraft } from './posting.dto.js';

export const LEAF_VERSION = 1;

/** What a leaf says of an account. */
export type LeafAccount = Pick<AccountRow, 'code' | 'restrictionId' | 'currency'>;

/**
 * The canonical bytes of one leaf (RFC 8785): members in the order of their names. Written member by member, for this is
 * made for every event while the lane is held; `leaf-content.spec.ts` holds it against the general form. What is left out
 * is left out on purpose: the description and the household (private), the actor (a person), the position (the tree's own).
 */
export function leafText(
  { item, facts }: AcceptedItem,
  recordedAt: Date,
  accounts: ReadonlyMap<AccountId, LeafAccount>,
): string {
  const { entry, reservations } = item;
  return object(
    member('adjusts', entry?.adjusts) +
      member('commune', entry?.communeCode) +
      member('date', entry?.effectiveDate) +
      member('decision', entry?.decisionNo) +
      member('document', entry?.documentNo) +
      member('facts', facts) +
      member('fund', entry?.fundId) +
      member('kind', item.kind) +
      list('movements', entry?.movements, (movement) => movementText(movement, accounts)) +
      member('purpose', entry?.purpose) +
      member('recorded', recordedAt.toISOString()) +
      list('reservations', reservations, reservationText) +
      member('reverses', entry?.reverses) +
      member('unit', entry?.unitCode) +
      member('v', LEAF_VERSION) +
      member('voucher', entry?.voucher),
  );
}

function movementText(
  { debit, credit, amount, foreignAmount }: MovementDraft,
  accounts: ReadonlyMap<AccountId, LeafAccount>,
): string {
  const from = accounts.get(debit);
  const to = accounts.get(credit);
  if (!from || !to) throw new Error('A decided movement names an account that was not read.');
  const currency = from.currency === 'VND' ? to.currency : from.currency;
  return object(
    member('amount', amount) +
      member('credit', to.code) +
      member('creditAccount', credit) +
      member('creditRestriction', to.restrictionId ?? undefined) +
      member('currency', foreignAmount === undefined ? undefined : currency) +
      member('debit', from.code) +
      member('debitAccount', debit) +
      member('debitRestriction', from.restrictionId ?? undefined) +
      member('foreignAmount', foreignAmount),
  );
}

function reservationText({ restrictionId, amount }: ReservationDraft): string {
  return object(member('amount', amount) + member('restriction', restrictionId));
}

/** A member behind a comma, or nothing. */
function member(name: string, value: Canonical | undefined): string {
  return value === undefined ? '' : `,"${name}":${canonicalJson(value)}`;
}

function list<T>(name: string, values: readonly T[] | undefined, write: (value: T) => string): string {
  return values ? `,"${name}":[${values.map((value) => write(value)).join(',')}]` : '';
}

/** @param members each behind a comma */
function object(members: string): string {
  return `{${members.slice(1)}}`;
}
