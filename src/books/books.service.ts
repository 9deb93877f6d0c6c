/** Reading the journal. Every figure names the position in the log it was computed from. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { decodeCursor, encodeCursor, type Page } from '../platform/paging.js';
import { BooksPosition } from './books-position.service.js';
import { refuse } from './books.refusals.js';
import { accountConditions, type EntriesFilter, entryConditions, type TouchedAccounts } from './entry-conditions.js';
import {
  type TrialBalance,
  type TrialBalanceFilter,
  type TrialBalanceRow,
  TrialBalanceService,
} from './trial-balance.service.js';

export type { EntriesFilter, TrialBalance, TrialBalanceFilter, TrialBalanceRow };

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
  /** The number of the paper it rests on, as minutes. */
  documentNo: string | null;
  /** The first day of the closed month that this adjustment belongs to. */
  adjusts: PlainDate | null;
  sourceKind: string | null;
  sourceId: string | null;
  householdId: string | null;
  communeCode: string | null;
  purpose: string | null;
  recordedBy: string;
  leafHash: string;
  /** Its place in the public log: the position less one. */
  logIndex: bigint;
  total: bigint;
  movements: EntryMovement[];
};

/** A page of a list that can be turned both ways; `sequence` is the position that it is computed from. */
export type EntriesPage = Page<EntryView> & { prevCursor: string | null; sequence: bigint };

/** Movements of fewer than this are looked up before their entries. */
const FEW = 5_000;

export type NamedRestriction = { restrictionId: number; unitCode: string; fundId: string; label: string };

type EntryRow = Omit<EntryView, 'movements' | 'total'>;

const entryColumns = (known: string): string => `
  e.sequence AS id, e.kind, e.unit_code AS "unitCode", e.fund_id AS "fundId", e.effective_date AS "effectiveDate",
  v.recorded_at AS "recordedAt", e.voucher, e.description, e.reverses,
  (SELECT r.sequence FROM entry r WHERE r.reverses = e.sequence AND r.sequence <= ${known}) AS "reversedBy",
  e.decision_no AS "decisionNo", e.document_no AS "documentNo", e.adjusts, e.source_kind AS "sourceKind",
  e.source_id AS "sourceId", e.household_id AS "householdId", e.commune_code AS "communeCode", e.purpose,
  v.actor_id AS "recordedBy", encode(v.leaf_hash, 'hex') AS "leafHash", e.sequence - 1 AS "logIndex"`;

