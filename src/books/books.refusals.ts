import { refusals } from '../platform/refusal.js';

/** What a reader of the books can ask wrongly. */
export const refuse = refusals({
  'ledger.known-ahead': {
    status: 400,
    vi: 'Sổ mới ghi đến vị trí {head}. Chọn một vị trí từ 0 đến {head}.',
    en: 'The books go up to position {head}. Choose a position from 0 to {head}.',
  },
  'ledger.days-order': {
    status: 400,
    vi: 'Ngày đầu ở sau ngày cuối. Đổi lại hai ngày.',
    en: 'The first day is after the last. Swap the two days.',
  },
  'ledger.amounts-order': {
    status: 400,
    vi: 'Số tiền từ lớn hơn số tiền đến. Đổi lại hai số.',
    en: 'The least amount is more than the most. Swap the two amounts.',
  },
  'ledger.account-not-found': {
    status: 404,
    vi: 'Không có tài khoản này trong sổ.',
    en: 'There is no such account in the books.',
  },
});
