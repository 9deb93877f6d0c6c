/** Shows what is closed of a fund, who did it and when, and the checklist of a month: as it is, or as it was kept. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Fund } from '../funds/fund.entity.js';
import type { Actor } from '../identity/actor.js';

import type { Profile } from '../books/closing-sums.service.js';
import type { PlainDate } from '../platform/dates.js';
import { ChecklistFacts } from './checklist-facts.service.js';
import type { PointLine } from './checklist-line.rules.js';
import { type Checklist, checklistOf } from './checklist.rules.js';
import { ClosingRecords } from './closing-records.service.js';
import {
  type ClosedBooks,
  closeMonthProblem,
  type CloseProblem,
  closeYearProblem,
  daysOf,
  type Month,
  monthOf,
  monthsOfYear,
  nextMonth,
  type Year,
} from './closing.rules.js';
import { YearEntries } from './year-entries.service.js';
import type { ReconciliationLine } from './year-reconciliations.service.js';

export type { Checklist, Point, PointName } from './checklist.rules.js';
export type { PointLine } from './checklist-line.rules.js';

/** `none`: before the fund's first entry. `running`: today is in it. `coming`: not begun. */
export type PeriodView = {
  period: string;
  startsOn: PlainDate;
  endsOn: PlainDate;
  state: 'open' | 'closed' | 'running' | 'coming' | 'none';
  /** Why it cannot be closed now; null where only its checklist decides. */
  problem: CloseProblem | null;
  /** The closing that stands, or the last one, that was opened again. */
  closing: ClosingView | null;
};

export type ClosingView = {
  id: string;
  closedBy: string;
  closedById: string;
  closedAt: Date;
  sequence: bigint;
  reopenedBy: string | null;
  reopenedAt: Date | null;
  reopenReason: string | null;
};

/** A reconciliation of profile B; the second signature is null while it waits. */
export type ReconciliationView = {
  id: string;
  year: Year;
  lines: ReconciliationLine[];
  signedBy: string;
  signedById: string;
  signedAt: Date;
  countersignedBy: string | null;
  countersignedAt: Date | null;
};

export type Closings = {
  fundId: string;
  unitCode: string;
  fundName: string;
  year: PeriodView;
  profile: Profile;
  /** Twelve. */
  months: PeriodView[];
  /** The month to close next; null where there is none that has begun. */
  next: Month | null;
  reconciliation: ReconciliationView | null;
};

export type ChecklistView = Checklist & {
  month: Month;
  /** A closed month shows what was kept when it was closed. */
  closed: boolean;
  problem: CloseProblem | null;
};

type ClosingRow = ClosingView & { kind: string; startsOn: PlainDate };

@Injectable()
export class ClosingsReader {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly records: ClosingRecords,
    private readonly facts: ChecklistFacts,
    private readonly entries: YearEntries,
  ) {}

  /** The twelve months of a year, this one without a given one. @throws Refusal closing.fund-unknown (422) */
  of(actor: Actor, fundId: string, given?: Year): Promise<Closings> {
    return this.read(actor, fundId, async (tx, fund, books) => {
      const year = given ?? books.today.slice(0, 4);
      const closings = await closingsOf(tx, fundId, year);
      const view = (period: string, problem: CloseProblem | undefined): PeriodView => ({
        period,
        ...daysOf(period),
        state: stateOf(books, period),
        problem: problem ?? null,
        closing: closings.get(period) ?? null,
      });
      return {
        fundId,
        unitCode: fund.unitCode,
        fundName: fund.name,
        year: view(year, closeYearProblem(books, year)),
        profile: await this.entries.profile(tx, fund, year),
        months: monthsOfYear(year).map((month) => view(month, closeMonthProblem(books, month))),
        next: nextMonth(books) ?? null,
        reconciliation: await reconciliationOf(tx, fundId, year),
      };
    });
  }

  /** The checklist of a month. @throws Refusal closing.fund-unknown (422) */
  checklist(actor: Actor, fundId: string, month: Month): Promise<ChecklistView> {
    return this.read(actor, fundId, async (tx, _fund, books) => {
      const problem = closeMonthProblem(books, month) ?? null;
      const kept = books.months.has(month) ? await keptChecklist(tx, fundId, month) : undefined;
      if (kept) return { month, closed: true, problem, ...kept };
      const checklist = checklistOf(await this.facts.of(tx, fundId, month, books.today));
      return { month, closed: books.months.has(month), problem, ...checklist };
    });
  }

  /** All of one moment. */
  private read<T>(
    actor: Actor,
    fundId: string,
    work: (tx: EntityManager, fund: Fund, books: ClosedBooks) => Promise<T>,
  ): Promise<T> {
    return this.db.transaction('REPEATABLE READ', async (tx) => {
      const fund = await this.records.fund(tx, fundId);
      actor.require('period.read', fund.unitCode);
      return work(tx, fund, await this.records.books(tx, fundId));
    });
  }
}