@Injectable()
export class BooksService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly position: BooksPosition,
    private readonly balances: TrialBalanceService,
  ) {}

  /** The head of the books: how many events there are. */
  sequence(): Promise<bigint> {
    return this.position.head();
  }

  /** Every account with its sums. @throws Refusal ledger.known-ahead, ledger.days-order (400) */
  trialBalance(filter: TrialBalanceFilter): Promise<TrialBalance> {
    return this.balances.of(filter);
  }

  /**
   * Entries, newest first; the cursor is the sequence of the last one, so what is posted meanwhile shifts nothing.
   * @throws Refusal ledger.known-ahead, ledger.days-order, ledger.amounts-order (400)
   */
  async entries(filter: EntriesFilter, page: { limit?: number; cursor?: string } = {}): Promise<EntriesPage> {
    const { amountFrom, amountTo } = filter;
    if (amountFrom !== undefined && amountTo !== undefined && amountFrom > amountTo)
      throw refuse('ledger.amounts-order');
    const known = await this.position.of(filter);
    const limit = page.limit ?? 50;
    const cursor = readCursor(page.cursor);
    const { sql, values } = entryConditions({ ...filter, known }, await this.touched(filter));
    const [than, order] = cursor?.newer ? ['>', 'ASC'] : ['<', 'DESC'];
    const beyond = cursor ? `AND e.sequence ${than} $${values.push(cursor.sequence)}` : '';
    const rows = await this.db.query<EntryRow[]>(
      `SELECT ${entryColumns(`$${values.push(known)}`)} FROM entry e JOIN event v ON v.sequence = e.sequence
       WHERE ${sql} ${beyond} ORDER BY e.sequence ${order} LIMIT $${values.push(limit + 1)}`,
      values,
    );
    const further = rows.length > limit;
    const shown = rows.slice(0, limit);
    if (cursor?.newer) shown.reverse();
    const older = cursor?.newer ? true : further;
    const newer = cursor?.newer ? further : cursor !== undefined;
    const [first, last] = [shown[0], shown.at(-1)];
    return {
      items: await this.withMovements(shown),
      nextCursor: older && last ? encodeCursor(String(last.id)) : null,
      prevCursor: newer && first ? encodeCursor(`>${first.id}`) : null,
      sequence: known,
    };
  }

  /** One entry, wherever it belongs: the caller checks its unit. */
  async entry(sequence: bigint): Promise<EntryView | undefined> {
    const rows = await this.db.query<EntryRow[]>(
      `SELECT ${entryColumns('9223372036854775807')} FROM entry e JOIN event v ON v.sequence = e.sequence
       WHERE e.sequence = $1`,
      [sequence],
    );
    const [entry] = await this.withMovements(rows);
    return entry;
  }

  /** The people of these units, by name, to ask for what one of them recorded; those who have left too. */
  recorders(unitCodes: readonly string[]): Promise<{ id: string; name: string }[]> {
    return this.db.query(
      `SELECT u.id, u.name FROM app_user u
       WHERE u.unit_code = ANY ($1) OR EXISTS (SELECT FROM user_role r WHERE r.user_id = u.id AND r.unit_code = ANY ($1))
       ORDER BY u.name, u.id LIMIT 200`,
      [unitCodes],
    );
  }

  /** Which fund's purpose this is, wherever it belongs: the caller checks its unit. */
  async restriction(id: number): Promise<NamedRestriction | undefined> {
    const rows = await this.db.query<NamedRestriction[]>(
      `SELECT id AS "restrictionId", unit_code AS "unitCode", fund_id AS "fundId", label FROM restriction WHERE id = $1`,
      [id],
    );
    return rows[0];
  }

  private async touched(filter: EntriesFilter): Promise<TouchedAccounts | undefined> {
    const asked = accountConditions(filter);
    if (!asked) return undefined;
    const rows = await this.db.query<{ id: number }[]>(`SELECT a.id FROM account a WHERE ${asked.sql}`, asked.values);
    const ids = rows.map(({ id }) => id);
    const side = (name: string): string => `(SELECT FROM movement WHERE ${name} = ANY ($1::integer[]) LIMIT ${FEW})`;
    const [row] = await this.db.query<{ n: bigint }[]>(
      `SELECT count(*) AS n FROM (${side('debit')} UNION ALL ${side('credit')}) m`,
      [ids],
    );
    return { ids, rare: (row?.n ?? 0n) < FEW };
  }

  private async withMovements(rows: EntryRow[]): Promise<EntryView[]> {
    if (rows.length === 0) return [];
    const movements = await this.db.query<MovementRow[]>(
      `SELECT m.sequence, m.line, m.amount, m.debit, d.code AS "debitCode", d.label AS "debitLabel",
         m.credit, c.code AS "creditCode", c.label AS "creditLabel"
       FROM movement m JOIN account d ON d.id = m.debit JOIN account c ON c.id = m.credit
       WHERE m.sequence = ANY ($1::bigint[]) ORDER BY m.sequence, m.line`,
      [rows.map(({ id }) => id)],
    );
    const of = new Map<bigint, MovementRow[]>(rows.map(({ id }) => [id, []]));
    for (const movement of movements) of.get(movement.sequence)?.push(movement);
    return rows.map((row) => {
      const lines = of.get(row.id) ?? [];
      return { ...row, total: lines.reduce((sum, m) => sum + m.amount, 0n), movements: lines.map(movementOf) };
    });
  }
}

type MovementRow = {
  sequence: bigint;
  line: number;
  amount: bigint;
  debit: number;
  debitCode: string;
  debitLabel: string;
  credit: number;
  creditCode: string;
  creditLabel: string;
};

function movementOf(m: MovementRow): EntryMovement {
  return {
    line: m.line,
    debit: { accountId: m.debit, code: m.debitCode, label: m.debitLabel },
    credit: { accountId: m.credit, code: m.creditCode, label: m.creditLabel },
    amount: m.amount,
  };
}

/** `123` goes on to older entries, `>123` back to newer ones; an altered cursor reads as the first page. */
function readCursor(text: string | undefined): { newer: boolean; sequence: bigint } | undefined {
  const [, back, digits] = /^(>?)(\d{1,18})$/.exec(decodeCursor(text) ?? '') ?? [];
  return digits === undefined ? undefined : { newer: back === '>', sequence: BigInt(digits) };
}
