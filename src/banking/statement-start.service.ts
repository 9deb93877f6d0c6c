/** Whether the books can take a statement at all: its opening balance, its account's days, and months that are closed. */
import { Injectable } from '@nestjs/common';
import { FundsService } from '../funds/funds.service.js';
import { PeriodsService } from '../ledger/periods.service.js';
import { PlaceHistory } from '../books/place-history.service.js';
import { addDays } from '../platform/dates.js';
import type { BookedLine, Known, Plan, ProposedOpening, StatementToPlan } from './statement-planner.service.js';
import type { StatementProblem } from './statement.rules.js';
import type { Reader } from './statement.store.js';

@Injectable()
export class StatementStart {
  constructor(
    private readonly history: PlaceHistory,
    private readonly funds: FundsService,
    private readonly periods: PeriodsService,
  ) {}

  /**
   * The first statement opens the books of its account where they are empty; else it must begin with what they hold,
   * and with what they paid out that the bank has not yet.
   */
  async opening(db: Reader, statement: StatementToPlan, known: Known): Promise<Pick<Plan, 'opening' | 'problems'>> {
    const { account, firstDay: date, opening: found } = statement;
    if (!statement.first) return { opening: undefined, problems: [] };
    const start = await this.history.beginningOf(db, account.ledgerAccountId, date);
    if (!start.moved && !start.opened) {
      if (found === 0n) return { opening: undefined, problems: [] };
      const fund = await this.funds.fund(db, account.fundId);
      if (!fund) throw new Error('A bank account names a fund that does not exist.');
      const eve = addDays(date, -1);
      const day = eve < account.openedOn ? date : eve;
      return { opening: { amount: found, date: day, restrictionId: fund.restrictionId }, problems: [] };
    }
    const outstanding = known.payments.filter((payment) => payment.date < date);
    const expected = outstanding.reduce((sum, { amount }) => sum + amount, start.balance);
    if (found === expected || found === start.balance) return { opening: undefined, problems: [] };
    const difference = found - expected;
    return {
      opening: undefined,
      problems: [{ code: 'statement.opening-difference', date, expected, found, difference }],
    };
  }

  /** A statement of days on which its account was not open. */
  async notOpen(db: Reader, { account, firstDay, lastDay }: StatementToPlan): Promise<StatementProblem | undefined> {
    const fund = await this.funds.fund(db, account.fundId);
    const code = 'statement.account-not-open';
    if (firstDay < account.openedOn) return { code, date: firstDay };
    const closedOn = account.closedOn ?? fund?.closedOn ?? null;
    return closedOn !== null && lastDay > closedOn ? { code, date: lastDay } : undefined;
  }

  /** Whether something would be posted on a day up to which the books are closed: the first such line, and how many. */
  async closed(
    db: Reader,
    fundId: string,
    booked: readonly BookedLine[],
    opening: ProposedOpening | undefined,
  ): Promise<StatementProblem[]> {
    const closed = (await this.periods.of(db, [fundId])).filter(({ state }) => state === 'closed');
    const until = closed
      .map(({ endsOn }) => endsOn)
      .sort()
      .at(-1);
    if (until === undefined) return [];
    const code = 'statement.period-closed';
    const within = booked.filter(({ day }) => day <= until);
    const [first] = within;
    if (first) return [{ code, date: first.day, row: first.position, count: within.length }];
    return opening && opening.date <= until ? [{ code, date: opening.date, row: 1, count: 1 }] : [];
  }
}
