import fc from 'fast-check';
import {
  addDays,
  dayOf,
  daysBetween,
  formatDate,
  formatDateLong,
  formatInstant,
  isPlainDate,
  parseDay,
} from './dates.js';

describe('days', () => {
  it('are those of Vietnam, whatever zone the server keeps', () => {
    expect(dayOf(new Date('2026-07-04T16:59:59Z'))).toBe('2026-07-04');
    expect(dayOf(new Date('2026-07-04T17:00:00Z'))).toBe('2026-07-05');
    expect(formatInstant(new Date('2026-07-04T17:05:00Z'))).toBe('00:05 ngày 05/07/2026');
  });

  it('are read as a clerk types them', () => {
    const read = (text: string): string | undefined => parseDay(text, '2026-11-21');
    expect(['5/7', '05/07/2026', '5-7-26', '5.7.2026', '2026-07-05'].map(read)).toEqual(Array(5).fill('2026-07-05'));
    expect(['31/2', '0/1', '5/13', 'x', '', '2026-02-30'].map(read)).toEqual(Array(6).fill(undefined));
  });

  it('are written as papers want them', () => {
    expect(formatDate('2026-07-05')).toBe('05/07/2026');
    expect(formatDateLong('2026-02-05')).toBe('ngày 05 tháng 02 năm 2026');
    expect(formatDateLong('2026-07-15')).toBe('ngày 15 tháng 7 năm 2026');
  });

  it('add up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: -5_000, max: 5_000 }), (start, days) => {
        const day = addDays('2000-01-01', start % 40_000);
        const moved = addDays(day, days % 3_000);
        expect(isPlainDate(moved)).toBe(true);
        expect(daysBetween(day, moved)).toBe(days % 3_000);
      }),
    );
  });
});
