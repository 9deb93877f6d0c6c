/** Foreign money: given, held, sold to a bank. Whatever happens, it is somebody's purpose's, and its đồng go with it. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Response } from 'supertest';
import { DataSource } from 'typeorm';
import { UsersService } from '../src/identity/users.service.js';
import { ActorsService } from '../src/identity/actors.service.js';
import { ForeignHoldings } from '../src/ledger/foreign-holdings.service.js';
import { LedgerService } from '../src/ledger/ledger.service.js';
import { PeriodsService } from '../src/ledger/periods.service.js';
import { CURRENCIES, FOREIGN_CURRENCIES, formatNumber } from '../src/platform/money.js';
import { transact } from '../src/platform/transact.js';
import { Clock } from '../src/platform/clock.js';
import { addDays, formatDate } from '../src/platform/dates.js';
import { Verification } from '../src/reports/verification.service.js';
import { type Api, apiOf, Caller } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { OTHER_COMMUNE, PASSWORD } from './support/committee.js';
import { readPdf, textOf } from './support/read-pdf.js';

let t: TestApp;
let api: Api;
let db: DataSource;
let today: string;
/** The city's fund for the poor: a cash box and a bank account of dollars, a box of yen. */
let usdBox: string;
let usdBank: string;
let jpyBox: string;

beforeAll(async () => {
  t = await startApp();
  api = apiOf(t);
  db = t.app.get(DataSource);
  today = t.app.get(Clock).today();
  usdBox = await openPlace('cash-boxes', { currency: 'USD' });
  usdBank = await openPlace('bank-accounts', { currency: 'USD', bankCode: 'vietcombank', number: '1900000000840' });
  jpyBox = await openPlace('cash-boxes', { currency: 'JPY' });
});
afterAll(() => t.close());
afterEach(async () => {
  const report = await t.app.get(Verification).verify();
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
});

async function openPlace(
  path: string,
  given: { fundId?: string; currency?: string; bankCode?: string; number?: string },
): Promise<string> {
  const answer = await api.post('quantri', `/${path}`, {
    fundId: t.committee.city.VNN.id,
    openedOn: '2024-01-01',
    ...given,
  });
  expect(answer.status).toBe(201);
  return (answer.body as { id: string }).id;
}

const usd = (amount: number, more: object = {}): object => ({
  fundId: t.committee.city.VNN.id,
  amount,
  currency: 'USD',
  rate: '25430.5',
  rateDocument: 'VCB 22/11',
  channel: 'cash',
  ...more,
});

const give = (body: object, user = 'ketoan'): Promise<Response> => api.post(user, '/donations', body);

async function given(body: object): Promise<{ id: string; receipt: { serial: string; code: string } }> {
  const answer = await give(body);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body as { id: string; receipt: { serial: string; code: string } };
}

const sale = (foreignAmount: number, proceeds: number, more: object = {}): object => ({
  fromPlaceId: usdBox,
  foreignAmount,
  toBankAccountId: t.committee.city.VNN.bankAccountId,
  proceeds,
  documentNo: 'MB 77/2026',
  ...more,
});

async function prepared(body: object): Promise<string> {
  const answer = await api.post('ketoan', '/currency-sales', body);
  if (answer.status !== 201) throw new Error(answer.text);
  return (answer.body as { id: string }).id;
}

async function sold(body: object): Promise<{ sequence: number; bookValue: number; difference: number }> {
  const answer = await api.post('chutich', `/currency-sales/${await prepared(body)}/approve`);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body as { sequence: number; bookValue: number; difference: number };
}

async function accountOf(placeId: string): Promise<number> {
  const [row] = await db.query<{ id: number }[]>(
    `SELECT ledger_account_id AS id FROM cash_box WHERE id = $1 UNION ALL SELECT ledger_account_id FROM bank_account WHERE id = $1`,
    [placeId],
  );
  return row?.id ?? 0;
}

