import { nightDue } from './nightly.rules.js';

it.each([
  ['2026-11-21T18:59:59Z', '2026-11-21'],
  ['2026-11-21T19:00:00Z', '2026-11-22'],
  ['2026-11-22T18:59:59Z', '2026-11-22'],
  ['2026-12-31T18:59:00Z', '2026-12-31'],
  ['2026-12-31T19:00:00Z', '2027-01-01'],
])('at %s the run of the night of %s is due, since it is two in the morning in Vietnam', (instant, night) => {
  expect(nightDue(new Date(instant))).toBe(night);
});
