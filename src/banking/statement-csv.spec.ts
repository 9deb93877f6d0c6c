import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { problemSentence } from './banking.refusals.js';
import { columnsOf, profileOf, STATEMENT_PROFILES } from './profiles.js';
import { readAmount, readStatement, STATEMENT_LIMITS } from './statement-csv.js';
import { proveStatement, withOccurrences, type StatementRow } from './statement.rules.js';

const HEADER = 'PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails';
const SECRET = '0912345678 NGUYEN VAN BI MAT';

function read(...lines: string[]) {
  return readStatement(Buffer.from([HEADER, ...lines].join('\n')));
}

describe('Reading a Vietcombank statement', () => {
  it('gives whole đồng, days and the memo as written, line breaks included', async () => {
    const { profile, rows, problems } = await read(
      '1,01/09/2024,4826.93651,,50.000,,"ung ho, ""bao so 3""\nxin cam on"',
      '',
      '2,02/09/2024,7927.1,55.000,,10.847.331.843,phi "SMS" thang 8',
    );
    expect({ profile, problems }).toEqual({ profile: 'vietcombank', problems: [] });
    expect(rows).toEqual([
      {
        position: 1,
        pageId: '1',
        date: '2024-09-01',
        reference: '4826.93651',
        debit: 0n,
        credit: 50_000n,
        memo: 'ung ho, "bao so 3"\nxin cam on',
      },
      {
        position: 2,
        pageId: '2',
        date: '2024-09-02',
        reference: '7927.1',
        debit: 55_000n,
        credit: 0n,
        balance: 10_847_331_843n,
        memo: 'phi "SMS" thang 8',
      },
    ]);
  });

  it('finds the header below a letterhead, behind a byte order mark, in Vietnamese and with semicolons', async () => {
    const text =
      '\ufeffSAO KÊ TÀI KHOẢN\r\nTừ ngày 01/09/2024\r\n' +
      'Ngày GD/ TNX Date;Số CT/ Doc No;Số tiền ghi nợ/ Debit;Số tiền ghi có/ Credit;Số dư/ Balance;Nội dung chi tiết/ Transactions in detail\r\n' +
      '01/09/2024;1.2;;\u00a01.000 ;1.000;ủng hộ\r\n';
    const { rows, problems } = await readStatement(Buffer.from(text));
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      { position: 1, date: '2024-09-01', reference: '1.2', debit: 0n, credit: 1000n, balance: 1000n, memo: 'ủng hộ' },
    ]);
  });

  it('reads back whatever rows a bank could write', async () => {
    const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    const text = fc.string({ maxLength: 40, unit: 'grapheme' }).map((memo) => memo.replaceAll('\0', '').trim());
    const line = fc.record({ day, out: fc.boolean(), amount: fc.bigInt({ min: 1n, max: 2n ** 53n - 1n }), memo: text });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 8 }), async (lines) => {
        const cells = lines.map(({ day, out, amount, memo }) => {
          const money = amount.toString().replace(/\B(?=(\d{3})+$)/g, '.');
          const date = day.toISOString().slice(0, 10).split('-').reverse().join('/');
          return `1,${date},R,${out ? `${money},` : `,${money}`},,"${memo.replaceAll('"', '""')}"`;
        });
        const { rows, problems } = await read(...cells);
        expect(problems).toEqual([]);
        expect(rows.map((each) => [each.date, each.debit, each.credit, each.memo])).toEqual(
          lines.map(({ day, out, amount, memo }) => [
            day.toISOString().slice(0, 10),
            out ? amount : 0n,
            out ? 0n : amount,
            memo,
          ]),
        );
      }),
    );
  });
});

