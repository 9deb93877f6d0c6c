/** What of a fund is closed, and the act of closing or opening again itself: the ledger's state, its event and our record. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Fund } from '../funds/fund.entity.js';
import { FundsService } from '../funds/funds.service.js';
import type { Actor } from '../identity/actor.js';
import { ClosingSums } from '../books/closing-sums.service.js';
import { PeriodsService } from '../ledger/periods.service.js';
import type { AcceptedItem } from '../ledger/posting.dto.js';
import { Clock } from '../platform/clock.js';
import { addDays, formatDate } from '../platform/dates.js';
import { isId, newId } from '../platform/ids.js';
import { exactJson } from '../platform/money.js';
import type { Refusal } from '../platform/refusal.js';
import { Closing } from './closing.entity.js';
import { refuse } from './closing.refusals.js';
import { type ClosedBooks, type CloseProblem, daysOf, type ReopenProblem } from './closing.rules.js';

/** `2026-03` or `2026` as people write it: `03/2026`, `2026`. */
export function periodWords(period: string): string {
  return period.split('-').reverse().join('/');
}

export function refusalOf(problem: CloseProblem | ReopenProblem, period: string): Refusal {
  const day = formatDate(addDays(daysOf(period).endsOn, 1));
  return refuse(`closing.${problem}`, { period: periodWords(period), day });
}

@Injectable()
export class ClosingRecords {
  constructor(
    private readonly funds: FundsService,
    private readonly periods: PeriodsService,
    private readonly sums: ClosingSums,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal closing.fund-unknown (422) */
  async fund(tx: EntityManager, fundId: string): Promise<Fund> {
    const fund = await this.funds.fund(tx, fundId);
    if (!fund) throw refuse('closing.fund-unknown');
    return fund;
  }

  /** What of the fund is closed today. */
  async books(tx: EntityManager, fundId: string): Promise<ClosedBooks> {
    const closed = (await this.periods.of(tx, [fundId])).filter(({ state }) => state === 'closed');
    const of = (kind: 'month' | 'year', length: number): Set<string> =>
      new Set(closed.filter((period) => period.kind === kind).map(({ startsOn }) => startsOn.slice(0, length)));
    return {
      today: this.clock.today(),
      firstDay: await this.sums.firstDay(tx, fundId),
      months: of('month', 7),
      years: of('year', 4),
    };
  }

  /** The same with the ledger's lane held: nobody posts and nobody else closes until the transaction ends. */
  async hold(tx: EntityManager, fundId: string): Promise<ClosedBooks & { sequence: bigint }> {
    const sequence = await this.sums.hold(tx);
    return { ...(await this.books(tx, fundId)), sequence };
  }

  /**
   * Closes the period in the books and keeps what was looked at. Call it with the lane held and the order checked.
   * @param given.closedBy who answers for it, where that is not who acts now: the first of two signatures
   */
  async close(
    tx: EntityManager,
    actor: Actor,
    given: { fund: Fund; period: string; checklist: unknown; facts: AcceptedItem['facts']; closedBy?: string },
  ): Promise<{ id: string; sequence: bigint }> {
    const { fund, period, facts } = given;
    const of = this.periodOf(fund, period);
    const { sequence } = await this.periods.set(tx, { ...of, state: 'closed', actorId: actor.id, facts });
    const id = newId();
    await tx.query(
      `INSERT INTO closing (id, unit_code, fund_id, kind, starts_on, checklist, sequence, closed_by, closed_at)
       VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9)`,
      [
        id,
        of.unitCode,
        of.fundId,
        of.kind,
        of.startsOn,
        exactJson(given.checklist),
        sequence,
        given.closedBy ?? actor.id,
        this.clock.now(),
      ],
    );
    return { id, sequence };
  }

  /** Opens the period again in the books; `meanwhile` is done while it is open and the record not yet written. */
  async reopen(
    tx: EntityManager,
    actor: Actor,
    given: { fund: Fund; closing: Closing; period: string; reason: string },
    meanwhile: () => Promise<unknown>,
  ): Promise<bigint> {
    const of = this.periodOf(given.fund, given.period);
    const { sequence } = await this.periods.set(tx, { ...of, state: 'open', actorId: actor.id });
    await meanwhile();
    await tx.query(
      `UPDATE closing SET reopened_by = $2, reopened_at = $3, reopen_reason = $4, reopen_sequence = $5 WHERE id = $1`,
      [given.closing.id, actor.id, this.clock.now(), given.reason, sequence],
    );
    return sequence;
  }

  /** A closing, locked. @throws Refusal closing.unknown (404) */
  async closing(tx: EntityManager, id: string): Promise<Closing> {
    const lock = { mode: 'for_no_key_update' } as const;
    const closing = isId(id) && (await tx.getRepository(Closing).findOne({ where: { id }, lock }));
    if (!closing) throw refuse('closing.unknown');
    return closing;
  }

  private periodOf(
    fund: Fund,
    period: string,
  ): { unitCode: string; fundId: string; kind: 'month' | 'year'; startsOn: string } {
    const kind = period.length === 4 ? 'year' : 'month';
    return { unitCode: fund.unitCode, fundId: fund.id, kind, startsOn: daysOf(period).startsOn };
  }
}
