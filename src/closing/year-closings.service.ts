/** Closes a year whose months are closed: by closing entries in profile A, by a reconciliation of two signatures in B. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Fund } from '../funds/fund.entity.js';
import type { Actor } from '../identity/actor.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { toJsonInteger } from '../platform/money.js';
import { transact } from '../platform/transact.js';
import { ClosingRecords, refusalOf } from './closing-records.service.js';
import { CloseYearDto } from './closing.dto.js';
import { type ClosedBooks, closeYearProblem, type Year } from './closing.rules.js';
import { YearEntries } from './year-entries.service.js';
import { type ReconciliationLine, YearReconciliations } from './year-reconciliations.service.js';

/** In profile B the first call signs and the second signature closes. */
export type YearAnswer =
  | { state: 'closed'; id: string; year: string; voucher: string | null; entries: number; sequence: number }
  | { state: 'signed'; reconciliationId: string; year: string; lines: ReconciliationLine[] };

@Injectable()
export class YearClosings {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly records: ClosingRecords,
    private readonly entries: YearEntries,
    private readonly reconciliations: YearReconciliations,
  ) {}

  /**
   * @throws Refusal closing.fund-unknown, .not-ended, .books-differ (422), .closed-already, .before-open, .months-open,
   *   .awaits-signature (409)
   */
  close(actor: Actor, dto: CloseYearDto, key: IdempotencyKey): Promise<YearAnswer> {
    const { fundId, year } = dto;
    return transact(this.db, async (tx) => {
      const fund = await this.records.fund(tx, fundId);
      actor.require('period.close', fund.unitCode);
      return once(tx, key, async (): Promise<YearAnswer> => {
        const { sequence } = await this.hold(tx, fund, year);
        if ((await this.entries.profile(tx, fund, year)) === 'B') {
          const { id, lines } = await this.reconciliations.sign(tx, actor, { fund, year, sequence });
          return { state: 'signed', reconciliationId: id, year, lines };
        }
        const posted = await this.entries.post(tx, actor, fund, year);
        const looked = { profile: 'A', ...posted };
        const closed = await this.records.close(tx, actor, { fund, period: year, checklist: looked, facts: looked });
        return { state: 'closed', id: closed.id, year, ...posted, sequence: toJsonInteger(closed.sequence) };
      });
    });
  }

  /** The second signature under a reconciliation (profile B), which closes the year. @throws Refusal reconciliation.*, closing.* */
  countersign(actor: Actor, reconciliationId: string, key: IdempotencyKey): Promise<YearAnswer> {
    return transact(this.db, async (tx) => {
      const found = await this.reconciliations.locked(tx, reconciliationId);
      actor.require('period.sign', found.unitCode);
      return once(tx, key, async (): Promise<YearAnswer> => {
        const fund = await this.records.fund(tx, found.fundId);
        const year = found.startsOn.slice(0, 4);
        const { sequence } = await this.hold(tx, fund, year);
        const facts = await this.reconciliations.countersign(tx, actor, found, { fund, year, sequence });
        const checklist = { profile: 'B', reconciliationId: found.id };
        const closedBy = found.signedBy;
        const closed = await this.records.close(tx, actor, { fund, period: year, checklist, facts, closedBy });
        const answer = { id: closed.id, year, sequence: toJsonInteger(closed.sequence) };
        return { state: 'closed', ...answer, voucher: null, entries: 0 };
      });
    });
  }

  private async hold(tx: EntityManager, fund: Fund, year: Year): Promise<ClosedBooks & { sequence: bigint }> {
    const books = await this.records.hold(tx, fund.id);
    const problem = closeYearProblem(books, year);
    if (problem) throw refusalOf(problem, year);
    return books;
  }
}
