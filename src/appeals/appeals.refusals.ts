import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'appeal.unknown': { status: 422, vi: 'Không có lời kêu gọi này.', en: 'There is no such appeal.' },
  'appeal.not-found': { status: 404, vi: 'Không có lời kêu gọi này.', en: 'There is no such appeal.' },
  'appeal.other-fund': {
    status: 422,
    vi: 'Lời kêu gọi này thuộc quỹ khác.',
    en: 'This appeal belongs to another fund.',
  },
  'appeal.name-taken': {
    status: 409,
    vi: 'Quỹ này đã có lời kêu gọi mang tên này.',
    en: 'This fund already has an appeal of this name.',
    constraint: 'appeal_name_once',
  },
  'appeal.window-order': {
    status: 400,
    vi: 'Ngày kết thúc không được trước ngày bắt đầu tiếp nhận.',
    en: 'Receiving cannot end before it begins.',
    constraint: 'appeal_window_order',
  },
  'appeal.window-open-ended': {
    status: 422,
    vi: 'Vận động cứu trợ phải có ngày kết thúc tiếp nhận, không quá {days} ngày ({source}).',
    en: 'A relief appeal needs a last day of receiving, at most {days} days from the launch ({source}).',
  },
  'appeal.window-too-long': {
    status: 422,
    vi: 'Thời gian tiếp nhận không quá {days} ngày: chậm nhất là {date} ({source}).',
    en: 'Receiving lasts at most {days} days: until {date} at the latest ({source}).',
  },
  'appeal.window-nd93': {
    status: 422,
    vi: 'Thời gian tiếp nhận cứu trợ không quá 90 ngày (Nghị định 93/2021/NĐ-CP, Điều 8).',
    en: 'Relief is received for at most 90 days (Decree 93/2021, art. 8).',
    constraint: 'appeal_window_nd93',
  },
  'appeal.regime-not-in-force': {
    status: 422,
    vi: 'Quy định này chưa có hiệu lực vào ngày {date}. Chọn quy định khác.',
    en: 'These rules were not in force on {date}. Choose others.',
  },
  'appeal.account-unknown': {
    status: 422,
    vi: 'Không có tài khoản ngân hàng này trong quỹ.',
    en: 'There is no such bank account in this fund.',
  },
  'appeal.account-closed': {
    status: 422,
    vi: 'Tài khoản {number} đã đóng.',
    en: 'The account {number} is closed.',
  },
  'appeal.account-taken': {
    status: 409,
    vi: 'Tài khoản {number} đang nhận tiền cho “{appeal}” trong thời gian này. Vận động cứu trợ cần tài khoản riêng (Nghị định 93/2021/NĐ-CP, Điều 9).',
    en: 'The account {number} receives for “{appeal}” during that time. A relief appeal needs an account of its own (Decree 93/2021, art. 9).',
  },
  'appeal.account-bound': {
    status: 409,
    vi: 'Tài khoản này đã gắn với lời kêu gọi rồi.',
    en: 'This account is already one of the appeal’s.',
    constraint: 'appeal_bank_account_pkey',
  },
});
