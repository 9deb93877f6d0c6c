import { refusals } from '../platform/refusal.js';

/** A giver's name is in none of these sentences. */
export const refuse = refusals({
  'pledge.unknown': { status: 422, vi: 'Không có đăng ký ủng hộ này.', en: 'There is no such pledge.' },
  'pledge.not-found': { status: 404, vi: 'Không có đăng ký ủng hộ này.', en: 'There is no such pledge.' },
  'pledge.other-fund': {
    status: 422,
    vi: 'Đăng ký {code} là cho quỹ khác.',
    en: 'The pledge {code} is for another fund.',
  },
  'pledge.due-before-pledged': {
    status: 400,
    vi: 'Ngày hẹn không được trước ngày đăng ký.',
    en: 'The due date cannot be before the day of the pledge.',
    constraint: 'pledge_due_after_pledged',
  },
  'pledge.cancelled': {
    status: 409,
    vi: 'Đăng ký {code} đã hủy.',
    en: 'The pledge {code} was cancelled.',
  },
  'pledge.kept-already': {
    status: 409,
    vi: 'Đăng ký {code} đã thực hiện đủ.',
    en: 'The pledge {code} is kept in full already.',
  },
  'pledge.gift-counted': {
    status: 409,
    vi: 'Khoản ủng hộ này đã tính cho đăng ký rồi.',
    en: 'This gift already counts for the pledge.',
    constraint: 'pledge_gift_pkey',
  },
});
