import { formatDate } from '../platform/dates.js';
import { formatNumber, formatVnd } from '../platform/money.js';
import { refusals, type Lang, type Refusal, type RefusalValues } from '../platform/refusal.js';
import type { StatementField } from './profiles.js';
import type { StatementProblem } from './statement.rules.js';

/** What can be wrong with a statement, in the clerk's words: which row, which day and by how much. */
export const refuseStatement = refusals({
  'statement.empty': { status: 422, vi: 'Tệp này trống.', en: 'This file is empty.' },
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
    status: 422,
    vi: 'Đây không phải tệp sao kê CSV (UTF-8). Tải sao kê dạng CSV từ ngân hàng; ảnh, PDF và Excel không dùng được ở đây.',
    en: 'This is not a CSV statement (UTF-8). Download the statement as CSV; images, PDF and Excel are not accepted here.',
  },
  'statement.not-csv': {
    status: 422,
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
  'statement.sum-too-large': {
    status: 422,
    vi: 'Tổng số tiền của sao kê lớn hơn số lớn nhất ghi được.',
    en: 'The sums of the statement are larger than the largest amount that can be recorded.',
  },
  'statement.date-future': {
    status: 422,
    vi: 'Dòng giao dịch thứ {row}: ngày {day} ở tương lai.',
    en: 'Transaction row {row}: {day} is in the future.',
  },
  'statement.day-changed': {
    status: 422,
    vi: 'Ngày {day} đã nhập trước đây nhưng nội dung trong tệp này khác. Kiểm tra lại với ngân hàng.',
    en: '{day} was imported before, but with other content than in this file. Check with the bank.',
  },
  'statement.day-earlier': {
    status: 422,
    vi: 'Sao kê có ngày {day}, trước những ngày đã nhập của tài khoản này. Nhập sao kê theo thứ tự ngày.',
    en: 'The statement holds {day}, before days already imported for this account. Import statements in order of days.',
  },
  'statement.account-not-open': {
    status: 422,
    vi: 'Ngày {day} tài khoản chưa mở hoặc đã đóng trong sổ.',
    en: 'On {day} the account was not open in the books.',
  },
  'statement.opening-difference': {
    status: 422,
    vi: 'Đầu ngày {day} sổ có {expected}, sao kê tính ra {found}: lệch {difference}.',
    en: 'At the start of {day} the books hold {expected} but the statement gives {found}: off by {difference}.',
  },
  'statement.books-short': {
    status: 422,
    vi: 'Ghi sao kê này thì sổ sẽ thiếu {difference} vào ngày {day}: có khoản chi đã ghi sổ mà ngân hàng ghi vào ngày khác hẳn.',
    en: 'With this statement the books would be short of {difference} on {day}: a pay-out in the books stands at the bank on a far other day.',
  },
  'statement.period-closed': {
    status: 409,
    vi: '{count} dòng, từ dòng {row} ngày {day}, thuộc tháng đã khóa sổ. Xin chủ tài khoản mở lại tháng đó rồi ghi sao kê; hoặc ghi từng khoản vào ngày hôm nay dưới dạng điều chỉnh.',
    en: '{count} lines, from row {row} of {day} on, are in a closed month. Have that month reopened and then post the statement, or post them today as adjustments.',
  },
  'statement.other-account': {
    status: 409,
    vi: 'Tệp này là sao kê của tài khoản khác ({number}), không phải của tài khoản đã chọn.',
    en: 'This file is the statement of another account ({number}), not of the one chosen.',
  },
});

