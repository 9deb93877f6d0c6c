import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'command.user-unknown': {
    status: 422,
    vi: 'Không có người dùng đang hoạt động tên {user}.',
    en: 'There is no active user {user}.',
  },
  'command.file-unreadable': {
    status: 422,
    vi: 'Không đọc được tệp {file}.',
    en: 'The file {file} cannot be read.',
  },
  'command.file-too-large': {
    status: 413,
    vi: 'Tệp {file} lớn hơn {mb} MB.',
    en: 'The file {file} is larger than {mb} MB.',
  },
  'command.out-unwritable': {
    status: 422,
    vi: 'Không ghi được tệp {file}.',
    en: 'The file {file} cannot be written.',
  },
  'command.account-unknown': {
    status: 422,
    vi: 'Không có tài khoản số {number} trong hệ thống.',
    en: 'There is no account with the number {number} here.',
  },
  'command.role-unknown': {
    status: 422,
    vi: 'Không có vai trò {role}. Có: {roles}.',
    en: 'There is no role {role}. There are: {roles}.',
  },
});
