/** A real bank's statement goes in whole and once, or not at all; afterwards the books and the bank say the same. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DataSource } from 'typeorm';
import { StatementImport } from '../src/banking/statement-import.service.js';
import { StatementPosting } from '../src/banking/statement-posting.service.js';
import { ActorsService } from '../src/identity/actors.service.js';
import type { Actor } from '../src/identity/actor.js';
import { Clock } from '../src/platform/clock.js';
import { addDays, formatDate } from '../src/platform/dates.js';
import { formatNumber } from '../src/platform/money.js';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { browserOf } from './support/browser.js';
import { enterHouseholds, type Ground, layGround } from './support/payouts.js';
import { byTwo, CENTRE_BY, CITY_BY } from './support/two-people.js';

type Row = { day: string; credit?: bigint; debit?: bigint; memo?: string };

const HEADER = 'PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails';
const OPENING = 10_000_000n;

/** A statement as Vietcombank writes it: the balance stands on the last row of each day. */
function csv(rows: Row[], opening = OPENING): string {
  let balance = opening;
  const lines = rows.map(({ day, credit = 0n, debit = 0n, memo = 'ung ho' }, at) => {
    balance += credit - debit;
    const closes = rows[at + 1]?.day !== day;
    const cell = (amount: bigint) => (amount === 0n ? '' : formatNumber(amount));
    return `1,${formatDate(day)},${at}.1,${cell(debit)},${cell(credit)},${closes ? formatNumber(balance) : ''},"${memo}"`;
  });
  return [HEADER, ...lines].join('\n');
}

const GIFTS: Row[] = [
  { day: '2024-09-02', credit: 50_000n, memo: 'Nguyen Van Kin 0912345678 ung ho' },
  { day: '2024-09-02', credit: 50_000n, memo: 'Nguyen Van Kin 0912345678 ung ho' },
  { day: '2024-09-03', debit: 55_000n, memo: 'phi dich vu' },
  { day: '2024-09-03', credit: 200_000n, memo: 'ung ho bao lu' },
];

let t: TestApp;
let api: Api;

const start = async (): Promise<void> => {
  t = await startApp();
  api = apiOf(t);
};

const stop = async (): Promise<void> => {
  await t.verifyBooks();
  await t.close();
};

/** Most of these move money, each on books of its own. */
const ownBooks = (): void => {
  beforeEach(start);
  afterEach(stop);
};

async function upload(
  content: string | Buffer,
  given: { account?: string; user?: string; dryRun?: boolean; key?: string } = {},
) {
  const token = await t.signIn(given.user ?? 'tw.ketoan');
  const request = t.http
    .post(`/api/v1/bank-accounts/${given.account ?? t.committee.centre.CT.bankAccountId}/statements`)
    .set('Authorization', `Bearer ${token}`)
    .set('Idempotency-Key', given.key ?? randomUUID())
    .attach('file', Buffer.isBuffer(content) ? content : Buffer.from(content), 'sao ke tháng 9.csv');
  return given.dryRun ? request.field('dryRun', 'true') : request;
}

async function kept(content: string, given: Parameters<typeof upload>[1] = {}): Promise<string> {
  const answer = await upload(content, given);
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
  return (answer.body as { id: string }).id;
}

const post = (id: string, key?: string) => api.post('tw.ketoan', `/statements/${id}/post`, {}, key);

async function linesOf(id: string, query = '', user = 'tw.ketoan') {
  return (await api.get(user, `/statements/${id}/lines?limit=200${query}`)).body.items as Record<string, unknown>[];
}

async function count(table: string): Promise<number> {
  const [row] = await t.app.get(DataSource).query<{ n: bigint }[]>(`SELECT count(*) AS n FROM ${table}`);
  return Number(row?.n);
}

async function reconciliation(number: string, user = 'tw.ketoan') {
  const { body } = await api.get(user, '/reconciliation');
  return (body.items as Record<string, unknown>[]).find((one) => one['number'] === number);
}

async function trialBalance(fundId: string, user = 'tw.ketoan') {
  const { body } = await api.get(user, `/ledger/trial-balance?fund=${fundId}`);
  return body as { rows: { code: string; balance: number; accountId: number }[]; totals: { balance: number } };
}

async function actorOf(username: string): Promise<Actor> {
  const actor = await t.app.get(ActorsService).byUsername(username);
  if (!actor) throw new Error(`There is no ${username}.`);
  return actor;
}

/** A batch of the commune, to so many households, approved and paid from its bank account. */
async function paidBatch(
  ground: Pick<Ground, 'fundId' | 'households'>,
  amount: number,
  households: number,
): Promise<string> {
  const batch = await api.post('xa.ketoan', '/disbursements', {
    fundId: ground.fundId,
    title: 'Hỗ trợ',
    purpose: 'poor-tet',
    method: 'transfer',
    bankAccountId: t.committee.commune.VNN.bankAccountId,
  });
  const { id } = batch.body as { id: string };
  const lines = ground.households.slice(0, households).map((householdId) => ({ householdId, amount }));
  await api.post('xa.ketoan', `/disbursements/${id}/lines`, { lines });
  await api.post('xa.ketoan', `/disbursements/${id}/submit`);
  await api.post('xa.chutich', `/disbursements/${id}/approve`, { decisionNo: '07/QĐ-MTTQ-BTT' });
  const paid = await api.post('xa.thuquy', `/disbursements/${id}/pay`);
  if (paid.status !== 200) throw new Error(paid.text);
  return id;
}

