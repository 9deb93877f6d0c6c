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
  'donation.currency-unknown': {
    status: 422,
    vi: 'Không ghi được loại tiền này. Ngoại tệ ghi được: {currencies}.',
    en: 'This currency is not taken. Foreign currencies taken: {currencies}.',
  },
  'donation.rate-missing': {
    status: 422,
    vi: 'Ghi bằng {currency} thì cần tỷ giá (đồng cho một đơn vị, lớn hơn 0, nhiều nhất 4 chữ số lẻ) và số chứng từ của tỷ giá.',
    en: 'A gift in {currency} takes a rate (đồng for one unit, above 0, at most 4 decimals) and the number of the paper that says it.',
  },
  'donation.rate-in-dong': {
    status: 422,
    vi: 'Ủng hộ bằng đồng thì không ghi tỷ giá. Chọn loại ngoại tệ, hoặc bỏ tỷ giá.',
    en: 'A gift in đồng has no rate of exchange. Choose the currency, or leave the rate out.',
  },
  'donation.rate-too-small': {
    status: 422,
    vi: 'Tỷ giá {currency} phải từ {smallest} đồng trở lên. Xem lại dấu phẩy và số không.',
    en: 'The rate of {currency} must be {smallest} đồng or more. Check the decimal sign and the zeros.',
  },
  'donation.value-too-large': {
    status: 422,
    vi: 'Số tiền quy đổi vượt quá sức chứa của sổ. Xem lại số tiền và tỷ giá.',
    en: 'The value in đồng outgrows the books. Check the amount and the rate.',
  },
  'donation.no-foreign-cash-box': {
    status: 422,
    vi: 'Quỹ này chưa có két {currency} mở vào ngày {date}. Nhờ người quản trị mở két ngoại tệ.',
    en: 'This fund has no {currency} cash box open on {date}. Ask the administrator to open one.',
  },
  'donation.no-foreign-account': {
    status: 422,
    vi: 'Quỹ này chưa có tài khoản {currency} mở vào ngày {date}. Nhờ người quản trị khai báo tài khoản ngoại tệ.',
    en: 'This fund has no {currency} bank account open on {date}. Ask the administrator to record one.',
  },
  'donation.currency-sold': {
    status: 422,
    vi: 'Số {currency} của khoản này đã bán cho ngân hàng: mục đích này chỉ còn giữ {left}. Trả lại người ủng hộ bằng đồng.',
    en: 'The {currency} of this gift was sold to a bank: its purpose holds only {left}. Return it to the giver in đồng.',
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
