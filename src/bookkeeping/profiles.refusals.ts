import { refusals } from '../platform/refusal.js';

/** What is refused where a unit chooses its posting profile or the chart is changed, in the clerk's words. */
export const refuse = refusals({
  'profile.unit-unknown': { status: 422, vi: 'Không có đơn vị {unit}.', en: 'There is no unit {unit}.' },
  'profile.month-start': {
    status: 422,
    vi: 'Chế độ kế toán áp dụng từ ngày mồng 1 của một tháng.',
    en: 'A profile is chosen from the first day of a month.',
    constraint: 'unit_profile_from_month',
  },
  'profile.same': {
    status: 409,
    vi: 'Vào ngày này đơn vị đã áp dụng chế độ {profile}.',
    en: 'The unit posts by profile {profile} on that day already.',
  },
  'profile.in-order': {
    status: 409,
    vi: 'Đơn vị đã chọn chế độ kế toán từ ngày này hoặc một ngày sau đó.',
    en: 'A profile was chosen for that day or a later one.',
    constraint: 'unit_profile_in_order',
  },
  'profile.months-open': {
    status: 409,
    vi: 'Tháng {month} của {fund} còn mở. Khóa sổ mọi tháng có bút toán trước ngày chuyển rồi hãy chuyển.',
    en: 'The month {month} of {fund} is still open. Close every month with entries before the day of the change first.',
  },
  'profile.unknown': { status: 404, vi: 'Không có đề nghị này.', en: 'There is no such proposal.' },
  'profile.waiting': {
    status: 409,
    vi: 'Đơn vị đã có một đề nghị chờ xác nhận. Xác nhận hoặc rút đề nghị đó trước.',
    en: 'A proposal of this unit is waiting already. Confirm it or take it back first.',
    constraint: 'profile_change_one_prepared',
  },
  'profile.decided': {
    status: 409,
    vi: 'Đề nghị này đã được xác nhận hoặc rút lại rồi.',
    en: 'This proposal was confirmed or taken back already.',
    constraint: 'profile_change_decided',
  },
  'profile.same-person': {
    status: 409,
    vi: 'Người lập đề nghị không tự xác nhận. Cần một người khác.',
    en: 'Who prepared the proposal does not confirm it. Another person has to.',
    constraint: 'profile_change_two_people',
  },
  'chart.code-unknown': {
    status: 422,
    vi: 'Hệ thống tài khoản {profile} không có tài khoản {code}.',
    en: 'The chart of profile {profile} has no account {code}.',
  },
  'chart.in-order': {
    status: 422,
    vi: 'Dòng đang dùng có từ ngày {date}; thay đổi phải có hiệu lực sau ngày đó.',
    en: 'The present row is valid from {date}; a change takes effect on a later day.',
  },
  'chart.changed-meanwhile': {
    status: 409,
    vi: 'Tài khoản này vừa được thay đổi. Rút đề nghị và lập lại.',
    en: 'This account has just been changed. Take the proposal back and prepare it again.',
    constraint: 'chart_account_in_order',
  },
  'chart.nothing-changed': {
    status: 422,
    vi: 'Không có gì khác dòng đang dùng.',
    en: 'Nothing differs from the present row.',
  },
  'chart.source-missing': {
    status: 422,
    vi: 'Ghi số hiệu chính thức thì phải nêu văn bản làm căn cứ, như “TT 41/2022/TT-BTC, Phụ lục”.',
    en: 'An official code needs its source, as “Circular 41/2022/TT-BTC, annex”.',
    constraint: 'chart_draft_source_of_code',
  },
  'chart.change-unknown': { status: 404, vi: 'Không có thay đổi này.', en: 'There is no such change.' },
  'chart.waiting': {
    status: 409,
    vi: 'Tài khoản này đã có một thay đổi chờ xác minh. Xác minh hoặc rút thay đổi đó trước.',
    en: 'A change of this account is waiting already. Verify it or take it back first.',
    constraint: 'chart_draft_one_prepared',
  },
  'chart.decided': {
    status: 409,
    vi: 'Thay đổi này đã được xác minh hoặc rút lại rồi.',
    en: 'This change was verified or taken back already.',
    constraint: 'chart_draft_decided',
  },
  'chart.same-person': {
    status: 409,
    vi: 'Người lập thay đổi không tự xác minh. Cần một người khác.',
    en: 'Who prepared the change does not verify it. Another person has to.',
    constraint: 'chart_draft_two_people',
  },
});
