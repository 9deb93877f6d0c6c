import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'household.unknown': {
    status: 404,
    vi: 'Không có hộ này trong sổ.',
    en: 'There is no such household.',
  },
  'household.unknown-in-body': {
    status: 422,
    vi: 'Dòng {line}: không có hộ này trong sổ.',
    en: 'Line {line}: there is no such household.',
  },
  'household.outside-unit': {
    status: 422,
    vi: 'Dòng {line}: hộ này ở ngoài địa bàn của đơn vị chi.',
    en: 'Line {line}: this household is outside the area of the paying unit.',
  },
  'household.unit-unknown': {
    status: 422,
    vi: 'Không có đơn vị mã {unitCode}.',
    en: 'There is no unit with the code {unitCode}.',
  },
  'household.unit-not-commune': {
    status: 422,
    vi: 'Hộ được ghi ở cấp xã, phường, đặc khu; {unitCode} không phải mã của cấp này.',
    en: 'A household belongs to a commune; {unitCode} is not the code of one.',
  },
  'household.identity-taken-here': {
    status: 409,
    vi: 'Số định danh này đã ghi cho một hộ khác của đơn vị. Tìm theo số định danh để mở hộ đó.',
    en: 'This identity number already belongs to another household of the unit. Search by the number to open it.',
  },
  'household.identity-taken': {
    status: 409,
    vi: 'Số định danh này đã ghi cho một hộ ở nơi khác. Một người chỉ thuộc một hộ: hỏi đơn vị cấp trên để đối chiếu.',
    en: 'This identity number already belongs to a household elsewhere. A person is in one household only: ask the level above.',
    constraint: 'household_identity_once',
  },
  'household.status-needs-year': {
    status: 422,
    vi: 'Diện của hộ đi cùng năm: ghi cả hai hoặc bỏ trống cả hai.',
    en: 'A status goes with its year: give both or neither.',
  },
});
