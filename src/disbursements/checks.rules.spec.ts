import { type CheckedBatch, type CheckedLine, checksOf } from './checks.rules.js';

const batch: CheckedBatch = { state: 'submitted', method: 'transfer', total: 3_000n, available: 5_000n };
const line = (position: number, more: Partial<CheckedLine> = {}): CheckedLine => ({
  position,
  amount: 1_000n,
  paidBefore: false,
  hasStatus: true,
  payee: `account ${position}`,
  payeeNow: `account ${position}`,
  signer: null,
  ...more,
});
const found = (given: Partial<CheckedBatch>, lines: CheckedLine[]): Record<string, [string, number[]]> =>
  Object.fromEntries(
    checksOf({ ...batch, ...given }, lines).map(({ code, tone, positions }) => [code, [tone, positions]]),
  );

describe('The checks of a batch', () => {
  it('say that the sum fits and the money is there', () => {
    expect(found({}, [line(1), line(2), line(3)])).toEqual({ sum: ['true', []], money: ['true', []] });
  });

  it('say how much is missing', () => {
    const [worst] = checksOf({ ...batch, available: 2_500n }, [line(1), line(2), line(3)]);
    expect(worst).toMatchObject({ code: 'money', tone: 'wrong' });
    expect(worst?.vi).toContain('thiếu 500');
  });

  it('do not compare an approved batch, whose money is held, with what is free', () => {
    expect(found({ state: 'approved', available: 0n }, [line(1), line(2), line(3)])).not.toHaveProperty('money');
  });

  it('find who was paid before, has no status, no account, shares or changed one', () => {
    const lines = [
      line(1, { paidBefore: true, payee: 'same', payeeNow: 'same' }),
      line(2, { hasStatus: false, payee: 'same', payeeNow: 'other' }),
      line(3, { payee: null, payeeNow: null }),
    ];
    expect(found({}, lines)).toMatchObject({
      'paid-before': ['wait', [1]],
      'no-status': ['wait', [2]],
      'shared-account': ['wrong', [1, 2]],
      'account-changed': ['wrong', [2]],
      'no-account': ['wrong', [3]],
    });
  });

  it('find one person who signed for several, and not who signed for one', () => {
    const lines = [line(1, { signer: 'an' }), line(2, { signer: 'binh' }), line(3, { signer: 'an' })];
    expect(found({ method: 'cash' }, lines)).toMatchObject({ 'one-signer': ['wrong', [1, 3]] });
  });

  it('begin with what is wrong', () => {
    const tones = checksOf({ ...batch, available: 0n }, [line(1, { paidBefore: true }), line(2), line(3)]).map(
      ({ tone }) => tone,
    );
    expect(tones).toEqual(['wrong', 'wait', 'true']);
  });
});
