import fc from 'fast-check';
import { type PurposeHolding, sharesOfSale, TRANSITIONS } from './currency-sale.rules.js';

const holding = (restrictionId: number, foreignAmount: bigint, amount: bigint): PurposeHolding => ({
  restrictionId,
  label: `${restrictionId}`,
  foreignAmount,
  amount,
});

describe('a sale of foreign money', () => {
  it('takes each purpose’s money at its own worth, and pays each its own part', () => {
    const shares = sharesOfSale([holding(1, 100_00n, 2_500_000n), holding(2, 100_00n, 2_600_000n)], {
      foreignAmount: 100_00n,
      proceeds: 2_560_000n,
    });
    expect(shares).toEqual([
      {
        restrictionId: 1,
        label: '1',
        foreignAmount: 50_00n,
        bookValue: 1_250_000n,
        proceeds: 1_280_000n,
        difference: 30_000n,
      },
      {
        restrictionId: 2,
        label: '2',
        foreignAmount: 50_00n,
        bookValue: 1_300_000n,
        proceeds: 1_280_000n,
        difference: -20_000n,
      },
    ]);
  });

  it('is not of more than is held, nor of nothing', () => {
    const held = [holding(1, 100n, 25_000n)];
    expect(sharesOfSale(held, { foreignAmount: 101n, proceeds: 1n })).toBeUndefined();
    expect(sharesOfSale(held, { foreignAmount: 0n, proceeds: 1n })).toBeUndefined();
    expect(sharesOfSale([], { foreignAmount: 1n, proceeds: 1n })).toBeUndefined();
  });

  it('loses and makes nothing, and takes from no purpose more than it holds', () => {
    const holdings = fc
      .array(fc.tuple(fc.bigInt(1n, 10n ** 8n), fc.bigInt(1n, 40_000n)), { minLength: 1, maxLength: 12 })
      .map((list) => list.map(([foreign, rate], at) => holding(at + 1, foreign, foreign * rate)));
    fc.assert(
      fc.property(holdings, fc.bigInt(1n, 10n ** 9n), fc.bigInt(1n, 10n ** 14n), (held, some, proceeds) => {
        const all = held.reduce((sum, one) => sum + one.foreignAmount, 0n);
        const foreignAmount = (some % all) + 1n;
        const shares = sharesOfSale(held, { foreignAmount, proceeds }) ?? [];
        const total = (of: (one: (typeof shares)[number]) => bigint): bigint =>
          shares.reduce((sum, one) => sum + of(one), 0n);
        expect(total((one) => one.foreignAmount)).toBe(foreignAmount);
        expect(total((one) => one.proceeds)).toBe(proceeds);
        for (const share of shares) {
          const before = held.find(({ restrictionId }) => restrictionId === share.restrictionId);
          const left = (before?.foreignAmount ?? 0n) - share.foreignAmount;
          const worth = (before?.amount ?? 0n) - share.bookValue;
          expect(left >= 0n && worth >= left && (left === 0n) === (worth === 0n)).toBe(true);
          expect(share.bookValue >= 1n && share.difference === share.proceeds - share.bookValue).toBe(true);
        }
      }),
    );
  });

  it('is decided once: nothing leads out of a decision', () => {
    expect(TRANSITIONS.prepared).toEqual(['approved', 'rejected']);
    expect([...TRANSITIONS.approved, ...TRANSITIONS.rejected]).toEqual([]);
  });
});
