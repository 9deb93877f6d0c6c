import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppealsService } from '../appeals/appeals.service.js';
import { DonorsService } from '../donors/donors.service.js';
import { FundsService } from '../funds/funds.service.js';
import type { AccountId, RestrictionId } from '../ledger/posting.dto.js';
import { Clock } from '../platform/clock.js';
import type { PlainDate } from '../platform/dates.js';
import type { Signatories } from '../receipts/receipts.service.js';
import type { AppealTerms, FundTerms, GiftTerms } from './donations.rules.js';
import type { ForeignGift } from './foreign-gift.rules.js';

/** A gift to write. `placeAccountId` is given where a bank's line brought it; else cash goes to the box, a transfer to 113. */
export type GiftToRecord = GiftTerms & {
  actorId: string;
  /** In đồng; what foreign money is worth. */
  amount: bigint;
  /** Where it was not given in đồng. */
  foreign?: ForeignGift | undefined;
  donorId?: string | undefined;
  printedName?: string | undefined;
  publicName?: string | undefined;
  condition?: string | undefined;
  placeAccountId?: AccountId | undefined;
  sourceKind?: string | undefined;
  sourceId?: string | undefined;
};

export type KnownFund = FundTerms & { unitCode: string; kindCode: string; restrictionId: RestrictionId };
export type KnownAppeal = AppealTerms & { restrictionId: RestrictionId };

/** What a list of gifts is decided against, read once for all of them. */
export type GiftDecisionContext = {
  today: PlainDate;
  funds: Map<string, KnownFund>;
  appeals: Map<string, KnownAppeal>;
  donors: Awaited<ReturnType<DonorsService['namesOf']>>;
  signatories: Map<string, Signatories>;
};

/** Reads what a list of gifts is decided against. */
@Injectable()
export class GiftContext {
  constructor(
    private readonly funds: FundsService,
    private readonly appeals: AppealsService,
    private readonly donors: DonorsService,
    private readonly clock: Clock,
  ) {}

  async read(tx: EntityManager, gifts: GiftToRecord[]): Promise<GiftDecisionContext> {
    const funds = new Map<string, KnownFund>();
    for (const id of new Set(gifts.map(({ fundId }) => fundId))) {
      const fund = await this.funds.fund(tx, id);
      if (fund) funds.set(id, fund);
    }
    const appeals = new Map<string, KnownAppeal>();
    for (const id of new Set(gifts.flatMap(({ appealId }) => appealId ?? []))) {
      const appeal = await this.appeals.appeal(tx, id);
      if (appeal) appeals.set(id, appeal);
    }
    const signatories = new Map<string, Signatories>();
    for (const { fundId, effectiveDate } of gifts) {
      const unit = funds.get(fundId)?.unitCode;
      const key = unit && signatoryKey(unit, effectiveDate);
      if (unit && key && !signatories.has(key))
        signatories.set(key, await this.funds.signatoriesOn(tx, unit, effectiveDate));
    }
    const donors = await this.donors.namesOf(tx, [...new Set(gifts.flatMap(({ donorId }) => donorId ?? []))]);
    return { today: this.clock.today(), funds, appeals, donors, signatories };
  }
}

export function signatoryKey(unitCode: string, day: PlainDate): string {
  return `${unitCode}|${day}`;
}