describe('What is not a whole statement', () => {
  beforeAll(start);
  afterAll(stop);

  const cut = csv(GIFTS).split('\n').slice(0, -1).join('\n');
  const broken = csv(GIFTS).replace(formatNumber(OPENING + 245_000n), formatNumber(OPENING + 245_001n));
  it.each([
    ['an empty file', '', 422, 'statement.empty', /trống/],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]), 422, 'statement.not-text', /CSV/],
    ['another table', 'Ho ten,Dia chi\nA,B', 422, 'statement.unknown-header', /tiêu đề/],
    ['a header alone', HEADER, 422, 'statement.no-rows', /không có giao dịch/],
    ['a day without its closing balance', cut, 422, 'statement.day-unclosed', /03\/09\/2024/],
    ['a day that does not tie out', broken, 422, 'statement.day-difference', /03\/09\/2024 lệch 1.đ/],
    ['a day to come', csv([{ day: '2199-01-01', credit: 1n }]), 422, 'statement.date-future', /01\/01\/2199/],
    ['a fraction of a đồng', csv(GIFTS).replace('200.000', '"200.000,5"'), 422, 'statement.amount-fraction', /phần lẻ/],
    ['a negative amount', csv(GIFTS).replace('200.000', '-200.000'), 422, 'statement.amount-negative', /số âm/],
    ['2^63', csv(GIFTS).replace('200.000', '9223372036854775808'), 422, 'statement.amount-too-large', /lớn hơn/],
    [
      'a text for an amount',
      csv(GIFTS).replace('200.000', 'hai tram'),
      422,
      'statement.amount-invalid',
      /không phải số/,
    ],
  ])('%s is refused with its problem, and leaves nothing behind', async (_name, content, status, code, sentence) => {
    const answer = await upload(content);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.detail).toMatch(sentence);
    expect(answer.body.errors[0]).toMatchObject({ path: 'file', code });
    expect(answer.text).not.toContain('0912345678');
    expect([await count('statement'), await count('statement_line'), await count('donation')]).toEqual([0, 0, 0]);
    const dry = await upload(content, { dryRun: true });
    expect([dry.status, dry.body.balanced, dry.body.problems[0].code]).toEqual([201, false, code]);
  });

  it('is refused by whoever may not import, and for an account that is not there', async () => {
    expect((await upload(csv(GIFTS), { user: 'tw.thuquy' })).status).toBe(403);
    expect((await upload(csv(GIFTS), { user: 'ketoan' })).status).toBe(403);
    expect((await upload(csv(GIFTS), { account: randomUUID() })).status).toBe(404);
    expect(await count('statement')).toBe(0);
  });
});

