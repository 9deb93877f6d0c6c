/** Reading the books. Every figure names the position in the log it was computed from. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { decodeCursor, type Page, pageOf } from '../platform/paging.js';

export type BooksFilter = {
  /** Units whose books are wanted; the caller has checked that they may be read. */
  unitCodes: string[];
  fundId?: string | undefined;
};

export type TrialBalanceRow = {
  accountId: number;
  code: string;
  nameVi: string;
  nameEn: string;
  label: string;
  role: 'place' | 'creditor' | 'restriction';
  unitCode: string;
  fundId: string;
  restrictionId: number | null;
  debit: bigint;
  credit: bigint;
  /** Debit side positive, credit side negative: the column adds up to zero. */
  balance: bigint;
};

export type TrialBalance = {
  sequence: bigint;
  asOf: PlainDate | null;
  rows: TrialBalanceRow[];
  totals: { debit: bigint; credit: bigint; balance: bigint };
};

export type EntryMovement = {
  line: number;
  debit: { accountId: number; code: string; label: string };
  credit: { accountId: number; code: string; label: string };
  amount: bigint;
};

export type EntryView = {
  id: bigint;
  kind: string;
  unitCode: string;
  fundId: string;
  effectiveDate: PlainDate;
  recordedAt: Date;
  voucher: string | null;
  description: string;
  reverses: bigint | null;
  reversedBy: bigint | null;
  decisionNo: string | null;
  sourceKind: string | null;
  sourceId: string | null;
  householdId: string | null;
  communeCode: string | null;
  purpose: string | null;
  recordedBy: string;
  leafHash: string;
  total: bigint;
  movements: EntryMovement[];
};

export type EntriesFilter = BooksFilter & {
  from?: PlainDate | undefined;
  to?: PlainDate | undefined;
  accountId?: number | undefined;
  voucher?: string | undefined;
  sourceId?: string | undefined;
};

const ENTRY_COLUMNS = `
  e.sequence AS id, e.kind, e.unit_code AS "unitCode", e.fund_id AS "fundId", e.effective_date AS "effectiveDate",
  v.recorded_at AS "recordedAt", e.voucher, e.description, e.reverses, r.sequence AS "reversedBy",
  e.decision_no AS "decisionNo", e.source_kind AS "sourceKind", e.source_id AS "sourceId",
  e.household_id AS "householdId", e.commune_code AS "communeCode", e.purpose, v.actor_id AS "recordedBy",
  encode(v.leaf_hash, 'hex') AS "leafHash"`;

@Injectable()
export class BooksService {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** The head of the books: how many events there are. */
  async sequence(): Promise<bigint> {
    const rows = await this.db.query<{ sequence: bigint }[]>(`SELECT sequence FROM ledger_head`);
    return rows[0]?.sequence ?? 0n;
  }

  /** Every account with its sums up to and including `asOf` (all of them without it), in one snapshot with the head. */
  async trialBalance(filter: BooksFilter & { asOf?: PlainDate | undefined }): Promise<TrialBalance> {
    const rows = await this.db.query<(TrialBalanceRow & { sequence: bigint })[]>(
      `WITH asked AS (SELECT * FROM account WHERE unit_code = ANY ($1) AND ($2::uuid IS NULL OR fund_id = $2)),
       sums AS (
         SELECT account, sum(debit)::bigint AS debit, sum(credit)::bigint AS credit FROM (
           SELECT a.id AS account, m.amount AS debit, 0::bigint AS credit FROM asked a JOIN movement m ON m.debit = a.id
           WHERE $3::date IS NULL OR m.effective_date <= $3
           UNION ALL SELECT a.id, 0, m.amount FROM asked a JOIN movement m ON m.credit = a.id
           WHERE $3::date IS NULL OR m.effective_date <= $3) s
         GROUP BY account)
       SELECT h.sequence, a.id AS "accountId", a.code, c.name_vi AS "nameVi", c.name_en AS "nameEn", a.label, a.role,
         a.unit_code AS "unitCode", a.fund_id AS "fundId", a.restriction_id AS "restrictionId",
         coalesce(s.debit, 0) AS debit, coalesce(s.credit, 0) AS credit,
         coalesce(s.debit, 0) - coalesce(s.credit, 0) AS balance
       FROM ledger_head h CROSS JOIN asked a
       JOIN LATERAL (SELECT name_vi, name_en FROM chart_account c WHERE c.code = a.code ORDER BY valid_from DESC LIMIT 1) c ON true
       LEFT JOIN sums s ON s.account = a.id
       ORDER BY a.unit_code, a.fund_id, a.code COLLATE "C", a.id`,
      [filter.unitCodes, filter.fundId ?? null, filter.asOf ?? null],
    );
    const totals = { debit: 0n, credit: 0n, balance: 0n };
    for (const row of rows) {
      totals.debit += row.debit;
      totals.credit += row.credit;
      totals.balance += row.balance;
    }
    const sequence = rows[0]?.sequence ?? (await this.sequence());
    return { sequence, asOf: filter.asOf ?? null, rows: rows.map(({ sequence: _, ...row }) => row), totals };
  }

