/** Opens a month or a year again, with a reason, by another person than the one who closed it. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { toJsonInteger } from '../platform/money.js';
import { transact } from '../platform/transact.js';
import { ClosingRecords, periodWords, refusalOf } from './closing-records.service.js';
import { refuse } from './closing.refusals.js';
import { reopenMonthProblem, reopenYearProblem } from './closing.rules.js';
import { YearEntries } from './year-entries.service.js';

export type Reopened = { id: string; fundId: string; period: string; sequence: number };

@Injectable()
export class Reopenings {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly records: ClosingRecords,
    private readonly entries: YearEntries,
  ) {}

  /**
   * A year's closing entries are taken back once it is open. Later periods are opened first, and a year before its months.
   * @throws Refusal closing.unknown (404), .not-closed, .same-person, .later-closed, .year-closed (409)
   */
  reopen(actor: Actor, id: string, reason: string, key: IdempotencyKey): Promise<Reopened> {
    return transact(this.db, async (tx) => {
      const closing = await this.records.closing(tx, id);
      actor.require('period.reopen', closing.unitCode);
      return once(tx, key, async () => {
        const { fundId, kind } = closing;
        const period = closing.startsOn.slice(0, kind === 'year' ? 4 : 7);
        if (closing.reopenedAt !== null) throw refuse('closing.not-closed', { period: periodWords(period) });
        if (closing.closedBy === actor.id) throw refuse('closing.same-person');
        const fund = await this.records.fund(tx, fundId);
        const books = await this.records.hold(tx, fundId);
        const problem = kind === 'year' ? reopenYearProblem(books, period) : reopenMonthProblem(books, period);
        if (problem) throw refusalOf(problem, period);
        const sequence = await this.records.reopen(tx, actor, { fund, closing, period, reason }, async () => {
          if (kind === 'year') await this.entries.takeBack(tx, actor, fund, period);
        });
        return { id, fundId, period, sequence: toJsonInteger(sequence) };
      });
    });
  }
}
