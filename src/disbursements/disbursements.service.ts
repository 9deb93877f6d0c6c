import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { HouseholdRegister } from '../households/household-register.service.js';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { newId } from '../platform/ids.js';
import { toJsonInteger } from '../platform/money.js';
import { transact } from '../platform/transact.js';
import { BatchMoney } from './batch-money.service.js';
import { AddLinesDto, LineDto, PrepareDisbursementDto } from './disbursement.dto.js';
import { Disbursement, DisbursementLine } from './disbursement.entity.js';
import { refuse } from './disbursement.refusals.js';
import { MOST_LINES, totalOf } from './disbursement.rules.js';
import { linesOf, lockBatch, requireStep } from './disbursement.store.js';

/** Prepares pay-outs, and puts households on them. */
@Injectable()
export class DisbursementsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly money: BatchMoney,
    private readonly register: HouseholdRegister,
    private readonly clock: Clock,
  ) {}

  /**
   * Begins a batch.
   * @throws Refusal disbursement.fund-unknown, .appeal-unknown, .gift-unknown, .purpose-not-lawful, .place-unknown (422)
   */
  prepare(actor: Actor, dto: PrepareDisbursementDto, key: IdempotencyKey): Promise<{ id: string; state: 'draft' }> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const fund = await this.money.requireFund(tx, actor, dto.fundId);
        const money = await this.money.of(tx, fund, dto);
        const id = newId();
        await tx.getRepository(Disbursement).insert({
          id,
          unitCode: fund.unitCode,
          fundId: fund.id,
          ...money,
          title: dto.title,
          purpose: dto.purpose,
          method: dto.method,
          ...(await this.money.placeOf(tx, fund, dto)),
          state: 'draft',
          total: 0n,
          preparedBy: actor.id,
          preparedAt: this.clock.now(),
        });
        return { id, state: 'draft' as const };
      }),
    );
  }

  /** Adds households to a draft, all of them or none. Answers the ids of the new lines, in order. */
  addLines(
    actor: Actor,
    id: string,
    dto: AddLinesDto,
    key: IdempotencyKey,
  ): Promise<{ id: string; lineIds: string[]; total: number }> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const batch = await this.lockDraft(tx, actor, id);
        const known = await linesOf(tx, id);
        const wanted = wantedLines(dto);
        if (known.length + wanted.length > MOST_LINES)
          throw refuse('disbursement.too-many-lines', { most: MOST_LINES });
        await this.register.requirePayable(
          tx,
          wanted.map(({ householdId }) => householdId),
          batch.unitCode,
        );
        const last = known.at(-1)?.position ?? 0;
        const lines = wanted.map((line, index) => ({
          id: newId(),
          disbursementId: id,
          position: last + index + 1,
          householdId: line.householdId,
          content: line.content ?? null,
          amount: BigInt(line.amount),
        }));
        await tx.getRepository(DisbursementLine).insert(lines);
        const total = await this.sumUp(tx, id, [...known, ...lines]);
        return { id, lineIds: lines.map((line) => line.id), total };
      }),
    );
  }

  /** Takes a household off a draft. Doing it again finds nothing to take off. */
  removeLine(actor: Actor, id: string, lineId: string): Promise<{ id: string; total: number }> {
    return transact(this.db, async (tx) => {
      await this.lockDraft(tx, actor, id);
      const lines = await linesOf(tx, id);
      if (!lines.some((line) => line.id === lineId)) throw refuse('disbursement.line-unknown');
      await tx.getRepository(DisbursementLine).delete({ id: lineId });
      const left = lines.filter((line) => line.id !== lineId);
      return { id, total: await this.sumUp(tx, id, left) };
    });
  }

  private async lockDraft(tx: EntityManager, actor: Actor, id: string): Promise<Disbursement> {
    const batch = await lockBatch(tx, id);
    actor.require('disbursement.prepare', batch.unitCode);
    if (batch.state !== 'draft') throw refuse('disbursement.lines-frozen');
    requireStep(actor, batch, 'submit');
    return batch;
  }

  private async sumUp(tx: EntityManager, id: string, lines: Pick<DisbursementLine, 'amount'>[]): Promise<number> {
    const total = totalOf(lines.map(({ amount }) => amount));
    if (total === undefined) throw refuse('disbursement.total-too-large');
    await tx.getRepository(Disbursement).update({ id }, { total });
    return toJsonInteger(total);
  }
}

function wantedLines(dto: AddLinesDto): LineDto[] {
  if (dto.lines !== undefined) return dto.lines;
  const { householdId, amount, content } = dto;
  if (householdId === undefined || amount === undefined) throw new Error('A line was not checked.');
  return [{ householdId, amount, ...(content !== undefined && { content }) }];
}
