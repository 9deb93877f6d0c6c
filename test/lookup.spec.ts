/** A donor finds an own gift by what the bank told, learns nothing of others, and asks the board where it is not found. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { addWorkingDays } from '../src/oversight/lookup-ticket.rules.js';
import { Clock } from '../src/platform/clock.js';
import { referenceKeys } from '../src/publication/lookup.rules.js';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { type BankLine, receiveByBank } from './support/bank-lines.js';

const DAY = '2024-09-08';
const NAME = 'NGUYEN VAN KIN';
const ACCOUNT = '3978182594131';
const PHONE = '0912345678';

/** Three gifts of one amount told apart by the minute, four of another that nothing tells apart, two under one number. */
const LINES: BankLine[] = [
  { reference: '4826.93651', credit: 50_000n, memo: `MBVCB.7577855678.${NAME} chuyen tien.CT tu ${ACCOUNT} ${NAME}` },
  { reference: '1297.36993', credit: 200_000n, memo: `152698.613422.113578.${NAME} UNG HO-613422-17:55:09 152698` },
  { reference: '1297.36994', credit: 200_000n, memo: 'UNG HO BAO SO 3-613422-18:47:08 363646' },
  { reference: '1297.36995', credit: 200_000n, memo: 'UNG HO BAO SO 3-613422-18:47:59 363647' },
  ...[1, 2, 3, 4].map((n) => ({ reference: `9000.1111${n}`, credit: 10_000n, memo: `${NAME} ${PHONE} ung ho` })),
  { reference: '5213.45946', credit: 70_000n, memo: 'ung ho ba con' },
  { reference: '5213.45946', credit: 80_000n, memo: 'ung ho ba con' },
];

let t: TestApp;
let api: Api;

const search = (query: Record<string, string | number>) => t.http.get('/api/v1/public/search').query(query);
const page = (path: string) => t.http.get(path).set('Accept', 'text/html');
const ask = (body: object, key: string = randomUUID()) =>
  t.http.post('/api/v1/public/tickets').set('Idempotency-Key', key).send(body);

beforeAll(async () => {
  t = await startApp();
  api = apiOf(t);
  await receiveByBank(t, LINES, DAY);
});
afterAll(() => t.close());
afterEach(() => t.verifyBooks());

