import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'donation.fund-unknown': { status: 422, vi: 'Không có quỹ này.', en: 'There is no such fund.' },
  'donation.fund-closed': {
    status: 422,
    vi: 'Quỹ chưa mở vào ngày {date}, hoặc đã đóng.',
    en: 'The fund was not open on {date}, or is closed.',
  },
  'donation.appeal-unknown': {
    status: 422,
    vi: 'Không có đợt vận động này trong quỹ đã chọn.',
    en: 'There is no such appeal in the chosen fund.',
  },
  'donation.appeal-closed': {
    status: 422,
    vi: 'Đợt vận động không nhận ngày {date}: chỉ nhận từ {from} đến {until}.',
    en: 'The appeal does not receive on {date}: it receives from {from} to {until}.',
  },
  'donation.channel-not-here': {
    status: 422,
    vi: 'Hiện vật và dịch vụ chưa ghi được ở đây; chỉ tiền mặt và chuyển khoản.',
    en: 'Goods and services are not recorded here yet; only cash and transfers.',
  },
  'donation.currency-not-here': {
    status: 422,
    vi: 'Chỉ ghi được đồng Việt Nam.',
    en: 'Only Vietnamese đồng can be recorded.',
  },
  'donation.no-cash-box': {
    status: 422,
    vi: 'Quỹ này chưa có két tiền mặt mở vào ngày {date}. Nhờ người quản trị mở két.',
    en: 'This fund has no cash box open on {date}. Ask the administrator to open one.',
  },
  'donation.donor-unknown': {
    status: 422,
    vi: 'Không có người ủng hộ này trong đơn vị.',
    en: 'There is no such donor in this unit.',
  },
  'donation.unknown': { status: 404, vi: 'Không có khoản ủng hộ này.', en: 'There is no such donation.' },
  'donation.already-void': {
    status: 409,
    vi: 'Khoản ủng hộ này đã hủy rồi (biên nhận {serial}).',
    en: 'This donation is already void (receipt {serial}).',
  },
  'donation.void-too-early': {
    status: 422,
    vi: 'Khoản ủng hộ ghi ngày {date}; ngày hủy không được trước ngày đó.',
    en: 'The donation is of {date}; it cannot be voided on a day before that.',
  },
  'donation.no-name': {
    status: 409,
    vi: 'Biên nhận này không ghi tên nên không có tên để sửa.',
    en: 'This receipt carries no name, so there is none to correct.',
  },
  'donation.same-name': {
    status: 422,
    vi: 'Tên mới giống tên đang in.',
    en: 'The new name is the one already printed.',
  },
});
