/**
 * What open data consists of: each table with its columns, which are at once the heads of the CSV, the names in the JSON,
 * the fields of the Frictionless schema and the rows of the data dictionary. The first `key` columns tell a row from
 * every other one, also from one snapshot to the next.
 */
export type Cell = string | bigint | number | null;

export type Column = {
  name: string;
  type: 'string' | 'date' | 'integer';
  vi: string;
  en: string;
  /** What the figures count: `VND`, `households` … */
  unit?: string;
  /** The values it can have, where they are few. */
  values?: readonly string[];
};

export type Table = { name: string; vi: string; en: string; key: number; columns: readonly Column[] };

const text = (name: string, vi: string, en: string, values?: readonly string[]): Column => ({
  name,
  type: 'string',
  vi,
  en,
  ...(values && { values }),
});
const day = (name: string, vi: string, en: string): Column => ({ name, type: 'date', vi, en });
const money = (name: string, vi: string, en: string): Column => ({ name, type: 'integer', vi, en, unit: 'VND' });
const count = (name: string, vi: string, en: string, unit: string): Column => ({ name, type: 'integer', vi, en, unit });

const SEQUENCE = count('sequence', 'Số thứ tự trong nhật ký công khai', 'Position in the public log', 'position');
const UNIT = [
  text('unit_code', 'Mã đơn vị', "The committee's administrative code"),
  text('unit', 'Ủy ban Mặt trận Tổ quốc', 'The committee'),
];
const FUND_ID = text('fund_id', 'Mã quỹ', 'Identifier of the fund');
const FUND_NAME = text('fund', 'Quỹ', 'The fund');
const FUND = [FUND_ID, FUND_NAME];
const APPEAL_ID = text('appeal_id', 'Mã đợt vận động', 'Identifier of the appeal');
const APPEAL_NAME = text('appeal', 'Đợt vận động', 'The appeal');
const APPEAL = [APPEAL_ID, APPEAL_NAME];

const SUMS = [
  money('opening', 'Có từ trước khi ghi sổ', 'Held before these books began'),
  money('received', 'Đã nhận', 'Received'),
  money('paid', 'Đã chi tới hộ và việc', 'Paid for households and works'),
  money('passed_on', 'Đã chuyển cho ủy ban khác', 'Passed on to other committees'),
  money('other_spent', 'Chi khác', 'Otherwise spent'),
  money('held', 'Còn giữ = có từ trước + nhận - chi - chuyển', 'Held = opening + received - all that went'),
  money('reserved', 'Trong đó đã duyệt cho hộ, chưa chi', 'Of it approved for households and not yet paid'),
];

export const GIFTS: Table = {
  name: 'gifts',
  vi: 'Các khoản ủng hộ đã nhận, mỗi dòng một khoản',
  en: 'Gifts received, one a row',
  key: 1,
  columns: [
    SEQUENCE,
    day('date', 'Ngày nhận', 'Day of the gift'),
    text('receipt', 'Số biên nhận', 'Number of the receipt'),
    text('status', 'valid: có hiệu lực, void: đã hủy', 'Whether the receipt stands', ['valid', 'void']),
    money('amount', 'Số tiền ghi sổ', 'Amount in the books'),
    text('currency', 'Loại tiền đã nhận (ISO 4217)', 'Currency that was given (ISO 4217)'),
    count('foreign_amount', 'Số ngoại tệ, đơn vị nhỏ nhất', 'Foreign amount', 'minor unit of the currency'),
    text('rate', 'Tỷ giá ghi sổ, đồng cho một đơn vị', 'Rate in the books, đồng for one unit'),
    text('channel', 'cash: tiền mặt, transfer: chuyển khoản', 'How it came', ['cash', 'transfer']),
    ...UNIT,
    ...FUND,
    ...APPEAL,
    text('public_name', 'Tên mà người ủng hộ đồng ý công khai', 'The name that the giver agreed to show'),
    day('voided_on', 'Ngày hủy', 'Day on which it was voided'),
    count('void_sequence', 'Số thứ tự của việc hủy', 'Position of the voiding', 'position'),
  ],
};

