import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { Clock } from '../src/platform/clock.js';
import { addDays, formatDate } from '../src/platform/dates.js';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { type Browser, browserOf } from './support/browser.js';
import { byTwo, CITY_BY } from './support/two-people.js';

const SCRIPT = '<script>alert(1)</script>';

let t: TestApp;
let api: Api;
let clerk: Browser;
let today: string;
let serial: string;

beforeAll(async () => {
  t = await startApp();
  api = apiOf(t);
  today = t.app.get(Clock).today();
  clerk = await browserOf(t, 'ketoan');
  const gift = { fundId: t.committee.city.VNN.id, amount: 500_000, channel: 'cash', donorName: `Bà ${SCRIPT}` };
  serial = (await api.post('ketoan', 'donations', gift)).body.receipt.serial;
});
afterAll(() => t.close());
afterEach(() => t.verifyBooks());

/** What a reader sees of the page's own part, without the tags. */
const words = (html: string): string =>
  html
    .slice(html.indexOf('<main'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/\u00a0/g, ' ')
    .replace(/\s+/g, ' ');

/** The value of a field as the form shows it. */
const valueOf = (html: string, name: string): string | undefined => {
  const field = new RegExp(`<input[^>]* name="${name}"[^>]*>`).exec(html)?.[0];
  return field && (/ value="([^"]*)"/.exec(field)?.[1] ?? '');
};

const gifts = async (): Promise<number> => {
  const rows = await t.app.get(DataSource).query<{ n: bigint }[]>('SELECT count(*) AS n FROM donation');
  return Number(rows[0]?.n);
};

const typed = (over: Record<string, string> = {}): Record<string, string> => ({
  amount: '1.200.000',
  donorName: 'Ông Đỗ Văn Sáu',
  channel: 'cash',
  purpose: t.committee.city.VNN.id,
  effectiveDate: formatDate(today),
  ...over,
});

/** Pages by who may open them; `serial` stands for the receipt of the beginning. */
const PAGES: [username: string, paths: string[]][] = [
  [
    'ketoan',
    [
      '/desk',
      '/desk/gifts/new',
      '/desk/gifts/new?done=:serial',
      '/desk/receipts',
      '/desk/receipts?q=ba',
      '/desk/receipts/:serial',
      '/desk/books/trial-balance',
      '/desk/books/entries',
      '/desk/books/entries/:entry',
      '/desk/books/accounts/:account',
    ],
  ],
  ['thuquy', ['/desk', '/desk/receipts', '/desk/receipts/:serial', '/desk/books/trial-balance']],
  ['chutich', ['/desk', '/desk/receipts/:serial', '/desk/books/entries/:entry']],
  ['giamsat', ['/desk/receipts/:serial', '/desk/books/trial-balance', '/desk/books/entries/:entry']],
];

describe('the desk', () => {
  const addressOf = async (path: string): Promise<string> => {
    const { sequence } = (await api.get('ketoan', `receipts/${serial}`)).body as { sequence: number };
    const entry = (await api.get('ketoan', `ledger/entries/${sequence}`)).body;
    return path
      .replace(':serial', serial)
      .replace(':entry', String(sequence))
      .replace(':account', String(entry.movements[0].debit.accountId));
  };

  it('shows each page to its roles, and a script typed as a name only as text', async () => {
    for (const [username, paths] of PAGES) {
      const browser = username === 'ketoan' ? clerk : await browserOf(t, username);
      for (const path of paths) {
        const page = await browser.open(await addressOf(path));
        expect([path, page.status]).toEqual([path, 200]);
        expect(page.text).not.toContain('<script>alert');
        expect(page.text).toMatch(/<h1[ >]/);
        expect(page.headers['cache-control']).toBe('no-store');
      }
    }
    expect((await clerk.open(`/desk/receipts/${serial}`)).text).toContain('&lt;script>alert(1)');
  });

  it('is whole in English: no Vietnamese word is left but names and papers', async () => {
    const paths = ['/desk', '/desk/gifts/new', '/desk/receipts', '/desk/books/trial-balance', '/desk/books/entries'];
    const english = await browserOf(t, 'ketoan');
    await english.open('/desk?lang=en');
    const vietnamese = /Hôm nay|Ghi |Biên nhận|Số tiền|Ngày|Quỹ\b(?! )|Nợ|Sổ sách|Người|Tìm|Không|đang|Tất cả|Xem/;
    for (const path of paths) {
      const { text } = await english.open(path);
      expect(text).toContain('<html lang="en"');
      const nav = /<nav class="side".*?<\/nav>/s.exec(text)?.[0] ?? '';
      expect([path, vietnamese.exec(nav)?.[0]]).toEqual([path, undefined]);
      const labels = [...text.matchAll(/<(h1|h2|label|th|legend|summary|button)[^>]*>(.*?)<\/\1>/gs)].map(
        ([, , inner]) => words(`<main${inner ?? ''}`),
      );
      expect([path, labels.filter((label) => vietnamese.test(label))]).toEqual([path, []]);
    }
  });

  it('turns away who may not: the cashier records no gift, the board has no desk, a stranger signs in first', async () => {
    const cashier = await browserOf(t, 'thuquy');
    const board = await browserOf(t, 'giamsat');
    expect((await cashier.open('/desk/gifts/new')).status).toBe(403);
    expect((await cashier.open('/desk')).text).not.toContain('href="/desk/gifts/new"');
    expect((await board.open('/desk')).status).toBe(403);
    const stranger = await t.http.get('/desk/receipts').set('Accept', 'text/html');
    expect([stranger.status, stranger.headers.location]).toEqual([303, '/sign-in?next=%2Fdesk%2Freceipts']);
    const elsewhere = await browserOf(t, 'xa.ketoan');
    expect((await elsewhere.open(`/desk/receipts/${serial}`)).status).toBe(403);
    expect((await elsewhere.open(`/desk/books/trial-balance?unit=01`)).status).toBe(403);
  });
});

