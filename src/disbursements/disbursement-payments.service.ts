import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { AcceptedItem, Posted } from '../ledger/posting.dto.js';
import { Clock } from '../platform/clock.js';
import { dayOf, formatDate, type PlainDate } from '../platform/dates.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { refuse as refuseRequest } from '../platform/refusal.js';
import { transact } from '../platform/transact.js';
import { ReceiptsService } from '../receipts/receipts.service.js';
import { BatchAccounts } from './batch-accounts.service.js';
import { PayDto, type StepAnswer } from './disbursement.dto.js';
import type { Disbursement, DisbursementLine } from './disbursement.entity.js';
import { advancedItem, returnedItem, supportItem } from './disbursement.posting.js';
import { refuse } from './disbursement.refusals.js';
import { totalOf } from './disbursement.rules.js';
import { linesOf, lockBatch, purposeOf, requireStep, takeStep } from './disbursement.store.js';

/** Money leaves: by transfer to each household, or as an advance in cash to the person who pays it out. */
@Injectable()
export class DisbursementPayments {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly ledger: LedgerService,
    private readonly receipts: ReceiptsService,
    private readonly accounts: BatchAccounts,
    private readonly clock: Clock,
  ) {}

  /**
   * Pays an approved batch: one entry a line for a transfer (611·R / 1121), one advance for cash (141 / 1111, voucher PC).
   * @throws Refusal disbursement.same-person, .wrong-state (409), .before-approval, ledger.place-short (422), date.future (400)
   */
  pay(actor: Actor, id: string, dto: PayDto, key: IdempotencyKey): Promise<StepAnswer> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const batch = await lockBatch(tx, id);
        requireStep(actor, batch, 'pay');
        const paidOn = requirePast(dto.effectiveDate, this.clock.today());
        // Money that left before the second person agreed did not pass three people.
        const approvedOn = batch.approvedAt && dayOf(batch.approvedAt);
        if (approvedOn === null || paidOn < approvedOn)
          throw refuse('disbursement.before-approval', { date: formatDate(approvedOn ?? paidOn) });
        const lines = await linesOf(tx, id);
        if (totalOf(lines.map(({ amount }) => amount)) !== batch.total) throw refuse('disbursement.total-wrong');
        const at = this.clock.now();
        const change = { paidBy: actor.id, paidAt: at, paidOn };
        if (batch.method === 'transfer') {
          const posted = await this.transfer(tx, actor, batch, lines, paidOn);
          await markPaid(tx, lines, posted);
          const sequence = posted.at(-1)?.sequence ?? 0n;
          return takeStep(tx, actor, batch, { step: 'pay', state: 'paid', at, change, sequence });
        }
        const { posted, voucher } = await this.advance(tx, actor, batch, paidOn);
        await markPaid(tx, lines, []);
        const { sequence } = posted;
        return takeStep(tx, actor, batch, { step: 'pay', state: 'paid', at, change: { ...change, voucher }, sequence });
      }),
    );
  }

  /** What nobody collected comes back to the box; those lines are marked returned and the batch is closed. */
  returnAdvance(actor: Actor, id: string, dto: PayDto, key: IdempotencyKey): Promise<StepAnswer> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const batch = await lockBatch(tx, id);
        requireStep(actor, batch, 'return-advance');
        if (batch.method !== 'cash') throw refuse('disbursement.not-cash');
        const effectiveDate = requirePast(dto.effectiveDate, this.clock.today());
        if (batch.paidOn !== null && effectiveDate < batch.paidOn)
          throw refuse('disbursement.before-payment', { date: formatDate(batch.paidOn) });
        const left = (await linesOf(tx, id)).filter(({ state }) => state === 'paid');
        const amount = totalOf(left.map((line) => line.amount)) ?? 0n;
        const [holder, box] = [await this.accounts.holder(tx, batch, actor), await this.accounts.place(tx, batch)];
        const voucher = await this.voucher(tx, batch, 'PT', effectiveDate);
        const { item, facts } = returnedItem(batch, { actorId: actor.id, effectiveDate, holder, box, voucher, amount });
        const { sequence } = await this.ledger.post(tx, item, facts);
        await tx.query(
          `UPDATE disbursement_line SET state = 'returned' WHERE disbursement_id = $1 AND state = 'paid'`,
          [id],
        );
        const at = this.clock.now();
        const change = { closedAt: at };
        return takeStep(tx, actor, batch, { step: 'return-advance', state: 'closed', at, change, sequence });
      }),
    );
  }

  private async transfer(
    tx: EntityManager,
    actor: Actor,
    batch: Disbursement,
    lines: DisbursementLine[],
    effectiveDate: PlainDate,
  ): Promise<Posted[]> {
    const purpose = await purposeOf(tx, batch.purpose);
    const spending = await this.accounts.spending(tx, batch, effectiveDate);
    const from = await this.accounts.place(tx, batch);
    const communeOf = await this.accounts.communes(tx, lines);
    const items = lines.map((line): AcceptedItem =>
      supportItem(batch, line, {
        kind: 'paid',
        actorId: actor.id,
        effectiveDate,
        spending,
        from,
        purpose,
        communeCode: communeOf(line),
      }),
    );
    return this.ledger.postAll(tx, items);
  }

  private async advance(
    tx: EntityManager,
    actor: Actor,
    batch: Disbursement,
    effectiveDate: PlainDate,
  ): Promise<{ posted: Posted; voucher: string }> {
    const purpose = await purposeOf(tx, batch.purpose);
    const [holder, box] = [await this.accounts.holder(tx, batch, actor), await this.accounts.place(tx, batch)];
    const voucher = await this.voucher(tx, batch, 'PC', effectiveDate);
    const { item, facts } = advancedItem(batch, { actorId: actor.id, effectiveDate, holder, box, voucher, purpose });
    return { posted: await this.ledger.post(tx, item, facts), voucher };
  }

  /** The next cash voucher of the year. Taken under the lane, so that the numbers follow the order of the books. */
  private async voucher(tx: EntityManager, batch: Disbursement, kind: 'PC' | 'PT', day: PlainDate): Promise<string> {
    await this.ledger.takeLane(tx);
    const { unitCode, fundId } = batch;
    return this.receipts.takeVoucher(tx, { unitCode, fundId, kind, year: Number(day.slice(0, 4)) });
  }
}

/** The given day, or today; never one to come. */
export function requirePast(day: PlainDate | undefined, today: PlainDate): PlainDate {
  if (day !== undefined && day > today) throw refuseRequest('date.future', { date: formatDate(day) });
  return day ?? today;
}

async function markPaid(tx: EntityManager, lines: DisbursementLine[], posted: Posted[]): Promise<void> {
  await tx.query(
    `UPDATE disbursement_line l SET state = 'paid', paid_sequence = p.sequence
     FROM unnest($1::uuid[], $2::bigint[]) AS p(id, sequence) WHERE l.id = p.id`,
    [lines.map(({ id }) => id), lines.map((_, index) => posted[index]?.sequence ?? null)],
  );
}