  /** Entries, newest first. */
  async entries(filter: EntriesFilter, page: { limit?: number; cursor?: string }): Promise<Page<EntryView>> {
    const limit = page.limit ?? 50;
    const before = decodeCursor(page.cursor);
    const rows = await this.db.query<Omit<EntryView, 'movements' | 'total'>[]>(
      `SELECT ${ENTRY_COLUMNS} FROM entry e JOIN event v ON v.sequence = e.sequence
       LEFT JOIN entry r ON r.reverses = e.sequence
       WHERE e.unit_code = ANY ($1) AND ($2::uuid IS NULL OR e.fund_id = $2)
         AND ($3::date IS NULL OR e.effective_date >= $3) AND ($4::date IS NULL OR e.effective_date <= $4)
         AND ($5::integer IS NULL OR EXISTS (
           SELECT FROM movement m WHERE m.sequence = e.sequence AND $5 IN (m.debit, m.credit)))
         AND ($6::text IS NULL OR e.voucher = $6) AND ($7::uuid IS NULL OR e.source_id = $7)
         AND ($8::bigint IS NULL OR e.sequence < $8)
       ORDER BY e.sequence DESC LIMIT $9`,
      [
        filter.unitCodes,
        filter.fundId ?? null,
        filter.from ?? null,
        filter.to ?? null,
        filter.accountId ?? null,
        filter.voucher ?? null,
        filter.sourceId ?? null,
        before && /^\d{1,18}$/.test(before) ? before : null,
        limit + 1,
      ],
    );
    return pageOf(await this.withMovements(rows), limit, (entry) => String(entry.id));
  }

  /** One entry, wherever it belongs: the caller checks its unit. */
  async entry(sequence: bigint): Promise<EntryView | undefined> {
    const rows = await this.db.query<Omit<EntryView, 'movements' | 'total'>[]>(
      `SELECT ${ENTRY_COLUMNS} FROM entry e JOIN event v ON v.sequence = e.sequence
       LEFT JOIN entry r ON r.reverses = e.sequence WHERE e.sequence = $1`,
      [sequence],
    );
    const [entry] = await this.withMovements(rows);
    return entry;
  }

  private async withMovements(rows: Omit<EntryView, 'movements' | 'total'>[]): Promise<EntryView[]> {
    if (rows.length === 0) return [];
    const movements = await this.db.query<
      {
        sequence: bigint;
        line: number;
        amount: bigint;
        debit: number;
        debitCode: string;
        debitLabel: string;
        credit: number;
        creditCode: string;
        creditLabel: string;
      }[]
    >(
      `SELECT m.sequence, m.line, m.amount, m.debit, d.code AS "debitCode", d.label AS "debitLabel",
         m.credit, c.code AS "creditCode", c.label AS "creditLabel"
       FROM movement m JOIN account d ON d.id = m.debit JOIN account c ON c.id = m.credit
       WHERE m.sequence = ANY ($1::bigint[]) ORDER BY m.sequence, m.line`,
      [rows.map(({ id }) => id)],
    );
    const of = new Map<bigint, typeof movements>(rows.map(({ id }) => [id, []]));
    for (const movement of movements) of.get(movement.sequence)?.push(movement);
    return rows.map((row) => {
      const lines = of.get(row.id) ?? [];
      return {
        ...row,
        total: lines.reduce((sum, m) => sum + m.amount, 0n),
        movements: lines.map((m) => ({
          line: m.line,
          debit: { accountId: m.debit, code: m.debitCode, label: m.debitLabel },
          credit: { accountId: m.credit, code: m.creditCode, label: m.creditLabel },
          amount: m.amount,
        })),
      };
    });
  }
}
