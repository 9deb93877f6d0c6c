import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { HouseholdRegister } from '../households/household-register.service.js';
import type { Actor } from '../identity/actor.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { Clock } from '../platform/clock.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { transact } from '../platform/transact.js';
import { ApproveDto, ReasonDto, type StepAnswer } from './disbursement.dto.js';
import type { Disbursement, DisbursementLine } from './disbursement.entity.js';
import { releasedItem, reservedItem } from './disbursement.posting.js';
import { refuse } from './disbursement.refusals.js';
import { STEPS, type Step, totalOf } from './disbursement.rules.js';
import { linesOf, lockBatch, requireStep, takeStep } from './disbursement.store.js';

/** The way of a batch up to its approval: every step locks the batch, asks who may, and is written down. */
@Injectable()
export class DisbursementSteps {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly ledger: LedgerService,
    private readonly register: HouseholdRegister,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal disbursement.no-lines, .payee-account-missing (422), .wrong-state, .not-preparer (409) */
  submit(actor: Actor, id: string, key: IdempotencyKey): Promise<StepAnswer> {
    return this.step(actor, id, key, 'submit', async (tx, batch, at) => {
      const lines = await this.checkedLines(tx, batch);
      await this.requirePayees(tx, batch, lines);
      return takeStep(tx, actor, batch, {
        step: 'submit',
        state: 'submitted',
        at,
        change: { submittedAt: at },
      });
    });
  }

  /** The preparer takes a submitted batch back to change it. */
  recall(actor: Actor, id: string, key: IdempotencyKey): Promise<StepAnswer> {
    return this.plain(actor, id, key, 'recall');
  }

  /** The preparer takes up a rejected batch again. */
  reopen(actor: Actor, id: string, key: IdempotencyKey): Promise<StepAnswer> {
    return this.plain(actor, id, key, 'reopen');
  }

  /** The preparer gives up a draft or a rejected batch. */
  end(actor: Actor, id: string, key: IdempotencyKey): Promise<StepAnswer> {
    return this.plain(actor, id, key, 'end');
  }

  /**
   * Reserves the total on the batch's purpose and freezes where each household's money goes.
   * @throws Refusal ledger.restriction-short (422) with the purpose and the shortfall, disbursement.same-person (409)
   */
  approve(actor: Actor, id: string, dto: ApproveDto, key: IdempotencyKey): Promise<StepAnswer> {
    return this.step(actor, id, key, 'approve', async (tx, batch, at) => {
      const lines = await this.checkedLines(tx, batch);
      const payees = await this.requirePayees(tx, batch, lines);
      await freezePayees(tx, batch, payees);
      const { item, facts } = reservedItem(batch, {
        actorId: actor.id,
        lineCount: lines.length,
        decisionNo: dto.decisionNo,
      });
      const { sequence } = await this.ledger.post(tx, item, facts);
      return takeStep(tx, actor, batch, {
        step: 'approve',
        state: 'approved',
        at,
        change: {
          approvedBy: actor.id,
          approvedAt: at,
          reservedSequence: sequence,
          decisionNo: dto.decisionNo ?? null,
        },
        sequence,
      });
    });
  }

  /** Sends a submitted batch back to its preparer, with a reason. */
  reject(actor: Actor, id: string, dto: ReasonDto, key: IdempotencyKey): Promise<StepAnswer> {
    return this.step(actor, id, key, 'reject', (tx, batch, at) =>
      takeStep(tx, actor, batch, {
        step: 'reject',
        state: 'rejected',
        at,
        change: { rejectedBy: actor.id, rejectReason: dto.reason },
        reason: dto.reason,
      }),
    );
  }

  /** Takes an approval back before anything was paid: what was held is free again. */
  cancel(actor: Actor, id: string, dto: ReasonDto, key: IdempotencyKey): Promise<StepAnswer> {
    return this.step(actor, id, key, 'cancel', async (tx, batch, at) => {
      const { item, facts } = releasedItem(batch, actor.id);
      const { sequence } = await this.ledger.post(tx, item, facts);
      return takeStep(tx, actor, batch, { step: 'cancel', state: 'ended', at, reason: dto.reason, sequence });
    });
  }

  private plain(actor: Actor, id: string, key: IdempotencyKey, step: 'recall' | 'reopen' | 'end'): Promise<StepAnswer> {
    return this.step(actor, id, key, step, (tx, batch, at) =>
      takeStep(tx, actor, batch, { step, state: STEPS[step].to, at }),
    );
  }

  private step(
    actor: Actor,
    id: string,
    key: IdempotencyKey,
    step: Step,
    work: (tx: EntityManager, batch: Disbursement, at: Date) => Promise<StepAnswer>,
  ): Promise<StepAnswer> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const batch = await lockBatch(tx, id);
        requireStep(actor, batch, step);
        return work(tx, batch, this.clock.now());
      }),
    );
  }

  /** The lines, whose sum is proven to be the total again at each step. */
  private async checkedLines(tx: EntityManager, batch: Disbursement): Promise<DisbursementLine[]> {
    const lines = await linesOf(tx, batch.id);
    if (lines.length === 0) throw refuse('disbursement.no-lines');
    if (totalOf(lines.map(({ amount }) => amount)) !== batch.total) throw refuse('disbursement.total-wrong');
    return lines;
  }

  /** Every household of a transfer has an account to send to. */
  private async requirePayees(
    tx: EntityManager,
    batch: Disbursement,
    lines: DisbursementLine[],
  ): Promise<Awaited<ReturnType<HouseholdRegister['payeeAccounts']>>> {
    if (batch.method === 'cash') return new Map();
    const payees = await this.register.payeeAccounts(
      tx,
      lines.map(({ householdId }) => householdId),
    );
    const without = lines.filter(({ householdId }) => !payees.get(householdId)?.accountNumber);
    if (without.length > 0) {
      const positions = without.slice(0, 10).map(({ position }) => position);
      const named = positions.join(', ') + (without.length > 10 ? ', …' : '');
      throw refuse('disbursement.payee-account-missing', { count: without.length, lines: named });
    }
    return payees;
  }
}

async function freezePayees(
  tx: EntityManager,
  batch: Disbursement,
  payees: Awaited<ReturnType<HouseholdRegister['payeeAccounts']>>,
): Promise<void> {
  const list = [...payees.values()];
  await tx.query(
    `UPDATE disbursement_line l SET payee_bank_code = p.bank, payee_number = p.number, payee_hash = p.hash, payee_holder = p.holder
     FROM unnest($2::uuid[], $3::text[], $4::bytea[], $5::bytea[], $6::text[]) AS p(household, bank, number, hash, holder)
     WHERE l.disbursement_id = $1 AND l.household_id = p.household`,
    [
      batch.id,
      list.map(({ householdId }) => householdId),
      list.map(({ bankCode }) => bankCode),
      list.map(({ accountNumber }) => accountNumber),
      list.map(({ accountHash }) => accountHash),
      list.map(({ accountHolder }) => accountHolder),
    ],
  );
}
