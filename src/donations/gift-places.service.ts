import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { AccountId, RestrictionId } from '../ledger/posting.dto.js';
import { purposeAccounts } from '../ledger/purpose-accounts.service.js';
import { formatDate } from '../platform/dates.js';
import { refuse } from './donations.refusals.js';
import { type GiftDecisionContext, type GiftToRecord, incomeKey, type KnownFund } from './gift-context.service.js';

/** Accounts already looked up in this list: a thousand gifts of one appeal ask once. */
export type KnownAccounts = Map<string, AccountId>;

/** The accounts that a gift moves between. They are opened with the fund; a condition opens a purpose of its own. */
@Injectable()
export class GiftPlaces {
  constructor(
    private readonly ledger: LedgerService,
    private readonly funds: FundsService,
  ) {}

  /** What the money may be used for: a donor's condition keeps it apart from all else (NĐ 93/2021 art. 9.3). */
  restriction(
    tx: EntityManager,
    gift: GiftToRecord,
    fund: KnownFund,
    usual: RestrictionId,
    donationId: string,
  ): Promise<RestrictionId> {
    if (!gift.condition) return Promise.resolve(usual);
    const label = 'Khoản ủng hộ có điều kiện';
    const { unitCode, id: fundId } = fund;
    return this.ledger.openRestriction(tx, { unitCode, fundId, kind: 'earmark', subject: donationId, label });
  }

  /** Where each purpose's donations are booked; asked for here only where the context could not. */
  async incomes(
    tx: EntityManager,
    wanted: { gift: GiftToRecord; fund: KnownFund; restrictionId: RestrictionId }[],
    known: GiftDecisionContext['incomes'],
  ): Promise<AccountId[]> {
    const nameOf = (one: (typeof wanted)[number]): string => incomeKey(one.restrictionId, one.gift.effectiveDate);
    const missing = new Map(wanted.flatMap((one) => (known.has(nameOf(one)) ? [] : [[nameOf(one), one]])));
    const found = await purposeAccounts(
      tx,
      [...missing.values()].map(({ gift: { effectiveDate: on }, fund: { unitCode, id: fundId }, restrictionId }) => {
        return { unitCode, fundId, restrictionId, nature: 'donations', on };
      }),
    );
    const of = new Map([...missing.keys()].map((name, i) => [name, found[i]]));
    return wanted.flatMap((one) => known.get(nameOf(one)) ?? of.get(nameOf(one)) ?? []);
  }

  /** Cash goes into the fund's box; a transfer recorded by hand waits in transit until the bank's line comes. */
  async place(
    tx: EntityManager,
    gift: GiftToRecord,
    fund: KnownFund,
    boxes: GiftDecisionContext['boxes'],
    known: KnownAccounts,
  ): Promise<AccountId> {
    if (gift.foreign) return this.foreignPlace(tx, gift, gift.foreign.currency, fund);
    if (gift.channel !== 'cash') return remember(known, `113|${fund.id}`, () => this.inTransit(tx, fund));
    const day = gift.effectiveDate;
    const box = boxes.find(({ fundId, openedOn }) => fundId === fund.id && openedOn <= day);
    if (!box) throw refuse('donation.no-cash-box', { date: formatDate(day) });
    return box.accountId;
  }

  /** Foreign money goes where its currency is held: no statement in đồng will bring it, so a transfer lies on its account at once. */
  private async foreignPlace(
    tx: EntityManager,
    gift: GiftToRecord,
    currency: string,
    fund: KnownFund,
  ): Promise<AccountId> {
    const day = gift.effectiveDate;
    const cash = gift.channel === 'cash';
    const places = cash
      ? await this.funds.cashBoxes(fund.id, tx, currency)
      : await this.funds.bankAccounts(tx, fund.id, currency);
    const place = places.find(({ openedOn, closedOn }) => openedOn <= day && closedOn === null);
    const code = cash ? 'donation.no-foreign-cash-box' : 'donation.no-foreign-account';
    if (!place) throw refuse(code, { currency, date: formatDate(day) });
    return place.ledgerAccountId;
  }

  private async inTransit(tx: EntityManager, fund: KnownFund): Promise<AccountId> {
    const named = { fundId: fund.id, code: '113' };
    const [id] = await this.ledger.accountIds(tx, [named]);
    const { unitCode, openedOn } = fund;
    return id ?? this.ledger.openAccount(tx, { ...named, unitCode, label: 'Tiền đang chuyển', openedOn });
  }
}

async function remember(known: KnownAccounts, name: string, find: () => Promise<AccountId>): Promise<AccountId> {
  const id = known.get(name) ?? (await find());
  known.set(name, id);
  return id;
}
