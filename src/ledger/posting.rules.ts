/**
 * What the ledger accepts: pure decisions over what was read inside the lane, in order, each accepted item counting for
 * the ones after it. The database proves the same again when it writes.
 */
import { formatDate, type PlainDate } from '../platform/dates.js';
import { formatNumber, LARGEST_AMOUNT } from '../platform/money.js';
import { Refusal } from '../platform/refusal.js';
import { refuse } from './ledger.refusals.js';
import { COSTS, type Nature, type Profile } from './natures.js';
import type {
  AccountId,
  Decision,
  EntryDraft,
  EventKind,
  MovementDraft,
  PostingItem,
  RestrictionId,
} from './posting.dto.js';

export const MOST_MOVEMENTS = 100;

export type AccountRow = {
  id: AccountId;
  unitCode: string;
  fundId: string;
  code: string;
  role: 'place' | 'creditor' | 'restriction';
  restrictionId: RestrictionId | null;
  label: string;
  openedOn: PlainDate;
  closedOn: PlainDate | null;
  /** Of accounts of a purpose. */
  nature: Nature | null;
  /** The only profile whose chart has the account; null where both have it. */
  profile: Profile | null;
  currency: string;
};

/** A month or year of a fund that is closed. */
export type ClosedPeriod = { fundId: string; kind: 'month' | 'year'; startsOn: PlainDate; endsOn: PlainDate };

/** What a purpose holds; `costsFrom` is the day from which its donors agree that costs are paid from it. */
export type PurposeState = { label: string; balance: bigint; reserved: bigint; costsFrom: PlainDate | null };

/** The part of the books that a list of items touches, as it stands when the lane is taken. */
export type Books = {
  today: PlainDate;
  accounts: Map<AccountId, AccountRow>;
  /** Of places (what they hold) and creditors (what is owed to them). */
  balances: Map<AccountId, bigint>;
  /** Of places of foreign money, in its minor unit. */
  foreign: Map<AccountId, bigint>;
  restrictions: Map<RestrictionId, PurposeState>;
  /** What each source has reserved of each restriction, by `reservedKey`. */
  reserved: Map<string, bigint>;
  /**
   * Of places that money leaves on a day before some of it came: the net movement of each day that has any. Of another
   * place no day can be short unless the last one is, and that its balance says.
   */
  days: Map<AccountId, Map<PlainDate, bigint>>;
  /** The entries that items want to reverse: whether they exist, and were reversed already. */
  reversible: Map<bigint, { reversed: boolean }>;
  closed: ClosedPeriod[];
  /** Which profile units chose, in order of days; before the first, and of a unit that is not named, A. */
  profiles: { unitCode: string; from: PlainDate; profile: Profile }[];
};

/** Entries that close a year or move a unit to another profile: neither receiving nor paying, and dated in closed months. */
const CLOSING: ReadonlySet<EventKind> = new Set(['year-closed', 'profile-changed']);

export function reservedKey(restrictionId: RestrictionId, sourceId: string): string {
  return `${restrictionId}:${sourceId}`;
}

/** What one item would change; nothing is applied until the whole item is found good. */
type Change = {
  places: Map<AccountId, bigint>;
  foreign: Map<AccountId, bigint>;
  creditors: Map<AccountId, bigint>;
  restrictions: Map<RestrictionId, { balance: bigint; reserved: bigint }>;
  sources: Map<string, bigint>;
};

/** Decides each item in order. Mutates `books`, so that later items see what earlier ones took. */
export function decideItems(books: Books, items: readonly PostingItem[]): Decision[] {
  return items.map((item) => {
    try {
      const change = changeOf(books, item);
      checkFloors(books, item, change);
      apply(books, item, change);
      return { accepted: true };
    } catch (error) {
      if (error instanceof Refusal) return { accepted: false, refusal: error };
      throw error;
    }
  });
}

function changeOf(books: Books, item: PostingItem): Change {
  const change: Change = {
    places: new Map(),
    foreign: new Map(),
    creditors: new Map(),
    restrictions: new Map(),
    sources: new Map(),
  };
  if (item.entry) addEntry(books, item.kind, item.entry, change);
  for (const { restrictionId, amount, sourceId } of item.reservations ?? []) {
    if (!books.restrictions.has(restrictionId)) throw refuse('ledger.account-unknown');
    if (amount === 0n) throw refuse('ledger.reservation-empty');
    addRestriction(change, restrictionId, 0n, amount);
    add(change.sources, reservedKey(restrictionId, sourceId), amount);
  }
  return change;
}

