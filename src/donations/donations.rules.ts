/** Whether a gift can be taken, before the books are asked: pure. */
import { formatDate, type PlainDate } from '../platform/dates.js';
import { Refusal } from '../platform/refusal.js';
import { refuse } from './donations.refusals.js';

export type GiftTerms = {
  fundId: string;
  appealId?: string | undefined;
  channel: 'cash' | 'transfer' | 'goods' | 'services';
  effectiveDate: PlainDate;
  /** Given where a bank's line brought the gift: what the bank has taken in is a fact, even for a fund closed since. */
  placeAccountId?: number | undefined;
};

export type FundTerms = { id: string; openedOn: PlainDate; closedOn: PlainDate | null };
export type AppealTerms = { id: string; fundId: string; receiveFrom: PlainDate; receiveUntil: PlainDate | null };

/**
 * @throws Refusal where the gift cannot be taken. A closed fund takes none by hand, not even for a past day. After an appeal's closing nothing is received for it (NĐ 93/2021
 * art. 9.1a); a bank's late credit goes to suspense instead, which is the statement's business.
 */
export function checkTerms(
  gift: GiftTerms,
  today: PlainDate,
  fund: FundTerms | undefined,
  appeal: AppealTerms | undefined,
): void {
  const date = formatDate(gift.effectiveDate);
  if (gift.effectiveDate > today) throw new Refusal('date.future', { date });
  if (gift.channel === 'goods' || gift.channel === 'services') throw refuse('donation.channel-not-here');
  if (!fund) throw refuse('donation.fund-unknown');
  const closed = fund.closedOn !== null && (gift.placeAccountId === undefined || gift.effectiveDate > fund.closedOn);
  if (gift.effectiveDate < fund.openedOn || closed) {
    throw refuse('donation.fund-closed', { date });
  }
  if (gift.appealId === undefined) return;
  if (!appeal || appeal.fundId !== fund.id) throw refuse('donation.appeal-unknown');
  if (!receives(appeal, gift.effectiveDate)) {
    const until = appeal.receiveUntil === null ? '…' : formatDate(appeal.receiveUntil);
    throw refuse('donation.appeal-closed', { date, from: formatDate(appeal.receiveFrom), until });
  }
}

/** Whether the day lies in the appeal's receiving window, both ends included. */
export function receives(appeal: Pick<AppealTerms, 'receiveFrom' | 'receiveUntil'>, day: PlainDate): boolean {
  return day >= appeal.receiveFrom && (appeal.receiveUntil === null || day <= appeal.receiveUntil);
}

/** The name that public pages may show: only what the donor agreed to. */
export function publicNameOf(agreed: boolean | string | undefined, printed: string | undefined): string | undefined {
  return typeof agreed === 'string' ? agreed : agreed ? printed : undefined;
}

/**
 * The public name after the printed one was corrected. Who agreed to the printed name is shown with the corrected one;
 * who agreed to another name, as a nickname, stays under that.
 * @param agreed what the donor says now; as before without it
 */
export function correctedPublicName(
  before: { printedName: string | null; publicName: string | null },
  name: string,
  agreed: boolean | undefined,
): string | null {
  if (agreed !== undefined) return agreed ? name : null;
  return before.publicName === before.printedName ? name : before.publicName;
}
