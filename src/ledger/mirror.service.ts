/** Takes many entries back at once, each by a further one that mirrors it and names it. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { refuse } from './ledger.refusals.js';
import { LedgerService } from './ledger.service.js';
import { mirroredEntries } from './mirrored-entry.js';
import type { AcceptedItem, EventKind, Posted } from './posting.dto.js';

export type MirrorOf = { sequence: bigint; description: string; facts?: AcceptedItem['facts'] };

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
    given: {
      actorId: string;
      kind: Extract<EventKind, 'reversal' | 'gift-voided' | 'statement-line' | 'year-closed'>;
      entries: MirrorOf[];
    },
  ): Promise<Posted[]> {
    await this.ledger.takeLane(tx);
    const mirrored = await mirroredEntries(
      tx,
      given.entries.map(({ sequence }) => sequence),
    );
    const items = given.entries.map(({ sequence, description, facts }): AcceptedItem => {
      const mirror = mirrored.get(sequence);
      if (!mirror) throw refuse('ledger.entry-unknown');
      const entry = { ...mirror, description, reverses: sequence };
      return { item: { kind: given.kind, actorId: given.actorId, entry }, facts: { ...facts, of: Number(sequence) } };
    });
    return this.ledger.postAll(tx, items);
  }
}
