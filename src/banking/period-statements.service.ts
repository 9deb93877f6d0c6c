/** What the bank and its statements say of the end of a period, for whoever closes it. Reads only. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import { ClosingSums } from '../books/closing-sums.service.js';
import { PlaceHistory } from '../books/place-history.service.js';
import { addDays, daysBetween, type PlainDate } from '../platform/dates.js';
import type { StatementState } from './statement.entity.js';
import type { Reader } from './statement.store.js';

/** One account of the fund as the period ended. */
export type AccountAtEnd = {
  bankAccountId: string;
  bankName: string;
  number: string;
  /** `VND`, or a foreign one, of which statements say nothing that the books could be compared with. */
  currency: string;
  /** What the books hold at the end of the last day. */
  books: bigint;
  /** The last day, up to the period's last, that a posted statement proves, with the bank's closing; null without any. */
  proven: { day: PlainDate; closing: bigint } | null;
  /** Whether a posted statement reaches the period's last day or goes on after it, so that nothing can lie between. */
  covered: boolean;
  /** Whether the books moved the account in the period, and after the proven day. */
  moved: boolean;
  movedSince: boolean;
  /** Statements with days of the period that are not wholly in the books. */
  pending: { id: string; state: StatementState; firstDay: PlainDate; lastDay: PlainDate }[];
  /** Paid in the books by the last day, and by the bank only later or not yet. */
  outstanding: { sequence: bigint; amount: bigint; date: PlainDate }[];
};

/** A line that nobody has explained, dated by the period's end; days are counted to `today`. */
export type OpenLine = {
  id: string;
  statementId: string;
  date: PlainDate;
  amount: bigint;
  days: number;
  ownerName: string | null;
};

type OpenRow = Omit<OpenLine, 'days'> & { state: 'suspense' | 'to-explain' };

const FIRST_DAY = '1900-01-01';

@Injectable()
export class PeriodStatements {
  constructor(
    private readonly funds: FundsService,
    private readonly history: PlaceHistory,
    private readonly sums: ClosingSums,
  ) {}

  /** Every account of the fund that was open in the period, or that the books still show something on. */
  async accounts(tx: EntityManager, fundId: string, from: PlainDate, to: PlainDate): Promise<AccountAtEnd[]> {
    const answers: AccountAtEnd[] = [];
    for (const account of await this.funds.bankAccounts(tx, fundId)) {
      const { id, ledgerAccountId, openedOn, closedOn } = account;
      if (openedOn > to || (closedOn !== null && closedOn < from)) continue;
      const proven = await provenDay(tx, id, to);
      answers.push({
        bankAccountId: id,
        bankName: account.bankName,
        number: account.number,
        currency: account.currency,
        books: await this.history.balanceOn(tx, ledgerAccountId, to),
        proven,
        covered: await coveredTo(tx, id, to),
        moved: await this.sums.moved(tx, ledgerAccountId, from, to),
        movedSince: await this.sums.moved(tx, ledgerAccountId, proven ? addDays(proven.day, 1) : FIRST_DAY, to),
        pending: await pendingIn(tx, id, from, to),
        outstanding: await this.outstanding(tx, ledgerAccountId, to),
      });
    }
    return answers;
  }

  /** Lines dated up to this day that nobody has explained: what a debit was, what a credit is for. */
  async openLines(
    tx: EntityManager,
    fundId: string,
    to: PlainDate,
    today: PlainDate,
  ): Promise<{ toExplain: OpenLine[]; suspense: OpenLine[] }> {
    const rows = await tx.query<OpenRow[]>(
      `SELECT l.id, l.statement_id AS "statementId", l.date, l.debit + l.credit AS amount, u.name AS "ownerName", l.state
       FROM statement_line l JOIN bank_account b ON b.id = l.bank_account_id LEFT JOIN app_user u ON u.id = l.owner_id
       WHERE b.fund_id = $1 AND l.state IN ('to-explain', 'suspense') AND l.date <= $2 ORDER BY l.date, l.id`,
      [fundId, to],
    );
    const of = (wanted: OpenRow['state']): OpenLine[] =>
      rows
        .filter(({ state }) => state === wanted)
        .map(({ state: _, ...line }) => ({ ...line, days: daysBetween(line.date, today) }));
    return { toExplain: of('to-explain'), suspense: of('suspense') };
  }

  private async outstanding(
    tx: EntityManager,
    ledgerAccountId: number,
    to: PlainDate,
  ): Promise<AccountAtEnd['outstanding']> {
    const paid = await this.history.paidFrom(tx, ledgerAccountId, FIRST_DAY, to);
    const rows = await tx.query<{ sequence: bigint }[]>(
      `SELECT m.sequence FROM statement_match m JOIN statement_line l ON l.id = m.line_id
       WHERE m.sequence = ANY ($1::bigint[]) AND l.date <= $2 AND l.state <> 'undone'`,
      [paid.map(({ sequence }) => sequence), to],
    );
    const shown = new Set(rows.map(({ sequence }) => sequence));
    return paid
      .filter(({ sequence }) => !shown.has(sequence))
      .map(({ sequence, amount, date }) => ({ sequence, amount, date }));
  }
}

/** Before the first statement the bank's balance is what that statement began with. */
async function provenDay(db: Reader, bankAccountId: string, to: PlainDate): Promise<AccountAtEnd['proven']> {
  const rows = await db.query<{ day: PlainDate; closing: bigint }[]>(
    `(SELECT d.date AS day, d.closing FROM statement_day d JOIN statement s ON s.id = d.statement_id
      WHERE s.bank_account_id = $1 AND s.state = 'posted' AND d.date <= $2 ORDER BY d.date DESC LIMIT 1)
     UNION ALL
     (SELECT $2::date, d.opening FROM statement_day d JOIN statement s ON s.id = d.statement_id
      WHERE s.bank_account_id = $1 AND s.state = 'posted' AND d.date > $2 ORDER BY d.date LIMIT 1)
     LIMIT 1`,
    [bankAccountId, to],
  );
  return rows[0] ?? null;
}

/** Statements follow one another without a gap: one that goes on later proves that nothing lay between. */
async function coveredTo(db: Reader, bankAccountId: string, to: PlainDate): Promise<boolean> {
  const rows = await db.query<unknown[]>(
    `SELECT 1 FROM statement WHERE bank_account_id = $1 AND state = 'posted' AND last_day >= $2 LIMIT 1`,
    [bankAccountId, to],
  );
  return rows.length > 0;
}

async function pendingIn(
  db: Reader,
  bankAccountId: string,
  from: PlainDate,
  to: PlainDate,
): Promise<AccountAtEnd['pending']> {
  return db.query(
    `SELECT id, state, first_day AS "firstDay", last_day AS "lastDay" FROM statement
     WHERE bank_account_id = $1 AND state IN ('kept', 'posting', 'undoing') AND first_day <= $3 AND last_day >= $2
     ORDER BY first_day, id`,
    [bankAccountId, from, to],
  );
}
