import fc from 'fast-check';
import { addDays } from '../platform/dates.js';
import {
  addMonths,
  type ClosedBooks,
  closeMonthProblem,
  closeYearProblem,
  daysOf,
  monthOf,
  monthsOfYear,
  nextMonth,
  reopenMonthProblem,
  reopenYearProblem,
} from './closing.rules.js';

const books = (
  given: Partial<Omit<ClosedBooks, 'months' | 'years'>> & { months?: string[]; years?: string[] } = {},
) => ({
  today: '2026-11-22',
  firstDay: '2025-03-10',
  ...given,
  months: new Set(given.months ?? []),
  years: new Set(given.years ?? []),
});

describe('a month', () => {
  it('ends with its last day, leap years and all', () => {
    expect(daysOf('2024-02')).toEqual({ startsOn: '2024-02-01', endsOn: '2024-02-29' });
    expect(daysOf('2025-12')).toEqual({ startsOn: '2025-12-01', endsOn: '2025-12-31' });
    expect(daysOf('2025')).toEqual({ startsOn: '2025-01-01', endsOn: '2025-12-31' });
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2198 }), fc.integer({ min: 1, max: 12 }), (year, number) => {
        const month = `${year}-${String(number).padStart(2, '0')}`;
        const { endsOn } = daysOf(month);
        expect(monthOf(endsOn)).toBe(month);
        expect(addDays(endsOn, 1)).toBe(`${addMonths(month, 1)}-01`);
        expect(addMonths(addMonths(month, 14), -14)).toBe(month);
      }),
    );
  });

  it('is not closed on its last day, and is on the day after', () => {
    expect(closeMonthProblem(books({ today: '2025-03-31' }), '2025-03')).toBe('not-ended');
    expect(closeMonthProblem(books({ today: '2025-04-01' }), '2025-03')).toBeUndefined();
  });

  it('is closed after the ones before it, from the first entry on', () => {
    expect(closeMonthProblem(books(), '2025-04')).toBe('before-open');
    expect(closeMonthProblem(books({ months: ['2025-03'] }), '2025-04')).toBeUndefined();
    expect(closeMonthProblem(books({ months: ['2025-03'] }), '2025-03')).toBe('closed-already');
    // An entry was dated before what was closed first: that month is closed before anything later.
    expect(closeMonthProblem(books({ firstDay: '2025-01-05', months: ['2025-03'] }), '2025-04')).toBe('before-open');
  });

  it('is opened again from the last one back, and after its year', () => {
    const closed = { months: ['2025-03', '2025-04'] };
    expect(reopenMonthProblem(books(closed), '2025-03')).toBe('later-closed');
    expect(reopenMonthProblem(books(closed), '2025-04')).toBeUndefined();
    expect(reopenMonthProblem(books(closed), '2025-05')).toBe('not-closed');
    expect(reopenMonthProblem(books({ ...closed, years: ['2025'] }), '2025-04')).toBe('year-closed');
  });
});

describe('a year', () => {
  const rest = monthsOfYear('2025').slice(2);

  it('is closed when its months are, from that of the first entry', () => {
    expect(closeYearProblem(books({ months: rest.slice(1) }), '2025')).toBe('months-open');
    expect(closeYearProblem(books({ months: rest.slice(0, -1) }), '2025')).toBe('months-open');
    expect(closeYearProblem(books({ months: rest }), '2025')).toBeUndefined();
    expect(closeYearProblem(books({ months: rest, today: '2025-12-31' }), '2025')).toBe('not-ended');
    expect(closeYearProblem(books({ months: rest, firstDay: '2024-12-31' }), '2025')).toBe('before-open');
    expect(closeYearProblem(books({ months: rest, years: ['2025'] }), '2025')).toBe('closed-already');
  });

  it('is opened before any earlier one', () => {
    expect(reopenYearProblem(books({ years: ['2024', '2025'] }), '2024')).toBe('later-closed');
    expect(reopenYearProblem(books({ years: ['2025'] }), '2025')).toBeUndefined();
    expect(reopenYearProblem(books(), '2025')).toBe('not-closed');
  });
});

it('whatever people try in whatever order, what is closed is one stretch from the first entry on, and a closed year has closed months', () => {
  const act = fc.record({
    what: fc.constantFrom('close', 'reopen', 'close-year', 'reopen-year'),
    at: fc.integer({ min: 0, max: 30 }),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 80 }), fc.integer({ min: 0, max: 8 }), (acts, first) => {
      const firstDay = `${addMonths('2024-01', first)}-15`;
      const months = new Set<string>();
      const years = new Set<string>();
      for (const { what, at } of acts) {
        const month = addMonths('2024-01', at);
        const year = month.slice(0, 4);
        const now = { today: '2026-07-15', firstDay, months, years };
        if (what === 'close' && !closeMonthProblem(now, month)) months.add(month);
        if (what === 'reopen' && !reopenMonthProblem(now, month)) months.delete(month);
        if (what === 'close-year' && !closeYearProblem(now, year)) years.add(year);
        if (what === 'reopen-year' && !reopenYearProblem(now, year)) years.delete(year);
        const closed = [...months].filter((each) => each >= monthOf(firstDay)).sort();
        expect(closed).toEqual(closed.map((_, i) => addMonths(monthOf(firstDay), i)));
        for (const each of years) {
          const needed = monthsOfYear(each).filter((one) => one >= monthOf(firstDay));
          expect(needed.every((one) => months.has(one))).toBe(true);
        }
        expect(nextMonth(now)).toBe(addMonths(monthOf(firstDay), closed.length));
      }
    }),
    { numRuns: 300 },
  );
});
