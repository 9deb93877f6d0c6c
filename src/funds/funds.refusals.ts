import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'fund.unknown': { status: 422, vi: 'Không có quỹ này.', en: 'There is no such fund.' },
  'fund.not-found': { status: 404, vi: 'Không có quỹ này.', en: 'There is no such fund.' },
  'fund.closed': {
    status: 422,
    vi: '{fund} đã đóng từ ngày {date}, không ghi thêm được.',
    en: '{fund} was closed on {date}; nothing more is recorded in it.',
  },
  'fund.not-open-yet': {
    status: 422,
    vi: '{fund} mở từ ngày {date}. Chọn ngày từ đó về sau.',
    en: '{fund} was opened on {date}. Choose that day or a later one.',
  },
  'fund.exists': {
    status: 409,
    vi: 'Đơn vị này đã có quỹ loại này.',
    en: 'This unit already has a fund of this kind.',
    constraint: 'fund_unit_kind_once',
  },
  'fund.not-empty': {
    status: 409,
    vi: 'Quỹ còn {balance} đ. Chi hết hoặc chuyển theo quyết định rồi mới đóng được.',
    en: 'The fund still holds {balance} đ. Spend it, or move it by a decision, before closing.',
  },
  'fund.closed-already': { status: 409, vi: 'Quỹ này đã đóng rồi.', en: 'This fund is closed already.' },
  'fund.unit-unknown': {
    status: 422,
    vi: 'Không có đơn vị mang mã {unit}.',
    en: 'There is no unit with the code {unit}.',
  },
  'fund.kind-unknown': {
    status: 422,
    vi: 'Không có loại quỹ mang mã này.',
    en: 'There is no kind of fund with this code.',
  },
  'fund.kind-exists': {
    status: 409,
    vi: 'Mã loại quỹ này đã có.',
    en: 'This code of a kind of fund exists already.',
    constraint: 'fund_kind_pkey',
  },
  'bank-account.unknown': {
    status: 422,
    vi: 'Không có tài khoản ngân hàng này.',
    en: 'There is no such bank account.',
  },
  'bank-account.not-found': {
    status: 404,
    vi: 'Không có tài khoản ngân hàng này.',
    en: 'There is no such bank account.',
  },
  'bank-account.bank-name-missing': {
    status: 400,
    vi: 'Ghi tên ngân hàng khi chọn “Ngân hàng khác”.',
    en: 'Name the bank when choosing “another bank”.',
  },
  'bank-account.number-taken': {
    status: 409,
    vi: 'Số tài khoản này đã khai báo rồi. Mỗi tài khoản chỉ thuộc một quỹ.',
    en: 'This account number is on record already. An account belongs to one fund only.',
    constraint: 'bank_account_number_once',
  },
  'bank-account.number-form': {
    status: 400,
    vi: 'Số tài khoản gồm 4 đến 40 chữ số, chữ cái không dấu hoặc dấu chấm.',
    en: 'An account number is 4 to 40 digits, plain letters or dots.',
    constraint: 'bank_account_number_form',
  },
  'cash-box.unknown': { status: 422, vi: 'Không có két này.', en: 'There is no such cash box.' },
  'cash-box.not-found': { status: 404, vi: 'Không có két này.', en: 'There is no such cash box.' },
  'cash-box.name-taken': {
    status: 409,
    vi: 'Quỹ này đã có két mang tên này.',
    en: 'This fund already has a cash box of this name.',
    constraint: 'cash_box_name_once',
  },
  'place.not-empty': {
    status: 409,
    vi: 'Nơi này còn tiền. Chuyển hết đi rồi mới đóng được.',
    en: 'This place still holds money. Move it away before closing.',
    constraint: 'account_closed_empty',
  },
  'place.before-fund': {
    status: 422,
    vi: 'Ngày mở phải từ ngày mở quỹ ({date}) về sau.',
    en: 'The opening day must be the day the fund was opened ({date}) or later.',
  },
  'place.closed-already': { status: 409, vi: 'Nơi này đã đóng rồi.', en: 'This place is closed already.' },
});
