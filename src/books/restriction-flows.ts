/**
 * How the money of a purpose moves, told by the nature of the account, which is the same in every posting profile.
 * Entries of the year's end and of a change of profile only carry it over: they are neither.
 */
import type { Nature } from '../ledger/natures.js';

export const FLOWS = ['carried', 'received', 'interest', 'decisions', 'spent'] as const;
export type Flow = (typeof FLOWS)[number];

const NATURES: Record<Flow, readonly Nature[]> = {
  carried: ['carried', 'summary'],
  received: ['donations', 'in-kind', 'from-units', 'other-income'],
  interest: ['interest'],
  decisions: ['decision'],
  spent: ['support', 'support-in-kind', 'to-units', 'financial-cost', 'management', 'other-expense'],
};

/** The natures that make up this flow. */
export function naturesOf(flow: Flow): readonly Nature[] {
  return NATURES[flow];
}

/** `nature IN (…)` of SQL, for a sum over one flow or several. */
export function natureIn(column: string, ...flows: Flow[]): string {
  return `${column} IN (${flows
    .flatMap(naturesOf)
    .map((nature) => `'${nature}'`)
    .join(', ')})`;
}
