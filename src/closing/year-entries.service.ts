/** Posts a year's closing entries (profile A) and takes them back when the year is opened again. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Fund } from '../funds/fund.entity.js';
import type { Actor } from '../identity/actor.js';
import { ClosingSums, type Profile, type PurposeLeafOn } from '../books/closing-sums.service.js';
import { LedgerService, MOST_ITEMS } from '../ledger/ledger.service.js';
import { MirrorPosting } from '../ledger/mirror.service.js';

import type { AcceptedItem, RestrictionId } from '../ledger/posting.dto.js';
import { purposeAccount } from '../ledger/purpose-accounts.service.js';
import { ReceiptsService } from '../receipts/receipts.service.js';
import { daysOf, type Year } from './closing.rules.js';
import { closingMovements, type Destinations, isClosed } from './year-entries.rules.js';

export type YearPosted = { voucher: string | null; entries: number };

@Injectable()
export class YearEntries {
  constructor(
    private readonly ledger: LedgerService,
    private readonly mirror: MirrorPosting,
    private readonly sums: ClosingSums,
    private readonly receipts: ReceiptsService,
  ) {}

  /** How the fund's unit posts at the end of the year. */
  profile(tx: EntityManager, fund: Fund, year: Year): Promise<Profile> {
    return this.ledger.profileOn(tx, fund.unitCode, daysOf(year).endsOn);
  }

  /**
   * One entry for each purpose, all with one voucher number, dated the last day. What each purpose holds stays as it was.
   * Call it with the lane held, while the year is open.
   */
  async post(tx: EntityManager, actor: Actor, fund: Fund, year: Year): Promise<YearPosted> {
    const { endsOn } = daysOf(year);
    const before = await this.sums.purposesNow(tx, fund.id);
    const open = await this.openLeaves(tx, fund, endsOn);
    if (open.size === 0) return { voucher: null, entries: 0 };
    const draft = { unitCode: fund.unitCode, fundId: fund.id, kind: 'PKT' as const, year: Number(year) };
    const voucher = await this.receipts.takeVoucher(tx, draft);
    const items: AcceptedItem[] = [];
    for (const [restrictionId, leaves] of open) {
      const movements = closingMovements(leaves, await this.destinations(tx, fund, restrictionId, endsOn));
      const entry = {
        unitCode: fund.unitCode,
        fundId: fund.id,
        effectiveDate: endsOn,
        description: `Kết chuyển cuối năm ${year}`,
        voucher,
        movements,
      };
      items.push({ item: { kind: 'year-closed', actorId: actor.id, entry } });
    }
    for (let at = 0; at < items.length; at += MOST_ITEMS) {
      await this.ledger.postAll(tx, items.slice(at, at + MOST_ITEMS));
    }
    await this.assertCarried(tx, fund, endsOn, before);
    return { voucher, entries: items.length };
  }

  /** Each entry by one that mirrors it on the same day. Call it once the year is open again. */
  async takeBack(tx: EntityManager, actor: Actor, fund: Fund, year: Year): Promise<number> {
    const sequences = await this.sums.yearEntries(tx, fund.id, daysOf(year).endsOn);
    const entries = sequences.map((sequence) => ({
      sequence,
      description: `Mở lại năm ${year}: đảo bút toán kết chuyển ${sequence}`,
    }));
    for (let at = 0; at < entries.length; at += MOST_ITEMS) {
      const slice = entries.slice(at, at + MOST_ITEMS);
      await this.mirror.post(tx, { actorId: actor.id, kind: 'year-closed', entries: slice });
    }
    return entries.length;
  }

  private async destinations(
    tx: EntityManager,
    { unitCode, id: fundId }: Fund,
    restrictionId: RestrictionId,
    on: string,
  ): Promise<Destinations> {
    const of = { unitCode, fundId, restrictionId, on };
    return {
      summary: await purposeAccount(tx, { ...of, nature: 'summary' }),
      carried: await purposeAccount(tx, { ...of, nature: 'carried' }),
    };
  }

  /** By purpose, the accounts that are to be emptied. */
  private async openLeaves(tx: EntityManager, fund: Fund, day: string): Promise<Map<RestrictionId, PurposeLeafOn[]>> {
    const leaves = new Map<RestrictionId, PurposeLeafOn[]>();
    for (const leaf of (await this.sums.leavesOn(tx, fund.id, day)).filter(isClosed)) {
      leaves.set(leaf.restrictionId, [...(leaves.get(leaf.restrictionId) ?? []), leaf]);
    }
    return leaves;
  }

  private async assertCarried(
    tx: EntityManager,
    fund: Fund,
    day: string,
    before: Awaited<ReturnType<ClosingSums['purposesNow']>>,
  ): Promise<void> {
    const after = new Map((await this.sums.purposesNow(tx, fund.id)).map((p) => [p.restrictionId, p.balance]));
    const changed = before.find(({ restrictionId, balance }) => after.get(restrictionId) !== balance);
    if (changed) throw new Error(`Closing the year has changed what the purpose ${changed.restrictionId} holds.`);
    const left = (await this.sums.leavesOn(tx, fund.id, day)).find(
      ({ code, subject }) => code !== '421' || subject !== '',
    );
    if (left) throw new Error(`The account ${left.accountId} is not empty after the year was closed.`);
  }
}
