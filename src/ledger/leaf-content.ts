/** The canonical content of an event's leaf: public facts only (public-log.md §1-2). */
import { type Canonical, canonicalJson } from '../tlog/canonical.js';
import type { AccountRow } from './posting.rules.js';
import type { AcceptedItem, AccountId, MovementDraft, ReservationDraft } from './posting.dto.js';

export const LEAF_VERSION = 1;

/** What a leaf says of an account. */
export type LeafAccount = Pick<AccountRow, 'code' | 'restrictionId' | 'currency'>;

/** Members of an object, each written already, in the order that the canonical form wants: that of their names. */
type Members = readonly (readonly [name: string, written: string | undefined])[];

/**
 * The canonical bytes of one leaf (RFC 8785). Written member by member, for this is made for every event while the lane
 * is held; `leaf-content.spec.ts` holds it against the general form. What is left out is left out on purpose: the
 * description and the household (private), the actor (a person), the position (the tree's own).
 */
export function leafText(
  { item, facts }: AcceptedItem,
  recordedAt: Date,
  accounts: ReadonlyMap<AccountId, LeafAccount>,
): string {
  const { entry, reservations } = item;
  return object([
    ['adjusts', optional(entry?.adjusts)],
    ['commune', optional(entry?.communeCode)],
    ['date', optional(entry?.effectiveDate)],
    ['decision', optional(entry?.decisionNo)],
    ['document', optional(entry?.documentNo)],
    ['facts', optional(facts)],
    ['fund', optional(entry?.fundId)],
    ['kind', canonicalJson(item.kind)],
    ['movements', entry && list(entry.movements.map((movement) => movementText(movement, accounts)))],
    ['purpose', optional(entry?.purpose)],
    ['recorded', canonicalJson(recordedAt.toISOString())],
    ['reservations', reservations && list(reservations.map(reservationText))],
    ['reverses', optional(entry?.reverses)],
    ['unit', optional(entry?.unitCode)],
    ['v', canonicalJson(LEAF_VERSION)],
    ['voucher', optional(entry?.voucher)],
  ]);
}

function movementText(
  { debit, credit, amount, foreignAmount }: MovementDraft,
  accounts: ReadonlyMap<AccountId, LeafAccount>,
): string {
  const from = accounts.get(debit);
  const to = accounts.get(credit);
  if (!from || !to) throw new Error('A decided movement names an account that was not read.');
  const currency = from.currency === 'VND' ? to.currency : from.currency;
  return object([
    ['amount', canonicalJson(amount)],
    ['credit', canonicalJson(to.code)],
    ['creditAccount', canonicalJson(credit)],
    ['creditRestriction', optional(to.restrictionId ?? undefined)],
    ['currency', foreignAmount === undefined ? undefined : canonicalJson(currency)],
    ['debit', canonicalJson(from.code)],
    ['debitAccount', canonicalJson(debit)],
    ['debitRestriction', optional(from.restrictionId ?? undefined)],
    ['foreignAmount', optional(foreignAmount)],
  ]);
}

function reservationText({ restrictionId, amount }: ReservationDraft): string {
  return object([
    ['amount', canonicalJson(amount)],
    ['restriction', canonicalJson(restrictionId)],
  ]);
}

function optional(value: Canonical | undefined): string | undefined {
  return value === undefined ? undefined : canonicalJson(value);
}

function object(members: Members): string {
  let written = '';
  for (const [name, value] of members) {
    if (value !== undefined) written += `${written === '' ? '' : ','}"${name}":${value}`;
  }
  return `{${written}}`;
}

function list(written: string[]): string {
  return `[${written.join(',')}]`;
}
