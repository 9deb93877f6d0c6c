import fc from 'fast-check';
import { addDays } from '../platform/dates.js';
import { addWorkingDays, isContact, isWorkingDay, TICKET_DAYS } from './lookup-ticket.rules.js';

describe('The time to answer', () => {
  it.each([
    ['2026-11-23', '2026-11-25'], // Monday
    ['2026-11-26', '2026-11-30'], // Thursday: Friday and Monday
    ['2026-11-27', '2026-12-01'], // Friday
    ['2026-11-28', '2026-12-01'], // Saturday
    ['2026-11-29', '2026-12-01'], // Sunday
  ])('of a question of %s ends on %s', (asked, due) => {
    expect(addWorkingDays(asked, TICKET_DAYS)).toBe(due);
  });

  it('holds so many working days and ends on one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 1, max: 30 }), (offset, count) => {
        const from = addDays('2026-01-01', offset);
        const until = addWorkingDays(from, count);
        expect(isWorkingDay(until)).toBe(true);
        let working = 0;
        for (let day = addDays(from, 1); day <= until; day = addDays(day, 1)) working += isWorkingDay(day) ? 1 : 0;
        expect(working).toBe(count);
      }),
    );
  });
});

it.each([
  ['0912 345 678', true],
  ['+84 912.345.678', true],
  ['ba.hien@example.vn', true],
  ['bà Hiền', false],
  ['12345', false],
  ['a@b', false],
  ['<script>@x.vn y', false],
])('%j as a contact: %s', (text, is) => {
  expect(isContact(text)).toBe(is);
});
