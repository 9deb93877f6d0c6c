/**
 * How a sale of foreign money is posted: one entry for each purpose whose money it is, so that no two purposes meet in
 * one. The đồng go on their way (113) until the bank's line brings them, as cash taken to the bank does. What the bank
 * paid above the book value is the purpose's other income, below it the purpose's other expense; neither is a cost.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ForeignHoldings } from '../ledger/foreign-holdings.service.js';
import { LedgerService, MOST_ITEMS } from '../ledger/ledger.service.js';
import type { AccountId, MovementDraft, PostingItem } from '../ledger/posting.dto.js';
import { purposeAccounts } from '../ledger/purpose-accounts.service.js';
import { formatMoney } from '../platform/money.js';
import { ReceiptsService } from '../receipts/receipts.service.js';
import { BankAccounts } from './bank-accounts.service.js';
import type { CurrencySale } from './currency-sale.entity.js';
import { type SaleShare, sharesOfSale } from './currency-sale.rules.js';
import { refuse } from './currency-sales.refusals.js';

export type PostedSale = { sequence: bigint; bookValue: bigint; voucher: string | null };

@Injectable()
export class CurrencySalePosting {
  constructor(
    private readonly ledger: LedgerService,
    private readonly holdings: ForeignHoldings,
    private readonly accounts: BankAccounts,
    private readonly receipts: ReceiptsService,
  ) {}

  /** How the sale falls on the purposes that hold the money now. @throws Refusal currency-sale.short */
  async shares(
    tx: EntityManager,
    sale: Pick<CurrencySale, 'fromAccountId' | 'foreignAmount' | 'proceeds' | 'currency'>,
  ): Promise<SaleShare[]> {
    const holdings = await this.holdings.ofPlace(tx, sale.fromAccountId);
    const shares = sharesOfSale(holdings, sale);
    if (shares) return shares;
    const held = holdings.reduce((sum, { foreignAmount }) => sum + foreignAmount, 0n);
    throw refuse('currency-sale.short', { held: formatMoney(held, sale.currency) });
  }

  /**
   * Posts the sale. Takes the ledger's lane.
   * @throws Refusal currency-sale.short, ledger.period-closed, ledger.restriction-short (a loss on money that is reserved) …
   */
  async post(tx: EntityManager, sale: CurrencySale, actorId: string): Promise<PostedSale> {
    await this.ledger.takeLane(tx);
    const shares = await this.shares(tx, sale);
    const voucher = await this.voucher(tx, sale);
    const inTransit = await this.accounts.inTransit(tx, sale);
    const others = await this.otherAccounts(tx, sale, shares);
    const items = shares.map((share, at): PostingItem => ({
      kind: 'currency-sold',
      actorId,
      entry: {
        unitCode: sale.unitCode,
        fundId: sale.fundId,
        effectiveDate: sale.effectiveDate,
        description: `Bán ${formatMoney(share.foreignAmount, sale.currency)} cho ngân hàng`,
        documentNo: sale.documentNo,
        ...(voucher !== null && { voucher }),
        sourceKind: 'currency-sale',
        sourceId: sale.id,
        movements: movementsOf(share, { place: sale.fromAccountId, inTransit, other: others[at] }),
      },
    }));
    let first: bigint | undefined;
    for (let from = 0; from < items.length; from += MOST_ITEMS) {
      const slice = items.slice(from, from + MOST_ITEMS);
      const facts = (share: SaleShare | undefined): { restriction: number } => ({
        restriction: share?.restrictionId ?? fail(),
      });
      const posted = await this.ledger.postAll(
        tx,
        slice.map((item, at) => ({ item, facts: facts(shares[from + at]) })),
      );
      await this.holdings.sold(
        tx,
        posted.map(({ sequence }, at) => ({ sequence, restrictionId: shares[from + at]?.restrictionId ?? fail() })),
      );
      first ??= posted[0]?.sequence;
    }
    const bookValue = shares.reduce((sum, share) => sum + share.bookValue, 0n);
    return { sequence: first ?? fail(), bookValue, voucher };
  }

  /** Cash leaves its box with a voucher; a bank account gives its own paper. */
  private async voucher(tx: EntityManager, sale: CurrencySale): Promise<string | null> {
    if ((await this.ledger.accountCode(tx, sale.fromAccountId)) !== '1112') return null;
    const { unitCode, fundId, effectiveDate } = sale;
    const year = Number(effectiveDate.slice(0, 4));
    return this.receipts.takeVoucher(tx, { unitCode, fundId, kind: 'PC', year });
  }

  /** Where each share's difference is booked; the shares without one need none. */
  private async otherAccounts(
    tx: EntityManager,
    { unitCode, fundId, effectiveDate: on }: CurrencySale,
    shares: readonly SaleShare[],
  ): Promise<(AccountId | undefined)[]> {
    const differing = shares.filter(({ difference }) => difference !== 0n);
    const accounts = await purposeAccounts(
      tx,
      differing.map(({ restrictionId, difference }) => {
        const nature = difference > 0n ? ('other-income' as const) : ('other-expense' as const);
        return { unitCode, fundId, restrictionId, nature, on };
      }),
    );
    const known = new Map(differing.map(({ restrictionId }, at) => [restrictionId, accounts[at]]));
    return shares.map(({ restrictionId }) => known.get(restrictionId));
  }
}

/** The whole book value leaves the place in one movement: a second one could not say how much foreign money is its own. */
function movementsOf(
  { foreignAmount, bookValue, difference }: SaleShare,
  at: { place: AccountId; inTransit: AccountId; other: AccountId | undefined },
): MovementDraft[] {
  const out = { debit: at.inTransit, credit: at.place, amount: bookValue, foreignAmount };
  if (difference === 0n) return [out];
  const other = at.other ?? fail();
  return difference > 0n
    ? [out, { debit: at.inTransit, credit: other, amount: difference }]
    : [out, { debit: other, credit: at.inTransit, amount: -difference }];
}

function fail(): never {
  throw new Error('A sale has no such part.');
}
