/** What is decided of a pledge from its figures alone, and the code that a giver writes with a transfer. */
import type { PlainDate } from '../platform/dates.js';

export type PledgeState = 'open' | 'part-kept' | 'kept' | 'cancelled';
export const PLEDGE_STATES: readonly PledgeState[] = ['open', 'part-kept', 'kept', 'cancelled'];

export type PledgeStanding = {
  state: PledgeState;
  /** What is still promised; nothing once cancelled. */
  left: bigint;
  /** Its day has passed and something is left. */
  overdue: boolean;
};

/** Where a pledge stands: `kept` is the sum of the gifts that count for it. */
export function standingOf(
  pledge: { amount: bigint; kept: bigint; dueDate: PlainDate; cancelled: boolean },
  today: PlainDate,
): PledgeStanding {
  if (pledge.cancelled) return { state: 'cancelled', left: 0n, overdue: false };
  const left = pledge.amount > pledge.kept ? pledge.amount - pledge.kept : 0n;
  const state = left === 0n ? 'kept' : pledge.kept > 0n ? 'part-kept' : 'open';
  return { state, left, overdue: left > 0n && pledge.dueDate < today };
}

/** How much of a gift keeps the pledge: a gift may be larger than what is left, and the rest is simply a gift. */
export function keptBy(gift: bigint, left: bigint): bigint {
  return gift < left ? gift : left;
}

/** Crockford's letters and digits: what remains right on paper, in a bank's message and over the telephone. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The code with its check character at the end. */
export function withCheck(code: string): string {
  return code + LETTERS.charAt(checkOf(code));
}

/** Whether the last character is right: one character misread, or any two exchanged, is noticed. */
export function isChecked(code: string): boolean {
  return /^[0-9A-HJKMNP-TV-Z]{2,31}$/.test(code) && withCheck(code.slice(0, -1)) === code;
}

/** How the code is printed and typed in a bank's message: `VNN 7K3Q9X`. */
export function printedCode(kindCode: string, code: string): string {
  return `${kindCode} ${code}`;
}

/**
 * A sum in the field of 32 elements in which each place has a weight of its own (powers of x modulo x^5 + x^2 + 1), so
 * no single change and no exchange of two characters leaves it as it was.
 */
function checkOf(code: string): number {
  let sum = 0;
  for (const letter of code) sum = timesX(sum ^ LETTERS.indexOf(letter));
  return sum;
}

function timesX(value: number): number {
  const shifted = value << 1;
  return shifted & 32 ? shifted ^ 0b100101 : shifted;
}
