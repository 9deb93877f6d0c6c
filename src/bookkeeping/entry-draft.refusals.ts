import { refusals } from '../platform/refusal.js';

/** What is refused of the papers that two people make, in the clerk's words. */
export const refuse = refusals({
  'draft.unknown': { status: 404, vi: 'Không có phiếu này.', en: 'There is no such draft.' },
  'draft.same-person': {
    status: 409,
    vi: 'Người lập không tự duyệt, tự ký. Cần một người khác.',
    en: 'Who prepared it neither approves nor signs it. Another person has to.',
    constraint: 'entry_draft_two_people',
  },
  'draft.not-preparer': {
    status: 409,
    vi: 'Chỉ người lập rút lại được.',
    en: 'Only who prepared it may take it back.',
  },
  'draft.not-receiver': {
    status: 409,
    vi: 'Chỉ người nhận bàn giao ký hoặc trả lại được.',
    en: 'Only the one who takes over may sign it or send it back.',
    constraint: 'entry_draft_signed_by_receiver',
  },
  'draft.decided': {
    status: 409,
    vi: 'Phiếu này đã được quyết định rồi. Mở lại để xem.',
    en: 'This has been decided already. Open it again to see.',
    constraint: 'entry_draft_decided_once',
  },
  'draft.reversal-waiting': {
    status: 409,
    vi: 'Đã có phiếu đảo bút toán này, đang chờ duyệt hoặc đã ghi.',
    en: 'A reversal of this entry is already waiting or posted.',
    constraint: 'entry_draft_reverses_once',
  },
  'draft.consent-known': {
    status: 409,
    vi: 'Văn bản đồng ý này đã được ghi hoặc đang chờ duyệt.',
    en: 'This consent is recorded already or waits for approval.',
    constraint: 'entry_draft_consent_once',
  },
  'draft.account-not-offered': {
    status: 422,
    vi: 'Bên {side} của mẫu này phải là một tài khoản {codes} của quỹ.',
    en: 'The {side} side of this template has to be one of the fund’s accounts {codes}.',
  },
  'draft.party-missing': {
    status: 422,
    vi: 'Chọn tài khoản đã có, hoặc ghi đơn vị, tổ chức liên quan.',
    en: 'Choose an account there is, or name the unit or the organisation it concerns.',
  },
  'draft.party-unknown': {
    status: 422,
    vi: 'Không có đơn vị mang mã {party}, hoặc là chính đơn vị này.',
    en: 'There is no unit {party}, or it is this one.',
  },
  'draft.paper-missing': {
    status: 422,
    vi: 'Cần số chứng từ: {paper}.',
    en: 'A paper’s number is needed: {paper}.',
  },
  'draft.decision-missing': {
    status: 422,
    vi: 'Cần số của quyết định.',
    en: 'The number of the decision is needed.',
  },
  'draft.same-purpose': {
    status: 422,
    vi: 'Điều chuyển phải giữa hai mục đích khác nhau.',
    en: 'Money is moved between two different purposes.',
  },
  'draft.month-open': {
    status: 422,
    vi: 'Tháng {month} chưa khóa sổ: ghi thẳng vào tháng đó, không cần bút toán điều chỉnh.',
    en: '{month} is not closed: post into that month; no adjustment is needed.',
  },
  'draft.adjusts-itself': {
    status: 422,
    vi: 'Bút toán điều chỉnh ghi ngày sau tháng được điều chỉnh.',
    en: 'An adjustment is dated after the month that it adjusts.',
  },
  'draft.bank-has-statement': {
    status: 422,
    vi: 'Tài khoản {account} đã ghi theo sao kê: dòng sao kê mang tiền vào, ra. Chọn tài khoản chờ 1388 hoặc 3388 mà sao kê đã ghi.',
    en: 'The account {account} is booked by its statements: their lines bring and take its money. Choose the waiting account 1388 or 3388 that the statement booked.',
  },
  'minutes.not-holder': {
    status: 422,
    vi: 'Chỉ người đang giữ chức danh này ở đơn vị lập biên bản bàn giao.',
    en: 'Only who holds this post in the unit hands it over.',
  },
  'minutes.receiver-unknown': {
    status: 422,
    vi: 'Người nhận chưa được giao chức danh này ở đơn vị. Nhờ người quản trị giao trước.',
    en: 'The receiver has not been given this post in the unit. Ask the administrator to give it first.',
  },
  'minutes.count-missing': {
    status: 422,
    vi: 'Thủ quỹ bàn giao phải đếm từng két của đơn vị.',
    en: 'A cashier who hands over counts every cash box of the unit.',
  },
  'minutes.box-unknown': {
    status: 422,
    vi: 'Không có két này ở đơn vị.',
    en: 'There is no such cash box in the unit.',
  },
  'minutes.difference-unnamed': {
    status: 422,
    vi: 'Tiền đếm lệch sổ: ghi rõ lý do lệch.',
    en: 'The count differs from the books: say why.',
  },
  'minutes.books-moved': {
    status: 409,
    vi: 'Từ khi lập biên bản, sổ đến ngày chốt đã thay đổi. Rút lại và lập biên bản mới.',
    en: 'The books up to the cut-off have changed since the minutes were drawn up. Take them back and draw up new ones.',
  },
});
