import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  // Says the same whatever was wrong with the code, so that nothing can be learnt by trying.
  'public.receipt-unknown': {
    status: 404,
    vi: 'Không có biên nhận nào với mã hoặc số này.',
    en: 'There is no receipt with this code or number.',
  },
  'public.lookup-incomplete': {
    status: 400,
    vi: 'Ghi cả số tiền và ngày chuyển.',
    en: 'Give both the amount and the day of the transfer.',
  },
  'public.ticket-unknown': {
    status: 404,
    vi: 'Không có câu hỏi nào với mã này.',
    en: 'There is no question with this code.',
  },
  'public.appeal-unknown': { status: 404, vi: 'Không có đợt vận động này.', en: 'There is no such appeal.' },
});
