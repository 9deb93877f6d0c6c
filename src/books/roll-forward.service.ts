/** How the money of each purpose went from what it was to what it is: the same figures in both posting profiles. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { BooksPosition } from './books-position.service.js';
import { unitOfFund } from '../ledger/fund-unit.service.js';
import type { Nature } from '../ledger/natures.js';
import type { RestrictionId } from '../ledger/posting.dto.js';

/**
 * In đồng; `opening + received + inKind + fromUnits + interest + other + decisions - support - passedOn - costs = closing`.
 * `decisions` is below zero where more was moved away than here. `opening` holds what minutes brought in the period too.
 */
export type RollForwardFigures = {
  opening: bigint;
  received: bigint;
  inKind: bigint;
  fromUnits: bigint;
  interest: bigint;
  other: bigint;
  decisions: bigint;
  /** Paid or given to those it is for. */
  support: bigint;
  /** Given on to other units. */
  passedOn: bigint;
  /** Financial, management and other costs: with the donors' consent only. */
  costs: bigint;
  closing: bigint;
};

export type RollForwardLine = RollForwardFigures & {
  restrictionId: RestrictionId;
  kind: 'general' | 'appeal' | 'earmark';
  label: string;
};

export type RollForwardReport = {
  /** The position in the public log that it was computed from. */
  sequence: bigint;
  fundId: string;
  from: PlainDate | null;
  to: PlainDate | null;
  lines: RollForwardLine[];
  totals: RollForwardFigures;
};

type Column = Exclude<keyof RollForwardFigures, 'closing'>;

const COLUMN_OF: Record<Nature, Column> = {
  carried: 'opening',
  summary: 'opening',
  decision: 'decisions',
  donations: 'received',
  'in-kind': 'inKind',
  'from-units': 'fromUnits',
  interest: 'interest',
  'other-income': 'other',
  support: 'support',
  'support-in-kind': 'support',
  'to-units': 'passedOn',
  'financial-cost': 'costs',
  management: 'costs',
  'other-expense': 'costs',
};

/** Columns that lessen what is left. */
const OUT: ReadonlySet<Column> = new Set(['support', 'passedOn', 'costs']);

const COLUMNS: Column[] = [...new Set(Object.values(COLUMN_OF))];

type Row = Pick<RollForwardLine, 'restrictionId' | 'kind' | 'label'> & {
  nature: Nature | null;
  earlier: boolean;
  amount: bigint;
};

@Injectable()
export class RollForwardService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly position: BooksPosition,
  ) {}

  /** The unit whose fund it is. @throws Refusal ledger.fund-unknown (422) */
  unitOf(fundId: string): Promise<string> {
    return unitOfFund(this.db, fundId);
  }

  /** @throws Refusal as `BooksPosition.of` */
  async of(ask: {
    fundId: string;
    from?: PlainDate | undefined;
    to?: PlainDate | undefined;
    known?: bigint | undefined;
  }): Promise<RollForwardReport> {
    const sequence = await this.position.of(ask);
    return this.at(this.db, { ...ask, sequence });
  }

  /** The same as a reader within a transaction sees it, at the head or at `sequence`. */
  async at(
    db: DataSource | EntityManager,
    ask: { fundId: string; from?: PlainDate | undefined; to?: PlainDate | undefined; sequence: bigint },
  ): Promise<RollForwardReport> {
    const { fundId, sequence } = ask;
    const from = ask.from ?? null;
    const to = ask.to ?? null;
    const lines = linesOf(await db.query<Row[]>(FLOWS, [fundId, from, to, sequence]));
    return { sequence, fundId, from, to, lines, totals: totalsOf(lines) };
  }
}

function linesOf(rows: readonly Row[]): RollForwardLine[] {
  const lines = new Map<RestrictionId, RollForwardLine>();
  for (const { restrictionId, kind, label, nature, earlier, amount } of rows) {
    const line = lines.get(restrictionId) ?? { restrictionId, kind, label, ...nothing() };
    lines.set(restrictionId, line);
    if (nature === null) continue;
    const column = earlier ? 'opening' : COLUMN_OF[nature];
    line[column] += OUT.has(column) ? -amount : amount;
    line.closing += amount;
  }
  return [...lines.values()];
}

/** What the lines come to. */
function totalsOf(lines: readonly RollForwardFigures[]): RollForwardFigures {
  const totals = nothing();
  for (const line of lines) for (const column of [...COLUMNS, 'closing' as const]) totals[column] += line[column];
  return totals;
}

function nothing(): RollForwardFigures {
  const zeros = Object.fromEntries(COLUMNS.map((column) => [column, 0n])) as Record<Column, bigint>;
  return { ...zeros, closing: 0n };
}

const FLOWS = `
  WITH asked AS MATERIALIZED (
    SELECT a.id, a.restriction_id, a.nature FROM account a WHERE a.fund_id = $1 AND a.restriction_id IS NOT NULL),
  ids AS MATERIALIZED (SELECT coalesce(array_agg(id), '{}') AS ids FROM asked),
  sums AS (
    SELECT true AS earlier, s.* FROM ids, LATERAL ledger_sums(ids.ids, NULL, $2::date - 1, $4) s WHERE $2::date IS NOT NULL
    UNION ALL SELECT false, s.* FROM ids, LATERAL ledger_sums(ids.ids, $2::date, $3::date, $4) s)
  SELECT r.id AS "restrictionId", r.kind, r.label, x.nature, coalesce(x.earlier, false) AS earlier, coalesce(x.amount, 0) AS amount
  FROM restriction r
  LEFT JOIN (
    SELECT a.restriction_id, a.nature, s.earlier, sum(s.credit - s.debit)::bigint AS amount
    FROM sums s JOIN asked a ON a.id = s.account_id WHERE NOT s.closing GROUP BY 1, 2, 3) x ON x.restriction_id = r.id
  WHERE r.fund_id = $1
  ORDER BY array_position(ARRAY['general', 'appeal', 'earmark'], r.kind), r.id`;
