import fc from 'fast-check';
import { isChecked, keptBy, printedCode, standingOf, withCheck } from './pledges.rules.js';

const pledge = { amount: 10_000_000n, kept: 0n, dueDate: '2026-11-30', cancelled: false };

it.each([
  ['nothing came yet', {}, { state: 'open', left: 10_000_000n, overdue: false }],
  ['a part came', { kept: 4_000_000n }, { state: 'part-kept', left: 6_000_000n, overdue: false }],
  ['all came', { kept: 10_000_000n }, { state: 'kept', left: 0n, overdue: false }],
  ['its day passed', { dueDate: '2026-11-20' }, { state: 'open', left: 10_000_000n, overdue: true }],
  ['its day is today', { dueDate: '2026-11-21' }, { state: 'open', left: 10_000_000n, overdue: false }],
  ['all came late', { dueDate: '2026-01-01', kept: 10_000_000n }, { state: 'kept', left: 0n, overdue: false }],
  ['it was taken back', { kept: 4_000_000n, cancelled: true }, { state: 'cancelled', left: 0n, overdue: false }],
])('a pledge of which %s', (_, part, standing) => {
  expect(standingOf({ ...pledge, ...part }, '2026-11-21')).toEqual(standing);
});

it('is never kept by more than was promised, however large the gift', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 10n ** 15n }),
      fc.array(fc.bigInt({ min: 1n, max: 10n ** 15n })),
      (amount, gifts) => {
        let kept = 0n;
        for (const gift of gifts) kept += keptBy(gift, standingOf({ ...pledge, amount, kept }, '2026-11-21').left);
        const given = gifts.reduce((sum, gift) => sum + gift, 0n);
        expect(kept).toBe(given < amount ? given : amount);
      },
    ),
  );
});

describe('the code of a pledge', () => {
  const letters = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];
  const code = fc.string({ unit: fc.constantFrom(...letters), minLength: 5, maxLength: 5 }).map(withCheck);

  it('is right as it was made', () => {
    fc.assert(fc.property(code, (made) => isChecked(made)));
  });

  it('is noticed to be wrong when one character is misread', () => {
    fc.assert(
      fc.property(code, fc.nat(5), fc.constantFrom(...letters), (made, at, letter) => {
        fc.pre(made[at] !== letter);
        return !isChecked(made.slice(0, at) + letter + made.slice(at + 1));
      }),
    );
  });

  it('is noticed to be wrong when two characters are exchanged', () => {
    fc.assert(
      fc.property(code, fc.nat(5), fc.nat(5), (made, i, j) => {
        fc.pre(made[i] !== made[j]);
        const typed = [...made];
        [typed[i], typed[j]] = [made[j] ?? '', made[i] ?? ''];
        return !isChecked(typed.join(''));
      }),
    );
  });

  it('is not anything else', () => {
    expect(['', 'A', 'vnn', 'ILOU00', '7K3Q9*'].filter(isChecked)).toEqual([]);
  });

  it('fits a bank’s message with the code of its fund', () => {
    expect(printedCode('VNN', withCheck('7K3Q9'))).toMatch(/^VNN 7K3Q9[0-9A-Z]$/);
  });
});