describe('An own gift', () => {
  it.each(['4826.93651', '482693651', '7577855678', 'MBVCB.7577855678', 'mbvcb 7577 8556 78'])(
    'is found by the bank’s reference %j, whole, with its receipt',
    async (q) => {
      const { status, body } = await search({ q });
      expect(status).toBe(200);
      expect(body).toEqual({
        items: [
          {
            status: 'valid',
            serial: expect.stringMatching(/^UH-CT-TW-2024-\d{6}$/),
            amount: 50_000,
            currency: 'VND',
            date: DAY,
            fund: expect.any(String),
            appeal: 'Bão số 3 (Yagi)',
            sequence: expect.any(Number),
            code: expect.stringMatching(/^[0-9A-Z]{12}$/),
          },
        ],
      });
      const receipt = await t.http.get(`/api/v1/public/receipts/${body.items[0].code}`);
      expect(receipt.body.serial).toBe(body.items[0].serial);
    },
  );

  it('is found by the reference that the sender’s bank put before the memo', async () => {
    expect((await search({ q: 'Ref 152698.613422.113578' })).body.items).toMatchObject([{ amount: 200_000 }]);
  });

  it.each([ACCOUNT, NAME, PHONE, '4826.9365', '757785567', '4826', '%', '4826.9365_', '', 'UNG HO'])(
    'is not found by %j: an account, a name, a phone or a part of a reference',
    async (q) => {
      const { status, body } = await search({ q });
      expect([status, body]).toEqual([200, { items: [] }]);
    },
  );

  it('is found by amount and day, without its code and without the whole of its number', async () => {
    const { body } = await search({ amount: 50_000, date: DAY });
    expect(body.items).toMatchObject([{ amount: 50_000, date: DAY, serial: expect.stringMatching(/·{4}\d\d$/) }]);
    expect(body.items[0]).not.toHaveProperty('code');
    expect((await search({ amount: 50_001, date: DAY })).body).toEqual({ items: [] });
    expect((await search({ amount: 50_000, date: '2024-09-07' })).body).toEqual({ items: [] });
  });

  it('is told apart by the time where the bank gives it', async () => {
    expect((await search({ amount: 200_000, date: DAY })).body.items).toHaveLength(3);
    expect((await search({ amount: 200_000, date: DAY, time: '17:55' })).body.items).toHaveLength(1);
    expect((await search({ amount: 200_000, date: DAY, time: '18:47' })).body.items).toHaveLength(2);
    expect((await search({ amount: 200_000, date: DAY, time: '03:00' })).body).toEqual({ items: [] });
  });

  it('among many alike is only counted', async () => {
    expect((await search({ amount: 10_000, date: DAY })).body).toEqual({ items: [], count: 4 });
    expect((await search({ amount: 10_000, date: DAY, time: '08:21' })).body).toEqual({ items: [], count: 4 });
  });

  it('under a number that the bank used twice is shown without a code, and with one once the amount is said', async () => {
    const both = (await search({ q: '5213.45946' })).body.items;
    expect(both.map((item: { amount: number }) => item.amount).sort()).toEqual([70_000, 80_000]);
    for (const item of both) expect(item).not.toHaveProperty('code');
    const own = (await search({ q: '5213.45946', amount: 70_000, date: DAY })).body.items;
    expect(own).toMatchObject([{ amount: 70_000, code: expect.any(String) }]);
  });

  it('is no longer found as received when its receipt was voided', async () => {
    const { code } = (await search({ q: '9000.11114' })).body.items[0];
    const gifts = (await api.get('tw.ketoan', '/donations?limit=200')).body.items;
    const gift = gifts.find((one: { receipt: { code: string } }) => one.receipt.code === code);
    expect((await api.post('tw.ketoan', `/donations/${gift.id}/void`, { reason: 'Ghi nhầm' })).status).toBeLessThan(
      300,
    );
    expect((await search({ q: '9000.11114' })).body.items).toMatchObject([{ status: 'void' }]);
  });

  it('is found on the page too: by reference with the way to its receipt, by amount without one', async () => {
    const byReference = await page('/search?q=4826.93651');
    expect(byReference.status).toBe(200);
    expect(byReference.text).toMatch(/href="\/r\/[0-9A-Z]{12}"/);
    const byAmount = await page('/search?amount=50.000&date=8/9/2024');
    expect(byAmount.text).toContain('Có trong sổ');
    expect(byAmount.text).not.toMatch(/href="\/r\/[0-9A-Z]{12}"/);
    const many = await page('/search?amount=10k&date=08/09/2024');
    expect(many.text).toContain('Có 4 khoản 10.000\u00a0đ ngày 08/09/2024');
    const half = await page('/search?amount=50.000');
    expect(half.status).toBe(422);
    expect(half.text).toContain('Ghi cả ngày chuyển.');
    for (const { text } of [byReference, byAmount, many, half])
      for (const secret of [NAME, ACCOUNT, PHONE]) expect(text).not.toContain(secret);
    expect(byAmount.text).not.toContain('<script');
  });
});

describe('Hostile input', () => {
  it.each([
    [{ amount: '9223372036854775808', date: DAY }],
    [{ amount: '-1', date: DAY }],
    [{ amount: '1.5', date: DAY }],
    [{ amount: 50_000 }],
    [{ date: DAY }],
    [{ amount: 50_000, date: '2024-13-45' }],
    [{ amount: 50_000, date: DAY, time: '25:00' }],
    [{ q: 'x'.repeat(10_000) }],
    [{ name: NAME }],
  ])('%j is refused in a sentence', async (query) => {
    const { status, body } = await search(query);
    expect([status, body.status]).toEqual([400, 400]);
  });

  it.each(['<script>alert(1)</script>', "' OR 1=1 --", '%', '\0\0\0\0\0\0', '123456\u202e'])(
    '%j comes back harmless',
    async (q) => {
      const { status, text } = await page(`/search?q=${encodeURIComponent(q)}`);
      expect([404, 200]).toContain(status);
      expect(text).not.toContain('<script>alert');
      expect(text).not.toContain(NAME);
    },
  );

  it('cannot make the page fail', async () => {
    for (const query of ['q[]=1', 'q[a]=1', 'amount=9223372036854775808&date=1/1', 'amount=x&date=y&time=z'])
      expect((await page(`/search?${query}`)).status).toBeLessThan(500);
    expect((await page(`/search?q=${'x'.repeat(10_000)}`)).status).toBe(422);
  });
});