/** What the acts on a statement refuse. */
export const refuse = refusals({
  'statement.file-missing': { status: 400, vi: 'Chưa chọn tệp sao kê.', en: 'No statement file was sent.' },
  'statement.profile-unknown': {
    status: 422,
    vi: 'Không biết mẫu sao kê này. Các mẫu đọc được: {profiles}.',
    en: 'This statement format is not known. Known formats: {profiles}.',
  },
  'statement.account-foreign': {
    status: 422,
    vi: 'Tài khoản này giữ {currency}: sao kê chỉ đọc được cho tài khoản đồng Việt Nam.',
    en: 'This account holds {currency}: statements are read for accounts in đồng only.',
  },
  'statement.account-unknown': {
    status: 404,
    vi: 'Không có tài khoản ngân hàng này.',
    en: 'There is no such bank account.',
  },
  'statement.number-unknown': {
    status: 422,
    vi: 'Không có tài khoản ngân hàng nào mang số này.',
    en: 'No bank account has this number.',
  },
  'statement.unknown': { status: 404, vi: 'Không có sao kê này.', en: 'There is no such statement.' },
  'statement.line-unknown': {
    status: 404,
    vi: 'Không có dòng sao kê này.',
    en: 'There is no such statement line.',
  },
  'statement.known-elsewhere': {
    status: 409,
    vi: 'Tệp này đã được nhập cho tài khoản {number}. Một tệp sao kê chỉ thuộc một tài khoản.',
    en: 'This file was already imported for account {number}. A statement belongs to one account.',
    constraint: 'statement_file_once',
  },
  'statement.line-twice': {
    status: 409,
    vi: 'Có dòng của sao kê này vừa được nhập từ tệp khác. Thử lại.',
    en: 'Lines of this statement were just imported from another file. Try again.',
    constraint: 'statement_line_once',
  },
  'statement.is-undone': {
    status: 409,
    vi: 'Sao kê này đã được rút lại.',
    en: 'This statement was taken back.',
  },
  'statement.being-undone': {
    status: 409,
    vi: 'Sao kê này đang được rút lại.',
    en: 'This statement is being taken back.',
  },
  'statement.earlier-waiting': {
    status: 409,
    vi: 'Sao kê đến ngày {day} của tài khoản này chưa ghi sổ xong. Ghi sao kê đó trước.',
    en: 'The statement up to {day} of this account is not posted yet. Post that one first.',
  },
  'statement.undo-later': {
    status: 409,
    vi: 'Đã có sao kê của những ngày sau. Rút lại các sao kê sau trước.',
    en: 'There are statements of later days. Take those back first.',
  },
  'statement.undo-touched': {
    status: 409,
    vi: 'Không rút lại được: {count} dòng đã được giải trình, hủy hoặc sửa riêng. Sửa từng khoản một.',
    en: 'It cannot be taken back: {count} lines were explained, voided or corrected since. Correct them one by one.',
  },
  'statement.undo-spent': {
    status: 409,
    vi: 'Không rút lại được: tiền của sao kê này đã được giữ hoặc chi, thiếu {shortfall}. Sửa từng khoản một.',
    en: 'It cannot be taken back: money of this statement is reserved or spent, {shortfall} is missing. Correct single gifts.',
  },
  'statement.undo-place-short': {
    status: 409,
    vi: 'Không rút lại được: tiền đã rời tài khoản, ngày {day} sổ sẽ thiếu {shortfall}. Sửa từng khoản một.',
    en: 'It cannot be taken back: money has left the account, the books would be short of {shortfall} on {day}. Correct single lines.',
  },
  'statement.undo-suspense': {
    status: 409,
    vi: 'Không rút lại được: tiền chưa rõ mục đích của sao kê này đã được xử lý, thiếu {shortfall}. Sửa từng khoản một.',
    en: 'It cannot be taken back: its money of no clear purpose has been settled, {shortfall} is missing. Correct single lines.',
  },
  'statement.undo-too-many': {
    status: 409,
    vi: 'Không rút lại được cả sao kê: {count} dòng đã ghi sổ, nhiều nhất là {most}. Sửa từng khoản một.',
    en: 'It cannot be taken back whole: {count} lines are in the books, {most} is the most. Correct single lines.',
  },
  'statement.not-to-explain': {
    status: 409,
    vi: 'Dòng này không chờ giải trình.',
    en: 'This line is not waiting to be explained.',
  },
  'statement.note-missing': {
    status: 422,
    vi: 'Lý do khác thì phải ghi rõ.',
    en: 'Another reason has to be written out.',
  },
  'statement.payout-none': {
    status: 422,
    vi: 'Không có khoản chi nào của tài khoản này đúng {debit} mà ngân hàng chưa thể hiện. Nếu đợt chi chưa ghi “đã chi” thì ghi trước, rồi quay lại đây.',
    en: 'No pay-out of this account is exactly {debit} and not yet shown by the bank. If the batch is not marked as paid, do that first and come back.',
  },
  'statement.payout-missing': {
    status: 422,
    vi: 'Chọn khoản chi mà dòng này là.',
    en: 'Choose the pay-out that this line is.',
  },
  'statement.payout-unknown': {
    status: 422,
    vi: 'Tài khoản này không có khoản chi đó trong sổ.',
    en: 'This account has no such pay-out in the books.',
  },
  'statement.payout-differs': {
    status: 422,
    vi: 'Khoản chi trong sổ là {paid}, ngân hàng ghi nợ {debit}: lệch {difference}.',
    en: 'The pay-out in the books is {paid}, the bank debited {debit}: off by {difference}.',
  },
  'statement.payout-taken': {
    status: 409,
    vi: 'Khoản chi này đã khớp với một dòng sao kê khác.',
    en: 'This pay-out is already matched with another line of the bank.',
    constraint: 'statement_match_pkey',
  },
  'statement.cash-box-missing': {
    status: 422,
    vi: 'Quỹ này không có két tiền mặt mở vào ngày {date}.',
    en: 'This fund has no cash box open on {date}.',
  },
  'cash-deposit.place-unknown': {
    status: 422,
    vi: 'Không có két tiền mặt hoặc tài khoản ngân hàng này.',
    en: 'There is no such cash box or bank account.',
  },
  'cash-deposit.other-fund': {
    status: 422,
    vi: 'Két tiền mặt và tài khoản ngân hàng phải cùng một quỹ.',
    en: 'The cash box and the bank account must be of the same fund.',
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
  return refuseStatement(problem.code, valuesOf(problem, lang)).sentence(lang);
}

/** @param lang the reader's; without it, what a column is called stands in both languages */
function valuesOf(problem: StatementProblem, lang?: Lang): RefusalValues {
  const { row, date, field, expected, found, difference, count, number } = problem;
  const values: RefusalValues = {};
  if (row !== undefined) values['row'] = row;
  if (date !== undefined) values['day'] = formatDate(date);
  if (field !== undefined)
    values['column'] = lang ? columns[field][lang] : `${columns[field].vi} / ${columns[field].en}`;
  if (expected !== undefined) values['expected'] = formatVnd(expected);
  if (found !== undefined) values['found'] = formatVnd(found);
  if (difference !== undefined) values['difference'] = formatVnd(difference);
  if (count !== undefined) values['count'] = formatNumber(count);
  if (number !== undefined) values['number'] = number;
  return values;
}

/** A refused statement: the first problem is the refusal, all of them stand beside the file. */
export function refusalOfStatement(problems: readonly StatementProblem[]): Refusal {
  const [first] = problems;
  if (!first) throw new Error('A statement is refused for a problem.');
  const beside = problems.map((problem) => {
    const { code } = problem;
    return { path: 'file', code, vi: problemSentence(problem, 'vi'), en: problemSentence(problem, 'en') };
  });
  return refuseStatement(first.code, valuesOf(first), beside);
}
