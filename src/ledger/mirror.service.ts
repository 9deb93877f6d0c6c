/** Takes many entries back at once, each by a further one that mirrors it and names it. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { refuse } from './ledger.refusals.js';
import { LedgerService } from './ledger.service.js';
import type { AcceptedItem, EventKind, MovementDraft, Posted } from './posting.dto.js';

export type MirrorOf = { sequence: bigint; description: string; facts?: AcceptedItem['facts'] };

type Original = {
  sequence: bigint;
  unitCode: string;
  fundId: string;
  effectiveDate: PlainDate;
  decisionNo: string | null;
  sourceKind: string | null;
  sourceId: string | null;
  movements: [debit: number, credit: number, amount: number][];
};

@Injectable()
export class MirrorPosting {
  constructor(private readonly ledger: LedgerService) {}

  /**
   * All of them or, with the first refusal, none; at most a thousand. A mirror is dated as its original, so that every
   * past day's balance is again what it was before.
   * @throws Refusal ledger.entry-unknown, ledger.already-reversed, ledger.restriction-short, ledger.place-short …
   */
  async post(
    tx: EntityManager,
    given: { actorId: string; kind: Extract<EventKind, 'reversal' | 'gift-voided'>; entries: MirrorOf[] },
  ): Promise<Posted[]> {
    await this.ledger.takeLane(tx);
    const originals = await readOriginals(
      tx,
      given.entries.map(({ sequence }) => sequence),
    );
    const items = given.entries.map(({ sequence, description, facts }): AcceptedItem => {
      const original = originals.get(sequence);
      if (!original) throw refuse('ledger.entry-unknown');
      const { unitCode, fundId, effectiveDate, decisionNo, sourceKind, sourceId } = original;
      const movements = original.movements.map(([debit, credit, amount]): MovementDraft => ({
        debit: credit,
        credit: debit,
        amount: BigInt(amount),
      }));
      const entry = {
        unitCode,
        fundId,
        effectiveDate,
        description,
        reverses: sequence,
        movements,
        decisionNo: decisionNo ?? undefined,
        sourceKind: sourceKind ?? undefined,
        sourceId: sourceId ?? undefined,
      };
      return { item: { kind: given.kind, actorId: given.actorId, entry }, facts: { ...facts, of: Number(sequence) } };
    });
    return this.ledger.postAll(tx, items);
  }
}

async function readOriginals(tx: EntityManager, sequences: bigint[]): Promise<Map<bigint, Original>> {
  const rows = await tx.query<Original[]>(
    `SELECT e.sequence, e.unit_code AS "unitCode", e.fund_id AS "fundId", e.effective_date AS "effectiveDate",
       e.decision_no AS "decisionNo", e.source_kind AS "sourceKind", e.source_id AS "sourceId",
       (SELECT jsonb_agg(jsonb_build_array(m.debit, m.credit, m.amount) ORDER BY m.line)
        FROM movement m WHERE m.sequence = e.sequence) AS movements
     FROM entry e WHERE e.sequence = ANY ($1::bigint[])`,
    [sequences],
  );
  return new Map(rows.map((row) => [row.sequence, row]));
}
