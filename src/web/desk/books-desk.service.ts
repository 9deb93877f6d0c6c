/** What the pages of the journal show: entries with the paper each came from and the person who recorded it. */
import { Injectable } from '@nestjs/common';
import { GiftTally } from '../../donations/gift-tally.service.js';
import type { Actor } from '../../identity/actor.js';
import { ActorsService } from '../../identity/actors.service.js';
import { BooksService, type EntryView, type TrialBalanceRow } from '../../ledger/books.service.js';
import { ManualPostingService } from '../../ledger/manual-posting.service.js';
import { parseDay } from '../../platform/dates.js';
import { isId } from '../../platform/ids.js';
import type { Page } from '../../platform/paging.js';
import { refuse } from '../../platform/refusal.js';
import type { FormValues } from '../form-body.js';
import { type FormState, formWith, type Option } from '../ui/form-state.js';
import type { Say } from '../ui/page.js';
import { DeskScope } from './desk-scope.service.js';

export type JournalData = {
  page: Page<EntryView>;
  units: Option[];
  funds: Option[];
  filter: FormState;
};

/** The paper that an entry came from, where the desk has a page for it. */
export type SourceLink = { kind: 'receipt'; serial: string } | { kind: 'disbursement'; id: string };

export type EntrySheetData = {
  entry: EntryView;
  recordedBy: string;
  source?: SourceLink;
  mayReverse: boolean;
};

export type AccountData = { account: TrialBalanceRow; page: Page<EntryView> };

@Injectable()
export class BooksDesk {
  constructor(
    private readonly books: BooksService,
    private readonly posting: ManualPostingService,
    private readonly gifts: GiftTally,
    private readonly people: ActorsService,
    private readonly scope: DeskScope,
  ) {}

  today(): string {
    return this.scope.today();
  }

  async journal(actor: Actor, query: FormValues, say: Say): Promise<JournalData> {
    const units = await this.scope.unitOptions(actor, 'ledger.read');
    if (query.unit) actor.require('ledger.read', query.unit);
    const unit = units.find(({ value }) => value === query.unit) ?? units[0];
    const funds = unit ? await this.scope.funds(actor, 'ledger.read', unit.value) : [];
    const filter = formWith({ ...query, unit: unit?.value });
    const day = (name: 'from' | 'to'): string | undefined => {
      const typed = (query[name] ?? '').trim();
      const read = parseDay(typed, this.today());
      if (typed !== '' && read === undefined) {
        filter.problems[name] = say('Ngày không đúng; viết như 5/7.', 'Not a day; write it as 5/7.');
      }
      return read;
    };
    const page = await this.books.entries(
      {
        unitCodes: unit ? [unit.value] : [],
        fundId: isId(query.fund) ? query.fund : undefined,
        from: day('from'),
        to: day('to'),
        voucher: query.voucher?.trim() || undefined,
      },
      query.cursor ? { cursor: query.cursor } : {},
    );
    return { page, units, funds, filter };
  }

  /** @throws Refusal request.not-found (404), identity.not-permitted (403) */
  async entry(actor: Actor, id: string): Promise<EntryView> {
    const entry = /^\d{1,18}$/.test(id) ? await this.books.entry(BigInt(id)) : undefined;
    if (!entry) throw refuse('request.not-found');
    actor.require('ledger.read', entry.unitCode);
    return entry;
  }

  async entrySheet(actor: Actor, id: string): Promise<EntrySheetData> {
    const entry = await this.entry(actor, id);
    const [recorder, source] = await Promise.all([this.people.byId(entry.recordedBy), this.sourceOf(actor, entry)]);
    return {
      entry,
      recordedBy: recorder?.name ?? '',
      mayReverse: this.posting.mayReverse(actor, entry),
      ...(source && { source }),
    };
  }

  /** One account with the entries that touch it. @throws Refusal request.not-found where there is none that they may read */
  async account(actor: Actor, id: string, query: FormValues): Promise<AccountData> {
    const accountId = /^\d{1,9}$/.test(id) ? Number(id) : 0;
    const unitCodes = await this.scope.units(actor, 'ledger.read');
    const { rows } = await this.books.trialBalance({ unitCodes });
    const account = rows.find((row) => row.accountId === accountId);
    if (!account) throw refuse('request.not-found');
    const page = await this.books.entries(
      { unitCodes: [account.unitCode], accountId },
      query.cursor ? { cursor: query.cursor } : {},
    );
    return { account, page };
  }

  private async sourceOf(actor: Actor, entry: EntryView): Promise<SourceLink | undefined> {
    const serial = await this.gifts.receiptOf(entry.id);
    if (serial !== undefined && actor.may('receipt.read', entry.unitCode)) return { kind: 'receipt', serial };
    const { sourceKind, sourceId } = entry;
    if (sourceKind !== 'disbursement' || sourceId === null) return undefined;
    return actor.may('disbursement.read', entry.unitCode) ? { kind: 'disbursement', id: sourceId } : undefined;
  }
}
