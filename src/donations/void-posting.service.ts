/** How a void is posted (accounting.md, "gift voided or refunded"). */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { ForeignHoldings } from '../ledger/foreign-holdings.service.js';
import type { AccountId, MovementDraft, Posted } from '../ledger/posting.dto.js';
import { purposeAccount } from '../ledger/purpose-accounts.service.js';
import { PledgesService } from '../pledges/pledges.service.js';
import { formatDate, type PlainDate } from '../platform/dates.js';
import { formatMoney } from '../platform/money.js';
import { refuse } from './donations.refusals.js';
import { valueTakenBack } from './foreign-gift.rules.js';

export type DonationRow = {
  id: string;
  unitCode: string;
  fundId: string;
  sequence: bigint;
  receiptId: string;
  amount: bigint;
  currency: string;
  foreignAmount: bigint | null;
  channel: 'cash' | 'transfer';
  effectiveDate: PlainDate;
  printedName: string | null;
  publicName: string | null;
  restrictionId: number;
  placeAccountId: number;
};

@Injectable()
export class VoidPosting {
  constructor(
    private readonly ledger: LedgerService,
    private readonly funds: FundsService,
    private readonly pledges: PledgesService,
    private readonly foreign: ForeignHoldings,
  ) {}

  /**
   * Cash and transfers that never reached the bank are simply taken back (511·R / 1111 or 113; 338·R in profile B). A
   * bank's line is a fact that a void cannot undo: what came stays on the account and is owed to the payer (3388). A gift
   * of an earlier year is no longer this year's income, so it is taken out of what was left of that year (421·R).
   * @throws Refusal donation.void-too-early, .currency-sold (422), ledger.restriction-short, ledger.place-short …
   */
  async post(
    tx: EntityManager,
    given: { donation: DonationRow; serial: string; actorId: string; date: PlainDate },
  ): Promise<Posted> {
    const { donation, serial } = given;
    const { unitCode, fundId, restrictionId } = donation;
    if (given.date < donation.effectiveDate)
      throw refuse('donation.void-too-early', { date: formatDate(donation.effectiveDate) });
    const fund = await this.funds.fund(tx, fundId);
    if (!fund) throw new Error('A gift names a fund that does not exist.');
    const of = { unitCode, fundId };
    const { openedOn } = fund;
    await this.pledges.undo(tx, donation.id);
    // Asked with the lane held: a statement posted at this moment either has brought the transfer or can no longer do so.
    await this.ledger.takeLane(tx);
    const debit = await purposeAccount(tx, {
      ...of,
      restrictionId,
      nature: 'donations',
      on: given.date,
      corrects: donation.effectiveDate,
    });
    const reachedBank = await this.reachedBank(tx, donation);
    const credit = reachedBank
      ? await this.ledger.openAccount(tx, {
          ...of,
          code: '3388',
          subject: 'refund',
          label: 'Phải trả lại người ủng hộ',
          openedOn,
        })
      : donation.placeAccountId;
    return this.ledger.post(
      tx,
      {
        kind: 'gift-voided',
        actorId: given.actorId,
        entry: {
          ...of,
          effectiveDate: given.date,
          description: `Hủy biên nhận ${serial}`,
          reverses: donation.sequence,
          sourceKind: 'donation',
          sourceId: donation.id,
          movements:
            donation.foreignAmount === null
              ? [{ debit, credit, amount: donation.amount }]
              : await this.foreignMovements(tx, { ...given, foreignAmount: donation.foreignAmount }, debit),
        },
      },
      { receipt: serial, of: Number(donation.sequence) },
    );
  }

  /**
   * Foreign money goes out of its place as it came in. Once some of its purpose's was sold, what is left is worth its
   * average: the difference to what the gift came in at is a gain or a loss of the purpose, told apart from the gift.
   */
  private async foreignMovements(
    tx: EntityManager,
    given: { donation: DonationRow; date: PlainDate; foreignAmount: bigint },
    income: AccountId,
  ): Promise<MovementDraft[]> {
    const { donation, date: on, foreignAmount } = given;
    const { unitCode, fundId, restrictionId, placeAccountId: place, currency, amount } = donation;
    const held = await this.foreign.ofPurpose(tx, place, restrictionId);
    const leaves = valueTakenBack(held, { foreignAmount, amount });
    if (leaves === undefined)
      throw refuse('donation.currency-sold', { currency, left: formatMoney(held.foreignAmount, currency) });
    const out = { debit: income, credit: place, amount: leaves, foreignAmount };
    if (leaves === amount) return [out];
    const nature = amount > leaves ? 'other-income' : 'other-expense';
    const other = await purposeAccount(tx, { unitCode, fundId, restrictionId, nature, on });
    return amount > leaves
      ? [out, { debit: income, credit: other, amount: amount - leaves }]
      : [out, { debit: other, credit: income, amount: leaves - amount }];
  }

  /** Money that lies on a bank account, or was in transit and has since arrived by a statement's line. */
  private async reachedBank(tx: EntityManager, donation: DonationRow): Promise<boolean> {
    const code = await this.ledger.accountCode(tx, donation.placeAccountId);
    if (code === '1121') return true;
    return code === '113' && (await this.ledger.hasEntry(tx, { sourceId: donation.id, kind: 'statement-line' }));
  }
}
