import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'open-data.unknown': {
    status: 404,
    vi: 'Không có tệp dữ liệu mở này.',
    en: 'There is no such file of open data.',
  },
  'open-data.nothing-paid': {
    status: 422,
    vi: 'Chưa có khoản chi nào để xuất theo chuẩn 360Giving.',
    en: 'Nothing has been paid yet that could be written as 360Giving grants.',
  },
  'open-data.no-appeal': {
    status: 422,
    vi: 'Chưa có đợt vận động nào để xuất theo chuẩn IATI.',
    en: 'There is no appeal yet that could be written as an IATI activity.',
  },
});
