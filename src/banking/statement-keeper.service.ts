/**
 * Takes a statement in: reads it, proves it, and keeps file and lines together, in one transaction. Nothing is posted
 * here, and of a file with any problem nothing at all is kept.
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { createHash } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import type { BankAccount } from '../funds/place.entity.js';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import type { PlainDate } from '../platform/dates.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { newId } from '../platform/ids.js';
import { LARGEST_AMOUNT, toJsonInteger } from '../platform/money.js';
import { transact } from '../platform/transact.js';
import { refusalOfStatement, refuse } from './banking.refusals.js';
import { namedAccount } from './file-owner.rules.js';
import { profileOf, STATEMENT_PROFILES } from './profiles.js';
import { readStatement, type StatementRead } from './statement-csv.js';
import { type Plan, StatementPlanner } from './statement-planner.service.js';
import {
  type IdentifiedLine,
  lineIdentity,
  proveStatement,
  type StatementDay,
  type StatementProblem,
  type StatementProof,
  type StatementRow,
  withOccurrences,
} from './statement.rules.js';
import { closingBefore, knownDays, knownLines, knownSpan, type Reader } from './statement.store.js';
import { insertDays, insertLines, insertStatement } from './statement.inserts.js';

export type GivenStatement = {
  bankAccountId: string;
  bytes: Buffer;
  fileName: string;
  /** The code of the bank's format; the account's own bank's, else any that fits, without it. */
  profile?: string | undefined;
};

/** What a file says, in đồng; opening and closing are null where it does not say. */
export type StatementReport = {
  /** The statement kept, or known from before; null where nothing is kept. */
  id: string | null;
  rows: number;
  credits: bigint;
  debits: bigint;
  opening: bigint | null;
  closing: bigint | null;
  balanced: boolean;
  /** Rows that the account already has from an earlier file. */
  duplicates: number;
  problems: readonly StatementProblem[];
  days: readonly StatementDay[];
};

/** The same as plain JSON, for a statement that was kept. */
export type KeptStatement = {
  id: string;
  rows: number;
  credits: number;
  debits: number;
  opening: number;
  closing: number;
  balanced: true;
  duplicates: number;
  problems: [];
};

type FreshLine = IdentifiedLine & { id: string };

/** A file that was read, for the account it is said to be of. */
type OpenedFile = { account: BankAccount; given: GivenStatement; read: StatementRead; sha256: Buffer };

type Examined = { report: StatementReport; fresh: FreshLine[]; plan: Plan | undefined };

/** A future date in one row is in the rest too: enough of them to see what is wrong. */
const MOST_PROBLEMS = 50;

@Injectable()
export class StatementKeeper {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly funds: FundsService,
    private readonly planner: StatementPlanner,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps a proven statement; the same file again keeps nothing and answers the one known.
   * @throws Refusal statement.* with every problem, the first of them as its code
   */
  async keep(actor: Actor, given: GivenStatement, key?: IdempotencyKey): Promise<KeptStatement> {
    const file = await this.opened(actor, given);
    return transact(this.db, async (tx) => {
      const keep = async (): Promise<KeptStatement> => {
        const report = await this.take(tx, actor, file);
        if (report.problems.length > 0) throw refusalOfStatement(report.problems);
        return keptAnswer(report);
      };
      await lockAccount(tx, file.account.id);
      return key ? once(tx, key, keep) : keep();
    });
  }

  /** The same, read and proven once for both: problems are answered, not thrown, and then nothing is kept. */
  async keepOrReport(actor: Actor, given: GivenStatement): Promise<StatementReport> {
    const file = await this.opened(actor, given);
    return transact(this.db, async (tx) => {
      await lockAccount(tx, file.account.id);
      return this.take(tx, actor, file);
    });
  }

  /** The same without keeping anything. */
  async look(actor: Actor, given: GivenStatement): Promise<StatementReport> {
    return (await this.examine(this.db, await this.opened(actor, given))).report;
  }

  private async opened(actor: Actor, given: GivenStatement): Promise<OpenedFile> {
    const account = await this.account(actor, given.bankAccountId);
    const read = await this.read(account, given);
    return { account, given, read, sha256: createHash('sha256').update(given.bytes).digest() };
  }

