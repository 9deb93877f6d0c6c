/**
 * The books again, from the leaves alone: what each purpose holds and has reserved, and where each fund's money is. Kept
 * by purpose and fund, so that memory does not grow with the number of leaves.
 */
import type { LeafSide, ReadLeaf } from './leaf-reader.js';
import { refuse } from './monitor.refusals.js';

/** In đồng. `appeal` where the purpose is an appeal's own, or a condition that a donor set on a gift for it. */
export type Purpose = { fund: string; appeal?: string; balance: bigint; reserved: bigint };

/** Where a fund's money is and what it owes, as the published report names it. */
export const PLACES = ['inBank', 'inCash', 'inTransit', 'inAdvances', 'inGoods', 'receivable', 'owed'] as const;
export type Place = (typeof PLACES)[number];

/** Codes of docs/public-log.md and the chart; other accounts of value (1…, 0…) are claims on somebody. */
const PLACE_CODES: readonly (readonly [RegExp, Place])[] = [
  [/^112[12]/, 'inBank'],
  [/^111[12]/, 'inCash'],
  [/^113/, 'inTransit'],
  [/^141/, 'inAdvances'],
  [/^(152|0021)/, 'inGoods'],
  [/^[01]/, 'receivable'],
];

/** As it is written down: money as text, for it may pass what JSON's numbers hold. */
export type KeptSums = {
  count: number;
  recorded: string;
  purposes: [id: number, fund: string, appeal: string | null, balance: string, reserved: string][];
  funds: [id: string, places: string[]][];
  appeals: string[];
};

export class LeafSums {
  /** Leaves that were added up; the sequence of the last. */
  count = 0;
  readonly purposes = new Map<number, Purpose>();
  readonly funds = new Map<string, Record<Place, bigint>>();
  readonly appeals = new Set<string>();
  private recorded = '';

  /**
   * Adds the next leaf, whole.
   * @throws Refusal monitor.leaf-order, monitor.leaf-content, monitor.overspent; the sums are then of no further use
   */
  add(leaf: ReadLeaf): void {
    const sequence = this.count + 1;
    // Milliseconds are always written, so texts compare as instants do.
    if (leaf.recorded < this.recorded) throw refuse('monitor.leaf-order', { sequence });
    const touched = new Set<number>();
    this.open(leaf);
    for (const { amount, debit, credit } of leaf.movements) {
      this.move(leaf, debit, -amount, touched);
      this.move(leaf, credit, amount, touched);
    }
    for (const { restriction, amount } of leaf.reservations) {
      const purpose = this.purposes.get(restriction);
      if (!purpose) throw refuse('monitor.leaf-content', { sequence });
      purpose.reserved += amount;
      touched.add(restriction);
    }
    this.check(touched, sequence);
    this.recorded = leaf.recorded;
    this.count = sequence;
  }

  /** What the purposes of a fund hold and have reserved. */
  held(of: (purpose: Purpose) => boolean): { held: bigint; reserved: bigint } {
    let [held, reserved] = [0n, 0n];
    for (const purpose of this.purposes.values()) {
      if (!of(purpose)) continue;
      held += purpose.balance;
      reserved += purpose.reserved;
    }
    return { held, reserved };
  }

  kept(): KeptSums {
    return {
      count: this.count,
      recorded: this.recorded,
      purposes: [...this.purposes].map(([id, { fund, appeal, balance, reserved }]) => [
        id,
        fund,
        appeal ?? null,
        String(balance),
        String(reserved),
      ]),
      funds: [...this.funds].map(([id, places]) => [id, PLACES.map((place) => String(places[place]))]),
      appeals: [...this.appeals],
    };
  }

  static from({ count, recorded, purposes, funds, appeals }: KeptSums): LeafSums {
    const sums = new LeafSums();
    sums.count = count;
    sums.recorded = recorded;
    for (const [id, fund, appeal, balance, reserved] of purposes) {
      const of = appeal === null ? { fund } : { fund, appeal };
      sums.purposes.set(id, { ...of, balance: BigInt(balance), reserved: BigInt(reserved) });
    }
    for (const [id, places] of funds) {
      const own = sums.fund(id);
      for (const [i, place] of PLACES.entries()) own[place] = BigInt(places[i] ?? 0);
    }
    for (const appeal of appeals) sums.appeals.add(appeal);
    return sums;
  }

  /** A fund or an appeal begins, and with it its purpose. */
  private open({ kind, facts }: ReadLeaf): void {
    const { fund, restriction, appeal } = facts;
    if (kind !== 'restriction-opened' && kind !== 'appeal-opened') return;
    if (typeof fund !== 'string' || typeof restriction !== 'number' || this.purposes.has(restriction))
      throw refuse('monitor.leaf-content', { sequence: this.count + 1 });
    this.fund(fund);
    if (typeof appeal === 'string') this.appeals.add(appeal);
    const of = typeof appeal === 'string' ? { fund, appeal } : { fund };
    this.purposes.set(restriction, { ...of, balance: 0n, reserved: 0n });
  }

  /** @param amount what a purpose gains, and so the reverse of what a place gains */
  private move(leaf: ReadLeaf, { code, restriction }: LeafSide, amount: bigint, touched: Set<number>): void {
    const fund = leaf.fund ?? '';
    if (restriction !== undefined) {
      this.purpose(leaf, restriction).balance += amount;
      touched.add(restriction);
      return;
    }
    const place = PLACE_CODES.find(([pattern]) => pattern.test(code))?.[1] ?? 'owed';
    this.fund(fund)[place] += place === 'owed' ? amount : -amount;
  }

  /** One that no leaf has opened is a condition set on the gift that brings it. */
  private purpose({ kind, fund = '', facts }: ReadLeaf, restriction: number): Purpose {
    const known = this.purposes.get(restriction);
    if (known) return known;
    const of = kind === 'gift' && typeof facts.appeal === 'string' ? { fund, appeal: facts.appeal } : { fund };
    const purpose = { ...of, balance: 0n, reserved: 0n };
    this.purposes.set(restriction, purpose);
    return purpose;
  }

  private check(touched: Set<number>, sequence: number): void {
    for (const restriction of touched) {
      const { balance = 0n, reserved = 0n } = this.purposes.get(restriction) ?? {};
      if (balance < 0n || reserved < 0n || reserved > balance)
        throw refuse('monitor.overspent', { sequence, restriction, balance, reserved });
    }
  }

  private fund(id: string): Record<Place, bigint> {
    const known = this.funds.get(id);
    if (known) return known;
    const places = Object.fromEntries(PLACES.map((place) => [place, 0n])) as Record<Place, bigint>;
    this.funds.set(id, places);
    return places;
  }
}
