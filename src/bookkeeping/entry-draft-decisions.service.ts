/** Another person decides: approving (signing) posts the paper, rejecting says why, and who prepared it may recall it. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import { type IdempotencyKey, type JsonValue, once } from '../platform/idempotency.js';
import { transact } from '../platform/transact.js';
import { EntryDraftPosting } from './entry-draft-posting.service.js';
import { refuse } from './entry-draft.refusals.js';
import { type DraftPersonProblem, draftPersonProblem, type DraftStep, mayStep, MINUTES } from './entry-draft.rules.js';
import { draftOf, type DraftRow, settleDraft } from './entry-draft.store.js';

/** Drafts and minutes are two lists: what is asked for in one is not found in the other. */
export type DraftList = 'drafts' | 'minutes';

export type Posted = { id: number };
export type Decided = { draftId: string; state: 'rejected' | 'recalled' };

const PROBLEM = {
  'same-person': 'draft.same-person',
  'not-preparer': 'draft.not-preparer',
  'not-receiver': 'draft.not-receiver',
} as const satisfies Record<DraftPersonProblem, string>;

@Injectable()
export class EntryDraftDecisions {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly posting: EntryDraftPosting,
    private readonly clock: Clock,
  ) {}

  /**
   * Posts it; all is proven again as things stand now.
   * @returns the sequence of its event
   * @throws Refusal draft.unknown (404), draft.decided, draft.same-person, draft.not-receiver (409), ledger.*
   */
  approve(actor: Actor, list: DraftList, id: string, key: IdempotencyKey): Promise<Posted> {
    return this.decide(actor, list, id, { key, step: 'approve' }, async (tx, draft) => {
      const sequence = await this.posting.post(tx, draft, actor.id);
      await settleDraft(tx, draft, { step: 'approve', actorId: actor.id, at: this.clock.now(), sequence });
      return { id: Number(sequence) };
    });
  }

  /** @throws Refusal draft.unknown (404), draft.decided, draft.same-person, draft.not-receiver (409) */
  reject(actor: Actor, list: DraftList, id: string, reason: string, key: IdempotencyKey): Promise<Decided> {
    return this.decide(actor, list, id, { key, step: 'reject' }, async (tx, draft) => {
      await settleDraft(tx, draft, { step: 'reject', actorId: actor.id, at: this.clock.now(), reason });
      return { draftId: id, state: 'rejected' };
    });
  }

  /** @throws Refusal draft.unknown (404), draft.decided, draft.not-preparer (409) */
  recall(actor: Actor, list: DraftList, id: string, key: IdempotencyKey): Promise<Decided> {
    return this.decide(actor, list, id, { key, step: 'recall' }, async (tx, draft) => {
      await settleDraft(tx, draft, { step: 'recall', actorId: actor.id, at: this.clock.now() });
      return { draftId: id, state: 'recalled' };
    });
  }

  /** Whether this person may take the step now, for a page's buttons. */
  may(actor: Actor, step: DraftStep, draft: DraftRow): boolean {
    const permitted = actor.may(permissionFor(step, draft), draft.unitCode);
    return permitted && mayStep(step, draft.state) && draftPersonProblem(step, draft, actor.id) === undefined;
  }

  /** Of two people at once the second waits here for the row, and then finds it decided. */
  private decide<T extends JsonValue>(
    actor: Actor,
    list: DraftList,
    id: string,
    asked: { key: IdempotencyKey; step: DraftStep },
    act: (tx: EntityManager, draft: DraftRow) => Promise<T>,
  ): Promise<T> {
    return transact(this.db, async (tx) => {
      const draft = await draftOf(tx, id, true);
      if (MINUTES.has(draft.kind) !== (list === 'minutes')) throw refuse('draft.unknown');
      actor.require(permissionFor(asked.step, draft), draft.unitCode);
      return once(tx, asked.key, () => {
        const problem = draftPersonProblem(asked.step, draft, actor.id);
        if (problem) throw refuse(PROBLEM[problem]);
        if (!mayStep(asked.step, draft.state)) throw refuse('draft.decided');
        return act(tx, draft);
      });
    });
  }
}

/** Handing over a post is the two holders' own; whoever prepared anything may take it back. */
function permissionFor(step: DraftStep, { kind }: DraftRow): 'ledger.approve' | 'ledger.post' | 'minutes.sign' {
  if (kind === 'handover-minutes') return 'minutes.sign';
  return step === 'recall' ? 'ledger.post' : 'ledger.approve';
}
