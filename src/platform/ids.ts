import { randomBytes } from 'node:crypto';
import { v7, validate } from 'uuid';

/** A new identity for a record (UUID version 7: made by the caller, and in order of time, so that indexes stay dense). */
export function newId(): string {
  return v7();
}

export function isId(text: unknown): text is string {
  return typeof text === 'string' && validate(text);
}

/** So many calls share one of the system's, which takes as long for a page as for a byte. */
const PAGE = 4_096;
let page = Buffer.alloc(0);
let taken = 0;

/** Random bytes that nobody else gets, nor a second time. */
export function freshBytes(length: number): Buffer {
  if (taken + length > page.length) [page, taken] = [randomBytes(Math.max(PAGE, length)), 0];
  return page.subarray(taken, (taken += length));
}

/** Crockford's letters and digits: none that are taken for one another on paper (no I, L, O, U). */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A code that nobody can guess: 5 random bits a character, so twelve carry 60 bits. */
export function newCode(length = 12): string {
  let code = '';
  for (const byte of freshBytes(length)) code += LETTERS[byte % 32];
  return code;
}

/** What a person typed or scanned, as the code it means: upper case, no separators, O read as 0, I and L as 1. */
export function normaliseCode(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
}

/** `7K3Q9ABCD123` → `7K3Q-9ABC-D123`, easier to read aloud and to type. */
export function groupCode(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1-');
}
