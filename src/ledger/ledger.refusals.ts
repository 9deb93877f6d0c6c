import { refusals } from '../platform/refusal.js';

/** What the books refuse, in the clerk's words. The constraints are the database's own last word. */
export const refuse = refusals({
  'ledger.account-unknown': {
    status: 422,
    vi: 'Tài khoản không có, hoặc không thuộc quỹ này.',
    en: 'The account does not exist or is not of this fund.',
    constraint: 'movement_accounts_of_fund',
  },
  'ledger.account-closed': {
    status: 422,
    vi: 'Tài khoản {account} chưa mở hoặc đã đóng vào ngày {date}.',
    en: 'The account {account} was not open on {date}.',
  },
  'ledger.entry-empty': {
    status: 422,
    vi: 'Bút toán phải có từ 1 đến 100 dòng, mỗi dòng từ 1 đồng trở lên và ghi Nợ, Có hai tài khoản khác nhau.',
    en: 'An entry has 1 to 100 movements, each of 1 đồng or more between two different accounts.',
    constraint: 'entry_has_movements',
  },
  'ledger.too-large': {
    status: 422,
    vi: 'Số tiền này làm số dư vượt quá sức chứa của sổ. Xem lại có gõ thừa số không.',
    en: 'With this amount a balance would outgrow the books. Check whether zeros were typed too many.',
    constraint: 'restriction_balance_ceiling',
  },
  'ledger.two-restrictions': {
    status: 422,
    vi: 'Tiền của mục đích này không dùng cho mục đích khác. Cần quyết định điều chuyển có số.',
    en: 'Money given for one purpose cannot be used for another. A numbered decision is needed.',
    constraint: 'entry_one_restriction',
  },
  'ledger.restriction-short': {
    status: 422,
    vi: 'Không đủ tiền cho mục đích “{restriction}”: còn dùng được {available} đ, thiếu {shortfall} đ.',
    en: 'Not enough money for “{restriction}”: {available} đ is available, {shortfall} đ is missing.',
  },
  'ledger.restriction-floor': {
    status: 422,
    vi: 'Không đủ tiền cho mục đích này, hoặc tiền đã được giữ cho việc khác.',
    en: 'Not enough money for this purpose, or it is already reserved.',
    constraint: 'restriction_balance_floor',
  },
  'ledger.place-short': {
    status: 422,
    vi: 'Nơi giữ tiền “{place}” không đủ: thiếu {shortfall} đ.',
    en: '“{place}” does not hold enough: {shortfall} đ is missing.',
  },
  'ledger.place-floor': {
    status: 422,
    vi: 'Nơi giữ tiền không đủ số dư.',
    en: 'The account or cash box does not hold enough.',
    constraint: 'place_balance_floor',
  },
  'ledger.place-past-short': {
    status: 422,
    vi: 'Nơi giữ tiền “{place}” vào ngày {date} không đủ: sẽ âm {shortfall} đ. Chọn ngày sau khi có tiền.',
    en: '“{place}” did not hold enough on {date}: it would be {shortfall} đ below zero. Choose a later day.',
  },
  'ledger.place-past-floor': {
    status: 422,
    vi: 'Ghi lùi ngày như vậy sẽ làm quỹ âm trong một ngày đã qua.',
    en: 'Back-dated like this, a cash box or account would have been negative on a past day.',
    constraint: 'place_balance_past_floor',
  },
  'ledger.creditor-short': {
    status: 422,
    vi: 'Số phải trả “{creditor}” không còn đủ: thiếu {shortfall} đ.',
    en: 'Less is owed to “{creditor}” than this: {shortfall} đ is missing.',
    constraint: 'creditor_balance_floor',
  },
  'ledger.reserved-short': {
    status: 409,
    vi: 'Số tiền giải tỏa nhiều hơn số đã giữ.',
    en: 'More would be released than was reserved.',
    constraint: 'reservation_released_at_most',
  },
  'ledger.reservation-empty': {
    status: 422,
    vi: 'Số tiền giữ hoặc giải tỏa phải từ 1 đồng trở lên.',
    en: 'What is reserved or released is 1 đồng or more.',
    constraint: 'reservation_amount_not_zero',
  },
  'ledger.entry-unknown': { status: 404, vi: 'Không có bút toán này.', en: 'There is no such entry.' },
  'ledger.already-reversed': {
    status: 409,
    vi: 'Bút toán số {sequence} đã được đảo rồi.',
    en: 'The entry {sequence} has already been reversed.',
    constraint: 'entry_reversed_once',
  },
  'ledger.reversal-too-early': {
    status: 422,
    vi: 'Bút toán ghi ngày {date}; ngày đảo không được trước ngày đó.',
    en: 'The entry is of {date}; it cannot be reversed on a day before that.',
  },
  'ledger.reverse-elsewhere': {
    status: 422,
    vi: 'Bút toán này thuộc một biên nhận, sao kê hoặc đợt chi. Hãy hủy hoặc sửa ở đó.',
    en: 'This entry belongs to a receipt, a statement or a pay-out. Void or correct it there.',
  },
  'ledger.entry-has-own-way': {
    status: 422,
    vi: 'Tài khoản {code} chỉ ghi qua phần việc của nó (khoản ủng hộ, sao kê, nộp tiền, đợt chi), không ghi tay. Ghi tay chỉ chuyển 421 sang 421 của mục đích khác, theo quyết định có số.',
    en: 'Account {code} is posted only by its own work (gifts, statements, deposits, pay-outs), not by hand. By hand only 421 moves to 421 of another purpose, by a numbered decision.',
  },
  'ledger.append-only': {
    status: 409,
    vi: 'Sổ đã ghi không sửa, không xóa. Hãy ghi một bút toán sửa.',
    en: 'What is posted is not changed or deleted. Record a correcting entry.',
    constraint: 'entry_append_only',
  },
  'ledger.opening-twice': {
    status: 409,
    vi: 'Nơi này đã có số dư đầu kỳ.',
    en: 'This place already has an opening balance.',
  },
  'ledger.opening-no-place': {
    status: 422,
    vi: 'Số dư đầu kỳ chỉ mở cho nơi giữ tiền, như két tiền mặt hay tài khoản ngân hàng.',
    en: 'An opening balance is of a place that holds money, as a cash box or a bank account.',
  },
  'ledger.restriction-unknown': {
    status: 422,
    vi: 'Không có mục đích này trong quỹ.',
    en: 'There is no such purpose in this fund.',
    constraint: 'account_restriction_of_fund',
  },
  'ledger.period-closed': {
    status: 409,
    vi: 'Ngày {date} thuộc kỳ đã khóa sổ (sổ khóa đến hết ngày {until}). Ghi ngày hôm nay và nêu kỳ được điều chỉnh, hoặc xin mở lại kỳ.',
    en: '{date} is closed: the books are closed up to {until}. Post it today as an adjustment that names the period, or have it reopened.',
  },
  'ledger.period-closed-by-now': {
    status: 409,
    vi: 'Kỳ này vừa được khóa sổ.',
    en: 'This period has just been closed.',
    constraint: 'entry_period_open',
  },
  'ledger.closing-moves-money': {
    status: 422,
    vi: 'Bút toán kết chuyển chỉ chuyển số dư giữa các tài khoản của mục đích, không chuyển tiền.',
    en: 'A closing entry carries balances over between accounts of purposes and moves no money.',
    constraint: 'entry_closing_moves_no_money',
  },
  'ledger.currency-mixed': {
    status: 422,
    vi: 'Một dòng chỉ có một loại tiền: nơi giữ ngoại tệ phải ghi số ngoại tệ, nơi khác thì không.',
    en: 'A movement is of one currency: a place of foreign money takes its amount in that money, other accounts take none.',
    constraint: 'movement_currency_whole',
  },
  'ledger.foreign-short': {
    status: 422,
    vi: 'Nơi giữ ngoại tệ “{place}” không đủ: thiếu {shortfall} (đơn vị nhỏ nhất của {currency}).',
    en: '“{place}” does not hold enough: {shortfall} is missing, in the smallest unit of {currency}.',
  },
  'ledger.foreign-floor': {
    status: 422,
    vi: 'Nơi giữ ngoại tệ không đủ số dư.',
    en: 'The foreign-currency account does not hold enough.',
    constraint: 'place_balance_foreign_floor',
  },
  'ledger.other-profile': {
    status: 422,
    vi: 'Tài khoản {account} không dùng trong chế độ kế toán {profile} mà đơn vị áp dụng vào ngày này.',
    en: 'The account {account} is not used in profile {profile}, by which the unit posts on that day.',
    constraint: 'movement_profile_of_unit',
  },
  'ledger.cost-not-consented': {
    status: 422,
    vi: 'Tiền ủng hộ “{restriction}” không dùng trả chi phí, trừ khi người ủng hộ đã đồng ý bằng văn bản (NĐ 93/2021, Điều 12).',
    en: 'Costs are not paid from “{restriction}” unless its donors agreed in writing (Decree 93/2021, art. 12).',
    constraint: 'movement_cost_consented',
  },
  'ledger.profile-left': {
    status: 409,
    vi: 'Từ ngày {date} đơn vị đã đổi chế độ kế toán, số dư đã kết chuyển. Ghi từ ngày đó trở đi.',
    en: 'From {date} the unit posts by another profile and its balances were carried over. Post on that day or later.',
  },
  'ledger.profile-entries': {
    status: 409,
    vi: 'Đơn vị đã có bút toán theo chế độ kế toán kia: đã hạch toán riêng (A) thì không trở lại B; chuyển từ B sang A thì chọn ngày mà từ đó chưa có bút toán nào.',
    en: 'The unit has entries by the other profile: who keeps own accounts (A) does not go back to B; to move from B to A, choose a day from which there is no entry yet.',
    constraint: 'unit_profile_before_entries',
  },
  'ledger.fund-unknown': { status: 422, vi: 'Không có quỹ này.', en: 'There is no such fund.' },
});
