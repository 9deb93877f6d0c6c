/**
 * Promises to give: recording, cancelling, and what gifts keep of them. Nothing here posts: a promise is not money, and
 * becomes it only by a gift.
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AppealsService } from '../appeals/appeals.service.js';
import { FundsService } from '../funds/funds.service.js';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import { formatDate, type PlainDate } from '../platform/dates.js';
import { type IdempotencyKey, type JsonValue, once } from '../platform/idempotency.js';
import { isId, newCode, newId, normaliseCode } from '../platform/ids.js';
import { refuse as refuseRequest } from '../platform/refusal.js';
import { transact } from '../platform/transact.js';
import { Pledge, PledgeGift } from './pledge.entity.js';
import { refuse } from './pledges.refusals.js';
import { isChecked, keptBy, printedCode, standingOf, withCheck } from './pledges.rules.js';

type Reader = EntityManager | DataSource;

export type NewPledge = {
  fundId: string;
  appealId?: string | undefined;
  giverName: string;
  giverKind?: 'person' | 'organisation' | undefined;
  amount: bigint;
  dueDate: PlainDate;
  pledgedOn?: PlainDate | undefined;
  note?: string | undefined;
};

/** Codes are drawn by chance; that so many are taken in a row means that something else is wrong. */
const MOST_DRAWS = 20;
const CODE_LENGTH = 5;

@Injectable()
export class PledgesService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly funds: FundsService,
    private readonly appeals: AppealsService,
    private readonly clock: Clock,
  ) {}

  /** Does one act in a transaction of its own, once for its key. */
  once<T extends JsonValue>(key: IdempotencyKey, act: (tx: EntityManager) => Promise<T>): Promise<T> {
    return transact(this.db, (tx) => once(tx, key, () => act(tx)));
  }

  /**
   * Records a promise.
   * @returns its id and the code that the giver writes with a transfer
   * @throws Refusal fund.unknown, fund.closed, appeal.unknown, appeal.other-fund (422), date.future,
   *   pledge.due-before-pledged (400)
   */
  async record(tx: EntityManager, actor: Actor, given: NewPledge): Promise<{ id: string; code: string }> {
    const fund = await this.funds.requireOpenFund(tx, given.fundId);
    actor.require('pledge.record', fund.unitCode);
    if (given.appealId !== undefined) await this.appeals.requireAppeal(tx, given.appealId, fund.id);
    const pledgedOn = given.pledgedOn ?? this.clock.today();
    if (pledgedOn > this.clock.today()) throw refuseRequest('date.future', { date: formatDate(pledgedOn) });
    if (given.dueDate < pledgedOn) throw refuse('pledge.due-before-pledged');
    const { giverName, giverKind = 'person', amount, dueDate, appealId = null, note = null } = given;
    const of = { unitCode: fund.unitCode, fundId: fund.id, appealId };
    const asked = { giverName, giverKind, amount, pledgedOn, dueDate, note, createdBy: actor.id };
    for (let draw = 0; draw < MOST_DRAWS; draw++) {
      const row = { id: newId(), code: withCheck(newCode(CODE_LENGTH)), ...of, ...asked };
      const inserted = await tx
        .createQueryBuilder()
        .insert()
        .into(Pledge)
        .values(row)
        .orIgnore()
        .returning('id')
        .execute();
      const { length } = inserted.raw as unknown[];
      if (length === 1) return { id: row.id, code: printedCode(fund.kindCode, row.code) };
    }
    throw new Error(`No free pledge code in ${MOST_DRAWS} draws.`);
  }

  /**
   * Takes a promise back. What gifts had kept of it stays kept.
   * @throws Refusal pledge.not-found (404), pledge.cancelled, pledge.kept-already (409)
   */
  async cancel(tx: EntityManager, actor: Actor, id: string, reason: string): Promise<void> {
    const pledge = await this.locked(tx, id);
    if (!pledge || !actor.may('pledge.read', pledge.unitCode)) throw refuse('pledge.not-found');
    actor.require('pledge.record', pledge.unitCode);
    await this.leftOf(tx, pledge);
    const cancelled = { cancelledBy: actor.id, cancelledAt: this.clock.now(), cancelReason: reason };
    await tx.getRepository(Pledge).update({ id }, cancelled);
  }

  /**
   * Makes sure, before a gift is posted, that it may keep this pledge, and holds the pledge until the end of the
   * transaction.
   * @throws Refusal pledge.unknown, pledge.other-fund (422), pledge.cancelled, pledge.kept-already (409)
   */
  async requireKeepable(tx: EntityManager, pledgeId: string, fundId: string): Promise<void> {
    const pledge = await this.locked(tx, pledgeId);
    if (!pledge) throw refuse('pledge.unknown');
    if (pledge.fundId !== fundId) throw refuse('pledge.other-fund', { code: pledge.code });
    await this.leftOf(tx, pledge);
  }

  /**
   * Counts a gift for a pledge: as much of it as is still promised. The gift's fund was checked by `requireKeepable`.
   * @returns what the gift kept and what is left, in đồng
   * @throws Refusal pledge.unknown (422), pledge.cancelled, pledge.kept-already, pledge.gift-counted (409)
   */
  async keep(
    tx: EntityManager,
    pledgeId: string,
    donationId: string,
    amount: bigint,
  ): Promise<{ kept: bigint; left: bigint }> {
    const pledge = await this.locked(tx, pledgeId);
    if (!pledge) throw refuse('pledge.unknown');
    const left = await this.leftOf(tx, pledge);
    const kept = keptBy(amount, left);
    await tx.getRepository(PledgeGift).insert({ pledgeId, donationId, amount: kept });
    return { kept, left: left - kept };
  }

  /** A gift was voided: what it had kept is promised again. Does nothing where it kept none. */
  async undo(tx: EntityManager, donationId: string): Promise<void> {
    await tx.query(`UPDATE pledge_gift SET undone_at = now() WHERE donation_id = $1 AND undone_at IS NULL`, [
      donationId,
    ]);
  }

  async pledge(db: Reader, id: string): Promise<Pledge | undefined> {
    return (isId(id) && (await db.getRepository(Pledge).findOneBy({ id }))) || undefined;
  }

  /**
   * The pledge that a giver's words name.
   * @param text the code alone or with the fund's letters before it, as printed or as a bank changed it
   */
  async byCode(db: Reader, text: string): Promise<Pledge | undefined> {
    const code = normaliseCode(text.trim().replace(/^[A-Za-z]{2,5}[\s-]+/, ''));
    return (isChecked(code) && (await db.getRepository(Pledge).findOneBy({ code }))) || undefined;
  }

  private async locked(tx: EntityManager, id: string): Promise<Pledge | null> {
    if (!isId(id)) return null;
    return tx.getRepository(Pledge).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** What is still promised. Read after the row is locked, so that two gifts at once do not keep the same đồng. */
  private async leftOf(tx: EntityManager, pledge: Pledge): Promise<bigint> {
    const [sum] = await tx.query<{ kept: bigint }[]>(
      `SELECT coalesce(sum(amount), 0)::bigint AS kept FROM pledge_gift WHERE pledge_id = $1 AND undone_at IS NULL`,
      [pledge.id],
    );
    const figures = { amount: pledge.amount, kept: sum?.kept ?? 0n, dueDate: pledge.dueDate };
    const { state, left } = standingOf({ ...figures, cancelled: pledge.cancelledAt !== null }, this.clock.today());
    if (state === 'cancelled') throw refuse('pledge.cancelled', { code: pledge.code });
    if (state === 'kept') throw refuse('pledge.kept-already', { code: pledge.code });
    return left;
  }
}
