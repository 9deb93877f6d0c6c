/**
 * The books in other programs' formats, so that an auditor checks them with a program that is not ours. Written piece by
 * piece, five thousand entries at a time; the same books give the same bytes.
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { BooksService } from '../books/books.service.js';
import { JournalService } from '../books/journal.service.js';
import { BEANCOUNT } from './beancount.rules.js';
import { type BooksFormat, factsOf, nameAccounts, type NamedAccount } from './export.rules.js';
import { HLEDGER } from './hledger.rules.js';
import { refuse } from './reports.refusals.js';

/** Takes the next piece of the file; a promise holds the rest back until the piece is written. */
export type Write = (chunk: string) => Promise<void> | void;

/** How much was written, and the position of the books it goes up to. */
export type ExportSummary = { entries: number; sequence: bigint };

const FORMATS: Record<string, BooksFormat> = { hledger: HLEDGER, beancount: BEANCOUNT };

/** How many entries make one piece of the file. */
const PIECE = 500;

@Injectable()
export class ExportsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly books: BooksService,
    private readonly journal: JournalService,
  ) {}

  /**
   * Writes every entry up to the head of the books as it is now, and what each bank account held at the end of each day
   * on which it moved. @throws Refusal export.format-unknown
   */
  async export(format: string, write: Write): Promise<ExportSummary> {
    const as = formatOf(format);
    const sequence = await this.books.sequence();
    const accounts = await this.accountsIn(as);
    const byId = new Map(accounts.map((account) => [account.id, account]));
    const accountOf = (id: number): NamedAccount => {
      const account = byId.get(id);
      if (!account) throw new Error('A movement names an account that is not in the books.');
      return account;
    };
    const currencies = [...new Set(['VND', ...accounts.map(({ currency }) => currency)])].sort();
    await write(as.head({ sequence, accounts, currencies }));
    let entries = 0;
    for await (const page of this.journal.pages(sequence)) {
      for (let from = 0; from < page.length; from += PIECE) {
        const piece = page.slice(from, from + PIECE);
        await write(piece.map((entry) => as.entry(entry, factsOf(entry, accountOf), accountOf)).join(''));
      }
      entries += page.length;
    }
    for (const account of accounts.filter(isBank)) {
      const days = await this.journal.bankDays(account.id, sequence);
      if (days.length > 0) await write(days.map((day) => as.bankDay(account, day)).join(''));
    }
    return { entries, sequence };
  }

  /** What each account is called in this format. @throws as `export` */
  accountNames(format: string): Promise<NamedAccount[]> {
    return this.accountsIn(formatOf(format));
  }

  private async accountsIn(format: BooksFormat): Promise<NamedAccount[]> {
    const funds = await this.db.query<{ id: string; kind: string }[]>(`SELECT id, kind_code AS kind FROM fund`);
    const kinds = new Map(funds.map(({ id, kind }) => [id, kind]));
    const accounts = (await this.journal.accounts()).map((account) => {
      const fundKind = kinds.get(account.fundId);
      if (fundKind === undefined) throw new Error('An account belongs to a fund that does not exist.');
      return { ...account, fundKind };
    });
    return nameAccounts(accounts, format.accountName);
  }
}

function formatOf(name: string): BooksFormat {
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format) return format;
  throw refuse('export.format-unknown', { format: name.slice(0, 20) });
}

/** Bank and treasury accounts, in đồng and in foreign money. */
function isBank({ code, role }: NamedAccount): boolean {
  return role === 'place' && code.startsWith('112');
}