describe('recording a gift', () => {
  it('comes back with what was typed and each problem beside its field, and records nothing', async () => {
    const before = await gifts();
    const bad = typed({ amount: '1.5', donorName: SCRIPT, effectiveDate: '31/2', purpose: 'none' });
    const answer = await clerk.send('/desk/gifts/new', bad);
    expect(answer.status).toBe(422);
    expect(valueOf(answer.text, 'amount')).toBe('1.5');
    expect(valueOf(answer.text, 'effectiveDate')).toBe('31/2');
    expect(answer.text).not.toContain(SCRIPT);
    for (const sentence of ['số nguyên đồng', 'Ngày không đúng', 'Chọn quỹ']) {
      expect(words(answer.text)).toContain(sentence);
    }
    expect(await gifts()).toBe(before);
  });

  it.each([
    ['nothing', { amount: '' }, 'Chưa ghi số tiền'],
    ['zero', { amount: '0' }, 'từ 1 trở lên'],
    ['less than nothing', { amount: '-500.000' }, 'từ 1 trở lên'],
    ['letters', { amount: 'năm trăm' }, 'từ 1 trở lên'],
    ['two to the 63rd', { amount: '9223372036854775808' }, 'từ 1 trở lên'],
    ['a day to come', { effectiveDate: formatDate(addDays('2099-01-01', 0)) }, 'ở tương lai'],
    ['a day before the fund was', { effectiveDate: '01/01/2001' }, 'Quỹ chưa mở'],
    ['consent without a name', { donorName: '', consent: 'on' }, 'Chưa có tên'],
    ['a channel of its own', { channel: 'goods' }, 'Chọn một'],
  ])('refuses %s beside the field', async (_, over, sentence) => {
    const before = await gifts();
    const answer = await clerk.send('/desk/gifts/new', typed(over));
    expect(answer.status).toBe(422);
    expect(words(answer.text)).toContain(sentence);
    expect(await gifts()).toBe(before);
  });

  it('shows number, code and amount in words, and a fresh form for the same purpose, channel and day', async () => {
    const purpose = `${t.committee.city.CT.id}/${t.committee.appeals.city}`;
    const day = formatDate(addDays(today, -1));
    const answer = await clerk.send(
      '/desk/gifts/new',
      typed({ amount: '2tr', channel: 'transfer', purpose, effectiveDate: day }),
    );
    expect(answer.status).toBe(303);
    const { text } = await clerk.follow(answer);
    expect(words(text)).toMatch(/UH-CT-01-\d{4}-000001/);
    expect(words(text)).toContain('Hai triệu đồng');
    expect(valueOf(text, 'amount')).toBe('');
    expect(valueOf(text, 'donorName')).toBe('');
    expect(valueOf(text, 'effectiveDate')).toBe(day);
    expect(/<option[^>]* selected[^>]*>/.exec(text)?.[0]).toContain(`value="${purpose}"`);
    expect(/<input[^>]*type="radio"[^>]*checked[^>]*>/.exec(text)?.[0]).toContain('value="transfer"');
    expect(/<input[^>]*name="consent"[^>]*>/.exec(text)?.[0]).not.toContain('checked');
  });

  it('records the same form sent twice once, and answers both with the same receipt', async () => {
    const before = await gifts();
    const body = { ...typed(), idempotencyKey: randomUUID() };
    const send = async () => {
      const { text } = await clerk.open('/desk/gifts/new');
      expect(text).toContain('idempotencyKey');
      return clerk.send('/desk/gifts/new', body);
    };
    const [first, second] = [await send(), await send()];
    expect([first.status, second.status]).toEqual([303, 303]);
    expect(second.headers.location).toBe(first.headers.location);
    expect(await gifts()).toBe(before + 1);
    const other = await clerk.send('/desk/gifts/new', { ...body, amount: '7' });
    expect(other.status).toBe(422);
    expect(await gifts()).toBe(before + 1);
  });

  it('suggests names that gave before, to the clerk of that unit alone', async () => {
    await clerk.send('/desk/gifts/new', typed({ donorName: 'Lê Thị Hoà Bình' }));
    expect((await clerk.open('/desk/gifts/donors?donorName=hoa%20b')).text).toContain('Lê Thị Hoà Bình');
    const other = await browserOf(t, 'xa.ketoan');
    expect((await other.open('/desk/gifts/donors?donorName=hoa%20b')).text).not.toContain('Lê');
  });
});

