/** Invented names: of people put together by chance, of organisations that do not exist. */
import type { Chance } from './chance.js';

const FAMILY = 'Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Phùng Đinh Trịnh Mai Tạ Chu'.split(' ');
const MEN_MIDDLE = 'Văn Đức Hữu Quang Minh Xuân Công Đình Bá Thế'.split(' ');
const MEN_GIVEN =
  'An Bình Cường Dũng Đạt Giang Hải Hùng Khánh Lâm Long Mạnh Nam Phong Quân Sơn Thắng Thành Trung Tuấn Vinh Khoa Lộc Tùng'.split(
    ' ',
  );
const WOMEN_MIDDLE = 'Thị Ngọc Thu Thanh Kim Hồng Bích Phương Mai Thúy'.split(' ');
const WOMEN_GIVEN =
  'Anh Chi Dung Hà Hạnh Hiền Hoa Hương Lan Linh Loan Mai Nga Ngân Nhung Oanh Phượng Quỳnh Tâm Thảo Thủy Trang Vân Yến'.split(
    ' ',
  );

export type Sex = 'man' | 'woman';

export function personName(chance: Chance, sex: Sex = chance.share(0.5) ? 'man' : 'woman'): string {
  const [middle, given] = sex === 'man' ? [MEN_MIDDLE, MEN_GIVEN] : [WOMEN_MIDDLE, WOMEN_GIVEN];
  return `${chance.of(FAMILY)} ${chance.of(middle)} ${chance.of(given)}`;
}

/** Those that give hundreds of thousands, and those that give millions. */
export const ORGANISATIONS = [
  'Công ty TNHH Thương mại Mây Sông Đáy',
  'Công ty Cổ phần Gốm Lửa Vàng Hạ Trì',
  'Công ty Cổ phần Xây lắp Bến Đục Xanh',
  'Công ty TNHH Dệt may Hoa Gạo Tám',
  'Công ty Cổ phần Thực phẩm Lúa Nương Mới',
  'Công ty TNHH Vận tải Cánh Buồm Nâu',
  'Tập đoàn Đầu tư Núi Tản Xanh',
  'Ngân hàng Hợp tác Đồng Mía',
  'Công ty Cổ phần Dược Thảo Mộc Sông Tích',
  'Công ty TNHH Cơ khí Ba Bánh Răng',
] as const;

export const GROUPS = [
  'Hợp tác xã Rau sạch Bãi Giữa Mới',
  'Chi hội Phụ nữ tổ dân phố 27 Hạ Trì',
  'Câu lạc bộ Thiện nguyện Giọt Nắng Sớm',
  'Tập thể lớp 12A khóa 1998 Trường Trung học Đồi Thông',
  'Hội đồng hương Bến Đục',
  'Tổ hợp tác Làng nghề Mây Tre Hạ Trì',
  'Công đoàn Nhà máy Cơ khí Ba Bánh Răng',
  'Đoàn thanh niên khu phố Hoa Gạo',
  'Câu lạc bộ Hưu trí Bờ Hồ Sen',
  'Nhóm tiểu thương chợ Gốc Đa',
] as const;

/** As banks print a name: capitals without marks. */
export function inCapitals(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .toUpperCase();
}
