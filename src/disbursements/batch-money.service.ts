import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AppealsService } from '../appeals/appeals.service.js';
import { ConditionalGifts } from '../donations/conditional-gifts.service.js';
import type { Fund } from '../funds/fund.entity.js';
import { FundsService } from '../funds/funds.service.js';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import { PrepareDisbursementDto } from './disbursement.dto.js';
import { type Disbursement, DisbursementPurpose } from './disbursement.entity.js';
import { refuse } from './disbursement.refusals.js';
import { purposeFits } from './disbursement.rules.js';
import { purposeOf } from './disbursement.store.js';

type Place = Pick<Disbursement, 'bankAccountId' | 'cashBoxId'>;

/** Whose money a pay-out is of, what it may lawfully go to, and where it leaves from. */
@Injectable()
export class BatchMoney {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly funds: FundsService,
    private readonly appeals: AppealsService,
    private readonly gifts: ConditionalGifts,
    private readonly clock: Clock,
  ) {}

  /** The purposes that money may be paid out for today. */
  async purposes(): Promise<DisbursementPurpose[]> {
    const all = await this.db.getRepository(DisbursementPurpose).find({ order: { regime: 'ASC', position: 'ASC' } });
    const today = this.clock.today();
    return all.filter(({ validFrom, validTo }) => validFrom <= today && (validTo === null || today <= validTo));
  }

  /** Those of them that this fund's, or this appeal's, money may go to. */
  async purposesOf(fundId: string, appealId?: string): Promise<DisbursementPurpose[]> {
    const fund = await this.funds.fund(this.db, fundId);
    const appeal = appealId === undefined ? undefined : await this.appeals.appeal(this.db, appealId);
    const kind = fund?.kindCode ?? '';
    return (await this.purposes()).filter(({ regime }) => purposeFits(regime, appeal?.regime, kind));
  }

  /** The conditional gifts of these funds that can still be paid out, for those who may read gifts. */
  conditionalGifts(actor: Actor, fundIds: string[]): ReturnType<ConditionalGifts['withMoneyLeft']> {
    return this.gifts.withMoneyLeft(actor, fundIds);
  }

  /** @throws Refusal disbursement.fund-unknown, .fund-closed (422), identity.not-permitted (403) */
  async requireFund(tx: EntityManager, actor: Actor, fundId: string): Promise<Fund> {
    const fund = await this.funds.fund(tx, fundId);
    if (!fund) throw refuse('disbursement.fund-unknown');
    actor.require('disbursement.prepare', fund.unitCode);
    if (fund.closedOn !== null) throw refuse('disbursement.fund-closed');
    return fund;
  }

  /**
   * Whose money it is, and whether it may lawfully go to this purpose. A conditional gift is one by itself, under the
   * rules of the appeal that it was given for.
   */
  async of(
    tx: EntityManager,
    fund: Fund,
    dto: PrepareDisbursementDto,
  ): Promise<Pick<Disbursement, 'appealId' | 'donationId' | 'restrictionId'>> {
    const gift = dto.donationId === undefined ? undefined : await this.gifts.find(tx, fund.id, dto.donationId);
    const ofOther = gift && dto.appealId !== undefined && dto.appealId !== gift.appealId;
    if (dto.donationId !== undefined && (!gift || ofOther)) throw refuse('disbursement.gift-unknown');
    const appealId = dto.appealId ?? gift?.appealId ?? undefined;
    const appeal = appealId === undefined ? undefined : await this.appeals.appeal(tx, appealId);
    if (appealId !== undefined && appeal?.fundId !== fund.id) throw refuse('disbursement.appeal-unknown');
    const purpose = await purposeOf(tx, dto.purpose);
    const today = this.clock.today();
    const inForce = purpose.validFrom <= today && (purpose.validTo === null || today <= purpose.validTo);
    if (!inForce || !purposeFits(purpose.regime, appeal?.regime, fund.kindCode)) {
      const { nameVi: name, nameEn, source } = purpose;
      throw refuse('disbursement.purpose-not-lawful', { name, nameEn, source });
    }
    const restrictionId = gift?.restrictionId ?? appeal?.restrictionId ?? fund.restrictionId;
    return { appealId: appeal?.id ?? null, donationId: gift?.id ?? null, restrictionId };
  }

  /** The account or box that the money leaves from; where the fund has one only, it need not be said. */
  async placeOf(tx: EntityManager, fund: Fund, dto: PrepareDisbursementDto): Promise<Place> {
    const [wanted, other] =
      dto.method === 'transfer' ? [dto.bankAccountId, dto.cashBoxId] : [dto.cashBoxId, dto.bankAccountId];
    if (other !== undefined) throw refuse('disbursement.place-missing');
    const places =
      dto.method === 'transfer' ? await this.funds.bankAccounts(tx, fund.id) : await this.funds.cashBoxes(fund.id, tx);
    const open = places.filter(({ closedOn }) => closedOn === null);
    const place = wanted === undefined && open.length === 1 ? open[0] : open.find(({ id }) => id === wanted);
    if (!place) throw refuse(wanted === undefined ? 'disbursement.place-missing' : 'disbursement.place-unknown');
    return dto.method === 'transfer'
      ? { bankAccountId: place.id, cashBoxId: null }
      : { bankAccountId: null, cashBoxId: place.id };
  }
}
