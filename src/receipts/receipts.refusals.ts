import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'receipt.unknown': { status: 404, vi: 'Không có biên nhận này.', en: 'There is no such receipt.' },
  'receipt.already-void': {
    status: 409,
    vi: 'Biên nhận {serial} đã hủy rồi.',
    en: 'The receipt {serial} is already void.',
    constraint: 'receipt_void_pkey',
  },
  'receipt.number-gap': {
    status: 409,
    vi: 'Số biên nhận phải nối tiếp nhau. Thử lại.',
    en: 'Receipt numbers must follow on. Try again.',
    constraint: 'receipt_number_gapless',
  },
});
