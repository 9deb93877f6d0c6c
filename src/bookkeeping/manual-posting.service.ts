/** The opening balance, as minutes and the first statement of a bank account post it, and what may be taken back by hand. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import type { EntryView } from '../books/books.service.js';
import { refuse } from '../ledger/ledger.refusals.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { mayReverseByHand } from './manual-posting.rules.js';
import type { AccountId, RestrictionId } from '../ledger/posting.dto.js';
import { purposeAccounts } from '../ledger/purpose-accounts.service.js';

@Injectable()
export class ManualPostingService {
  constructor(private readonly ledger: LedgerService) {}

  /** Whether this person may take this entry back by hand: it stands, and nothing else hangs on it. */
  mayReverse(actor: Actor, entry: Pick<EntryView, 'kind' | 'unitCode' | 'reversedBy'>): boolean {
    return entry.reversedBy === null && mayReverseByHand(entry.kind) && actor.may('ledger.reverse', entry.unitCode);
  }

  /**
   * The opening entry itself, place / 421·R: money that was there before is never "received". Shared with the first
   * statement of a bank account, which proposes its own opening.
   * @throws Refusal ledger.opening-twice (409), ledger.opening-no-place, ledger.account-unknown,
   *   ledger.restriction-unknown (422)
   */
  async postOpening(
    tx: EntityManager,
    given: {
      actorId: string;
      unitCode: string;
      fundId: string;
      effectiveDate: string;
      description: string;
      lines: { accountId: AccountId; restrictionId: RestrictionId; amount: bigint }[];
      facts: Record<string, string>;
    },
  ): Promise<number> {
    await this.ledger.takeLane(tx);
    const ids = given.lines.map(({ accountId }) => accountId);
    const others = await tx.query<unknown[]>(
      `SELECT FROM account WHERE id = ANY ($1::integer[]) AND role <> 'place' LIMIT 1`,
      [ids],
    );
    if (others.length > 0) throw refuse('ledger.opening-no-place');
    const opened = await tx.query<unknown[]>(
      `SELECT FROM movement m JOIN entry e ON e.sequence = m.sequence AND e.kind = 'opening-balance'
       WHERE m.debit = ANY ($1) AND NOT EXISTS (SELECT FROM entry r WHERE r.reverses = e.sequence) LIMIT 1`,
      [ids],
    );
    if (opened.length > 0) throw refuse('ledger.opening-twice');
    const { unitCode, fundId, effectiveDate, description } = given;
    const credits = await purposeAccounts(
      tx,
      given.lines.map(({ restrictionId }) => ({
        unitCode,
        fundId,
        restrictionId,
        nature: 'carried',
        on: effectiveDate,
      })),
    );
    const movements = given.lines.map(({ accountId, amount }, i) => ({
      debit: accountId,
      credit: credits[i]!,
      amount,
    }));
    // Several purposes may open together: nothing moves between them, each comes from its own minutes.
    const entry = { unitCode, fundId, effectiveDate, description, decisionNo: given.facts.minutes, movements };
    const posted = await this.ledger.post(tx, { kind: 'opening-balance', actorId: given.actorId, entry }, given.facts);
    return Number(posted.sequence);
  }
}
