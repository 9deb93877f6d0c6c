/**
 * What moves the money of a purpose, in the field's own words and apart from any chart: the same in both posting
 * profiles, so that what was received, paid or passed on is told from the account alone.
 */
export type Nature =
  | 'carried'
  | 'decision'
  | 'donations'
  | 'in-kind'
  | 'from-units'
  | 'interest'
  | 'other-income'
  | 'support'
  | 'support-in-kind'
  | 'to-units'
  | 'financial-cost'
  | 'management'
  | 'other-expense'
  | 'summary';

export type Profile = 'A' | 'B';

/** An account of a purpose as the chart knows it: the code, and what tells several accounts of one code apart. */
export type PurposeLeaf = { code: string; subject: string };

/** Profile A (own accounting): an account of income or expense each; what is left of earlier years in 421. */
const CODE_IN_A: Record<Nature, string> = {
  carried: '421',
  decision: '421',
  donations: '511',
  'in-kind': '5112',
  'from-units': '5118',
  interest: '515',
  'other-income': '711',
  support: '611',
  'support-in-kind': '6112',
  'to-units': '6118',
  'financial-cost': '615',
  management: '642',
  'other-expense': '811',
  summary: '911',
};

/** What is received in goods, and given out of them: in profile B off the balance, by quantity with a memo value. */
const IN_GOODS: ReadonlySet<Nature> = new Set(['in-kind', 'support-in-kind']);

/**
 * The account that a movement of this nature is booked to. Profile B holds everything as others' money in 338, told
 * apart by detailed accounts (TT 41/2022 art. 8). An adjustment of an earlier year is no longer this year's income or
 * expense: in profile A it goes to 421, told apart in the same way (accounting.md, "correction of an earlier year").
 */
export function purposeLeaf(profile: Profile, nature: Nature, earlierYear = false): PurposeLeaf {
  if (profile === 'B') return { code: IN_GOODS.has(nature) ? '0029' : '338', subject: nature };
  const code = CODE_IN_A[nature];
  if (nature === 'carried') return { code, subject: '' };
  if (code === '421') return { code, subject: nature };
  return earlierYear ? { code: '421', subject: nature } : { code, subject: '' };
}

/** Where goods lie: in profile B a memo account, for they are others' (accounting.md, "gift in kind, valued"). */
export function goodsPlaceCode(profile: Profile): string {
  return profile === 'A' ? '152' : '0021';
}

/** Natures that cost something; no gift pays for them unless its donors agreed (NĐ 93/2021 art. 12.3). */
export const COSTS: ReadonlySet<Nature> = new Set(['financial-cost', 'management']);

/** What each nature is called, for labels of accounts and figures. */
export const NATURE_NAMES: Record<Nature, { vi: string; en: string }> = {
  carried: { vi: 'Số dư mang sang', en: 'Carried forward' },
  decision: { vi: 'Điều chuyển theo quyết định', en: 'Moved by decision' },
  donations: { vi: 'Thu ủng hộ', en: 'Donations' },
  'in-kind': { vi: 'Thu ủng hộ bằng hiện vật', en: 'Donations in kind' },
  'from-units': { vi: 'Nhận từ đơn vị khác', en: 'Received from other units' },
  interest: { vi: 'Lãi tiền gửi', en: 'Interest' },
  'other-income': { vi: 'Thu khác', en: 'Other income' },
  support: { vi: 'Chi hỗ trợ', en: 'Support paid out' },
  'support-in-kind': { vi: 'Chi hỗ trợ bằng hiện vật', en: 'Support in kind' },
  'to-units': { vi: 'Chuyển đơn vị khác', en: 'Passed on to other units' },
  'financial-cost': { vi: 'Chi phí tài chính', en: 'Financial costs' },
  management: { vi: 'Chi phí quản lý', en: 'Management costs' },
  'other-expense': { vi: 'Chi khác', en: 'Other expenses' },
  summary: { vi: 'Xác định kết quả', en: 'Income summary' },
};
