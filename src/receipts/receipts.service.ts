/**
 * Number series and the register of receipts. A number is taken inside the posting transaction, after the gift was
 * accepted and under the ledger's lane, so numbers run 1…n without a gap per unit, fund and year (accounting.md,
 * "Numbers and vouchers"); a posting that is rolled back has taken none.
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { newCode, newId } from '../platform/ids.js';
import { PgRows } from '../platform/pg-rows.js';
import { prepared } from '../platform/prepared.js';
import { Settings } from '../platform/settings.js';
import { answeredLater } from '../platform/transact.js';
import { receiptPdf, type ReceiptPaper } from './receipt.pdf.js';
import { refuse } from './receipts.refusals.js';
import { serialOf } from './receipts.rules.js';

export type { ReceiptPaper, Signatory } from './receipt.pdf.js';

type Reader = EntityManager | DataSource;

/** The names under a paper, as they were on its day. */
export type Signatories = { chair?: string; chiefAccountant?: string; accountant?: string; cashier?: string };

/** Foreign money in its minor unit, and the rate that its worth in đồng follows from. */
export type ForeignAmount = { currency: string; amount: bigint; rate: string };

/** What a receipt is asked for. */
export type ReceiptDraft = {
  unitCode: string;
  fundId: string;
  /** The kind of fund, as `VNN`: it is part of the serial. */
  fundKind: string;
  effectiveDate: PlainDate;
  /** In đồng; what foreign money is worth. */
  amount: bigint;
  foreign?: ForeignAmount | undefined;
  signatories: Signatories;
};

/** A receipt with its number, before its entry is written. */
export type NumberedReceipt = ReceiptDraft & {
  id: string;
  serial: string;
  code: string;
  year: number;
  number: number;
  address: string;
};

type Series = { unitCode: string; fundId: string; kind: string; year: number };

/** The last number of each series, by `seriesOf`. */
export type LastNumbers = Map<string, number>;

export type ReceiptView = {
  id: string;
  serial: string;
  code: string;
  unitCode: string;
  fundId: string;
  sequence: bigint;
  /** In đồng; of foreign money what it is worth, and beside it what was given. */
  amount: bigint;
  currency: string;
  foreignAmount: bigint | null;
  rate: string | null;
  effectiveDate: PlainDate;
  address: string;
  signatories: Signatories;
  issuedAt: Date;
  void: { date: PlainDate; reason: string } | null;
};

const RECEIPT_COLUMNS = `
  r.id, r.serial, r.code, r.unit_code AS "unitCode", r.fund_id AS "fundId", r.sequence, r.amount, r.currency,
  r.foreign_amount AS "foreignAmount", trim_scale(r.rate)::text AS rate,
  r.effective_date AS "effectiveDate", r.address, r.signatories, r.issued_at AS "issuedAt",
  CASE WHEN v.receipt_id IS NOT NULL THEN json_build_object('date', v.voided_on, 'reason', v.reason) END AS void`;

const ISSUE = prepared(`SELECT receipts_issue($1::receipt_row[])`);
const LAST_NUMBERS = prepared(
  `SELECT unit_code AS "unitCode", fund_id AS "fundId", kind, year, last FROM number_series WHERE fund_id = ANY ($1::uuid[])`,
);
const CONTINUE_VOUCHERS = prepared(
  `SELECT vouchers_continue($1::text[], $2::uuid[], $3::text[], $4::smallint[], $5::integer[], $6::integer[])`,
);
const TAKE_VOUCHER = prepared(
  `SELECT v.last AS number, f.kind_code AS "fundKind"
   FROM vouchers_take(ARRAY[$1::text], ARRAY[$2::uuid], ARRAY[$3::text], ARRAY[$4::smallint], ARRAY[1]) v
   JOIN fund f ON f.id = v.fund_id`,
);

export type VoucherKind = 'PT' | 'PC' | 'BC' | 'BN' | 'PKT';
export type VoucherDraft = { unitCode: string; fundId: string; kind: VoucherKind; year: number };

