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

/**
 * The foreign currencies that committees meet, with the digits of the minor unit that ISO 4217 gives each: a dollar has
 * a hundred cents, a yen and a won have nothing smaller. The database knows the same digits (currency_minor_digits).
 */
export const CURRENCIES = {
  USD: { digits: 2, vi: 'Đô la Mỹ', en: 'US dollar' },
  EUR: { digits: 2, vi: 'Euro', en: 'Euro' },
  JPY: { digits: 0, vi: 'Yên Nhật', en: 'Japanese yen' },
  GBP: { digits: 2, vi: 'Bảng Anh', en: 'Pound sterling' },
  AUD: { digits: 2, vi: 'Đô la Úc', en: 'Australian dollar' },
  CAD: { digits: 2, vi: 'Đô la Canada', en: 'Canadian dollar' },
  SGD: { digits: 2, vi: 'Đô la Singapore', en: 'Singapore dollar' },
  KRW: { digits: 0, vi: 'Won Hàn Quốc', en: 'South Korean won' },
  CNY: { digits: 2, vi: 'Nhân dân tệ', en: 'Chinese yuan' },
  THB: { digits: 2, vi: 'Bạt Thái', en: 'Thai baht' },
  TWD: { digits: 2, vi: 'Đô la Đài Loan', en: 'Taiwan dollar' },
  CHF: { digits: 2, vi: 'Franc Thụy Sĩ', en: 'Swiss franc' },
} as const satisfies Record<string, { digits: number; vi: string; en: string }>;

export type ForeignCurrency = keyof typeof CURRENCIES;

export const FOREIGN_CURRENCIES = Object.keys(CURRENCIES) as ForeignCurrency[];

export function isForeignCurrency(code: unknown): code is ForeignCurrency {
  return typeof code === 'string' && Object.hasOwn(CURRENCIES, code);
}

/** `125050n` of USD → `1.250,50 USD`; đồng as `formatVnd` writes them. @param amount in the currency's minor unit */
export function formatMoney(amount: bigint | number, currency = 'VND'): string {
  if (currency === 'VND') return formatVnd(amount);
  return `${formatMinor(amount, isForeignCurrency(currency) ? CURRENCIES[currency].digits : 0)}\u00a0${currency}`;
}

/** The figures alone, in whole units: `125050n` of USD → `1.250,50`. */
export function formatFigures(amount: bigint | number, currency: string): string {
  return formatMinor(amount, isForeignCurrency(currency) ? CURRENCIES[currency].digits : 0);
}

/**
 * Reads an amount of foreign money as a clerk types it: `1.250,50`, `1250.5`, `1,250.50`, `1250`. Where only one kind of
 * separator stands before exactly three digits it groups, as in đồng.
 * @returns minor units, 1 to 2^53-1; undefined where it is no amount, or has more digits than the currency
 */
export function parseForeign(text: string, currency: ForeignCurrency): bigint | undefined {
  const { digits } = CURRENCIES[currency];
  const bare = text.trim().replace(new RegExp(`\\s*${currency}$`, 'i'), '');
  const written = decimalOf(bare);
  const [whole = '', part = ''] = (written ?? '').split('.');
  if (written === undefined || part.length > digits || whole.length > 16) return undefined;
  const amount = BigInt(whole + part.padEnd(digits, '0'));
  return amount >= 1n && amount <= LARGEST_AMOUNT ? amount : undefined;
}

/** A rate of exchange: đồng for one unit of the currency, above zero, with at most four decimals after a point. */
export const RATE = /^(?=.*[1-9])\d{1,9}(\.\d{1,4})?$/;

/**
 * Reads a rate as a clerk types it (`25.430`, `25.430,5`, `25,430.00`, `25430.5`). `165,250` may mean either of two numbers
 * a thousand times apart, so it is refused.
 * @returns it as `RATE` has it, or undefined
 */
export function parseRate(text: string): string | undefined {
  const bare = text.trim().replace(/\s*(đ|đồng|vnd)$/iu, '');
  const rate = /^\d{1,3},\d{3}$/.test(bare) ? undefined : decimalOf(bare);
  return rate !== undefined && RATE.test(rate) ? rate : undefined;
}

/** `25430.5` → `25.430,5`; three decimals as four, that they are not taken for thousands. */
export function formatRate(rate: string): string {
  const [whole = '0', part = ''] = rate.split('.');
  const decimals = part.replace(/0+$/, '');
  return formatNumber(BigInt(whole)) + (decimals && `,${decimals.length === 3 ? `${decimals}0` : decimals}`);
}

/**
 * What foreign money is worth in the books: whole đồng, half a đồng rounded up. Integers alone, never a float.
 * @param amount in the currency's minor unit
 * @param rate as `RATE` has it
 */
export function bookValueOf(amount: bigint, currency: ForeignCurrency, rate: string): bigint {
  const [whole = '0', part = ''] = rate.split('.');
  const tenThousandths = BigInt(whole + part.padEnd(4, '0'));
  const unit = 10n ** BigInt(CURRENCIES[currency].digits) * 10_000n;
  return (2n * amount * tenThousandths + unit) / (2n * unit);
}

/**
 * Splits a total in proportion to the parts by the largest remainder, so that the shares always add up to it.
 * @param parts none below zero, and not all zero
 */
export function splitByParts(total: bigint, parts: readonly bigint[]): bigint[] {
  const sum = parts.reduce((a, b) => a + b, 0n);
  if (sum <= 0n) throw new RangeError('Nothing to split by.');
  const shares = parts.map((part) => (total * part) / sum);
  const left = Number(total - shares.reduce((a, b) => a + b, 0n));
  const remainders = parts.map((part, at) => ({ at, remainder: (total * part) % sum }));
  remainders.sort((a, b) => (a.remainder === b.remainder ? a.at - b.at : a.remainder > b.remainder ? -1 : 1));
  for (const { at } of remainders.slice(0, left)) shares[at] = (shares[at] ?? 0n) + 1n;
  return shares;
}

function formatMinor(amount: bigint | number, digits: number): string {
  const [, sign = '', bare = ''] = /^(-?)(\d+)$/.exec(String(amount)) ?? [];
  const padded = bare.padStart(digits + 1, '0');
  const whole = formatNumber(BigInt(padded.slice(0, padded.length - digits)));
  return sign + whole + (digits > 0 ? `,${padded.slice(-digits)}` : '');
}

/** A number as people write it, with points or commas → digits with a point before the decimals. */
function decimalOf(text: string): string | undefined {
  const bare = text.replace(/[\s\u00a0]/g, '');
  if (/^\d+$/.test(bare)) return bare;
  const grouped = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/.exec(bare);
  if (grouped) return bare.replace(/[.,]/g, '');
  const [, whole, part] =
    /^(\d+|\d{1,3}(?:\.\d{3})+)[,](\d+)$/.exec(bare) ?? /^(\d+|\d{1,3}(?:,\d{3})+)[.](\d+)$/.exec(bare) ?? [];
  return whole === undefined ? undefined : `${whole.replace(/[.,]/g, '')}.${part}`;
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
