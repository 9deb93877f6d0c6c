/** What waits for this person in the books: statements to post, sales and entries to approve, minutes to sign. */
import { Injectable } from '@nestjs/common';
import { ReconciliationService } from '../../banking/reconciliation.service.js';
import type { Actor } from '../../identity/actor.js';
import { EntryDraftsReader } from '../../bookkeeping/entry-drafts-reader.service.js';
import type { Waiting } from './waiting.service.js';

const BOOKS = '/desk/books/trial-balance';

@Injectable()
export class BooksWaiting {
  constructor(
    private readonly banks: ReconciliationService,
    private readonly drafts: EntryDraftsReader,
  ) {}

  async of(actor: Actor): Promise<Waiting[]> {
    const [statements, sales, papers] = await Promise.all([
      this.statements(actor),
      this.sales(actor),
      this.papers(actor),
    ]);
    return [...statements, ...sales, ...papers];
  }

  /** What another person prepared and this one may approve or sign. */
  private async papers(actor: Actor): Promise<Waiting[]> {
    const [entries, minutes] = await Promise.all([
      actor.may('ledger.approve') ? this.drafts.waiting(actor, 'drafts') : 0,
      actor.may('minutes.sign') ? this.drafts.waiting(actor, 'minutes') : 0,
    ]);
    const say = (count: number, href: string, vi: string, en: string): Waiting[] =>
      count === 0 ? [] : [{ at: BOOKS, href, tone: 'wait', count, vi: `${count} ${vi}`, en: `${count} ${en}` }];
    return [
      ...say(
        entries,
        '/desk/books/drafts',
        'bút toán chờ duyệt',
        entries === 1 ? 'entry to approve' : 'entries to approve',
      ),
      ...say(minutes, '/desk/books/minutes', 'biên bản chờ ký', 'minutes to sign'),
    ];
  }

  /** What the bank's statements left to do. */
  private async statements(actor: Actor): Promise<Waiting[]> {
    if (!actor.may('statement.import')) return [];
    const { statements, toExplain, suspense } = await this.banks.waiting(actor);
    const say = (count: number, vi: string, en: string): Waiting[] =>
      count === 0
        ? []
        : [
            {
              at: '/desk/statements',
              href: '/desk/statements',
              tone: 'wait',
              count,
              vi: `${count} ${vi}`,
              en: `${count} ${en}`,
            },
          ];
    return [
      ...say(statements, 'sao kê chưa ghi sổ xong', statements === 1 ? 'statement to post' : 'statements to post'),
      ...say(
        toExplain,
        'khoản ngân hàng ghi nợ chờ giải trình',
        toExplain === 1 ? 'debit to explain' : 'debits to explain',
      ),
      ...say(
        suspense,
        'khoản tiền về chưa rõ mục đích',
        suspense === 1 ? 'credit of no clear purpose' : 'credits of no clear purpose',
      ),
    ];
  }

  /** Foreign money that another person wants to sell. */
  private async sales(actor: Actor): Promise<Waiting[]> {
    if (!actor.may('currency.approve')) return [];
    const [only, ...more] = await this.banks.salesToApprove(actor);
    if (only === undefined) return [];
    const [at, count] = ['/desk/currency-sales', more.length + 1];
    const words = {
      vi: `${count} lần bán ngoại tệ chờ duyệt`,
      en: `${count} ${count === 1 ? 'sale' : 'sales'} of foreign money waiting for approval`,
    };
    return [{ at, href: count === 1 ? `${at}/${only}` : at, tone: 'wait', count, ...words }];
  }
}