describe('A file that cannot be posted', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  it.each<[string, Buffer, string]>([
    ['an empty file', Buffer.alloc(0), 'statement.empty'],
    ['a file of blank lines', Buffer.from('\ufeff \n\n'), 'statement.empty'],
    ['an image', png, 'statement.not-text'],
    ['a spreadsheet', Buffer.from('PK\x03\x04\x14\0\0\0'), 'statement.not-text'],
    ['text of another encoding', Buffer.from([...Buffer.from(HEADER), 0x0a, 0xe2, 0x28, 0xa1]), 'statement.not-text'],
    ['a web page', Buffer.from('<!doctype html><title>Đăng nhập</title>'), 'statement.unknown-header'],
    ['another table', Buffer.from(`name,phone\n${SECRET},1`), 'statement.unknown-header'],
    ['a header only', Buffer.from(`${HEADER}\r\n`), 'statement.no-rows'],
    ['a file past the limit', Buffer.alloc(STATEMENT_LIMITS.bytes + 1, 'a'), 'statement.too-large'],
  ])('%s', async (_what, bytes, code) => {
    const { rows, problems } = await readStatement(bytes);
    expect(rows).toEqual([]);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
  });

  it.each([
    ['no amount', `1,01/09/2024,${SECRET},,,,${SECRET}`, 'statement.amount-missing'],
    ['zero amounts', `1,01/09/2024,R,0,0,,${SECRET}`, 'statement.amount-missing'],
    ['both amounts', `1,01/09/2024,R,1.000,1.000,,${SECRET}`, 'statement.amount-twice'],
    ['a negative amount', `1,01/09/2024,R,,-1.000,,${SECRET}`, 'statement.amount-negative'],
    ['a fraction', `1,01/09/2024,R,,"1.000,5",,${SECRET}`, 'statement.amount-fraction'],
    ['text for an amount', `1,01/09/2024,R,,${SECRET},,${SECRET}`, 'statement.amount-invalid'],
    ['groups of another country', `1,01/09/2024,R,,"1,000",,${SECRET}`, 'statement.amount-invalid'],
    ['2^53', `1,01/09/2024,R,,9007199254740992,,${SECRET}`, 'statement.amount-too-large'],
    ['2^63', `1,01/09/2024,R,,9.223.372.036.854.775.808,,${SECRET}`, 'statement.amount-too-large'],
    ['an overdrawn balance', `1,01/09/2024,R,,1.000,-5,${SECRET}`, 'statement.amount-negative'],
    ['an impossible day', `1,31/09/2024,R,,1.000,,${SECRET}`, 'statement.date-invalid'],
    ['day and month swapped', `1,09/13/2024,R,,1.000,,${SECRET}`, 'statement.date-invalid'],
    ['no day', `1,,R,,1.000,,${SECRET}`, 'statement.date-invalid'],
    ['a cell too many', `1,01/09/2024,R,,1.000,,${SECRET},x`, 'statement.columns'],
    ['a cell too few', `1,01/09/2024,${SECRET}`, 'statement.columns'],
    ['a memo past the limit', `1,01/09/2024,R,,1.000,,${'BI MAT '.repeat(700)}`, 'statement.memo-too-long'],
    ['a quotation mark that never closes', `1,01/09/2024,R,,1.000,,"${SECRET}`, 'statement.not-csv'],
  ])('%s is named with its row and nothing of the cells', async (_what, line, code) => {
    const { problems } = await read('1,01/09/2024,R,,1.000,,ung ho', line);
    expect(problems).toMatchObject([{ code, row: 2 }]);
    for (const lang of ['vi', 'en'] as const) {
      const sentence = problemSentence(problems[0]!, lang);
      expect(sentence).toMatch(/\b2\b/);
      expect(sentence).not.toMatch(/BI MAT|NGUYEN|0912345678|\{/);
    }
  });

  it('a whole amount with zero decimals is no fraction', () => {
    expect(readAmount('50.000,00', '.')).toBe(50_000n);
    expect(readAmount('50,000.00', ',')).toBe(50_000n);
    expect(readAmount('50.000', ',')).toBe('statement.amount-invalid');
  });

  it('a file of nothing but errors lists the first and counts the rest', async () => {
    const { problems } = await read(...Array.from({ length: 200 }, () => '1,x,R,,1,,m'));
    expect(problems).toHaveLength(STATEMENT_LIMITS.problems + 1);
    expect(problems.at(-1)).toEqual({ code: 'statement.more-problems', count: 150 });
    expect(problemSentence(problems.at(-1)!, 'vi')).toBe('Còn 150 lỗi nữa không liệt kê ở đây.');
  });
});

describe('The profiles', () => {
  it('are found by their code and by their own header', () => {
    for (const profile of STATEMENT_PROFILES) {
      expect(profileOf(profile.code)).toBe(profile);
      const header = Object.values(profile.headers).map((names) => names[0] ?? '');
      expect(columnsOf(profile, header)?.size).toBe(header.length);
    }
    expect(profileOf('nowhere')).toBeUndefined();
  });
});

const folder = join(import.meta.dirname, '../../../shared/data/statements');
const real = existsSync(folder) ? describe : describe.skip;
if (!existsSync(folder)) console.warn('The published statement is not at hand: its test is skipped.');

real('The statement that Vietcombank published for 1 to 9 September 2024', () => {
  type Expected = {
    opening_balance_2024_09_01: number;
    rows: number;
    days: Record<string, { rows: number; credit: number; debit: number; closing: number }>;
  };
  const load = async (): Promise<readonly StatementRow[]> => {
    const { rows, problems } = await readStatement(readFileSync(join(folder, 'vcb_2024-09-01_2024-09-09.csv')));
    expect(problems).toEqual([]);
    return rows;
  };

  it('is read to the row and proven to the đồng, each of its nine days', async () => {
    const expected = JSON.parse(readFileSync(join(folder, 'vcb_expected.json'), 'utf8')) as Expected;
    const rows = await load();
    const proof = proveStatement(rows);
    expect(rows).toHaveLength(6977);
    expect(proof).toMatchObject({
      balanced: true,
      opening: 10_847_182_843n,
      closing: 19_620_261_427n,
      debits: 55_000n,
    });
    expect(BigInt(expected.opening_balance_2024_09_01)).toBe(proof.opening);
    expect(
      proof.days.map(({ date, rows: count, credits, debits, closing }) => [
        date.split('-').reverse().join('/'),
        { rows: count, credit: Number(credits), debit: Number(debits), closing: Number(closing) },
      ]),
    ).toEqual(Object.entries(expected.days));
  });

  it('has 6.977 different lines although document numbers repeat', async () => {
    const lines = withOccurrences('0011001932418', await load());
    expect(new Set(lines.map((line) => `${line.identity}:${line.occurrence}`)).size).toBe(6977);
  });
});
