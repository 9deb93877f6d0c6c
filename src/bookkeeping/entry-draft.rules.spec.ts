import {
  DRAFT_STATES,
  DRAFT_STEPS,
  DRAFT_TRANSITIONS,
  draftPersonProblem,
  type DraftStep,
  mayStep,
  reachableDraftStates,
} from './entry-draft.rules.js';

const steps = Object.keys(DRAFT_STEPS) as DraftStep[];

describe('The way of a paper of two people', () => {
  it('reaches every state', () => {
    expect([...reachableDraftStates()].sort()).toEqual([...DRAFT_STATES].sort());
  });

  it('can end from every state, and stays at its end', () => {
    for (const state of DRAFT_STATES) {
      const ends = [...reachableDraftStates(state)].filter((end) => DRAFT_TRANSITIONS[end].length === 0);
      expect(ends).not.toEqual([]);
      if (state !== 'prepared') expect(steps.filter((step) => mayStep(step, state))).toEqual([]);
    }
  });

  it('has a step for each transition, and no step of its own making', () => {
    const made = new Set(steps.map((step) => DRAFT_STEPS[step].to));
    expect([...made].sort()).toEqual([...DRAFT_TRANSITIONS.prepared].sort());
  });

  it('lets nobody decide their own paper, and only them take it back', () => {
    const people = { preparedBy: 'a', receiverId: null };
    expect(steps.map((step) => draftPersonProblem(step, people, 'a'))).toEqual([
      'same-person',
      'same-person',
      undefined,
    ]);
    expect(steps.map((step) => draftPersonProblem(step, people, 'b'))).toEqual([undefined, undefined, 'not-preparer']);
  });

  it('lets only the one who takes over sign, where that was named', () => {
    const people = { preparedBy: 'a', receiverId: 'b' };
    expect(draftPersonProblem('approve', people, 'b')).toBeUndefined();
    expect(draftPersonProblem('approve', people, 'c')).toBe('not-receiver');
    expect(draftPersonProblem('approve', people, 'a')).toBe('same-person');
  });
});
