/** The entries of a pay-out (accounting.md): reserved at approval, paid by line or advanced in cash, settled by signature. */
import type { AcceptedItem, AccountId } from '../ledger/posting.dto.js';
import type { PlainDate } from '../platform/dates.js';
import type { Disbursement, DisbursementLine, DisbursementPurpose } from './disbursement.entity.js';

export const SOURCE_KIND = 'disbursement';

/** Approval: the whole total is held for this batch, wherever the money lies. */
export function reservedItem(
  batch: Disbursement,
  given: { actorId: string; lineCount: number; decisionNo: string | undefined },
): AcceptedItem {
  return {
    item: { kind: 'reserved', actorId: given.actorId, reservations: [reserve(batch, batch.total)] },
    facts: {
      ...factsOf(batch),
      purpose: batch.purpose,
      lines: given.lineCount,
      ...(given.decisionNo !== undefined && { decision: given.decisionNo }),
    },
  };
}

/** An approved batch that is not paid after all: what was held is free again. */
export function releasedItem(batch: Disbursement, actorId: string): AcceptedItem {
  return {
    item: { kind: 'released', actorId, reservations: [reserve(batch, -batch.total)] },
    facts: factsOf(batch),
  };
}

/** One household paid: 611·R / where the money left from (1121, or 141 by the signed list), and its share is no longer held. */
export function supportItem(
  batch: Disbursement,
  line: DisbursementLine,
  given: {
    kind: 'paid' | 'acknowledged';
    actorId: string;
    effectiveDate: PlainDate;
    spending: AccountId;
    from: AccountId;
    purpose: DisbursementPurpose;
    communeCode: string;
  },
): AcceptedItem {
  return {
    item: {
      kind: given.kind,
      actorId: given.actorId,
      entry: {
        ...entryOf(batch),
        effectiveDate: given.effectiveDate,
        description: `Chi hỗ trợ: ${given.purpose.nameVi} (dòng ${line.position})`,
        movements: [{ debit: given.spending, credit: given.from, amount: line.amount }],
        householdId: line.householdId,
        communeCode: given.communeCode,
        purpose: batch.purpose,
      },
      reservations: [reserve(batch, -line.amount)],
    },
    facts: { disbursement: batch.id, line: line.position },
  };
}

/** Cash handed to the payer: 141 / 1111. It stays held, else the same đồng could be approved twice meanwhile. */
export function advancedItem(
  batch: Disbursement,
  given: {
    actorId: string;
    effectiveDate: PlainDate;
    holder: AccountId;
    box: AccountId;
    voucher: string;
    purpose: DisbursementPurpose;
  },
): AcceptedItem {
  return {
    item: {
      kind: 'advanced',
      actorId: given.actorId,
      entry: {
        ...entryOf(batch),
        effectiveDate: given.effectiveDate,
        description: `Tạm ứng tiền mặt để chi: ${given.purpose.nameVi}`,
        movements: [{ debit: given.holder, credit: given.box, amount: batch.total }],
        voucher: given.voucher,
        purpose: batch.purpose,
      },
    },
    facts: { disbursement: batch.id },
  };
}

/** What nobody collected comes back: 1111 / 141, and is free for other use. */
export function returnedItem(
  batch: Disbursement,
  given: {
    actorId: string;
    effectiveDate: PlainDate;
    holder: AccountId;
    box: AccountId;
    voucher: string;
    amount: bigint;
  },
): AcceptedItem {
  return {
    item: {
      kind: 'released',
      actorId: given.actorId,
      entry: {
        ...entryOf(batch),
        effectiveDate: given.effectiveDate,
        description: 'Hoàn lại tạm ứng chưa chi',
        movements: [{ debit: given.box, credit: given.holder, amount: given.amount }],
        voucher: given.voucher,
      },
      reservations: [reserve(batch, -given.amount)],
    },
    facts: { disbursement: batch.id },
  };
}

/** A household that was paid by transfer says it has the money: an event, the books do not move. */
export function receivedItem(
  batch: Disbursement,
  line: DisbursementLine,
  given: { actorId: string; effectiveDate: PlainDate },
): AcceptedItem {
  return {
    item: { kind: 'acknowledged', actorId: given.actorId },
    facts: { ...factsOf(batch), line: line.position, amount: Number(line.amount), date: given.effectiveDate },
  };
}

function reserve(batch: Disbursement, amount: bigint): NonNullable<AcceptedItem['item']['reservations']>[number] {
  return { restrictionId: batch.restrictionId, amount, sourceKind: SOURCE_KIND, sourceId: batch.id };
}

function entryOf(batch: Disbursement): { unitCode: string; fundId: string; sourceKind: string; sourceId: string } {
  return { unitCode: batch.unitCode, fundId: batch.fundId, sourceKind: SOURCE_KIND, sourceId: batch.id };
}

function factsOf(batch: Disbursement): NonNullable<AcceptedItem['facts']> {
  return {
    unit: batch.unitCode,
    fund: batch.fundId,
    ...(batch.appealId !== null && { appeal: batch.appealId }),
    disbursement: batch.id,
  };
}
