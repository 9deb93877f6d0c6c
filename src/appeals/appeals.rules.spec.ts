import fc from 'fast-check';
import { addDays } from '../platform/dates.js';
import { accountTakenBy, contains, latestEnd, overlap, standingOn, windowProblem } from './appeals.rules.js';
import { REGIMES, regimeOn, type Regime } from './regimes.js';

const nd93 = regimeOn('nd93', '2026-09-01') as Regime;
const vnn = regimeOn('vnn', '2026-09-01') as Regime;
const window = (receiveFrom: string, receiveUntil: string | null) => ({ receiveFrom, receiveUntil });

describe('where an appeal stands', () => {
  const appeal = { ...window('2026-09-01', '2026-11-29'), historical: false };

  it.each([
    ['2026-08-31', 'upcoming', null, null],
    ['2026-09-01', 'open', 1, 89],
    ['2026-10-31', 'open', 61, 29],
    ['2026-11-29', 'open', 90, 0],
    ['2026-11-30', 'closed', null, null],
  ])('on %s it is %s, day %s of 90', (today, status, day, daysLeft) => {
    expect(standingOn(appeal, today)).toEqual({ status, day, of: 90, daysLeft });
  });

  it('has no last day where none is set', () => {
    expect(standingOn({ ...window('2026-01-01', null), historical: false }, '2026-11-21')).toEqual({
      status: 'open',
      day: 325,
      of: null,
      daysLeft: null,
    });
  });

  it('runs no clock for an appeal put on record after it had ended', () => {
    const standing = standingOn({ ...window('2024-09-01', '2024-11-29'), historical: true }, '2024-10-01');
    expect(standing).toEqual({ status: 'historical', day: null, of: 90, daysLeft: null });
  });
});

describe('the time of receiving', () => {
  it('may be ninety days for relief, and not ninety-one', () => {
    expect(windowProblem(window('2026-09-01', '2026-11-29'), nd93)).toBeUndefined();
    expect(windowProblem(window('2026-09-01', '2026-11-30'), nd93)).toBe('too-long');
    expect(latestEnd('2026-09-01', nd93)).toBe('2026-11-29');
  });

  it('must have an end for relief, and need not for the poor', () => {
    expect(windowProblem(window('2026-09-01', null), nd93)).toBe('no-end');
    expect(windowProblem(window('2026-09-01', null), vnn)).toBeUndefined();
    expect(windowProblem(window('2026-01-01', '2026-12-31'), vnn)).toBeUndefined();
    expect(latestEnd('2026-09-01', vnn)).toBeUndefined();
  });

  it('does not end before it starts', () => {
    expect(windowProblem(window('2026-09-02', '2026-09-01'), vnn)).toBe('order');
  });
});

describe('an account of one appeal alone', () => {
  const relief = { ...window('2026-09-01', '2026-11-29'), ownAccount: true };
  const drive = { ...window('2026-10-17', '2026-11-18'), ownAccount: false };

  it('is not shared with another appeal at the same time, whichever of the two asks for it', () => {
    expect(accountTakenBy(relief, [drive])).toBe(drive);
    expect(accountTakenBy(drive, [relief])).toBe(relief);
    expect(accountTakenBy(relief, [{ ...relief }])).toBeDefined();
  });

  it('is free again when the other has ended', () => {
    expect(accountTakenBy({ ...window('2026-11-30', null), ownAccount: false }, [relief])).toBeUndefined();
  });

  it('may be shared by drives that need no account of their own', () => {
    expect(accountTakenBy(drive, [{ ...drive }])).toBeUndefined();
  });
});

it('two windows overlap exactly where some day lies in both', () => {
  const day = fc.integer({ min: 0, max: 60 }).map((n) => addDays('2026-09-01', n));
  const anyWindow = fc
    .tuple(day, fc.option(fc.integer({ min: 0, max: 30 })))
    .map(([from, days]) => window(from, days === null ? null : addDays(from, days)));
  fc.assert(
    fc.property(anyWindow, anyWindow, (a, b) => {
      const days = Array.from({ length: 120 }, (_, n) => addDays('2026-09-01', n));
      expect(overlap(a, b)).toBe(days.some((each) => contains(a, each) && contains(b, each)));
    }),
  );
});

it('has every regime in force today, once, and none before its time', () => {
  for (const { code } of REGIMES) {
    expect(REGIMES.filter((each) => each.code === code && each.validTo === undefined)).toHaveLength(1);
  }
  expect(regimeOn('nd93', '2021-12-10')).toBeUndefined();
  expect(regimeOn('nd93', '2021-12-11')).toBe(nd93);
});
