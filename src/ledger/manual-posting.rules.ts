/**
 * Codes that are posted only by the work they belong to: gifts bring receipts, and a pay-out passes three people. A
 * manual entry on them would walk around both.
 */
const OWN_WAY = /^(511|611|141)/;

/** The first of these codes that no one posts by hand. */
export function ownWayCode(codes: string[]): string | undefined {
  return codes.find((code) => OWN_WAY.test(code));
}

/** Kinds that nothing else hangs on; the others are taken back where they came from. */
const BY_HAND: ReadonlySet<string> = new Set(['entry', 'opening-balance', 'reallocation']);

export function mayReverseByHand(kind: string): boolean {
  return BY_HAND.has(kind);
}
