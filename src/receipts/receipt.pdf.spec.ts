import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeQr, readPdf, textOf, type PdfPage } from '../../test/support/read-pdf.js';
import { cashVoucherPdf, type CashVoucherPaper } from './cash-voucher.pdf.js';
import { receiptPdf, receiptsPdf, type ReceiptPaper } from './receipt.pdf.js';

const ADDRESS = 'https://sovang.example.vn/r/7K3Q9M2X4TDA#';
const receipt: ReceiptPaper = {
  serial: 'UH-VNN-00004-2026-000123',
  code: '7K3Q-9M2X-4TDA',
  address: ADDRESS,
  unitName: 'Ủy ban Mặt trận Tổ quốc Việt Nam phường Ba Đình',
  fundName: 'Quỹ “Vì người nghèo” phường Ba Đình',
  appealName: 'Ủng hộ đồng bào bị bão số 3',
  effectiveDate: '2026-07-05',
  recordedAt: '2026-07-05T02:42:00Z',
  donorName: 'Nguyễn Thị Hường',
  channel: 'cash',
  amount: 200_000n,
  sequence: 1234n,
  preparerName: 'Trần Văn Ký',
  signatories: [
    { title: 'Thủ quỹ', name: 'Lê Thị Quỳnh' },
    { title: 'Kế toán trưởng', name: 'Phạm Thị Thủy' },
    { title: 'Thủ trưởng đơn vị', name: 'Đặng Quốc Vượng' },
  ],
  demo: false,
};

function long(word: string): string {
  return `${word} `.repeat(200).slice(0, 200).trim();
}

const crowded: ReceiptPaper = {
  ...receipt,
  unitName: long('Ủy ban Mặt trận'),
  fundName: long('Quỹ Vì người nghèo'),
  appealName: long('Ủng hộ đồng bào'),
  donorName: 'W'.repeat(200),
  donorAddress: long('Thôn Đoài'),
  purpose: long('Sửa nhà'),
  amount: 98_765_432_109_876_543_219n,
  preparerName: long('Nguyễn'),
  signatories: receipt.signatories.map(({ title }) => ({ title, name: long('Hoàng') })),
  address: ADDRESS + 'MFRGGZDFMZTWQ2LK'.repeat(11),
  void: { date: '2026-07-07', reason: long('Ghi nhầm') },
  demo: true,
};

async function pageOf(paper: ReceiptPaper): Promise<PdfPage> {
  const pages = readPdf(await receiptPdf(paper));
  expect(pages).toHaveLength(1);
  return pages[0]!;
}

/** Every line inside the page, and no two lines of different places over each other. */
function expectNothingOverflows(page: PdfPage): void {
  const texts = page.texts.filter((piece) => !piece.rotated && piece.text.trim() !== '');
  for (const { text, x, y, width } of texts) {
    expect([text, x >= 28 && x + width <= page.width - 28 && y > 28 && y <= page.height - 28]).toEqual([text, true]);
  }
  for (const [at, one] of texts.entries()) {
    for (const other of texts.slice(at + 1)) {
      const beside = one.x + one.width <= other.x || other.x + other.width <= one.x;
      const apart = Math.abs(one.y - other.y) >= Math.min(one.size, other.size) * 0.8;
      expect([one.text, other.text, beside || apart]).toEqual([one.text, other.text, true]);
    }
  }
}

