import { refusals } from '../platform/refusal.js';

export const refuse = refusals({
  'log.unknown': {
    status: 404,
    vi: 'Nhật ký công khai không có tệp này.',
    en: 'The public log has no such file.',
  },
  'log.nothing-published': {
    status: 422,
    vi: 'Nhật ký công khai chưa có điểm kiểm tra nào; hãy chạy chương trình và ghi sổ trước.',
    en: 'The public log has no checkpoint yet; start the program and post something first.',
  },
  'log.mirror-other': {
    status: 422,
    vi: 'Thư mục {folder} đang chứa bản sao của nhật ký khác; hãy chọn thư mục khác.',
    en: 'The folder {folder} holds a copy of another log; choose another folder.',
  },
  'log.mirror-unwritable': {
    status: 422,
    vi: 'Không ghi được vào thư mục {folder}.',
    en: 'The folder {folder} cannot be written to.',
  },
});
