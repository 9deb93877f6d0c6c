/** What is on a page of the books, as a spreadsheet: the same filters and the same position, all pages of it. */
import { Injectable } from '@nestjs/common';
import { FundsService } from '../funds/funds.service.js';
import type { Actor } from '../identity/actor.js';
import { KIND_NAMES } from '../books/books.dto.js';
import { unitToRead } from '../books/books-position.service.js';
import { formatDate } from '../platform/dates.js';
import { formatNumber } from '../platform/money.js';
import type { Lang } from '../platform/refusal.js';
import { UnitsService } from '../units/units.service.js';
import { limited, MOST_ROWS, type Sheet } from './sheet.js';
import { type Asked, type Made, SheetParts } from './sheet-parts.service.js';
import type { Say } from './sheet-tables.js';
import type { SheetName, SheetQuery } from './sheets.dto.js';

@Injectable()
export class SheetsService {
  constructor(
    private readonly parts: SheetParts,
    private readonly funds: FundsService,
    private readonly units: UnitsService,
  ) {}

  /**
   * The sheet, its rows still to be read. Every refusal is thrown here, before the first byte is sent.
   * @throws Refusal identity.not-permitted (403), ledger.account-not-found (404), ledger.known-ahead (400) …
   */
  async of(actor: Actor, name: SheetName, query: SheetQuery, lang: Lang): Promise<Sheet> {
    const say: Say = (vi, en) => (lang === 'en' ? en : vi);
    const filter = { unitCodes: [unitToRead(actor, query.unit)], fundId: query.fund };
    const known = query.known === undefined ? undefined : BigInt(query.known);
    const made = await this.make(name, { actor, query, filter, known, say });
    const unit = made.account?.unitCode ?? filter.unitCodes[0] ?? '';
    const fundId = made.account?.fundId ?? query.fund;
    const fund = (await this.funds.funds(actor, 'ledger.read')).find(({ id }) => id === fundId);
    const until = query.asOf ?? query.to;
    const note = say(
      `Chỉ xuất ${formatNumber(MOST_ROWS)} dòng đầu. Thu hẹp ngày hoặc quỹ để có phần còn lại.`,
      `Only the first ${formatNumber(MOST_ROWS)} rows are here. Narrow the days or the fund for the rest.`,
    );
    return {
      name: [name, unit, ...(fund ? [fund.kindCode] : []), ...(until ? [until] : []), `n${made.sequence}`].join('-'),
      title: made.title,
      facts: [
        `${say('Đơn vị', 'Unit')}: ${this.units.committeeName(unit)}`,
        `${say('Quỹ', 'Fund')}: ${fund?.name ?? say('mọi quỹ', 'every fund')}`,
        `${say('Kỳ', 'Days')}: ${daysOf(query.from, until, say)}`,
        say(`Tính đến vị trí ${made.sequence} của nhật ký`, `Computed at position ${made.sequence} of the log`),
        ...conditionsOf(query, say),
      ],
      columns: made.columns,
      rows: limited(made.rows, made.columns.length, note),
    };
  }

  private make(name: SheetName, asked: Asked): Promise<Made> {
    const made: Record<SheetName, () => Promise<Made>> = {
      'trial-balance': () => this.parts.trialBalance(asked),
      chart: () => this.parts.chart(asked),
      restrictions: () => this.parts.restrictions(asked),
      journal: () => this.parts.journal(asked),
      register: () => this.parts.register(asked),
    };
    return made[name]();
  }
}

function daysOf(from: string | undefined, until: string | undefined, say: Say): string {
  if (from === undefined && until === undefined) return say('từ đầu đến nay', 'from the beginning until now');
  if (from === undefined) return say(`đến hết ngày ${formatDate(until ?? '')}`, `up to and including ${until}`);
  if (until === undefined) return say(`từ ngày ${formatDate(from)}`, `from ${from}`);
  return say(`từ ngày ${formatDate(from)} đến hết ngày ${formatDate(until)}`, `${from} to ${until}`);
}

/** The other filters, so that who opens the file later knows what is not in it. */
function conditionsOf(query: SheetQuery, say: Say): string[] {
  const { code, voucher, kind, text, amountFrom, amountTo } = query;
  const named = KIND_NAMES[kind ?? ''];
  const parts = [
    code && `${say('mã', 'code')} ${code}`,
    voucher && `${say('chứng từ', 'voucher')} ${voucher}`,
    kind && `${say('loại', 'kind')} ${named ? say(named.vi, named.en) : kind}`,
    text && `${say('diễn giải có', 'description has')} “${text}”`,
    amountFrom && `${say('từ', 'from')} ${formatNumber(BigInt(amountFrom))} đ`,
    amountTo && `${say('đến', 'to')} ${formatNumber(BigInt(amountTo))} đ`,
  ].filter(Boolean);
  return parts.length === 0 ? [] : [`${say('Lọc', 'Filter')}: ${parts.join(', ')}`];
}