describe('A receipt on paper', () => {
  it('says what was given, to whom, when, in figures and words, and where it stands in the books', async () => {
    const text = textOf(await pageOf(receipt));
    for (const part of [
      'BIÊN NHẬN ỦNG HỘ',
      'Số: UH-VNN-00004-2026-000123',
      'Ngày 05 tháng 7 năm 2026',
      'Ủy ban Mặt trận Tổ quốc Việt Nam phường Ba Đình',
      'Nguyễn Thị Hường',
      'Quỹ “Vì người nghèo” phường Ba Đình',
      'Ủng hộ đồng bào bị bão số 3',
      'Tiền mặt',
      '200.000 đ',
      'Hai trăm nghìn đồng.',
      'Số 1.234, ghi lúc 09:42 ngày 05/07/2026',
      '7K3Q-9M2X-4TDA',
      'Người nộp tiền',
      'Người lập phiếu',
      'Đặng Quốc Vượng',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/HỦY|MINH HỌA|\ufffd/);
  });

  it('is the same bytes each time, whatever was printed before', async () => {
    const bytes = await receiptPdf(receipt);
    await receiptPdf({ ...crowded, donorName: 'ﬁ Ð µ 漢字 e\u0323\u0302' });
    expect((await receiptPdf({ ...receipt })).equals(bytes)).toBe(true);
    expect((await receiptPdf({ ...receipt, amount: 200_001n })).equals(bytes)).toBe(false);
  });

  it.each([
    ['an address', ADDRESS],
    ['an address with its proof', crowded.address],
  ])('carries %s in a code that decodes from what is drawn, 28 mm wide', async (_what, address) => {
    const page = await pageOf({ ...receipt, address });
    expect(decodeQr(page)).toBe(address);
    const left = Math.min(...page.blocks.map(([x]) => x));
    const right = Math.max(...page.blocks.map(([x, , width]) => x + width));
    expect(((right - left) / 72) * 25.4).toBeCloseTo(28, 1);
  });

  it('holds names of 200 letters and 20 digits without letting anything overflow', async () => {
    const page = await pageOf(crowded);
    expectNothingOverflows(page);
    const text = page.texts.map((piece) => piece.text).join('');
    expect(text.match(/W/g)).toHaveLength(200);
    expect(text).toContain('98.765.432.109.876.543.219 đ');
    expect(decodeQr(page)).toBe(crowded.address);
    expectNothingOverflows(await pageOf(receipt));
  });

  it('names nobody where the giver is not named, and leaves no place to sign for a transfer', async () => {
    const text = textOf(await pageOf({ ...receipt, donorName: undefined, channel: 'transfer' }));
    expect(text).toContain('Nhà hảo tâm không ghi tên');
    expect(text).toContain('Chuyển khoản');
    expect(text).not.toContain('Người nộp tiền');
  });

  it('says across the page that it is void, with the day and the reason', async () => {
    const page = await pageOf({ ...receipt, void: { date: '2026-07-07', reason: 'Ghi nhầm tên' } });
    expect(textOf(page)).toContain('ĐÃ HỦY ngày 07/07/2026. Lý do: Ghi nhầm tên');
    expect(page.texts.filter((piece) => piece.rotated).map((piece) => piece.text)).toEqual(['ĐÃ HỦY']);
    expect(textOf(page)).toContain('200.000 đ');
  });

  it('says that it is of a demo', async () => {
    const page = await pageOf({ ...receipt, demo: true });
    expect(textOf(page)).toContain('DỮ LIỆU MINH HỌA – không có giá trị');
    expect(page.texts.find((piece) => piece.rotated)?.text).toBe('DỮ LIỆU MINH HỌA');
  });

  it('is tagged for screen readers, in Vietnamese, with its title', async () => {
    const bytes = (await receiptPdf(receipt)).toString('latin1');
    expect(bytes).toMatch(/\/Lang \(vi\)/);
    expect(bytes).toMatch(/\/Marked true/);
    const page = await pageOf(receipt);
    expect(page.marks.filter((mark) => mark === 'H1')).toHaveLength(1);
    expect(page.marks.filter((mark) => mark === 'Figure')).toHaveLength(1);
  });

  it('prints letters that arrive in pieces as whole ones', async () => {
    const text = textOf(await pageOf({ ...receipt, donorName: 'Nguyễn Thị Hường'.normalize('NFD') }));
    expect(text).toContain('Nguyễn Thị Hường');
  });

  it('prints a batch of receipts, one on each page', async () => {
    const pages = readPdf(await receiptsPdf([receipt, { ...receipt, serial: 'UH-2' }, crowded]));
    expect(pages.map((page) => decodeQr(page))).toEqual([ADDRESS, ADDRESS, crowded.address]);
    expect(textOf(pages[1]!)).toContain('Số: UH-2');
    await expect(receiptsPdf([])).rejects.toThrow();
  });

  const programs = ['/usr/bin/pdftoppm', '/usr/bin/pdftotext', '/usr/bin/zbarimg'];
  const outside = programs.every((program) => existsSync(program));
  if (!outside) console.warn('pdftoppm, pdftotext or zbarimg is not here: reading a receipt by them is skipped.');
  (outside ? it : it.skip)('is read by outside programs: the letters by one, the code by another', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'receipt-'));
    try {
      const file = join(folder, 'r.pdf');
      writeFileSync(file, await receiptPdf(crowded));
      const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
      expect(text).toContain('Chín mươi tám tỷ bảy trăm sáu mươi lăm triệu');
      execFileSync('pdftoppm', ['-r', '200', '-png', '-singlefile', file, join(folder, 'r')]);
      const read = execFileSync('zbarimg', ['-q', '--raw', join(folder, 'r.png')], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      expect(read.trim()).toBe(crowded.address);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('A cash voucher on paper', () => {
  const voucher: CashVoucherPaper = {
    kind: 'PT',
    serial: 'PT-VNN-00004-2026-000045',
    unitName: receipt.unitName,
    unitAddress: 'Số 1, phố Quán Thánh, Hà Nội',
    fundName: receipt.fundName,
    cashBoxName: 'Két tiền mặt',
    effectiveDate: '2026-01-05',
    recordedAt: '2026-01-05T02:42:00Z',
    partyName: 'Nguyễn Thị Hường',
    partyAddress: 'Phố Đội Cấn',
    reason: 'Ủng hộ đồng bào bị bão số 3',
    amount: 1_005_000n,
    attachments: 'Biên nhận UH-VNN-00004-2026-000123',
    preparerName: 'Trần Văn Ký',
    signatories: receipt.signatories,
    demo: false,
  };

  it('has the seven contents of a voucher', async () => {
    const [page] = readPdf(await cashVoucherPdf(voucher));
    const text = textOf(page!);
    for (const part of [
      'PHIẾU THU',
      'Số: PT-VNN-00004-2026-000045',
      'Ngày 05 tháng 01 năm 2026',
      voucher.unitName,
      voucher.unitAddress!,
      'Nguyễn Thị Hường',
      'Phố Đội Cấn',
      voucher.reason,
      '1.005.000 đ',
      'Một triệu không trăm linh năm nghìn đồng.',
      'Trần Văn Ký',
      'Lê Thị Quỳnh',
      'Đã nhận đủ số tiền',
    ]) {
      expect(text).toContain(part);
    }
    expectNothingOverflows(page!);
  });

  it('is PHIẾU CHI for money out, and the same bytes each time', async () => {
    const out = { ...voucher, kind: 'PC' as const, partyName: long('Nguyễn'), reason: long('Ủng hộ'), demo: true };
    const bytes = await cashVoucherPdf(out);
    expect((await cashVoucherPdf(out)).equals(bytes)).toBe(true);
    const [page] = readPdf(bytes);
    expect(textOf(page!)).toContain('PHIẾU CHI');
    expect(textOf(page!)).toContain('Người nhận tiền');
    expectNothingOverflows(page!);
  });
});
