/**
 * What the books of one fund must be, told again in the plainest way: maps, and every movement in a list. It says why an
 * item must be refused (each reason that there is; the ledger names one of them) or takes it.
 */
import type { EntryDraft, EventKind, MovementDraft, PostingItem } from '../../src/ledger/posting.dto.js';
import type { PlainDate } from '../../src/platform/dates.js';
import type { HistoryFund, Leaf } from './history-funds.js';

const LARGEST = 2n ** 53n - 1n;
const MOST_MOVEMENTS = 100;

export type Moved = {
  /** Known once written. */
  sequence: bigint;
  day: PlainDate;
  closing: boolean;
  debit: number;
  credit: number;
  amount: bigint;
  foreign: bigint;
};
/** An entry as it was taken; `sequence` is 0 until it is written. */
export type TakenEntry = { sequence: bigint; kind: EventKind; entry: EntryDraft; moved: Moved[] };

export class HistoryModel {
  readonly moved: Moved[] = [];
  readonly entries: TakenEntry[] = [];
  readonly closedMonths = new Set<string>();
  readonly closedYears = new Set<string>();
  private readonly reversed = new Set<bigint>();
  private readonly reserved = new Map<string, bigint>();

  constructor(
    readonly fund: HistoryFund,
    private readonly today: PlainDate,
  ) {}

  /** Debits less credits; with a day, as it was at its end. */
  balance(id: number, day: PlainDate = '9999-12-31'): bigint {
    return this.moved.reduce((sum, m) => (m.day <= day ? sum + effect(m, id) : sum), 0n);
  }

  foreignBalance(id: number): bigint {
    return this.moved.reduce((sum, m) => sum + (m.debit === id ? m.foreign : m.credit === id ? -m.foreign : 0n), 0n);
  }

