/** Closes a month: the checklist is computed with the ledger's lane held, so what it says is what is closed. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { createHash } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { ClosingSums } from '../books/closing-sums.service.js';
import { type IdempotencyKey, type JsonValue, once } from '../platform/idempotency.js';
import { toJsonInteger } from '../platform/money.js';
import type { FieldProblem } from '../platform/refusal.js';
import { transact } from '../platform/transact.js';
import { canonicalJson } from '../tlog/canonical.js';
import { ChecklistFacts } from './checklist-facts.service.js';
import { type Checklist, checklistOf } from './checklist.rules.js';
import { ClosingRecords, refusalOf } from './closing-records.service.js';
import { CloseMonthDto } from './closing.dto.js';
import { refuse } from './closing.refusals.js';
import { closeMonthProblem, daysOf, type Month } from './closing.rules.js';

export type MonthClosed = { id: string; fundId: string; month: string; sequence: number };

@Injectable()
export class MonthClosings {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly records: ClosingRecords,
    private readonly facts: ChecklistFacts,
    private readonly sums: ClosingSums,
  ) {}

  /**
   * Of two at once the second finds it closed; who posts into the month at that moment has posted before, or is refused.
   * @throws Refusal closing.fund-unknown, .not-ended, .checklist (422), .closed-already, .before-open (409)
   */
  close(actor: Actor, dto: CloseMonthDto, key: IdempotencyKey): Promise<MonthClosed> {
    const { fundId, month, answers = [] } = dto;
    return transact(this.db, async (tx) => {
      const fund = await this.records.fund(tx, fundId);
      actor.require('period.close', fund.unitCode);
      return once(tx, key, async () => {
        const books = await this.records.hold(tx, fundId);
        const problem = closeMonthProblem(books, month);
        if (problem) throw refusalOf(problem, month);
        const checklist = checklistOf(await this.facts.of(tx, fundId, month, books.today), answers);
        if (!checklist.ready) throw notReady(checklist);
        const facts = await this.digest(tx, fundId, month);
        const { id, sequence } = await this.records.close(tx, actor, { fund, period: month, checklist, facts });
        return { id, fundId, month, sequence: toJsonInteger(sequence) };
      });
    });
  }

  /** Public facts of the event: what moved, and a hash over what each purpose held. No text, no name. */
  private async digest(tx: EntityManager, fundId: string, month: Month): Promise<Record<string, JsonValue>> {
    const { startsOn, endsOn } = daysOf(month);
    const { accounts, debit, credit } = await this.sums.turnover(tx, fundId, startsOn, endsOn);
    const purposes = await this.sums.purposesOn(tx, fundId, endsOn);
    const balances = canonicalJson(purposes.map(({ restrictionId, balance }) => [restrictionId, String(balance)]));
    return {
      accounts,
      debit: toJsonInteger(debit),
      credit: toJsonInteger(credit),
      restrictions: createHash('sha256').update(balances).digest('hex'),
    };
  }
}

function notReady({ points }: Checklist): Error {
  const open = points.filter(({ state }) => state === 'not-done' || state === 'to-confirm');
  const problems = open.flatMap(({ point, lines }) =>
    lines
      .filter(({ note }) => note === null)
      .map(({ key, vi, en, needs }): FieldProblem => ({ path: key, code: `closing.${point}.${needs}`, vi, en })),
  );
  return refuse('closing.checklist', { count: open.length }, problems.slice(0, 100));
}
