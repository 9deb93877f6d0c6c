/** What a pay-out can be made of: whose money, for which lawful purpose, from which account or box. */
import { Injectable } from '@nestjs/common';
import { AppealListsService } from '../../appeals/appeal-lists.service.js';
import { BatchMoney } from '../../disbursements/batch-money.service.js';
import type { Fund } from '../../funds/fund.entity.js';
import { FundListsService } from '../../funds/fund-lists.service.js';
import { FundsService } from '../../funds/funds.service.js';
import type { Actor } from '../../identity/actor.js';
import { formatNumber } from '../../platform/money.js';
import { UnitsService } from '../../units/units.service.js';
import type { Option } from '../ui/form-state.js';
import type { Say } from '../ui/page.js';

/** As many as one form offers. */
const MOST = 200;

/** So much of a condition is shown in a list. */
const CONDITION_LENGTH = 80;

/** `value` is `fundId`, `fundId/appealId` or `fundId//donationId`: a choice that cannot contradict itself. */
export type MoneyOption = Option & { fundId: string; appealId: string | undefined; fundName: string };

@Injectable()
export class PayoutOptions {
  constructor(
    private readonly funds: FundsService,
    private readonly lists: FundListsService,
    private readonly appeals: AppealListsService,
    private readonly batchMoney: BatchMoney,
    private readonly units: UnitsService,
  ) {}

  /** The money that the person may prepare pay-outs of: their own unit's first. Ended appeals too, what is left is still to give. */
  async money(actor: Actor, say: Say): Promise<MoneyOption[]> {
    const { items } = await this.appeals.list(actor, { limit: MOST });
    const own = new Set(actor.unitsFor('disbursement.prepare'));
    const funds = (await this.funds.funds(actor, 'disbursement.prepare')).filter(({ closedOn }) => closedOn === null);
    const sorted = [
      ...funds.filter((fund) => own.has(fund.unitCode)),
      ...funds.filter((fund) => !own.has(fund.unitCode)),
    ];
    const severalUnits = new Set(sorted.map(({ unitCode }) => unitCode)).size > 1;
    const gifts = await this.batchMoney.conditionalGifts(
      actor,
      sorted.map(({ id }) => id),
    );
    return sorted.flatMap((fund) => {
      const options = this.optionsOf(fund, items, severalUnits, say);
      const ofFund = gifts.filter(({ fundId }) => fundId === fund.id);
      return [...options, ...ofFund.map((gift) => conditional(gift, options[0]?.fundName ?? fund.name, say))];
    });
  }

  /** What this money may lawfully go to, with the law that allows each. */
  async purposes({ fundId, appealId }: MoneyOption, say: Say): Promise<Option[]> {
    const purposes = await this.batchMoney.purposesOf(fundId, appealId);
    return purposes.map(({ code, nameVi, nameEn, source }) => ({
      value: code,
      label: `${say(nameVi, nameEn)} (${source})`,
    }));
  }

  /** Where this fund's money can leave from; the value says the method too: `transfer/id`, `cash/id`. */
  async places(actor: Actor, fundId: string, say: Say): Promise<Option[]> {
    const [accounts, boxes] = await Promise.all([
      this.lists.bankAccounts(actor, { fundId, limit: MOST }),
      this.lists.cashBoxes(actor, { fundId, limit: MOST }),
    ]);
    // Households are paid in đồng: foreign money is sold first.
    const open = <T extends { closedOn: string | null; currency: string }>(list: T[]): T[] =>
      list.filter(({ closedOn, currency }) => closedOn === null && currency === 'VND');
    return [
      ...open(accounts.items).map(({ id, bankName, number }) => ({
        value: `transfer/${id}`,
        label: say(`Chuyển khoản từ ${bankName} ${number}`, `By transfer from ${bankName} ${number}`),
      })),
      ...open(boxes.items).map(({ id, name }) => ({
        value: `cash/${id}`,
        label: say(`Tiền mặt từ ${name}`, `In cash from ${name}`),
      })),
    ];
  }

  private optionsOf(
    fund: Fund,
    appeals: { id: string; fundId: string; name: string }[],
    severalUnits: boolean,
    say: Say,
  ): MoneyOption[] {
    const fundName = severalUnits ? `${fund.name} · ${this.units.name(fund.unitCode)}` : fund.name;
    const own = appeals.filter(({ fundId }) => fundId === fund.id);
    const general = own.length === 0 ? fundName : `${fundName} · ${say('tiền chung của quỹ', "the fund's own money")}`;
    return [
      { value: fund.id, label: general, fundId: fund.id, appealId: undefined, fundName },
      ...own.map(({ id, name }) => ({
        value: `${fund.id}/${id}`,
        label: `${fundName} · ${name}`,
        fundId: fund.id,
        appealId: id,
        fundName,
      })),
    ];
  }
}

/** The condition is shown to the clerk who prepares the pay-out; it may hold names. */
function conditional(
  gift: Awaited<ReturnType<BatchMoney['conditionalGifts']>>[number],
  fundName: string,
  say: Say,
): MoneyOption {
  const { id, fundId, appealId, condition, available } = gift;
  const short = condition.length > CONDITION_LENGTH ? `${condition.slice(0, CONDITION_LENGTH)}…` : condition;
  const left = formatNumber(available);
  const words = say(`Khoản có điều kiện: ${short} · còn ${left} đ`, `Gift with a condition: ${short} · ${left} đ left`);
  return {
    value: `${fundId}//${id}`,
    label: `${fundName} · ${words}`,
    fundId,
    appealId: appealId ?? undefined,
    fundName,
  };
}
