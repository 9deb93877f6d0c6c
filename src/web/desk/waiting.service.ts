/** What waits for this person: only what their roles may do something about, each as a sentence that leads to its page. */
import { Injectable } from '@nestjs/common';
import { DisbursementReader } from '../../disbursements/disbursement-reader.service.js';
import type { DisbursementSummary } from '../../disbursements/disbursement.dto.js';
import type { Actor } from '../../identity/actor.js';
import { FindingsReader } from '../../oversight/findings-reader.service.js';
import { addDays } from '../../platform/dates.js';
import { formatVnd } from '../../platform/money.js';
import { PledgeListsService } from '../../pledges/pledge-lists.service.js';
import { BooksWaiting } from './books-waiting.service.js';
import { DeskScope } from './desk-scope.service.js';

export type Waiting = {
  /** The navigation's item that it is counted at. */
  at: string;
  href: string;
  tone: 'wait' | 'wrong';
  count: number;
  vi: string;
  en: string;
};

/** As many of a kind as are counted one by one; a desk with more has other worries. */
const MOST = 200;
const SOON_DAYS = 7;

@Injectable()
export class WaitingService {
  constructor(
    private readonly disbursements: DisbursementReader,
    private readonly findings: FindingsReader,
    private readonly pledges: PledgeListsService,
    private readonly books: BooksWaiting,
    private readonly scope: DeskScope,
  ) {}

  async of(actor: Actor): Promise<Waiting[]> {
    const [batches, books, findings, pledges] = await Promise.all([
      this.batches(actor),
      this.books.of(actor),
      this.openFindings(actor),
      this.duePledges(actor),
    ]);
    return [...batches, ...books, ...findings, ...pledges];
  }

  /** Each at the step that is this person's to take. */
  private async batches(actor: Actor): Promise<Waiting[]> {
    const may = {
      approve: actor.may('disbursement.approve'),
      pay: actor.may('disbursement.pay'),
      prepare: actor.may('disbursement.prepare'),
    };
    const found = await Promise.all([
      may.approve && this.inState(actor, 'submitted', ['đợt chi chờ duyệt', 'pay-out waiting for approval']),
      may.pay && this.inState(actor, 'approved', ['đợt chi đã duyệt, chờ chi', 'approved pay-out waiting to be paid']),
      may.prepare && this.inState(actor, 'rejected', ['đợt chi bị trả lại', 'pay-out sent back']),
      may.prepare &&
        this.inState(actor, 'draft', ['đợt chi đang soạn, chưa trình', 'draft pay-out, not yet submitted']),
      (may.pay || may.prepare) &&
        this.inState(actor, 'paid', ['đợt chi chờ hộ ký nhận', 'pay-out waiting to be signed for']),
    ]);
    return found.filter((one): one is Waiting => Boolean(one));
  }

  private async inState(
    actor: Actor,
    state: DisbursementSummary['state'],
    [vi, en]: [vi: string, en: string],
  ): Promise<Waiting | undefined> {
    const { items } = await this.disbursements.list(actor, { state, limit: MOST });
    if (items.length === 0) return undefined;
    const sum = formatVnd(items.reduce((total, batch) => total + batch.total, 0n));
    const [only, another] = items;
    const count = items.length;
    return {
      at: '/desk/disbursements',
      href: only && !another ? `/desk/disbursements/${only.id}` : `/desk/disbursements?state=${state}`,
      tone: state === 'rejected' ? 'wrong' : 'wait',
      count,
      vi: `${count} ${vi}, ${sum}`,
      en: `${count} ${plural(count, en)}, ${sum}`,
    };
  }

  private async openFindings(actor: Actor): Promise<Waiting[]> {
    if (!actor.may('finding.answer')) return [];
    const { open, overdue } = await this.findings.counts(actor);
    if (open === 0) return [];
    const late = overdue > 0;
    return [
      {
        at: '/board',
        href: '/board',
        tone: late ? 'wrong' : 'wait',
        count: open,
        vi: `${open} kiến nghị giám sát chờ trả lời${late ? `, ${overdue} đã quá hạn` : ''}`,
        en: `${open} ${plural(open, 'finding')} of the board waiting for an answer${late ? `, ${overdue} overdue` : ''}`,
      },
    ];
  }

  private async duePledges(actor: Actor): Promise<Waiting[]> {
    if (!actor.may('pledge.record')) return [];
    const lists = await Promise.all([
      this.pledges.list(actor, { state: 'open', limit: MOST }),
      this.pledges.list(actor, { state: 'part-kept', limit: MOST }),
    ]);
    const pledges = lists.flatMap(({ items }) => items);
    const today = this.scope.today();
    const soon = pledges.filter(({ overdue, dueDate }) => !overdue && dueDate <= addDays(today, SOON_DAYS));
    const late = pledges.filter(({ overdue }) => overdue);
    const say = (list: typeof pledges, vi: string, en: string, tone: Waiting['tone']): Waiting[] => {
      const count = list.length;
      const sum = formatVnd(list.reduce((total, { left }) => total + left, 0n));
      const words = {
        vi: `${count} cam kết ${vi}, còn ${sum}`,
        en: `${count} ${plural(count, 'pledge')} ${en}, ${sum} left`,
      };
      return count === 0 ? [] : [{ at: '/desk/pledges', href: '/desk/pledges', tone, count, ...words }];
    };
    return [
      ...say(late, 'đã quá hẹn', 'overdue', 'wrong'),
      ...say(soon, `đến hẹn trong ${SOON_DAYS} ngày`, `due within ${SOON_DAYS} days`, 'wait'),
    ];
  }
}

/** The first noun of the phrase in the plural: `pay-out sent back` → `pay-outs sent back`. */
function plural(count: number, phrase: string): string {
  return count === 1 ? phrase : phrase.replace(/(pay-out|finding|pledge)/, '$1s');
}