  private async take(tx: EntityManager, actor: Actor, file: OpenedFile): Promise<StatementReport> {
    const examined = await this.examine(tx, file);
    const { report } = examined;
    if (report.problems.length > 0 || report.id !== null) return report;
    return { ...report, id: await this.insert(tx, actor, file, examined) };
  }

  private async account(actor: Actor, id: string): Promise<BankAccount> {
    const account = await this.funds.bankAccount(this.db, id);
    if (!account) throw refuse('statement.account-unknown');
    actor.require('statement.import', account.unitCode);
    if (account.currency !== 'VND') throw refuse('statement.account-foreign', { currency: account.currency });
    return account;
  }

  private read(account: BankAccount, given: GivenStatement): Promise<StatementRead> {
    const asked = given.profile ? profileOf(given.profile) : profileOf(account.bankCode);
    if (given.profile && !asked) {
      throw refuse('statement.profile-unknown', { profiles: STATEMENT_PROFILES.map(({ code }) => code).join(', ') });
    }
    return readStatement(given.bytes, asked);
  }

  private async examine(db: Reader, { account, read, sha256 }: OpenedFile): Promise<Examined> {
    const [first] = read.rows;
    if (read.problems.length > 0 || !first) {
      return { report: reportOf(read.rows, proveStatement([]), read.problems), fresh: [], plan: undefined };
    }
    await this.refuseKnownElsewhere(db, account, sha256, read.rows);
    const proof = proveStatement(read.rows, await closingBefore(db, account.id, first.date));
    const problems = [
      ...(await this.ofOtherAccount(db, account, read.rows)),
      ...futureRows(read.rows, this.clock.today()),
      ...proof.problems,
      ...tooLarge(proof),
    ];
    if (problems.length > 0) return { report: reportOf(read.rows, proof, problems), fresh: [], plan: undefined };
    return this.compare(db, account, read.rows, proof);
  }

  /** What of a proven file is new, and whether the rest is what was imported before. */
  private async compare(
    db: Reader,
    account: BankAccount,
    rows: readonly StatementRow[],
    proof: StatementProof,
  ): Promise<Examined> {
    const lines = withOccurrences(account.number, rows);
    const known = await knownLines(
      db,
      account.id,
      lines.map(({ identity }) => identity),
    );
    const fresh = lines
      .filter(({ identity, occurrence }) => !known.keys.has(`${identity}/${occurrence}`))
      .map((line): FreshLine => ({ ...line, id: newId() }));
    const duplicates = rows.length - fresh.length;
    const problems = await this.overlaps(db, account, proof.days, fresh);
    const id = fresh.length === 0 ? (known.statementId ?? null) : null;
    const report = { ...reportOf(rows, proof, problems), id, duplicates };
    if (problems.length > 0 || fresh.length === 0) return { report, fresh: [], plan: undefined };
    const plan = await this.plan(db, account, proof, fresh);
    return { report: { ...report, balanced: plan.problems.length === 0, problems: plan.problems }, fresh, plan };
  }

  private async plan(db: Reader, account: BankAccount, proof: StatementProof, fresh: FreshLine[]): Promise<Plan> {
    const [firstDay, lastDay] = [fresh[0]?.date ?? '', fresh.at(-1)?.date ?? ''];
    const span = await knownSpan(db, account.id);
    const opening = proof.days.find(({ date }) => date === firstDay)?.opening ?? 0n;
    const known = await this.planner.known(db, account, firstDay, lastDay);
    return this.planner.plan(db, { account, firstDay, lastDay, opening, first: !span, lines: fresh }, known);
  }

  /** Days that were imported before must be the same again, and nothing new may come on or before them. */
  private async overlaps(
    db: Reader,
    account: BankAccount,
    days: readonly StatementDay[],
    fresh: readonly FreshLine[],
  ): Promise<StatementProblem[]> {
    const span = await knownSpan(db, account.id);
    const [from, until] = [days[0]?.date, days.at(-1)?.date];
    if (!span || from === undefined || until === undefined) return [];
    const inFile = new Map(days.map((day) => [day.date, day]));
    const known = await knownDays(db, account.id, from, until);
    const changed = known.filter((day) => !isSameDay(day, inFile.get(day.date))).map(({ date }) => date);
    const late = fresh.filter(({ date }) => date <= span.last).map(({ date }) => date);
    return [...new Set([...changed, ...late])]
      .sort()
      .slice(0, MOST_PROBLEMS)
      .map((date) => ({ code: date < span.first ? 'statement.day-earlier' : 'statement.day-changed', date }));
  }