/** What a place holds: as the place, and as its purposes' holdings added up. */
async function held(placeId: string): Promise<{ foreign: bigint; book: bigint }> {
  const account = await accountOf(placeId);
  const [row] = await db.query<Record<'foreign' | 'book', bigint>[]>(
    `SELECT foreign_balance AS foreign, balance AS book FROM place_balance WHERE account_id = $1`,
    [account],
  );
  const holdings = await t.app.get(ForeignHoldings).ofPlace(db, account);
  const sum = (of: 'foreignAmount' | 'amount'): bigint => holdings.reduce((total, one) => total + one[of], 0n);
  expect({ foreign: sum('foreignAmount'), book: sum('amount') }).toEqual(row);
  for (const one of holdings) expect(one.foreignAmount > 0n && one.amount >= one.foreignAmount).toBe(true);
  return row ?? { foreign: -1n, book: -1n };
}

async function codes(sequence: number | bigint): Promise<string[]> {
  const rows = await db.query<{ line: string }[]>(
    `SELECT d.code || '/' || c.code || ' ' || m.amount || coalesce(' ' || m.foreign_amount, '') AS line
     FROM movement m JOIN account d ON d.id = m.debit JOIN account c ON c.id = m.credit WHERE m.sequence = $1 ORDER BY m.line`,
    [sequence],
  );
  return rows.map(({ line }) => line);
}

async function everything(): Promise<unknown> {
  return db.query(
    `SELECT (SELECT sequence FROM ledger_head) s, (SELECT count(*) FROM receipt) r, (SELECT count(*) FROM donation) d,
       (SELECT count(*) FROM currency_sale) k, (SELECT sum(last) FROM number_series) n, (SELECT count(*) FROM account) a`,
  );
}

it('knows the same currencies, with the same digits, in the program and in the database', async () => {
  const rows = await db.query<{ code: string; digits: number }[]>(
    `SELECT c AS code, currency_minor_digits(c) AS digits FROM unnest($1::text[]) c`,
    [FOREIGN_CURRENCIES],
  );
  expect(rows).toEqual(FOREIGN_CURRENCIES.map((code) => ({ code, digits: CURRENCIES[code].digits })));
  const [none] = await db.query<{ digits: number | null }[]>(`SELECT currency_minor_digits('XXX') AS digits`);
  expect(none?.digits).toBeNull();
});

describe('a gift in foreign currency is refused', () => {
  it.each([
    ['a currency that is none', { currency: 'XXX' }, 422, 'donation.currency-unknown'],
    ['a currency in small letters', { currency: 'usd' }, 422, 'donation.currency-unknown'],
    ['no rate', { rate: undefined }, 422, 'donation.rate-missing'],
    ['no paper for the rate', { rateDocument: undefined }, 422, 'donation.rate-missing'],
    ['a rate of nothing', { rate: '0' }, 400, 'request.invalid'],
    ['a rate of 0.0000', { rate: '0.0000' }, 400, 'request.invalid'],
    ['a rate with five decimals', { rate: '25430.12345' }, 400, 'request.invalid'],
    ['a negative rate', { rate: '-25430' }, 400, 'request.invalid'],
    ['a rate that is a number', { rate: 25430 }, 400, 'request.invalid'],
    ['a rate written the Vietnamese way', { rate: '25.430,5' }, 400, 'request.invalid'],
    ['a rate a thousand times too small', { rate: '25.43' }, 422, 'donation.rate-too-small'],
    ['a rate in đồng', { currency: 'VND' }, 422, 'donation.rate-in-dong'],
    ['cents of a yen', { currency: 'JPY', amount: 100.5, rate: '165.5' }, 400, 'request.invalid'],
    ['2^63 cents', { amount: 2 ** 63 }, 400, 'request.invalid'],
    ['a worth that outgrows the books', { amount: Number.MAX_SAFE_INTEGER }, 422, 'donation.value-too-large'],
    ['no place for its currency', { currency: 'EUR' }, 422, 'donation.no-foreign-cash-box'],
    [
      'no account for its currency',
      { currency: 'JPY', rate: '165', channel: 'transfer' },
      422,
      'donation.no-foreign-account',
    ],
    ['a name where the paper’s number belongs', { rateDocument: 'Nguyễn Văn A' }, 400, 'request.invalid'],
  ])('with %s, and leaves nothing behind', async (_, more, status, code) => {
    const before = await everything();
    const answer = await give(usd(100_00, more));
    expect([answer.status, (answer.body as { code?: string }).code]).toEqual([status, code]);
    expect(await everything()).toEqual(before);
  });

  it('at the books’ own door too, when a place of đồng and one of dollars meet without an amount in dollars', async () => {
    const [box, foreign] = [await accountOf(t.committee.city.VNN.cashBoxId), await accountOf(usdBox)];
    const actor = await t.app.get(ActorsService).system();
    const ledger = t.app.get(LedgerService);
    const of = { unitCode: '01', fundId: t.committee.city.VNN.id, effectiveDate: today, description: 'thử' };
    for (const movement of [
      { debit: foreign, credit: box, amount: 1_000n },
      { debit: foreign, credit: await accountOf(jpyBox), amount: 1_000n, foreignAmount: 5n },
    ]) {
      const entry = { ...of, movements: [movement] };
      const posting = transact(db, (tx) => ledger.post(tx, { kind: 'entry', actorId: actor.id, entry }));
      await expect(posting).rejects.toMatchObject({ code: 'ledger.currency-mixed' });
    }
  });
});

