import fc from 'fast-check';
import { addDays } from '../platform/dates.js';
import { matchArrivals, matchPayments } from './matching.rules.js';

const line = (id: string, amount: bigint, memo = '', date = '2024-09-05') => ({ id, amount, memo, date });
const way = (id: string, amount: bigint, name?: string, date = '2024-09-05') => ({
  id,
  amount,
  date,
  name: name ?? null,
});

describe('Money that was on its way', () => {
  it('is brought by the line of its amount that names the giver, before one that only fits', () => {
    const lines = [line('a', 200_000n, 'ung ho bao lu'), line('b', 200_000n, 'TRAN THI DAU ung ho', '2024-09-07')];
    const found = matchArrivals(lines, [way('gift', 200_000n, 'Trần Thị Đậu')]);
    expect([...found].map(([id, { id: gift }]) => [id, gift])).toEqual([['b', 'gift']]);
  });

  it('is not taken for a name inside another word', () => {
    const lines = [line('a', 5_000n, 'nguyen van anhtuan'), line('b', 5_000n, 'x', '2024-09-06')];
    const found = matchArrivals(lines, [way('gift', 5_000n, 'Nguyễn Văn An', '2024-09-06')]);
    expect([...found.keys()]).toEqual(['b']);
  });

  it('is brought within three days, never four', () => {
    const on = (days: number) =>
      matchArrivals([line('a', 1n, '', addDays('2024-09-05', days))], [way('gift', 1n)]).size;
    expect([-4, -3, 0, 3, 4].map(on)).toEqual([0, 1, 1, 1, 0]);
  });

  it('is never brought twice, nor two by one line', async () => {
    const amount = fc.bigInt({ min: 1n, max: 3n });
    const day = fc.integer({ min: 0, max: 6 }).map((days) => addDays('2024-09-01', days));
    const lists = fc.array(fc.record({ amount, day }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(lists, lists, (lines, waiting) => {
        const found = matchArrivals(
          lines.map((each, i) => line(`l${i}`, each.amount, '', each.day)),
          waiting.map((each, i) => way(`w${i}`, each.amount, undefined, each.day)),
        );
        const brought = [...found.values()].map(({ id }) => id);
        expect(new Set(brought).size).toBe(brought.length);
        for (const [id, one] of found) expect(lines[Number(id.slice(1))]?.amount).toBe(one.amount);
        return Promise.resolve();
      }),
    );
  });
});

describe('A debit that the books already have', () => {
  const paid = (sequence: bigint, amount: bigint, sourceId = 'batch', date = '2024-09-05') => ({
    sequence,
    sourceId,
    amount,
    date,
  });

  it('is one household of a batch, or the whole batch in one sum', () => {
    const payments = [paid(1n, 300_000n), paid(2n, 500_000n)];
    expect(matchPayments([line('a', 500_000n)], payments).get('a')).toEqual([2n]);
    expect(matchPayments([line('a', 800_000n)], payments).get('a')).toEqual([1n, 2n]);
    expect(matchPayments([line('a', 500_000n), line('b', 800_000n)], payments).has('b')).toBe(false);
  });

  it('is not matched once more, nor more than five days away', () => {
    const payments = [paid(1n, 55_000n)];
    expect([...matchPayments([line('a', 55_000n), line('b', 55_000n)], payments).keys()]).toEqual(['a']);
    expect(matchPayments([line('a', 55_000n, '', '2024-09-11')], payments).size).toBe(0);
  });
});