describe('Trying', () => {
  it('is stopped after twenty misses, in every way together, for that client alone', async () => {
    const other = await startApp({ TRUST_PROXY: '1' });
    try {
      const from = (address: string, path: string) => other.http.get(path).set('X-Forwarded-For', address);
      for (let miss = 0; miss < 10; miss++) {
        await from('203.0.113.7', `/api/v1/public/search?q=99999${miss}`);
        await from('203.0.113.7', `/api/v1/public/search?amount=${miss + 1}&date=${DAY}`);
      }
      for (const path of ['search?q=123456', `search?amount=1&date=${DAY}`, 'receipts/1', 'tickets/000000000000'])
        expect((await from('203.0.113.7', `/api/v1/public/${path}`)).status).toBe(429);
      expect((await from('203.0.113.8', '/api/v1/public/search?q=123456')).status).toBe(200);
    } finally {
      await other.close();
    }
  });
});

describe('What is not found', () => {
  const CONTACT = '0987 654 321';
  const NOTE = 'Tôi là Lò Thị Giấu, chuyển hộ cả bản';
  const QUESTION = {
    ...{ unitCode: '00004', amount: 123_000, date: DAY, time: '08:21' },
    ...{ reference: 'FT24253999888', contact: CONTACT, note: NOTE },
  };
  const counts = async () => (await t.http.get('/api/v1/public/tickets')).body;
  let code: string;
  let id: string;

  it('becomes a question, once for its key, also when sent twice at once', async () => {
    const key = randomUUID();
    const before = await counts();
    const [first, second] = await Promise.all([ask(QUESTION, key), ask(QUESTION, key)]);
    expect([first.status, second.body]).toEqual([201, first.body]);
    const today = t.app.get(Clock).today();
    expect(first.body).toEqual({
      code: expect.stringMatching(/^[0-9A-Z]{12}$/),
      number: expect.stringMatching(/^HT-\d+$/),
      dueOn: addWorkingDays(today, 2),
    });
    expect((await ask({ ...QUESTION, amount: 1 }, key)).body.code).toBe('idempotency.conflict');
    expect(await counts()).toEqual({ ...before, asked: before.asked + 1, open: before.open + 1 });
    code = first.body.code;
  });

  it.each([
    [{ unitCode: '00004' }, 400, 'ticket.nothing-searched'],
    [{ unitCode: '00004', amount: 5 }, 400, 'ticket.nothing-searched'],
    [{ unitCode: '99999', reference: '123456' }, 422, 'ticket.unit-unknown'],
    [{ unitCode: '00004', reference: '123456', contact: 'bà Giấu' }, 400, 'ticket.contact-form'],
    [{ unitCode: '00004', amount: 2 ** 53, date: DAY }, 400, 'request.invalid'],
    [{ unitCode: '00004', reference: 'x'.repeat(10_000) }, 400, 'request.invalid'],
    [{ unitCode: '00004', amount: 5, date: DAY, state: 'found' }, 400, 'request.invalid'],
  ])('is refused as %j: %i %s, and nothing of it is kept', async (body, status, refusal) => {
    const before = await counts();
    const answer = await ask(body);
    expect([answer.status, answer.body.code]).toEqual([status, refusal]);
    expect(answer.text).not.toContain('bà Giấu');
    expect(await counts()).toEqual(before);
  });

  it('is seen by the donor with the code, without what was told to the board alone', async () => {
    const { body } = await t.http.get(`/api/v1/public/tickets/${code}`);
    expect(body).toMatchObject({ unitCode: '00004', amount: 123_000, date: DAY, state: 'open', answer: null });
    const { status, text, headers } = await page(`/search/ticket/${code.toLowerCase()}`);
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(text).toContain('Ban giám sát đang tìm');
    for (const secret of [CONTACT, 'Giấu', 'FT24253999888']) expect(JSON.stringify(body) + text).not.toContain(secret);
    expect((await t.http.get('/api/v1/public/tickets/000000000000')).body.code).toBe('public.ticket-unknown');
  });

  it('is read by the board alone, whole and on record; the phone is in no table in the clear', async () => {
    for (const who of ['xa.ketoan', 'xa.chutich', 'xa.thuquy', 'quantri'])
      expect((await api.get(who, 'lookup-tickets')).status).toBe(403);
    const list = await api.get('xa.giamsat', 'lookup-tickets?state=open');
    expect(list.text).not.toContain(CONTACT);
    id = list.body.items[0].id;
    expect((await api.get('xa.giamsat', `lookup-tickets/${id}`)).body).toMatchObject({
      ...{ contact: CONTACT, note: NOTE, reference: 'FT24253999888', mayAnswer: true, overdue: false },
    });
    const db = t.app.get(DataSource);
    const [log] = await db.query<{ n: bigint }[]>(
      `SELECT count(*) AS n FROM access_log WHERE action = 'ticket.read' AND subject_id = $1`,
      [id],
    );
    expect(log?.n).toBe(1n);
    const [row] = await db.query<{ text: string }[]>(
      `SELECT lookup_ticket::text || encode(told, 'escape') AS text FROM lookup_ticket WHERE id = $1`,
      [id],
    );
    for (const secret of [CONTACT, NOTE, 'FT24253999888']) expect(row?.text).not.toContain(secret);
  });

  it('is overdue once its day is over, for the board and in the public counts', async () => {
    const [row] = await t.app.get(DataSource).query<{ id: string }[]>(
      `INSERT INTO lookup_ticket (id, code, unit_code, amount, gift_day, told, opened_at, opened_on, due_on)
       SELECT $1, 'ZZZZZZZZZZZZ', unit_code, amount, gift_day, told, opened_at, '2026-01-05', '2026-01-07'
       FROM lookup_ticket LIMIT 1 RETURNING id`,
      [randomUUID()],
    );
    expect((await api.get('xa.giamsat', `lookup-tickets/${row?.id}`)).body.overdue).toBe(true);
    expect((await counts()).overdue).toBe(1);
    const session = await t.signIn('xa.giamsat');
    const board = await page('/board/tickets').set('Authorization', `Bearer ${session}`);
    expect(board.text).toContain('quá hạn');
    expect((await page('/search/ticket/ZZZZZZZZZZZZ')).text).toContain('Quá hạn mà chưa trả lời');
  });

  it('is answered by the board of that unit, and ends once', async () => {
    const answer = { result: 'our-fault', text: 'Đã thấy: tiền về ngày 9, ghi nhầm quỹ.' };
    expect((await api.post('xa.ketoan', `lookup-tickets/${id}/answer`, answer)).status).toBe(403);
    expect((await api.post('xa.giamsat', `lookup-tickets/${id}/answer`, { ...answer, result: 'open' })).status).toBe(
      400,
    );
    const before = await counts();
    const done = await api.post('xa.giamsat', `lookup-tickets/${id}/answer`, answer);
    expect([done.status, done.body]).toEqual([200, { id, state: 'our-fault' }]);
    const again = await api.post('xa.giamsat', `lookup-tickets/${id}/answer`, { ...answer, result: 'found' });
    expect([again.status, again.body.code]).toEqual([409, 'ticket.ended']);
    expect(await counts()).toEqual({ ...before, open: before.open - 1, ourFault: before.ourFault + 1 });
    expect((await page(`/search/ticket/${code}`)).text).toContain('Đã thấy: tiền về ngày 9, ghi nhầm quỹ.');
    const withdrawn = await t.http.post(`/api/v1/public/tickets/${code}/withdraw`).set('Idempotency-Key', randomUUID());
    expect([withdrawn.status, withdrawn.body.code]).toEqual([409, 'ticket.ended']);
  });

  it('stays as it was asked and as it ended, whoever writes', async () => {
    const db = t.app.get(DataSource);
    await expect(db.query(`UPDATE lookup_ticket SET state = 'open' WHERE id = $1`, [id])).rejects.toThrow();
    await expect(db.query(`UPDATE lookup_ticket SET amount = 1 WHERE id = $1`, [id])).rejects.toThrow(/permission/);
    await expect(db.query(`DELETE FROM lookup_ticket`)).rejects.toThrow(/permission/);
  });

  it('is asked and withdrawn on the pages, without script', async () => {
    const missing = await page('/search?amount=321.000&date=8/9/2024');
    expect(missing.status).toBe(404);
    const way = /href="(\/search\/ticket\?[^"]+)"/.exec(missing.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await page(way)).text).toContain('value="321.000"');
    const form = { unitCode: '00004', amount: '321.000', date: '8/9/2024', time: '8h05', contact: 'a@b.vn' };
    const asked = await t.http
      .post('/search/ticket')
      .type('form')
      .send({ ...form, idempotencyKey: randomUUID() });
    expect(asked.status).toBe(303);
    const path = asked.headers['location'] as string;
    expect((await page(path)).text).toContain('08:05');
    const wrong = await t.http
      .post('/search/ticket')
      .set('Accept', 'text/html')
      .type('form')
      .send({ ...form, contact: 'x', idempotencyKey: randomUUID() });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Ghi số điện thoại hoặc địa chỉ thư điện tử');
    const withdrawn = await t.http.post(`${path}/withdraw`).type('form').send({ idempotencyKey: randomUUID() });
    expect(withdrawn.status).toBe(303);
    expect((await page(path)).text).toContain('Câu hỏi đã rút lại');
  });

  it('cannot flood the board: ten questions an hour from one client', async () => {
    let last = 0;
    for (let n = 0; n < 11 && last !== 429; n++)
      last = (await ask({ unitCode: '00004', reference: `10000${n}` })).status;
    expect(last).toBe(429);
  });
});