  private async ofOtherAccount(
    db: Reader,
    account: BankAccount,
    rows: readonly StatementRow[],
  ): Promise<StatementProblem[]> {
    const numbers = await db.query<{ number: string }[]>(`SELECT number FROM bank_account`);
    const number = namedAccount(
      rows,
      account.number,
      numbers.map((row) => row.number),
    );
    return number === undefined ? [] : [{ code: 'statement.other-account', number }];
  }

  /** One file is one account's, whether byte by byte or saved again with the same rows. */
  private async refuseKnownElsewhere(
    db: Reader,
    account: BankAccount,
    sha256: Buffer,
    rows: readonly StatementRow[],
  ): Promise<void> {
    const [other] = await db.query<{ number: string }[]>(
      `SELECT b.number FROM statement s JOIN bank_account b ON b.id = s.bank_account_id
       WHERE s.state <> 'undone' AND (s.sha256 = $1 OR s.content_hash = $2) AND s.bank_account_id <> $3 LIMIT 1`,
      [sha256, contentHash(rows), account.id],
    );
    if (other) throw refuse('statement.known-elsewhere', { number: other.number });
  }

  private async insert(tx: EntityManager, actor: Actor, file: OpenedFile, examined: Examined): Promise<string> {
    const { account, read, given, sha256 } = file;
    const { report, fresh } = examined;
    const id = newId();
    await insertStatement(tx, {
      id,
      account,
      sha256,
      contentHash: contentHash(read.rows),
      file: given.bytes,
      fileName: given.fileName.slice(0, 200) || 'statement.csv',
      profile: read.profile ?? '',
      report,
      keptBy: actor.id,
      keptAt: this.clock.now(),
    });
    await insertLines(tx, id, account.id, fresh);
    const since = fresh[0]?.date ?? '';
    await insertDays(
      tx,
      id,
      report.days.filter(({ date }) => date >= since),
    );
    return id;
  }
}

/**
 * Two files of one account at once wait in line, else both would find their lines new. Not FOR UPDATE: whoever writes a
 * row that refers to the account meanwhile, as a pay-out, need not wait for the file to be proven.
 */
async function lockAccount(tx: EntityManager, id: string): Promise<void> {
  await tx.query(`SELECT 1 FROM bank_account WHERE id = $1 FOR NO KEY UPDATE`, [id]);
}

function reportOf(
  rows: readonly StatementRow[],
  proof: StatementProof,
  problems: readonly StatementProblem[],
): StatementReport {
  const { opening, closing, credits, debits, days } = proof;
  const balanced = problems.length === 0;
  return { id: null, rows: rows.length, credits, debits, opening, closing, balanced, duplicates: 0, problems, days };
}

function keptAnswer(report: StatementReport): KeptStatement {
  const { id, rows, credits, debits, opening, closing, duplicates } = report;
  if (id === null || opening === null || closing === null)
    throw new Error('A kept statement has an opening and a closing.');
  const [credit, debit, start, end] = [credits, debits, opening, closing].map(toJsonInteger);
  const sums = { credits: credit ?? 0, debits: debit ?? 0, opening: start ?? 0, closing: end ?? 0 };
  return { id, rows, ...sums, balanced: true, duplicates, problems: [] };
}

function futureRows(rows: readonly StatementRow[], today: PlainDate): StatementProblem[] {
  return rows
    .filter(({ date }) => date > today)
    .slice(0, MOST_PROBLEMS)
    .map(({ position: row, date }) => ({ code: 'statement.date-future', row, date }));
}

function tooLarge({ credits, debits, opening }: StatementProof): StatementProblem[] {
  const sums = [credits, debits, opening ?? 0n];
  return sums.some((sum) => sum > LARGEST_AMOUNT) ? [{ code: 'statement.sum-too-large' }] : [];
}

function isSameDay(known: StatementDay, inFile: StatementDay | undefined): boolean {
  return (
    inFile !== undefined &&
    inFile.rows === known.rows &&
    inFile.credits === known.credits &&
    inFile.debits === known.debits &&
    inFile.closing === known.closing
  );
}

function contentHash(rows: readonly StatementRow[]): Buffer {
  const hash = createHash('sha256');
  for (const row of rows) hash.update(lineIdentity('', row));
  return hash.digest();
}
