import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'export.format-unknown': {
    status: 422,
    vi: 'Không có dạng xuất {format}. Hiện có: hledger, beancount, csv, 360giving, iati.',
    en: 'There is no export format {format}. There are: hledger, beancount, csv, 360giving, iati.',
  },
  'verification.running': {
    status: 409,
    vi: 'Sổ đang được kiểm tra. Đợi xong rồi xem kết quả.',
    en: 'The books are being verified. Wait for it to end, then look at what it found.',
  },
  'sheet.unknown': {
    status: 404,
    vi: 'Không có bảng này. Có: trial-balance, chart, register, journal, restrictions; mỗi bảng .csv hoặc .xlsx.',
    en: 'There is no such sheet. There are: trial-balance, chart, register, journal, restrictions; each .csv or .xlsx.',
  },
  'sheet.account-missing': {
    status: 400,
    vi: 'Sổ cái của tài khoản nào? Thêm account=.',
    en: 'The register of which account? Add account=.',
  },
});
