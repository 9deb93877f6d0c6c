import { randomBytes } from 'node:crypto';
import { v7, validate } from 'uuid';

/** A new identity for a record (UUID version 7: made by the caller, and in order of time, so that indexes stay dense). */
export function newId(): string {
  return v7();
}

export function isId(text: unknown): text is string {
  return typeof text === 'string' && validate(text);
}

/** Crockford's letters and digits: none that are taken for one another on paper (no I, L, O, U). */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A code that nobody can guess: 5 random bits a character, so twelve carry 60 bits. */
export function newCode(length = 12): string {
  return [...randomBytes(length)].map((byte) => LETTERS[byte % 32]).join('');
}

/** What a person typed or scanned, as the code it means: upper case, no separators, O read as 0, I and L as 1. */
export function normaliseCode(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
}

/** `7K3Q9ABCD123` → `7K3Q-9ABC-D123`, easier to read aloud and to type. */
export function groupCode(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1-');
}
