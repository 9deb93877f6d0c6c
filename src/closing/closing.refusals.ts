import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'closing.unknown': { status: 404, vi: 'Không có lần khóa sổ này.', en: 'There is no such closing.' },
  'closing.fund-unknown': { status: 422, vi: 'Không có quỹ này.', en: 'There is no such fund.' },
  'closing.closed-already': {
    status: 409,
    vi: 'Kỳ {period} đã khóa sổ rồi.',
    en: '{period} is closed already.',
    constraint: 'closing_stands_once',
  },
  'closing.not-ended': {
    status: 422,
    vi: 'Kỳ {period} chưa hết; khóa sổ được từ ngày {day}.',
    en: '{period} has not ended; it can be closed from {day} on.',
  },
  'closing.before-open': {
    status: 409,
    vi: 'Khóa sổ theo thứ tự: kỳ trước {period} còn mở.',
    en: 'Periods close in order: one before {period} is still open.',
    constraint: 'closing_after_the_ones_before',
  },
  'closing.months-open': {
    status: 409,
    vi: 'Năm {period} còn tháng chưa khóa sổ. Khóa đủ các tháng rồi khóa năm.',
    en: 'Months of {period} are still open. Close them all, then the year.',
    constraint: 'closing_year_after_months',
  },
  'closing.checklist': {
    status: 422,
    vi: 'Chưa khóa sổ được: còn {count} mục chưa xong. Xem từng mục bên dưới.',
    en: 'It cannot be closed yet: {count} points are not done. See each below.',
  },
  'closing.not-closed': { status: 409, vi: 'Kỳ {period} đang mở.', en: '{period} is open.' },
  'closing.later-closed': {
    status: 409,
    vi: 'Mở lại theo thứ tự ngược: kỳ sau {period} còn đang khóa.',
    en: 'Periods are reopened from the last one back: one after {period} is still closed.',
    constraint: 'closing_later_opened_first',
  },
  'closing.year-closed': {
    status: 409,
    vi: 'Năm của tháng {period} đã khóa sổ. Mở lại năm trước rồi mới mở tháng.',
    en: 'The year of {period} is closed. Reopen the year first, then the month.',
    constraint: 'closing_year_opened_first',
  },
  'closing.same-person': {
    status: 409,
    vi: 'Người đã khóa sổ không tự mở lại. Việc này do người khác làm.',
    en: 'Who closed a period does not open it again: that takes another person.',
    constraint: 'closing_reopened_by_another',
  },
  'closing.books-differ': {
    status: 422,
    vi: 'Chưa khóa năm được: “{restriction}” trên sổ chi tiết khác số dư {difference} đ. Chạy kiểm tra sổ.',
    en: 'The year cannot be closed: the detailed books of “{restriction}” differ from its balance by {difference} đ. Run the verification.',
  },
  'closing.awaits-signature': {
    status: 409,
    vi: 'Bản đối chiếu năm {period} đã có chữ ký thứ nhất, đang chờ chủ tài khoản ký.',
    en: 'The reconciliation of {period} has its first signature and waits for the account holder’s.',
    constraint: 'year_reconciliation_waits_once',
  },
  'reconciliation.unknown': { status: 404, vi: 'Không có bản đối chiếu này.', en: 'There is no such reconciliation.' },
  'reconciliation.signed': {
    status: 409,
    vi: 'Bản đối chiếu này đã đủ hai chữ ký, hoặc đã có bản khác thay.',
    en: 'This reconciliation has both signatures, or another has taken its place.',
  },
  'reconciliation.changed': {
    status: 409,
    vi: 'Sổ đã thay đổi từ khi ký lần thứ nhất. Kế toán trưởng lập và ký lại bản đối chiếu.',
    en: 'The books have changed since the first signature. The chief accountant makes and signs it again.',
  },
  'reconciliation.same-person': {
    status: 409,
    vi: 'Hai chữ ký phải của hai người.',
    en: 'The two signatures must be of two people.',
    constraint: 'year_reconciliation_two_people',
  },
  'count.unknown': { status: 404, vi: 'Không có biên bản kiểm quỹ này.', en: 'There is no such cash count.' },
  'count.box-unknown': { status: 422, vi: 'Không có két này.', en: 'There is no such cash box.' },
  'count.box-closed': {
    status: 422,
    vi: 'Két này chưa mở hoặc đã đóng vào ngày {day}.',
    en: 'The cash box was not open on {day}.',
  },
  'count.foreign': {
    status: 422,
    vi: 'Két này giữ {currency}. Kiểm đếm ngoại tệ bằng biên bản giấy; số biên bản ghi khi khóa sổ.',
    en: 'This box holds {currency}. Foreign cash is counted by paper minutes, whose number is given when closing.',
  },
  'count.confirmed-already': {
    status: 409,
    vi: 'Biên bản kiểm quỹ này đã được xác nhận.',
    en: 'This cash count is confirmed already.',
  },
  'count.superseded': {
    status: 409,
    vi: 'Két này đã được kiểm lại cho cùng ngày; xác nhận biên bản mới nhất.',
    en: 'The box was counted again for that day; confirm the newest count.',
  },
  'count.same-person': {
    status: 409,
    vi: 'Người kiểm quỹ và người xác nhận phải là hai người.',
    en: 'Who counts and who confirms must be two people.',
    constraint: 'cash_count_two_people',
  },
});
