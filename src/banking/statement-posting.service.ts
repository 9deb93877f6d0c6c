/**
 * Posts a kept statement: first everything that could be refused is found, the opening is posted and what was on its way
 * is claimed, in one transaction; then the lines, in slices of one transaction each, with the ledger's lane free between
 * them. Killed at any point, the lines that are in the books say so and the rest still wait: posting again goes on.
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import type { BankAccount } from '../funds/place.entity.js';
import type { Actor } from '../identity/actor.js';
import { formatDate } from '../platform/dates.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { transact } from '../platform/transact.js';
import { refusalOfStatement, refuse } from './banking.refusals.js';
import { LinePosting } from './line-posting.service.js';
import { StatementOpening } from './statement-opening.service.js';
import { type LineToPlan, type Plan, StatementPlanner } from './statement-planner.service.js';
import { insertMatches, progressOf, statementOf, type StatementRowLocked, waitingLines } from './statement.store.js';

export type Progress = { done: number; of: number };
export type PostingWatch = {
  onProgress?: (progress: Progress) => void | Promise<void>;
  /** Asked between slices; true leaves the rest for another time. */
  shouldStop?: () => boolean;
};

/** Lines of one transaction: it bounds how long others wait for the ledger's lane. */
export const SLICE = 1_000;

@Injectable()
export class StatementPosting {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly funds: FundsService,
    private readonly planner: StatementPlanner,
    private readonly lines: LinePosting,
    private readonly opening: StatementOpening,
  ) {}

  /**
   * Posts the whole statement, or what is left of it. A posted one is left as it is.
   * @returns how many lines came into the books by this call
   * @throws Refusal statement.* , ledger.*; what was posted before it stays posted, and posting again goes on
   */
  async post(actor: Actor, id: string, key?: IdempotencyKey, watch: PostingWatch = {}): Promise<number> {
    await this.begin(actor, id, key);
    return this.carryOn(actor, id, watch);
  }

  /** Everything before the first slice: all that would refuse the statement refuses it here. */
  async begin(actor: Actor, id: string, key?: IdempotencyKey): Promise<void> {
    await transact(this.db, async (tx) => {
      const statement = await statementOf(tx, id, true);
      actor.require('statement.import', statement.unitCode);
      const begin = async (): Promise<{ id: string }> => {
        if (statement.state === 'undone') throw refuse('statement.is-undone');
        if (statement.state === 'undoing') throw refuse('statement.being-undone');
        if (statement.state === 'kept') await this.prepare(tx, actor, statement);
        return { id };
      };
      await (key ? once(tx, key, begin) : begin());
    });
  }

  /** Slice after slice until no line waits. Two callers at once take turns; no line is posted twice. */
  async carryOn(actor: Actor, id: string, watch: PostingWatch = {}): Promise<number> {
    let posted = 0;
    for (;;) {
      if (watch.shouldStop?.()) return posted;
      const count = await transact(this.db, (tx) => this.slice(tx, actor, id));
      posted += count;
      if (watch.onProgress) await watch.onProgress(await progressOf(this.db, id));
      if (count === 0) return posted;
    }
  }

  private async prepare(tx: EntityManager, actor: Actor, statement: StatementRowLocked): Promise<void> {
    await this.requireEarlierPosted(tx, statement);
    const account = await this.account(tx, statement);
    await this.opening.takeLane(tx);
    const plan = await this.plan(tx, statement, account);
    if (plan.problems.length > 0) throw refusalOfStatement(plan.problems);
    const sequence =
      plan.opening && (await this.opening.post(tx, { actor, statement, account, opening: plan.opening }));
    await claim(tx, plan);
    await tx.query(
      `UPDATE statement SET state = 'posting', posted_by = $2, stopped_code = NULL, opening_sequence = $3 WHERE id = $1`,
      [statement.id, actor.id, sequence ?? null],
    );
  }

  private async plan(tx: EntityManager, statement: StatementRowLocked, account: BankAccount): Promise<Plan> {
    const { id, firstDay, lastDay, opening } = statement;
    const known = await this.planner.known(tx, account, firstDay, lastDay);
    const amounts = known.arrivals.map(({ amount }) => amount);
    const lines = await tx.query<LineToPlan[]>(
      `SELECT id, position, date, debit, credit, CASE WHEN credit = ANY ($2::bigint[]) THEN memo ELSE '' END AS memo
       FROM statement_line WHERE statement_id = $1 AND state = 'waiting' ORDER BY position`,
      [id, amounts],
    );
    const [earlier] = await tx.query<unknown[]>(
      `SELECT 1 FROM statement WHERE bank_account_id = $1 AND state <> 'undone' AND id <> $2 AND last_day < $3 LIMIT 1`,
      [account.id, id, lastDay],
    );
    return this.planner.plan(tx, { account, firstDay, lastDay, opening, first: !earlier, lines }, known);
  }

  private async slice(tx: EntityManager, actor: Actor, id: string): Promise<number> {
    const statement = await statementOf(tx, id, true);
    actor.require('statement.import', statement.unitCode);
    if (statement.state === 'undoing') throw refuse('statement.being-undone');
    if (statement.state !== 'posting') return 0;
    const account = await this.account(tx, statement);
    const lines = await waitingLines(tx, id, SLICE);
    if (lines.length > 0) await this.lines.post(tx, actor, account, lines);
    else await this.opening.finish(tx, actor, statement, account);
    return lines.length;
  }

  private async account(tx: EntityManager, statement: StatementRowLocked): Promise<BankAccount> {
    const account = await this.funds.bankAccount(tx, statement.bankAccountId);
    if (!account) throw new Error('A statement names a bank account that does not exist.');
    return account;
  }

  /** The books follow the bank's days: what comes later would otherwise be proven against nothing. */
  private async requireEarlierPosted(tx: EntityManager, statement: StatementRowLocked): Promise<void> {
    const [earlier] = await tx.query<{ day: string }[]>(
      `SELECT last_day AS day FROM statement WHERE bank_account_id = $1 AND state IN ('kept', 'posting', 'undoing')
       AND last_day < $2 ORDER BY last_day LIMIT 1`,
      [statement.bankAccountId, statement.lastDay],
    );
    if (earlier) throw refuse('statement.earlier-waiting', { day: formatDate(earlier.day) });
  }
}

