import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { AcceptedItem } from '../ledger/posting.dto.js';
import { Clock } from '../platform/clock.js';
import { formatDate, type PlainDate } from '../platform/dates.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { toJsonInteger } from '../platform/money.js';
import { transact } from '../platform/transact.js';
import { BatchAccounts } from './batch-accounts.service.js';
import { AcknowledgeDto, type StepAnswer } from './disbursement.dto.js';
import { Disbursement, DisbursementLine } from './disbursement.entity.js';
import { requirePast } from './disbursement-payments.service.js';
import { receivedItem, supportItem } from './disbursement.posting.js';
import { refuse } from './disbursement.refusals.js';
import { linesOf, lockBatch, purposeOf, requireStep, takeStep } from './disbursement.store.js';

/** Evidence closes a pay-out: line by line it is put on record who received the money. */
@Injectable()
export class DisbursementAcknowledgements {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly ledger: LedgerService,
    private readonly accounts: BatchAccounts,
    private readonly clock: Clock,
  ) {}

  /**
   * Records that a household received its share, by the signed list. Cash is settled by it (611·R / 141); of a transfer
   * it is an event only. The last line closes the batch. Anyone of the unit or its board may, but not who approved.
   * @throws Refusal disbursement.approver-acknowledges, .line-settled, .wrong-state (409), .before-payment (422)
   */
  acknowledge(actor: Actor, id: string, lineId: string, dto: AcknowledgeDto, key: IdempotencyKey): Promise<StepAnswer> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const batch = await lockBatch(tx, id);
        requireStep(actor, batch, 'acknowledge');
        const lines = await linesOf(tx, id);
        const line = lines.find((one) => one.id === lineId);
        if (!line) throw refuse('disbursement.line-unknown');
        if (line.state !== 'paid') throw refuse('disbursement.line-settled');
        const day = this.dayOf(batch, dto);
        const { item, facts } = await this.itemOf(tx, actor, batch, line, day);
        const { sequence } = await this.ledger.post(tx, item, facts);
        await tx.getRepository(DisbursementLine).update(
          { id: lineId },
          {
            state: 'acknowledged',
            acknowledgedBy: actor.id,
            acknowledgedOn: day,
            acknowledgedAt: this.clock.now(),
            acknowledgedSequence: sequence,
            signerName: dto.signedBy ?? null,
            signerRelation: dto.relation ?? null,
          },
        );
        if (lines.some((other) => other.id !== lineId && other.state === 'paid'))
          return { id, state: batch.state, total: toJsonInteger(batch.total), sequence: toJsonInteger(sequence) };
        const change = { closedAt: this.clock.now() };
        return takeStep(tx, actor, batch, { step: 'acknowledge', state: 'closed', change, sequence });
      }),
    );
  }

  private dayOf(batch: Disbursement, dto: AcknowledgeDto): PlainDate {
    const day = requirePast(dto.effectiveDate, this.clock.today());
    if (batch.paidOn !== null && day < batch.paidOn)
      throw refuse('disbursement.before-payment', { date: formatDate(batch.paidOn) });
    if (dto.relation !== undefined && dto.signedBy === undefined) throw refuse('disbursement.collector-unnamed');
    return day;
  }

  private async itemOf(
    tx: EntityManager,
    actor: Actor,
    batch: Disbursement,
    line: DisbursementLine,
    effectiveDate: PlainDate,
  ): Promise<AcceptedItem> {
    if (batch.method === 'transfer') return receivedItem(batch, line, { actorId: actor.id, effectiveDate });
    if (batch.paidBy === null) throw new Error('A paid batch has no payer.');
    const communeOf = await this.accounts.communes(tx, [line]);
    return supportItem(batch, line, {
      kind: 'acknowledged',
      actorId: actor.id,
      effectiveDate,
      spending: await this.accounts.spending(tx, batch),
      from: await this.accounts.holder(tx, batch, { id: batch.paidBy }),
      purpose: await purposeOf(tx, batch.purpose),
      communeCode: communeOf(line),
    });
  }
}
