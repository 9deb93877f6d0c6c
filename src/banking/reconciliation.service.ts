/** The bank beside the books, account by account. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { PlaceHistory } from '../books/place-history.service.js';
import { Clock } from '../platform/clock.js';
import type { PlainDate } from '../platform/dates.js';
import { notAtBank } from './statement.store.js';

export type Reconciliation = {
  bankAccountId: string;
  number: string;
  bankName: string;
  unitCode: string;
  fundId: string;
  fundName: string;
  /** The last day of a statement; null before the first one. */
  day: PlainDate | null;
  bankClosing: bigint | null;
  /** What the books hold at the end of that day; of today where there is no statement. */
  bookBalance: bigint;
  /** Books less bank; zero when all is posted and nothing is between the two. */
  difference: bigint | null;
  /** Paid out in the books by that day and not yet by the bank: part of the difference that needs no search. */
  paidNotAtBank: bigint;
  waiting: number;
  toExplain: number;
  suspense: number;
};

type Row = Omit<
  Reconciliation,
  'bookBalance' | 'difference' | 'paidNotAtBank' | 'waiting' | 'toExplain' | 'suspense'
> & {
  ledgerAccountId: number;
  waiting: bigint;
  toExplain: bigint;
  suspense: bigint;
};

@Injectable()
export class ReconciliationService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly history: PlaceHistory,
    private readonly clock: Clock,
  ) {}

  /** The open accounts of a unit; of the caller's own where none is named. Units below have desks of their own. */
  async list(actor: Actor, unitCode?: string): Promise<Reconciliation[]> {
    if (unitCode !== undefined) actor.require('statement.read', unitCode);
    return this.read(unitCode === undefined ? actor.unitsFor('statement.read') : [unitCode]);
  }

  /** One account, open or closed. The caller has checked that it may be read. */
  async of(account: { bankAccountId: string; unitCode: string }): Promise<Reconciliation | undefined> {
    return (await this.read([account.unitCode], account.bankAccountId))[0];
  }

  /** How much of the caller's own unit waits for a bookkeeper: statements to post, debits to explain, money of no clear purpose. */
  async waiting(actor: Actor): Promise<{ statements: number; toExplain: number; suspense: number }> {
    const [row] = await this.db.query<{ statements: bigint; toExplain: bigint; suspense: bigint }[]>(
      `SELECT (SELECT count(*) FROM statement s WHERE s.unit_code = ANY ($1) AND s.state IN ('kept', 'posting')) AS statements,
         count(*) FILTER (WHERE l.state = 'to-explain') AS "toExplain", count(*) FILTER (WHERE l.state = 'suspense') AS suspense
       FROM statement_line l JOIN bank_account b ON b.id = l.bank_account_id
       WHERE b.unit_code = ANY ($1) AND l.state IN ('suspense', 'to-explain')`,
      [actor.unitsFor('statement.import')],
    );
    return {
      statements: Number(row?.statements ?? 0n),
      toExplain: Number(row?.toExplain ?? 0n),
      suspense: Number(row?.suspense ?? 0n),
    };
  }

  /** Sales of foreign money that another person prepared and this one may approve. */
  async salesToApprove(actor: Actor): Promise<string[]> {
    const rows = await this.db.query<{ id: string }[]>(
      `SELECT id FROM currency_sale WHERE unit_code = ANY ($1) AND state = 'prepared' AND prepared_by <> $2 ORDER BY id`,
      [actor.unitsFor('currency.approve'), actor.id],
    );
    return rows.map(({ id }) => id);
  }

  private async read(units: string[], bankAccountId?: string): Promise<Reconciliation[]> {
    const rows = await this.db.query<Row[]>(
      `SELECT b.id AS "bankAccountId", b.number, b.bank_name AS "bankName", b.unit_code AS "unitCode", b.fund_id AS "fundId",
         f.name AS "fundName", b.ledger_account_id AS "ledgerAccountId", d.date AS day, d.closing AS "bankClosing",
         l.waiting, l.to_explain AS "toExplain", l.suspense
       FROM bank_account b JOIN fund f ON f.id = b.fund_id
       LEFT JOIN LATERAL (
         SELECT d.date, d.closing FROM statement s JOIN statement_day d ON d.statement_id = s.id
         WHERE s.bank_account_id = b.id AND s.state <> 'undone' ORDER BY d.date DESC LIMIT 1) d ON true
       CROSS JOIN LATERAL (
         SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'to-explain') AS to_explain,
           count(*) FILTER (WHERE state = 'suspense') AS suspense
         FROM statement_line l WHERE l.bank_account_id = b.id AND l.state IN ('waiting', 'suspense', 'to-explain')) l
       WHERE b.unit_code = ANY ($1) AND b.currency = 'VND' AND CASE WHEN $2::uuid IS NULL THEN b.closed_on IS NULL ELSE b.id = $2 END
       ORDER BY b.unit_code, b.id`,
      [units, bankAccountId ?? null],
    );
    return Promise.all(rows.map((row) => this.compared(row)));
  }

  private async compared({ ledgerAccountId, ...row }: Row): Promise<Reconciliation> {
    const until = row.day ?? this.clock.today();
    const bookBalance = await this.history.balanceOn(this.db, ledgerAccountId, until);
    return {
      ...row,
      bookBalance,
      difference: row.bankClosing === null ? null : bookBalance - row.bankClosing,
      paidNotAtBank: row.day === null ? 0n : await this.paidNotAtBank(ledgerAccountId, row.day),
      waiting: Number(row.waiting),
      toExplain: Number(row.toExplain),
      suspense: Number(row.suspense),
    };
  }

  private async paidNotAtBank(ledgerAccountId: number, day: PlainDate): Promise<bigint> {
    const paid = await this.history.paidFrom(this.db, ledgerAccountId, '1900-01-01', day);
    return (await notAtBank(this.db, paid)).reduce((sum, { amount }) => sum + amount, 0n);
  }
}
