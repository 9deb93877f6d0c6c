/** What the pages of the journal show: entries with the paper each came from and the people behind it. */
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../identity/actor.js';
import { type AccountRegister, AccountRegisterService } from '../../books/account-register.service.js';
import type { Flow } from '../../books/books.dto.js';
import { BooksService, type EntriesPage, type EntryView, type NamedRestriction } from '../../books/books.service.js';
import { ManualPostingService } from '../../bookkeeping/manual-posting.service.js';
import { isId } from '../../platform/ids.js';
import { parseVnd } from '../../platform/money.js';
import { refuse } from '../../platform/refusal.js';
import { type EntryOrigin, EntryOriginService, type EntrySource } from '../../reports/entry-origin.service.js';
import type { FormValues } from '../form-body.js';
import type { Option } from '../ui/form-state.js';
import type { Say } from '../ui/page.js';
import { type BooksAsked, BooksAskedService, notUsed } from './books-asked.service.js';

/** What narrows the journal beside unit, fund and days. */
export type JournalFilter = {
  account?: number;
  code?: string;
  voucher?: string;
  kind?: string;
  amountFrom?: bigint;
  amountTo?: bigint;
  text?: string;
  recordedBy?: string;
  source?: string;
  restriction?: NamedRestriction;
  flow?: Flow;
};

export type JournalData = { asked: BooksAsked; page: EntriesPage; recorders: Option[]; narrowed: JournalFilter };

export type EntrySheetData = { entry: EntryView; origin: EntryOrigin; mayReverse: boolean };

export type AccountData = { asked: BooksAsked; register: AccountRegister };

const FLOWS: readonly Flow[] = ['carried', 'received', 'interest', 'decisions', 'spent'];

@Injectable()
export class BooksDesk {
  constructor(
    private readonly books: BooksService,
    private readonly registers: AccountRegisterService,
    private readonly posting: ManualPostingService,
    private readonly origins: EntryOriginService,
    private readonly asking: BooksAskedService,
  ) {}

  today(): string {
    return this.asking.today();
  }

  async journal(actor: Actor, query: FormValues, say: Say): Promise<JournalData> {
    const asked = await this.asking.read(actor, query, 'to', say);
    const unitCodes = asked.unit ? [asked.unit.value] : [];
    const recorders = await this.books.recorders(unitCodes);
    const narrowed = await this.narrowed(actor, query, asked, say);
    const { restriction, account, source, ...same } = narrowed;
    const page = await this.books.entries(
      {
        ...same,
        unitCodes,
        fundId: asked.fund?.value,
        from: asked.from,
        to: asked.until,
        known: asked.known,
        accountId: account,
        sourceId: source,
        restrictionId: restriction?.restrictionId,
      },
      query.cursor ? { cursor: query.cursor } : {},
    );
    return { asked, page, narrowed, recorders: recorders.map(({ id, name }) => ({ value: id, label: name })) };
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
    const { sources, people } = await this.origins.of(entry);
    const mayOpen = (source: EntrySource): boolean => actor.may(RIGHT_TO[source.kind], entry.unitCode);
    return {
      entry,
      origin: { sources: sources.filter(mayOpen), people },
      mayReverse: this.posting.mayReverse(actor, entry),
    };
  }

  /** One account's register. @throws Refusal request.not-found (404) where there is none, identity.not-permitted (403) */
  async account(actor: Actor, id: string, query: FormValues, say: Say): Promise<AccountData> {
    if (!/^\d{1,9}$/.test(id)) throw refuse('request.not-found');
    const account = await this.registers.account(Number(id));
    actor.require('ledger.read', account.unitCode);
    const whose = { unit: account.unitCode, fund: account.fundId };
    const asked = await this.asking.read(actor, { ...query, ...whose }, 'to', say);
    const register = await this.registers.page(account, {
      from: asked.from,
      to: asked.until,
      known: asked.known,
      cursor: query.cursor,
    });
    return { asked, register };
  }

  /** What cannot be read is said beside its field and narrows nothing. */
  private async narrowed(actor: Actor, query: FormValues, asked: BooksAsked, say: Say): Promise<JournalFilter> {
    const { problems } = asked.filter;
    const text = (name: string): string | undefined => query[name]?.trim().slice(0, 100) || undefined;
    const amount = (name: string): bigint | undefined => {
      const typed = text(name);
      const read = typed === undefined ? undefined : parseVnd(typed);
      if (typed !== undefined && read === undefined) problems[name] = say('Số tiền không đúng.', 'Not an amount.');
      return read;
    };
    let [amountFrom, amountTo] = [amount('amountFrom'), amount('amountTo')];
    if (amountFrom !== undefined && amountTo !== undefined && amountFrom > amountTo) {
      problems.amountFrom = say('Lớn hơn số tiền đến.', 'More than the most.');
      [amountFrom, amountTo] = [undefined, undefined];
    }
    const code = text('code');
    if (code !== undefined && !/^\d{1,5}$/.test(code)) {
      problems.code = say('Mã tài khoản chỉ có chữ số, như 1121.', 'A code has digits only, as 1121.');
    }
    if (Object.keys(problems).length > 0) problems[''] = notUsed(say);
    const flow = FLOWS.find((each) => each === query.flow);
    const restriction = /^\d{1,9}$/.test(query.restriction ?? '')
      ? await this.books.restriction(Number(query.restriction))
      : undefined;
    if (restriction) actor.require('ledger.read', restriction.unitCode);
    return Object.fromEntries(
      Object.entries({
        account: /^\d{1,9}$/.test(query.account ?? '') ? Number(query.account) : undefined,
        code: problems.code === undefined ? code : undefined,
        voucher: text('voucher')?.toUpperCase(),
        kind: /^[a-z-]{1,40}$/.test(query.kind ?? '') ? query.kind : undefined,
        amountFrom,
        amountTo,
        text: text('text'),
        recordedBy: isId(query.recordedBy) ? query.recordedBy : undefined,
        source: isId(query.source) ? query.source : undefined,
        restriction,
        flow,
      }).filter(([, value]) => value !== undefined),
    );
  }
}

const RIGHT_TO = {
  receipt: 'receipt.read',
  disbursement: 'disbursement.read',
  statement: 'statement.read',
  draft: 'ledger.read',
} as const;
