/** One movement of a manual entry, by the codes of its two accounts; `undefined` where there is no such account. */
export type MovementCodes = { debit: string | undefined; credit: string | undefined };

/**
 * Money, and what it may be used for, move only by the work they belong to: cash by gifts, pay-outs and deposits, bank
 * accounts by statements and pay-outs, purposes by gifts with their receipts and pay-outs that pass three people. A
 * manual entry has one pair of hands only, so on any of these it would walk around all of that.
 */
const OWN_WAY = /^(1111|1121|113|141|421|511|515|611|615|642|711|811|911)/;

/**
 * The first code that is not posted by hand. Purposes change only from one to another (421 / 421), and only by a
 * numbered decision.
 */
export function ownWayCode(movements: MovementCodes[], decided: boolean): string | undefined {
  return movements
    .filter(({ debit, credit }) => !(decided && debit === '421' && credit === '421'))
    .flatMap(({ debit, credit }) => [debit, credit])
    .find((code) => code !== undefined && OWN_WAY.test(code));
}

/** Kinds that nothing else hangs on; the others are taken back where they came from. */
const BY_HAND: ReadonlySet<string> = new Set(['entry', 'opening-balance', 'reallocation']);

export function mayReverseByHand(kind: string): boolean {
  return BY_HAND.has(kind);
}
