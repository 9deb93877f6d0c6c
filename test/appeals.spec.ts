import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { AppealsService } from '../src/appeals/appeals.service.js';
import { FundsService } from '../src/funds/funds.service.js';
import { Clock } from '../src/platform/clock.js';
import { addDays } from '../src/platform/dates.js';
import { transact } from '../src/platform/transact.js';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';

let t: TestApp;
let api: Api;
let today: string;

beforeAll(async () => {
  t = await startApp();
  api = apiOf(t);
  today = t.app.get(Clock).today();
});
afterAll(() => t.close());
afterEach(() => t.verifyBooks());

let named = 0;
const relief = (part: object = {}) => ({
  fundId: t.committee.city.CT.id,
  name: `Cứu trợ lũ lụt ${++named}`,
  regime: 'nd93',
  documentNo: '12/LKG-MTTQ-BTT',
  receiveFrom: addDays(today, -60),
  receiveUntil: addDays(today, 29),
  ...part,
});
/** A further account of the city's relief fund. */
let accounts = 0;
async function newAccount(): Promise<{ id: string; number: string }> {
  const number = `77000000${String(++accounts).padStart(4, '0')}`;
  const given = { fundId: t.committee.city.CT.id, bankCode: 'bidv', number };
  const { body } = await api.post('quantri', 'bank-accounts', given);
  return { id: body.id as string, number };
}
const open = (part: object = {}, username = 'ketoan') => api.post(username, 'appeals', relief(part));
const total = async () => (await api.get('tw.ketoan', 'appeals?limit=200')).body.items.length as number;

describe('an appeal that cannot be opened', () => {
  it.each([
    ['no fund', { fundId: randomUUID() }, 422, 'fund.unknown'],
    ['an unknown regime', { regime: 'nd64' }, 400, 'request.invalid'],
    ['no name', { name: '  ' }, 400, 'request.invalid'],
    ['a target of nothing', { targetAmount: 0 }, 400, 'request.invalid'],
    ['a negative target', { targetAmount: -5 }, 400, 'request.invalid'],
    ['a target with a fraction', { targetAmount: 1.5 }, 400, 'request.invalid'],
    ['a target in words', { targetAmount: '5 tỷ' }, 400, 'request.invalid'],
    ['a target of 2^63', { targetAmount: 2 ** 63 }, 400, 'request.invalid'],
    ['an account that is no id', { bankAccountIds: ['1900000000002'] }, 400, 'request.invalid'],
    ['an unknown account', { bankAccountIds: [randomUUID()] }, 422, 'appeal.account-unknown'],
    ['a last day before the first', { receiveUntil: '2020-01-01' }, 400, 'appeal.window-order'],
    ['a relief appeal without an end', { receiveUntil: undefined }, 422, 'appeal.window-open-ended'],
    [
      'a launch before the decree',
      { receiveFrom: '2021-12-10', receiveUntil: '2022-01-10' },
      422,
      'appeal.regime-not-in-force',
    ],
  ])('has %s: it is refused and nothing is left', async (_, part, status, code) => {
    const before = await total();
    const answer = await open(part);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await total()).toBe(before);
  });

  it('receives for 91 days: the refusal names the last lawful day and the law', async () => {
    const answer = await open({ receiveFrom: '2026-09-01', receiveUntil: '2026-11-30' });
    expect([answer.status, answer.body.code]).toEqual([422, 'appeal.window-too-long']);
    expect(answer.body.detail).toBe(
      'Thời gian tiếp nhận không quá 90 ngày: chậm nhất là 29/11/2026 (Nghị định 93/2021/NĐ-CP, Điều 8, 9, 14).',
    );
  });

  it('is opened by the cashier, the board or another unit', async () => {
    for (const username of ['thuquy', 'giamsat', 'quantri', 'xa.ketoan'])
      expect((await open({}, username)).status).toBe(403);
  });

  it('has an account of another fund', async () => {
    const answer = await open({ bankAccountIds: [t.committee.city.VNN.bankAccountId] });
    expect([answer.status, answer.body.code]).toEqual([422, 'appeal.account-unknown']);
  });
});

