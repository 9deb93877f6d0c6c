import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'currency-sale.unknown': { status: 404, vi: 'Không có lần bán ngoại tệ này.', en: 'There is no such sale.' },
  'currency-sale.place-unknown': {
    status: 422,
    vi: 'Không có két hoặc tài khoản ngoại tệ này, hoặc đã đóng.',
    en: 'There is no such foreign cash box or bank account, or it is closed.',
  },
  'currency-sale.not-foreign': {
    status: 422,
    vi: 'Nơi này giữ đồng Việt Nam, không có ngoại tệ để bán.',
    en: 'This place holds đồng; there is no foreign money to sell.',
  },
  'currency-sale.account-unknown': {
    status: 422,
    vi: 'Không có tài khoản nhận này, hoặc đã đóng.',
    en: 'There is no such account to pay into, or it is closed.',
  },
  'currency-sale.account-foreign': {
    status: 422,
    vi: 'Tài khoản nhận phải là tài khoản đồng Việt Nam.',
    en: 'The account paid into must be in đồng.',
  },
  'currency-sale.other-fund': {
    status: 422,
    vi: 'Nơi bán và tài khoản nhận phải cùng một quỹ.',
    en: 'The place sold from and the account paid into must be of the same fund.',
  },
  'currency-sale.short': {
    status: 422,
    vi: 'Không đủ ngoại tệ để bán: nơi này còn giữ {held}.',
    en: 'There is not that much to sell: the place holds {held}.',
  },
  'currency-sale.decided': {
    status: 409,
    vi: 'Lần bán này đã có người quyết định rồi.',
    en: 'This sale has been decided already.',
  },
  'currency-sale.same-person': {
    status: 409,
    vi: 'Người duyệt phải là người khác với người lập.',
    en: 'Who approves must be another than who prepared it.',
    constraint: 'currency_sale_two_people',
  },
});
