import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { exactJson } from '../src/platform/money.js';
import { startApp, type TestApp } from './support/app.js';
import { Caller } from './support/api.js';
import { PRIVATE, PUBLIC_NAME, type Receipts, work } from './support/private-work.js';

let t: TestApp;
let clerk: Caller;
let db: pg.Client;
let receipts: Receipts;

beforeAll(async () => {
  t = await startApp();
  clerk = await Caller.of(t, 'ketoan');
  db = new pg.Client(t.databases.publicUrl);
  await db.connect();
  receipts = await work(t);
});
afterAll(async () => {
  await db.end();
  await t.close();
});
afterEach(() => t.verifyBooks());

const page = (path: string) => t.http.get(path).set('Accept', 'text/html');

describe('a receipt, by its code', () => {
  it('is valid, with its amount, day, fund and place in the log, and not a word about who gave', async () => {
    const { status, body } = await t.http.get(`/api/v1/public/receipts/${receipts.shy.code}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'valid',
      serial: receipts.shy.serial,
      amount: 200_000,
      currency: 'VND',
      date: '2026-01-05',
      fund: 'Quỹ Vì người nghèo',
      appeal: null,
      sequence: expect.any(Number),
    });
  });

  it('is found however the code is typed', async () => {
    const { code } = receipts.shy;
    const typed = `${code.slice(0, 4)}-${code.slice(4, 8)} ${code.slice(8)}`.toLowerCase();
    const { body } = await t.http.get(`/api/v1/public/receipts/${encodeURIComponent(typed)}`);
    expect(body.serial).toBe(receipts.shy.serial);
  });

  it('is void once the gift was taken back, without the reason', async () => {
    const { body } = await t.http.get(`/api/v1/public/receipts/${receipts.void.code}`);
    expect([body.status, body.amount]).toEqual(['void', 70_000]);
    const { text } = await page(`/r/${receipts.void.code}`);
    expect(text).toContain('Biên nhận đã hủy');
    expect(text).not.toContain('Biên nhận đúng');
  });

  it('that does not exist tells nothing, whatever is wrong with it', async () => {
    const answers = [];
    for (const code of ['0000-0000-0000', 'ABC', '%00', 'x'.repeat(500), `${receipts.shy.code}0`])
      answers.push(await t.http.get(`/api/v1/public/receipts/${code}`));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.body).toMatchObject({ code: 'public.receipt-unknown', status: 404 });
  });

  it('opens as a page of its own: verdict, amount in figures and words, fund, number, place, money', async () => {
    const { status, text, headers } = await page(`/r/${receipts.appeal.code}`);
    expect(status).toBe(200);
    for (const words of [
      'Biên nhận đúng',
      '1.000.000\u00a0đ',
      'Một triệu đồng',
      receipts.appeal.serial,
      'Không công khai tên',
    ])
      expect(text).toContain(words);
    // The appeal's own figures: two gifts, one of them with a condition.
    for (const words of ['Khắc phục mưa lũ', 'Quỹ Cứu trợ', '1.500.000']) expect(text).toContain(words);
    // One script, of this site, without which the page is whole.
    expect(text.match(/<script[^>]*>/g)).toEqual([expect.stringMatching(/src="\/assets\/\w+\/receipt\.js"/)]);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-robots-tag']).toBe('noindex');
  });

  it('shows the name that was agreed to, and no other', async () => {
    const { text } = await page(`/r/${receipts.named.code}`);
    expect(text).toContain(PUBLIC_NAME);
    expect(text).not.toContain(PRIVATE.printed);
  });

  it('as an unknown page is a plain 404 with a way to try again', async () => {
    const { status, text } = await page('/r/000000000000');
    expect(status).toBe(404);
    expect(text).toContain('Không có biên nhận này');
    expect(text).toContain('action="/search"');
  });

  it('weighs under 40 kB with its style', async () => {
    const { text } = await page(`/r/${receipts.appeal.code}`);
    const style = /href="([^"]+style\.css)"/.exec(text)?.[1] ?? '';
    const packed = await fetch(t.url + style, { headers: { 'accept-encoding': 'gzip' } });
    const bytes = Number(packed.headers.get('content-length'));
    expect(bytes).toBeGreaterThan(1_000);
    expect(Buffer.byteLength(text) + bytes).toBeLessThan(40_000);
  });

  it('is searched by its whole number or code, never by a name', async () => {
    const search = async (q: string) => (await t.http.get('/api/v1/public/search').query({ q })).body.items;
    expect(await search(receipts.shy.serial)).toMatchObject([{ serial: receipts.shy.serial, amount: 200_000 }]);
    expect(await search(receipts.shy.code)).toMatchObject([{ serial: receipts.shy.serial }]);
    for (const q of [PRIVATE.printed, PUBLIC_NAME, receipts.shy.serial.slice(0, -1), '%', ''])
      expect(await search(q)).toEqual([]);
    expect((await search(receipts.shy.serial))[0]).not.toHaveProperty('code');
  });

  it('is found from the search box: a code leads to its page, a number is answered there', async () => {
    const byCode = await page(`/search?q=${receipts.shy.code.toLowerCase()}`);
    expect([byCode.status, byCode.headers.location]).toEqual([303, `/r/${receipts.shy.code}`]);
    const byNumber = await page(`/search?q=${receipts.shy.serial}`);
    expect(byNumber.text).toContain('Biên nhận đúng');
    expect(byNumber.text).not.toContain(receipts.shy.code);
    expect((await page('/search?q=')).text).toContain('Tìm khoản ủng hộ của tôi');
    const script = await page(`/search?q=${encodeURIComponent('<script>alert(1)</script>')}`);
    expect(script.status).toBe(404);
    expect(script.text).not.toContain('<script>alert');
  });
});

describe('the public figures', () => {
  const summary = async () => (await t.http.get('/api/v1/public/summary')).body;

  it('are the balances of the restrictions, and each fund adds up', async () => {
    const owner = new pg.Client(t.databases.ownerUrl);
    await owner.connect();
    const { rows } = await owner.query<{ fund_id: string; held: string; reserved: string }>(
      `SELECT r.fund_id, sum(b.balance) AS held, sum(b.reserved) AS reserved FROM restriction r
       JOIN restriction_balance b ON b.restriction_id = r.id GROUP BY r.fund_id`,
    );
    await owner.end();
    const { funds, appeals, months } = await summary();
    expect(funds.length).toBe(rows.length);
    for (const fund of funds) {
      const books = rows.find(({ fund_id }) => fund_id === fund.id);
      expect([fund.held, fund.reserved]).toEqual([Number(books?.held), Number(books?.reserved)]);
      expect(fund.opening + fund.received).toBe(fund.paid + fund.passedOn + fund.otherSpent + fund.held);
      const { inBank, inCash, inTransit, inAdvances, inGoods, receivable, owed } = fund;
      expect(inBank + inCash + inTransit + inAdvances + inGoods + receivable - owed).toBe(fund.held);
      const ofFund = months.filter((month: { fundId: string }) => month.fundId === fund.id);
      const sum = (what: string): number =>
        ofFund.reduce((all: number, month: Record<string, number>) => all + (month[what] ?? 0), 0);
      expect([sum('received'), sum('paid')]).toEqual([fund.received, fund.paid]);
    }
    const [appeal] = appeals.filter(({ id }: { id: string }) => id === t.committee.appeals.city);
    expect([appeal.received, appeal.held]).toEqual([1_500_000, 1_500_000]);
  });

  it('never count an opening balance, a voided gift or an advance as what they are not', async () => {
    const { funds, payouts, pledged } = await summary();
    const fund = funds.find(({ id }: { id: string }) => id === t.committee.city.VNN.id);
    expect(fund).toMatchObject({
      opening: 5_000_000,
      received: 500_000,
      paid: 100_000,
      held: 5_400_000,
      reserved: 100_000,
      inAdvances: 100_000,
    });
    expect(payouts).toMatchObject([{ communeCode: '00004', households: 1, amount: 100_000 }]);
    expect(pledged).toEqual([
      { fundId: t.committee.city.CT.id, appealId: t.committee.appeals.city, pledged: 9_000_000, kept: 0 },
    ]);
  });

  it('follow the books at once, and say which position they are of', async () => {
    const before = await summary();
    await clerk.post('/donations', { fundId: t.committee.city.BD.id, channel: 'cash', amount: 1_000 });
    const after = await summary();
    expect(after.sequence).toBe(before.sequence + 1);
    const received = (of: { funds: { id: string; received: number }[] }) =>
      of.funds.find(({ id }) => id === t.committee.city.BD.id)?.received;
    expect(received(after)).toBe((received(before) ?? 0) + 1_000);
  });

  it('stand on the front page of the unit asked for, promises apart', async () => {
    const { status, text } = await page('/?unit=01');
    expect(status).toBe(200);
    for (const words of [
      'Quỹ Vì người nghèo',
      'Quỹ Cứu trợ',
      'Quỹ Vì biển, đảo Việt Nam',
      '5.400.000',
      'Phường Ba Đình',
    ])
      expect(text).toContain(words);
    expect(text).toContain('Đăng ký, chưa chuyển: 9.000.000');
    expect((await page('/?unit=48')).status).toBe(200);
    expect((await page('/?unit=01&unit=48')).status).toBe(200);
  });

  it('of an appeal have a page; another id has none', async () => {
    const { text } = await page(`/appeals/${t.committee.appeals.city}`);
    expect(text).toContain('Khắc phục mưa lũ');
    expect((await page(`/appeals/${randomUUID()}`)).status).toBe(404);
    expect((await page('/appeals/x')).status).toBe(404);
  });
});

describe('what is private', () => {
  it('is in no byte of any public page or answer', async () => {
    const paths = [
      ...Object.values(receipts).flatMap(({ code, serial }) => [
        `/r/${code}`,
        `/api/v1/public/receipts/${code}`,
        `/search?q=${serial}`,
      ]),
      ...['/', '/?unit=01', '/?unit=00004', '/r', '/api/v1/public/summary', `/appeals/${t.committee.appeals.city}`],
    ];
    for (const path of paths) {
      const { text } = await page(path);
      for (const secret of Object.values(PRIVATE)) expect(`${path} ${text}`).not.toContain(secret);
    }
  });

  it('is beyond the public login: it reads the public views, and no table, sequence or function of the books', async () => {
    const { rows } = await db.query<{ name: string; kind: string }>(
      `SELECT c.relname AS name, c.relkind AS kind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'm', 'p', 'S', 'f')
         AND (has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT'))`,
    );
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter(({ name, kind }) => kind !== 'v' || !name.startsWith('public_'))).toEqual([]);
    for (const table of [
      'donation',
      'donor',
      'household',
      'entry',
      'event',
      'pledge',
      'receipt',
      'app_user',
      'purpose_flow',
    ])
      await expect(db.query(`SELECT * FROM ${table} LIMIT 1`)).rejects.toThrow(/permission denied/);
    for (const write of [
      'DELETE FROM public_receipt',
      `UPDATE public_fund SET name = 'x'`,
      'CREATE TABLE mine (id integer)',
    ])
      await expect(db.query(write)).rejects.toThrow(/permission denied|cannot/);
  });

  it('is in no column of a public view', async () => {
    const { rows } = await db.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'v' AND relname LIKE 'public\\_%'`,
    );
    for (const { name } of rows) {
      const held = exactJson((await db.query(`SELECT * FROM ${name}`)).rows);
      for (const secret of Object.values(PRIVATE)) expect(`${name} ${held}`).not.toContain(secret);
    }
  });
});

describe('guessing codes', () => {
  it('is stopped for a minute after twenty misses, for pages and programs together, and for that address alone', async () => {
    const other = await startApp({ TRUST_PROXY: '1' });
    try {
      const from = (address: string, path: string) => other.http.get(path).set('X-Forwarded-For', address);
      for (let miss = 0; miss < 10; miss++) {
        expect((await from('203.0.113.7', `/api/v1/public/receipts/${miss}`)).status).toBe(404);
        expect((await from('203.0.113.7', `/r/00000000000${miss}`).set('Accept', 'text/html')).status).toBe(404);
      }
      const stopped = await from('203.0.113.7', '/api/v1/public/receipts/1');
      expect([stopped.status, stopped.body.code, stopped.headers['retry-after']]).toEqual([
        429,
        'request.too-many',
        '60',
      ]);
      expect((await from('203.0.113.7', '/r/000000000000').set('Accept', 'text/html')).status).toBe(429);
      expect((await from('203.0.113.7', '/search?q=UH-1').set('Accept', 'text/html')).status).toBe(429);
      expect((await from('203.0.113.8', '/api/v1/public/receipts/1')).status).toBe(404);
      // One household's IPv6 addresses are one client.
      for (let miss = 0; miss < 20; miss++) await from(`2001:db8:1:2::${miss + 1}`, '/api/v1/public/receipts/1');
      expect((await from('2001:db8:1:2:ffff::1', '/api/v1/public/receipts/1')).status).toBe(429);
      expect((await from('2001:db8:1:3::1', '/api/v1/public/receipts/1')).status).toBe(404);
    } finally {
      await other.close();
    }
  });
});