@Injectable()
export class ReceiptsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly settings: Settings,
  ) {}

  /** The last numbers taken for these funds. Call it with the lane held: only then are they certain. */
  async lastNumbers(tx: EntityManager, fundIds: string[]): Promise<LastNumbers> {
    const rows = await tx.query<(Series & { last: number })[]>(LAST_NUMBERS, [fundIds]);
    return new Map(rows.map((row) => [seriesOf(row), row.last]));
  }

  /** Numbers receipts in the order given, on from the last ones, which then are these. */
  number(last: LastNumbers, drafts: ReceiptDraft[]): NumberedReceipt[] {
    return drafts.map((draft) => {
      const year = Number(draft.effectiveDate.slice(0, 4));
      const number = next(last, { ...draft, kind: 'UH', year });
      const code = newCode();
      const serial = serialOf('UH', draft.fundKind, draft.unitCode, year, number);
      return { ...draft, id: newId(), serial, code, year, number, address: `${this.settings.publicUrl}/r/${code}` };
    });
  }

  /** The same for vouchers. Their numbers are taken when `tx` commits. */
  async numberVouchers(
    tx: EntityManager,
    last: LastNumbers,
    drafts: (VoucherDraft & { fundKind: string })[],
  ): Promise<string[]> {
    const taken = new Map<string, { draft: VoucherDraft; first: number; count: number }>();
    const serials = drafts.map((draft) => {
      const number = next(last, draft);
      const series = taken.get(seriesOf(draft)) ?? { draft, first: number, count: 0 };
      taken.set(seriesOf(draft), { ...series, count: series.count + 1 });
      return serialOf(draft.kind, draft.fundKind, draft.unitCode, draft.year, number);
    });
    const series = [...taken.values()];
    const parameters = [
      series.map(({ draft }) => draft.unitCode),
      series.map(({ draft }) => draft.fundId),
      series.map(({ draft }) => draft.kind),
      series.map(({ draft }) => draft.year),
      series.map(({ first }) => first),
      series.map(({ count }) => count),
    ];
    if (series.length > 0) await answeredLater(tx, tx.query(CONTINUE_VOUCHERS, parameters));
    return serials;
  }

  /** Writes numbered receipts whose entries were written at these sequences. */
  async issue(tx: EntityManager, receipts: { receipt: NumberedReceipt; sequence: bigint }[]): Promise<void> {
    if (receipts.length === 0) return;
    const rows = new PgRows();
    for (const { receipt: r, sequence } of receipts)
      rows.push(
        r.id,
        r.serial,
        r.code,
        r.unitCode,
        r.fundId,
        r.year,
        r.number,
        sequence,
        r.amount,
        r.foreign?.currency ?? 'VND',
        r.foreign?.amount,
        r.foreign?.rate,
        r.effectiveDate,
        r.address,
        JSON.stringify(r.signatories),
      );
    await answeredLater(tx, tx.query(ISSUE, [rows.text()]));
  }

  /** Voids a receipt; it keeps its number, with the reason and the entry that took the gift back. */
  async void(
    tx: EntityManager,
    given: { receiptId: string; sequence: bigint; reason: string; date: PlainDate; actorId: string },
  ): Promise<void> {
    await tx.query(`SELECT receipt_void_record($1, $2, $3, $4, $5)`, [
      given.receiptId,
      given.sequence,
      given.reason,
      given.date,
      given.actorId,
    ]);
  }

  /** Voids many receipts for one reason, each by the entry that took its gift back. */
  async voidAll(
    tx: EntityManager,
    given: { receipts: { receiptId: string; sequence: bigint }[]; reason: string; date: PlainDate; actorId: string },
  ): Promise<void> {
    await tx.query(
      `SELECT receipt_void_record(v.receipt, v.sequence, $3, $4, $5) FROM unnest($1::uuid[], $2::bigint[]) AS v(receipt, sequence)`,
      [
        given.receipts.map(({ receiptId }) => receiptId),
        given.receipts.map(({ sequence }) => sequence),
        given.reason,
        given.date,
        given.actorId,
      ],
    );
  }

  /** The next voucher's number (PT, PC …), as `PT-VNN-01-2026-000012`. Call it with the lane held. */
  async takeVoucher(tx: EntityManager, { unitCode, fundId, kind, year }: VoucherDraft): Promise<string> {
    const [taken] = await tx.query<{ number: number; fundKind: string }[]>(TAKE_VOUCHER, [
      unitCode,
      fundId,
      kind,
      year,
    ]);
    if (!taken) throw new Error('A voucher was not numbered.');
    return serialOf(kind, taken.fundKind, unitCode, year, taken.number);
  }

  async bySerial(serial: string, db: Reader = this.db): Promise<ReceiptView | undefined> {
    return this.one(db, 'r.serial COLLATE "C" = $1', serial);
  }

  async byId(id: string, db: Reader = this.db): Promise<ReceiptView | undefined> {
    return this.one(db, 'r.id = $1', id);
  }

  /** The receipt, or 404. */
  async mustBySerial(serial: string): Promise<ReceiptView> {
    const receipt = await this.bySerial(serial);
    if (!receipt) throw refuse('receipt.unknown');
    return receipt;
  }

  /** The receipt's paper. @returns the same bytes for the same receipt */
  pdf(paper: ReceiptPaper): Promise<Buffer> {
    return receiptPdf(paper);
  }

  /** Whether each series of receipts runs 1…n; names the first that does not. */
  async verify(): Promise<{ name: string; ok: boolean; detail: string }> {
    const [row] = await this.db.query<{ n: bigint; wrong: string | null }[]>(
      `SELECT (SELECT count(*) FROM receipt) AS n, (
         SELECT 'series ' || kind || ' of ' || unit_code || ' in ' || year || ': ' || count(number) || ' receipts, last number ' || coalesce(max(number), 0)
           FROM (SELECT unit_code, fund_id, kind, year, number FROM receipt) r
           FULL JOIN (SELECT * FROM number_series WHERE kind = 'UH') s USING (unit_code, fund_id, kind, year)
           GROUP BY unit_code, fund_id, kind, year, s.last
           HAVING (count(number), max(number), min(number)) IS DISTINCT FROM (s.last::bigint, s.last, 1)
         LIMIT 1) AS wrong`,
    );
    const wrong = row?.wrong ?? null;
    return {
      name: 'receipts',
      ok: wrong === null,
      detail: wrong ?? `${row?.n ?? 0n} receipts, every series 1 to n without a gap`,
    };
  }

  private async one(db: Reader, where: string, value: string): Promise<ReceiptView | undefined> {
    const rows = await db.query<ReceiptView[]>(
      `SELECT ${RECEIPT_COLUMNS} FROM receipt r LEFT JOIN receipt_void v ON v.receipt_id = r.id WHERE ${where}`,
      [value],
    );
    return rows[0];
  }
}

function seriesOf({ unitCode, fundId, kind, year }: Series): string {
  return `${unitCode}|${fundId}|${kind}|${year}`;
}

function next(last: LastNumbers, series: Series): number {
  const name = seriesOf(series);
  const number = (last.get(name) ?? 0) + 1;
  last.set(name, number);
  return number;
}
