/** What a statement would do to the books, found before anything of it is posted. Reads only. */
import { Injectable } from '@nestjs/common';
import { AppealsService } from '../appeals/appeals.service.js';
import { DonationRegister } from '../donations/donation-register.service.js';
import { BankAccount } from '../funds/place.entity.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { PlaceHistory } from '../books/place-history.service.js';
import type { RestrictionId } from '../ledger/posting.dto.js';
import { addDays, type PlainDate } from '../platform/dates.js';
import { LEAVES_WITHIN, matchArrivals, matchPayments, type OnItsWay, type Payment } from './matching.rules.js';
import { StatementStart } from './statement-start.service.js';
import type { StatementProblem } from './statement.rules.js';
import { notAtBank, type Reader } from './statement.store.js';

export type LineToPlan = { id: string; position: number; date: PlainDate; debit: bigint; credit: bigint; memo: string };

/** Money on its way that a line brings: a transfer recorded by hand, cash taken to the bank, foreign money sold to it. */
export type Arrival = OnItsWay & { kind: 'donation' | 'cash-deposit' | 'currency-sale' };

/** What the books already hold that a statement's lines may turn out to be. */
export type Known = { arrivals: Arrival[]; payments: Payment[] };

export type StatementToPlan = {
  account: BankAccount;
  firstDay: PlainDate;
  lastDay: PlainDate;
  opening: bigint;
  /** Whether no statement of the account comes before it. */
  first: boolean;
  lines: readonly LineToPlan[];
};

/** The balance that the first statement of an account brings: no gift, money of the fund in general. */
export type ProposedOpening = { amount: bigint; date: PlainDate; restrictionId: RestrictionId };

export type Plan = {
  opening: ProposedOpening | undefined;
  arrivals: Map<string, Arrival>;
  payments: Map<string, bigint[]>;
  problems: StatementProblem[];
};

/** What a credit of one day is for; without a purpose that can be told it waits (3388). */
export type Purpose = { kind: 'appeal'; appealId: string; name: string } | { kind: 'general' } | { kind: 'suspense' };

@Injectable()
export class StatementPlanner {
  constructor(
    private readonly ledger: LedgerService,
    private readonly history: PlaceHistory,
    private readonly register: DonationRegister,
    private readonly appeals: AppealsService,
    private readonly start: StatementStart,
  ) {}

  /** What waits to be matched around these days. */
  async known(db: Reader, account: BankAccount, firstDay: PlainDate, lastDay: PlainDate): Promise<Known> {
    const since = addDays(firstDay, -LEAVES_WITHIN);
    const payments = await this.history.paidFrom(db, account.ledgerAccountId, since, addDays(lastDay, LEAVES_WITHIN));
    const others = [...(await this.deposits(db, account)), ...(await soldCurrency(db, account))];
    const arrivals = [...(await this.transfers(db, account)), ...others];
    return { arrivals, payments: await notAtBank(db, payments) };
  }

  /** The whole plan, with whatever would be refused in the middle of posting as problems now. */
  async plan(db: Reader, statement: StatementToPlan, known: Known): Promise<Plan> {
    const { account, lines } = statement;
    const credits = lines
      .filter(({ credit }) => credit > 0n)
      .map(({ credit: amount, ...line }) => ({ ...line, amount }));
    const debits = lines.filter(({ debit }) => debit > 0n).map(({ debit: amount, ...line }) => ({ ...line, amount }));
    const arrivals = matchArrivals(credits, known.arrivals);
    const payments = matchPayments(debits, known.payments);
    const { opening, problems } = await this.start.opening(db, statement, known);
    const unopened = await this.start.notOpen(db, statement);
    if (unopened) problems.push(unopened);
    const booked = bookedDays(lines, arrivals, payments);
    problems.push(...(await this.start.closed(db, account.fundId, booked, opening)));
    if (problems.length === 0) {
      const moved = await this.history.days(db, account.ledgerAccountId);
      const planned: Moved[] = [...booked];
      if (opening) planned.push({ day: opening.date, moved: opening.amount });
      const short = firstShortDay([...moved, ...planned]);
      if (short) problems.push(short);
    }
    return { opening, arrivals, payments, problems };
  }

