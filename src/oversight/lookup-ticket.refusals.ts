import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'ticket.unknown': { status: 404, vi: 'Không có câu hỏi này.', en: 'There is no such question.' },
  'ticket.unit-unknown': { status: 422, vi: 'Đơn vị này không giữ quỹ nào.', en: 'This unit keeps no fund.' },
  'ticket.nothing-searched': {
    status: 400,
    vi: 'Ghi mã giao dịch của ngân hàng, hoặc cả số tiền và ngày chuyển.',
    en: "Give the bank's reference, or both the amount and the day of the transfer.",
  },
  'ticket.contact-form': {
    status: 400,
    vi: 'Ghi số điện thoại hoặc địa chỉ thư điện tử, hoặc để trống.',
    en: 'Give a phone number or an e-mail address, or leave it empty.',
  },
  'ticket.ended': {
    status: 409,
    vi: 'Câu hỏi này đã kết thúc, không trả lời hay rút lại được nữa.',
    en: 'This question has ended and can be neither answered nor withdrawn.',
    constraint: 'lookup_ticket_ends_once',
  },
});
