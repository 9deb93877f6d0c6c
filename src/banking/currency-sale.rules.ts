/**
 * How a sale of foreign money falls on the purposes that hold it: in proportion to what each holds, by the largest
 * remainder, so that parts always add up. Each purpose gives its own money at its own average worth in the books and gets
 * its own part of what the bank paid: what one purpose's money gained or lost is never another's. Pure.
 */
import { type Held, shareOfHolding } from '../ledger/foreign-holdings.service.js';
import { splitByParts } from '../platform/money.js';

export type PurposeHolding = Held & { restrictionId: number; label: string };

/** One purpose's part of a sale. `difference` = `proceeds` − `bookValue`: a gain above zero, a loss below. */
export type SaleShare = {
  restrictionId: number;
  label: string;
  foreignAmount: bigint;
  bookValue: bigint;
  proceeds: bigint;
  difference: bigint;
};

/** What a sale can become: decided once, by another than who prepared it. */
export const TRANSITIONS = { prepared: ['approved', 'rejected'], approved: [], rejected: [] } as const;

/**
 * @returns the purposes whose money is sold, or undefined where the place holds less
 */
export function sharesOfSale(
  holdings: readonly PurposeHolding[],
  sale: { foreignAmount: bigint; proceeds: bigint },
): SaleShare[] | undefined {
  const held = holdings.reduce((sum, { foreignAmount }) => sum + foreignAmount, 0n);
  if (sale.foreignAmount < 1n || sale.foreignAmount > held) return undefined;
  const sold = splitByParts(
    sale.foreignAmount,
    holdings.map(({ foreignAmount }) => foreignAmount),
  );
  const parts = holdings
    .map((holding, at) => ({ holding, foreignAmount: sold[at] ?? 0n }))
    .filter(({ foreignAmount }) => foreignAmount > 0n);
  const paid = splitByParts(
    sale.proceeds,
    parts.map(({ foreignAmount }) => foreignAmount),
  );
  return parts.map(({ holding, foreignAmount }, at) => {
    const { restrictionId, label } = holding;
    const [bookValue, proceeds] = [shareOfHolding(holding, foreignAmount), paid[at] ?? 0n];
    return { restrictionId, label, foreignAmount, bookValue, proceeds, difference: proceeds - bookValue };
  });
}