describe('a gift in foreign currency', () => {
  it('lies where its currency is held, at its worth, with its rate and paper beside it', async () => {
    const { id, receipt } = await given(usd(1_250_50, { donorName: 'Trần Thị Mai' }));
    const { body } = await api.get('ketoan', `/donations/${id}`);
    expect(body).toMatchObject({
      amount: 125_050,
      currency: 'USD',
      bookValue: 31_800_840,
      rate: '25430.5',
      rateDocument: 'VCB 22/11',
    });
    const { sequence } = body as { sequence: number };
    expect(await codes(sequence)).toEqual(['1112/511 31800840 125050']);
    const open = await t.http.get(`/api/v1/public/receipts/${receipt.code}`);
    expect(open.body).toMatchObject({ status: 'valid', amount: 125_050, currency: 'USD', sequence });
    expect(open.text).not.toContain('Mai');
    const page = await t.http.get(`/r/${receipt.code}`).set('Accept', 'text/html');
    expect(page.text).toContain('1.250,50\u00a0USD');
    expect(page.text).toContain('31.800.840\u00a0đ');
    const boxes = (await api.get('ketoan', '/cash-boxes')).body as { items: { id: string }[] };
    expect(boxes.items.find((box) => box.id === usdBox)).toMatchObject({ currency: 'USD', foreignBalance: 125_050 });
  });

  it('has a paper that says the amount, the worth in đồng and the rate, the same bytes each time', async () => {
    const { receipt } = await given(usd(20_00));
    const clerk = await Caller.of(t, 'ketoan');
    const get = async (): Promise<Buffer> =>
      (await clerk.get(`/receipts/${receipt.serial}.pdf`).buffer(true)).body as Buffer;
    const [bytes, again] = [await get(), await get()];
    expect(bytes.equals(again)).toBe(true);
    const text = readPdf(bytes).map(textOf).join(' ').replace(/\s+/g, ' ');
    expect(text).toContain('20,00 USD');
    expect(text).toContain('508.610 đ (tỷ giá 25.430,5 đ/USD)');
    expect(text).toContain('Năm trăm linh tám nghìn sáu trăm mười đồng');
  });

  it('of a currency without a smaller unit is counted whole', async () => {
    const { id } = await given(usd(12_000, { currency: 'JPY', rate: '165.25' }));
    const { body } = await api.get('ketoan', `/donations/${id}`);
    expect(body).toMatchObject({ amount: 12_000, currency: 'JPY', bookValue: 1_983_000 });
    expect(await held(jpyBox)).toEqual({ foreign: 12_000n, book: 1_983_000n });
  });

  it('by transfer lies on the account of its currency, and one in đồng never does', async () => {
    const before = await held(usdBank);
    const { id } = await given(usd(500_00, { channel: 'transfer' }));
    const { body } = await api.get('ketoan', `/donations/${id}`);
    expect(await codes((body as { sequence: number }).sequence)).toEqual(['1122/511 12715250 50000']);
    await given({ fundId: t.committee.city.VNN.id, amount: 200_000, channel: 'transfer' });
    await given({ fundId: t.committee.city.VNN.id, amount: 200_000, channel: 'cash' });
    expect(await held(usdBank)).toEqual({ foreign: before.foreign + 500_00n, book: before.book + 12_715_250n });
  });

  it('in đồng is refused by a fund that has a box of dollars only', async () => {
    const fund = await api.post('quantri', '/funds', { unitCode: '00004', kindCode: 'CT', openedOn: '2024-01-01' });
    const { id: fundId } = fund.body as { id: string };
    await openPlace('cash-boxes', { fundId, currency: 'USD' });
    const answer = await give({ fundId, amount: 100_000, channel: 'cash' }, 'xa.ketoan');
    expect([answer.status, answer.body.code]).toEqual([422, 'donation.no-cash-box']);
    expect((await give({ ...usd(10_00), fundId }, 'xa.ketoan')).status).toBe(201);
  });

  it('is done once for one key, and a void takes back both amounts', async () => {
    const before = await held(usdBox);
    const key = randomUUID();
    const [one, two] = [
      await api.post('ketoan', '/donations', usd(77_00), key),
      await api.post('ketoan', '/donations', usd(77_00), key),
    ];
    expect(two.body).toEqual(one.body);
    expect(await held(usdBox)).toEqual({ foreign: before.foreign + 77_00n, book: before.book + 1_958_149n });
    const { id, receipt } = one.body as { id: string; receipt: { code: string } };
    const voided = await api.post('ketoan', `/donations/${id}/void`, { reason: 'ghi nhầm' });
    expect(await codes((voided.body as { sequence: number }).sequence)).toEqual(['511/1112 1958149 7700']);
    expect(await held(usdBox)).toEqual(before);
    const open = await t.http.get(`/api/v1/public/receipts/${receipt.code}`);
    expect(open.body).toMatchObject({ status: 'void', amount: 7_700, currency: 'USD' });
  });

  it('brings no statement: an account in a foreign currency has none here', async () => {
    const token = await t.signIn('ketoan');
    const answer = await t.http
      .post(`/api/v1/bank-accounts/${usdBank}/statements`)
      .set('Authorization', `Bearer ${token}`)
      .set('Idempotency-Key', randomUUID())
      .attach('file', Buffer.from('a,b\n'), 'sao ke.csv');
    expect([answer.status, answer.body.code]).toEqual([422, 'statement.account-foreign']);
  });
});

