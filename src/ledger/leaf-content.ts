/** The canonical content of an event's leaf: public facts only (public-log.md §1-2). */
import { canonicalJson } from '../tlog/canonical.js';
import { leafHash } from '../tlog/leaf.js';
import type { AccountRow } from './posting.rules.js';
import type { AcceptedItem, AccountId } from './posting.dto.js';

export const LEAF_VERSION = 1;

type LeafMovement = {
  debit: string;
  debitAccount: number;
  debitRestriction?: number;
  credit: string;
  creditAccount: number;
  creditRestriction?: number;
  amount: bigint;
};

/**
 * The bytes of one leaf. What is left out is left out on purpose: the description and the household (private), the
 * actor (a person), the position (the tree's own).
 */
export function leafBytes(
  { item, facts }: AcceptedItem,
  recordedAt: Date,
  accounts: Map<AccountId, AccountRow>,
): { bytes: Buffer; hash: Buffer } {
  const { entry } = item;
  const bytes = Buffer.from(
    canonicalJson({
      v: LEAF_VERSION,
      kind: item.kind,
      recorded: recordedAt.toISOString(),
      ...(entry && {
        date: entry.effectiveDate,
        unit: entry.unitCode,
        fund: entry.fundId,
        voucher: entry.voucher,
        reverses: entry.reverses,
        decision: entry.decisionNo,
        commune: entry.communeCode,
        purpose: entry.purpose,
        movements: entry.movements.map((movement) => leafMovement(movement, accounts)),
      }),
      reservations: item.reservations?.map(({ restrictionId, amount }) => ({ restriction: restrictionId, amount })),
      facts,
    }),
    'utf8',
  );
  return { bytes, hash: leafHash(bytes) };
}

function leafMovement(
  { debit, credit, amount }: { debit: AccountId; credit: AccountId; amount: bigint },
  accounts: Map<AccountId, AccountRow>,
): LeafMovement {
  const from = accounts.get(debit);
  const to = accounts.get(credit);
  if (!from || !to) throw new Error('A decided movement names an account that was not read.');
  return {
    debit: from.code,
    debitAccount: debit,
    ...(from.restrictionId !== null && { debitRestriction: from.restrictionId }),
    credit: to.code,
    creditAccount: credit,
    ...(to.restrictionId !== null && { creditRestriction: to.restrictionId }),
    amount,
  };
}
