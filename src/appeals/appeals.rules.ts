/** What is decided of an appeal from its dates and its regime alone. No database and no clock. */
import { addDays, daysBetween, type PlainDate } from '../platform/dates.js';
import type { Regime } from './regimes.js';

export type Window = { receiveFrom: PlainDate; receiveUntil: PlainDate | null };

export type AppealStatus = 'upcoming' | 'open' | 'closed' | 'historical';

/** Where an appeal stands on a day. `day` and `of` count from 1: "ngày 61/90". */
export type Standing = {
  status: AppealStatus;
  /** Which day of receiving it is; only while open. */
  day: number | null;
  /** How many days of receiving there are; null where no end is set. */
  of: number | null;
  /** Days left after this one; only while open with an end. */
  daysLeft: number | null;
};

/** The standing on this day. A historical appeal was put on record after it had ended: no clock of the law runs. */
export function standingOn(appeal: Window & { historical: boolean }, today: PlainDate): Standing {
  const of = appeal.receiveUntil === null ? null : daysOf(appeal.receiveFrom, appeal.receiveUntil);
  const status = statusOn(appeal, today);
  if (status !== 'open') return { status, day: null, of, daysLeft: null };
  return {
    status,
    day: daysOf(appeal.receiveFrom, today),
    of,
    daysLeft: appeal.receiveUntil === null ? null : daysBetween(today, appeal.receiveUntil),
  };
}

/** Days from the first to the last, both counted. */
export function daysOf(first: PlainDate, last: PlainDate): number {
  return daysBetween(first, last) + 1;
}

export function contains(window: Window, day: PlainDate): boolean {
  return window.receiveFrom <= day && (window.receiveUntil === null || day <= window.receiveUntil);
}

export function overlap(a: Window, b: Window): boolean {
  return (
    (b.receiveUntil === null || a.receiveFrom <= b.receiveUntil) &&
    (a.receiveUntil === null || b.receiveFrom <= a.receiveUntil)
  );
}

/** What is wrong with the time of receiving under this regime, if anything. */
export function windowProblem(window: Window, regime: Regime): 'order' | 'no-end' | 'too-long' | undefined {
  const { receiveFrom, receiveUntil } = window;
  if (receiveUntil !== null && receiveUntil < receiveFrom) return 'order';
  if (regime.longestDays === undefined) return undefined;
  if (receiveUntil === null) return 'no-end';
  return daysOf(receiveFrom, receiveUntil) > regime.longestDays ? 'too-long' : undefined;
}

/** The last day that the regime allows, for the form and for the refusal. */
export function latestEnd(receiveFrom: PlainDate, regime: Regime): PlainDate | undefined {
  return regime.longestDays === undefined ? undefined : addDays(receiveFrom, regime.longestDays - 1);
}

type Bound = Window & { ownAccount: boolean };

/**
 * The first of the appeals on an account that may not share it with this one: their times overlap and one of the two
 * has the account to itself (NĐ 93/2021 art. 9.1a).
 */
export function accountTakenBy<T extends Bound>(wanted: Bound, bound: readonly T[]): T | undefined {
  return bound.find((other) => (wanted.ownAccount || other.ownAccount) && overlap(wanted, other));
}

function statusOn(appeal: Window & { historical: boolean }, today: PlainDate): AppealStatus {
  if (appeal.historical) return 'historical';
  if (today < appeal.receiveFrom) return 'upcoming';
  return contains(appeal, today) ? 'open' : 'closed';
}
