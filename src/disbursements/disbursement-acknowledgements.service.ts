import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager, In } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { AcceptedItem, Posted } from '../ledger/posting.dto.js';
import { Clock } from '../platform/clock.js';
import { formatDate, type PlainDate } from '../platform/dates.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { toJsonInteger } from '../platform/money.js';
import { transact } from '../platform/transact.js';
import { BatchAccounts } from './batch-accounts.service.js';
import { AcknowledgeDto, AcknowledgeManyDto, type StepAnswer } from './disbursement.dto.js';
import { type Disbursement, DisbursementLine } from './disbursement.entity.js';
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
    return this.acknowledgeLines(actor, id, [lineId], dto, key);
  }

  /** The same for many lines that were signed on one day by the heads of their households, or for all that are left. */
  acknowledgeMany(actor: Actor, id: string, dto: AcknowledgeManyDto, key: IdempotencyKey): Promise<StepAnswer> {
    return this.acknowledgeLines(actor, id, dto.lineIds, dto, key);
  }

  private acknowledgeLines(
    actor: Actor,
    id: string,
    lineIds: string[] | undefined,
    dto: AcknowledgeDto,
    key: IdempotencyKey,
  ): Promise<StepAnswer> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const batch = await lockBatch(tx, id);
        requireStep(actor, batch, 'acknowledge');
        const open = (await linesOf(tx, id)).filter(({ state }) => state === 'paid');
        const signed = lineIds === undefined ? open : await this.chosen(tx, id, open, lineIds);
        const day = this.dayOf(batch, dto);
        const posted = await this.ledger.postAll(tx, await this.itemsOf(tx, actor, batch, signed, day));
        await markAcknowledged(tx, signed, posted, { actorId: actor.id, day, at: this.clock.now(), ...dto });
        const sequence = posted.at(-1)?.sequence ?? 0n;
        if (signed.length < open.length)
          return { id, state: batch.state, total: toJsonInteger(batch.total), sequence: toJsonInteger(sequence) };
        const at = this.clock.now();
        const change = { closedAt: at };
        return takeStep(tx, actor, batch, { step: 'acknowledge', state: 'closed', at, change, sequence });
      }),
    );
  }

  /** The lines with these ids, each of which must still wait for its signature. */
  private async chosen(
    tx: EntityManager,
    id: string,
    open: DisbursementLine[],
    lineIds: string[],
  ): Promise<DisbursementLine[]> {
    const wanted = new Set(lineIds);
    const chosen = open.filter((line) => wanted.has(line.id));
    if (chosen.length === wanted.size) return chosen;
    const known = await tx.getRepository(DisbursementLine).countBy({ disbursementId: id, id: In([...wanted]) });
    throw refuse(known === wanted.size ? 'disbursement.line-settled' : 'disbursement.line-unknown');
  }

  private dayOf(batch: Disbursement, dto: AcknowledgeDto): PlainDate {
    const day = requirePast(dto.effectiveDate, this.clock.today());
    if (batch.paidOn !== null && day < batch.paidOn)
      throw refuse('disbursement.before-payment', { date: formatDate(batch.paidOn) });
    if (dto.relation !== undefined && dto.signedBy === undefined) throw refuse('disbursement.collector-unnamed');
    return day;
  }

  private async itemsOf(
    tx: EntityManager,
    actor: Actor,
    batch: Disbursement,
    lines: DisbursementLine[],
    effectiveDate: PlainDate,
  ): Promise<AcceptedItem[]> {
    if (batch.method === 'transfer')
      return lines.map((line) => receivedItem(batch, line, { actorId: actor.id, effectiveDate }));
    if (batch.paidBy === null) throw new Error('A paid batch has no payer.');
    const communeOf = await this.accounts.communes(tx, lines);
    const given = {
      kind: 'acknowledged' as const,
      actorId: actor.id,
      effectiveDate,
      spending: await this.accounts.spending(tx, batch, effectiveDate),
      from: await this.accounts.holder(tx, batch, { id: batch.paidBy }),
      purpose: await purposeOf(tx, batch.purpose),
    };
    return lines.map((line) => supportItem(batch, line, { ...given, communeCode: communeOf(line) }));
  }
}

type Signing = { actorId: string; day: PlainDate; at: Date; signedBy?: string; relation?: string };

async function markAcknowledged(
  tx: EntityManager,
  lines: DisbursementLine[],
  posted: Posted[],
  signing: Signing,
): Promise<void> {
  await tx.query(
    `UPDATE disbursement_line l SET state = 'acknowledged', acknowledged_sequence = p.sequence, acknowledged_by = $3,
       acknowledged_on = $4, acknowledged_at = $5, signer_name = $6, signer_relation = $7
     FROM unnest($1::uuid[], $2::bigint[]) AS p(id, sequence) WHERE l.id = p.id`,
    [
      lines.map(({ id }) => id),
      posted.map(({ sequence }) => sequence),
      signing.actorId,
      signing.day,
      signing.at,
      signing.signedBy ?? null,
      signing.relation ?? null,
    ],
  );
}
