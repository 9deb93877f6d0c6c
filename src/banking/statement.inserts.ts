/** Puts a proven statement down, set-based. */
import type { EntityManager } from 'typeorm';
import type { BankAccount } from '../funds/place.entity.js';
import type { StatementReport } from './statement-keeper.service.js';
import type { IdentifiedLine, StatementDay } from './statement.rules.js';

const SLICE = 5_000;

export async function insertStatement(
  tx: EntityManager,
  row: {
    id: string;
    account: BankAccount;
    sha256: Buffer;
    contentHash: Buffer;
    file: Buffer;
    fileName: string;
    profile: string;
    report: StatementReport;
    keptBy: string;
    keptAt: Date;
  },
): Promise<void> {
  const { account, report } = row;
  await tx.query(
    `INSERT INTO statement (id, bank_account_id, unit_code, fund_id, sha256, content_hash, file, file_name, profile, rows,
       duplicates, credits, debits, opening, closing, first_day, last_day, state, kept_by, kept_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'kept', $18, $19)`,
    [
      row.id,
      account.id,
      account.unitCode,
      account.fundId,
      row.sha256,
      row.contentHash,
      row.file,
      row.fileName,
      row.profile,
      report.rows,
      report.duplicates,
      report.credits,
      report.debits,
      report.opening,
      report.closing,
      report.days[0]?.date,
      report.days.at(-1)?.date,
      row.keptBy,
      row.keptAt,
    ],
  );
}

export async function insertLines(
  tx: EntityManager,
  statementId: string,
  bankAccountId: string,
  lines: readonly (IdentifiedLine & { id: string })[],
): Promise<void> {
  for (let at = 0; at < lines.length; at += SLICE) {
    const slice = lines.slice(at, at + SLICE);
    await tx.query(
      `INSERT INTO statement_line (id, statement_id, bank_account_id, position, date, reference, debit, credit, balance, memo,
         identity, occurrence)
       SELECT l.id, $1, $2, l.position, l.date, l.reference, l.debit, l.credit, l.balance, l.memo, decode(l.identity, 'hex'), l.occurrence
       FROM unnest($3::uuid[], $4::integer[], $5::date[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[], $10::text[],
         $11::text[], $12::integer[]) AS l(id, position, date, reference, debit, credit, balance, memo, identity, occurrence)`,
      [
        statementId,
        bankAccountId,
        slice.map(({ id }) => id),
        slice.map(({ position }) => position),
        slice.map(({ date }) => date),
        slice.map(({ reference }) => reference),
        slice.map(({ debit }) => debit),
        slice.map(({ credit }) => credit),
        slice.map(({ balance }) => balance ?? null),
        slice.map(({ memo }) => memo),
        slice.map(({ identity }) => identity),
        slice.map(({ occurrence }) => occurrence),
      ],
    );
  }
}

export async function insertDays(tx: EntityManager, statementId: string, days: readonly StatementDay[]): Promise<void> {
  await tx.query(
    `INSERT INTO statement_day (statement_id, date, rows, credits, debits, opening, closing)
     SELECT $1, * FROM unnest($2::date[], $3::integer[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])`,
    [
      statementId,
      days.map(({ date }) => date),
      days.map(({ rows }) => rows),
      days.map(({ credits }) => credits),
      days.map(({ debits }) => debits),
      days.map(({ opening }) => opening),
      days.map(({ closing }) => closing),
    ],
  );
}
