import { formatDate } from '../platform/dates.js';
import { formatNumber, formatVnd } from '../platform/money.js';
import { refusals, type Lang, type RefusalValues } from '../platform/refusal.js';
import type { StatementField } from './profiles.js';
import type { StatementProblem } from './statement.rules.js';

/** What can be wrong with a statement, in the clerk's words: which row, which day and by how much. */
export const refuseStatement = refusals({
  'statement.empty': { status: 400, vi: 'Tệp này trống.', en: 'This file is empty.' },
  'statement.too-large': {
    status: 413,
    vi: 'Tệp lớn hơn {count} MB. Xin ngân hàng tách sao kê theo ngày hoặc theo tháng.',
    en: 'The file is larger than {count} MB. Ask the bank for the statement by day or by month.',
  },
  'statement.too-many-rows': {
    status: 413,
    vi: 'Tệp có hơn {count} dòng. Tách sao kê theo ngày hoặc theo tháng rồi nhập từng tệp.',
    en: 'The file has more than {count} rows. Split the statement by day or by month and import each file.',
  },
  'statement.not-text': {
    status: 400,
    vi: 'Đây không phải tệp sao kê CSV (UTF-8). Tải sao kê dạng CSV từ ngân hàng; ảnh, PDF và Excel không dùng được ở đây.',
    en: 'This is not a CSV statement (UTF-8). Download the statement as CSV; images, PDF and Excel are not accepted here.',
  },
  'statement.not-csv': {
    status: 400,
    vi: 'Tệp hỏng ở dòng giao dịch thứ {row}: dấu ngoặc kép không đóng hoặc dòng quá dài. Tải lại tệp từ ngân hàng.',
    en: 'The file is broken at transaction row {row}: a quotation mark is not closed or the row is too long. Download it again.',
  },
  'statement.unknown-header': {
    status: 422,
    vi: 'Không tìm thấy dòng tiêu đề của sao kê nào đã biết. Kiểm tra đúng tệp sao kê và đúng ngân hàng.',
    en: 'No header of a known statement was found. Check that this is the statement and the right bank.',
  },
  'statement.no-rows': {
    status: 422,
    vi: 'Sao kê không có giao dịch nào.',
    en: 'The statement has no transactions.',
  },
  'statement.columns': {
    status: 422,
    vi: 'Dòng giao dịch thứ {row} có số cột khác dòng tiêu đề.',
    en: 'Transaction row {row} has another number of columns than the header.',
  },
  'statement.date-invalid': {
    status: 422,
    vi: 'Dòng giao dịch thứ {row}: ngày không đúng hoặc không có.',
    en: 'Transaction row {row}: the date is wrong or missing.',
  },
  'statement.amount-invalid': {
    status: 422,
    vi: 'Dòng giao dịch thứ {row}: ô {column} không phải số tiền.',
    en: 'Transaction row {row}: the {column} cell is not an amount.',
  },
  'statement.amount-fraction': {
    status: 422,
    vi: 'Dòng giao dịch thứ {row}: ô {column} có phần lẻ của đồng.',
    en: 'Transaction row {row}: the {column} cell has a fraction of a đồng.',
  },
  'statement.amount-negative': {
    status: 422,
    vi: 'Dòng giao dịch thứ {row}: ô {column} là số âm.',
    en: 'Transaction row {row}: the {column} cell is negative.',
  },
  'statement.amount-too-large': {
    status: 422,
    vi: 'Dòng giao dịch thứ {row}: ô {column} lớn hơn số tiền lớn nhất ghi được.',
    en: 'Transaction row {row}: the {column} cell is larger than the largest amount that can be recorded.',
  },
  'statement.amount-missing': {
    status: 422,
    vi: 'Dòng giao dịch thứ {row}: không có số tiền ghi nợ, cũng không có số tiền ghi có.',
    en: 'Transaction row {row}: neither a debit nor a credit.',
  },
  'statement.amount-twice': {
    status: 422,
    vi: 'Dòng giao dịch thứ {row}: vừa ghi nợ vừa ghi có.',
    en: 'Transaction row {row}: both a debit and a credit.',
  },
  'statement.memo-too-long': {
    status: 422,
    vi: 'Dòng giao dịch thứ {row}: nội dung dài hơn {count} ký tự.',
    en: 'Transaction row {row}: the details are longer than {count} characters.',
  },
  'statement.more-problems': {
    status: 422,
    vi: 'Còn {count} lỗi nữa không liệt kê ở đây.',
    en: '{count} more problems are not listed here.',
  },
  'statement.dates-unordered': {
    status: 422,
    vi: 'Dòng giao dịch thứ {row}: ngày {day} đứng sau một ngày muộn hơn. Sao kê phải theo thứ tự ngày.',
    en: 'Transaction row {row}: {day} comes after a later day. A statement must be in order of days.',
  },
  'statement.before-last-closing': {
    status: 409,
    vi: 'Sao kê bắt đầu ngày {day}, là ngày đã có số dư cuối ngày trong sổ.',
    en: 'The statement starts on {day}, a day whose closing balance is already in the books.',
  },
  'statement.day-unclosed': {
    status: 422,
    vi: 'Ngày {day} không có số dư cuối ngày (dòng {row}): tệp có thể bị cắt. Tải lại sao kê đủ ngày.',
    en: '{day} has no closing balance (row {row}): the file may be cut. Download the whole day again.',
  },
  'statement.day-difference': {
    status: 422,
    vi: 'Ngày {day} lệch {difference}: tính ra {expected}, sao kê in {found} (dòng {row}).',
    en: '{day} is off by {difference}: the rows give {expected}, the statement prints {found} (row {row}).',
  },
  'statement.chain-difference': {
    status: 422,
    vi: 'Sao kê bắt đầu ngày {day} với {found}, lần trước kết thúc ở {expected}: lệch {difference}. Có thể thiếu sao kê ở giữa.',
    en: 'The statement starts on {day} with {found} but the last one ended at {expected}: off by {difference}. A statement between them may be missing.',
  },
  'statement.balance-negative': {
    status: 422,
    vi: 'Ngày {day}: số dư tính ra là số âm ({found}).',
    en: '{day}: the balance comes out negative ({found}).',
  },
});

const columns: Record<StatementField, Record<Lang, string>> = {
  page: { vi: 'trang', en: 'page' },
  date: { vi: 'ngày', en: 'date' },
  reference: { vi: 'số chứng từ', en: 'reference' },
  debit: { vi: 'ghi nợ', en: 'debit' },
  credit: { vi: 'ghi có', en: 'credit' },
  balance: { vi: 'số dư', en: 'balance' },
  memo: { vi: 'nội dung', en: 'details' },
};

/** A problem as a sentence that says the row, the day and the sum: for a list beside the refused file. */
export function problemSentence(problem: StatementProblem, lang: Lang): string {
  const { code, row, date, field, expected, found, difference, count } = problem;
  const values: RefusalValues = {};
  if (row !== undefined) values['row'] = row;
  if (date !== undefined) values['day'] = formatDate(date);
  if (field !== undefined) values['column'] = columns[field][lang];
  if (expected !== undefined) values['expected'] = formatVnd(expected);
  if (found !== undefined) values['found'] = formatVnd(found);
  if (difference !== undefined) values['difference'] = formatVnd(difference);
  if (count !== undefined) values['count'] = formatNumber(count);
  return refuseStatement(code, values).sentence(lang);
}
