/**
 * Reads what open data consists of, with the public login and from the public views alone: a private column cannot come
 * into a file, because this login cannot read one. Everything of one reading is of one moment.
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { UnitsService } from '../units/units.service.js';
import { APPEALS, BANK_DAYS, type Cell, FLOWS, FUNDS, GIFTS, PAYOUTS, type Table } from './tables.js';

export type Row = Record<string, Cell>;

export type AppealRow = Row & {
  appeal_id: string;
  appeal: string;
  unit_code: string;
  unit: string;
  fund: string;
  regime: 'nd93' | 'vnn' | 'bien-dao' | 'other';
  document_no: string | null;
  purpose: string | null;
  receive_from: PlainDate;
  receive_until: PlainDate | null;
};

export type PayoutRow = Row & {
  batch: string;
  commune_code: string | null;
  commune: string;
  date: PlainDate;
  purpose: string | null;
  purpose_en: string | null;
  households: number;
  amount: bigint;
  unit_code: string;
  unit: string;
  fund_id: string;
  fund: string;
  appeal_id: string | null;
  appeal: string | null;
};

export type FlowRow = Row & {
  date: PlainDate;
  fund_id: string;
  appeal_id: string | null;
  flow: 'opening' | 'received' | 'paid' | 'passed-on' | 'other';
  amount: bigint;
};

export type Reading = {
  sequence: bigint;
  /** When the head of the books was written: nothing in the files is of a later moment. */
  recordedAt: Date;
  funds: Row[];
  appeals: AppealRow[];
  payouts: PayoutRow[];
  flows: FlowRow[];
  bankDays: Row[];
  /** One row a gift, in the order of the log; read page by page, since there may be millions. */
  gifts(): AsyncIterable<Row>;
};

const PAGE = 5_000;

const SUMS = 'opening, received, paid, passed_on, other_spent, held, reserved';

/** The rows of each view that is read whole; of a year's work these are thousands, not millions. */
const WHOLE_VIEWS = {
  funds: `SELECT id AS fund_id, name AS fund, unit_code, opened_on, closed_on, ${SUMS} FROM public_fund ORDER BY id`,
  appeals: `SELECT a.id AS appeal_id, a.name AS appeal, a.unit_code, a.fund_id, f.name AS fund, a.regime, a.document_no,
      a.purpose, a.receive_from, a.receive_until, a.target_amount,
      ${SUMS.replaceAll(/\w+/g, 'a.$&')}
    FROM public_appeal a JOIN public_fund f ON f.id = a.fund_id ORDER BY a.id`,
  payouts: `SELECT * FROM public_payout_batch ORDER BY batch, commune_code COLLATE "C", purpose COLLATE "C"`,
  flows: `SELECT * FROM public_flow_day ORDER BY date, fund_id, appeal_id NULLS FIRST, flow COLLATE "C"`,
  bankDays: `SELECT * FROM public_bank_day ORDER BY account, date, statement_sha256 COLLATE "C"`,
} as const;

@Injectable()
export class OpenDataReader {
  constructor(
    @InjectDataSource('public') private readonly db: DataSource,
    private readonly units: UnitsService,
  ) {}

  /** Does the work with a reading of one moment; it must not be used afterwards. */
  read<T>(work: (reading: Reading) => Promise<T>): Promise<T> {
    return this.db.transaction('REPEATABLE READ', async (tx) => {
      const [head] = await tx.query<Pick<Reading, 'sequence' | 'recordedAt'>[]>(
        `SELECT sequence, recorded_at AS "recordedAt" FROM public_position`,
      );
      if (!head) throw new Error('The books have no head.');
      const rows = async <R extends Row>(view: keyof typeof WHOLE_VIEWS): Promise<R[]> =>
        (await tx.query<R[]>(WHOLE_VIEWS[view])).map((row) => this.named(row));
      return work({
        ...head,
        funds: await rows('funds'),
        appeals: await rows('appeals'),
        payouts: await rows('payouts'),
        flows: await rows('flows'),
        bankDays: await rows('bankDays'),
        gifts: () => this.gifts(tx),
      });
    });
  }

  private async *gifts(tx: EntityManager): AsyncGenerator<Row> {
    for (let after: Cell = 0n; ;) {
      const page: Row[] = await tx.query<Row[]>(
        `SELECT * FROM public_gift WHERE sequence > $1 ORDER BY sequence LIMIT ${PAGE}`,
        [after],
      );
      for (const row of page) yield this.named(row);
      if (page.length < PAGE) return;
      after = page.at(-1)?.sequence ?? 0n;
    }
  }

  /** With the names of its committee and its commune, which the map in memory knows. */
  private named<R extends Row>(row: R): R {
    const { unit_code: unit, commune_code: commune } = row;
    return {
      ...row,
      ...(typeof unit === 'string' && { unit: this.units.committeeName(unit) }),
      ...(commune !== undefined && { commune: (commune && this.units.get(String(commune))?.fullName) || '' }),
    };
  }
}

/** The cells of a row in the order of its table's columns. */
export function cellsOf({ columns }: Table, row: Row): Cell[] {
  return columns.map(({ name }) => row[name] ?? null);
}

/** Every row of a reading with its table, and the month whose file it belongs in. */
export async function* rowsOf(reading: Reading): AsyncGenerator<{ table: Table; month: string | undefined; row: Row }> {
  for (const [table, rows] of [[FUNDS, reading.funds] as const, [APPEALS, reading.appeals] as const])
    for (const row of rows) yield { table, month: undefined, row };
  const monthly: [Table, Iterable<Row> | AsyncIterable<Row>][] = [
    [GIFTS, reading.gifts()],
    [PAYOUTS, reading.payouts],
    [BANK_DAYS, reading.bankDays],
    [FLOWS, reading.flows],
  ];
  for (const [table, rows] of monthly)
    for await (const row of rows) yield { table, month: String(row.date).slice(0, 7), row };
}
