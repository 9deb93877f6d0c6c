/**
 * The list that households sign when they receive support, the voucher of a pay-out in cash (TT 41/2022 art. 4): one
 * row for each household with room to sign or to leave a fingerprint, the total in figures and words, and who stands
 * for it. It holds full names and stays inside the unit and the village board's own notice, never on a public page.
 */
import { formatDate, formatDateLong, type PlainDate } from '../platform/dates.js';
import { amountInWords, formatNumber, formatVnd } from '../platform/money.js';
import { writeSignatures } from '../platform/pdf-form.js';
import { writeTable, type TableColumn } from '../platform/pdf-table.js';
import { FAINT, MM, Paper } from '../platform/pdf.js';

export interface SignedListLine {
  readonly headName: string;
  /** Village and commune. */
  readonly address: string;
  /** What the household qualifies as: "Hộ nghèo", "Hộ bị thiên tai". */
  readonly status: string;
  /** What the money is for. */
  readonly content: string;
  /** In đồng. */
  readonly amount: bigint;
  /** Who receives in the head's place, how related, on what paper. */
  readonly note?: string;
}

export interface SignedList {
  /** Of the document: "12/DS-MTTQ". */
  readonly number: string;
  readonly unitName: string;
  readonly fundName: string;
  readonly appealName?: string;
  /** The decision that the pay-out rests on. */
  readonly decision?: string;
  readonly date: PlainDate;
  /** When the list was made, as an RFC 3339 instant; also the date of the document. */
  readonly recordedAt: string;
  readonly lines: readonly SignedListLine[];
  readonly preparerName?: string;
  /** After the preparer: "Thủ quỹ", "Trưởng ban công tác Mặt trận", "Chủ tịch". */
  readonly signatories: readonly { readonly title: string; readonly name?: string }[];
  readonly demo: boolean;
}

const COLUMNS: readonly TableColumn[] = [
  { title: 'STT', width: 30, align: 'center' },
  { title: 'Họ tên chủ hộ', width: 128 },
  { title: 'Địa chỉ (thôn, xã)', width: 140 },
  { title: 'Thuộc diện', width: 80 },
  { title: 'Nội dung', width: 110 },
  { title: 'Số tiền (đồng)', width: 82, align: 'right', oneLine: true },
  { title: 'Ký nhận hoặc điểm chỉ', width: 100 },
  { title: 'Ghi chú (người nhận thay)', width: 103.2 },
];
const CLOSING_HEIGHT = 150;

/** @returns A4 across, as many pages as needed; the same bytes for the same list */
export async function signedListPdf(list: SignedList): Promise<Buffer> {
  const title = `Danh sách hộ nhận hỗ trợ ${list.number}`;
  const at = new Date(list.recordedAt);
  const paper = new Paper({ size: 'A4', landscape: true, margin: 12 * MM, title, author: list.unitName, at });
  const rows = list.lines.map((line, index) => [
    String(index + 1),
    line.headName,
    line.address,
    line.status,
    line.content,
    formatNumber(line.amount),
    '',
    line.note ?? '',
  ]);
  const below = writeTable(paper, { columns: COLUMNS, rows, rowHeight: 32, size: 9 }, drawHead(paper, list) + 8);
  drawClosing(paper, list, below + 8);
  paper.numberPages((page, pages) => `${list.number} · Trang ${page}/${pages}`);
  return paper.finish();
}

function drawHead(paper: Paper, list: SignedList): number {
  const { x, y, width, right } = paper.area;
  const half = width / 2 - 10;
  const unit = paper.write(list.unitName, { x, y, width: half, height: 30 }, { size: 10.5, weight: 'bold' });
  paper.write(`Số: ${list.number}`, { x, y: unit, width: half, height: 14 }, { size: 9.5 });
  const rightBox = { x: right - half, y, width: half, height: 30 };
  const fund = paper.write(list.fundName, rightBox, { size: 10.5, weight: 'bold', align: 'right' });
  if (list.demo) {
    const mark = { x: right - half, y: fund, width: half, height: 14 };
    paper.write('DỮ LIỆU MINH HỌA', mark, { size: 9.5, weight: 'bold', colour: '#c0162c', align: 'right' });
  }
  const titleStyle = { size: 15, weight: 'bold', align: 'center', tag: 'H1' } as const;
  let below = paper.write('DANH SÁCH HỘ NHẬN HỖ TRỢ (KÝ NHẬN)', { x, y: y + 48, width, height: 22 }, titleStyle);
  const basis = [list.appealName, list.decision && `Theo ${list.decision}`, `Ngày ${formatDate(list.date)}`];
  const line = { x, y: below, width, height: 26 };
  below = paper.write(basis.filter(Boolean).join(' · '), line, { size: 9.5, align: 'center', colour: FAINT });
  return below;
}

/** Total, words, place for the signatures: never torn apart by the end of a page. */
function drawClosing(paper: Paper, list: SignedList, y: number): void {
  if (y + CLOSING_HEIGHT > paper.area.bottom) {
    paper.newPage();
    y = paper.area.y;
  }
  const { x, width, right } = paper.area;
  const total = list.lines.reduce((sum, line) => sum + line.amount, 0n);
  const sums = `Tổng cộng: ${formatNumber(list.lines.length)} hộ, số tiền ${formatVnd(total)}`;
  let below = paper.write(sums, { x, y, width, height: 16 }, { size: 10.5, weight: 'bold' });
  below = paper.write(`Bằng chữ: ${amountInWords(total)}.`, { x, y: below, width, height: 28 }, { size: 10 });
  const day = formatDateLong(list.date);
  const dated = { x: right - width / 3, y: below + 2, width: width / 3, height: 14 };
  const date = day.charAt(0).toUpperCase() + day.slice(1);
  below = paper.write(date, dated, { size: 9.5, weight: 'italic', align: 'center' });
  const hint = '(Ký, họ tên)';
  const blocks = [
    { title: 'Người lập', hint, name: list.preparerName },
    ...list.signatories.map((signatory) => ({ ...signatory, hint })),
  ];
  writeSignatures(paper, blocks, { x, y: below + 2, width, height: y + CLOSING_HEIGHT - below - 4 });
}
