/**
 * Profile A's chart, as the product's own reference data (accounting.md). Codes are internal: an official code stays
 * empty, and is printed nowhere, until an accountant has verified it against the circular (TT 41/2022).
 */
type ChartRow = [code: string, role: 'place' | 'creditor' | 'restriction', vi: string, en: string];

const PROFILE_A: ChartRow[] = [
  ['1111', 'place', 'Tiền mặt', 'Cash on hand'],
  ['1121', 'place', 'Tiền gửi ngân hàng, kho bạc', 'Bank and treasury accounts'],
  ['113', 'place', 'Tiền đang chuyển', 'Money in transit'],
  ['136', 'place', 'Phải thu đơn vị khác', 'Due from other units'],
  ['1388', 'place', 'Phải thu khác', 'Other receivables'],
  ['141', 'place', 'Tạm ứng', 'Advances'],
  ['152', 'place', 'Hàng cứu trợ', 'Relief goods'],
  ['331', 'creditor', 'Phải trả người bán', 'Suppliers'],
  ['336', 'creditor', 'Phải trả đơn vị khác', 'Owed to other units'],
  ['3388', 'creditor', 'Phải trả khác', 'Other payables'],
  ['421', 'restriction', 'Thặng dư, thâm hụt lũy kế', 'Accumulated surplus or deficit'],
  ['511', 'restriction', 'Thu tài trợ, ủng hộ', 'Donations'],
  ['5112', 'restriction', 'Thu tài trợ bằng hiện vật', 'Donations in kind'],
  ['5118', 'restriction', 'Thu từ đơn vị khác', 'Support from other units'],
  ['515', 'restriction', 'Thu lãi tiền gửi', 'Interest'],
  ['611', 'restriction', 'Chi hỗ trợ', 'Support paid out'],
  ['6112', 'restriction', 'Chi hỗ trợ bằng hiện vật', 'Support in kind'],
  ['6118', 'restriction', 'Chi chuyển đơn vị khác', 'Support to other units'],
  ['615', 'restriction', 'Chi phí tài chính', 'Financial costs'],
  ['642', 'restriction', 'Chi phí quản lý', 'Management costs'],
  ['711', 'restriction', 'Thu khác', 'Other income'],
  ['811', 'restriction', 'Chi khác', 'Other expenses'],
  ['911', 'restriction', 'Xác định kết quả', 'Income summary'],
];

/** The first day of the chart: TT 41/2022/TT-BTC is in force from 1 September 2022. */
export const CHART_FROM = '2022-09-01';

/** The chart as it is loaded, to tell whether it has changed. */
export function chartRows(): readonly (readonly string[])[] {
  return PROFILE_A;
}

/** Loads the chart once; an accountant's later changes are left as they are. */
export async function loadChart(db: { query(sql: string, params: unknown[]): Promise<unknown> }): Promise<void> {
  await db.query(
    `INSERT INTO chart_account (profile, code, role, name_vi, name_en, valid_from)
     SELECT 'A', code, role, vi, en, $5::date
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS c(code, role, vi, en)
     ON CONFLICT DO NOTHING`,
    [
      PROFILE_A.map(([code]) => code),
      PROFILE_A.map(([, role]) => role),
      PROFILE_A.map(([, , vi]) => vi),
      PROFILE_A.map(([, , , en]) => en),
      CHART_FROM,
    ],
  );
}
