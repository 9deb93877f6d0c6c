/** What goes into the books and what comes back: the vocabulary of everyone who posts. */
import type { JsonValue } from '../platform/idempotency.js';
import type { Refusal } from '../platform/refusal.js';
import type { PlainDate } from '../platform/dates.js';

/** A ledger account (one leaf of the chart: a place, a creditor or a restriction's account). */
export type AccountId = number;
/** What money may be used for: a fund in general, one appeal, one earmark. */
export type RestrictionId = number;

/**
 * `amount` in đồng. `foreignAmount`, in the currency's minor unit, where a side is a place that holds foreign money: what
 * comes in or goes out there, booked at `amount`.
 */
export type MovementDraft = {
  debit: AccountId;
  credit: AccountId;
  amount: bigint;
  foreignAmount?: bigint | undefined;
};

/** Positive reserves, negative releases. `sourceId` is what the money is reserved for, as a pay-out batch. */
export type ReservationDraft = {
  restrictionId: RestrictionId;
  amount: bigint;
  sourceKind: string;
  sourceId: string;
};

export type EntryDraft = {
  unitCode: string;
  fundId: string;
  effectiveDate: PlainDate;
  /** In the clerk's words, and never a private person's name: entries are shown to every reader of the books. */
  description: string;
  movements: MovementDraft[];
  voucher?: string | undefined;
  /** The sequence of the entry that this one takes back. */
  reverses?: bigint | undefined;
  /** Moving money between purposes takes a decision. */
  decisionNo?: string | undefined;
  sourceKind?: string | undefined;
  sourceId?: string | undefined;
  householdId?: string | undefined;
  communeCode?: string | undefined;
  purpose?: string | undefined;
  /** The number of the paper that the entry rests on, where it is none of the product's own. */
  documentNo?: string | undefined;
  /** The first day of the closed month that an adjustment belongs to, though it is posted later. */
  adjusts?: PlainDate | undefined;
};

/**
 * The kinds of event of the public log (public-log.md §1). A kind says what a reader of the log sees; every event may
 * carry an entry, reservations, both or neither.
 */
export type EventKind =
  | 'entry'
  | 'gift'
  | 'gift-voided'
  | 'name-corrected'
  | 'opening-balance'
  | 'reversal'
  | 'appeal-opened'
  | 'restriction-opened'
  | 'reserved'
  | 'released'
  | 'paid'
  | 'advanced'
  | 'acknowledged'
  | 'statement-imported'
  | 'statement-line'
  | 'finding-published'
  | 'reallocation'
  | 'account-opened'
  | 'account-closed'
  | 'period-closed'
  | 'period-reopened'
  | 'year-closed'
  | 'adjustment'
  | 'profile-changed'
  | 'minutes-signed'
  | 'cost-consented'
  | 'currency-sold'
  | 'chart-changed'
  | 'key-rotated';

/** One thing to post: one event, one leaf. */
export type PostingItem = {
  kind: EventKind;
  actorId: string;
  entry?: EntryDraft;
  reservations?: ReservationDraft[];
};

/** What the ledger decided of one item. */
export type Decision = { accepted: true } | { accepted: false; refusal: Refusal };

/**
 * An accepted item on its way into the books. `facts` are the public facts of the leaf beside what the ledger itself
 * writes there (kind, date, unit, fund, movements, reservations): a receipt's serial, an appeal's id, a commitment to a
 * name. Never a private person's name, phone, account or identity number.
 */
export type AcceptedItem = { item: PostingItem; facts?: { [key: string]: JsonValue | undefined } };

export type Posted = { sequence: bigint; recordedAt: Date };

/** The head of the books as it was when this transaction took the lane. */
export type Lane = { sequence: bigint; recordedAt: Date };
