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
    vi: 'Thư mục {folder} đang chứa bản sao mà nhật ký này không nối tiếp: của nhật ký khác, hoặc mới hơn. Hãy chọn thư mục khác.',
    en: 'The folder {folder} holds a copy that this log does not continue: of another log, or newer. Choose another folder.',
  },
});
