/** A gift in foreign currency, before the books are asked: what it is worth in đồng, and how a void takes it back. Pure. */
import { shareOfHolding } from '../ledger/foreign-holdings.service.js';
import {
  bookValueOf,
  CURRENCIES,
  FOREIGN_CURRENCIES,
  type ForeignCurrency,
  formatNumber,
  isForeignCurrency,
  LARGEST_AMOUNT,
  RATE,
} from '../platform/money.js';
import { refuse } from './donations.refusals.js';

/** What was given, in the currency's minor unit; `rate` as `RATE` of platform/money has it, with the paper that says it. */
export type ForeignGift = { currency: ForeignCurrency; amount: bigint; rate: string; document: string };

type Given = { amount: number; currency?: string; rate?: string; rateDocument?: string };

/**
 * The foreign money of a gift, and what it is worth in the books.
 * @returns `foreign` only where the gift is not in đồng
 * @throws Refusal donation.currency-unknown, .rate-missing, .rate-in-dong, .rate-too-small, .value-too-large (422)
 */
export function giftAmountsOf(given: Given): { amount: bigint; foreign?: ForeignGift } {
  const { currency = 'VND', rate, rateDocument } = given;
  const amount = BigInt(given.amount);
  if (currency === 'VND') {
    if (rate !== undefined || rateDocument !== undefined) throw refuse('donation.rate-in-dong');
    return { amount };
  }
  if (!isForeignCurrency(currency))
    throw refuse('donation.currency-unknown', { currencies: FOREIGN_CURRENCIES.join(', ') });
  if (rate === undefined || !RATE.test(rate) || !rateDocument) throw refuse('donation.rate-missing', { currency });
  // A cent of every currency taken here is worth some đồng. A rate below that was typed a thousand times too small.
  const smallest = 10n ** BigInt(CURRENCIES[currency].digits);
  if (BigInt(rate.split('.')[0] ?? '0') < smallest)
    throw refuse('donation.rate-too-small', { currency, smallest: formatNumber(smallest) });
  const value = bookValueOf(amount, currency, rate);
  if (value > LARGEST_AMOUNT) throw refuse('donation.value-too-large');
  return { amount: value, foreign: { currency, amount, rate, document: rateDocument } };
}

type Held = { foreignAmount: bigint; amount: bigint };

/**
 * The book value that leaves when a gift in foreign currency is taken back: what it came in at, where what is left of its
 * purpose still fits that; else, once some was sold, its share of what the purpose holds now. The difference to what
 * came in is then a gain or loss of the purpose.
 * @returns undefined where the purpose no longer holds so much
 */
export function valueTakenBack(held: Held, gift: Held): bigint | undefined {
  if (gift.foreignAmount > held.foreignAmount) return undefined;
  const [abroad, amount] = [held.foreignAmount - gift.foreignAmount, held.amount - gift.amount];
  const fits = abroad === 0n ? amount === 0n : amount >= abroad;
  return fits ? gift.amount : shareOfHolding(held, gift.foreignAmount);
}
