/** What each sheet of the books is made of: read page by page, at one position. */
import { Injectable } from '@nestjs/common';
import { FundsService } from '../funds/funds.service.js';
import type { Actor } from '../identity/actor.js';
import { AccountRegisterService, type RegisterAccount } from '../books/account-register.service.js';
import { KIND_NAMES } from '../books/books.dto.js';
import type { BooksFilter } from '../books/books-position.service.js';
import { BooksService, type EntriesFilter } from '../books/books.service.js';
import { ChartTreeService } from '../books/chart-tree.service.js';
import { dayOf } from '../platform/dates.js';
import { refuse } from './reports.refusals.js';
import { RestrictionsReportService } from './restrictions-report.service.js';
import type { Sheet, SheetRow } from './sheet.js';
import {
  chartTable,
  journalColumns,
  registerColumns,
  restrictionsTable,
  type Say,
  trialBalanceTable,
} from './sheet-tables.js';
import type { SheetQuery } from './sheets.dto.js';

/** How many rows are read at a time. */
const PIECE = 1_000;

export type Asked = { actor: Actor; query: SheetQuery; filter: BooksFilter; known: bigint | undefined; say: Say };

/** A table with what stands above it. */
export type Made = Pick<Sheet, 'title' | 'columns' | 'rows'> & { sequence: bigint; account?: RegisterAccount };

@Injectable()
export class SheetParts {
  constructor(
    private readonly books: BooksService,
    private readonly chartTree: ChartTreeService,
    private readonly registers: AccountRegisterService,
    private readonly purposes: RestrictionsReportService,
    private readonly funds: FundsService,
  ) {}

  async trialBalance({ actor, query, filter, known, say }: Asked): Promise<Made> {
    const { from, asOf, code, level = 'codes' } = query;
    const { rows, sequence } = await this.books.trialBalance({ ...filter, from, asOf, known, code });
    const names = new Map((await this.funds.funds(actor, 'ledger.read')).map(({ id, name }) => [id, name]));
    const table = trialBalanceTable(rows, { level, fundName: (id) => names.get(id) ?? '', say });
    return { title: say('Cân đối thử', 'Trial balance'), sequence, ...table };
  }

  async chart({ query: { from, asOf }, filter, known, say }: Asked): Promise<Made> {
    const { classes, sequence } = await this.chartTree.of({ ...filter, from, asOf, known });
    return { title: say('Cây tài khoản', 'Chart of accounts'), sequence, ...chartTable(classes, say) };
  }

  async restrictions({ query: { from, asOf }, filter, known, say }: Asked): Promise<Made> {
    const report = await this.purposes.of({ ...filter, from, asOf, known });
    return { title: say('Mục đích', 'Purposes'), sequence: report.sequence, ...restrictionsTable(report, say) };
  }

  async journal({ query, filter, known, say }: Asked): Promise<Made> {
    const { account, restriction, source, amountFrom, amountTo, limit: _limit, cursor: _cursor, ...same } = query;
    const asked: EntriesFilter = {
      ...same,
      ...filter,
      accountId: account,
      restrictionId: restriction,
      sourceId: source,
      amountFrom: amountFrom === undefined ? undefined : BigInt(amountFrom),
      amountTo: amountTo === undefined ? undefined : BigInt(amountTo),
      known,
    };
    const first = await this.books.entries(asked, { limit: PIECE });
    const rows = this.journalRows({ ...asked, known: first.sequence }, say);
    return { title: say('Nhật ký chung', 'Journal'), sequence: first.sequence, columns: journalColumns(say), rows };
  }

  async register({ actor, query, known, say }: Asked): Promise<Made> {
    if (query.account === undefined) throw refuse('sheet.account-missing');
    const account = await this.registers.account(query.account);
    actor.require('ledger.read', account.unitCode);
    const ask = { from: query.from, to: query.to, known };
    const { sequence } = await this.registers.page(account, { ...ask, limit: 1 });
    return {
      title: `${say('Sổ cái', 'Register')} ${account.code} · ${account.label}`,
      sequence,
      account,
      columns: registerColumns(say, account.role === 'place'),
      rows: this.registerRows(account, { ...ask, known: sequence }, say),
    };
  }

  /** One row a movement, newest entry first as on the page. */
  private async *journalRows(filter: EntriesFilter, say: Say): AsyncGenerator<SheetRow> {
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await this.books.entries(filter, { limit: PIECE, ...(cursor && { cursor }) });
      for (const { id, effectiveDate, recordedAt, voucher, kind, description, movements } of page.items) {
        const { vi, en } = KIND_NAMES[kind] ?? { vi: kind, en: kind };
        for (const { debit, credit, amount } of movements) {
          const accounts = [debit.code, debit.label, credit.code, credit.label];
          const about = [id, effectiveDate, dayOf(recordedAt), voucher, say(vi, en), description];
          yield { cells: [...about, ...accounts, amount] };
        }
      }
      cursor = page.nextCursor;
    }
  }

  private async *registerRows(
    account: RegisterAccount,
    ask: { from: string | undefined; to: string | undefined; known: bigint },
    say: Say,
  ): AsyncGenerator<SheetRow> {
    const total = (label: string, cells: (bigint | null)[]): SheetRow => ({
      cells: [null, null, null, label, null, null, ...cells],
      strong: true,
    });
    const usual = (balance: bigint): bigint => (account.role === 'place' ? balance : -balance);
    let begun = false;
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await this.registers.page(account, { ...ask, limit: PIECE, ...(cursor && { cursor }) });
      if (!begun) yield total(say('Số dư đầu kỳ', 'Opening balance'), [null, null, usual(page.opening)]);
      begun = true;
      for (const { date, sequence, voucher, description, counter, debit, credit, balance } of page.items) {
        const about = [date, sequence, voucher, description, counter.code, counter.label];
        yield { cells: [...about, debit === 0n ? null : debit, credit === 0n ? null : credit, usual(balance)] };
      }
      cursor = page.nextCursor;
      if (cursor !== null) continue;
      yield total(say('Cộng phát sinh', 'Turnover'), [page.debit, page.credit, null]);
      yield total(say('Số dư cuối kỳ', 'Closing balance'), [null, null, usual(page.closing)]);
    }
  }
}
