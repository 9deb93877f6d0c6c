/**
 * Takes a whole import back: every entry of it by one that mirrors it, every receipt void, in slices like the posting,
 * and like it gone on with after a stop. Everything that would refuse it is found before the first slice.
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { GiftWithdrawal } from '../donations/gift-withdrawal.service.js';
import type { Actor } from '../identity/actor.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { MirrorPosting } from '../ledger/mirror.service.js';
import { Clock } from '../platform/clock.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { formatVnd } from '../platform/money.js';
import { transact } from '../platform/transact.js';
import { refuse } from './banking.refusals.js';
import type { LineState } from './statement.entity.js';
import { statementOf, type StatementRowLocked } from './statement.store.js';

const SLICE = 1_000;

type LineToUndo = { id: string; state: LineState; sequence: bigint | null; donationId: string | null };

@Injectable()
export class StatementUndo {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly ledger: LedgerService,
    private readonly mirror: MirrorPosting,
    private readonly gifts: GiftWithdrawal,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns how many lines were taken back by this call
   * @throws Refusal statement.undo-later, .undo-touched, .undo-spent (409): correct single gifts instead
   */
  async undo(actor: Actor, id: string, reason: string, key?: IdempotencyKey): Promise<number> {
    await transact(this.db, async (tx) => {
      const statement = await statementOf(tx, id, true);
      actor.require('statement.explain', statement.unitCode);
      const begin = async (): Promise<{ id: string }> => {
        if (statement.state === 'undone') throw refuse('statement.is-undone');
        if (statement.state !== 'undoing') await this.prepare(tx, actor, statement, reason);
        return { id };
      };
      await (key ? once(tx, key, begin) : begin());
    });
    let undone = 0;
    for (;;) {
      const count = await transact(this.db, (tx) => this.slice(tx, actor, id));
      undone += count;
      if (count === 0) return undone;
    }
  }

  private async prepare(tx: EntityManager, actor: Actor, statement: StatementRowLocked, reason: string): Promise<void> {
    const { id, bankAccountId, lastDay } = statement;
    const [later] = await tx.query<unknown[]>(
      `SELECT 1 FROM statement WHERE bank_account_id = $1 AND state <> 'undone' AND last_day > $2 LIMIT 1`,
      [bankAccountId, lastDay],
    );
    if (later) throw refuse('statement.undo-later');
    await this.ledger.takeLane(tx);
    const touched = await this.touched(tx, id);
    if (touched > 0) throw refuse('statement.undo-touched', { count: touched });
    await this.requireUnspent(tx, id);
    await tx.query(`UPDATE statement SET state = 'undoing', undone_by = $2, undo_reason = $3 WHERE id = $1`, [
      id,
      actor.id,
      reason,
    ]);
  }

  private async touched(tx: EntityManager, id: string): Promise<number> {
    const rows = await tx.query<{ donationId: string | null; explained: boolean }[]>(
      `SELECT donation_id AS "donationId", state = 'explained' AS explained FROM statement_line
       WHERE statement_id = $1 AND state IN ('gift', 'in-transit', 'explained')`,
      [id],
    );
    const gifts = rows.flatMap(({ donationId }) => donationId ?? []);
    return rows.filter(({ explained }) => explained).length + (await this.gifts.voided(tx, gifts));
  }

  /** The gifts' money must still be free, purpose by purpose; the books would refuse the slice that is short. */
  private async requireUnspent(tx: EntityManager, id: string): Promise<void> {
    const sums = await tx.query<{ restriction: number; amount: bigint }[]>(
      `SELECT d.restriction_id AS restriction, sum(d.amount)::bigint AS amount FROM statement_line l
       JOIN donation d ON d.id = l.donation_id WHERE l.statement_id = $1 AND l.state = 'gift' GROUP BY 1`,
      [id],
    );
    for (const { restriction, amount } of sums) {
      const { available } = await this.ledger.restrictionBalance(tx, restriction);
      if (available < amount) throw refuse('statement.undo-spent', { shortfall: formatVnd(amount - available) });
    }
  }

  private async slice(tx: EntityManager, actor: Actor, id: string): Promise<number> {
    const statement = await statementOf(tx, id, true);
    if (statement.state !== 'undoing') return 0;
    // What left the account comes back first, so that it is never short in between.
    const lines = await tx.query<LineToUndo[]>(
      `SELECT id, state, sequence, donation_id AS "donationId" FROM statement_line
       WHERE statement_id = $1 AND state <> 'undone' ORDER BY debit = 0, position DESC LIMIT $2`,
      [id, SLICE],
    );
    const reason = statement.undoReason ?? '';
    if (lines.length === 0) await this.finish(tx, actor, statement, reason);
    else await this.takeBack(tx, actor, lines, reason);
    return lines.length;
  }

  private async takeBack(tx: EntityManager, actor: Actor, lines: LineToUndo[], reason: string): Promise<void> {
    const gifts = lines.flatMap(({ state, donationId }) =>
      state === 'gift' && donationId !== null ? [donationId] : [],
    );
    const entries = lines.flatMap(({ state, sequence }) => (state !== 'gift' && sequence !== null ? [sequence] : []));
    await this.mirror.post(tx, { actorId: actor.id, kind: 'reversal', entries: entries.map(mirrorOf) });
    await this.gifts.withdraw(tx, { actorId: actor.id, donationIds: gifts, reason, date: this.clock.today() });
    const ids = lines.map((line) => line.id);
    await tx.query(`DELETE FROM statement_match WHERE line_id = ANY ($1::uuid[])`, [ids]);
    await tx.query(`UPDATE cash_deposit SET line_id = NULL WHERE line_id = ANY ($1::uuid[])`, [ids]);
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

function mirrorOf(sequence: bigint): { sequence: bigint; description: string } {
  return { sequence, description: `Rút lại sao kê: đảo bút toán ${sequence}` };
}
