import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'export.format-later': {
    status: 422,
    vi: 'Chưa xuất được dạng {format}. Hiện có: hledger.',
    en: 'The format {format} cannot be exported yet. There is: hledger.',
  },
  'export.format-unknown': {
    status: 422,
    vi: 'Không có dạng xuất {format}. Hiện có: hledger.',
    en: 'There is no export format {format}. There is: hledger.',
  },
});
