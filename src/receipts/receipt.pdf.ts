/**
 * The donor's paper: A5 across, one page, its QR leading to the page that proves it. Layout after the public sector's
 * cash vouchers (unit, number, date, payer, reason, amount in figures and words, signatures), with what charity adds:
 * fund, appeal, form of the gift and its place in the books.
 */
import { formatDate, formatDateLong, formatInstant, type PlainDate } from '../platform/dates.js';
import { amountInWords, formatMoney, formatNumber, formatRate, formatVnd } from '../platform/money.js';
import { writeFields, writeSignatures, type FormField, type SignatureBlock } from '../platform/pdf-form.js';
import { drawQr } from '../platform/pdf-qr.js';
import { FAINT, MM, Paper } from '../platform/pdf.js';

export interface Signatory {
  /** The post: "Thủ quỹ", "Kế toán trưởng", "Thủ trưởng đơn vị". */
  readonly title: string;
  readonly name?: string;
}

export interface ReceiptPaper {
  readonly serial: string;
  /** For typing where the QR cannot be read: `XXXX-XXXX-XXXX`. */
  readonly code: string;
  /** The text of the QR, as stored when the receipt was issued. */
  readonly address: string;
  readonly unitName: string;
  readonly fundName: string;
  readonly appealName?: string;
  readonly effectiveDate: PlainDate;
  /** When it was written in the books, as an RFC 3339 instant; also the date of the document. */
  readonly recordedAt: string;
  /** The name as printed; without it the giver is not named. */
  readonly donorName?: string;
  readonly donorAddress?: string;
  readonly purpose?: string;
  readonly channel: 'cash' | 'transfer' | 'goods' | 'services';
  /** In đồng; what foreign money is worth. */
  readonly amount: bigint;
  /** What was given, in the currency's minor unit, and the rate of exchange. */
  readonly foreign?: { readonly currency: string; readonly amount: bigint; readonly rate: string };
  /** The entry's place in the unit's ledger. */
  readonly sequence: bigint;
  readonly preparerName?: string;
  readonly signatories: readonly Signatory[];
  readonly void?: { readonly date: PlainDate; readonly reason: string };
  readonly demo: boolean;
}

const CHANNELS: Record<ReceiptPaper['channel'], string> = {
  cash: 'Tiền mặt',
  transfer: 'Chuyển khoản',
  goods: 'Hiện vật',
  services: 'Dịch vụ',
};
const VOID_RED = '#c0162c';
const QR_SIDE = 28 * MM;
const QR_COLUMN = 124;
const HAND = '(Ký, họ tên)';

/** One receipt as a PDF. @returns the same bytes for the same receipt */
export function receiptPdf(receipt: ReceiptPaper): Promise<Buffer> {
  return receiptsPdf([receipt]);
}

/** Receipts to print together, one on each page. @param receipts at least one */
export async function receiptsPdf(receipts: readonly ReceiptPaper[]): Promise<Buffer> {
  const first = receipts[0];
  if (!first) throw new Error('A document needs at least one receipt.');
  const title = receipts.length === 1 ? `Biên nhận ủng hộ ${first.serial}` : `${receipts.length} biên nhận ủng hộ`;
  const at = new Date(first.recordedAt);
  // What the QR says stands in the file as well: a program reads it there without a camera.
  const keywords = receipts.map(({ address }) => address).join(' ');
  const paper = new Paper({
    size: 'A5',
    landscape: true,
    margin: 10 * MM,
    title,
    author: first.unitName,
    at,
    keywords,
  });
  for (const [page, receipt] of receipts.entries()) {
    if (page > 0) paper.newPage();
    drawReceipt(paper, receipt);
  }
  return paper.finish();
}

function drawReceipt(paper: Paper, receipt: ReceiptPaper): void {
  const { area } = paper;
  const left = { x: area.x, width: area.width - QR_COLUMN - 16 };
  const signTop = area.bottom - 92;
  drawHead(paper, receipt);
  let below = area.y + 86;
  if (receipt.void) below = drawVoidNote(paper, receipt.void, { ...left, y: below - 2, height: 30 });
  writeFields(paper, fieldsOf(receipt), { ...left, y: below, height: signTop - below - 6 }, 10);
  drawProof(paper, receipt, { x: area.right - QR_COLUMN, y: area.y + 84, width: QR_COLUMN, height: 150 });
  const signatures = { x: area.x, y: signTop, width: area.width, height: area.bottom - signTop };
  writeSignatures(paper, signaturesOf(receipt), signatures);
  const centre = { x: left.x + left.width / 2, y: area.y + 190 };
  if (receipt.void) {
    paper.overprint('ĐÃ HỦY', centre, { size: 84, weight: 'bold', colour: VOID_RED, opacity: 0.28, angle: -18 });
  }
}

