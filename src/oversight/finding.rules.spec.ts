import { dayOf, dueOn, FINDING_STATES, FINDING_STEPS, FINDING_TRANSITIONS, findingNumber } from './finding.rules.js';

describe('A finding', () => {
  it('can reach every state, and has a step for each transition', () => {
    const seen = new Set<string>(['open']);
    for (const state of FINDING_STATES)
      if (seen.has(state)) FINDING_TRANSITIONS[state].forEach((next) => seen.add(next));
    expect([...seen].sort()).toEqual([...FINDING_STATES].sort());
    const steps = Object.values(FINDING_STEPS).map(({ from, to }) => `${from}>${to}`);
    expect(steps.sort()).toEqual(
      FINDING_STATES.flatMap((from) => FINDING_TRANSITIONS[from].map((to) => `${from}>${to}`)).sort(),
    );
  });

  it('is closed by the board and never by the unit', () => {
    expect(FINDING_STEPS.close.permission).toBe('finding.record');
    expect(FINDING_STEPS.answer.permission).toBe('finding.answer');
  });

  it('is to be answered within 15 days', () => {
    expect(dueOn('2026-02-20')).toBe('2026-03-07');
    expect(dayOf('2026-02-20', '2026-03-07', '2026-03-04')).toEqual({ day: 12, of: 15, overdue: false });
    expect(dayOf('2026-02-20', '2026-03-07', '2026-03-07')).toEqual({ day: 15, of: 15, overdue: false });
    expect(dayOf('2026-02-20', '2026-03-07', '2026-03-08')).toEqual({ day: 16, of: 15, overdue: true });
  });

  it('has a number with its unit and year', () => expect(findingNumber('00004', 2026, 7)).toBe('KN-00004-2026-0007'));
});