function stateOf({ today, firstDay, months, years }: ClosedBooks, period: string): PeriodView['state'] {
  const { startsOn, endsOn } = daysOf(period);
  if ((period.length === 4 ? years : months).has(period)) return 'closed';
  if (today < startsOn) return 'coming';
  if (today <= endsOn) return 'running';
  const first = firstDay && (period.length === 4 ? firstDay.slice(0, 4) : monthOf(firstDay));
  return first === undefined || period < first ? 'none' : 'open';
}

/** The last closing of each period of the year, by the period. */
async function closingsOf(tx: EntityManager, fundId: string, year: Year): Promise<Map<string, ClosingView>> {
  const { startsOn, endsOn } = daysOf(year);
  const rows = await tx.query<ClosingRow[]>(
    `SELECT DISTINCT ON (c.kind, c.starts_on) c.kind, c.starts_on AS "startsOn", c.id, u.name AS "closedBy",
       c.closed_by AS "closedById", c.closed_at AS "closedAt", c.sequence, v.name AS "reopenedBy",
       c.reopened_at AS "reopenedAt", c.reopen_reason AS "reopenReason"
     FROM closing c JOIN app_user u ON u.id = c.closed_by LEFT JOIN app_user v ON v.id = c.reopened_by
     WHERE c.fund_id = $1 AND c.starts_on BETWEEN $2 AND $3 ORDER BY c.kind, c.starts_on, c.sequence DESC`,
    [fundId, startsOn, endsOn],
  );
  return new Map(rows.map(({ kind, startsOn: day, ...view }) => [day.slice(0, kind === 'year' ? 4 : 7), view]));
}

async function reconciliationOf(tx: EntityManager, fundId: string, year: Year): Promise<ReconciliationView | null> {
  const rows = await tx.query<ReconciliationView[]>(
    `SELECT r.id, $2 AS year, r.lines, u.name AS "signedBy", r.signed_by AS "signedById", r.signed_at AS "signedAt",
       v.name AS "countersignedBy", r.countersigned_at AS "countersignedAt"
     FROM year_reconciliation r JOIN app_user u ON u.id = r.signed_by LEFT JOIN app_user v ON v.id = r.countersigned_by
     WHERE r.fund_id = $1 AND r.starts_on = $3 AND NOT r.superseded ORDER BY r.id DESC LIMIT 1`,
    [fundId, year, daysOf(year).startsOn],
  );
  return rows[0] ?? null;
}

type KeptLine = Omit<PointLine, 'amount'> & { amount: number | null };
type Kept = { ready: boolean; points: (Omit<Checklist['points'][number], 'lines'> & { lines: KeptLine[] })[] };

async function keptChecklist(tx: EntityManager, fundId: string, month: Month): Promise<Checklist | undefined> {
  const [row] = await tx.query<{ checklist: Kept }[]>(
    `SELECT checklist FROM closing WHERE fund_id = $1 AND kind = 'month' AND starts_on = $2 AND reopened_at IS NULL`,
    [fundId, daysOf(month).startsOn],
  );
  if (!row) return undefined;
  const points = row.checklist.points.map(({ lines, ...point }) => ({
    ...point,
    lines: lines.map((line) => ({ ...line, amount: line.amount === null ? null : BigInt(line.amount) })),
  }));
  return { ready: row.checklist.ready, points };
}
