import fc from 'fast-check';
import type { PublicFund, PublicMonth, PublicSums } from '../../publication/public-figures.service.js';
import { chooseUnit, lastMonths, sharesOf, windowOf } from './portal.rules.js';

const TODAY = '2026-07-05';
const sums = (more: Partial<PublicSums> = {}): PublicSums => ({
  opening: 0n,
  received: 0n,
  paid: 0n,
  passedOn: 0n,
  otherSpent: 0n,
  held: 0n,
  reserved: 0n,
  ...more,
});
const fund = (id: string, unitCode: string, held = 0n): PublicFund =>
  ({ ...sums({ held }), id, unitCode }) as PublicFund;
const month = (fundId: string, first: string, received: bigint, paid = 0n): PublicMonth => ({
  fundId,
  month: first,
  received,
  paid,
  passedOn: 0n,
  otherSpent: 0n,
});

describe('a hundred đồng', () => {
  it('divides into whole đồng that add up to a hundred, whatever the amounts', () => {
    const amount = fc.bigInt(0n, 2n ** 53n);
    fc.assert(
      fc.property(amount, amount, amount, amount, (paid, passedOn, reserved, free) => {
        const shares = sharesOf(sums({ paid, passedOn, reserved, held: reserved + free }));
        if (paid + passedOn + reserved + free === 0n) return shares === undefined;
        const parts = Object.values(shares ?? {});
        return (
          parts.reduce((sum, { of100 }) => sum + of100, 0) === 100 &&
          parts.every(({ of100 }) => of100 >= 0 && of100 <= 100)
        );
      }),
    );
  });

  it('is 63, 12 and 25 where that is what the amounts are', () => {
    const shares = sharesOf(sums({ received: 1_000n, paid: 630n, reserved: 120n, held: 370n }));
    expect([shares?.paid.of100, shares?.elsewhere.of100, shares?.reserved.of100, shares?.free.of100]).toEqual([
      63, 0, 12, 25,
    ]);
  });
});

describe('the unit shown first', () => {
  const funds = [fund('a', '01', 5n), fund('b', 'TW', 900n)];

  it('is the one asked for, if it keeps a fund', () => {
    expect(chooseUnit({ funds, months: [] }, 'TW', TODAY)).toBe('TW');
    expect(chooseUnit({ funds, months: [] }, '48', TODAY)).toBe('TW');
  });

  it('is else the one that received most in the last year, whatever lies on an older account', () => {
    const months = [month('b', '2024-09-01', 1_000n), month('a', '2026-06-01', 5n)];
    expect(chooseUnit({ funds, months }, undefined, TODAY)).toBe('01');
  });

  it('is none where there is no fund', () => {
    expect(chooseUnit({ funds: [], months: [] }, undefined, TODAY)).toBeUndefined();
  });
});

describe('the months', () => {
  it('are the last twelve over the turn of the year, empty ones too, summed over the funds of the unit alone', () => {
    const months = [
      month('a', '2026-07-01', 7n, 2n),
      month('c', '2026-07-01', 1n),
      month('b', '2026-07-01', 100n),
      month('a', '2025-08-01', 3n),
      month('a', '2025-07-01', 50n),
    ];
    const shown = lastMonths(months, new Set(['a', 'c']), TODAY);
    expect(shown.map((one) => one.month.slice(0, 7))).toEqual([
      ...['2025-08', '2025-09', '2025-10', '2025-11', '2025-12', '2026-01'],
      ...['2026-02', '2026-03', '2026-04', '2026-05', '2026-06', '2026-07'],
    ]);
    expect([shown[0]?.received, shown.at(-1)?.received, shown.at(-1)?.spent]).toEqual([3n, 8n, 2n]);
  });
});

describe('an appeal', () => {
  it('has its launch for day 1 and is open on its last day', () => {
    const appeal = { receiveFrom: TODAY, receiveUntil: '2026-10-02', historical: false };
    expect(windowOf(appeal, TODAY)).toEqual({ state: 'open', day: 1, of: 90 });
    expect(windowOf(appeal, '2026-10-02')).toEqual({ state: 'open', day: 90, of: 90 });
    expect(windowOf(appeal, '2026-10-03').state).toBe('closed');
    expect(windowOf(appeal, '2026-07-04').state).toBe('upcoming');
    expect(windowOf({ ...appeal, historical: true }, TODAY).state).toBe('closed');
  });
});
