/**
 * In which order months and years close and open again. Months close one after the other from the fund's first entry on,
 * and open in the opposite order; a year closes after its months and opens before them. Pure: no database, no clock.
 */
import { addDays, type PlainDate } from '../platform/dates.js';

/** `2026-03`. */
export type Month = string;
/** `2026`. */
export type Year = string;

/** What of a fund's books is closed, on a day. */
export type ClosedBooks = {
  today: PlainDate;
  /** The day of the first entry; none in books that are still empty. */
  firstDay: PlainDate | undefined;
  months: ReadonlySet<Month>;
  years: ReadonlySet<Year>;
};

export type CloseProblem = 'closed-already' | 'not-ended' | 'before-open' | 'months-open';
export type ReopenProblem = 'not-closed' | 'later-closed' | 'year-closed';

const MONTH = /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/;
const YEAR = /^(19|20|21)\d\d$/;

export function isMonth(text: unknown): text is Month {
  return typeof text === 'string' && MONTH.test(text);
}

export function isYear(text: unknown): text is Year {
  return typeof text === 'string' && YEAR.test(text);
}

export function monthOf(day: PlainDate): Month {
  return day.slice(0, 7);
}

/** The month so many months later; earlier where it is below zero. */
export function addMonths(month: Month, count: number): Month {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
}

/** The first and the last day of a month or a year. */
export function daysOf(period: string): { startsOn: PlainDate; endsOn: PlainDate } {
  if (period.length === 4) return { startsOn: `${period}-01-01`, endsOn: `${period}-12-31` };
  return { startsOn: `${period}-01`, endsOn: addDays(`${addMonths(period, 1)}-01`, -1) };
}

export function monthsOfYear(year: Year): Month[] {
  return Array.from({ length: 12 }, (_, at) => `${year}-${String(at + 1).padStart(2, '0')}`);
}

/** Why the month cannot be closed now; a month is over when its last day is, in Vietnam. */
export function closeMonthProblem(books: ClosedBooks, month: Month): CloseProblem | undefined {
  if (books.months.has(month)) return 'closed-already';
  if (books.today <= daysOf(month).endsOn) return 'not-ended';
  return openBefore(books, month) === undefined ? undefined : 'before-open';
}

/** The first month with entries, or after the first one, that is open and lies before this one. */
export function openBefore({ firstDay, months }: ClosedBooks, month: Month): Month | undefined {
  if (firstDay === undefined) return undefined;
  for (let at = monthOf(firstDay); at < month; at = addMonths(at, 1)) if (!months.has(at)) return at;
  return undefined;
}

export function reopenMonthProblem({ months, years }: ClosedBooks, month: Month): ReopenProblem | undefined {
  if (!months.has(month)) return 'not-closed';
  if (years.has(month.slice(0, 4))) return 'year-closed';
  return [...months].some((other) => other > month) ? 'later-closed' : undefined;
}

/** A year closes when its months are closed, from that of the first entry to December, and so are the years before it. */
export function closeYearProblem(books: ClosedBooks, year: Year): CloseProblem | undefined {
  const { today, firstDay, months, years } = books;
  if (years.has(year)) return 'closed-already';
  if (today <= daysOf(year).endsOn) return 'not-ended';
  for (let at = Number(firstDay?.slice(0, 4) ?? year); at < Number(year); at++) {
    if (!years.has(String(at))) return 'before-open';
  }
  const needed = monthsOfYear(year).filter(
    (month) => month.endsWith('-12') || (firstDay !== undefined && monthOf(firstDay) <= month),
  );
  return needed.every((month) => months.has(month)) ? undefined : 'months-open';
}

export function reopenYearProblem({ years }: ClosedBooks, year: Year): ReopenProblem | undefined {
  if (!years.has(year)) return 'not-closed';
  return [...years].some((other) => other > year) ? 'later-closed' : undefined;
}

/** The month that is to be closed next, whether it has ended or not; none in books that are still empty. */
export function nextMonth(books: ClosedBooks): Month | undefined {
  if (books.firstDay === undefined) return undefined;
  const open = openBefore(books, '2200-01');
  return open !== undefined && open <= monthOf(books.today) ? open : undefined;
}
