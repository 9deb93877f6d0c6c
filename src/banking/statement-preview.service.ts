/** What posting a kept statement would do, for the clerk who looks before posting. Reads only, takes no lane. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import type { Actor } from '../identity/actor.js';
import { problemSentence, refuse } from './banking.refusals.js';
import { type LineToPlan, type ProposedOpening, StatementPlanner } from './statement-planner.service.js';
import type { StatementProblem } from './statement.rules.js';
import { statementOf } from './statement.store.js';

export type Part = { count: number; amount: bigint };

export type StatementPreview = {
  opening: Pick<ProposedOpening, 'amount' | 'date'> | undefined;
  /** Gifts by what they are for; without an appeal for the fund in general. */
  gifts: (Part & { appealId: string | null; appealName: string | null })[];
  suspense: Part;
  arrivals: Part;
  payments: Part;
  toExplain: Part;
  /** What stands against posting it, as sentences. */
  problems: { code: string; vi: string; en: string }[];
};

@Injectable()
export class StatementPreviews {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly funds: FundsService,
    private readonly planner: StatementPlanner,
  ) {}

  async of(actor: Actor, id: string): Promise<StatementPreview> {
    const statement = await statementOf(this.db, id);
    actor.require('statement.read', statement.unitCode);
    const account = await this.funds.bankAccount(this.db, statement.bankAccountId);
    if (!account) throw refuse('statement.account-unknown');
    const { firstDay, lastDay, opening } = statement;
    const lines = await this.db.query<LineToPlan[]>(
      `SELECT id, position, date, debit, credit, memo FROM statement_line WHERE statement_id = $1 AND state = 'waiting' ORDER BY position`,
      [id],
    );
    const [earlier] = await this.db.query<unknown[]>(
      `SELECT 1 FROM statement WHERE bank_account_id = $1 AND state <> 'undone' AND id <> $2 AND last_day < $3 LIMIT 1`,
      [account.id, id, lastDay],
    );
    const known = await this.planner.known(this.db, account, firstDay, lastDay);
    const asked = { account, firstDay, lastDay, opening, first: !earlier, lines };
    const plan = await this.planner.plan(this.db, asked, known);
    const preview = emptyPreview();
    const gifts = new Map<string | null, StatementPreview['gifts'][number]>();
    const purposes = await this.planner.purposes(
      this.db,
      account.id,
      lines.map(({ date }) => date),
    );
    for (const line of lines) {
      const purpose = purposes.get(line.date);
      if (line.debit > 0n) add(plan.payments.has(line.id) ? preview.payments : preview.toExplain, line.debit);
      else if (plan.arrivals.has(line.id)) add(preview.arrivals, line.credit);
      else if (purpose?.kind === 'suspense') add(preview.suspense, line.credit);
      else {
        const [appealId, appealName] = purpose?.kind === 'appeal' ? [purpose.appealId, purpose.name] : [null, null];
        const part = gifts.get(appealId) ?? { appealId, appealName, count: 0, amount: 0n };
        gifts.set(appealId, part);
        add(part, line.credit);
      }
    }
    return { ...preview, opening: plan.opening, gifts: [...gifts.values()], problems: plan.problems.map(sentencesOf) };
  }
}

function sentencesOf(problem: StatementProblem): StatementPreview['problems'][number] {
  return { code: problem.code, vi: problemSentence(problem, 'vi'), en: problemSentence(problem, 'en') };
}

function emptyPreview(): Pick<StatementPreview, 'suspense' | 'arrivals' | 'payments' | 'toExplain'> {
  const none = (): Part => ({ count: 0, amount: 0n });
  return { suspense: none(), arrivals: none(), payments: none(), toExplain: none() };
}

function add(part: Part, amount: bigint): void {
  part.count += 1;
  part.amount += amount;
}
