/**
 * The banks that accounts are opened at, as data. A bank with a BIN can be paid by a VietQR code (domain facts: NAPAS's
 * list); the State Treasury and the Bank for Social Policies are not on that list. A code is also what a statement's
 * profile is called by.
 */
export type Bank = {
  code: string;
  name: string;
  bin?: string;
  /** What people in banks call it, where that is something else. */
  short?: string;
};

export const BANKS: readonly Bank[] = [
  { code: 'vietcombank', short: 'VCB', name: 'Vietcombank', bin: '970436' },
  { code: 'agribank', short: 'VBA', name: 'Agribank', bin: '970405' },
  { code: 'vietinbank', short: 'CTG', name: 'VietinBank', bin: '970415' },
  { code: 'bidv', name: 'BIDV', bin: '970418' },
  { code: 'mb', name: 'MB', bin: '970422' },
  { code: 'techcombank', short: 'TCB', name: 'Techcombank', bin: '970407' },
  { code: 'acb', name: 'ACB', bin: '970416' },
  { code: 'sacombank', name: 'Sacombank', bin: '970403' },
  { code: 'vpbank', name: 'VPBank', bin: '970432' },
  { code: 'tpbank', name: 'TPBank', bin: '970423' },
  { code: 'lpbank', name: 'LPBank', bin: '970449' },
  { code: 'coopbank', name: 'Co-opBank', bin: '970446' },
  { code: 'vbsp', short: 'VBSP', name: 'Ngân hàng Chính sách xã hội' },
  { code: 'kbnn', short: 'KBNN', name: 'Kho bạc Nhà nước' },
  { code: 'other', name: 'Ngân hàng khác' },
];

export const BANK_CODES: readonly string[] = BANKS.map((bank) => bank.code);

/** @returns the bank with this code, or called so; undefined where there is none */
export function bankOf(code: string): Bank | undefined {
  const wanted = code.toLowerCase();
  return BANKS.find((bank) => bank.code === wanted || bank.name.toLowerCase() === wanted || bank.short === code);
}
