/** How a finding goes from the board's word to its end, and how many days are left to answer it. */
import type { Permission } from '../identity/permissions.js';
import { addDays, daysBetween, type PlainDate } from '../platform/dates.js';

export const FINDING_STATES = ['open', 'answered', 'closed'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

export const OWNER_POSTS = ['chair', 'chief_accountant', 'accountant', 'cashier'] as const;
export type OwnerPost = (typeof OWNER_POSTS)[number];

/** Days within which the authority answers (Law 10/2022 on grass-roots democracy, arts. 36-40). */
export const ANSWER_DAYS = 15;

export const FINDING_TRANSITIONS: Record<FindingState, readonly FindingState[]> = {
  open: ['answered'],
  answered: ['closed', 'open'],
  closed: [],
};

/** Only the board ends a finding, and finds an answer wanting; the unit answers. */
export const FINDING_STEPS = {
  answer: { from: 'open', to: 'answered', permission: 'finding.answer', note: 'answer' },
  'ask-again': { from: 'answered', to: 'open', permission: 'finding.record', note: 'insufficient' },
  close: { from: 'answered', to: 'closed', permission: 'finding.record', note: 'closing' },
} as const satisfies Record<string, { from: FindingState; to: FindingState; permission: Permission; note: string }>;

export type FindingStep = keyof typeof FINDING_STEPS;

export function dueOn(openedOn: PlainDate): PlainDate {
  return addDays(openedOn, ANSWER_DAYS);
}

/** Which day of the time to answer it is, as "ngày 12/15". More than `of` is overdue. */
export function dayOf(
  openedOn: PlainDate,
  dueDate: PlainDate,
  today: PlainDate,
): { day: number; of: number; overdue: boolean } {
  return {
    day: Math.max(0, daysBetween(openedOn, today)),
    of: daysBetween(openedOn, dueDate),
    overdue: today > dueDate,
  };
}

/** `KN-00004-2026-0007`. */
export function findingNumber(unitCode: string, year: number, number: number): string {
  return `KN-${unitCode}-${year}-${String(number).padStart(4, '0')}`;
}