describe('a sale to a bank', () => {
  it.each([
    ['of more than is held', () => sale(99_999_999_00, 1_000), 422, 'currency-sale.short'],
    ['of nothing', () => sale(0, 1_000), 400, 'request.invalid'],
    ['for nothing', () => sale(100, 0), 400, 'request.invalid'],
    ['of 2^63 cents', () => sale(2 ** 63, 1_000), 400, 'request.invalid'],
    ['on a day to come', () => sale(100, 25_000, { date: addDays(today, 1) }), 400, 'date.future'],
    ['on a day before there was any', () => sale(100, 25_000, { date: '2024-02-01' }), 422, undefined],
    ['without the bank’s paper', () => sale(100, 25_000, { documentNo: undefined }), 400, 'request.invalid'],
    [
      'from a place that is none',
      () => sale(100, 25_000, { fromPlaceId: randomUUID() }),
      422,
      'currency-sale.place-unknown',
    ],
    [
      'of đồng',
      () => sale(100, 25_000, { fromPlaceId: t.committee.city.VNN.cashBoxId }),
      422,
      'currency-sale.not-foreign',
    ],
    ['into dollars', () => sale(100, 25_000, { toBankAccountId: usdBank }), 422, 'currency-sale.account-foreign'],
    [
      'into another fund',
      () => sale(100, 25_000, { toBankAccountId: t.committee.city.CT.bankAccountId }),
      422,
      'currency-sale.other-fund',
    ],
    [
      'into an account that is none',
      () => sale(100, 25_000, { toBankAccountId: randomUUID() }),
      422,
      'currency-sale.account-unknown',
    ],
  ])('%s is refused, and leaves nothing behind', async (_, body, status, code) => {
    const before = await everything();
    const answer = await api.post('ketoan', '/currency-sales', body());
    expect(answer.status).toBe(status);
    if (code) expect(answer.body.code).toBe(code);
    expect(await everything()).toEqual(before);
  });

  it('takes two people, is decided once, and posts nothing before', async () => {
    await given(usd(10_00));
    const before = await held(usdBox);
    const by = await api.post('ketoantruong', '/currency-sales', sale(10_00, 254_305));
    const { id } = by.body as { id: string };
    expect(await held(usdBox)).toEqual(before);
    const own = await api.post('ketoantruong', `/currency-sales/${id}/approve`);
    expect([own.status, own.body.code]).toEqual([409, 'currency-sale.same-person']);
    for (const user of ['ketoan', 'thuquy', 'giamsat', 'xa.chutich'])
      expect((await api.post(user, `/currency-sales/${id}/approve`)).status).toBe(403);
    expect((await api.post('giamsat', `/currency-sales/${id}/reject`, { reason: 'không được' })).status).toBe(403);
    const rejected = await api.post('chutich', `/currency-sales/${id}/reject`, { reason: 'tỷ giá chưa tốt' });
    expect(rejected.status).toBe(200);
    const late = await api.post('chutich', `/currency-sales/${id}/approve`);
    expect([late.status, late.body.code]).toEqual([409, 'currency-sale.decided']);
    expect(await held(usdBox)).toEqual(before);
  });

  it('books the gain of each purpose as its own other income, and the đồng go on their way', async () => {
    const box = await freshBox();
    await given(usd(100_00, { ...box.gift, rate: '25000' }));
    const { sequence, bookValue, difference } = await sold(sale(40_00, 1_020_000, box.sale));
    expect([bookValue, difference]).toEqual([1_000_000, 20_000]);
    expect(await codes(sequence)).toEqual(['113/1112 1000000 4000', '113/711 20000']);
    expect(await held(box.id)).toEqual({ foreign: 60_00n, book: 1_500_000n });
    const [row] = await db.query<{ voucher: string; document_no: string }[]>(
      `SELECT voucher, document_no FROM entry WHERE sequence = $1`,
      [sequence],
    );
    expect(row).toMatchObject({ voucher: expect.stringMatching(/^PC-/), document_no: 'MB 77/2026' });
  });

  it('books the loss as other expense, which no gift’s consent is needed for', async () => {
    const box = await freshBox();
    await given(usd(100_00, { ...box.gift, rate: '25000' }));
    const { sequence, difference } = await sold(sale(100_00, 2_400_000, box.sale));
    expect(difference).toBe(-100_000);
    expect(await codes(sequence)).toEqual(['113/1112 2500000 10000', '811/113 100000']);
    expect(await held(box.id)).toEqual({ foreign: 0n, book: 0n });
  });

  it('lets no two purposes meet in one entry, and leaves neither with the other’s money', async () => {
    const box = await freshBox();
    await given(usd(100_00, { ...box.gift, rate: '25000' }));
    await given(usd(50_00, { ...box.gift, rate: '26000', condition: 'Xây cầu thôn 5' }));
    const before = await purposesOf(box.fundId);
    const { sequence } = await sold(sale(90_00, 2_295_000, box.sale));
    expect(await codes(sequence)).toEqual(['113/1112 1500000 6000', '113/711 30000']);
    expect(await codes(sequence + 1)).toEqual(['113/1112 780000 3000', '811/113 15000']);
    const after = await purposesOf(box.fundId);
    expect([...after].map(([id, amount]) => amount - (before.get(id) ?? 0n)).sort()).toEqual(
      [-15_000n, 30_000n].sort(),
    );
    const cut = await sold(sale(59_99, 1_500_000, box.sale));
    expect(cut.bookValue).toBeGreaterThan(0);
    expect((await held(box.id)).foreign).toBe(1n);
    await sold(sale(1, 255, box.sale));
    expect(await held(box.id)).toEqual({ foreign: 0n, book: 0n });
  });

  it('makes a gift whose money is gone impossible to take out of another purpose’s money', async () => {
    const box = await freshBox();
    const first = await given(usd(100_00, box.gift));
    await given(usd(100_00, { ...box.gift, condition: 'Giếng nước' }));
    await sold(sale(100_00, 2_543_050, box.sale));
    const answer = await api.post('ketoan', `/donations/${first.id}/void`, { reason: 'người gửi đòi lại' });
    expect([answer.status, answer.body.code]).toEqual([422, 'donation.currency-sold']);
    expect(answer.body.detail).toContain('50,00\u00a0USD');
    expect(await held(box.id)).toMatchObject({ foreign: 100_00n });
  });

  it('leaves a later void to take back what is left at its average, the difference told apart', async () => {
    const box = await freshBox();
    const cheap = await given(usd(100_00, { ...box.gift, rate: '25000' }));
    await given(usd(100_00, { ...box.gift, rate: '26000' }));
    await sold(sale(100_00, 2_600_000, box.sale));
    const voided = await api.post('ketoan', `/donations/${cheap.id}/void`, { reason: 'trả lại' });
    expect(await codes((voided.body as { sequence: number }).sequence)).toEqual([
      '511/1112 2550000 10000',
      '811/511 50000',
    ]);
    expect(await held(box.id)).toEqual({ foreign: 0n, book: 0n });
  });

  it('of the same money twice at once is done once', async () => {
    const box = await freshBox();
    await given(usd(100_00, box.gift));
    const ids = [await prepared(sale(80_00, 2_000_000, box.sale)), await prepared(sale(80_00, 2_000_000, box.sale))];
    const answers = await Promise.all(ids.map((id) => api.post('chutich', `/currency-sales/${id}/approve`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(answers.find(({ status }) => status === 422)?.body.code).toBe('currency-sale.short');
    expect((await held(box.id)).foreign).toBe(20_00n);
  });

  it('approved twice at once is posted once', async () => {
    const box = await freshBox();
    await given(usd(100_00, box.gift));
    const id = await prepared(sale(30_00, 760_000, box.sale));
    const answers = await Promise.all(
      ['chutich', 'ketoantruong', 'chutich'].map((user) => api.post(user, `/currency-sales/${id}/approve`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect((await held(box.id)).foreign).toBe(70_00n);
  });

  it('is not dated in a closed month, nor on a day before the money came', async () => {
    const box = await freshBox();
    await given(usd(100_00, { ...box.gift, effectiveDate: '2024-05-10' }));
    await given(usd(100_00, { ...box.gift, rate: '50000', effectiveDate: '2024-07-10' }));
    const early = await api.post(
      'ketoan',
      '/currency-sales',
      sale(150_00, 3_000_000, { ...box.sale, date: '2024-06-01' }),
    );
    expect(early.status).toBe(422);
    expect(early.body.code).toMatch(/^ledger\.(foreign-past-short|place-past-short)$/);
    const actor = await t.app.get(ActorsService).system();
    await transact(db, (tx) =>
      t.app.get(PeriodsService).set(tx, {
        ...{ unitCode: '01', fundId: box.fundId, kind: 'month', startsOn: '2024-07-01', state: 'closed' },
        actorId: actor.id,
      }),
    );
    const closed = await api.post(
      'ketoan',
      '/currency-sales',
      sale(10_00, 260_000, { ...box.sale, date: '2024-07-20' }),
    );
    expect([closed.status, closed.body.code]).toEqual([409, 'ledger.period-closed']);
    const gift = await give(usd(1_00, { ...box.gift, effectiveDate: '2024-07-21' }));
    expect([gift.status, gift.body.code]).toEqual([409, 'ledger.period-closed']);
    await sold(sale(10_00, 380_000, { ...box.sale, date: '2024-08-01' }));
  });

  it('is brought by the bank’s line, which is no gift; taken back, it is on its way again', async () => {
    const box = await freshBox();
    await given(usd(100_00, { ...box.gift, rate: '25000', effectiveDate: addDays(today, -2) }));
    const { fundId } = box;
    const before = await purposesOf(fundId);
    const id = await prepared(sale(100_00, 2_520_000, { ...box.sale, date: addDays(today, -1) }));
    expect((await api.get('chutich', `/currency-sales/${id}`)).body).toMatchObject({
      shares: [{ foreignAmount: 100_00, bookValue: 2_500_000, proceeds: 2_520_000, difference: 20_000 }],
    });
    await api.post('chutich', `/currency-sales/${id}/approve`);
    const statement = await postStatement(box.account, 2_520_000n);
    const state = async (): Promise<unknown> => (await api.get('ketoan', `/currency-sales/${id}`)).body.arrived;
    expect(await state()).toBe(true);
    const lines = (await api.get('ketoan', `/statements/${statement}/lines`)).body as { items: { state: string }[] };
    expect(lines.items.map((line) => line.state)).toEqual(['in-transit']);
    const gained = [...(await purposesOf(fundId))].reduce(
      (sum, [key, amount]) => sum + amount - (before.get(key) ?? 0n),
      0n,
    );
    expect(gained).toBe(20_000n);
    expect((await api.post('ketoan', `/statements/${statement}/undo`, { reason: 'nhầm tệp' })).status).toBe(200);
    expect(await state()).toBe(false);
  });
});

describe('a unit that keeps others’ money (profile B)', () => {
  it('books gifts, sales and their differences in 338, with the same figures', async () => {
    const commune = await profileBUnit();
    const gift = await api.post('b.ketoan', '/donations', { ...usd(100_00), fundId: commune.fundId, rate: '25000' });
    expect(gift.status).toBe(201);
    const { id } = gift.body as { id: string };
    const { sequence } = (await api.get('b.ketoan', `/donations/${id}`)).body as { sequence: number };
    expect(await codes(sequence)).toEqual(['1112/338 2500000 10000']);
    const body = { ...sale(60_00, 1_560_000), fromPlaceId: commune.boxId, toBankAccountId: commune.bankAccountId };
    const ready = await api.post('b.ketoan', '/currency-sales', body);
    const done = await api.post('b.chutich', `/currency-sales/${(ready.body as { id: string }).id}/approve`);
    expect(await codes((done.body as { sequence: number }).sequence)).toEqual([
      '113/1112 1500000 6000',
      '113/338 60000',
    ]);
    expect(await held(commune.boxId)).toEqual({ foreign: 40_00n, book: 1_000_000n });
  });
});

describe('whatever is given, taken back and sold', () => {
  type Step =
    | { kind: 'give'; amount: number; rate: number; purpose: number }
    | { kind: 'void'; at: number }
    | { kind: 'sell'; permille: number; rate: number };
  const rates = fc.integer({ min: 20_000, max: 30_000 });
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('give' as const),
        amount: fc.integer({ min: 1, max: 50_000 }),
        rate: rates,
        purpose: fc.nat(2),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('void' as const), at: fc.nat(40) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('sell' as const),
        permille: fc.integer({ min: 1, max: 1_100 }),
        rate: rates,
      }),
    },
  );

  it('each purpose holds what is its own, foreign money and đồng run out together, and nothing is lost', async () => {
    const purposes = [{}, { condition: 'Giếng nước thôn 3' }, { condition: 'Sách cho trường bản' }];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const box = await freshBox();
        const gifts: string[] = [];
        let [foreign, paid] = [0n, 0n];
        for (const one of steps) {
          if (one.kind === 'give') {
            const gift = usd(one.amount, { ...box.gift, ...purposes[one.purpose], rate: `${one.rate}.5` });
            gifts.push((await given(gift)).id);
            foreign += BigInt(one.amount);
          } else if (one.kind === 'void' && gifts.length > 0) {
            const [id = ''] = gifts.splice(one.at % gifts.length, 1);
            const { body } = await api.get('ketoan', `/donations/${id}`);
            const answer = await api.post('ketoan', `/donations/${id}/void`, { reason: 'trả lại' });
            if (answer.status === 201) foreign -= BigInt((body as { amount: number }).amount);
            else expect(answer.body.code).toMatch(/^(donation\.currency-sold|ledger\.restriction-short)$/);
          } else if (one.kind === 'sell' && foreign > 0n) {
            const amount = (foreign * BigInt(one.permille)) / 1_000n || 1n;
            const proceeds = (amount * BigInt(one.rate)) / 100n;
            const ready = await api.post('ketoan', '/currency-sales', sale(Number(amount), Number(proceeds), box.sale));
            if (ready.status !== 201) {
              expect(['currency-sale.short', 'ledger.restriction-short']).toContain(ready.body.code);
              expect(ready.body.code === 'currency-sale.short').toBe(amount > foreign);
              continue;
            }
            const done = await api.post('chutich', `/currency-sales/${(ready.body as { id: string }).id}/approve`);
            expect(done.status).toBe(200);
            foreign -= amount;
            paid += proceeds;
          }
          expect((await held(box.id)).foreign).toBe(foreign);
        }
        const { book } = await held(box.id);
        expect(book === 0n).toBe(foreign === 0n);
        const all = [...(await purposesOf(box.fundId)).values()].reduce((sum, amount) => sum + amount, 0n);
        expect(all).toBe(book + paid);
      }),
      { numRuns: 8 },
    );
  }, 120_000);
});

