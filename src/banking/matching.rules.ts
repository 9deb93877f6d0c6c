/**
 * Which of the bank's lines are money that the books already had: transfers recorded by hand, cash on its way, pay-outs.
 * Pure: no database, no clock. What is matched is not booked a second time, and nothing is ever matched twice.
 */
import { daysBetween, type PlainDate } from '../platform/dates.js';
import { foldText } from '../platform/text.js';

/** A line of the bank; its memo is looked at only to find a name that the books already know. */
export type BankLine = { id: string; date: PlainDate; amount: bigint; memo: string };

/** Money on its way to the account (113). `name` is the one printed on the receipt. */
export type OnItsWay = { id: string; amount: bigint; date: PlainDate; name?: string | null };

/** One entry that paid a household; a bank may show a batch as one debit. */
export type Payment = { sequence: bigint; sourceId: string; amount: bigint; date: PlainDate };

/** What one debit of the bank may be the other side of: one paid entry, or all that a batch paid on one day. */
export type Payout = { choice: string; entries: Payment[]; amount: bigint; date: PlainDate; batchId: string };

/** How many days the books' day and the bank's may lie apart. */
export const ARRIVES_WITHIN = 3;
export const LEAVES_WITHIN = 5;

/** A name shorter than this is found in too many memos. */
const SHORTEST_NAME = 5;

/**
 * Lines that bring what was on its way: the same amount within three days. Who is named in the memo comes first, then
 * the nearest day, then the earlier of the two.
 * @returns the line's id → what it brings
 */
export function matchArrivals<T extends OnItsWay>(lines: readonly BankLine[], waiting: readonly T[]): Map<string, T> {
  const found = new Map<string, T>();
  const taken = new Set<string>();
  const byAmount = groupByAmount(waiting.map((one) => ({ one, amount: one.amount, name: plain(one.name ?? '') })));
  const pairs = lines.flatMap((line, at) => {
    const fits = byAmount.get(line.amount);
    if (!fits) return [];
    const memo = plain(line.memo);
    return fits
      .map(({ one, name }) => ({ line, at, one, name, days: Math.abs(daysBetween(one.date, line.date)) }))
      .filter(({ days }) => days <= ARRIVES_WITHIN)
      .map((pair) => ({ ...pair, named: pair.name.trim().length >= SHORTEST_NAME && memo.includes(pair.name) }));
  });
  pairs.sort((a, b) => Number(b.named) - Number(a.named) || a.days - b.days || a.at - b.at);
  for (const { line, one } of pairs) {
    if (found.has(line.id) || taken.has(one.id)) continue;
    found.set(line.id, one);
    taken.add(one.id);
  }
  return found;
}

/**
 * Debits that are pay-outs of the books: one entry, or all that a batch paid on one day together.
 * @returns the line's id → the entries it is the bank's side of
 */
export function matchPayments(lines: readonly BankLine[], payments: readonly Payment[]): Map<string, bigint[]> {
  const found = new Map<string, bigint[]>();
  const taken = new Set<bigint>();
  const candidates = groupByAmount(payoutsOf(payments));
  for (const line of lines) {
    const fits = (candidates.get(line.amount) ?? [])
      .filter(({ entries }) => entries.every(({ sequence }) => !taken.has(sequence)))
      .map(({ entries, date }) => ({ entries, days: Math.abs(daysBetween(date, line.date)) }))
      .filter(({ days }) => days <= LEAVES_WITHIN)
      .sort((a, b) => a.days - b.days || a.entries.length - b.entries.length);
    const [best] = fits;
    if (!best) continue;
    for (const { sequence } of best.entries) taken.add(sequence);
    found.set(
      line.id,
      best.entries.map(({ sequence }) => sequence),
    );
  }
  return found;
}

/** Every pay-out that these entries make up, one by one and as whole batches of a day, each with a name of its own. */
export function payoutsOf(payments: readonly Payment[]): Payout[] {
  const single = payments.map((payment) => ({ choice: `entry:${payment.sequence}`, entries: [payment] }));
  const whole = batchesOf(payments).map((entries) => ({
    choice: `batch:${entries[0]?.sourceId}:${entries[0]?.date}`,
    entries,
  }));
  return [...single, ...whole].flatMap(({ choice, entries }) => {
    const [first] = entries;
    return first ? [{ choice, entries, amount: totalOf(entries), date: first.date, batchId: first.sourceId }] : [];
  });
}

/** Folded words with one space around each, so that `an` is not found inside `quan`. */
function plain(text: string): string {
  const words = foldText(text).match(/[a-z0-9]+/g) ?? [];
  return words.length === 0 ? '' : ` ${words.join(' ')} `;
}

function batchesOf(payments: readonly Payment[]): Payment[][] {
  const batches = new Map<string, Payment[]>();
  for (const payment of payments) {
    const name = `${payment.sourceId}|${payment.date}`;
    const batch = batches.get(name);
    if (batch) batch.push(payment);
    else batches.set(name, [payment]);
  }
  return [...batches.values()].filter((entries) => entries.length > 1);
}

function groupByAmount<T extends { amount: bigint }>(items: readonly T[]): Map<bigint, T[]> {
  const groups = new Map<bigint, T[]>();
  for (const item of items) {
    const group = groups.get(item.amount);
    if (group) group.push(item);
    else groups.set(item.amount, [item]);
  }
  return groups;
}

function totalOf(entries: readonly Payment[]): bigint {
  return entries.reduce((sum, { amount }) => sum + amount, 0n);
}
