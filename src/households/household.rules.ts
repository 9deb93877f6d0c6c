/** Identity numbers, phones and payee accounts of households: how they are written, and what is shown of them. */
import type { FieldProblem } from '../platform/refusal.js';

/** What a household counts as in one year, by the recognition decision of that year or by the committee's own review. */
export const HOUSEHOLD_STATUSES = [
  'poor',
  'near-poor',
  'escaped-poverty',
  'difficult',
  'merit',
  'disaster-hit',
  'illness',
  'elderly',
  'other',
] as const;
export type HouseholdStatus = (typeof HOUSEHOLD_STATUSES)[number];

/** The committees' own words for each status ("thuộc diện"). */
export const STATUS_NAMES: Record<HouseholdStatus, { vi: string; en: string }> = {
  poor: { vi: 'Hộ nghèo', en: 'Poor household' },
  'near-poor': { vi: 'Hộ cận nghèo', en: 'Near-poor household' },
  'escaped-poverty': { vi: 'Hộ mới thoát nghèo', en: 'Recently out of poverty' },
  difficult: { vi: 'Hoàn cảnh đặc biệt khó khăn', en: 'In special hardship' },
  merit: { vi: 'Gia đình người có công', en: 'Family of a person of merit' },
  'disaster-hit': { vi: 'Hộ bị thiên tai', en: 'Hit by a disaster' },
  illness: { vi: 'Có người bệnh hiểm nghèo', en: 'With a serious illness' },
  elderly: { vi: 'Người cao tuổi neo đơn', en: 'Elderly living alone' },
  other: { vi: 'Diện khác', en: 'Other' },
};

/** The number without spaces, dots and dashes, or undefined unless it is 12 digits, or 9 as on old papers (CMND). */
export function normaliseIdentity(text: string): string | undefined {
  const digits = text.replace(/[\s.-]/g, '');
  return /^(\d{12}|\d{9})$/.test(digits) ? digits : undefined;
}

/** `+84 912 345 678` → `0912345678`; undefined unless it is a Vietnamese mobile or fixed number. */
export function normalisePhone(text: string): string | undefined {
  const digits = text.replace(/[\s.()-]/g, '').replace(/^\+?84(?=\d{9,10}$)/, '0');
  return /^(0[35789]\d{8}|02\d{9})$/.test(digits) ? digits : undefined;
}

/** An account number as the bank writes it, without blanks. A treasury's number has dots. */
export function normaliseAccount(text: string): string | undefined {
  const number = text.replace(/\s/g, '');
  return /^[0-9A-Za-z.]{4,40}$/.test(number) ? number : undefined;
}

/** `001085001234` → `********1234`. */
export function maskIdentity(number: string): string {
  return '*'.repeat(Math.max(0, number.length - 4)) + number.slice(-4);
}

/** `0912345678` → `0912***678`. */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 4)}***${phone.slice(-3)}`;
}

/** `0011001932418` → `****2418`; a short number keeps only half of itself. */
export function maskAccount(number: string): string {
  return `****${number.slice(-Math.min(4, Math.floor(number.length / 2)))}`;
}

type Numbers = {
  identityNumber?: string | undefined;
  phone?: string | undefined;
  bankAccount?: { number: string } | undefined;
  members?: { identityNumber?: string | undefined }[] | undefined;
};

/** What is wrong with the numbers of a household as typed. The number itself is never repeated. */
export function problemsOfNumbers(typed: Numbers): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const identities = [
    { path: 'identityNumber', number: typed.identityNumber },
    ...(typed.members ?? []).map((member, i) => ({
      path: `members[${i}].identityNumber`,
      number: member.identityNumber,
    })),
  ];
  const seen = new Set<string>();
  for (const { path, number } of identities) {
    if (number === undefined) continue;
    const normal = normaliseIdentity(number);
    if (normal === undefined) problems.push({ path, ...IDENTITY_FORM });
    else if (seen.has(normal)) problems.push({ path, ...IDENTITY_TWICE });
    else seen.add(normal);
  }
  if (typed.phone !== undefined && normalisePhone(typed.phone) === undefined)
    problems.push({ path: 'phone', ...PHONE_FORM });
  if (typed.bankAccount && normaliseAccount(typed.bankAccount.number) === undefined)
    problems.push({ path: 'bankAccount.number', ...ACCOUNT_FORM });
  return problems;
}

const IDENTITY_FORM = {
  code: 'household.identity-form',
  vi: 'Số định danh có 12 chữ số (giấy cũ: CMND 9 chữ số).',
  en: 'An identity number has 12 digits (9 on old papers).',
};
const IDENTITY_TWICE = {
  code: 'household.identity-repeated',
  vi: 'Số định danh này đã ghi cho một người khác trong hộ.',
  en: 'This identity number is already given to another person of the household.',
};
const PHONE_FORM = {
  code: 'household.phone-form',
  vi: 'Số điện thoại có 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09 (máy bàn: 02 và 11 chữ số).',
  en: 'A phone number has 10 digits and starts with 03, 05, 07, 08 or 09 (fixed line: 02 and 11 digits).',
};
const ACCOUNT_FORM = {
  code: 'household.account-form',
  vi: 'Số tài khoản có từ 4 đến 40 chữ số.',
  en: 'An account number has 4 to 40 digits.',
};
