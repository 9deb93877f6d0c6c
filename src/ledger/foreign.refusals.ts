import { refusals } from '../platform/refusal.js';

/** What the books refuse of foreign money. The constraints are the database's own last word, at the commit. */
export const refuse = refusals({
  'ledger.foreign-purpose-short': {
    status: 422,
    vi: 'Mục đích này không còn giữ đủ ngoại tệ ở nơi đó: có thể đã bán cho ngân hàng.',
    en: 'This purpose no longer holds that much foreign money there: it may have been sold to a bank.',
    constraint: 'foreign_holding_floor',
  },
  'ledger.foreign-value-left': {
    status: 422,
    vi: 'Số ngoại tệ và giá trị ghi sổ phải cùng hết: hết ngoại tệ thì không còn đồng nào, còn ngoại tệ thì còn giá trị.',
    en: 'Foreign money and its book value run out together: none without the other is left.',
    constraint: 'foreign_holding_both_or_none',
  },
  'ledger.foreign-without-purpose': {
    status: 422,
    vi: 'Ngoại tệ chỉ ghi tăng, giảm cho một mục đích: khi nhận ủng hộ, hủy biên nhận hoặc bán cho ngân hàng.',
    en: 'Foreign money moves for one purpose: by a gift, by voiding it, or by a sale to a bank.',
    constraint: 'foreign_movement_of_purpose',
  },
  'ledger.foreign-past-short': {
    status: 422,
    vi: 'Ghi lùi ngày như vậy thì nơi giữ không đủ ngoại tệ trong một ngày đã qua. Chọn ngày sau khi có ngoại tệ.',
    en: 'Back-dated like this, the place would not have held enough foreign money on a past day. Choose a later day.',
    constraint: 'foreign_balance_past_floor',
  },
});
