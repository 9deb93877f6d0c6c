import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'export.format-later': {
    status: 422,
    vi: 'Chưa xuất được dạng {format}. Hiện có: hledger, beancount.',
    en: 'The format {format} cannot be exported yet. There are: hledger, beancount.',
  },
  'export.format-unknown': {
    status: 422,
    vi: 'Không có dạng xuất {format}. Hiện có: hledger, beancount.',
    en: 'There is no export format {format}. There are: hledger, beancount.',
  },
});