export const PAYOUTS: Table = {
  name: 'payouts',
  vi: 'Các khoản hỗ trợ đã chi, mỗi dòng một đợt chi ở một xã; không có tên hộ',
  en: 'Support paid, a row for each batch and commune; never who got it',
  key: 2,
  columns: [
    text('batch', 'Mã đợt chi', 'Identifier of the batch'),
    text('commune_code', 'Mã xã', 'Code of the commune'),
    text('commune', 'Xã, phường, đặc khu', 'The commune'),
    day('date', 'Ngày chi đầu tiên', 'First day of payment'),
    text('purpose', 'Mục đích', 'Purpose, in Vietnamese'),
    text('purpose_en', 'Mục đích, tiếng Anh', 'Purpose, in English'),
    count('households', 'Số hộ', 'Households', 'households'),
    money('amount', 'Số tiền', 'Amount'),
    ...UNIT,
    ...FUND,
    ...APPEAL,
    SEQUENCE,
  ],
};

export const BANK_DAYS: Table = {
  name: 'bank-days',
  vi: 'Từng ngày của từng sao kê, đối chiếu sổ sách với ngân hàng',
  en: 'Each day of each bank statement, the books compared with the bank',
  key: 3,
  columns: [
    text('account', 'Mã tài khoản', 'Identifier of the account'),
    day('date', 'Ngày', 'Day'),
    text('statement_sha256', 'SHA-256 của tệp sao kê gốc', "SHA-256 of the bank's file"),
    count('rows', 'Số dòng của ngày', 'Lines of the day', 'lines'),
    money('credits', 'Cộng ghi có', 'Sum of the credits'),
    money('debits', 'Cộng ghi nợ', 'Sum of the debits'),
    money('opening', 'Số dư đầu ngày theo ngân hàng', "The bank's balance before"),
    money('closing', 'Số dư cuối ngày theo ngân hàng', "The bank's balance after"),
    money('books', 'Số dư cuối ngày theo sổ', "The books' balance at the end of the day"),
    money(
      'difference',
      'Sổ - ngân hàng; bỏ trống nếu có sao kê khác đủ hơn cho ngày này',
      'Books - bank; empty where a fuller statement tells of the day',
    ),
    ...UNIT,
    ...FUND,
    text('bank', 'Ngân hàng', 'The bank'),
    text('account_number', 'Số tài khoản của quỹ', "Number of the fund's account"),
  ],
};

export const FLOWS: Table = {
  name: 'flows',
  vi: 'Tiền vào (dương) và ra (âm) mỗi ngày của từng quỹ, từng đợt; cộng mọi ngày bằng số còn giữ',
  en: 'Money in (positive) and out (negative) each day by fund and appeal; all days add up to what is held',
  key: 4,
  columns: [
    day('date', 'Ngày', 'Day'),
    FUND_ID,
    APPEAL_ID,
    text('flow', 'Loại', 'Kind of flow', ['opening', 'received', 'paid', 'passed-on', 'other']),
    money('amount', 'Số tiền', 'Amount'),
    ...UNIT,
    FUND_NAME,
    APPEAL_NAME,
  ],
};

export const FUNDS: Table = {
  name: 'funds',
  vi: 'Các quỹ và số dư',
  en: 'The funds and their sums',
  key: 1,
  columns: [
    ...FUND,
    ...UNIT,
    day('opened_on', 'Ngày mở', 'Opened on'),
    day('closed_on', 'Ngày đóng', 'Closed on'),
    ...SUMS,
  ],
};

export const APPEALS: Table = {
  name: 'appeals',
  vi: 'Các đợt vận động và số dư',
  en: 'The appeals and their sums',
  key: 1,
  columns: [
    ...APPEAL,
    ...UNIT,
    ...FUND,
    text('document_no', 'Văn bản kêu gọi', 'Document of the appeal'),
    day('receive_from', 'Nhận từ ngày', 'Gifts from'),
    day('receive_until', 'Nhận đến ngày', 'Gifts until'),
    money('target_amount', 'Mục tiêu', 'Target'),
    ...SUMS,
  ],
};

/** Tables of the whole, and tables that have a file for each month. */
export const WHOLE: readonly Table[] = [FUNDS, APPEALS];
export const MONTHLY: readonly Table[] = [GIFTS, PAYOUTS, BANK_DAYS, FLOWS];
