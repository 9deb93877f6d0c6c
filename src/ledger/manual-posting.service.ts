/** What an accountant posts by hand: manual entries, reversals and opening balances by minutes. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { transact } from '../platform/transact.js';
import { BooksService, type EntryView } from './books.service.js';
import { OpeningBalancesDto, PostEntryDto, ReverseEntryDto } from './ledger.dto.js';
import { refuse } from './ledger.refusals.js';
import { LedgerService } from './ledger.service.js';
import { mayReverseByHand, ownWayCode } from './manual-posting.rules.js';
import type { AccountId, MovementDraft, RestrictionId } from './posting.dto.js';
import { purposeAccounts } from './purpose-accounts.service.js';

type EntryPosted = { id: number };
type FundOfBooks = { unitCode: string; generalId: RestrictionId };

@Injectable()
export class ManualPostingService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly ledger: LedgerService,
    private readonly books: BooksService,
    private readonly clock: Clock,
  ) {}

  /** Posts a manual entry. @throws Refusal ledger.* */
  postEntry(actor: Actor, dto: PostEntryDto, key: IdempotencyKey): Promise<EntryPosted> {
    return transact(this.db, async (tx) => {
      const { unitCode } = await this.fund(tx, dto.fundId);
      actor.require('ledger.post', unitCode);
      return once(tx, key, async () => {
        const movements = dto.movements.map((m) => ({
          debit: m.debitAccountId,
          credit: m.creditAccountId,
          amount: BigInt(m.amount),
        }));
        const { fundId, effectiveDate, description, decisionNo } = dto;
        await this.refuseOwnWays(tx, movements, decisionNo !== undefined);
        const entry = { unitCode, fundId, effectiveDate, description, decisionNo, movements };
        const kind = decisionNo ? ('reallocation' as const) : ('entry' as const);
        return { id: Number((await this.ledger.post(tx, { kind, actorId: actor.id, entry })).sequence) };
      });
    });
  }

  /** Takes an entry back, if nothing else (a receipt, a statement, a pay-out) hangs on it. */
  async reverse(actor: Actor, sequence: bigint, dto: ReverseEntryDto, key: IdempotencyKey): Promise<EntryPosted> {
    // What is posted never changes, so it may be read outside: a transaction that waited for a second connection could
    // wait for ever, when enough of them do.
    const original = await this.books.entry(sequence);
    if (!original) throw refuse('ledger.entry-unknown');
    actor.require('ledger.reverse', original.unitCode);
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        if (!mayReverseByHand(original.kind)) throw refuse('ledger.reverse-elsewhere');
        const effectiveDate = dto.effectiveDate ?? this.clock.today();
        const posted = await this.ledger.reverse(tx, {
          actorId: actor.id,
          sequence,
          effectiveDate,
          reason: dto.reason,
        });
        return { id: Number(posted.sequence) };
      }),
    );
  }

  /** Whether this person may take this entry back by hand: it stands, and nothing else hangs on it. */
  mayReverse(actor: Actor, entry: Pick<EntryView, 'kind' | 'unitCode' | 'reversedBy'>): boolean {
    return entry.reversedBy === null && mayReverseByHand(entry.kind) && actor.may('ledger.reverse', entry.unitCode);
  }

  /** Opens the books of places with what minutes say they hold. */
  openBalances(actor: Actor, dto: OpeningBalancesDto, key: IdempotencyKey): Promise<EntryPosted> {
    return transact(this.db, async (tx) => {
      const { unitCode, generalId } = await this.fund(tx, dto.fundId);
      actor.require('ledger.open-balances', unitCode);
      return once(tx, key, async () => {
        const lines = dto.lines.map((line) => ({
          accountId: line.accountId,
          restrictionId: line.restrictionId ?? generalId,
          amount: BigInt(line.amount),
        }));
        const posted = await this.postOpening(tx, {
          actorId: actor.id,
          unitCode,
          fundId: dto.fundId,
          effectiveDate: dto.effectiveDate,
          description: `Số dư đầu kỳ theo biên bản ${dto.minutesNo}`,
          lines,
          facts: { minutes: dto.minutesNo },
        });
        return { id: posted };
      });
    });
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

  private async fund(tx: EntityManager, fundId: string): Promise<FundOfBooks> {
    const [fund] = await tx.query<FundOfBooks[]>(
      `SELECT unit_code AS "unitCode", id AS "generalId" FROM restriction WHERE fund_id = $1 AND kind = 'general'`,
      [fundId],
    );
    if (!fund) throw refuse('ledger.fund-unknown');
    return fund;
  }

  private async refuseOwnWays(tx: EntityManager, movements: MovementDraft[], decided: boolean): Promise<void> {
    const rows = await tx.query<{ id: AccountId; code: string }[]>(`SELECT id, code FROM account WHERE id = ANY ($1)`, [
      movements.flatMap(({ debit, credit }) => [debit, credit]),
    ]);
    const codeOf = new Map(rows.map(({ id, code }) => [id, code]));
    const codes = movements.map(({ debit, credit }) => ({ debit: codeOf.get(debit), credit: codeOf.get(credit) }));
    const code = ownWayCode(codes, decided);
    if (code) throw refuse('ledger.entry-has-own-way', { code });
  }
}
