/**
 * How a paper that changes the books goes from one person to another: the way is data, and so is who may take each step.
 * One prepares, another approves (minutes: signs) or rejects; until then who prepared it may take it back.
 */
export const DRAFT_STATES = ['prepared', 'posted', 'rejected', 'recalled'] as const;
export type DraftState = (typeof DRAFT_STATES)[number];

export const DRAFT_KINDS = ['entry', 'reversal', 'opening-minutes', 'handover-minutes', 'cost-consent'] as const;
export type DraftKind = (typeof DRAFT_KINDS)[number];

/** Minutes are signed where the others are approved; they are a list of their own. */
export const MINUTES: ReadonlySet<DraftKind> = new Set<DraftKind>(['opening-minutes', 'handover-minutes']);

/** Where a paper can go from each state; the last three are the ends. */
export const DRAFT_TRANSITIONS: Record<DraftState, readonly DraftState[]> = {
  prepared: ['posted', 'rejected', 'recalled'],
  posted: [],
  rejected: [],
  recalled: [],
};

export const DRAFT_STEPS = {
  approve: { to: 'posted', who: 'another' },
  reject: { to: 'rejected', who: 'another' },
  recall: { to: 'recalled', who: 'preparer' },
} as const satisfies Record<string, { to: DraftState; who: 'another' | 'preparer' }>;

export type DraftStep = keyof typeof DRAFT_STEPS;

export type DraftPeople = { preparedBy: string; receiverId: string | null };

/** Why this person may not take the step, apart from their role. */
export type DraftPersonProblem = 'same-person' | 'not-preparer' | 'not-receiver';

/** @param people who prepared it, and who alone may sign it where that was named beforehand */
export function draftPersonProblem(
  step: DraftStep,
  people: DraftPeople,
  actorId: string,
): DraftPersonProblem | undefined {
  if (DRAFT_STEPS[step].who === 'preparer') return people.preparedBy === actorId ? undefined : 'not-preparer';
  if (people.preparedBy === actorId) return 'same-person';
  return people.receiverId !== null && people.receiverId !== actorId ? 'not-receiver' : undefined;
}

export function mayStep(step: DraftStep, state: DraftState): boolean {
  return DRAFT_TRANSITIONS[state].includes(DRAFT_STEPS[step].to);
}

/** The states that can be reached from the first one. */
export function reachableDraftStates(from: DraftState = 'prepared'): Set<DraftState> {
  const seen = new Set<DraftState>([from]);
  for (const state of seen) for (const next of DRAFT_TRANSITIONS[state]) seen.add(next);
  return seen;
}
