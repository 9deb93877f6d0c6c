/** Gifts received: recording, voiding, correcting a name, finding. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import type { Actor } from '../identity/actor.js';
import { Batcher, type Outcome } from '../platform/batcher.js';
import { Clock } from '../platform/clock.js';
import { type IdempotencyKey, keepAnswers, knownAnswers, nameOf } from '../platform/idempotency.js';
import { Refusal, refuse as refuseRequest } from '../platform/refusal.js';
import { transact } from '../platform/transact.js';
import { PledgesService } from '../pledges/pledges.service.js';
import { RecordDonationDto } from './donations.dto.js';
import { refuse } from './donations.refusals.js';
import { giftAmountsOf } from './foreign-gift.rules.js';
import { publicNameOf } from './donations.rules.js';
import { GiftRecorder, type GiftToRecord, type RecordedGift } from './gift-recorder.service.js';

/** What recording answers: plain JSON, so that the same request later gets the same answer. */
export type DonationRecorded = { id: string; receipt: { serial: string; code: string } };

type Waiting = { gift: GiftToRecord; key: IdempotencyKey; pledgeId: string | undefined };

@Injectable()
export class DonationsService {
  /** A fund stays with its unit for ever: the program's login may not change that, so it is asked once. */
  private readonly unitOfFund = new Map<string, string>();
  private readonly batcher = new Batcher<Waiting, DonationRecorded>(
    (waiting, sent) =>
      transact(this.db, async (tx) => {
        const outcomes = await this.flush(tx, waiting);
        // All but the commit, which `transact` sends in this same turn of the event loop.
        sent();
        return outcomes;
      }),
    { takingTurns: true, tooBusy: () => refuseRequest('server.busy') },
  );

  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly recorder: GiftRecorder,
    private readonly funds: FundsService,
    private readonly pledges: PledgesService,
    private readonly clock: Clock,
  ) {}

  /**
   * Records one gift with its receipt; calls that arrive together are written together.
   * @throws Refusal donation.*, ledger.*, idempotency.conflict, date.future
   */
  async record(actor: Actor, dto: RecordDonationDto, key: IdempotencyKey): Promise<DonationRecorded> {
    actor.require('donation.record', await this.unitOf(dto.fundId));
    const printedName = dto.donorName === '' ? undefined : dto.donorName;
    const gift: GiftToRecord = {
      actorId: actor.id,
      fundId: dto.fundId,
      appealId: dto.appealId,
      ...giftAmountsOf(dto),
      channel: dto.channel,
      donorId: dto.donorId,
      printedName,
      publicName: publicNameOf(dto.publicName, printedName),
      effectiveDate: dto.effectiveDate ?? this.clock.today(),
      condition: dto.condition === '' ? undefined : dto.condition,
    };
    return this.batcher.submit({ gift, key, pledgeId: dto.pledgeId });
  }

  private async unitOf(fundId: string): Promise<string> {
    const unitCode = this.unitOfFund.get(fundId) ?? (await this.funds.fund(this.db, fundId))?.unitCode;
    if (unitCode === undefined) throw refuse('donation.fund-unknown');
    this.unitOfFund.set(fundId, unitCode);
    return unitCode;
  }

  /** Records a list in the caller's transaction, for a statement's lines: every one or, with the first refusal, none. */
  async recordAll(tx: EntityManager, gifts: GiftToRecord[]): Promise<RecordedGift[]> {
    const outcomes = await this.recorder.record(tx, gifts);
    return outcomes.map((outcome) => {
      if (!outcome.ok) throw outcome.error;
      return outcome.value;
    });
  }

  /** Resolves when every gift that was accepted for writing is written. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.batcher.drained();
  }

  /** One flush: what is known already is answered from the table, the rest is written, one outcome per caller. */
  private async flush(tx: EntityManager, waiting: Waiting[]): Promise<Outcome<DonationRecorded>[]> {
    const unkeepable = await this.lockPledges(tx, waiting);
    // Keys are read with the lane held: two flushes of two programs could otherwise both find a key unknown.
    const [context, known] = await Promise.all([
      this.recorder.takeLane(
        tx,
        waiting.map(({ gift }) => gift),
      ),
      knownAnswers(
        tx,
        waiting.map(({ key }) => key),
      ),
    ]);
    const first = new Map<string, number>();
    const fresh: number[] = [];
    waiting.forEach(({ key }, index) => {
      if (known(index) !== undefined || unkeepable.has(index)) return;
      const name = nameOf(key);
      if (!first.has(name)) {
        first.set(name, index);
        fresh.push(index);
      }
    });
    const recorded = await this.recorder.record(
      tx,
      fresh.flatMap((index) => waiting[index]?.gift ?? []),
      context,
    );
    const outcomes = new Map<number, Outcome<DonationRecorded>>();
    const kept: { key: IdempotencyKey; answer: DonationRecorded }[] = [];
    for (const [place, index] of fresh.entries()) {
      const outcome = recorded[place];
      const one = waiting[index];
      if (!outcome || !one) continue;
      if (!outcome.ok) {
        outcomes.set(index, outcome);
        continue;
      }
      const answer = { id: outcome.value.id, receipt: outcome.value.receipt };
      if (one.pledgeId) await this.pledges.keep(tx, one.pledgeId, answer.id, one.gift.amount);
      outcomes.set(index, { ok: true, value: answer });
      kept.push({ key: one.key, answer });
    }
    await keepAnswers(tx, kept);
    return waiting.map(({ key }, index) => {
      const before = known(index);
      if (before === 'conflict') return { ok: false, error: refuseRequest('idempotency.conflict') };
      if (before) return { ok: true, value: before.answer as DonationRecorded };
      const own = outcomes.get(index) ?? unkeepable.get(index);
      if (own) return own;
      // The same key twice in one flush: the second gets the first's answer, or a conflict.
      const firstIndex = first.get(nameOf(key));
      const same = firstIndex !== undefined && waiting[firstIndex]?.key.bodyHash.equals(key.bodyHash);
      const outcome = firstIndex === undefined ? undefined : outcomes.get(firstIndex);
      return same && outcome ? outcome : { ok: false, error: refuseRequest('idempotency.conflict') };
    });
  }

  /** Pledges are locked before the lane, in one order, and those that cannot be kept are told apart. */
  private async lockPledges(tx: EntityManager, waiting: Waiting[]): Promise<Map<number, Outcome<DonationRecorded>>> {
    const unkeepable = new Map<number, Outcome<DonationRecorded>>();
    const keeping = waiting
      .map(({ pledgeId, gift }, index) => ({ pledgeId, fundId: gift.fundId, index }))
      .filter((one): one is typeof one & { pledgeId: string } => one.pledgeId !== undefined)
      .sort((a, b) => (a.pledgeId < b.pledgeId ? -1 : 1));
    for (const { pledgeId, fundId, index } of keeping) {
      try {
        await this.pledges.requireKeepable(tx, pledgeId, fundId);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        unkeepable.set(index, { ok: false, error });
      }
    }
    return unkeepable;
  }
}
