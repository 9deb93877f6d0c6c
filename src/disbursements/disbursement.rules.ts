/**
 * How a pay-out goes from a draft to signed lists: the way is data, and so is who may take each step. Three different
 * people prepare, approve and pay; whoever approved does not acknowledge.
 */
import type { Permission } from '../identity/permissions.js';
import { LARGEST_AMOUNT } from '../platform/money.js';

export const STATES = ['draft', 'submitted', 'rejected', 'approved', 'paid', 'closed', 'ended'] as const;
export type DisbursementState = (typeof STATES)[number];

export type Method = 'transfer' | 'cash';
export type LineState = 'open' | 'paid' | 'acknowledged' | 'returned';
export type PurposeRegime = 'nd93' | 'vnn' | 'bien-dao' | 'other';

export const MOST_LINES = 1_000;

/** Where a batch can go from each state. `closed` and `ended` are the ends. */
export const TRANSITIONS: Record<DisbursementState, readonly DisbursementState[]> = {
  draft: ['submitted', 'ended'],
  submitted: ['approved', 'rejected', 'draft'],
  rejected: ['draft', 'ended'],
  approved: ['paid', 'ended'],
  paid: ['closed'],
  closed: [],
  ended: [],
};

export const STEPS = {
  submit: { from: ['draft'], to: 'submitted', permission: 'disbursement.prepare', who: 'preparer' },
  recall: { from: ['submitted'], to: 'draft', permission: 'disbursement.prepare', who: 'preparer' },
  reopen: { from: ['rejected'], to: 'draft', permission: 'disbursement.prepare', who: 'preparer' },
  end: { from: ['draft', 'rejected'], to: 'ended', permission: 'disbursement.prepare', who: 'preparer' },
  approve: { from: ['submitted'], to: 'approved', permission: 'disbursement.approve', who: 'not-preparer' },
  reject: { from: ['submitted'], to: 'rejected', permission: 'disbursement.approve', who: 'not-preparer' },
  cancel: { from: ['approved'], to: 'ended', permission: 'disbursement.approve', who: 'not-preparer' },
  pay: { from: ['approved'], to: 'paid', permission: 'disbursement.pay', who: 'third' },
  acknowledge: { from: ['paid'], to: 'paid', permission: 'disbursement.acknowledge', who: 'not-approver' },
  'return-advance': { from: ['paid'], to: 'closed', permission: 'disbursement.pay', who: 'payer' },
} as const satisfies Record<string, StepRule>;

export type Step = keyof typeof STEPS;

type StepRule = {
  from: readonly DisbursementState[];
  to: DisbursementState;
  permission: Permission;
  /** Which person: the preparer, anyone else, one who neither prepared nor approved, anyone but the approver, who paid. */
  who: 'preparer' | 'not-preparer' | 'third' | 'not-approver' | 'payer';
};

export type People = { preparedBy: string; approvedBy: string | null; paidBy: string | null };

/** Why this person may not take the step, apart from their role: an act of two hats, or another person's work. */
export type PersonProblem = 'same-person' | 'not-preparer' | 'approver-acknowledges' | 'not-payer';

export function personProblem(step: Step, people: People, actorId: string): PersonProblem | undefined {
  const { who } = STEPS[step];
  if (who === 'preparer') return people.preparedBy === actorId ? undefined : 'not-preparer';
  if (who === 'not-preparer') return people.preparedBy === actorId ? 'same-person' : undefined;
  if (who === 'third') return [people.preparedBy, people.approvedBy].includes(actorId) ? 'same-person' : undefined;
  if (who === 'payer') return people.paidBy === actorId ? undefined : 'not-payer';
  return people.approvedBy === actorId ? 'approver-acknowledges' : undefined;
}

export function mayFollow(step: Step, state: DisbursementState): boolean {
  return (STEPS[step].from as readonly DisbursementState[]).includes(state);
}

/** The states that can be reached from the first one. */
export function reachable(from: DisbursementState = 'draft'): Set<DisbursementState> {
  const seen = new Set<DisbursementState>([from]);
  for (const state of seen) for (const next of TRANSITIONS[state]) seen.add(next);
  return seen;
}

const REGIME_OF_FUND_KIND: Record<string, PurposeRegime> = { CT: 'nd93', VNN: 'vnn', BD: 'bien-dao' };

/**
 * Whether money may be paid out for this purpose: an appeal's money for what the appeal's regime allows (NĐ 93/2021
 * art. 11.1; QĐ 1198/QĐ-MTTW-ĐCT), a fund's own money for what its kind is for. A regime of the unit's own making names
 * no list, so every purpose fits it.
 */
export function purposeFits(
  purpose: PurposeRegime,
  appealRegime: PurposeRegime | undefined,
  fundKind: string,
): boolean {
  const regime = appealRegime ?? REGIME_OF_FUND_KIND[fundKind] ?? 'other';
  return regime === 'other' || purpose === regime;
}

/** The sum of the lines, or undefined where it is more than an amount may be. */
export function totalOf(amounts: readonly bigint[]): bigint | undefined {
  const total = amounts.reduce((sum, amount) => sum + amount, 0n);
  return total > LARGEST_AMOUNT ? undefined : total;
}