describe('an account of its own', () => {
  it('is not given to a second relief appeal at the same time, and the refusal says whose it is', async () => {
    const account = await newAccount();
    const first = relief({ bankAccountIds: [account.id] });
    expect((await api.post('ketoan', 'appeals', first)).status).toBe(201);
    const second = await open({
      bankAccountIds: [account.id],
      receiveFrom: addDays(today, 29),
      receiveUntil: addDays(today, 60),
    });
    expect([second.status, second.body.code]).toEqual([409, 'appeal.account-taken']);
    expect(second.body.detail).toContain(account.number);
    expect(second.body.detail).toContain(first.name);
    const drive = await open({ regime: 'other', receiveUntil: undefined, bankAccountIds: [account.id] });
    expect([drive.status, drive.body.code]).toEqual([409, 'appeal.account-taken']);
    const later = await open({
      bankAccountIds: [account.id],
      receiveFrom: addDays(today, 30),
      receiveUntil: addDays(today, 60),
    });
    expect(later.status).toBe(201);
  });

  it('goes to one of two that ask for it at once', async () => {
    const { id } = await newAccount();
    const answers = await Promise.all([1, 2, 3, 4].map(() => open({ bankAccountIds: [id] })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('can be added later, and then only once', async () => {
    const account = await newAccount();
    const { body: appeal } = await open();
    const path = `appeals/${appeal.id}/bank-accounts`;
    expect((await api.post('thuquy', path, { bankAccountId: account.id })).status).toBe(403);
    expect((await api.post('ketoan', path, { bankAccountId: account.id })).status).toBe(201);
    const again = await api.post('ketoan', path, { bankAccountId: account.id });
    expect([again.status, again.body.code]).toEqual([409, 'appeal.account-bound']);
    const { body } = await api.get('ketoan', `appeals/${appeal.id}`);
    expect(body.bankAccounts).toEqual([{ id: account.id, bankName: 'BIDV', number: account.number }]);
  });

  it('tells what money reaching it is for, on the days of receiving only', async () => {
    const db = t.app.get(DataSource);
    const appeals = t.app.get(AppealsService);
    const { bankAccountId } = t.committee.centre.CT;
    const on = async (day: string) => (await appeals.appealOfBankAccount(db, bankAccountId, day))?.name;
    expect(await on('2024-08-31')).toBeUndefined();
    expect(await on('2024-09-01')).toBe('Bão số 3 (Yagi)');
    expect(await on('2024-11-29')).toBe('Bão số 3 (Yagi)');
    expect(await on('2024-11-30')).toBeUndefined();
  });

  it('that drives share tells no purpose', async () => {
    const { id } = await newAccount();
    const drive = { regime: 'other', receiveUntil: undefined, bankAccountIds: [id] };
    expect([(await open(drive)).status, (await open(drive)).status]).toEqual([201, 201]);
    const appeals = t.app.get(AppealsService);
    const db = t.app.get(DataSource);
    expect(await appeals.appealOfBankAccount(db, id, today)).toBeUndefined();
    expect(await appeals.appealsOfBankAccount(db, id, today)).toHaveLength(2);
  });
});

describe('an appeal', () => {
  it('is opened once for its key, counts its days, and is an event of the public log', async () => {
    const key = randomUUID();
    const asked = relief({ targetAmount: 5_000_000_000, purpose: 'Hỗ trợ sửa nhà' });
    const first = await api.post('ketoan', 'appeals', asked, key);
    expect(first.status).toBe(201);
    expect((await api.post('ketoan', 'appeals', asked, key)).body).toEqual(first.body);
    const doubled = await api.post('ketoan', 'appeals', asked);
    expect([doubled.status, doubled.body.code]).toEqual([409, 'appeal.name-taken']);

    const { body } = await api.get('xa.ketoan', `appeals/${first.body.id}`);
    expect(body.code).toBe('appeal.not-found');
    const { body: appeal } = await api.get('giamsat', `appeals/${first.body.id}`);
    expect(appeal).toMatchObject({
      ...{ name: asked.name, regime: 'nd93', documentNo: '12/LKG-MTTQ-BTT', targetAmount: 5_000_000_000 },
      ...{ fundName: 'Quỹ Cứu trợ', unitCode: '01', status: 'open', day: 61, of: 90, daysLeft: 29 },
      ...{ received: 0, paid: 0, balance: 0, reserved: 0, available: 0 },
    });
    const [event] = await t.app
      .get(DataSource)
      .query<{ kind: string; leaf: string }[]>(
        `SELECT kind, convert_from(leaf, 'UTF8') AS leaf FROM event ORDER BY sequence DESC LIMIT 1`,
      );
    expect(event?.kind).toBe('appeal-opened');
    expect(JSON.parse(event?.leaf ?? '')).toMatchObject({
      facts: {
        appeal: first.body.id,
        unit: '01',
        regime: 'nd93',
        receiveUntil: asked.receiveUntil,
        target: 5_000_000_000,
      },
    });
  });

  it('may lie ahead, be open without end, or be put on record after it had ended', async () => {
    const status = async (part: object) => {
      const { body } = await open(part);
      return ((await api.get('ketoan', `appeals/${body.id}`)).body as { status: string }).status;
    };
    expect(await status({ receiveFrom: addDays(today, 3) })).toBe('upcoming');
    expect(await status({ regime: 'vnn', receiveUntil: undefined })).toBe('open');
    expect(await status({ receiveFrom: '2024-09-01', receiveUntil: '2024-11-29' })).toBe('historical');
    expect((await api.get('tw.ketoan', `appeals/${t.committee.appeals.yagi}`)).body).toMatchObject({
      status: 'historical',
      day: null,
      of: 90,
    });
  });

  it('shows what the books say it received, and a gift for it is not a gift for the fund in general', async () => {
    const { body: appeal } = await open();
    const fundId = t.committee.city.CT.id;
    const before = (await api.get('ketoan', `funds?fundId=${fundId}`)).body.items[0];
    const gift = { fundId, appealId: appeal.id, amount: 300_000, channel: 'cash', donorName: 'Ẩn danh' };
    expect((await api.post('ketoan', 'donations', gift)).status).toBe(201);
    expect((await api.get('ketoan', `appeals/${appeal.id}`)).body).toMatchObject({
      received: 300_000,
      balance: 300_000,
    });
    const after = (await api.get('ketoan', `funds?fundId=${fundId}`)).body.items[0];
    expect(after.received - before.received).toBe(300_000);
    const { body: list } = await api.get('ketoan', `appeals?fundId=${fundId}&limit=200`);
    const others = list.items.filter(({ id }: { id: string }) => id !== appeal.id);
    expect(others.reduce((sum: number, { received }: { received: number }) => sum + received, 0)).toBe(0);
  });

  it('is not opened under a closed fund', async () => {
    const { body: fund } = await api.post('quantri', 'funds', { unitCode: '00004', kindCode: 'CT' });
    expect((await api.post('quantri', `funds/${fund.id}/close`)).status).toBe(200);
    const answer = await api.post('xa.ketoan', 'appeals', relief({ fundId: fund.id }));
    expect([answer.status, answer.body.code]).toEqual([422, 'fund.closed']);
  });

  it('cannot be made longer than the law allows by going around the service', async () => {
    const db = t.app.get(DataSource);
    const funds = t.app.get(FundsService);
    const fund = await funds.fund(db, t.committee.city.CT.id);
    const work = transact(db, (tx) =>
      tx.query(
        `INSERT INTO appeal (id, unit_code, fund_id, name, regime, receive_from, receive_until, restriction_id, created_by)
         VALUES (gen_random_uuid(), '01', $1, 'Quá hạn', 'nd93', '2026-01-01', '2026-04-01', -1, gen_random_uuid())`,
        [fund?.id],
      ),
    );
    await expect(work).rejects.toThrow(/appeal_window_nd93/);
  });
});
