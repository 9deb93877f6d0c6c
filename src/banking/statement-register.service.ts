/** Finding statements and their lines, and what posting one would do. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import type { PlainDate } from '../platform/dates.js';
import { isId } from '../platform/ids.js';
import { decodeCursor, type Page, pageOf } from '../platform/paging.js';
import { refuse } from './banking.refusals.js';
import { scrubMemo } from './memo.rules.js';
import type { ExplainReason, LineState, StatementState } from './statement.entity.js';
import type { StatementDay } from './statement.rules.js';

export type { StatementDay } from './statement.rules.js';
export type { ExplainReason, LineState } from './statement.entity.js';

export type StatementView = {
  id: string;
  bankAccountId: string;
  accountNumber: string;
  bankName: string;
  unitCode: string;
  fundId: string;
  fundName: string;
  fileName: string;
  sha256: string;
  profile: string;
  rows: number;
  duplicates: number;
  credits: bigint;
  debits: bigint;
  opening: bigint;
  closing: bigint;
  firstDay: PlainDate;
  lastDay: PlainDate;
  state: StatementState;
  stoppedCode: string | null;
  keptAt: Date;
  postedAt: Date | null;
  undoneAt: Date | null;
  undoReason: string | null;
  /** The entry that opened the account's books with this statement; no gift. */
  openingEntry: bigint | null;
  /** How many of its own lines stand in each state, and their sums. */
  lines: { state: LineState; count: number; credits: bigint; debits: bigint }[];
  /** Lines in the books, of how many. */
  posted: number;
  of: number;
  receipts: { count: number; first: string; last: string } | null;
};

export type LineView = {
  id: string;
  position: number;
  date: PlainDate;
  reference: string;
  debit: bigint;
  credit: bigint;
  balance: bigint | null;
  /** As the bank wrote it for the unit's bookkeepers; numbers taken out for everyone else. */
  memo: string;
  state: LineState;
  donationId: string | null;
  receipt: string | null;
  sequence: bigint | null;
  reason: ExplainReason | null;
  note: string | null;
  /** Who finds out what the line is, and the days since the bank's: only while nobody knows. */
  owner: { id: string; name: string } | null;
  daysOpen: number | null;
};

export type LinesFilter = { state?: LineState | undefined; limit?: number | undefined; cursor?: string | undefined };

const VIEW = `
  SELECT s.id, s.bank_account_id AS "bankAccountId", b.number AS "accountNumber", b.bank_name AS "bankName",
    s.unit_code AS "unitCode", s.fund_id AS "fundId", f.name AS "fundName", s.file_name AS "fileName",
    encode(s.sha256, 'hex') AS sha256, s.profile, s.rows, s.duplicates, s.credits, s.debits, s.opening, s.closing,
    s.first_day AS "firstDay", s.last_day AS "lastDay", s.state, s.stopped_code AS "stoppedCode", s.kept_at AS "keptAt",
    s.posted_at AS "postedAt", s.undone_at AS "undoneAt", s.undo_reason AS "undoReason",
    s.opening_sequence AS "openingEntry"
  FROM statement s JOIN bank_account b ON b.id = s.bank_account_id JOIN fund f ON f.id = s.fund_id`;

type ViewRow = Omit<StatementView, 'lines' | 'posted' | 'of' | 'receipts'>;

