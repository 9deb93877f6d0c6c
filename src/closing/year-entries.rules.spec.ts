import fc from 'fast-check';
import type { PurposeLeafOn } from '../books/closing-sums.service.js';
import type { Nature } from '../ledger/natures.js';
import { closingMovements, isClosed } from './year-entries.rules.js';

const SUMMARY = 900;
const CARRIED = 421;

const leaf = (accountId: number, code: string, nature: Nature, balance: bigint, subject = ''): PurposeLeafOn => ({
  accountId,
  restrictionId: 1,
  code,
  nature,
  subject,
  balance,
});

describe('the closing entry of a purpose', () => {
  it('takes income and expense over 911 to 421, and decisions and corrections straight there', () => {
    const leaves = [
      leaf(CARRIED, '421', 'carried', 1_000n),
      leaf(2, '421', 'decision', -300n, 'decision'),
      leaf(3, '511', 'donations', 500n),
      leaf(4, '611', 'support', -800n),
    ];
    expect(closingMovements(leaves, { summary: SUMMARY, carried: CARRIED })).toEqual([
      { debit: 3, credit: SUMMARY, amount: 500n },
      { debit: SUMMARY, credit: 4, amount: 800n },
      { debit: CARRIED, credit: SUMMARY, amount: 300n },
      { debit: CARRIED, credit: 2, amount: 300n },
    ]);
  });

  it('is not needed where nothing stands but what is carried', () => {
    expect(closingMovements([leaf(CARRIED, '421', 'carried', 7n)], { summary: SUMMARY, carried: CARRIED })).toEqual([]);
  });

  it('leaves every account but 421 empty and the purpose with what it held, whatever stood where', () => {
    const codes: [string, Nature, string][] = [
      ['511', 'donations', ''],
      ['5112', 'in-kind', ''],
      ['5118', 'from-units', ''],
      ['515', 'interest', ''],
      ['611', 'support', ''],
      ['6118', 'to-units', ''],
      ['711', 'other-income', ''],
      ['811', 'other-expense', ''],
      ['421', 'decision', 'decision'],
      ['421', 'donations', 'donations'],
    ];
    const balances = fc.array(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), { minLength: 11, maxLength: 11 });
    fc.assert(
      fc.property(balances, (amounts) => {
        const leaves = [
          ...codes.map(([code, nature, subject], i) => leaf(i + 1, code, nature, amounts[i] ?? 0n, subject)),
          leaf(CARRIED, '421', 'carried', amounts[10] ?? 0n),
        ];
        const after = new Map(leaves.map(({ accountId, balance }) => [accountId, balance]));
        for (const { debit, credit, amount } of closingMovements(leaves, { summary: SUMMARY, carried: CARRIED })) {
          expect(amount > 0n && debit !== credit).toBe(true);
          after.set(debit, (after.get(debit) ?? 0n) - amount);
          after.set(credit, (after.get(credit) ?? 0n) + amount);
        }
        for (const each of leaves.filter(isClosed)) expect(after.get(each.accountId)).toBe(0n);
        expect(after.get(SUMMARY) ?? 0n).toBe(0n);
        expect(after.get(CARRIED)).toBe(leaves.reduce((sum, { balance }) => sum + balance, 0n));
      }),
    );
  });
});
