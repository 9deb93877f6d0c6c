import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'disbursement.unknown': { status: 404, vi: 'Không có đợt chi này.', en: 'There is no such pay-out.' },
  'disbursement.line-unknown': { status: 404, vi: 'Không có dòng này trong đợt chi.', en: 'There is no such line.' },
  'disbursement.fund-unknown': { status: 422, vi: 'Không có quỹ này.', en: 'There is no such fund.' },
  'disbursement.fund-closed': { status: 422, vi: 'Quỹ này đã đóng.', en: 'This fund is closed.' },
  'disbursement.appeal-unknown': {
    status: 422,
    vi: 'Không có đợt vận động này trong quỹ.',
    en: 'The fund has no such appeal.',
  },
  'disbursement.gift-unknown': {
    status: 422,
    vi: 'Quỹ không có khoản ủng hộ có điều kiện này, hoặc khoản đó đã hủy.',
    en: 'The fund has no such gift with a condition, or the gift is void.',
  },
  'disbursement.purpose-unknown': {
    status: 422,
    vi: 'Mục đích chi “{purpose}” không có trong danh mục.',
    en: 'The purpose “{purpose}” is not on the list.',
  },
  'disbursement.purpose-not-lawful': {
    status: 422,
    vi: 'Tiền này không được chi cho “{name}” ({source}).',
    en: 'This money may not be paid out for “{nameEn}” ({source}).',
  },
  'disbursement.place-missing': {
    status: 400,
    vi: 'Chọn nơi chi tiền: chuyển khoản cần một tài khoản, tiền mặt cần một két quỹ.',
    en: 'Choose where the money leaves from: a transfer needs a bank account, cash needs a cash box.',
  },
  'disbursement.place-unknown': {
    status: 422,
    vi: 'Tài khoản hoặc két quỹ này không thuộc quỹ, hoặc đã đóng.',
    en: 'This bank account or cash box is not of the fund, or is closed.',
  },
  'disbursement.household-twice': {
    status: 409,
    vi: 'Hộ này đã có trong đợt chi. Sửa dòng đã có thay vì thêm dòng nữa.',
    en: 'This household is already in the pay-out. Change its line instead of adding another.',
    constraint: 'disbursement_line_household_once',
  },
  'disbursement.too-many-lines': {
    status: 422,
    vi: 'Một đợt chi có nhiều nhất {most} hộ. Lập thêm một đợt.',
    en: 'A pay-out has at most {most} households. Make another one.',
  },
  'disbursement.total-too-large': {
    status: 422,
    vi: 'Tổng số tiền vượt quá mức ghi được.',
    en: 'The total is more than can be recorded.',
    constraint: 'disbursement_total_range',
  },
  'disbursement.no-lines': {
    status: 422,
    vi: 'Đợt chi chưa có hộ nào. Thêm hộ rồi mới trình duyệt.',
    en: 'The pay-out has no household yet. Add some before submitting.',
  },
  'disbursement.payee-account-missing': {
    status: 422,
    vi: 'Chi chuyển khoản nhưng {count} hộ chưa có tài khoản nhận (dòng {lines}). Ghi tài khoản cho hộ, hoặc lập đợt chi tiền mặt.',
    en: '{count} households have no bank account for a transfer (lines {lines}). Record their accounts or pay in cash.',
  },
  'disbursement.wrong-state': {
    status: 409,
    vi: 'Đợt chi đang ở bước “{state}” nên không làm được việc này.',
    en: 'The pay-out is “{stateEn}”, so this cannot be done.',
    constraint: 'disbursement_state_order',
  },
  'disbursement.frozen': {
    status: 409,
    vi: 'Đợt chi đã trình duyệt thì không sửa được. Rút lại hoặc lập đợt khác.',
    en: 'A submitted pay-out does not change. Recall it or make another.',
    constraint: 'disbursement_frozen',
  },
  'disbursement.lines-frozen': {
    status: 409,
    vi: 'Danh sách đã trình duyệt thì không sửa được. Rút lại đợt chi rồi sửa.',
    en: 'The list does not change once it is submitted. Recall the pay-out first.',
    constraint: 'disbursement_line_frozen',
  },
  'disbursement.payee-frozen': {
    status: 409,
    vi: 'Tài khoản nhận đã được duyệt thì không đổi được.',
    en: 'A payee account does not change once it is approved.',
    constraint: 'disbursement_line_payee_frozen',
  },
  'disbursement.total-wrong': {
    status: 409,
    vi: 'Tổng của đợt chi không bằng tổng các dòng.',
    en: 'The total of the pay-out is not the sum of its lines.',
    constraint: 'disbursement_total_is_sum',
  },
  'disbursement.same-person': {
    status: 409,
    vi: 'Người lập, người duyệt và người chi phải là ba người khác nhau.',
    en: 'Who prepares, who approves and who pays must be three different people.',
    constraint: 'disbursement_three_people',
  },
  'disbursement.not-preparer': {
    status: 409,
    vi: 'Chỉ người lập đợt chi sửa và trình đợt chi này.',
    en: 'Only the person who prepared this pay-out changes and submits it.',
  },
  'disbursement.not-payer': {
    status: 409,
    vi: 'Chỉ người đã nhận tạm ứng mới hoàn lại tạm ứng.',
    en: 'Only the person who holds the advance returns it.',
  },
  'disbursement.approver-acknowledges': {
    status: 409,
    vi: 'Người duyệt đợt chi không được xác nhận đã nhận tiền.',
    en: 'The person who approved the pay-out does not acknowledge it.',
    constraint: 'disbursement_line_approver_apart',
  },
  'disbursement.line-settled': {
    status: 409,
    vi: 'Dòng này đã xác nhận hoặc đã hoàn lại.',
    en: 'This line is already acknowledged or returned.',
    constraint: 'disbursement_line_state_order',
  },
  'disbursement.collector-unnamed': {
    status: 400,
    vi: 'Người nhận thay cần có tên.',
    en: 'Whoever collects for the household needs a name.',
    constraint: 'disbursement_line_collector_whole',
  },
  'disbursement.before-approval': {
    status: 422,
    vi: 'Ngày chi không thể trước ngày duyệt {date}: tiền chỉ rời quỹ khi đợt chi đã được duyệt.',
    en: 'It cannot be paid before it was approved on {date}: money leaves only once the pay-out is approved.',
  },
  'disbursement.before-payment': {
    status: 422,
    vi: 'Ngày nhận không thể trước ngày chi {date}.',
    en: 'It cannot be received before it was paid on {date}.',
  },
  'disbursement.not-cash': {
    status: 409,
    vi: 'Chỉ đợt chi tiền mặt mới có tạm ứng để hoàn lại.',
    en: 'Only a pay-out in cash has an advance to return.',
  },
  'disbursement.not-approved-yet': {
    status: 409,
    vi: 'Danh sách ký nhận in được từ khi đợt chi được duyệt.',
    en: 'The list for signatures can be printed once the pay-out is approved.',
  },
});

/** The states in the clerk's words. */
export const STATE_NAMES = {
  draft: { vi: 'đang lập', en: 'draft' },
  submitted: { vi: 'chờ duyệt', en: 'waiting for approval' },
  rejected: { vi: 'bị trả lại', en: 'rejected' },
  approved: { vi: 'đã duyệt, chờ chi', en: 'approved, to be paid' },
  paid: { vi: 'đã chi, chờ ký nhận', en: 'paid, to be acknowledged' },
  closed: { vi: 'đã xong', en: 'closed' },
  ended: { vi: 'đã dừng', en: 'ended' },
} as const;
