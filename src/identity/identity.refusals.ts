import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'identity.sign-in-needed': {
    status: 401,
    vi: 'Cần đăng nhập để làm việc này.',
    en: 'Sign in to do this.',
  },
  'identity.wrong-password': {
    status: 401,
    vi: 'Tên đăng nhập hoặc mật khẩu không đúng.',
    en: 'The user name or the password is wrong.',
  },
  'identity.not-permitted': {
    status: 403,
    vi: 'Vai trò hiện có không được làm việc này ở đơn vị này.',
    en: 'Your role does not permit this in this unit.',
  },
  'identity.password-must-change': {
    status: 403,
    vi: 'Hãy đổi mật khẩu trước khi làm việc khác.',
    en: 'Change your password before doing anything else.',
  },
  'identity.password-too-short': {
    status: 400,
    vi: 'Mật khẩu cần ít nhất {least} ký tự.',
    en: 'A password needs at least {least} characters.',
  },
  'identity.password-too-long': {
    status: 400,
    vi: 'Mật khẩu dài quá {most} ký tự.',
    en: 'The password is longer than {most} characters.',
  },
  'identity.password-is-name': {
    status: 400,
    vi: 'Mật khẩu không được là tên đăng nhập thêm vài ký tự.',
    en: 'A password must not be the user name with a few characters more.',
  },
  'identity.password-common': {
    status: 400,
    vi: 'Mật khẩu này quá dễ đoán. Chọn một câu dài hơn, chỉ mình anh/chị biết.',
    en: 'This password is too easy to guess. Choose a longer phrase that only you know.',
  },
  'identity.old-password-wrong': {
    status: 422,
    vi: 'Mật khẩu hiện tại không đúng.',
    en: 'The present password is wrong.',
  },
  'identity.password-unchanged': {
    status: 400,
    vi: 'Mật khẩu mới phải khác mật khẩu cũ.',
    en: 'The new password must differ from the old one.',
  },
  'identity.username-taken': {
    status: 409,
    vi: 'Tên đăng nhập này đã có người dùng.',
    en: 'This user name is taken.',
    constraint: 'app_user_username_once',
  },
  'identity.username-form': {
    status: 400,
    vi: 'Tên đăng nhập gồm 3 đến 40 chữ thường không dấu, chữ số, dấu chấm hoặc gạch ngang.',
    en: 'A user name is 3 to 40 lower-case letters without marks, digits, dots or dashes.',
    constraint: 'app_user_username_form',
  },
  'identity.user-unknown': { status: 404, vi: 'Không có người dùng này.', en: 'There is no such user.' },
  'identity.unit-unknown': {
    status: 422,
    vi: 'Không có đơn vị mang mã {unit}.',
    en: 'There is no unit with the code {unit}.',
  },
  'identity.role-not-grantable': {
    status: 422,
    vi: 'Vai trò này không trao cho người dùng được.',
    en: 'This role cannot be given to a person.',
    constraint: 'user_role_system_apart',
  },
  'identity.role-dates': {
    status: 400,
    vi: 'Ngày hết hạn của vai trò không được trước ngày bắt đầu.',
    en: 'A role cannot end before it begins.',
    constraint: 'user_role_dates_order',
  },
  'identity.role-doubled': {
    status: 409,
    vi: 'Người này đã có vai trò này ở đơn vị này trong thời gian đó.',
    en: 'This person already has this role in this unit during that time.',
    constraint: 'user_role_not_doubled',
  },
  'identity.role-unknown': { status: 404, vi: 'Không có vai trò này.', en: 'There is no such role.' },
  'identity.accountant-is-cashier': {
    status: 422,
    vi: 'Kế toán không được làm thủ quỹ ở cùng đơn vị, ở đơn vị cấp trên hay cấp dưới của nó.',
    en: 'An accountant cannot be the cashier of the same unit, nor of one above or below it.',
    constraint: 'user_role_accountant_not_cashier',
  },
  'identity.administrator-has-money': {
    status: 422,
    vi: 'Người quản trị không được giữ vai trò về tiền.',
    en: 'An administrator cannot hold a role that touches money.',
    constraint: 'user_role_administrator_no_money',
  },
  'identity.board-has-money': {
    status: 422,
    vi: 'Người giám sát không được giữ vai trò về tiền hay quản trị.',
    en: 'A member of the board cannot hold a role that touches money, nor be an administrator.',
    constraint: 'user_role_board_apart',
  },
  'identity.self-administered': {
    status: 422,
    vi: 'Không ai tự trao vai trò, tự khóa hay tự đặt lại mật khẩu cho chính mình.',
    en: 'Nobody gives a role to, disables or resets themselves.',
  },
  'identity.link-dead': {
    status: 404,
    vi: 'Đường dẫn này không có, đã dùng hoặc đã hết hạn. Hãy xin đường dẫn mới.',
    en: 'This link does not exist, was used or has expired. Ask for a new one.',
  },
});