@Injectable()
export class StatementRegister {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly funds: FundsService,
    private readonly clock: Clock,
  ) {}

  /** Statements of the accounts that the caller may read, newest first. */
  async list(
    actor: Actor,
    filter: { bankAccountId?: string | undefined; limit?: number | undefined; cursor?: string | undefined },
  ): Promise<Page<StatementView>> {
    const limit = filter.limit ?? 50;
    const before = decodeCursor(filter.cursor);
    const units = await this.funds.unitsWithFunds(actor, 'statement.read');
    const rows = await this.db.query<ViewRow[]>(
      `${VIEW} WHERE s.unit_code = ANY ($1) AND ($2::uuid IS NULL OR s.bank_account_id = $2) AND ($3::uuid IS NULL OR s.id < $3)
       ORDER BY s.id DESC LIMIT $4`,
      [units, filter.bankAccountId ?? null, isId(before) ? before : null, limit + 1],
    );
    const page = pageOf(rows, limit, ({ id }) => id);
    return { ...page, items: await Promise.all(page.items.map((row) => this.withLines(row))) };
  }

  /** @throws Refusal statement.unknown (404), identity.not-permitted (403) */
  async get(actor: Actor, id: string): Promise<StatementView> {
    const rows = isId(id) ? await this.db.query<ViewRow[]>(`${VIEW} WHERE s.id = $1`, [id]) : [];
    const [row] = rows;
    if (!row) throw refuse('statement.unknown');
    actor.require('statement.read', row.unitCode);
    return this.withLines(row);
  }

  /** The days that the statement brought, each opening + credits - debits = closing. */
  async days(statementId: string): Promise<StatementDay[]> {
    return this.db.query(
      `SELECT date, rows, credits, debits, opening, closing FROM statement_day WHERE statement_id = $1 ORDER BY date`,
      [statementId],
    );
  }

  /** Its lines in the bank's order. */
  async lines(actor: Actor, statementId: string, filter: LinesFilter): Promise<Page<LineView>> {
    const statement = await this.get(actor, statementId);
    const limit = filter.limit ?? 50;
    const after = decodeCursor(filter.cursor);
    const rows = await this.db.query<LineView[]>(
      `SELECT l.id, l.position, l.date, l.reference, l.debit, l.credit, l.balance, l.memo, l.state,
         l.donation_id AS "donationId", r.serial AS receipt, l.sequence, l.explained_reason AS reason, l.note,
         CASE WHEN l.state IN ('suspense', 'to-explain') THEN $5::date - l.date END AS "daysOpen",
         CASE WHEN l.state IN ('suspense', 'to-explain') AND u.id IS NOT NULL
           THEN json_build_object('id', u.id, 'name', u.name) END AS owner
       FROM statement_line l LEFT JOIN donation d ON d.id = l.donation_id LEFT JOIN receipt r ON r.id = d.receipt_id
       LEFT JOIN app_user u ON u.id = l.owner_id
       WHERE l.statement_id = $1 AND ($2::text IS NULL OR l.state = $2) AND l.position > $3
       ORDER BY l.position LIMIT $4`,
      [
        statementId,
        filter.state ?? null,
        after && /^\d{1,9}$/.test(after) ? Number(after) : 0,
        limit + 1,
        this.clock.today(),
      ],
    );
    const whole = actor.may('statement.explain', statement.unitCode);
    const shown = whole ? rows : rows.map((row) => ({ ...row, memo: scrubMemo(row.memo), note: null }));
    return pageOf(shown, limit, ({ position }) => String(position));
  }

  private async withLines(row: ViewRow): Promise<StatementView> {
    const lines = await this.db.query<(Omit<StatementView['lines'][number], 'count'> & { count: bigint })[]>(
      `SELECT state, count(*) AS count, sum(credit)::bigint AS credits, sum(debit)::bigint AS debits FROM statement_line
       WHERE statement_id = $1 GROUP BY state ORDER BY state`,
      [row.id],
    );
    const [receipts] = await this.db.query<{ count: bigint; first: string | null; last: string | null }[]>(
      `SELECT count(*) AS count, (array_agg(r.serial ORDER BY r.sequence))[1] AS first,
         (array_agg(r.serial ORDER BY r.sequence DESC))[1] AS last
       FROM statement_line l JOIN donation d ON d.id = l.donation_id JOIN receipt r ON r.id = d.receipt_id
       WHERE l.statement_id = $1 AND l.state = 'gift'`,
      [row.id],
    );
    const counts = lines.map((line) => ({ ...line, count: Number(line.count) }));
    const of = counts.reduce((sum, { count }) => sum + count, 0);
    const waiting = counts.find(({ state }) => state === 'waiting')?.count ?? 0;
    const span = receipts?.first && receipts.last ? { first: receipts.first, last: receipts.last } : undefined;
    return {
      ...row,
      lines: counts,
      posted: of - waiting,
      of,
      receipts: span ? { count: Number(receipts?.count ?? 0n), ...span } : null,
    };
  }
}
