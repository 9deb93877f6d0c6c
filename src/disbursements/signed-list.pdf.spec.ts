import { readPdf, textOf } from '../../test/support/read-pdf.js';
import { signedListPdf, type SignedList, type SignedListLine } from './signed-list.pdf.js';

const line: SignedListLine = {
  headName: 'Nguyễn Thị Hường',
  address: 'Thôn Đoài, xã Thượng Cát',
  status: 'Hộ nghèo',
  content: 'Hỗ trợ sau bão số 3',
  amount: 1_000_000n,
};

function listOf(lines: readonly SignedListLine[]): SignedList {
  return {
    number: '12/DS-MTTQ',
    unitName: 'Ủy ban Mặt trận Tổ quốc Việt Nam xã Thượng Cát',
    fundName: 'Quỹ Cứu trợ xã Thượng Cát',
    decision: 'Quyết định số 15/QĐ-MTTQ-BTT',
    date: '2026-07-05',
    recordedAt: '2026-07-05T02:42:00Z',
    lines,
    preparerName: 'Trần Văn Ký',
    signatories: [{ title: 'Thủ quỹ', name: 'Lê Thị Quỳnh' }, { title: 'Trưởng ban công tác Mặt trận' }],
    demo: true,
  };
}

describe('The list that households sign', () => {
  it('holds 500 households, each with a place to sign, its head repeated and its pages numbered', async () => {
    const lines = Array.from({ length: 500 }, (_, at) => ({
      ...line,
      headName: `Hộ ${at + 1}`,
      amount: BigInt(at + 1),
    }));
    const pages = readPdf(await signedListPdf(listOf(lines)));
    expect(pages.length).toBeGreaterThan(20);
    const names = pages.flatMap((page) => page.texts.filter((piece) => /^Hộ \d+$/.test(piece.text)));
    expect(names.map((piece) => piece.text)).toEqual(lines.map((each) => each.headName));
    for (const [at, page] of pages.entries()) {
      expect(textOf(page)).toContain(`12/DS-MTTQ · Trang ${at + 1}/${pages.length}`);
      const rows = page.texts.filter((piece) => /^Hộ \d+$/.test(piece.text));
      if (rows.length > 0) expect(textOf(page)).toContain('Họ tên chủ hộ');
      for (const [index, row] of rows.slice(1).entries())
        expect(row.y - rows[index]!.y).toBeGreaterThanOrEqual(32 - 0.01);
      // Once for a screen reader; on the further pages the head is for the eye.
      expect(page.marks.includes('TH')).toBe(at === 0);
    }
    expect(pages.map(textOf).join('\n')).toContain('Tổng cộng: 500 hộ, số tiền 125.250 đ');
  });

  it('ends with the total in figures and words and the places to sign, together on one page', async () => {
    for (let count = 8; count <= 14; count++) {
      const pages = readPdf(await signedListPdf(listOf(Array.from({ length: count }, () => line))));
      const last = textOf(pages.at(-1)!);
      for (const part of [
        'Tổng cộng:',
        'Bằng chữ:',
        'Người lập',
        'Trần Văn Ký',
        'Lê Thị Quỳnh',
        'Trưởng ban công tác',
      ]) {
        expect(last).toContain(part);
      }
      for (const page of pages) {
        for (const { text, x, y, width } of page.texts) {
          const inside = x > 0 && x + width < page.width && y < page.height - (text.includes('Trang') ? 0 : 34);
          expect([text, inside]).toEqual([text, true]);
        }
      }
    }
  });

  it('wraps long names inside their cells and never breaks a number in two', async () => {
    const crowded = {
      ...line,
      headName: 'W'.repeat(200),
      content: 'Hỗ trợ '.repeat(28),
      amount: 9_007_199_254_740_991n,
    };
    const note = 'Vợ nhận thay: Lê Thị Bưởi, giấy ủy quyền ngày 01/07/2026';
    const [page] = readPdf(await signedListPdf(listOf([line, { ...crowded, note }, line])));
    const text = page!.texts.map((piece) => piece.text).join('');
    expect(text.match(/W/g)).toHaveLength(200);
    expect(page!.texts.map((piece) => piece.text)).toContain('9.007.199.254.740.991');
    const name = page!.texts.filter((piece) => /^W+$/.test(piece.text));
    const address = page!.texts.find((piece) => piece.text.startsWith('Thôn'))!;
    for (const piece of name) expect(piece.x + piece.width).toBeLessThanOrEqual(address.x);
    const next = page!.texts.filter((piece) => piece.text === 'Nguyễn Thị Hường')[1]!;
    expect(next.y).toBeGreaterThan(name.at(-1)!.y + 9);
  });

  it('is the same bytes each time', async () => {
    const list = listOf([line, line]);
    const bytes = await signedListPdf(list);
    expect((await signedListPdf(list)).equals(bytes)).toBe(true);
  });
});
