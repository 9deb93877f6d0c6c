/** The rows of statements: what the services of this folder read and write in the caller's transaction. */
import type { DataSource, EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { isId } from '../platform/ids.js';
import { refuse } from './banking.refusals.js';
import type { LineState, Statement, StatementState } from './statement.entity.js';
import type { PreviousClosing, StatementDay } from './statement.rules.js';

export type Reader = EntityManager | DataSource;

/** A statement without its file. */
export type StatementRowLocked = Omit<Statement, 'file'>;

/** A line as whoever explains it needs it, with where its statement stands. */
export type DebitLine = {
  id: string;
  statementId: string;
  statementState: StatementState;
  bankAccountId: string;
  unitCode: string;
  fundId: string;
  date: PlainDate;
  debit: bigint;
  state: LineState;
  sequence: bigint | null;
};

/** A line as posting needs it; its memo is not read. */
export type LineToPost = {
  id: string;
  date: PlainDate;
  debit: bigint;
  credit: bigint;
  donationId: string | null;
  depositId: string | null;
  saleId: string | null;
  matches: bigint;
};

/** What became of a line. */
export type LineOutcome = {
  id: string;
  state: LineState;
  sequence: bigint | null;
  donationId: string | null;
};

const COLUMNS = `id, bank_account_id AS "bankAccountId", unit_code AS "unitCode", fund_id AS "fundId", sha256,
  content_hash AS "contentHash", file_name AS "fileName", profile, rows, duplicates, credits, debits, opening, closing,
  first_day AS "firstDay", last_day AS "lastDay", state, stopped_code AS "stoppedCode",
  opening_sequence AS "openingSequence", kept_by AS "keptBy", kept_at AS "keptAt", posted_by AS "postedBy",
  posted_at AS "postedAt", undone_by AS "undoneBy", undone_at AS "undoneAt", undo_reason AS "undoReason"`;

/**
 * Locks go statement, line, then the ledger's lane, everywhere. Not FOR UPDATE: rows that refer to the statement may be
 * written meanwhile.
 * @throws Refusal statement.unknown (404)
 */
export async function statementOf(db: Reader, id: string, lock = false): Promise<StatementRowLocked> {
  const rows = isId(id)
    ? await db.query<StatementRowLocked[]>(
        `SELECT ${COLUMNS} FROM statement WHERE id = $1 ${lock ? 'FOR NO KEY UPDATE' : ''}`,
        [id],
      )
    : [];
  const [statement] = rows;
  if (!statement) throw refuse('statement.unknown');
  return statement;
}

/** @throws Refusal statement.line-unknown (404) */
export async function debitLineOf(db: Reader, id: string, lock = false): Promise<DebitLine> {
  const rows = isId(id)
    ? await db.query<DebitLine[]>(
        `SELECT l.id, s.id AS "statementId", s.state AS "statementState", s.bank_account_id AS "bankAccountId",
           s.unit_code AS "unitCode", s.fund_id AS "fundId", l.date, l.debit, l.state, l.sequence
         FROM statement_line l JOIN statement s ON s.id = l.statement_id
         WHERE l.id = $1 ${lock ? 'FOR NO KEY UPDATE OF l' : ''}`,
        [id],
      )
    : [];
  const [line] = rows;
  if (!line) throw refuse('statement.line-unknown');
  return line;
}

/** Which of these pay-outs the bank has not shown yet. */
export async function notAtBank<T extends { sequence: bigint }>(db: Reader, paid: readonly T[]): Promise<T[]> {
  if (paid.length === 0) return [];
  const rows = await db.query<{ sequence: bigint }[]>(
    `SELECT sequence FROM statement_match WHERE sequence = ANY ($1::bigint[])`,
    [paid.map(({ sequence }) => sequence)],
  );
  const shown = new Set(rows.map(({ sequence }) => sequence));
  return paid.filter(({ sequence }) => !shown.has(sequence));
}

/** Notes which lines are the bank's side of which pay-outs: an entry is that of one line only. */
export async function insertMatches(
  tx: EntityManager,
  matches: readonly { lineId: string; sequence: bigint }[],
): Promise<void> {
  await tx.query(`INSERT INTO statement_match (sequence, line_id) SELECT * FROM unnest($1::bigint[], $2::uuid[])`, [
    matches.map(({ sequence }) => sequence),
    matches.map(({ lineId }) => lineId),
  ]);
}

/** The last closing of the account on a day before this one, of all statements that stand. */
export async function closingBefore(
  db: Reader,
  bankAccountId: string,
  day: PlainDate,
): Promise<PreviousClosing | undefined> {
  const rows = await db.query<PreviousClosing[]>(
    `SELECT d.date, d.closing FROM statement_day d JOIN statement s ON s.id = d.statement_id
     WHERE s.bank_account_id = $1 AND s.state NOT IN ('undone') AND d.date < $2 ORDER BY d.date DESC LIMIT 1`,
    [bankAccountId, day],
  );
  return rows[0];
}

/** The days already known of the account, from one to another. */
export async function knownDays(
  db: Reader,
  bankAccountId: string,
  from: PlainDate,
  until: PlainDate,
): Promise<StatementDay[]> {
  return db.query(
    `SELECT d.date, d.rows, d.credits, d.debits, d.opening, d.closing FROM statement_day d JOIN statement s ON s.id = d.statement_id
     WHERE s.bank_account_id = $1 AND s.state <> 'undone' AND d.date BETWEEN $2 AND $3 ORDER BY d.date`,
    [bankAccountId, from, until],
  );
}

/** The first and the last day known of the account; none before its first statement. */
export async function knownSpan(
  db: Reader,
  bankAccountId: string,
): Promise<{ first: PlainDate; last: PlainDate } | undefined> {
  const [span] = await db.query<{ first: PlainDate | null; last: PlainDate | null }[]>(
    `SELECT min(d.date) AS first, max(d.date) AS last FROM statement_day d JOIN statement s ON s.id = d.statement_id
     WHERE s.bank_account_id = $1 AND s.state <> 'undone'`,
    [bankAccountId],
  );
  return span?.first && span.last ? { first: span.first, last: span.last } : undefined;
}

/** Which of these lines the account already has, as `identity/occurrence`, and the statement of the first of them. */
export async function knownLines(
  db: Reader,
  bankAccountId: string,
  identities: string[],
): Promise<{ keys: Set<string>; statementId: string | undefined }> {
  const rows = await db.query<{ identity: string; occurrence: number; statementId: string }[]>(
    `SELECT encode(identity, 'hex') AS identity, occurrence, statement_id AS "statementId" FROM statement_line
     WHERE bank_account_id = $1 AND state <> 'undone' AND identity = ANY (SELECT decode(x, 'hex') FROM unnest($2::text[]) x)
     ORDER BY statement_id, position`,
    [bankAccountId, [...new Set(identities)]],
  );
  const keys = new Set(rows.map(({ identity, occurrence }) => `${identity}/${occurrence}`));
  return { keys, statementId: rows.at(-1)?.statementId };
}

/** Up to so many lines that are not in the books yet: money that came first, so that none is missing when some leaves. */
export async function waitingLines(tx: EntityManager, statementId: string, limit: number): Promise<LineToPost[]> {
  return tx.query(
    `SELECT l.id, l.date, l.debit, l.credit, l.donation_id AS "donationId",
       (SELECT d.id FROM cash_deposit d WHERE d.line_id = l.id) AS "depositId",
       (SELECT s.id FROM currency_sale s WHERE s.line_id = l.id) AS "saleId",
       (SELECT count(*) FROM statement_match m WHERE m.line_id = l.id) AS matches
     FROM statement_line l WHERE l.statement_id = $1 AND l.state = 'waiting'
     ORDER BY l.debit > 0, l.position LIMIT $2`,
    [statementId, limit],
  );
}

/** Notes what became of these lines. */
export async function settleLines(tx: EntityManager, outcomes: LineOutcome[]): Promise<void> {
  await tx.query(
    `UPDATE statement_line l SET state = o.state, sequence = o.sequence, donation_id = o.donation
     FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::uuid[]) AS o(id, state, sequence, donation) WHERE l.id = o.id`,
    [
      outcomes.map(({ id }) => id),
      outcomes.map(({ state }) => state),
      outcomes.map(({ sequence }) => sequence),
      outcomes.map(({ donationId }) => donationId),
    ],
  );
}

/** How many lines are in the books, of how many. */
export async function progressOf(db: Reader, statementId: string): Promise<{ done: number; of: number }> {
  const [row] = await db.query<{ done: bigint; lines: bigint }[]>(
    `SELECT count(*) FILTER (WHERE state <> 'waiting') AS done, count(*) AS lines FROM statement_line WHERE statement_id = $1`,
    [statementId],
  );
  return { done: Number(row?.done ?? 0n), of: Number(row?.lines ?? 0n) };
}
