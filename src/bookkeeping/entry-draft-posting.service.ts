/** What an approved or signed paper becomes in the books: one event, and what goes with it. Everything is proven again. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { EntryContent, GoodsReserve } from './entry-draft-content.js';
import type { DraftRow } from './entry-draft.store.js';
import { HandoverService } from './minutes-handover.service.js';
import { refuse } from '../ledger/ledger.refusals.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { ManualEntries } from './manual-entries.service.js';
import { ManualPostingService } from './manual-posting.service.js';
import { mayReverseByHand } from './manual-posting.rules.js';
import type { ReservationDraft } from '../ledger/posting.dto.js';

type OfKind<K extends DraftRow['kind']> = DraftRow & { kind: K };

@Injectable()
export class EntryDraftPosting {
  constructor(
    private readonly ledger: LedgerService,
    private readonly entries: ManualEntries,
    private readonly opening: ManualPostingService,
    private readonly handovers: HandoverService,
  ) {}

  /** @returns the event's sequence. @throws Refusal ledger.*, draft.month-open, minutes.books-moved */
  async post(tx: EntityManager, draft: DraftRow, actorId: string): Promise<bigint> {
    switch (draft.kind) {
      case 'entry':
        return this.entry(tx, draft, actorId);
      case 'reversal':
        return this.reversal(tx, draft, actorId);
      case 'opening-minutes':
        return this.openingMinutes(tx, draft, actorId);
      case 'handover-minutes':
        return this.handovers.post(tx, draft, actorId);
      case 'cost-consent':
        return this.consent(tx, draft, actorId);
    }
  }

  private async entry(tx: EntityManager, draft: OfKind<'entry'>, actorId: string): Promise<bigint> {
    const { unitCode, effectiveDate, description, content } = draft;
    const fundId = fundOf(draft);
    const { decisionNo, documentNo, adjusts, goods } = content;
    await this.ledger.takeLane(tx);
    if (adjusts !== undefined) await this.entries.requireClosed(tx, { fundId, effectiveDate }, adjusts);
    await this.entries.refuseStatementsAccounts(tx, content.movements);
    const reservation = goods && (await reservationOf(tx, fundId, goods));
    const { sequence } = await this.ledger.post(tx, {
      kind: content.event,
      actorId,
      entry: {
        unitCode,
        fundId,
        effectiveDate,
        description,
        decisionNo,
        documentNo,
        adjusts,
        movements: movementsOf(content),
      },
      ...(reservation && { reservations: [reservation] }),
    });
    return sequence;
  }

  /** What the entry had reserved or released goes back with it. */
  private async reversal(tx: EntityManager, draft: OfKind<'reversal'>, actorId: string): Promise<bigint> {
    const sequence = draft.reverses ?? 0n;
    await this.ledger.takeLane(tx);
    const reserved = await tx.query<(ReservationDraft & { kind: string })[]>(
      `SELECT e.kind, r.restriction_id AS "restrictionId", r.amount, r.source_kind AS "sourceKind", r.source_id AS "sourceId"
       FROM entry e LEFT JOIN reservation r ON r.sequence = e.sequence WHERE e.sequence = $1`,
      [sequence],
    );
    if (!reserved.every(({ kind }) => mayReverseByHand(kind))) throw refuse('ledger.reverse-elsewhere');
    await refuseArrived(tx, sequence);
    const { reason } = draft.content;
    const posted = await this.ledger.reverse(tx, { actorId, sequence, effectiveDate: draft.effectiveDate, reason });
    const back = reserved
      .filter(({ sourceId }) => sourceId !== null)
      .map(({ kind: _, amount, ...rest }) => ({ ...rest, amount: -amount }));
    const kind = back.some(({ amount }) => amount > 0n) ? 'reserved' : 'released';
    if (back.length > 0) await this.ledger.post(tx, { kind, actorId, reservations: back });
    return posted.sequence;
  }

  private async openingMinutes(tx: EntityManager, draft: OfKind<'opening-minutes'>, actorId: string): Promise<bigint> {
    const { unitCode, effectiveDate, description, content, documentNo } = draft;
    const lines = content.lines.map((line) => ({ ...line, amount: BigInt(line.amount) }));
    const of = { actorId, unitCode, fundId: fundOf(draft), effectiveDate, description };
    return BigInt(await this.opening.postOpening(tx, { ...of, lines, facts: { minutes: documentNo ?? '' } }));
  }

  /** Donors agreed in writing that costs are paid from what they gave (NĐ 93/2021 art. 12.3). */
  private async consent(tx: EntityManager, draft: OfKind<'cost-consent'>, actorId: string): Promise<bigint> {
    const { restrictionId } = draft.content;
    const { sequence } = await this.ledger.post(
      tx,
      { kind: 'cost-consented', actorId },
      {
        unit: draft.unitCode,
        fund: fundOf(draft),
        restriction: restrictionId,
        document: draft.documentNo ?? '',
        agreedOn: draft.effectiveDate,
      },
    );
    await tx.query(`SELECT ledger_consent_to_costs($1, $2, $3, $4)`, [
      restrictionId,
      draft.documentNo,
      draft.effectiveDate,
      sequence,
    ]);
    return sequence;
  }
}

/**
 * Money that was on its way (113) and that a bank's line has brought since: taking back its setting out would take
 * somebody else's from 113, and show the same đồng in the box and at the bank. The statement is taken back first.
 */
async function refuseArrived(tx: EntityManager, sequence: bigint): Promise<void> {
  const arrived = await tx.query<unknown[]>(
    `SELECT FROM entry e JOIN entry l ON l.source_id = e.source_id AND l.kind = 'statement-line' AND l.reverses IS NULL
     WHERE e.sequence = $1 AND NOT EXISTS (SELECT FROM entry r WHERE r.reverses = l.sequence) LIMIT 1`,
    [sequence],
  );
  if (arrived.length > 0) throw refuse('ledger.reverse-elsewhere');
}

function fundOf(draft: DraftRow): string {
  if (draft.fundId === null) throw new Error('A paper of a fund names none.');
  return draft.fundId;
}

function movementsOf(
  content: EntryContent,
): { debit: number; credit: number; amount: bigint; foreignAmount?: bigint }[] {
  return content.movements.map(({ debit, credit, amount, foreignAmount }) => ({
    debit,
    credit,
    amount: BigInt(amount),
    ...(foreignAmount !== undefined && { foreignAmount: BigInt(foreignAmount) }),
  }));
}

/**
 * Money spent on goods is not free although its purpose still holds their value: it stays reserved, for all goods of a
 * fund together, until they are given out. Goods that were given had reserved nothing, so no more is released than is left.
 */
async function reservationOf(
  tx: EntityManager,
  fundId: string,
  { restrictionId, amount, way }: GoodsReserve,
): Promise<ReservationDraft | undefined> {
  const source = { restrictionId, sourceKind: 'goods', sourceId: fundId };
  if (way === 'bought') return { ...source, amount: BigInt(amount) };
  const rows = await tx.query<{ left: bigint | null }[]>(
    `SELECT sum(amount)::bigint AS left FROM reservation WHERE restriction_id = $1 AND source_kind = 'goods' AND source_id = $2`,
    [restrictionId, fundId],
  );
  const left = rows[0]?.left ?? 0n;
  const released = left < BigInt(amount) ? left : BigInt(amount);
  return released > 0n ? { ...source, amount: -released } : undefined;
}
