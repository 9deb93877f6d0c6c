/**
 * The books as a journal for hledger, so that an auditor checks them with a program that is not ours. Written piece by
 * piece, five thousand entries at a time; the same books give the same bytes.
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { BooksService } from '../ledger/books.service.js';
import { type JournalAccount, type JournalEntry, JournalService } from '../ledger/journal.service.js';
import { accountDirective, hledgerAccountName, transaction } from './hledger.rules.js';

/** Takes the next piece of the file; a promise holds the rest back until the piece is written. */
export type Write = (chunk: string) => Promise<void> | void;

/** How much was written, and the position of the books it goes up to. */
export type ExportSummary = { entries: number; sequence: bigint };

type FundRow = { id: string; unitCode: string; kindCode: string };

@Injectable()
export class HledgerExport {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly books: BooksService,
    private readonly journal: JournalService,
  ) {}

  /** Writes every entry up to the head of the books as it is now. */
  async exportHledger(write: Write): Promise<ExportSummary> {
    const sequence = await this.books.sequence();
    const accounts = await this.journal.accounts();
    const names = await this.namesOf(accounts);
    await write(head(sequence, accounts, names));
    let entries = 0;
    for await (const page of this.journal.pages(sequence)) {
      await write(page.map((entry) => this.write(entry, names)).join(''));
      entries += page.length;
    }
    return { entries, sequence };
  }

  /** What each account is called in the journal, with the purpose it belongs to. */
  async namesOf(accounts: JournalAccount[]): Promise<AccountNames> {
    const funds = await this.db.query<FundRow[]>(
      `SELECT id, unit_code AS "unitCode", kind_code AS "kindCode" FROM fund`,
    );
    const fundOf = new Map(funds.map((fund) => [fund.id, fund]));
    return new Map(
      accounts.map((account) => {
        const fund = fundOf.get(account.fundId);
        if (!fund) throw new Error('An account belongs to a fund that does not exist.');
        const purpose = account.restrictionId === null ? undefined : account;
        return [account.id, { name: hledgerAccountName(account, fund), fund: fund.kindCode, purpose }];
      }),
    );
  }

  private write(entry: JournalEntry, names: AccountNames): string {
    const accounts = entry.movements.flatMap(({ debit, credit }) => [names.get(debit), names.get(credit)]);
    const purposes = new Map(
      accounts.flatMap((one) => (one?.purpose ? [[one.purpose.restrictionId, one.purpose]] : [])),
    );
    const appeals = [...purposes.values()].flatMap((p) =>
      p.restrictionKind === 'appeal' ? [p.restrictionSubject] : [],
    );
    return transaction(entry, (id) => nameIn(names, id), [
      ['unit', entry.unitCode],
      ['fund', accounts[0]?.fund ?? null],
      ['restriction', purposes.size === 0 ? null : [...purposes.keys()].join(' ')],
      ['appeal', appeals.length === 0 ? null : appeals.join(' ')],
    ]);
  }
}

export type AccountNames = Map<number, { name: string; fund: string; purpose: JournalAccount | undefined }>;

function head(sequence: bigint, accounts: JournalAccount[], names: AccountNames): string {
  const declared = accounts.map((account) => accountDirective(nameIn(names, account.id), account)).join('');
  return `; Sổ Vàng, sổ kép đến bút toán số ${sequence} · the books up to sequence ${sequence}\n\ncommodity 1000. VND\n\n${declared}\n`;
}

function nameIn(names: AccountNames, id: number): string {
  const named = names.get(id);
  if (!named) throw new Error('A movement names an account that is not in the books.');
  return named.name;
}
