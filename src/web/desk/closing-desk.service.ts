/** What the page "Khóa sổ" shows: a fund's twelve months, the checklist of one of them, and what this person may do. */
import { Injectable } from '@nestjs/common';
import {
  type ChecklistView,
  type Closings,
  ClosingsReader,
  type ClosingView,
} from '../../closing/closings-reader.service.js';
import type { Actor } from '../../identity/actor.js';
import { isId } from '../../platform/ids.js';
import type { FormValues } from '../form-body.js';
import type { Option } from '../ui/form-state.js';
import { DeskScope } from './desk-scope.service.js';

export type ClosingData = {
  funds: Option[];
  fund: Option | undefined;
  closings: Closings | undefined;
  /** The month one looks at. */
  month: string | undefined;
  checklist: ChecklistView | undefined;
  may: { close: boolean; reopen: boolean; sign: boolean };
  /** Who is looking: nobody opens what they closed, or signs twice. */
  actorId: string;
};

const MONTH = /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/;
const YEAR = /^(19|20|21)\d\d$/;

@Injectable()
export class ClosingDesk {
  constructor(
    private readonly reader: ClosingsReader,
    private readonly scope: DeskScope,
  ) {}

  today(): string {
    return this.scope.today();
  }

  /** The fund asked for, or the first within reach; the month asked for, or the one to close next, or the last closed. */
  async data(actor: Actor, query: FormValues): Promise<ClosingData> {
    const funds = await this.scope.funds(actor, 'period.read');
    const fund = funds.find(({ value }) => isId(query.fund) && value === query.fund) ?? funds[0];
    const nothing = { close: false, reopen: false, sign: false };
    const none = { closings: undefined, month: undefined, checklist: undefined, may: nothing, actorId: actor.id };
    if (!fund) return { funds, fund, ...none };
    const asked = MONTH.test(query.month ?? '') ? query.month : undefined;
    const year = YEAR.test(query.year ?? '') ? query.year : asked?.slice(0, 4);
    let closings = await this.reader.of(actor, fund.value, year);
    if (year === undefined && closings.next && !closings.next.startsWith(closings.year.period)) {
      closings = await this.reader.of(actor, fund.value, closings.next.slice(0, 4));
    }
    const month = asked?.startsWith(closings.year.period) ? asked : usual(closings);
    const { unitCode } = closings;
    return {
      funds,
      fund,
      closings,
      month,
      checklist: month === undefined ? undefined : await this.reader.checklist(actor, fund.value, month),
      may: {
        close: actor.may('period.close', unitCode),
        reopen: actor.may('period.reopen', unitCode),
        sign: actor.may('period.sign', unitCode),
      },
      actorId: actor.id,
    };
  }
}

function usual({ months, next }: Closings): string | undefined {
  if (months.some(({ period }) => period === next)) return next ?? undefined;
  return months.findLast(({ state }) => state === 'closed')?.period;
}

/** Whether this closing stands. */
export function stands(closing: ClosingView | null): closing is ClosingView & { reopenedAt: null } {
  return closing !== null && closing.reopenedAt === null;
}
