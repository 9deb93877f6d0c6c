/** The first and the last thing that an import posts: the account's opening, and the event of the whole statement. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { BankAccount } from '../funds/place.entity.js';
import type { Actor } from '../identity/actor.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { ManualPostingService } from '../bookkeeping/manual-posting.service.js';
import type { AcceptedItem } from '../ledger/posting.dto.js';
import { Clock } from '../platform/clock.js';
import { toJsonInteger } from '../platform/money.js';
import type { ProposedOpening } from './statement-planner.service.js';
import type { StatementDay } from './statement.rules.js';
import type { StatementRowLocked } from './statement.store.js';

/** Days of one event: a leaf of the log has room for 32 kB. */
const DAYS_OF_EVENT = 150;

@Injectable()
export class StatementOpening {
  constructor(
    private readonly ledger: LedgerService,
    private readonly manual: ManualPostingService,
    private readonly clock: Clock,
  ) {}

  async takeLane(tx: EntityManager): Promise<void> {
    await this.ledger.takeLane(tx);
  }

  /** What was there before the first day (accounting.md: the opening balance, never "received"). @returns its sequence */
  async post(
    tx: EntityManager,
    given: { actor: Actor; statement: StatementRowLocked; account: BankAccount; opening: ProposedOpening },
  ): Promise<number> {
    const { account, opening, statement } = given;
    return this.manual.postOpening(tx, {
      actorId: given.actor.id,
      unitCode: account.unitCode,
      fundId: account.fundId,
      effectiveDate: opening.date,
      description: `Số dư đầu kỳ theo sao kê tài khoản ${account.number}`,
      lines: [{ accountId: account.ledgerAccountId, restrictionId: opening.restrictionId, amount: opening.amount }],
      facts: { account: account.number, file: statement.sha256.toString('hex') },
    });
  }

  /** The statement is in the books: says so in the log, with each day's figures, and closes it. */
  async finish(tx: EntityManager, actor: Actor, statement: StatementRowLocked, account: BankAccount): Promise<void> {
    const days = await tx.query<StatementDay[]>(
      `SELECT date, rows, credits, debits, opening, closing FROM statement_day WHERE statement_id = $1 ORDER BY date`,
      [statement.id],
    );
    const parts = Math.ceil(days.length / DAYS_OF_EVENT);
    const events = Array.from({ length: parts }, (_, part): AcceptedItem => {
      const some = days.slice(part * DAYS_OF_EVENT, (part + 1) * DAYS_OF_EVENT);
      return {
        item: { kind: 'statement-imported', actorId: actor.id },
        facts: {
          unit: account.unitCode,
          fund: account.fundId,
          bank: account.bankName,
          account: account.number,
          file: statement.sha256.toString('hex'),
          rows: statement.rows,
          ...(parts > 1 && { part: part + 1, parts }),
          days: some.map(({ date, rows, credits, debits, closing }) => ({
            date,
            rows,
            credits: toJsonInteger(credits),
            debits: toJsonInteger(debits),
            closing: toJsonInteger(closing ?? 0n),
          })),
        },
      };
    });
    await this.ledger.postAll(tx, events);
    await tx.query(
      `UPDATE statement SET state = 'posted', posted_by = $2, posted_at = $3, stopped_code = NULL WHERE id = $1`,
      [statement.id, actor.id, this.clock.now()],
    );
  }
}
