import type { Nature } from '../ledger/natures.js';

/** An account as a manual entry names it; `undefined` where there is none. */
export type NamedAccount = { code: string; role: 'place' | 'creditor' | 'restriction'; nature: Nature | null };
export type NamedSides = { debit: NamedAccount | undefined; credit: NamedAccount | undefined };

/**
 * Money moves by the work it belongs to: cash by gifts, pay-outs, deposits and counts, bank accounts by statements and
 * pay-outs, advances by pay-outs. Free entries keep off them; a template says of each usual case which are meant.
 */
const OWN_WAY: ReadonlySet<string> = new Set(['1111', '1112', '1121', '1122', '113', '141']);

/** What a purpose holds and is moved by decision only; all else of it is a gift, a pay-out or a template's. */
const HELD: ReadonlySet<Nature> = new Set<Nature>(['carried', 'decision']);

/** Whether a movement takes money from one purpose to another: for that a numbered decision is needed. */
export function isReallocation({ debit, credit }: NamedSides): boolean {
  return [debit, credit].every(
    (account) => account?.role === 'restriction' && account.nature !== null && HELD.has(account.nature),
  );
}

/** The first code that a free entry does not post: a place with a way of its own, or a purpose without a decision. */
export function ownWayCode(movements: readonly NamedSides[], decided: boolean): string | undefined {
  return movements
    .filter((sides) => !(decided && isReallocation(sides)))
    .flatMap(({ debit, credit }) => [debit, credit])
    .find((account) => account !== undefined && (account.role === 'restriction' || OWN_WAY.has(account.code)))?.code;
}

/** Kinds that nothing else hangs on; the others are taken back where they came from. */
const BY_HAND: ReadonlySet<string> = new Set(['entry', 'opening-balance', 'reallocation', 'adjustment']);

export function mayReverseByHand(kind: string): boolean {
  return BY_HAND.has(kind);
}
