/**
 * Takes a whole import back: every entry of it by one that mirrors it, every receipt void, all in one transaction. The
 * ledger's lane is held meanwhile, some seconds for a statement of thousands of lines: whoever else posts waits, and in
 * return no statement is ever left half taken back, whatever stops it.
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { GiftWithdrawal } from '../donations/gift-withdrawal.service.js';
import type { Actor } from '../identity/actor.js';
import { MOST_ITEMS } from '../ledger/ledger.service.js';
import { MirrorPosting } from '../ledger/mirror.service.js';
import { Clock } from '../platform/clock.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { transact } from '../platform/transact.js';
import { refuse } from './banking.refusals.js';
import { statementOf, type StatementRowLocked } from './statement.store.js';
import { type StandingLine, UndoChecks } from './undo-checks.service.js';

@Injectable()
export class StatementUndo {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly checks: UndoChecks,
    private readonly mirror: MirrorPosting,
    private readonly gifts: GiftWithdrawal,
    private readonly clock: Clock,
  ) {}

  /**
   * All or nothing.
   * @returns how many lines were taken back; with a key that was answered before, the same again
   * @throws Refusal statement.is-undone, .undo-later, .undo-touched, .undo-spent, .undo-suspense, .undo-place-short,
   *   .undo-too-many (409): correct single lines instead
   */
  async undo(actor: Actor, id: string, reason: string, key?: IdempotencyKey): Promise<number> {
    return transact(this.db, async (tx) => {
      const statement = await statementOf(tx, id, true);
      actor.require('statement.explain', statement.unitCode);
      const takeBack = async (): Promise<{ lines: number }> => {
        if (statement.state === 'undone') throw refuse('statement.is-undone');
        const lines = await standing(tx, id);
        await this.checks.require(tx, statement, lines);
        for (let at = 0; at < lines.length; at += MOST_ITEMS) {
          await this.slice(tx, actor, lines.slice(at, at + MOST_ITEMS), reason);
        }
        await this.finish(tx, actor, statement, reason);
        return { lines: lines.length };
      };
      return (await (key ? once(tx, key, takeBack) : takeBack())).lines;
    });
  }

  private async slice(tx: EntityManager, actor: Actor, lines: StandingLine[], reason: string): Promise<void> {
    const gifts = lines.flatMap(({ state, donationId }) =>
      state === 'gift' && donationId !== null ? [donationId] : [],
    );
    const entries = lines.flatMap(({ state, sequence }) => (state !== 'gift' && sequence !== null ? [sequence] : []));
    await this.mirror.post(tx, { actorId: actor.id, kind: 'reversal', entries: entries.map(mirrorOf) });
    await this.gifts.withdraw(tx, { actorId: actor.id, donationIds: gifts, reason, date: this.clock.today() });
    const ids = lines.map((line) => line.id);
    await tx.query(`DELETE FROM statement_match WHERE line_id = ANY ($1::uuid[])`, [ids]);
    await tx.query(`UPDATE cash_deposit SET line_id = NULL WHERE line_id = ANY ($1::uuid[])`, [ids]);
    await tx.query(`UPDATE currency_sale SET line_id = NULL WHERE line_id = ANY ($1::uuid[])`, [ids]);
    await tx.query(`UPDATE statement_line SET state = 'undone' WHERE id = ANY ($1::uuid[])`, [ids]);
  }

  private async finish(tx: EntityManager, actor: Actor, statement: StatementRowLocked, reason: string): Promise<void> {
    if (statement.openingSequence !== null) {
      const entries = [mirrorOf(statement.openingSequence)];
      await this.mirror.post(tx, { actorId: actor.id, kind: 'reversal', entries });
    }
    await tx.query(
      `UPDATE statement SET state = 'undone', undone_by = $2, undone_at = $3, undo_reason = $4 WHERE id = $1`,
      [statement.id, actor.id, this.clock.now(), reason],
    );
  }
}

/**
 * What left the account comes back first, so that it is never short in between. The entry of a debit that turned out to
 * be a pay-out has been taken back already.
 */
async function standing(tx: EntityManager, statementId: string): Promise<StandingLine[]> {
  return tx.query(
    `SELECT id, state, credit, CASE WHEN state <> 'matched-payout' THEN sequence END AS sequence,
       donation_id AS "donationId" FROM statement_line
     WHERE statement_id = $1 AND state <> 'undone' ORDER BY debit = 0, position DESC`,
    [statementId],
  );
}

function mirrorOf(sequence: bigint): { sequence: bigint; description: string } {
  return { sequence, description: `Rút lại sao kê: đảo bút toán ${sequence}` };
}