/** What each purpose of a fund holds in the books. */
async function purposesOf(fundId: string): Promise<Map<number, bigint>> {
  const rows = await db.query<{ id: number; balance: bigint }[]>(
    `SELECT r.id, b.balance FROM restriction r JOIN restriction_balance b ON b.restriction_id = r.id WHERE r.fund_id = $1`,
    [fundId],
  );
  return new Map(rows.map(({ id, balance }) => [id, balance]));
}

let kinds = 0;

/** A fund of its own, with a box of dollars and an account in đồng. */
async function freshBox(): Promise<{ id: string; fundId: string; account: string; gift: object; sale: object }> {
  kinds += 1;
  const code = `T${String.fromCharCode(65 + Math.floor(kinds / 26))}${String.fromCharCode(65 + (kinds % 26))}`;
  await api.post('quantri', '/fund-kinds', { code, nameVi: `Quỹ thử ${kinds}`, nameEn: `Fund ${kinds}` });
  const fund = await api.post('quantri', '/funds', { unitCode: '01', kindCode: code, openedOn: '2024-01-01' });
  const { id: fundId } = fund.body as { id: string };
  const id = await openPlace('cash-boxes', { fundId, currency: 'USD' });
  const number = `77000${String(kinds).padStart(6, '0')}`;
  const account = await openPlace('bank-accounts', { fundId, bankCode: 'vietcombank', number });
  return { id, fundId, account, gift: { fundId }, sale: { fromPlaceId: id, toBankAccountId: account } };
}

