import fc from 'fast-check';
import { shareOfHolding } from './foreign-holdings.rules.js';

describe('the book value of foreign money', () => {
  it('leaves in proportion', () => {
    expect(shareOfHolding({ foreignAmount: 100_00n, amount: 2_543_000n }, 40_00n)).toBe(1_017_200n);
    expect(shareOfHolding({ foreignAmount: 3n, amount: 1_000n }, 1n)).toBe(333n);
    expect(shareOfHolding({ foreignAmount: 4n, amount: 6n }, 1n)).toBe(2n);
  });

  it.each([0n, -1n, 101n])('of %s out of 100 is not asked for', (take) => {
    expect(() => shareOfHolding({ foreignAmount: 100n, amount: 5_000n }, take)).toThrow(RangeError);
  });

  it('runs out with the money itself, and not before, in whatever parts it is sold', () => {
    const held = fc
      .tuple(fc.bigInt(1n, 10n ** 9n), fc.bigInt(0n, 10n ** 13n))
      .map(([foreignAmount, more]) => ({ foreignAmount, amount: foreignAmount + more }));
    fc.assert(
      fc.property(held, fc.array(fc.bigInt(1n, 10n ** 9n), { maxLength: 20 }), (start, takes) => {
        let left = start;
        for (const some of [...takes, left.foreignAmount]) {
          if (left.foreignAmount === 0n) break;
          const take = some > left.foreignAmount ? left.foreignAmount : some;
          const share = shareOfHolding(left, take);
          expect(share).toBeGreaterThanOrEqual(1n);
          left = { foreignAmount: left.foreignAmount - take, amount: left.amount - share };
          expect(left.amount >= left.foreignAmount).toBe(true);
          expect(left.foreignAmount === 0n).toBe(left.amount === 0n);
        }
      }),
    );
  });
});