  /** What credits of these days are for (accounting.md, "When a gift is revenue"). */
  async purposes(db: Reader, bankAccountId: string, days: Iterable<PlainDate>): Promise<Map<PlainDate, Purpose>> {
    const [bound] = await db.query<{ bound: boolean }[]>(
      `SELECT EXISTS (SELECT FROM appeal_bank_account WHERE bank_account_id = $1) AS bound`,
      [bankAccountId],
    );
    const purposes = new Map<PlainDate, Purpose>();
    for (const day of new Set(days)) {
      const [appeal, ...others] = await this.appeals.appealsOfBankAccount(db, bankAccountId, day);
      if (appeal && others.length === 0) purposes.set(day, { kind: 'appeal', appealId: appeal.id, name: appeal.name });
      else purposes.set(day, appeal || bound?.bound ? { kind: 'suspense' } : { kind: 'general' });
    }
    return purposes;
  }

  /** Hand-recorded transfers on 113 that no standing line has brought. */
  private async transfers(db: Reader, account: BankAccount): Promise<Arrival[]> {
    const [inTransit] = await this.ledger.accountIds(db, [{ fundId: account.fundId, code: '113' }]);
    if (inTransit === undefined) return [];
    const gifts = await this.register.inTransit(db, inTransit);
    const brought = await db.query<{ id: string }[]>(
      `SELECT donation_id AS id FROM statement_line WHERE donation_id = ANY ($1::uuid[]) AND state <> 'undone'`,
      [gifts.map(({ id }) => id)],
    );
    const taken = new Set(brought.map(({ id }) => id));
    return gifts
      .filter(({ id }) => !taken.has(id))
      .map(({ id, amount, effectiveDate: date, printedName: name }) => ({ kind: 'donation', id, amount, date, name }));
  }

  private async deposits(db: Reader, account: BankAccount): Promise<Arrival[]> {
    const rows = await db.query<{ id: string; amount: bigint; date: PlainDate }[]>(
      `SELECT id, amount, effective_date AS date FROM cash_deposit WHERE bank_account_id = $1 AND line_id IS NULL ORDER BY id`,
      [account.id],
    );
    const standing = await this.ledger.withEntry(db, { sourceIds: rows.map(({ id }) => id), kind: 'entry' });
    return rows.filter(({ id }) => standing.has(id)).map((row) => ({ kind: 'cash-deposit', ...row }));
  }
}

/** What the bank still has to pay for foreign money that was sold to it. */
function soldCurrency(db: Reader, account: BankAccount): Promise<Arrival[]> {
  return db.query(
    `SELECT 'currency-sale' AS kind, id, proceeds AS amount, effective_date AS date FROM currency_sale
     WHERE bank_account_id = $1 AND state = 'approved' AND line_id IS NULL ORDER BY id`,
    [account.id],
  );
}

/** The day a matched line is booked: money cannot arrive before the books say it was on its way. */
export function arrivalDay(line: PlainDate, arrival: PlainDate): PlainDate {
  return line > arrival ? line : arrival;
}

type Moved = { day: PlainDate; moved: bigint };
/** A line that will be an entry, with its day. */
export type BookedLine = Moved & { position: number };

function bookedDays(
  lines: readonly LineToPlan[],
  arrivals: Map<string, Arrival>,
  payments: Map<string, bigint[]>,
): BookedLine[] {
  return lines
    .filter(({ id }) => !payments.has(id))
    .map(({ id, position, date, debit, credit }) => {
      const arrival = arrivals.get(id);
      return { position, day: arrival ? arrivalDay(date, arrival.date) : date, moved: credit - debit };
    });
}

/** The first day at whose end the place would hold less than nothing. */
export function firstShortDay(moves: readonly Moved[]): StatementProblem | undefined {
  const days = new Map<PlainDate, bigint>();
  for (const { day, moved } of moves) days.set(day, (days.get(day) ?? 0n) + moved);
  let balance = 0n;
  for (const [date, moved] of [...days].sort(([a], [b]) => (a < b ? -1 : 1))) {
    balance += moved;
    if (balance < 0n) return { code: 'statement.books-short', date, difference: -balance };
  }
  return undefined;
}
