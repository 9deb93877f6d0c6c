/** What a page of the books was asked for: whose books, which days, as known at which position. */
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../identity/actor.js';
import { BooksPosition } from '../../books/books-position.service.js';
import { formatDate, type PlainDate, parseDay } from '../../platform/dates.js';
import { isId } from '../../platform/ids.js';
import type { FormValues } from '../form-body.js';
import { type FormState, formWith, type Option } from '../ui/form-state.js';
import type { Say } from '../ui/page.js';
import { DeskScope } from './desk-scope.service.js';

export type BooksAsked = {
  units: Option[];
  funds: Option[];
  unit: Option | undefined;
  fund: Option | undefined;
  from: PlainDate | undefined;
  until: PlainDate | undefined;
  known: bigint | undefined;
  /** The head of the books. */
  head: bigint;
  /** The values as they were typed, and what was wrong with them. */
  filter: FormState;
};

@Injectable()
export class BooksAskedService {
  constructor(
    private readonly scope: DeskScope,
    private readonly position: BooksPosition,
  ) {}

  today(): string {
    return this.scope.today();
  }

  /**
   * Reads the query of a page. What cannot be read is said beside its field and left out of the filter.
   * @param last the name of the last day in this page's address
   * @throws Refusal identity.not-permitted (403) for a unit out of reach
   */
  async read(actor: Actor, query: FormValues, last: 'asOf' | 'to', say: Say): Promise<BooksAsked> {
    if (query.unit) actor.require('ledger.read', query.unit);
    const [units, head] = await Promise.all([this.scope.unitOptions(actor, 'ledger.read'), this.position.head()]);
    const unit = units.find(({ value }) => value === query.unit) ?? units[0];
    const funds = unit ? await this.scope.funds(actor, 'ledger.read', unit.value) : [];
    const fund = funds.find(({ value }) => isId(query.fund) && value === query.fund);
    const filter = formWith({ ...query, unit: unit?.value });
    const day = (name: string): PlainDate | undefined => {
      const typed = (query[name] ?? '').trim();
      const read = parseDay(typed, this.scope.today());
      if (typed !== '' && read === undefined) {
        filter.problems[name] = say('Ngày không đúng; viết như 5/7.', 'Not a day; write it as 5/7.');
      }
      if (read !== undefined) filter.values[name] = formatDate(read);
      return read;
    };
    let from = day('from');
    const until = day(last);
    if (from !== undefined && until !== undefined && from > until) {
      filter.problems.from = say('Ngày đầu ở sau ngày cuối.', 'The first day is after the last.');
      from = undefined;
    }
    const typed = (query.known ?? '').trim();
    let known = /^\d{1,15}$/.test(typed) ? BigInt(typed) : undefined;
    if ((typed !== '' && known === undefined) || (known !== undefined && known > head)) {
      filter.problems.known = say(`Chọn một vị trí từ 0 đến ${head}.`, `Choose a position from 0 to ${head}.`);
      known = undefined;
    }
    if (Object.keys(filter.problems).length > 0) filter.problems[''] = notUsed(say);
    return { units, funds, unit, fund, from, until, known, head, filter };
  }
}

/** Nothing is being saved here: the list is shown without what could not be read. */
export function notUsed(say: Say): string {
  return say('Chưa lọc được theo các ô sau:', 'The filter could not use these:');
}
