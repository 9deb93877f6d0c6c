/** What the page of open data calls each file, and in which order it shows them. */
import type { Snapshot } from '../../opendata/snapshots.service.js';

export type NamedFile = Snapshot['files'][number] & { vi: string; en: string };

const NAMES: Record<string, { vi: string; en: string }> = {
  funds: { vi: 'Các quỹ và số dư', en: 'Funds and what they hold' },
  appeals: { vi: 'Các đợt vận động', en: 'Appeals' },
  gifts: { vi: 'Các khoản ủng hộ', en: 'Gifts' },
  payouts: { vi: 'Các khoản hỗ trợ đã chi', en: 'Support paid' },
  'bank-days': { vi: 'Đối chiếu từng ngày với ngân hàng', en: 'Compared with the bank, day by day' },
  flows: { vi: 'Tiền vào và ra mỗi ngày', en: 'Money in and out each day' },
  '360giving': { vi: 'Khoản chi theo chuẩn 360Giving', en: 'Grants by the 360Giving standard' },
  iati: { vi: 'Đợt vận động theo chuẩn IATI', en: 'Appeals by the IATI standard' },
  'data-dictionary': { vi: 'Ý nghĩa từng cột', en: 'What each column means' },
  datapackage: { vi: 'Mô tả cho máy đọc (Frictionless)', en: 'Description for machines (Frictionless)' },
  SHA256SUMS: { vi: 'Mã băm của mọi tệp', en: 'Hashes of every file' },
};
const ORDER = Object.keys(NAMES);

/** The files of the whole, and those of each month, the newest first. */
export function filesOf({ files }: Pick<Snapshot, 'files'>): {
  whole: NamedFile[];
  months: { month: string; files: NamedFile[] }[];
} {
  const byMonth = new Map<string, NamedFile[]>();
  for (const file of files) {
    const month = /^(\d{4}-\d\d)\//.exec(file.path)?.[1] ?? '';
    byMonth.set(month, [
      ...(byMonth.get(month) ?? []),
      { ...file, ...(NAMES[baseOf(file.path)] ?? { vi: '', en: '' }) },
    ]);
  }
  for (const named of byMonth.values())
    named.sort((a, b) => ORDER.indexOf(baseOf(a.path)) - ORDER.indexOf(baseOf(b.path)));
  const months = [...byMonth].filter(([month]) => month !== '').sort(([a], [b]) => (a < b ? 1 : -1));
  return { whole: byMonth.get('') ?? [], months: months.map(([month, named]) => ({ month, files: named })) };
}

function baseOf(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/\.\w+$/, '');
}

/** `1,2 MB`, as people in Vietnam write it. */
export function sizeOf(bytes: number): string {
  const [value, unit] = bytes < 1_000 ? [bytes, 'B'] : bytes < 1_000_000 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB'];
  return `${value.toLocaleString('vi-VN', { maximumFractionDigits: 1 })} ${unit}`;
}