describe('a receipt on the desk', () => {
  it('is found by serial, code, amount and by a name without marks', async () => {
    const made = await clerk.send('/desk/gifts/new', typed({ donorName: 'Phạm Thị Ngọc Ánh', amount: '3.456.789' }));
    const own = /done=([\w-]+)/.exec(made.headers.location as string)?.[1] ?? '';
    const { code } = (await api.get('ketoan', `receipts/${own}`)).body.receipt;
    for (const q of [own, code, code.toLowerCase(), 'ngoc anh', '3.456.789']) {
      const { text } = await clerk.open(`/desk/receipts?q=${encodeURIComponent(q)}`);
      expect([q, words(text).includes(own)]).toEqual([q, true]);
    }
    expect(words((await clerk.open('/desk/receipts?q=khong-co')).text)).toContain('Không tìm thấy biên nhận nào');
  });

  it('has its misspelt name corrected with a reason, once, and keeps the history', async () => {
    const answer = await clerk.send(`/desk/receipts/${serial}`, { name: 'Bà Nguyễn Thị Tư', reason: 'Sai tên' });
    expect(answer.status).toBe(303);
    const page = words((await clerk.follow(answer)).text);
    expect(page).toContain('Đã sửa tên trên biên nhận');
    expect(page).toContain('Bà Nguyễn Thị Tư');
    expect(page).toContain('Sai tên');
    const again = await clerk.send(`/desk/receipts/${serial}`, { name: 'Bà Nguyễn Thị Tư', reason: '' });
    expect(again.status).toBe(422);
    expect(words(again.text)).toContain('Ghi lý do');
  });

  it('keeps a giver under the name they chose to be shown by, unless the box for the real one is ticked', async () => {
    const given = { amount: 70_000, channel: 'cash', donorName: 'Đặng Văn Kin', publicName: 'Bạn của biển' };
    const made = await api.post('ketoan', 'donations', { fundId: t.committee.city.VNN.id, ...given });
    const here = `/desk/receipts/${made.body.receipt.serial}`;
    const named = async (): Promise<string> => (await api.get('ketoan', `donations/${made.body.id}`)).body.publicName;
    const box = /<input[^>]*name="public"[^>]*>/.exec((await clerk.open(here)).text)?.[0] ?? '';
    expect(box).toContain('type="checkbox"');
    expect(box).not.toContain('checked');
    expect((await clerk.send(here, { name: 'Đặng Văn Kiên', reason: 'Sai tên' })).status).toBe(303);
    expect(await named()).toBe('Bạn của biển');
    const agreed = { name: 'Đặng Văn Kiên Bình', reason: 'Sai tên', public: 'on' };
    expect((await clerk.send(here, agreed)).status).toBe(303);
    expect(await named()).toBe('Đặng Văn Kiên Bình');
    expect((await clerk.open(here)).text).toMatch(/<input[^>]*name="public"[^>]*checked/);
  });

  it('is voided with a reason by a further entry, and then offers neither', async () => {
    const made = await clerk.send('/desk/gifts/new', typed({ donorName: '' }));
    const own = /done=([\w-]+)/.exec(made.headers.location as string)?.[1] ?? '';
    // Without a name there is none to correct, so the first form of the page is the one that voids.
    const short = await clerk.send(`/desk/receipts/${own}`, { reason: 'x', effectiveDate: '' });
    expect(short.status).toBe(422);
    const answer = await clerk.send(`/desk/receipts/${own}`, { reason: 'Ghi nhầm quỹ', effectiveDate: '' });
    expect(answer.status).toBe(303);
    const { text } = await clerk.follow(answer);
    expect(words(text)).toContain('Biên nhận này đã hủy');
    expect(words(text)).toContain('Ghi nhầm quỹ');
    expect(text).not.toContain(`/desk/receipts/${own}/void`);
  });
});