function addEntry(books: Books, kind: EventKind, entry: EntryDraft, change: Change): void {
  if (entry.effectiveDate > books.today) throw futureDate(entry.effectiveDate);
  checkPeriod(books, kind, entry);
  if (entry.movements.length < 1 || entry.movements.length > MOST_MOVEMENTS) throw refuse('ledger.entry-empty');
  if (entry.reverses !== undefined) {
    const target = books.reversible.get(entry.reverses);
    if (!target) throw refuse('ledger.entry-unknown');
    if (target.reversed) throw refuse('ledger.already-reversed', { sequence: entry.reverses });
  }
  const purposes = new Set<RestrictionId>();
  for (const movement of entry.movements) {
    const { debit, credit, amount } = movement;
    if (amount < 1n || amount > LARGEST_AMOUNT || debit === credit) throw refuse('ledger.entry-empty');
    const sides = [openAccount(books, entry, debit), openAccount(books, entry, credit)] as const;
    checkCurrency(movement, sides);
    for (const account of sides) {
      checkProfile(books, kind, entry, account);
      checkClosing(kind, account);
    }
    if (!CLOSING.has(kind)) checkCost(books, sides[0], entry.effectiveDate);
    addSide(sides[0], amount, movement.foreignAmount ?? 0n, change, purposes);
    addSide(sides[1], -amount, -(movement.foreignAmount ?? 0n), change, purposes);
  }
  if (purposes.size > 1 && !entry.decisionNo) throw refuse('ledger.two-restrictions');
}

/**
 * Nothing is posted into a closed month, nor before it: what it began with would not be what it was closed with. A year is
 * closed, and a unit moved to another profile, on days of closed months.
 */
function checkPeriod(books: Books, kind: EventKind, { fundId, effectiveDate }: EntryDraft): void {
  const closed = books.closed.find(
    (period) =>
      period.fundId === fundId && effectiveDate <= period.endsOn && (period.kind === 'year' || !CLOSING.has(kind)),
  );
  if (closed)
    throw refuse('ledger.period-closed', { date: formatDate(effectiveDate), until: formatDate(closed.endsOn) });
}

/** A place of foreign money moves by what it holds, and two currencies never meet in one movement. */
function checkCurrency({ foreignAmount }: MovementDraft, sides: readonly AccountRow[]): void {
  const currencies = new Set(sides.map(({ currency }) => currency).filter((currency) => currency !== 'VND'));
  const whole = foreignAmount === undefined ? currencies.size === 0 : currencies.size === 1;
  if (!whole || (foreignAmount !== undefined && (foreignAmount < 1n || foreignAmount > LARGEST_AMOUNT)))
    throw refuse('ledger.currency-mixed');
}

function checkProfile(books: Books, kind: EventKind, entry: EntryDraft, account: AccountRow): void {
  if (account.profile === null || kind === 'profile-changed') return;
  const chosen = books.profiles.filter(({ unitCode }) => unitCode === entry.unitCode);
  const profile = chosen.findLast(({ from }) => from <= entry.effectiveDate)?.profile ?? 'A';
  // What stood in the old profile's accounts was carried over with the change: nothing comes after it.
  const changed = chosen.find(({ from, profile: to }) => from > entry.effectiveDate && to !== profile);
  if (changed) throw refuse('ledger.profile-left', { date: formatDate(changed.from) });
  if (account.profile !== profile)
    throw refuse('ledger.other-profile', { account: `${account.code} ${account.label}`, profile });
}

/** Closing carries over what purposes hold and moves no money; a move to another profile takes the goods along. */
function checkClosing(kind: EventKind, { role, code }: AccountRow): void {
  const goods = kind === 'profile-changed' && (code === '0021' || code === '152');
  if (CLOSING.has(kind) && role !== 'restriction' && !goods) throw refuse('ledger.closing-moves-money');
}

/** Costs come from the office's budget, unless the donors of this purpose agreed (NĐ 93/2021 art. 12.3). */
function checkCost(books: Books, { nature, restrictionId }: AccountRow, day: PlainDate): void {
  if (nature === null || !COSTS.has(nature) || restrictionId === null) return;
  const restriction = books.restrictions.get(restrictionId);
  if (!restriction?.costsFrom || day < restriction.costsFrom)
    throw refuse('ledger.cost-not-consented', { restriction: restriction?.label ?? '' });
}

function futureDate(date: PlainDate): Refusal {
  return new Refusal('date.future', { date: formatDate(date) });
}

/** The account, which must be of the entry's fund and open on its day. */
function openAccount(books: Books, entry: EntryDraft, id: AccountId): AccountRow {
  const account = books.accounts.get(id);
  if (!account || account.fundId !== entry.fundId || account.unitCode !== entry.unitCode) {
    throw refuse('ledger.account-unknown');
  }
  const { effectiveDate: date } = entry;
  if (date < account.openedOn || (account.closedOn !== null && date > account.closedOn)) {
    throw refuse('ledger.account-closed', { account: `${account.code} ${account.label}`, date: formatDate(date) });
  }
  return account;
}