describe('Among very many gifts', () => {
  it('each look-up goes by an index, through the public view', async () => {
    const owner = new pg.Client(t.databases.ownerUrl);
    await owner.connect();
    await owner.query(
      `INSERT INTO statement_line (id, statement_id, bank_account_id, position, date, reference, debit, credit, memo, identity, occurrence, state)
       SELECT gen_random_uuid(), statement_id, bank_account_id, n + 100, date + n % 300, 'X' || n || '00000', 0, 1000 + n % 977,
         'MBVCB.' || 1000000000 + n || '.x', sha256(n::text::bytea), 0, 'suspense'
       FROM statement_line, generate_series(1, 30000) n WHERE position = 1`,
    );
    await owner.query(`ANALYZE statement_line`);
    await owner.end();
    const db = new pg.Client(t.databases.publicUrl);
    await db.connect();
    const planOf = async (where: string, values: unknown[]): Promise<string> => {
      const { rows } = await db.query(`EXPLAIN SELECT * FROM public_bank_gift WHERE ${where} LIMIT 4`, values);
      return rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n');
    };
    const keys = referenceKeys('1000000123').map((key) => `\\x${key.toString('hex')}`);
    const byReference = await planOf('reference_key = ANY ($1::bytea[]) OR memo_key = ANY ($1::bytea[])', [keys]);
    expect(byReference).toContain('statement_line_reference_key_idx');
    expect(byReference).toContain('statement_line_memo_key_idx');
    expect(await planOf('amount = $1 AND date = $2', [1500, DAY])).toContain('statement_line_amount_day_idx');
    await db.end();
    expect((await search({ q: '1000000123' })).body.items).toMatchObject([{ status: 'waiting', serial: null }]);
  });
});