function drawHead(paper: Paper, receipt: ReceiptPaper): void {
  const { x, y, width, right } = paper.area;
  const half = width / 2 - 10;
  const below = paper.write(receipt.unitName, { x, y, width: half, height: 28 }, { size: 10, weight: 'bold' });
  paper.write(receipt.fundName, { x, y: below, width: half, height: 36 - (below - y) }, { size: 8.5, colour: FAINT });
  const serial = { x: right - half, y, width: half, height: 14 };
  const serialBelow = paper.write(`Số: ${receipt.serial}`, serial, { size: 10, weight: 'bold', align: 'right' });
  if (receipt.demo) {
    const mark = 'DỮ LIỆU MINH HỌA – không có giá trị';
    const box = { x: right - half, y: serialBelow + 2, width: half, height: 14 };
    paper.write(mark, box, { size: 9, weight: 'bold', colour: VOID_RED, align: 'right' });
    const centre = { x: x + width / 2, y: y + 165 };
    paper.overprint('DỮ LIỆU MINH HỌA', centre, {
      size: 46,
      weight: 'bold',
      colour: '#1d4f91',
      opacity: 0.1,
      angle: -24,
    });
  }
  const title = { x, y: y + 38, width, height: 24 };
  const titleBelow = paper.write('BIÊN NHẬN ỦNG HỘ', title, { size: 17, weight: 'bold', align: 'center', tag: 'H1' });
  const date = sentence(formatDateLong(receipt.effectiveDate));
  paper.write(date, { x, y: titleBelow, width, height: 14 }, { size: 9.5, weight: 'italic', align: 'center' });
}

function drawVoidNote(
  paper: Paper,
  voided: NonNullable<ReceiptPaper['void']>,
  box: { x: number; y: number; width: number; height: number },
): number {
  const text = `ĐÃ HỦY ngày ${formatDate(voided.date)}. Lý do: ${voided.reason}`;
  const inner = { x: box.x + 6, y: box.y + 3, width: box.width - 12, height: box.height - 6 };
  const below = paper.write(text, inner, { size: 9, smallest: 5, weight: 'bold', colour: VOID_RED }) + 3;
  paper.decorate((pdf) =>
    pdf
      .lineWidth(1)
      .rect(box.x, box.y, box.width, below - box.y)
      .stroke(VOID_RED),
  );
  return below + 6;
}

function fieldsOf(receipt: ReceiptPaper): FormField[] {
  const { donorName, donorAddress, fundName, appealName, purpose, channel, sequence, recordedAt } = receipt;
  const recorded = formatInstant(new Date(recordedAt));
  return [
    { label: 'Người ủng hộ', value: donorName ?? 'Nhà hảo tâm không ghi tên', strong: true },
    ...(donorAddress ? [{ label: 'Địa chỉ', value: donorAddress }] : []),
    { label: 'Ủng hộ', value: fundName },
    ...(appealName ? [{ label: 'Đợt vận động', value: appealName }] : []),
    ...(purpose ? [{ label: 'Mục đích', value: purpose }] : []),
    { label: 'Hình thức', value: CHANNELS[channel] },
    ...amountFields(receipt),
    { label: 'Vị trí trong sổ', value: `Số ${formatNumber(sequence)}, ghi lúc ${recorded}` },
  ];
}

/** Foreign money in figures with its code, then its worth in đồng and the rate, and that worth in words. */
function amountFields({ amount, foreign }: ReceiptPaper): FormField[] {
  const words = `${amountInWords(amount)}.`;
  if (!foreign) {
    return [
      { label: 'Số tiền', value: formatVnd(amount), strong: true },
      { label: 'Bằng chữ', value: words },
    ];
  }
  const rate = `tỷ giá ${formatRate(foreign.rate)} đ/${foreign.currency}`;
  return [
    { label: 'Số tiền', value: formatMoney(foreign.amount, foreign.currency), strong: true },
    { label: 'Quy đổi', value: `${formatVnd(amount)} (${rate})` },
    { label: 'Bằng chữ', value: words },
  ];
}

function drawProof(
  paper: Paper,
  receipt: ReceiptPaper,
  box: { x: number; y: number; width: number; height: number },
): void {
  const qr = { x: box.x + (box.width - QR_SIDE) / 2, y: box.y + 8, side: QR_SIDE };
  drawQr(paper, receipt.address, qr, `Mã QR kiểm tra biên nhận, mã ${receipt.code}`);
  const { x, width } = box;
  const code = { x, y: qr.y + QR_SIDE + 8, width, height: 14 };
  const below = paper.write(receipt.code, code, { size: 10, weight: 'bold', align: 'center' });
  // What follows "#" is for the reader of the QR alone; the address itself can be typed.
  const typed = receipt.address.split('#')[0]!.replace(/^https?:\/\//, '');
  const how = `Kiểm tra: quét mã QR hoặc mở\n${typed}\nTrang mở ra phải hiện đúng số biên nhận, ngày và số tiền này.`;
  const note = { x, y: below + 2, width, height: box.y + box.height + 20 - below };
  paper.write(how, note, { size: 7, smallest: 5, align: 'center', colour: FAINT });
}

/** A transfer is handed over by nobody, so its giver has no place to sign. */
function signaturesOf(receipt: ReceiptPaper): SignatureBlock[] {
  const { channel, preparerName, signatories } = receipt;
  return [
    ...(channel === 'transfer' ? [] : [{ title: channel === 'cash' ? 'Người nộp tiền' : 'Người giao', hint: HAND }]),
    { title: 'Người lập phiếu', hint: HAND, name: preparerName },
    ...signatories.map(({ title, name }) => ({ title, hint: HAND, name })),
  ];
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