  /**
   * Whether each purpose's foreign money allows this too. Features ask before they post, the ledger does not, and the
   * database refuses at the commit: so histories leave out what does not fit.
   */
  holdsForeign({ entry }: PostingItem): boolean {
    const coming = (entry?.movements ?? []).map((m) => this.movedBy(m, entry?.effectiveDate ?? this.today, false, 0n));
    if (!coming.some(({ foreign }) => foreign > 0n)) return true;
    const holdings = new Map<number | undefined, { foreign: bigint; amount: bigint }>();
    const days = new Map<PlainDate, bigint>();
    for (const { debit, credit, foreign, amount, day } of [...this.moved, ...coming]) {
      if (foreign === 0n) continue;
      const [sign, other] = this.fund.leaves.get(debit)?.currency === 'VND' ? [-1n, debit] : [1n, credit];
      const purpose = this.fund.leaves.get(other)?.restrictionId;
      const held = holdings.get(purpose) ?? { foreign: 0n, amount: 0n };
      holdings.set(purpose, { foreign: held.foreign + sign * foreign, amount: held.amount + sign * amount });
      days.set(day, (days.get(day) ?? 0n) + sign * foreign);
    }
    let running = 0n;
    const past = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).every(([, moved]) => (running += moved) >= 0n);
    return (
      past &&
      [...holdings.values()].every((h) => h.foreign >= 0n && h.amount >= 0n && (h.foreign === 0n) === (h.amount === 0n))
    );
  }

  restriction(restrictionId: number): { balance: bigint; reserved: bigint } {
    const leaves = [...this.fund.leaves.values()].filter((leaf) => leaf.restrictionId === restrictionId);
    const balance = leaves.reduce((sum, { id }) => sum - this.balance(id), 0n);
    let reserved = 0n;
    for (const [key, amount] of this.reserved) if (key.startsWith(`${restrictionId}:`)) reserved += amount;
    return { balance, reserved };
  }

  reservedBy(restrictionId: number, sourceId: string): bigint {
    return this.reserved.get(`${restrictionId}:${sourceId}`) ?? 0n;
  }

  /** Why the books must refuse this now; nothing where they must take it. */
  reasonsAgainst(item: PostingItem): Set<string> {
    const reasons = new Set<string>();
    if (item.entry) this.judgeEntry(item.kind, item.entry, reasons);
    if (reasons.has('ledger.account-unknown')) return reasons;
    this.judgePurposes(item, reasons);
    if (item.entry) this.judgePlaces(item.entry, reasons);
    return reasons;
  }

  /** Takes it, whatever it is. */
  take(item: PostingItem, sequence = 0n): TakenEntry | undefined {
    for (const { restrictionId, sourceId, amount } of item.reservations ?? []) {
      this.reserved.set(`${restrictionId}:${sourceId}`, this.reservedBy(restrictionId, sourceId) + amount);
    }
    const { entry, kind } = item;
    if (!entry) return undefined;
    const closing = isClosing(kind);
    const moved = entry.movements.map((m) => this.movedBy(m, entry.effectiveDate, closing, sequence));
    this.moved.push(...moved);
    const taken = { sequence, kind, entry, moved };
    this.entries.push(taken);
    if (entry.reverses !== undefined) this.reversed.add(entry.reverses);
    return taken;
  }

  private movedBy(m: MovementDraft, day: PlainDate, closing: boolean, sequence: bigint): Moved {
    const { debit, credit, amount } = m;
    return { sequence, day, closing, debit, credit, amount, foreign: m.foreignAmount ?? 0n };
  }

  private judgeEntry(kind: EventKind, entry: EntryDraft, reasons: Set<string>): void {
    const { effectiveDate: day, movements } = entry;
    if (day > this.today) reasons.add('date.future');
    const closed = (periods: ReadonlySet<string>): boolean => [...periods].some((p) => day.slice(0, p.length) <= p);
    if (closed(this.closedYears) || (closed(this.closedMonths) && !isClosing(kind)))
      reasons.add('ledger.period-closed');
    if (movements.length === 0 || movements.length > MOST_MOVEMENTS) reasons.add('ledger.entry-empty');
    if (entry.reverses !== undefined) {
      if (!this.entries.some(({ sequence }) => sequence === entry.reverses)) reasons.add('ledger.entry-unknown');
      if (this.reversed.has(entry.reverses)) reasons.add('ledger.already-reversed');
    }
    const purposes = new Set<number>();
    for (const movement of movements) {
      const { debit, credit, amount } = movement;
      if (amount < 1n || amount > LARGEST || debit === credit) reasons.add('ledger.entry-empty');
      const sides = [this.fund.leaves.get(debit), this.fund.leaves.get(credit)];
      for (const leaf of sides) {
        if (!leaf) reasons.add('ledger.account-unknown');
        else this.judgeLeaf(leaf, kind, day, purposes, reasons);
      }
      if (sides[0] && sides[1]) this.judgeMovement(movement, sides[0], sides[1], kind, reasons);
    }
    if (purposes.size > 1 && entry.decisionNo === undefined) reasons.add('ledger.two-restrictions');
  }

  private judgeLeaf(leaf: Leaf, kind: EventKind, day: PlainDate, purposes: Set<number>, reasons: Set<string>): void {
    if (day < leaf.openedOn || (leaf.closedOn && day > leaf.closedOn)) reasons.add('ledger.account-closed');
    if (leaf.profile && leaf.profile !== this.fund.profile && kind !== 'profile-changed')
      reasons.add('ledger.other-profile');
    if (leaf.restrictionId !== undefined) purposes.add(leaf.restrictionId);
  }

  private judgeMovement(m: MovementDraft, debit: Leaf, credit: Leaf, kind: EventKind, reasons: Set<string>): void {
    const abroad = debit.currency !== 'VND' || credit.currency !== 'VND';
    if (abroad !== (m.foreignAmount !== undefined)) reasons.add('ledger.currency-mixed');
    if (m.foreignAmount !== undefined && (m.foreignAmount < 1n || m.foreignAmount > LARGEST))
      reasons.add('ledger.currency-mixed');
    const agreed = debit.restrictionId === this.fund.restrictions[this.fund.consented];
    if (debit.cost && !agreed && !isClosing(kind)) reasons.add('ledger.cost-not-consented');
  }

  private judgePurposes({ entry, reservations }: PostingItem, reasons: Set<string>): void {
    const sources = new Map<string, bigint>();
    for (const { restrictionId, sourceId, amount } of reservations ?? []) {
      if (amount === 0n) reasons.add('ledger.reservation-empty');
      const key = `${restrictionId}:${sourceId}`;
      sources.set(key, (sources.get(key) ?? 0n) + amount);
    }
    for (const [key, amount] of sources)
      if ((this.reserved.get(key) ?? 0n) + amount < 0n) reasons.add('ledger.reserved-short');
    for (const restrictionId of Object.values(this.fund.restrictions)) {
      const now = this.restriction(restrictionId);
      let [balance, reserved] = [now.balance, now.reserved];
      for (const { debit, credit, amount } of entry?.movements ?? []) {
        if (this.fund.leaves.get(debit)?.restrictionId === restrictionId) balance -= amount;
        if (this.fund.leaves.get(credit)?.restrictionId === restrictionId) balance += amount;
      }
      for (const r of reservations ?? []) if (r.restrictionId === restrictionId) reserved += r.amount;
      if (balance - reserved < 0n) reasons.add('ledger.restriction-short');
      if (balance > LARGEST) reasons.add('ledger.too-large');
    }
  }

  private judgePlaces(entry: EntryDraft, reasons: Set<string>): void {
    const after = [...this.moved, ...entry.movements.map((m) => this.movedBy(m, entry.effectiveDate, false, 0n))];
    const touched = new Set(entry.movements.flatMap(({ debit, credit }) => [debit, credit]));
    for (const id of touched) {
      const leaf = this.fund.leaves.get(id);
      if (!leaf || leaf.role === 'restriction') continue;
      const total = after.reduce((sum, m) => sum + effect(m, id), 0n);
      if (leaf.role === 'creditor') {
        if (total > 0n) reasons.add('ledger.creditor-short');
        continue;
      }
      if (total < 0n) reasons.add('ledger.place-short');
      if (total > LARGEST) reasons.add('ledger.too-large');
      if (lowest(after, id) < 0n) reasons.add('ledger.place-past-short');
      const foreign = after.reduce(
        (sum, m) => sum + (m.debit === id ? m.foreign : m.credit === id ? -m.foreign : 0n),
        0n,
      );
      if (leaf.currency !== 'VND' && foreign < 0n) reasons.add('ledger.foreign-short');
    }
  }
}

/** The least that the place held at the end of any day. */
export function lowest(moved: readonly Moved[], id: number): bigint {
  const days = new Map<PlainDate, bigint>();
  for (const m of moved) {
    const by = effect(m, id);
    if (by !== 0n) days.set(m.day, (days.get(m.day) ?? 0n) + by);
  }
  let [running, least] = [0n, 0n];
  for (const [, by] of [...days].sort(([a], [b]) => (a < b ? -1 : 1))) {
    running += by;
    if (running < least) least = running;
  }
  return least;
}

function effect(m: Moved, id: number): bigint {
  return (m.debit === id ? m.amount : 0n) - (m.credit === id ? m.amount : 0n);
}

function isClosing(kind: EventKind): boolean {
  return kind === 'year-closed' || kind === 'profile-changed';
}
