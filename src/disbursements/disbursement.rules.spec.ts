import fc from 'fast-check';
import { LARGEST_AMOUNT } from '../platform/money.js';
import {
  mayFollow,
  personProblem,
  purposeFits,
  reachable,
  STATES,
  STEPS,
  type Step,
  totalOf,
  TRANSITIONS,
} from './disbursement.rules.js';

const steps = Object.keys(STEPS) as Step[];

describe('The way of a pay-out', () => {
  it('reaches every state', () => expect([...reachable()].sort()).toEqual([...STATES].sort()));

  it('can end from every state', () => {
    for (const state of STATES) {
      const ends = [...reachable(state)].filter((end) => TRANSITIONS[end].length === 0);
      expect(ends).not.toEqual([]);
    }
  });

  it('has a step for each transition, and no step of its own making', () => {
    const byStep = new Set(steps.flatMap((step) => STEPS[step].from.map((from) => `${from}>${STEPS[step].to}`)));
    const allowed = new Set(STATES.flatMap((from) => TRANSITIONS[from].map((to) => `${from}>${to}`)));
    // Acknowledging the last line closes a batch; the lines before it leave it paid.
    expect([...byStep].filter((move) => !allowed.has(move))).toEqual(['paid>paid']);
    expect([...allowed].filter((move) => !byStep.has(move))).toEqual([]);
  });

  it('leaves nothing to do once it has ended', () => {
    for (const step of steps)
      for (const state of ['closed', 'ended'] as const) expect(mayFollow(step, state)).toBe(false);
  });
});

describe('The people of a pay-out', () => {
  const person = fc.constantFrom('an', 'binh', 'chi', 'dung');

  it('who prepared, approved and paid are always three', () => {
    fc.assert(
      fc.property(person, person, person, (preparedBy, approvedBy, paidBy) => {
        const approved = !personProblem('approve', { preparedBy, approvedBy: null, paidBy: null }, approvedBy);
        const paid = approved && !personProblem('pay', { preparedBy, approvedBy, paidBy: null }, paidBy);
        expect(paid).toBe(new Set([preparedBy, approvedBy, paidBy]).size === 3);
      }),
    );
  });

  it('the approver does not acknowledge, and nobody else submits for the preparer', () => {
    const people = { preparedBy: 'an', approvedBy: 'binh', paidBy: 'chi' };
    expect(personProblem('acknowledge', people, 'binh')).toBe('approver-acknowledges');
    expect(personProblem('acknowledge', people, 'an')).toBeUndefined();
    expect(personProblem('submit', people, 'binh')).toBe('not-preparer');
    expect(personProblem('return-advance', people, 'an')).toBe('not-payer');
  });
});

describe('A purpose', () => {
  it.each([
    ['nd93', 'nd93', 'CT', true],
    ['vnn', 'nd93', 'VNN', false],
    ['nd93', undefined, 'CT', true],
    ['nd93', undefined, 'VNN', false],
    ['vnn', undefined, 'VNN', true],
    ['vnn', 'other', 'CT', true],
    ['vnn', undefined, 'KH', true],
  ] as const)('%s under the regime %s of a fund %s: %s', (purpose, regime, kind, fits) =>
    expect(purposeFits(purpose, regime, kind)).toBe(fits),
  );
});

describe('The total', () => {
  it('is the sum, unless it is more than an amount may be', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 1n, max: LARGEST_AMOUNT }), { maxLength: 5 }), (amounts) => {
        let sum = 0n;
        for (const amount of amounts) sum += amount;
        expect(totalOf(amounts)).toBe(sum > LARGEST_AMOUNT ? undefined : sum);
      }),
    );
  });
});
