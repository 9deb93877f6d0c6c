/** Money is a whole number of đồng in a bigint. Parsing, formatting and words live here and nowhere else. */
import { doReadNumber, ReadingConfig } from 'read-vietnamese-number';

const northern = Object.assign(new ReadingConfig(), {
  unit: ['đồng'],
  oddText: 'linh',
  units: [[], ['nghìn'], ['triệu'], ['tỷ']],
});

/** The largest amount that a JSON integer carries exactly: 2^53 - 1 (contract: HTTP, Money). */
export const LARGEST_AMOUNT = BigInt(Number.MAX_SAFE_INTEGER);

/** `1234567n` → `1.234.567`. */
export function formatNumber(value: bigint | number): string {
  const [, sign = '', digits = ''] = /^(-?)(\d+)$/.exec(String(value)) ?? [];
  return sign + digits.replace(/\B(?=(\d{3})+$)/g, '.');
}

/** `1234567n` → `1.234.567 đ`, with a space that does not break. */
export function formatVnd(amount: bigint | number): string {
  return `${formatNumber(amount)}\u00a0đ`;
}

/**
 * Reads what a clerk types: `1.234.567`, `1 234 567`, `1234567đ`, `1,234,567`. A separator must stand before groups of
 * three, so that `1.5` or `100,50` is refused rather than read as 15 or 10050.
 * @returns the amount, 1 to 2^53-1, or undefined where it is not one
 */
export function parseVnd(text: string): bigint | undefined {
  const bare = text.trim().replace(/\s*(đ|đồng|vnd|vnđ)$/iu, '');
  const grouped = /^\d{1,3}([.,\s\u00a0]\d{3})+$/.test(bare) && new Set(bare.match(/\D/g)).size === 1;
  if (!grouped && !/^\d+$/.test(bare)) return undefined;
  const digits = bare.replace(/\D/g, '');
  if (digits.length > 16) return undefined;
  const amount = BigInt(digits);
  return amount >= 1n && amount <= LARGEST_AMOUNT ? amount : undefined;
}

/**
 * The amount in words as a voucher prints it: `Hai trăm nghìn đồng`. Northern reading (linh, nghìn, tỷ).
 * @param amount zero or more
 */
export function amountInWords(amount: bigint): string {
  const words = doReadNumber(amount, northern);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A bigint as the JSON integer that the API answers; more than 2^53-1 would be silently rounded, so it is an error. */
export function toJsonInteger(value: bigint): number {
  if (value > LARGEST_AMOUNT || value < -LARGEST_AMOUNT) throw new RangeError('A number does not fit a JSON integer.');
  return Number(value);
}

/** Marks an integer beyond 2^53-1 until the text is made; no stored text can hold a NUL. */
const MARK = '\u0000';
const MARKED = /"\\u0000(-?\d+)\\u0000"/g;

/**
 * The JSON text of an answer. Single amounts fit a JSON integer by rule; a sum of many may not, and is then written out
 * in full rather than rounded or refused: the reader of a trial balance gets every digit.
 */
export function exactJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'bigint') return part;
    return part <= LARGEST_AMOUNT && part >= -LARGEST_AMOUNT ? Number(part) : `${MARK}${part}${MARK}`;
  }) as string | undefined;
  return (text ?? 'null').replace(MARKED, '$1');
}
