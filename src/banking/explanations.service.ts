/** A person says what a debit of the bank was. Until then it stands on 1388, waiting. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { Clock } from '../platform/clock.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { transact } from '../platform/transact.js';
import { ExplainLineDto } from './banking.dto.js';
import { refuse } from './banking.refusals.js';
import { DebitBooking } from './debit-booking.service.js';
import { PayoutMatching } from './payout-matching.service.js';
import { type DebitLine, debitLineOf, statementOf } from './statement.store.js';

export type LineExplained = { id: string; sequence: number; voucher: string | null };

@Injectable()
export class DebitExplanations {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly ledger: LedgerService,
    private readonly booking: DebitBooking,
    private readonly payouts: PayoutMatching,
    private readonly clock: Clock,
  ) {}

  /**
   * Moves the debit from "to explain" to what it was, on the bank's day; a pay-out that the books have is matched instead.
   * @throws Refusal statement.line-unknown (404), .is-undone, .being-undone, .not-to-explain, .payout-taken (409),
   *   .note-missing, .cash-box-missing, .payout-none, .payout-missing, .payout-unknown, .payout-differs (422)
   */
  explain(actor: Actor, lineId: string, dto: ExplainLineDto, key: IdempotencyKey): Promise<LineExplained> {
    return transact(this.db, async (tx) => {
      const line = await locked(tx, lineId);
      actor.require('statement.explain', line.unitCode);
      return once(tx, key, async () => {
        if (line.statementState === 'undone') throw refuse('statement.is-undone');
        if (line.statementState === 'undoing') throw refuse('statement.being-undone');
        if (line.state !== 'to-explain') throw refuse('statement.not-to-explain');
        if (dto.reason === 'other' && !dto.note) throw refuse('statement.note-missing');
        await this.ledger.takeLane(tx);
        const { sequence, voucher } = await this.book(tx, actor, line, dto);
        await tx.query(
          `UPDATE statement_line SET state = $2, explained_reason = $3, note = $4, explained_sequence = $5,
             explained_by = $6, explained_at = $7 WHERE id = $1`,
          [
            line.id,
            dto.reason === 'payout' ? 'matched-payout' : 'explained',
            dto.reason,
            dto.note ?? null,
            sequence,
            actor.id,
            this.clock.now(),
          ],
        );
        return { id: line.id, sequence: Number(sequence), voucher };
      });
    });
  }

  private async book(
    tx: EntityManager,
    actor: Actor,
    line: DebitLine,
    dto: ExplainLineDto,
  ): Promise<{ sequence: bigint; voucher: string | null }> {
    const { reason, cashBoxId } = dto;
    if (reason !== 'payout') return this.booking.book(tx, actor, line, { reason, cashBoxId });
    return { sequence: await this.payouts.match(tx, actor, line, dto.payout), voucher: null };
  }
}

/** The statement first, as everywhere: whoever takes it back is then done, or has not begun. */
async function locked(tx: EntityManager, id: string): Promise<DebitLine> {
  const { statementId } = await debitLineOf(tx, id);
  await statementOf(tx, statementId, true);
  return debitLineOf(tx, id, true);
}
