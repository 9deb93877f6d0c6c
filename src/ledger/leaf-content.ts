/** The canonical content of an event's leaf: public facts only (public-log.md §1-2). */
import { canonicalJson } from '../tlog/canonical.js';
import type { AccountRow } from './posting.rules.js';
import type { AcceptedItem, AccountId, MovementDraft } from './posting.dto.js';

export const LEAF_VERSION = 1;

/** What a leaf says of an account. */
export type LeafAccount = Pick<AccountRow, 'code' | 'restrictionId' | 'currency'>;

type LeafMovement = {
  debit: string;
  debitAccount: number;
  debitRestriction?: number;
  credit: string;
  creditAccount: number;
  creditRestriction?: number;
  amount: bigint;
  currency?: string;
  foreignAmount?: bigint;
};

/**
 * The bytes of one leaf. What is left out is left out on purpose: the description and the household (private), the
 * actor (a person), the position (the tree's own).
 */
export function leafBytes(
  { item, facts }: AcceptedItem,
  recordedAt: Date,
  accounts: ReadonlyMap<AccountId, LeafAccount>,
): Buffer {
  const { entry } = item;
  return Buffer.from(
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
        document: entry.documentNo,
        adjusts: entry.adjusts,
        commune: entry.communeCode,
        purpose: entry.purpose,
        movements: entry.movements.map((movement) => leafMovement(movement, accounts)),
      }),
      reservations: item.reservations?.map(({ restrictionId, amount }) => ({ restriction: restrictionId, amount })),
      facts,
    }),
    'utf8',
  );
}

function leafMovement(
  { debit, credit, amount, foreignAmount }: MovementDraft,
  accounts: ReadonlyMap<AccountId, LeafAccount>,
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
    ...(foreignAmount !== undefined && {
      currency: from.currency === 'VND' ? to.currency : from.currency,
      foreignAmount,
    }),
  };
}
