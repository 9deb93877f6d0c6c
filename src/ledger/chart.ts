/**
 * The charts of both posting profiles, as the product's own reference data (accounting.md). Codes are internal: an
 * official code stays empty, and is printed nowhere, until an accountant has verified it against the circular (TT 41/2022).
 */
import type { Nature, Profile } from './natures.js';

type ChartRow = [code: string, role: 'place' | 'creditor' | 'restriction', vi: string, en: string, nature?: Nature];

/** Where value is, and whom it is owed to: the same accounts in both profiles. */
const SHARED: ChartRow[] = [
  ['1111', 'place', 'Tiền mặt', 'Cash on hand'],
  ['1112', 'place', 'Tiền mặt ngoại tệ', 'Foreign cash on hand'],
  ['1121', 'place', 'Tiền gửi ngân hàng, kho bạc', 'Bank and treasury accounts'],
  ['1122', 'place', 'Tiền gửi ngoại tệ', 'Foreign-currency bank accounts'],
  ['113', 'place', 'Tiền đang chuyển', 'Money in transit'],
  ['136', 'place', 'Phải thu đơn vị khác', 'Due from other units'],
  ['1388', 'place', 'Phải thu khác', 'Other receivables'],
  ['141', 'place', 'Tạm ứng', 'Advances'],
  ['152', 'place', 'Hàng cứu trợ', 'Relief goods'],
  ['331', 'creditor', 'Phải trả người bán', 'Suppliers'],
  ['336', 'creditor', 'Phải trả đơn vị khác', 'Owed to other units'],
  ['3388', 'creditor', 'Phải trả khác', 'Other payables'],
];

/** Own accounting: income and expense of the year, and what is left of earlier ones. */
const ONLY_A: ChartRow[] = [
  ['421', 'restriction', 'Thặng dư, thâm hụt lũy kế', 'Accumulated surplus or deficit'],
  ['511', 'restriction', 'Thu tài trợ, ủng hộ', 'Donations', 'donations'],
  ['5112', 'restriction', 'Thu tài trợ bằng hiện vật', 'Donations in kind', 'in-kind'],
  ['5118', 'restriction', 'Thu từ đơn vị khác', 'Support from other units', 'from-units'],
  ['515', 'restriction', 'Thu lãi tiền gửi', 'Interest', 'interest'],
  ['611', 'restriction', 'Chi hỗ trợ', 'Support paid out', 'support'],
  ['6112', 'restriction', 'Chi hỗ trợ bằng hiện vật', 'Support in kind', 'support-in-kind'],
  ['6118', 'restriction', 'Chi chuyển đơn vị khác', 'Support to other units', 'to-units'],
  ['615', 'restriction', 'Chi phí tài chính', 'Financial costs', 'financial-cost'],
  ['642', 'restriction', 'Chi phí quản lý', 'Management costs', 'management'],
  ['711', 'restriction', 'Thu khác', 'Other income', 'other-income'],
  ['811', 'restriction', 'Chi khác', 'Other expenses', 'other-expense'],
  ['911', 'restriction', 'Xác định kết quả', 'Income summary', 'summary'],
];

/** Kept as others' money: one account held for each purpose, with detailed ones below it; goods stand off the balance. */
const ONLY_B: ChartRow[] = [
  ['0021', 'place', 'Hàng nhận giữ hộ (giá trị ghi nhớ)', 'Goods held for others (memo value)'],
  ['0029', 'restriction', 'Đối ứng hàng nhận giữ hộ', 'Contra of goods held for others'],
  ['338', 'restriction', 'Tiền ủng hộ giữ hộ', 'Donations held for others'],
];

const CHARTS: Record<Profile, ChartRow[]> = { A: [...SHARED, ...ONLY_A], B: [...SHARED, ...ONLY_B] };

/** The first day of the chart: TT 41/2022/TT-BTC is in force from 1 September 2022. */
export const CHART_FROM = '2022-09-01';

/** The charts as they are loaded, to tell whether they have changed. */
export function chartRows(): Record<Profile, readonly (readonly (string | undefined)[])[]> {
  return CHARTS;
}

/** Loads the charts once; an accountant's later changes are left as they are. */
export async function loadChart(db: { query(sql: string, params: unknown[]): Promise<unknown> }): Promise<void> {
  for (const [profile, rows] of Object.entries(CHARTS)) {
    await db.query(
      `INSERT INTO chart_account (profile, code, role, name_vi, name_en, nature, valid_from)
       SELECT $1, code, role, vi, en, nature, $2::date
       FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) AS c(code, role, vi, en, nature)
       ON CONFLICT DO NOTHING`,
      [
        profile,
        CHART_FROM,
        rows.map(([code]) => code),
        rows.map(([, role]) => role),
        rows.map(([, , vi]) => vi),
        rows.map(([, , , en]) => en),
        rows.map(([, , , , nature]) => nature ?? null),
      ],
    );
  }
}
