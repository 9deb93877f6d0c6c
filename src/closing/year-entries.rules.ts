/**
 * How a year's income and expense become what is left of it (profile A; accounting.md, "year-end"): 511, 515, 711 → 911 →
 * 611, 615, 642, 811, the rest to 421, all of the same purpose. Decisions and corrections of earlier years, which stand on
 * 421 apart, are carried too. Pure.
 */
import type { PurposeLeafOn } from '../books/closing-sums.service.js';
import type { AccountId, MovementDraft } from '../ledger/posting.dto.js';

/** Where the year's result of one purpose is summed up (911), and where it is carried to (421). */
export type Destinations = { summary: AccountId; carried: AccountId };

/** Whether this account is emptied at the year's end: all but what is carried already. */
export function isClosed({ nature, subject }: Pick<PurposeLeafOn, 'nature' | 'subject'>): boolean {
  return !(nature === 'carried' && subject === '') && nature !== 'summary';
}

/** The movements of one purpose's closing entry; none where nothing stands on its accounts. */
export function closingMovements(
  leaves: readonly PurposeLeafOn[],
  { summary, carried }: Destinations,
): MovementDraft[] {
  const open = leaves.filter((leaf) => isClosed(leaf) && leaf.balance !== 0n);
  const ofYear = open.filter(({ code }) => code !== '421');
  const result = ofYear.reduce((sum, { balance }) => sum + balance, 0n);
  return [
    ...ofYear.map(({ accountId, balance }) => moved(accountId, summary, balance)),
    ...(result === 0n ? [] : [moved(summary, carried, result)]),
    ...open.filter(({ code }) => code === '421').map(({ accountId, balance }) => moved(accountId, carried, balance)),
  ];
}

/** Takes what stands on the credit side of the one to the other; the other way round where it stands on the debit side. */
function moved(from: AccountId, to: AccountId, credit: bigint): MovementDraft {
  return credit > 0n ? { debit: from, credit: to, amount: credit } : { debit: to, credit: from, amount: -credit };
}
