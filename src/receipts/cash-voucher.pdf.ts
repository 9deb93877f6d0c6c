/**
 * The voucher of money in or out of a cash box, with the seven contents that a voucher must have (Law on Accounting
 * 88/2015, art. 16): name and number, date, issuer, the other side, what for, the sum in figures and words, and the
 * signatures. Units design their own form (TT 41/2022, art. 4), so no official form number is printed.
 */
import { formatDateLong, type PlainDate } from '../platform/dates.js';
import { amountInWords, formatVnd } from '../platform/money.js';
import { writeFields, writeSignatures, type FormField } from '../platform/pdf-form.js';
import { FAINT, MM, Paper } from '../platform/pdf.js';
import type { Signatory } from './receipt.pdf.js';

export interface CashVoucherPaper {
  /** PT is money in, PC is money out. */
  readonly kind: 'PT' | 'PC';
  readonly serial: string;
  readonly unitName: string;
  readonly unitAddress?: string;
  readonly fundName: string;
  readonly cashBoxName: string;
  readonly effectiveDate: PlainDate;
  /** When it was written in the books, as an RFC 3339 instant; also the date of the document. */
  readonly recordedAt: string;
  readonly partyName?: string;
  readonly partyAddress?: string;
  readonly reason: string;
  /** In đồng. */
  readonly amount: bigint;
  /** The papers that it comes with, as the receipt's serial. */
  readonly attachments?: string;
  readonly preparerName?: string;
  readonly signatories: readonly Signatory[];
  readonly demo: boolean;
}

const WORDS = {
  PT: { title: 'PHIẾU THU', party: 'Người nộp tiền', reason: 'Lý do nộp' },
  PC: { title: 'PHIẾU CHI', party: 'Người nhận tiền', reason: 'Lý do chi' },
} as const;

/** @returns A5 across, one page; the same bytes for the same voucher */
export async function cashVoucherPdf(voucher: CashVoucherPaper): Promise<Buffer> {
  const { kind, serial, unitName, recordedAt } = voucher;
  const title = `${kind === 'PT' ? 'Phiếu thu' : 'Phiếu chi'} ${serial}`;
  const at = new Date(recordedAt);
  const paper = new Paper({ size: 'A5', landscape: true, margin: 10 * MM, title, author: unitName, at });
  const { area } = paper;
  drawHead(paper, voucher);
  const [fieldsTop, signTop] = [area.y + 86, area.bottom - 108];
  const fields = { x: area.x, y: fieldsTop, width: area.width, height: signTop - fieldsTop - 6 };
  writeFields(paper, fieldsOf(voucher), fields, 10);
  const hint = '(Ký, họ tên)';
  const blocks = [
    ...voucher.signatories.map((signatory) => ({ ...signatory, hint })),
    { title: 'Người lập phiếu', hint, name: voucher.preparerName },
    { title: WORDS[kind].party, hint },
  ];
  writeSignatures(paper, blocks, { x: area.x, y: signTop, width: area.width, height: 90 });
  const received = `Đã nhận đủ số tiền (viết bằng chữ): ${'.'.repeat(120)}`;
  paper.write(received, { x: area.x, y: area.bottom - 13, width: area.width, height: 13 }, { size: 9, smallest: 5 });
  return paper.finish();
}

function drawHead(paper: Paper, voucher: CashVoucherPaper): void {
  const { x, y, width, right } = paper.area;
  const half = width / 2 - 10;
  const below = paper.write(voucher.unitName, { x, y, width: half, height: 28 }, { size: 10, weight: 'bold' });
  const address = { x, y: below, width: half, height: 36 - (below - y) };
  paper.write(voucher.unitAddress ?? '', address, { size: 8.5, colour: FAINT });
  const serial = { x: right - half, y, width: half, height: 14 };
  const serialBelow = paper.write(`Số: ${voucher.serial}`, serial, { size: 10, weight: 'bold', align: 'right' });
  if (voucher.demo) {
    const box = { x: right - half, y: serialBelow + 2, width: half, height: 14 };
    const style = { size: 9, weight: 'bold', colour: '#c0162c', align: 'right' } as const;
    paper.write('DỮ LIỆU MINH HỌA – không có giá trị', box, style);
  }
  const titleStyle = { size: 17, weight: 'bold', align: 'center', tag: 'H1' } as const;
  const titleBelow = paper.write(WORDS[voucher.kind].title, { x, y: y + 38, width, height: 24 }, titleStyle);
  const day = formatDateLong(voucher.effectiveDate);
  const date = { x, y: titleBelow, width, height: 14 };
  paper.write(`N${day.slice(1)}`, date, { size: 9.5, weight: 'italic', align: 'center' });
}

function fieldsOf(voucher: CashVoucherPaper): FormField[] {
  const { kind, partyName, partyAddress, reason, fundName, cashBoxName, amount, attachments } = voucher;
  return [
    { label: WORDS[kind].party, value: partyName ?? 'Không ghi tên', strong: true },
    ...(partyAddress ? [{ label: 'Địa chỉ', value: partyAddress }] : []),
    { label: WORDS[kind].reason, value: reason },
    { label: 'Quỹ', value: fundName },
    { label: 'Két tiền mặt', value: cashBoxName },
    { label: 'Số tiền', value: formatVnd(amount), strong: true },
    { label: 'Bằng chữ', value: `${amountInWords(amount)}.` },
    ...(attachments ? [{ label: 'Kèm theo', value: attachments }] : []),
  ];
}
