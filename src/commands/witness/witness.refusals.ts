import { refusals } from '../../platform/refusal.js';

export const refuse = refusals({
  'witness.bad-log': {
    status: 422,
    vi: 'Giá trị --log thứ {at} không phải khóa kiểm tra (vkey) của một nhật ký.',
    en: 'The value of --log number {at} is not the verifier key (vkey) of a log.',
  },
  'witness.bad-port': { status: 422, vi: 'Cổng phải từ 0 đến 65535.', en: 'A port is from 0 to 65535.' },
  'witness.port-taken': {
    status: 422,
    vi: 'Không mở được {host}:{port} ({code}).',
    en: '{host}:{port} cannot be opened ({code}).',
  },
  'witness.bad-name': {
    status: 422,
    vi: 'Tên người làm chứng không được có khoảng trắng hay dấu cộng.',
    en: 'The name of a witness has no spaces and no plus sign.',
  },
  'witness.key-unreadable': {
    status: 422,
    vi: 'Không đọc được khóa của người làm chứng trong {file}. Không tạo khóa mới thay nó.',
    en: 'The key of the witness in {file} cannot be read. No new key is made in its place.',
  },
  'witness.other-name': {
    status: 422,
    vi: 'Thư mục này đã có khóa mang tên {name}. Bỏ --name hoặc dùng thư mục khác.',
    en: 'This folder has a key with the name {name}. Leave --name out or use another folder.',
  },
  'witness.state-unreadable': {
    status: 422,
    vi: 'Tệp {file} không còn là tệp người làm chứng đã ghi. Bắt đầu lại từ đầu có thể làm chứng cho một lịch sử khác, nên dừng ở đây.',
    en: 'The file {file} is not what the witness wrote. To begin anew could be to cosign another history, so it stops here.',
  },
});