/** Another commune, which keeps what it is given as others' money, with a fund, a box of dollars and an account. */
async function profileBUnit(): Promise<{ fundId: string; boxId: string; bankAccountId: string }> {
  const [system, users] = [await t.app.get(ActorsService).system(), t.app.get(UsersService)];
  const unitCode = OTHER_COMMUNE;
  await transact(db, async (tx) => {
    for (const [username, role] of [
      ['b.ketoan', 'accountant'],
      ['b.chutich', 'chair'],
    ] as const) {
      const userId = await users.createUser(tx, system, { username, name: username, unitCode, password: PASSWORD });
      await users.grantRole(tx, system, { userId, role, unitCode, validFrom: '2020-01-01' });
    }
  });
  const choice = { unitCode, from: '2024-01-01', profile: 'B', decisionNo: '01/QĐ-MTTQ' };
  const chosen = await api.post('b.ketoan', '/ledger/profiles', choice);
  const confirmed = await api.post('b.chutich', `/ledger/profiles/${(chosen.body as { id: string }).id}/confirm`);
  if (confirmed.status >= 300) throw new Error(confirmed.text);
  const fund = await api.post('quantri', '/funds', { unitCode, kindCode: 'VNN', openedOn: '2024-01-01' });
  const { id: fundId } = fund.body as { id: string };
  const bank = { bankCode: 'vietcombank', number: '1900000000008' };
  return {
    fundId,
    boxId: await openPlace('cash-boxes', { fundId, currency: 'USD' }),
    bankAccountId: await openPlace('bank-accounts', { fundId, ...bank }),
  };
}

/** A statement of one line, posted. */
async function postStatement(account: string, credit: bigint): Promise<string> {
  const amount = formatNumber(credit);
  const csv = [
    'PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails',
    `1,${formatDate(today)},1.1,,${amount},${amount},"mua ngoai te MB 77"`,
  ].join('\n');
  const token = await t.signIn('ketoan');
  const kept = await t.http
    .post(`/api/v1/bank-accounts/${account}/statements`)
    .set('Authorization', `Bearer ${token}`)
    .set('Idempotency-Key', randomUUID())
    .attach('file', Buffer.from(csv), 'sao ke.csv');
  if (kept.status !== 201) throw new Error(kept.text);
  const { id } = kept.body as { id: string };
  const posted = await api.post('ketoan', `/statements/${id}/post`);
  if (posted.status >= 300) throw new Error(posted.text);
  return id;
}
