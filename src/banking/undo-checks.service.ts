/** What forbids taking a whole import back, found before anything of it is taken and said with the sum that is missing. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { GiftWithdrawal } from '../donations/gift-withdrawal.service.js';
import { FundsService } from '../funds/funds.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { PlaceHistory } from '../books/place-history.service.js';
import type { RestrictionId } from '../ledger/posting.dto.js';
import { formatDate } from '../platform/dates.js';
import { formatNumber, formatVnd } from '../platform/money.js';
import { BankAccounts } from './bank-accounts.service.js';
import { refuse } from './banking.refusals.js';
import { firstShortDay } from './statement-planner.service.js';
import type { LineState } from './statement.entity.js';
import type { StatementRowLocked } from './statement.store.js';

/** A line that stands, with the entry that is to be mirrored: none where the books have none, or took it back already. */
export type StandingLine = {
  id: string;
  state: LineState;
  credit: bigint;
  sequence: bigint | null;
  donationId: string | null;
};

/** Lines in the books that one transaction takes back; the ledger's lane is held for all of them. */
export const MOST_UNDONE = 10_000;

@Injectable()
export class UndoChecks {
  constructor(
    private readonly ledger: LedgerService,
    private readonly history: PlaceHistory,
    private readonly funds: FundsService,
    private readonly accounts: BankAccounts,
    private readonly gifts: GiftWithdrawal,
  ) {}

  /**
   * Call it with the statement locked. Takes the ledger's lane, so that what is found stays true until the transaction ends.
   * @throws Refusal statement.undo-later, .undo-too-many, .undo-touched, .undo-spent, .undo-suspense, .undo-place-short (409)
   */
  async require(tx: EntityManager, statement: StatementRowLocked, lines: readonly StandingLine[]): Promise<void> {
    await requireLast(tx, statement);
    const booked = lines.filter(({ state }) => state !== 'waiting').length;
    if (booked > MOST_UNDONE) {
      throw refuse('statement.undo-too-many', { count: formatNumber(booked), most: formatNumber(MOST_UNDONE) });
    }
    await this.ledger.takeLane(tx);
    await this.requireUntouched(tx, lines);
    await this.requireUnspent(tx, statement);
    await this.requireSuspense(tx, statement, lines);
    await this.requirePlace(tx, statement, lines);
  }

  private async requireUntouched(tx: EntityManager, lines: readonly StandingLine[]): Promise<void> {
    const gifts = lines.flatMap(({ donationId }) => donationId ?? []);
    const explained = lines.filter(({ state }) => state === 'explained').length;
    const count = explained + (await this.gifts.voided(tx, gifts));
    if (count > 0) throw refuse('statement.undo-touched', { count });
  }

  /** The money must still be free, purpose by purpose: of the gifts, and of the opening with those of no purpose. */
  private async requireUnspent(tx: EntityManager, statement: StatementRowLocked): Promise<void> {
    const sums = await tx.query<{ restriction: RestrictionId; amount: bigint }[]>(
      `SELECT d.restriction_id AS restriction, sum(d.amount)::bigint AS amount FROM statement_line l
       JOIN donation d ON d.id = l.donation_id WHERE l.statement_id = $1 AND l.state = 'gift' GROUP BY 1`,
      [statement.id],
    );
    const taken = new Map(sums.map(({ restriction, amount }) => [restriction, amount]));
    if (statement.openingSequence !== null) {
      const fund = await this.funds.fund(tx, statement.fundId);
      if (!fund) throw new Error('A statement names a fund that does not exist.');
      taken.set(fund.restrictionId, (taken.get(fund.restrictionId) ?? 0n) + statement.opening);
    }
    for (const [restriction, amount] of taken) {
      const { available } = await this.ledger.restrictionBalance(tx, restriction);
      if (available < amount) throw refuse('statement.undo-spent', { shortfall: formatVnd(amount - available) });
    }
  }

  private async requireSuspense(
    tx: EntityManager,
    statement: StatementRowLocked,
    lines: readonly StandingLine[],
  ): Promise<void> {
    const waiting = lines.filter(({ state }) => state === 'suspense');
    if (waiting.length === 0) return;
    const amount = waiting.reduce((sum, { credit }) => sum + credit, 0n);
    const owed = await this.ledger.owedTo(tx, await this.accounts.suspense(tx, statement));
    if (owed < amount) throw refuse('statement.undo-suspense', { shortfall: formatVnd(amount - owed) });
  }

  /** The account must hold on every day, past ones too, what would be taken from it. */
  private async requirePlace(
    tx: EntityManager,
    statement: StatementRowLocked,
    lines: readonly StandingLine[],
  ): Promise<void> {
    const account = await this.funds.bankAccount(tx, statement.bankAccountId);
    if (!account) throw new Error('A statement names a bank account that does not exist.');
    const sequences = [...lines.map(({ sequence }) => sequence), statement.openingSequence].filter(
      (sequence): sequence is bigint => sequence !== null,
    );
    const short = firstShortDay(await this.history.daysWithout(tx, account.ledgerAccountId, sequences));
    if (!short) return;
    const values = { day: formatDate(short.date ?? statement.lastDay), shortfall: formatVnd(short.difference ?? 0n) };
    throw refuse('statement.undo-place-short', values);
  }
}

async function requireLast(tx: EntityManager, { bankAccountId, lastDay }: StatementRowLocked): Promise<void> {
  const [later] = await tx.query<unknown[]>(
    `SELECT 1 FROM statement WHERE bank_account_id = $1 AND state <> 'undone' AND last_day > $2 LIMIT 1`,
    [bankAccountId, lastDay],
  );
  if (later) throw refuse('statement.undo-later');
}
