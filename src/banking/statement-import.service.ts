/** Reads and posts in one go, for the command line; and posts behind a page that may be left. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import type { Actor } from '../identity/actor.js';
import type { IdempotencyKey } from '../platform/idempotency.js';
import { log } from '../platform/log.js';
import { toJsonInteger } from '../platform/money.js';
import { refusalOf } from '../platform/problems.filter.js';
import { type Lang, Refusal } from '../platform/refusal.js';
import { problemSentence, refuse } from './banking.refusals.js';
import { StatementKeeper, type StatementReport } from './statement-keeper.service.js';
import { type Progress, StatementPosting } from './statement-posting.service.js';
import { progressOf } from './statement.store.js';

export type StatementFile = {
  bytes: Buffer;
  fileName: string;
  /** Of a bank account that the program knows. */
  accountNumber: string;
  profile?: string | undefined;
  dryRun?: boolean | undefined;
};

/** What the command prints: sums are JSON integers, in đồng. */
export type ImportAnswer = {
  rows: number;
  /** Lines that came into the books by this call. */
  posted: number;
  /** Lines that were in the books before it. */
  duplicates: number;
  credits: number;
  debits: number;
  opening: number | null;
  closing: number | null;
  balanced: boolean;
  problems: ProblemAnswer[];
};

export type ProblemAnswer = {
  code: string;
  message: string;
  row?: number;
  date?: string;
  expected?: number;
  found?: number;
  difference?: number;
};

@Injectable()
export class StatementImport {
  private readonly running = new Map<string, Promise<void>>();
  private stopping = false;

  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly funds: FundsService,
    private readonly keeper: StatementKeeper,
    private readonly posting: StatementPosting,
  ) {}

  /**
   * Reads, proves, keeps and posts. A file that was stopped in the middle goes on; one that is in the books posts 0.
   * Problems of the file are answered, with nothing kept; what else is refused (permission, an unknown account, the
   * file of another account) is thrown.
   */
  async importStatement(
    actor: Actor,
    file: StatementFile,
    onProgress?: (progress: Progress) => void | Promise<void>,
    lang: Lang = 'vi',
  ): Promise<ImportAnswer> {
    const account = await this.funds.bankAccountByNumber(this.db, file.accountNumber);
    if (!account) throw refuse('statement.number-unknown');
    const { bytes, fileName, profile } = file;
    const given = { bankAccountId: account.id, bytes, fileName, profile };
    const report = await (file.dryRun ? this.keeper.look(actor, given) : this.keeper.keepOrReport(actor, given));
    const answer = importAnswer(report, lang);
    if (file.dryRun || report.problems.length > 0 || report.id === null) return answer;
    const posted = await this.posting.post(actor, report.id, undefined, onProgress ? { onProgress } : {});
    return { ...answer, posted, duplicates: answer.rows - posted };
  }

  /** Begins at once, so that whatever refuses the statement is thrown here; the lines follow behind. */
  async startPosting(actor: Actor, id: string, key?: IdempotencyKey): Promise<void> {
    await this.posting.begin(actor, id, key);
    if (this.running.has(id) || this.stopping) return;
    const work = this.posting
      .carryOn(actor, id, { shouldStop: () => this.stopping })
      .then(
        () => undefined,
        (error: unknown) => this.noteStop(id, error),
      )
      .finally(() => this.running.delete(id));
    this.running.set(id, work);
  }

  /** Whether this program is posting the statement now; if it is half posted and this is not so, it was stopped. */
  isRunning(id: string): boolean {
    return this.running.has(id);
  }

  progress(id: string): Promise<Progress> {
    return progressOf(this.db, id);
  }

  /** Lets the slice under way end; the rest goes on when it is asked for again. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.running.values());
  }

  private async noteStop(id: string, error: unknown): Promise<void> {
    const code = refusalOf(error)?.code ?? 'internal';
    log.error(
      { statement: id, code, ...(error instanceof Refusal ? {} : { error: (error as Error).name }) },
      'posting stopped',
    );
    await this.db.query(`UPDATE statement SET stopped_code = $2 WHERE id = $1`, [id, code]).catch(() => undefined);
  }
}

/** The report as plain JSON, with each problem in the reader's words. */
export function reportAnswer(
  report: StatementReport,
  lang: Lang,
): Omit<ImportAnswer, 'posted'> & { id: string | null } {
  const { id, rows, duplicates, balanced, credits, debits, opening, closing } = report;
  return {
    id,
    rows,
    credits: jsonSum(credits) ?? 0,
    debits: jsonSum(debits) ?? 0,
    opening: jsonSum(opening),
    closing: jsonSum(closing),
    balanced,
    duplicates,
    problems: report.problems.map((problem) => {
      const { code, row, date, expected, found, difference } = problem;
      const sums = { expected, found, difference };
      const known = Object.entries(sums).flatMap(([name, sum]) => (sum === undefined ? [] : [[name, jsonSum(sum)]]));
      const where = { ...(row !== undefined && { row }), ...(date !== undefined && { date }) };
      return { code, message: problemSentence(problem, lang), ...where, ...Object.fromEntries(known) } as ProblemAnswer;
    }),
  };
}

function importAnswer(report: StatementReport, lang: Lang): ImportAnswer {
  const { id: _, ...answer } = reportAnswer(report, lang);
  return { ...answer, posted: 0 };
}

/** A sum of a broken file may be past what a JSON integer carries: it is then not answered at all. */
function jsonSum(sum: bigint | null): number | null {
  const fits = sum !== null && sum <= BigInt(Number.MAX_SAFE_INTEGER) && sum >= -BigInt(Number.MAX_SAFE_INTEGER);
  return fits ? toJsonInteger(sum) : null;
}