/** @param debit positive on the debit side, negative on the credit side */
function addSide(
  account: AccountRow,
  debit: bigint,
  foreign: bigint,
  change: Change,
  purposes: Set<RestrictionId>,
): void {
  if (account.role === 'place') {
    add(change.places, account.id, debit);
    if (account.currency !== 'VND') add(change.foreign, account.id, foreign);
  } else if (account.role === 'creditor') add(change.creditors, account.id, -debit);
  else if (account.restrictionId !== null) {
    addRestriction(change, account.restrictionId, -debit, 0n);
    purposes.add(account.restrictionId);
  }
}

function add<K>(sums: Map<K, bigint>, key: K, amount: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + amount);
}

function addRestriction(change: Change, id: RestrictionId, balance: bigint, reserved: bigint): void {
  const sum = change.restrictions.get(id) ?? { balance: 0n, reserved: 0n };
  change.restrictions.set(id, { balance: sum.balance + balance, reserved: sum.reserved + reserved });
}

/** The floors: a purpose first, because that is what the reader of the refusal has to understand. */
function checkFloors(books: Books, item: PostingItem, change: Change): void {
  for (const [id, delta] of change.restrictions) {
    const now = books.restrictions.get(id);
    if (!now) throw refuse('ledger.account-unknown');
    const left = now.balance + delta.balance - now.reserved - delta.reserved;
    if (now.balance + delta.balance > LARGEST_AMOUNT) throw refuse('ledger.too-large');
    if (left < 0n) {
      const available = formatNumber(now.balance - now.reserved);
      throw refuse('ledger.restriction-short', { restriction: now.label, available, shortfall: formatNumber(-left) });
    }
  }
  for (const [key, delta] of change.sources) {
    if (delta < 0n && (books.reserved.get(key) ?? 0n) + delta < 0n) throw refuse('ledger.reserved-short');
  }
  for (const [id, delta] of change.places) {
    const left = (books.balances.get(id) ?? 0n) + delta;
    if (left > LARGEST_AMOUNT) throw refuse('ledger.too-large');
    if (left < 0n) throw refuse('ledger.place-short', { place: labelOf(books, id), shortfall: formatNumber(-left) });
    if (delta < 0n && item.entry) checkPastDays(books, id, item.entry.effectiveDate, delta);
  }
  for (const [id, delta] of change.foreign) {
    const left = (books.foreign.get(id) ?? 0n) + delta;
    const currency = books.accounts.get(id)?.currency ?? '';
    if (left < 0n)
      throw refuse('ledger.foreign-short', { place: labelOf(books, id), currency, shortfall: formatNumber(-left) });
  }
  for (const [id, delta] of change.creditors) {
    const left = (books.balances.get(id) ?? 0n) + delta;
    if (left < 0n)
      throw refuse('ledger.creditor-short', { creditor: labelOf(books, id), shortfall: formatNumber(-left) });
  }
}

/** Money can only leave on a day it was there, and must not be missing on any day after it (a negative cash book). */
function checkPastDays(books: Books, id: AccountId, date: PlainDate, delta: bigint): void {
  const days = books.days.get(id);
  if (!days) return;
  let before = 0n;
  const later: [PlainDate, bigint][] = [];
  for (const day of [...days].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (day[0] <= date) before += day[1];
    else later.push(day);
  }
  let balance = before + delta;
  for (const [day, moved] of [[date, 0n] as const, ...later]) {
    balance += moved;
    if (balance < 0n) {
      const values = { place: labelOf(books, id), date: formatDate(day), shortfall: formatNumber(-balance) };
      throw refuse('ledger.place-past-short', values);
    }
  }
}

function labelOf(books: Books, id: AccountId): string {
  return books.accounts.get(id)?.label ?? String(id);
}

function apply(books: Books, item: PostingItem, change: Change): void {
  for (const [id, delta] of [...change.places, ...change.creditors]) add(books.balances, id, delta);
  for (const [id, delta] of change.foreign) add(books.foreign, id, delta);
  for (const [id, delta] of change.restrictions) {
    const now = books.restrictions.get(id);
    if (now) Object.assign(now, { balance: now.balance + delta.balance, reserved: now.reserved + delta.reserved });
  }
  for (const [key, delta] of change.sources) add(books.reserved, key, delta);
  if (!item.entry) return;
  for (const [id, delta] of change.places) {
    const days = books.days.get(id);
    if (days) add(days, item.entry.effectiveDate, delta);
  }
  if (item.entry.reverses !== undefined) books.reversible.set(item.entry.reverses, { reversed: true });
}
