/** Pure decisions of the public pages: whose figures, which months, how a hundred đồng divides. */
import { addDays, daysBetween, type PlainDate } from '../../platform/dates.js';
import type { PublicFund, PublicMonth, PublicSums } from '../../publication/public-figures.service.js';

/**
 * The unit whose funds the front page shows: the one asked for, else the one that received most in the last twelve
 * months, else the one with most money. Undefined where no unit keeps a fund.
 */
export function chooseUnit(
  { funds, months }: { funds: PublicFund[]; months: PublicMonth[] },
  wanted: string | undefined,
  today: PlainDate,
): string | undefined {
  if (funds.some(({ unitCode }) => unitCode === wanted)) return wanted;
  const since = addDays(today, -365);
  const lately = new Map<string, bigint>();
  for (const { fundId, month, received } of months)
    if (month >= since) lately.set(fundId, (lately.get(fundId) ?? 0n) + received);
  const units = new Map<string, { received: bigint; held: bigint }>();
  for (const { id, unitCode, held } of funds) {
    const sum = units.get(unitCode) ?? { received: 0n, held: 0n };
    units.set(unitCode, { received: sum.received + (lately.get(id) ?? 0n), held: sum.held + held });
  }
  const [first] = [...units].sort(([, a], [, b]) => compare(b.received, a.received) || compare(b.held, a.held));
  return first?.[0];
}

/** Units that keep a fund, in the order given, each once. */
export function unitsOf(funds: PublicFund[]): string[] {
  return [...new Set(funds.map(({ unitCode }) => unitCode))];
}

export type MonthSum = { month: PlainDate; received: bigint; spent: bigint };

/** The last `count` months up to the one of `today`, months without money too, summed over these funds. */
export function lastMonths(
  months: PublicMonth[],
  fundIds: ReadonlySet<string>,
  today: PlainDate,
  count = 12,
): MonthSum[] {
  const sums = new Map<PlainDate, MonthSum>();
  const [year = 0, monthOfYear = 1] = today.split('-').map(Number);
  for (let back = count - 1; back >= 0; back--) {
    const index = year * 12 + monthOfYear - 1 - back;
    const month = `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01`;
    sums.set(month, { month, received: 0n, spent: 0n });
  }
  for (const { fundId, month, received, paid, passedOn, otherSpent } of months) {
    const sum = fundIds.has(fundId) ? sums.get(month) : undefined;
    if (!sum) continue;
    sum.received += received;
    sum.spent += paid + passedOn + otherSpent;
  }
  return [...sums.values()];
}

export type Share = { amount: bigint; of100: number };
export type Shares = { paid: Share; elsewhere: Share; reserved: Share; free: Share };

/** How a hundred đồng of everything that was there divides; the four whole numbers add up to a hundred. */
export function sharesOf(sums: PublicSums): Shares | undefined {
  const amounts = [sums.paid, sums.passedOn + sums.otherSpent, sums.reserved, sums.held - sums.reserved];
  const whole = amounts.reduce((sum, amount) => sum + amount, 0n);
  if (whole <= 0n || amounts.some((amount) => amount < 0n)) return undefined;
  const floors = amounts.map((amount) => Number((amount * 100n) / whole));
  const missing = 100 - floors.reduce((sum, share) => sum + share, 0);
  const largest = amounts
    .map((amount, index) => ({ index, rest: (amount * 100n) % whole }))
    .sort((a, b) => compare(b.rest, a.rest) || a.index - b.index)
    .slice(0, missing);
  for (const { index } of largest) floors[index] = (floors[index] ?? 0) + 1;
  const share = (index: number): Share => ({ amount: amounts[index] ?? 0n, of100: floors[index] ?? 0 });
  return { paid: share(0), elsewhere: share(1), reserved: share(2), free: share(3) };
}

export type Window = { receiveFrom: PlainDate; receiveUntil: PlainDate | null; historical: boolean };

/** Where an appeal stands today; the day of its launch is day 1. */
export function windowOf(
  appeal: Window,
  today: PlainDate,
): { state: 'upcoming' | 'open' | 'closed'; day: number; of: number | null } {
  const { receiveFrom, receiveUntil, historical } = appeal;
  const day = daysBetween(receiveFrom, today) + 1;
  const of = receiveUntil === null ? null : daysBetween(receiveFrom, receiveUntil) + 1;
  if (historical || (receiveUntil !== null && today > receiveUntil)) return { state: 'closed', day, of };
  return { state: day < 1 ? 'upcoming' : 'open', day, of };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
