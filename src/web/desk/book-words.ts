/** What the books call their entries and sides, for people. */
import type { Say } from '../ui/page.js';

const KINDS: Record<string, [vi: string, en: string]> = {
  entry: ['Bút toán ghi tay', 'Manual entry'],
  gift: ['Khoản ủng hộ', 'Gift'],
  'gift-voided': ['Hủy khoản ủng hộ', 'Gift voided'],
  'opening-balance': ['Số dư đầu kỳ', 'Opening balance'],
  reversal: ['Đảo bút toán', 'Reversal'],
  paid: ['Chi cho hộ', 'Paid to households'],
  advanced: ['Tạm ứng chi tiền mặt', 'Advance to pay in cash'],
  acknowledged: ['Hộ đã ký nhận', 'Signed for'],
  'statement-line': ['Dòng sao kê', 'Statement line'],
  'statement-imported': ['Nhập sao kê', 'Statement imported'],
  reallocation: ['Chuyển mục đích', 'Reallocation'],
  reserved: ['Giữ tiền', 'Reserved'],
  released: ['Giải tỏa tiền giữ', 'Released'],
};

export function kindName(kind: string, say: Say): string {
  const [vi, en] = KINDS[kind] ?? [kind, kind];
  return say(vi, en);
}
