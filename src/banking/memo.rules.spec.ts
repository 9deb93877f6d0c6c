import fc from 'fast-check';
import { scrubMemo } from './memo.rules.js';

describe('A memo shown outside the unit', () => {
  it.each([
    [
      'MBVCB.7577855678.TRAN VAN AN chuyen tien.CT tu 3978182594131 TRAN VAN AN toi 0011001932418 MAT TRAN TO QUOC VN',
      'TRAN VAN AN chuyen tien.',
    ],
    ['365929.108543.245529.xin cam on', 'xin cam on'],
    ['MBVCB.1046155673.970610.ung ho dong bao.CT tu 5148827929 LE THI BINH', 'ung ho dong bao.'],
    [
      'VCB.CTDK.31/03/2024.ung ho hang thang. CT tu 7242289360433 toi 0011001932418 MAT TRAN',
      'VCB.CTDK.31/03/2024.ung ho hang thang.',
    ],
    ['FT24253123456 ung ho ba con', 'ung ho ba con'],
    ['ung ho mien Bac, lien he 0912345678', 'ung ho mien Bac, lien he'],
    ['goi 0912 345 678 hoac +84 98.765.4321 nhe', 'goi hoac nhe'],
    ['email an.tran+qtu@example.com.vn cam on', 'email cam on'],
    ['CCCD 001 085 012 345 ung ho', 'CCCD ung ho'],
    ['so ０９１２３４５６７８ ung ho', 'so ung ho'],
    ['ung ho 09123\n45678 ba con', 'ung ho ba con'],
    ['Lớp 9A ủng hộ 1.000.000 đồng bão số 3', 'Lớp 9A ủng hộ 1.000.000 đồng bão số 3'],
    ['CT tu thien Mua dong am 2024', 'CT tu thien Mua dong am 2024'],
    ['CT tu 0123456789 LE VAN C toi 0011001932418', ''],
    ['', ''],
  ])('%j reads %j', (memo, scrubbed) => {
    expect(scrubMemo(memo)).toBe(scrubbed);
  });

  const piece = fc.oneof(
    fc.constantFrom(
      'CT tu ',
      ' toi ',
      'MBVCB.',
      'FT',
      '0912',
      '+84',
      '@',
      '.',
      '-',
      ' ',
      '\n',
      '\u200b',
      'a@b.vn',
      'ủng hộ',
    ),
    fc.nat(99_999_999).map(String),
    fc.string({ maxLength: 6, unit: 'grapheme' }),
  );
  const memos = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

  it('never keeps six digits together, a phone or an e-mail address, whatever the bank wrote', () => {
    fc.assert(
      fc.property(memos, (memo) => {
        const kept = scrubMemo(memo);
        expect(kept).not.toMatch(/\p{Nd}{6}/u);
        expect(kept).not.toMatch(/(?<!\d)0[35789]([ .-]?\d){8}(?!\d)/);
        expect(kept).not.toMatch(/[\w.]@\w/);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same when scrubbed again', () => {
    fc.assert(fc.property(memos, (memo) => scrubMemo(scrubMemo(memo)) === scrubMemo(memo)));
  });

  it('takes in a memo of the largest size without delay', () => {
    const started = process.cpuUsage().user;
    for (const unit of ['a.', '1 ', 'CT ', '@a.', '0 ', 'MBVCB.1', '-.', '12345 a '])
      scrubMemo(unit.repeat(4000 / unit.length));
    // Of this process, in microseconds: a busy machine is no fault of the memo.
    expect(process.cpuUsage().user - started).toBeLessThan(2_000_000);
  });
});