/** Notes which lines bring what, so that nothing else takes it while the slices run. */
async function claim(tx: EntityManager, plan: Plan): Promise<void> {
  const arrivals = [...plan.arrivals].map(([lineId, { kind, id }]) => ({ lineId, kind, id }));
  const gifts = arrivals.filter(({ kind }) => kind === 'donation');
  const deposits = arrivals.filter(({ kind }) => kind === 'cash-deposit');
  const sales = arrivals.filter(({ kind }) => kind === 'currency-sale');
  const matches = [...plan.payments].flatMap(([lineId, sequences]) =>
    sequences.map((sequence) => ({ lineId, sequence })),
  );
  await tx.query(
    `UPDATE statement_line l SET donation_id = c.donation
     FROM unnest($1::uuid[], $2::uuid[]) AS c(line, donation) WHERE l.id = c.line`,
    [gifts.map(({ lineId }) => lineId), gifts.map(({ id }) => id)],
  );
  await tx.query(
    `UPDATE cash_deposit d SET line_id = c.line FROM unnest($1::uuid[], $2::uuid[]) AS c(line, deposit) WHERE d.id = c.deposit`,
    [deposits.map(({ lineId }) => lineId), deposits.map(({ id }) => id)],
  );
  await tx.query(
    `UPDATE currency_sale s SET line_id = c.line FROM unnest($1::uuid[], $2::uuid[]) AS c(line, sale) WHERE s.id = c.sale`,
    [sales.map(({ lineId }) => lineId), sales.map(({ id }) => id)],
  );
  await insertMatches(tx, matches);
}