describe('the books on the desk', () => {
  it('show a trial balance whose totals are the sums of its rows and tie out', async () => {
    const { text } = await clerk.open('/desk/books/trial-balance');
    const body = /<tbody.*?<\/tbody>/s.exec(text)?.[0] ?? '';
    const rows = [...body.matchAll(/<tr.*?<\/tr>/gs)].map(([row]) => cellsOf(row));
    const totals = cellsOf(/<tfoot.*?<\/tfoot>/s.exec(text)?.[0] ?? '');
    for (const column of [1, 2, 3, 4]) {
      expect(totals[column]).toBe(rows.reduce((sum, row) => sum + (row[column] ?? 0n), 0n));
    }
    expect(totals[1]).toBe(totals[2]);
    expect(totals[3]).toBe(totals[4]);
    expect(totals[1]).toBeGreaterThan(0n);
    expect(words(text)).toContain('Nợ bằng Có');
    const api_ = (await api.get('ketoan', 'ledger/trial-balance')).body.totals;
    expect(totals[1]).toBe(BigInt(api_.debit));
  });

  it('show an entry with its movements, its paper, who recorded it and its place in the log', async () => {
    const { sequence } = (await api.get('ketoan', `receipts/${serial}`)).body;
    const entry = (await api.get('ketoan', `ledger/entries/${sequence}`)).body;
    const { text } = await clerk.open(`/desk/books/entries/${sequence}`);
    expect(text).toContain(entry.leafHash);
    expect(text).toContain(`/desk/receipts/${serial}`);
    expect(words(text)).toContain('Người dùng ketoan');
    expect(words(text)).toContain(entry.voucher);
    expect(text).not.toContain('/reverse');
    expect((await clerk.open('/desk/books/entries/999999')).status).toBe(404);
    expect((await clerk.open('/desk/books/accounts/999999')).status).toBe(404);
  });

  it('let a manual entry be reversed once, from its page', async () => {
    const fundId = t.committee.city.CT.id;
    await api.post('ketoan', 'donations', { fundId, amount: 5000, channel: 'cash' });
    const { items } = (await api.get('ketoan', `ledger/accounts?fund=${fundId}`)).body;
    const [general, appeal] = items
      .filter(({ code }: { code: string }) => code === '421')
      .sort((a: { restrictionId: number }, b: { restrictionId: number }) => a.restrictionId - b.restrictionId);
    const movements = [{ debitAccountId: general.accountId, creditAccountId: appeal.accountId, amount: 1000 }];
    const posted = await byTwo(api, CITY_BY, 'ledger/entries', {
      fundId,
      effectiveDate: today,
      description: 'Điều chuyển',
      decisionNo: '12/QĐ-MTTQ',
      movements,
    });
    expect(posted.status).toBe(200);
    const here = `/desk/books/entries/${posted.body.id}`;
    const wrong = await clerk.send(here, { reason: '', effectiveDate: '' });
    expect(wrong.status).toBe(422);
    const done = await clerk.send(here, { reason: 'Ghi nhầm', effectiveDate: '' });
    expect(done.status).toBe(303);
    expect(words((await clerk.follow(done)).text)).toContain('chờ duyệt');
    const chief = await browserOf(t, 'ketoantruong');
    const approved = await chief.send(done.headers.location as string, {});
    expect(approved.status).toBe(303);
    expect(words((await chief.follow(approved)).text)).toContain('đã ghi sổ');
    const { text } = await clerk.open(here);
    expect(words(text)).toContain('đã được lấy lại');
    expect(text).not.toContain('/reverse');
  });
});

/** The amounts in the cells of a row, by column; the first column is what the row is. */
function cellsOf(row: string): (bigint | undefined)[] {
  return [...row.matchAll(/<td.*?<\/td>/gs)].map(([cell]) => {
    const value = /<data class="money" value="(-?\d+)"/.exec(cell)?.[1];
    return value === undefined ? undefined : BigInt(value);
  });
}