describe('A statement', () => {
  ownBooks();

  it('is kept without posting, looked at without keeping, posted once, and its opening is no gift', async () => {
    const dry = await upload(csv(GIFTS), { dryRun: true });
    expect(dry.body).toMatchObject({ id: null, rows: 4, balanced: true, duplicates: 0, problems: [] });
    expect(await count('statement')).toBe(0);
    const key = randomUUID();
    const first = await upload(csv(GIFTS), { key });
    expect(first.body).toEqual({
      id: expect.any(String),
      rows: 4,
      credits: 300_000,
      debits: 55_000,
      opening: 10_000_000,
      closing: 10_245_000,
      balanced: true,
      duplicates: 0,
      problems: [],
    });
    expect((await upload(csv(GIFTS), { key })).body).toEqual(first.body);
    expect((await upload(csv(GIFTS.slice(0, 2)), { key })).body.code).toBe('idempotency.conflict');
    expect(await count('donation')).toBe(0);
    const { id } = first.body;
    const posted = await post(id);
    expect(posted.body).toMatchObject({ state: 'posted', posted: 4, of: 4, openingEntry: expect.any(Number) });
    expect(posted.body.receipts).toMatchObject({
      count: 3,
      first: 'UH-CT-TW-2024-000001',
      last: 'UH-CT-TW-2024-000003',
    });
    expect(await post(id)).toMatchObject({ status: 200, body: { posted: 4 } });
    expect(await count('donation')).toBe(3);
    const opening = await api.get('tw.ketoan', `/ledger/entries/${posted.body.openingEntry}`);
    expect(opening.body).toMatchObject({ kind: 'opening-balance', effectiveDate: '2024-09-01', total: 10_000_000 });
    expect(await reconciliation('0011001932418')).toMatchObject({
      bankClosing: 10_245_000,
      bookBalance: 10_245_000,
      difference: 0,
      waiting: 0,
      toExplain: 1,
    });
    expect((await linesOf(id)).map((line) => line['state'])).toEqual(['gift', 'gift', 'to-explain', 'gift']);
  });

  it('is the same statement the second time, whoever asks at once', async () => {
    const id = await kept(csv(GIFTS));
    const again = await upload(csv(GIFTS));
    expect(again.body).toMatchObject({ id, rows: 4, duplicates: 4 });
    const answers = await Promise.all([post(id), post(id), post(id)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect([await count('statement'), await count('statement_line'), await count('donation')]).toEqual([1, 4, 3]);
  });

  it('is proven while others write rows that refer to its account, as a pay-out does', async () => {
    const { bankAccountId } = t.committee.centre.CT;
    let waited: unknown;
    await t.app.get(DataSource).transaction(async (tx) => {
      await tx.query(`SELECT 1 FROM bank_account WHERE id = $1 FOR KEY SHARE`, [bankAccountId]);
      waited = await Promise.race([
        upload(csv(GIFTS)).then(({ status }) => status),
        new Promise((resolve) => setTimeout(() => resolve('waits'), 3_000)),
      ]);
    });
    expect(waited).toBe(201);
  });

  it('is refused under another account: the same bytes, the same rows, and lines that name whose it is', async () => {
    const { BD } = t.committee.city;
    const given = { account: BD.bankAccountId, user: 'ketoan' };
    const named = csv([{ day: '2024-09-02', credit: 1_000n, memo: 'A chuyen toi 0011001932418 MAT TRAN' }]);
    expect(await upload(named, given)).toMatchObject({ status: 409, body: { code: 'statement.other-account' } });
    await kept(csv(GIFTS));
    for (const content of [csv(GIFTS), `${csv(GIFTS)}\n`]) {
      const answer = await upload(content, given);
      expect([answer.status, answer.body.code]).toEqual([409, 'statement.known-elsewhere']);
      expect(answer.body.detail).toContain('0011001932418');
    }
    expect(await count('statement')).toBe(1);
  });

  it('starts where the last one ended, may overlap it, and not contradict it', async () => {
    await post(await kept(csv(GIFTS)));
    const later: Row[] = [{ day: '2024-09-05', credit: 7_000n }];
    const off = await upload(csv(later, OPENING + 245_001n));
    expect(off.body).toMatchObject({ status: 422, code: 'statement.chain-difference' });
    expect(off.body.detail).toMatch(/05\/09\/2024.*lệch 1.đ/);
    const changed = csv([...GIFTS.slice(0, 3), { day: '2024-09-03', credit: 200_000n, memo: 'khac' }, ...later]);
    expect((await upload(changed)).body.code).toBe('statement.day-changed');
    const earlier = csv([{ day: '2024-08-30', credit: 1_000n }, ...GIFTS], OPENING - 1_000n);
    expect((await upload(earlier)).body.code).toBe('statement.day-earlier');
    const overlapping = await upload(csv([...GIFTS, ...later]));
    expect(overlapping.body).toMatchObject({ rows: 5, duplicates: 4, balanced: true });
    expect((await post(overlapping.body.id)).body).toMatchObject({ posted: 1, of: 1, openingEntry: null });
    expect(await reconciliation('0011001932418')).toMatchObject({ bookBalance: 10_252_000, difference: 0 });
  });

  it('must begin with what the books hold, where they hold anything', async () => {
    const { id: fundId } = t.committee.centre.CT;
    const account = (await trialBalance(fundId)).rows.find(({ code }) => code === '1121');
    const opened = await byTwo(api, CENTRE_BY, '/ledger/opening-balances', {
      fundId,
      effectiveDate: '2024-08-31',
      minutesNo: 'BB-01',
      lines: [{ accountId: account?.accountId, amount: 9_000_000 }],
    });
    expect(opened.status).toBe(200);
    const answer = await upload(csv(GIFTS));
    expect(answer.body).toMatchObject({ status: 422, code: 'statement.opening-difference' });
    expect(answer.body.detail).toMatch(/9\.000\.000.*10\.000\.000.*1\.000\.000/);
    const id = await kept(csv(GIFTS, 9_000_000n));
    expect((await post(id)).body).toMatchObject({ state: 'posted', openingEntry: null });
  });

  it('is posted after the one before it', async () => {
    await kept(csv(GIFTS));
    const second = await kept(csv([{ day: '2024-09-05', credit: 7_000n }], OPENING + 245_000n));
    expect((await post(second)).body.code).toBe('statement.earlier-waiting');
  });

  it('goes on after it was stopped in the middle, and nothing is there twice', async () => {
    const many = Array.from({ length: 2_500 }, (_, at): Row => ({ day: '2024-09-04', credit: BigInt(1_000 + at) }));
    const id = await kept(csv(many));
    const actor = await actorOf('tw.ketoan');
    const posting = t.app.get(StatementPosting);
    let slices = 0;
    expect(await posting.post(actor, id, undefined, { shouldStop: () => slices++ > 0 })).toBe(1_000);
    expect((await api.get('tw.ketoan', `/statements/${id}`)).body).toMatchObject({
      state: 'posting',
      posted: 1_000,
      of: 2_500,
    });
    await t.verifyBooks();
    const file = { bytes: Buffer.from(csv(many)), fileName: 'a.csv', accountNumber: '0011001932418' };
    const answer = await t.app.get(StatementImport).importStatement(actor, file);
    expect(answer).toMatchObject({ rows: 2_500, posted: 1_500, duplicates: 1_000, balanced: true });
    expect(await count('donation')).toBe(2_500);
    expect((await api.get('tw.ketoan', `/statements/${id}`)).body.state).toBe('posted');
  });

  it('shows memos whole to its bookkeepers, and numbers of private people to nobody else', async () => {
    const id = await kept(csv(GIFTS));
    expect((await linesOf(id))[0]?.['memo']).toContain('0912345678');
    expect((await linesOf(id, '', 'tw.chutich'))[0]?.['memo']).toBe('Nguyen Van Kin ung ho');
    expect((await api.get('ketoan', `/statements/${id}`)).status).toBe(403);
    await post(id);
    const leaves = await t.app
      .get(DataSource)
      .query<{ leaf: string }[]>(`SELECT convert_from(leaf, 'UTF8') AS leaf FROM event`);
    expect(leaves.some(({ leaf }) => /0912345678|Nguyen Van Kin/.test(leaf))).toBe(false);
    const imported = leaves.map(({ leaf }) => JSON.parse(leaf)).find(({ kind }) => kind === 'statement-imported');
    expect(imported.facts).toMatchObject({ account: '0011001932418', rows: 4 });
    expect(imported.facts.days).toHaveLength(2);
  });
});

describe('What a line is', () => {
  ownBooks();

  const cityFile = (rows: Row[]) => csv(rows, 0n);
  const day = '2026-11-05';

  async function cityPosted(account: string, rows: Row[]): Promise<string> {
    const id = await kept(cityFile(rows), { account, user: 'ketoan' });
    const answer = await api.post('ketoan', `/statements/${id}/post`);
    expect(answer.status).toBe(200);
    return id;
  }

  it('is a gift to the fund in general where no appeal has the account, and to no purpose outside an appeal', async () => {
    const { VNN } = t.committee.city;
    const id = await cityPosted(VNN.bankAccountId, [{ day, credit: 9_000n }]);
    const [line] = await linesOf(id, '', 'ketoan');
    const gift = await api.get('ketoan', `/donations/${line?.['donationId'] as string}`);
    expect(gift.body).toMatchObject({ amount: 9_000, appealId: null, channel: 'transfer', printedName: null });
    const late = await kept(csv([{ day: '2024-11-30', credit: 5_000n }]));
    await post(late);
    expect((await linesOf(late))[0]).toMatchObject({ state: 'suspense', donationId: null });
    const { rows } = await trialBalance(t.committee.centre.CT.id);
    expect(rows.find(({ code }) => code === '3388')?.balance).toBe(-5_000);
  });

  it('is the transfer recorded by hand, preferring who is named, and nothing is booked twice', async () => {
    const { VNN } = t.committee.city;
    const gift = { fundId: VNN.id, amount: 500_000, channel: 'transfer', effectiveDate: addDays(day, 1) };
    const recorded = await api.post('ketoan', '/donations', { ...gift, donorName: 'Trần Thị Mận' });
    const id = await cityPosted(VNN.bankAccountId, [
      { day, credit: 500_000n, memo: 'ung ho' },
      { day, credit: 500_000n, memo: 'TRAN THI MAN ung ho' },
    ]);
    const lines = await linesOf(id, '', 'ketoan');
    expect(lines.map((line) => line['state'])).toEqual(['gift', 'in-transit']);
    expect(lines[1]?.['donationId']).toBe(recorded.body.id);
    const { rows, totals } = await trialBalance(VNN.id, 'ketoan');
    expect(totals.balance).toBe(0);
    expect(rows.find(({ code }) => code === '113')?.balance).toBe(0);
    expect(rows.find(({ code }) => code === '1121')?.balance).toBe(1_000_000);
    const voided = await api.post('ketoan', `/donations/${recorded.body.id}/void`, { reason: 'ghi nhầm người' });
    expect(voided.status).toBe(201);
    const after = await trialBalance(VNN.id, 'ketoan');
    expect(after.rows.find(({ code }) => code === '1121')?.balance).toBe(1_000_000);
  });

  it('is the cash that the cashier took to the bank', async () => {
    const { VNN } = t.committee.city;
    await api.post('ketoan', '/donations', { fundId: VNN.id, amount: 800_000, channel: 'cash', effectiveDate: day });
    const given = { cashBoxId: VNN.cashBoxId, bankAccountId: VNN.bankAccountId, effectiveDate: day };
    expect((await api.post('ketoan', '/cash-deposits', { ...given, amount: 1 })).status).toBe(403);
    const short = await api.post('thuquy', '/cash-deposits', { ...given, amount: 800_001 });
    expect([short.status, short.body.code]).toEqual([422, 'ledger.place-short']);
    const other = { ...given, bankAccountId: t.committee.city.BD.bankAccountId, amount: 1 };
    expect((await api.post('thuquy', '/cash-deposits', other)).body.code).toBe('cash-deposit.other-fund');
    const key = randomUUID();
    const deposited = await api.post('thuquy', '/cash-deposits', { ...given, amount: 800_000 }, key);
    expect(deposited).toMatchObject({ status: 201, body: { voucher: 'PC-VNN-01-2026-000001' } });
    expect((await api.post('thuquy', '/cash-deposits', { ...given, amount: 800_000 }, key)).body).toEqual(
      deposited.body,
    );
    const id = await cityPosted(VNN.bankAccountId, [{ day, credit: 800_000n, memo: 'nop tien mat' }]);
    expect((await linesOf(id, '', 'ketoan'))[0]).toMatchObject({ state: 'in-transit', donationId: null });
    const { rows } = await trialBalance(VNN.id, 'ketoan');
    expect(rows.filter(({ code }) => ['113', '1111'].includes(code)).map(({ balance }) => balance)).toEqual([0, 0]);
  });

  it('is each of several deposits of cash, and none that was taken back', async () => {
    const { VNN } = t.committee.city;
    await api.post('ketoan', '/donations', { fundId: VNN.id, amount: 900_000, channel: 'cash', effectiveDate: day });
    const given = { cashBoxId: VNN.cashBoxId, bankAccountId: VNN.bankAccountId, effectiveDate: day };
    const amounts = [100_000, 200_000, 300_000];
    const sequences: number[] = [];
    for (const amount of amounts) {
      sequences.push((await api.post('thuquy', '/cash-deposits', { ...given, amount })).body.sequence as number);
    }
    const back = await byTwo(api, CITY_BY, `/ledger/entries/${sequences[1]}/reverse`, { reason: 'nộp nhầm' });
    expect(back.status).toBe(200);
    const rows = amounts.map((amount): Row => ({ day, credit: BigInt(amount), memo: 'nop tien' }));
    const id = await cityPosted(VNN.bankAccountId, rows);
    expect((await linesOf(id, '', 'ketoan')).map(({ state }) => state)).toEqual(['in-transit', 'gift', 'in-transit']);
    const { rows: held } = await trialBalance(VNN.id, 'ketoan');
    expect(held.find(({ code }) => code === '113')?.balance).toBe(0);
  });

  it('is a pay-out that the books already have, as one sum for its households', async () => {
    const ground = await layGround(t, api);
    const { bankAccountId } = t.committee.commune.VNN;
    await paidBatch(ground, 400_000, 3);
    const today = t.app.get(Clock).today();
    const rows: Row[] = [
      { day: today, debit: 1_200_000n, memo: 'chi ho tro' },
      { day: today, debit: 5_500n, memo: 'phi' },
    ];
    const id = await kept(csv(rows), { account: bankAccountId, user: 'xa.ketoan' });
    expect((await api.post('xa.ketoan', `/statements/${id}/post`)).body.openingEntry).toBeNull();
    const states = (await linesOf(id, '', 'xa.ketoan')).map((line) => line['state']);
    expect(states).toEqual(['matched-payout', 'to-explain']);
    const beside = await reconciliation('1900000000004', 'xa.ketoan');
    expect(beside).toMatchObject({ difference: 0, bankClosing: 8_794_500, paidNotAtBank: 0 });
  });

  it('is a pay-out that was booked only after the statement, once a person says so, and not taken twice', async () => {
    const ground = await layGround(t, api);
    const { bankAccountId } = t.committee.commune.VNN;
    const today = t.app.get(Clock).today();
    const rows: Row[] = [
      { day: today, debit: 1_200_000n, memo: 'chi ho tro' },
      { day: today, debit: 400_000n, memo: 'chi mot ho' },
    ];
    const id = await kept(csv(rows), { account: bankAccountId, user: 'xa.ketoan' });
    await api.post('xa.ketoan', `/statements/${id}/post`);
    const [batchLine, singleLine] = (await linesOf(id, '', 'xa.ketoan')).map((line) => String(line['id']));
    const explain = (line: string | undefined, payout?: string, key?: string) =>
      api.post('xa.ketoan', `/statements/lines/${line}/explain`, { reason: 'payout', ...(payout && { payout }) }, key);
    const none = await explain(batchLine);
    expect(none).toMatchObject({ status: 422, body: { code: 'statement.payout-none' } });
    expect(none.body.detail).toMatch(/1\.200\.000.*“đã chi”/);

    const whole = await paidBatch(ground, 400_000, 3);
    const single = await paidBatch(ground, 400_000, 1);
    expect(await reconciliation('1900000000004', 'xa.ketoan')).toMatchObject({
      difference: -1_600_000,
      paidNotAtBank: 1_600_000,
    });
    const offered = await api.get('xa.ketoan', `/statements/lines/${batchLine}/payouts`);
    expect(offered.body.items).toEqual([
      {
        choice: `batch:${whole}:${today}`,
        batchId: whole,
        title: 'Hỗ trợ',
        position: null,
        households: 3,
        amount: 1_200_000,
        date: today,
      },
    ]);
    const singles = (await api.get('xa.ketoan', `/statements/lines/${singleLine}/payouts`)).body.items as {
      choice: string;
      batchId: string;
    }[];
    expect(singles).toHaveLength(4);
    const own = singles.find(({ batchId }) => batchId === single)?.choice;
    expect((await explain(batchLine)).body.code).toBe('statement.payout-missing');
    expect((await explain(batchLine, 'entry:1')).body.code).toBe('statement.payout-unknown');
    const differs = await explain(batchLine, own);
    expect(differs).toMatchObject({ status: 422, body: { code: 'statement.payout-differs' } });
    expect(differs.body.detail).toMatch(/400\.000.*1\.200\.000.*lệch 800\.000/);

    const key = randomUUID();
    const explained = await explain(batchLine, `batch:${whole}:${today}`, key);
    expect(explained).toMatchObject({ status: 201, body: { voucher: null } });
    expect((await explain(batchLine, `batch:${whole}:${today}`, key)).body).toEqual(explained.body);
    expect((await explain(batchLine, `batch:${whole}:${today}`)).body.code).toBe('statement.not-to-explain');
    const taken = singles.find(({ batchId }) => batchId === whole)?.choice;
    expect(await explain(singleLine, taken)).toMatchObject({ status: 409, body: { code: 'statement.payout-taken' } });
    const [line] = await linesOf(id, '', 'xa.ketoan');
    expect(line).toMatchObject({ state: 'matched-payout', reason: 'payout' });
    const entry = await api.get('xa.ketoan', `/ledger/entries/${explained.body.sequence}`);
    expect(entry.body).toMatchObject({ kind: 'statement-line', reverses: line?.['sequence'], effectiveDate: today });

    const clerk = await browserOf(t, 'xa.ketoan');
    const here = `/desk/statements/${id}`;
    expect((await clerk.open(here)).text).toMatch(/Hỗ trợ · dòng 1/);
    expect((await clerk.send(here, { reason: 'payout', payout: own ?? '' })).status).toBe(303);
    const beside = await reconciliation('1900000000004', 'xa.ketoan');
    expect(beside).toMatchObject({ difference: 0, bankClosing: 8_400_000, paidNotAtBank: 0, toExplain: 0 });
    const { rows: held } = await trialBalance(ground.fundId, 'xa.ketoan');
    expect(held.find(({ code }) => code === '1388')?.balance).toBe(0);

    const undone = await api.post('xa.ketoan', `/statements/${id}/undo`, { reason: 'nhầm tệp' });
    expect(undone.body.state).toBe('undone');
    const again = await kept(csv(rows), { account: bankAccountId, user: 'xa.ketoan' });
    await api.post('xa.ketoan', `/statements/${again}/post`);
    expect((await linesOf(again, '', 'xa.ketoan')).map(({ state }) => state)).toEqual([
      'matched-payout',
      'matched-payout',
    ]);
  });

  it('is a debit that a person explains, once', async () => {
    const id = await kept(csv([...GIFTS, { day: '2024-09-03', debit: 100_000n, memo: 'rut tien' }]));
    await post(id);
    const [charge, cash] = (await linesOf(id, '&state=to-explain')).map((line) => String(line['id']));
    const explain = (line: string | undefined, body: object, user = 'tw.ketoan', key?: string) =>
      api.post(user, `/statements/lines/${line}/explain`, body, key);
    expect((await explain(charge, { reason: 'bank-charge' }, 'tw.thuquy')).status).toBe(403);
    expect((await explain(charge, { reason: 'gift' })).status).toBe(400);
    expect((await explain(charge, { reason: 'other' })).body.code).toBe('statement.note-missing');
    expect((await explain(randomUUID(), { reason: 'bank-charge' })).status).toBe(404);
    const key = randomUUID();
    const explained = await explain(charge, { reason: 'bank-charge', note: 'phí SMS tháng 8' }, 'tw.ketoan', key);
    expect(explained).toMatchObject({ status: 201, body: { voucher: null } });
    expect((await explain(charge, { reason: 'bank-charge', note: 'phí SMS tháng 8' }, 'tw.ketoan', key)).body).toEqual(
      explained.body,
    );
    expect((await explain(charge, { reason: 'bank-charge' })).body.code).toBe('statement.not-to-explain');
    expect((await explain(cash, { reason: 'cash-withdrawal' })).body.voucher).toBe('PT-CT-TW-2024-000001');
    const { rows } = await trialBalance(t.committee.centre.CT.id);
    const held = (code: string) => rows.filter((row) => row.code === code).map(({ balance }) => balance);
    expect(held('1388').sort()).toEqual([0, 55_000]);
    expect(held('1111')).toEqual([100_000]);
  });
});

describe('Taking an import back', () => {
  ownBooks();

  it('voids its receipts, empties the account and lets the right file come', async () => {
    const id = await kept(csv(GIFTS));
    await post(id);
    expect((await api.post('tw.ketoan', `/statements/${id}/undo`, {})).status).toBe(400);
    const undone = await api.post('tw.ketoan', `/statements/${id}/undo`, { reason: 'nhầm tệp' });
    expect([undone.status, undone.body.state]).toEqual([200, 'undone']);
    const { rows } = await trialBalance(t.committee.centre.CT.id);
    expect(rows.filter(({ balance }) => balance !== 0)).toEqual([]);
    const receipt = await api.get('tw.ketoan', '/receipts/UH-CT-TW-2024-000001');
    expect(receipt.body.void).toMatchObject({ reason: 'nhầm tệp' });
    expect((await post(id)).body.code).toBe('statement.is-undone');
    const again = await kept(csv(GIFTS));
    expect(again).not.toBe(id);
    expect((await post(again)).body.receipts).toMatchObject({ first: 'UH-CT-TW-2024-000004', count: 3 });
    expect(await reconciliation('0011001932418')).toMatchObject({ difference: 0, bookBalance: 10_245_000 });
  });

  it('is refused once a gift of it was touched or a later statement follows', async () => {
    const id = await kept(csv(GIFTS));
    await post(id);
    const later = await kept(csv([{ day: '2024-09-05', credit: 7_000n }], OPENING + 245_000n));
    const undo = () => api.post('tw.ketoan', `/statements/${id}/undo`, { reason: 'nhầm tệp' });
    expect((await undo()).body.code).toBe('statement.undo-later');
    expect((await api.post('tw.ketoan', `/statements/${later}/undo`, { reason: 'nhầm tệp' })).body.state).toBe(
      'undone',
    );
    const [line] = await linesOf(id);
    await api.post('tw.ketoan', `/donations/${line?.['donationId'] as string}/void`, { reason: 'trả lại' });
    expect((await undo()).body).toMatchObject({ status: 409, code: 'statement.undo-touched' });
    expect((await api.get('tw.ketoan', `/statements/${id}`)).body.state).toBe('posted');
  });

  /** Refused with this, and everything is as it was before. */
  async function refusedWhole(id: string, user: string, code: string, sentence: RegExp): Promise<void> {
    const before = await linesOf(id, '', user);
    const events = await count('event');
    const answer = await api.post(user, `/statements/${id}/undo`, { reason: 'nhầm tệp' });
    expect(answer).toMatchObject({ status: 409, body: { code } });
    expect(answer.body.detail).toMatch(sentence);
    expect((await api.get(user, `/statements/${id}`)).body.state).toBe('posted');
    expect(await linesOf(id, '', user)).toEqual(before);
    expect(await count('event')).toBe(events);
  }

  it('is refused whole, and says how much is missing, once its opening was spent', async () => {
    const { id: fundId, bankAccountId } = t.committee.commune.VNN;
    const rows = [{ day: '2026-11-05', credit: 50_000n }];
    const id = await kept(csv(rows), { account: bankAccountId, user: 'xa.ketoan' });
    await api.post('xa.ketoan', `/statements/${id}/post`);
    await paidBatch({ fundId, households: await enterHouseholds(api, 1) }, 300_000, 1);
    await refusedWhole(id, 'xa.ketoan', 'statement.undo-spent', /thiếu 300\.000/);
  });

  it('is refused whole where the money has left the account, though its purpose still has enough elsewhere', async () => {
    const ground = await layGround(t, api, 1);
    const { bankAccountId } = t.committee.commune.VNN;
    const id = await kept(csv([{ day: '2026-11-05', credit: 2_000_000n }]), {
      account: bankAccountId,
      user: 'xa.ketoan',
    });
    await api.post('xa.ketoan', `/statements/${id}/post`);
    await paidBatch(ground, 11_000_000, 1);
    const today = formatDate(t.app.get(Clock).today());
    await refusedWhole(id, 'xa.ketoan', 'statement.undo-place-short', new RegExp(`${today}.*thiếu 1\\.000\\.000`));
  });

  it('is refused whole where its money of no clear purpose was settled meanwhile', async () => {
    const rows: Row[] = [
      { day: '2024-11-30', credit: 5_000n },
      { day: '2024-11-30', debit: 1_000n },
    ];
    const id = await kept(csv(rows));
    await post(id);
    const { id: fundId } = t.committee.centre.CT;
    const books = (await trialBalance(fundId)).rows;
    const account = (code: string) => books.find((row) => row.code === code)?.accountId;
    const settled = await byTwo(api, CENTRE_BY, '/ledger/entries', {
      fundId,
      effectiveDate: '2024-12-01',
      description: 'Trả lại người gửi',
      movements: [{ debitAccountId: account('3388'), creditAccountId: account('1388'), amount: 1_000 }],
    });
    expect(settled.status).toBe(200);
    await refusedWhole(id, 'tw.ketoan', 'statement.undo-suspense', /thiếu 1\.000/);
  });

  it('is refused above ten thousand lines in the books, before anything is taken', async () => {
    const id = await kept(csv(GIFTS));
    await post(id);
    await t.app.get(DataSource).query(
      `INSERT INTO statement_line (id, statement_id, bank_account_id, position, date, reference, debit, credit, memo, identity,
         occurrence, state)
       SELECT gen_random_uuid(), statement_id, bank_account_id, 10 + n, date, '', 0, 1, '', sha256(n::text::bytea), 0, 'in-transit'
       FROM statement_line, generate_series(1, 9997) n WHERE statement_id = $1 AND position = 1`,
      [id],
    );
    await refusedWhole(id, 'tw.ketoan', 'statement.undo-too-many', /10\.001 dòng.*10\.000/);
  });

  it('and explaining a line or voiding a gift of it at the same moment leave one or the other, whole', async () => {
    const id = await kept(csv(GIFTS));
    await post(id);
    const lines = await linesOf(id);
    const charge = lines.find(({ state }) => state === 'to-explain')?.['id'] as string;
    const gift = lines[0]?.['donationId'] as string;
    const [undone, explained, voided] = await Promise.all([
      api.post('tw.ketoan', `/statements/${id}/undo`, { reason: 'nhầm tệp' }),
      api.post('tw.ketoan', `/statements/lines/${charge}/explain`, { reason: 'bank-charge' }),
      api.post('tw.ketoan', `/donations/${gift}/void`, { reason: 'trả lại' }),
    ]);
    const states = (await linesOf(id)).map(({ state }) => state);
    if (undone.status === 200) {
      expect(explained).toMatchObject({ status: 409, body: { code: 'statement.is-undone' } });
      expect(voided.status).toBe(409);
      expect(['donation.already-void', 'ledger.already-reversed']).toContain(voided.body.code);
      expect(states).toEqual(['undone', 'undone', 'undone', 'undone']);
    } else {
      expect(undone).toMatchObject({ status: 409, body: { code: 'statement.undo-touched' } });
      expect([explained.status, voided.status]).toContain(201);
      expect(states).not.toContain('undone');
    }
  });

  it('makes whoever explains a line of it wait, and then says that it was taken back', async () => {
    const id = await kept(csv(GIFTS));
    await post(id);
    const charge = (await linesOf(id, '&state=to-explain'))[0]?.['id'] as string;
    let explained: Promise<unknown> | undefined;
    let answered = false;
    await t.app.get(DataSource).transaction(async (tx) => {
      await tx.query(`SELECT 1 FROM statement WHERE id = $1 FOR NO KEY UPDATE`, [id]);
      explained = api
        .post('tw.ketoan', `/statements/lines/${charge}/explain`, { reason: 'bank-charge' })
        .then((answer) => {
          answered = true;
          return answer;
        });
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(answered).toBe(false);
      await tx.query(`UPDATE statement SET state = 'undone' WHERE id = $1`, [id]);
    });
    expect(await explained).toMatchObject({ status: 409, body: { code: 'statement.is-undone' } });
  });
});

const FOLDER = path.resolve('../shared/data/statements');
const REAL = path.join(FOLDER, 'vcb_2024-09-01_2024-09-09.csv');
const itReal = existsSync(REAL) ? it : it.skip;

describe('The page of statements', () => {
  ownBooks();

  const file = (bytes: Buffer | string, name = 'sao-ke.csv') => ({ name, bytes: Buffer.from(bytes) });
  const words = (html: string) =>
    html
      .slice(html.indexOf('<main'))
      .replace(/<[^>]+>/g, ' ')
      .replace(/[\u00a0\s]+/g, ' ');

  it('proves a file, shows what would be posted, posts it while one waits, and asks what the debit was', async () => {
    const { bankAccountId } = t.committee.centre.CT;
    const clerk = await browserOf(t, 'tw.ketoan');
    expect(words((await clerk.open('/desk/statements')).text)).toContain('0011001932418');
    const uploaded = await clerk.upload('/desk/statements', { bankAccountId }, file(csv(GIFTS)));
    expect(uploaded.status).toBe(303);
    const here = uploaded.headers.location as string;
    const look = words((await clerk.open(here)).text);
    expect(look).toMatch(/10\.000\.000 đ \+ 300\.000 đ − 55\.000 đ = 10\.245\.000 đ/);
    expect(look).toMatch(/Ủng hộ cho “Bão số 3 \(Yagi\)”.*3 300\.000/);
    expect(look).toContain('không phải khoản ủng hộ');
    expect(await count('donation')).toBe(0);
    const posting = await clerk.send(here, {});
    expect(posting.headers.location).toBe(`${here}?done=posting`);
    let done = '';
    for (let tries = 0; tries < 50 && !done.includes('Đã ghi sổ cả sao kê'); tries++) {
      done = words((await clerk.open(here)).text);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(done).toMatch(/UH-CT-TW-2024-000001 … 000003/);
    expect(done).toMatch(/Số dư đầu kỳ, không phải ủng hộ 10\.000\.000 đ/);
    expect(done).toMatch(/chờ giải trình.*55\.000 đ.*phi dich vu/);
    const bare = await clerk.send(here, { reason: 'other' });
    expect(bare.status).toBe(422);
    expect(words(bare.text)).toContain('Lý do khác thì phải ghi rõ.');
    expect((await clerk.send(here, { reason: 'bank-charge' })).status).toBe(303);
    expect(words((await clerk.open(here)).text)).not.toContain('phi dich vu');
    expect(words((await clerk.open(`${here}/lines?state=explained`)).text)).toContain('phi dich vu');
    const list = words((await clerk.open('/desk/statements')).text);
    expect(list).toMatch(/10\.245\.000 10\.245\.000 khớp/);
  });

  it('shows the problem of a wrong file beside the field, in the reader’s language, and keeps nothing', async () => {
    const { bankAccountId } = t.committee.centre.CT;
    const clerk = await browserOf(t, 'tw.ketoan');
    const wrong = csv(GIFTS).replace(formatNumber(OPENING + 100_000n), formatNumber(OPENING + 100_007n));
    for (const [bytes, sentence] of [
      [wrong, '03/09/2024 lệch'],
      ['', 'Tệp này trống.'],
      ['a,b\n1,2', 'Không tìm thấy dòng tiêu đề'],
    ] as const) {
      const answer = await clerk.upload('/desk/statements', { bankAccountId }, file(bytes));
      expect(answer.status).toBe(422);
      expect(answer.text).toMatch(new RegExp(`id="f-file-problem".*?${sentence}`, 's'));
    }
    const missing = await clerk.send('/desk/statements', { bankAccountId });
    expect([missing.status, words(missing.text)]).toEqual([422, expect.stringContaining('Chọn tệp sao kê.')]);
    expect(await count('statement')).toBe(0);
  });

  it('takes a file with a script in its memo and its name as text', async () => {
    const { bankAccountId } = t.committee.centre.CT;
    const clerk = await browserOf(t, 'tw.ketoan');
    const rows = [{ day: '2024-09-02', debit: 1_000n, memo: '<script>alert(1)</script>' }];
    const uploaded = await clerk.upload('/desk/statements', { bankAccountId }, file(csv(rows), '<b>x.csv'));
    const here = uploaded.headers.location as string;
    await clerk.send(here, {});
    for (const path of [here, `${here}/lines`]) {
      const { text } = await clerk.open(path);
      expect(text).not.toContain('<script>alert');
      expect(text).not.toContain('<b>x');
    }
    expect((await clerk.open(`${here}/lines`)).text).toContain('&lt;script>alert(1)');
  });

  it('lets the cashier take cash to the bank', async () => {
    const { VNN } = t.committee.city;
    await api.post('ketoan', '/donations', { fundId: VNN.id, amount: 800_000, channel: 'cash' });
    const cashier = await browserOf(t, 'thuquy');
    const places = { cashBoxId: VNN.cashBoxId, bankAccountId: VNN.bankAccountId };
    const short = await cashier.send('/desk/cash-deposits/new', { ...places, amount: '900.000' });
    expect(short.text).toMatch(/id="f-amount-problem".*?thiếu 100\.000/s);
    const answer = await cashier.send('/desk/cash-deposits/new', { ...places, amount: '800.000' });
    expect(words((await cashier.follow(answer)).text)).toContain('phiếu chi PC-VNN-01-');
  });
});

describe('The statement of the Yagi appeal (skipped where the file is absent)', () => {
  ownBooks();

  itReal(
    'goes in whole: 6.977 rows, nine closings, books equal to the bank to the đồng, and nothing the second time',
    async () => {
      const expected = JSON.parse(readFileSync(path.join(FOLDER, 'vcb_expected.json'), 'utf8'));
      const bytes = readFileSync(REAL);
      const importer = t.app.get(StatementImport);
      const actor = await t.app.get(ActorsService).system();
      const file = { bytes, fileName: 'vcb.csv', accountNumber: '0011001932418' };
      const sums = { rows: 6_977, debits: 55_000, opening: 10_847_182_843, closing: 19_620_261_427, balanced: true };
      expect(await importer.importStatement(actor, { ...file, dryRun: true })).toMatchObject({ ...sums, posted: 0 });
      expect(await importer.importStatement(actor, file)).toMatchObject({
        ...sums,
        posted: 6_977,
        duplicates: 0,
        problems: [],
      });
      expect(await importer.importStatement(actor, file)).toMatchObject({ ...sums, posted: 0, duplicates: 6_977 });

      const { id: fundId, bankAccountId } = t.committee.centre.CT;
      const statement = (await api.get('tw.ketoan', `/statements?bankAccount=${bankAccountId}`)).body.items[0];
      expect(statement).toMatchObject({ state: 'posted', posted: 6_977, receipts: { count: 6_976 } });
      for (const [date, { closing }] of Object.entries<{ closing: number }>(expected.days)) {
        const asOf = date.split('/').reverse().join('-');
        const { body } = await api.get('tw.ketoan', `/ledger/trial-balance?fund=${fundId}&asOf=${asOf}`);
        expect([asOf, body.rows.find((row: { code: string }) => row.code === '1121').balance]).toEqual([asOf, closing]);
        expect(body.totals.balance).toBe(0);
      }
      expect(await reconciliation('0011001932418')).toMatchObject({
        difference: 0,
        bankClosing: 19_620_261_427,
        toExplain: 1,
      });
      const { rows } = await trialBalance(fundId);
      const received = rows.filter(({ code }) => code === '511').reduce((sum, { balance }) => sum - balance, 0);
      const opened = rows.filter(({ code }) => code === '421').reduce((sum, { balance }) => sum - balance, 0);
      expect([opened, received]).toEqual([10_847_182_843, sums.closing - sums.opening + 55_000]);
      expect((await linesOf(statement.id, '&state=to-explain')).map((line) => line['debit'])).toEqual([55_000]);

      const given = { account: t.committee.city.CT.bankAccountId, user: 'ketoan' };
      expect((await upload(bytes, given)).body.code).toBe('statement.known-elsewhere');
    },
    120_000,
  );
});
