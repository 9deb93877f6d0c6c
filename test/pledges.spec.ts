import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { Clock } from '../src/platform/clock.js';
import { addDays } from '../src/platform/dates.js';
import { transact } from '../src/platform/transact.js';
import { PledgesService } from '../src/pledges/pledges.service.js';
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

const promise = (part: object = {}) => ({
  fundId: t.committee.city.VNN.id,
  giverName: 'Công ty Hoa Sen Xanh',
  giverKind: 'organisation',
  amount: 10_000_000,
  dueDate: addDays(today, 30),
  ...part,
});
const record = (part: object = {}, username = 'ketoan') => api.post(username, 'pledges', promise(part));
const look = async (id: string) => (await api.get('ketoan', `pledges/${id}`)).body as Record<string, unknown>;

/** A gift of the city's fund for the poor, as the desk records it; answers its id. */
async function gift(amount: number, fundId = t.committee.city.VNN.id): Promise<string> {
  const { body } = await api.post('ketoan', 'donations', { fundId, amount, channel: 'cash', donorName: 'Ẩn danh' });
  return body.id as string;
}
const service = () => t.app.get(PledgesService);
const inOneGo = <T>(work: Parameters<typeof transact<T>>[1]) => transact(t.app.get(DataSource), work);
const keep = (pledgeId: string, donationId: string, amount: bigint) =>
  inOneGo((tx) => service().keep(tx, pledgeId, donationId, amount));

describe('a pledge that cannot be recorded', () => {
  it.each([
    ['no fund', { fundId: randomUUID() }, 422, 'fund.unknown'],
    ['an unknown appeal', { appealId: randomUUID() }, 422, 'appeal.unknown'],
    ['no giver', { giverName: '' }, 400, 'request.invalid'],
    ['a fraction', { amount: 10.5 }, 400, 'request.invalid'],
    ['nothing', { amount: 0 }, 400, 'request.invalid'],
    ['less than nothing', { amount: -1 }, 400, 'request.invalid'],
    ['text for an amount', { amount: '10.000.000' }, 400, 'request.invalid'],
    ['2^63', { amount: 2 ** 63 }, 400, 'request.invalid'],
    ['no due date', { dueDate: undefined }, 400, 'request.invalid'],
    ['a due date that is none', { dueDate: '2026-02-30' }, 400, 'request.invalid'],
    [
      'a due date before it was made',
      { dueDate: '2026-01-01', pledgedOn: '2026-01-02' },
      400,
      'pledge.due-before-pledged',
    ],
    ['a day ahead', { pledgedOn: '2199-01-01', dueDate: '2199-01-02' }, 400, 'date.future'],
  ])('with %s is refused, and nothing is left', async (_, part, status, code) => {
    const before = (await api.get('ketoan', 'pledges')).body.sums;
    const answer = await record(part);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect((await api.get('ketoan', 'pledges')).body.sums).toEqual(before);
  });

  it('is for an appeal of another fund', async () => {
    const answer = await record({ appealId: t.committee.appeals.city });
    expect([answer.status, answer.body.code]).toEqual([422, 'appeal.other-fund']);
  });

  it('is for a closed fund', async () => {
    const { body: fund } = await api.post('quantri', 'funds', { unitCode: '00004', kindCode: 'CT' });
    await api.post('quantri', `funds/${fund.id}/close`);
    const answer = await record({ fundId: fund.id });
    expect([answer.status, answer.body.code]).toEqual([422, 'fund.closed']);
  });

  it('is recorded by the cashier, the chair, the board or another unit', async () => {
    for (const username of ['thuquy', 'chutich', 'giamsat', 'quantri', 'xa.ketoan']) {
      expect((await record({}, username)).status).toBe(403);
    }
  });
});

describe('a pledge', () => {
  it('is recorded once for its key, with a code to write on a transfer', async () => {
    const key = randomUUID();
    const first = await api.post('ketoan', 'pledges', promise(), key);
    expect(first.status).toBe(201);
    expect(first.body.code).toMatch(/^VNN [0-9A-HJKMNP-TV-Z]{6}$/);
    expect((await api.post('ketoan', 'pledges', promise(), key)).body).toEqual(first.body);
    const other = await api.post('ketoan', 'pledges', promise({ amount: 1 }), key);
    expect([other.status, other.body.code]).toEqual([409, 'idempotency.conflict']);
    expect(await look(first.body.id as string)).toMatchObject({
      ...{ code: first.body.code, giverName: 'Công ty Hoa Sen Xanh', fundName: 'Quỹ Vì người nghèo', unitCode: '01' },
      ...{ amount: 10_000_000, kept: 0, left: 10_000_000, state: 'open', overdue: false, pledgedOn: today },
    });
  });

  it('is not money: no event, no entry, no balance, and no name of the giver in any event', async () => {
    const head = () => t.app.get(DataSource).query(`SELECT sequence FROM ledger_head`);
    const [sequence, fund] = [await head(), (await api.get('ketoan', `funds?fundId=${promise().fundId}`)).body];
    expect((await record({ amount: 999_000_000_000 })).status).toBe(201);
    expect(await head()).toEqual(sequence);
    expect((await api.get('ketoan', `funds?fundId=${promise().fundId}`)).body).toEqual(fund);
    const [{ n }] = await t.app
      .get(DataSource)
      .query(`SELECT count(*)::int AS n FROM event WHERE position('Hoa Sen'::bytea IN leaf) > 0`);
    expect(n).toBe(0);
  });

  it('is found by its code as a bank or a hurried hand wrote it', async () => {
    const { body } = await record();
    const db = t.app.get(DataSource);
    const bare = (body.code as string).slice(4);
    for (const typed of [body.code, bare, ` vnn-${bare.toLowerCase()} `, `VNN ${bare.slice(0, 3)} ${bare.slice(3)}`]) {
      expect((await service().byCode(db, typed as string))?.id).toBe(body.id);
    }
    expect(await service().byCode(db, `VNN ${bare[1]}${bare[0]}${bare.slice(2)}X`)).toBeUndefined();
  });

  it('is kept in part, then whole, never by more than was promised', async () => {
    const { body } = await record();
    const id = body.id as string;
    expect(await keep(id, await gift(4_000_000), 4_000_000n)).toEqual({ kept: 4_000_000n, left: 6_000_000n });
    expect(await look(id)).toMatchObject({ state: 'part-kept', kept: 4_000_000, left: 6_000_000 });
    expect(await keep(id, await gift(9_000_000), 9_000_000n)).toEqual({ kept: 6_000_000n, left: 0n });
    expect(await look(id)).toMatchObject({ state: 'kept', kept: 10_000_000, left: 0 });
    const donation = await gift(1_000);
    await expect(keep(id, donation, 1_000n)).rejects.toMatchObject({ code: 'pledge.kept-already' });
    expect(await look(id)).toMatchObject({ kept: 10_000_000 });
  });

  it('is kept once by two gifts that come at the same moment', async () => {
    const { body } = await record({ amount: 5_000_000 });
    const gifts = await Promise.all([gift(5_000_000), gift(5_000_000), gift(5_000_000)]);
    const outcomes = await Promise.allSettled(gifts.map((donation) => keep(body.id as string, donation, 5_000_000n)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await look(body.id as string)).toMatchObject({ kept: 5_000_000, left: 0 });
  });

  it('is promised again when the gift that kept it is voided', async () => {
    const { body } = await record();
    const donation = await gift(4_000_000);
    await keep(body.id as string, donation, 4_000_000n);
    await inOneGo((tx) => service().undo(tx, donation));
    expect(await look(body.id as string)).toMatchObject({ state: 'open', kept: 0, left: 10_000_000 });
  });

  it('is kept by no gift that does not exist, nor by one for another fund', async () => {
    const { body } = await record();
    await expect(keep(body.id as string, randomUUID(), 1_000n)).rejects.toThrow(/pledge_gift_donation_id_fkey/);
    const fundId = t.committee.city.BD.id;
    const check = inOneGo((tx) => service().requireKeepable(tx, body.id as string, fundId));
    await expect(check).rejects.toMatchObject({ code: 'pledge.other-fund' });
    expect(await look(body.id as string)).toMatchObject({ kept: 0 });
  });
});

describe('taking a pledge back', () => {
  it('needs a reason and the right, and then promises nothing more', async () => {
    const { body } = await record();
    const path = `pledges/${body.id}/cancel`;
    expect((await api.post('ketoan', path, { reason: '' })).status).toBe(400);
    expect((await api.post('giamsat', path, { reason: 'Đơn vị giải thể' })).status).toBe(403);
    expect((await api.post('xa.ketoan', path, { reason: 'Đơn vị giải thể' })).status).toBe(404);
    await keep(body.id as string, await gift(4_000_000), 4_000_000n);
    expect((await api.post('ketoan', path, { reason: 'Đơn vị giải thể' })).status).toBe(200);
    const again = await api.post('ketoan', path, { reason: 'Đơn vị giải thể' });
    expect([again.status, again.body.code]).toEqual([409, 'pledge.cancelled']);
    expect(await look(body.id as string)).toMatchObject({
      ...{ state: 'cancelled', kept: 4_000_000, left: 0, cancelReason: 'Đơn vị giải thể' },
    });
    const donation = await gift(1_000);
    await expect(keep(body.id as string, donation, 1_000n)).rejects.toMatchObject({ code: 'pledge.cancelled' });
  });

  it('is not of one that is kept, nor of one that is not there', async () => {
    const { body } = await record({ amount: 5_000 });
    await keep(body.id as string, await gift(5_000), 5_000n);
    const kept = await api.post('ketoan', `pledges/${body.id}/cancel`, { reason: 'Nhầm' });
    expect([kept.status, kept.body.code]).toEqual([409, 'pledge.kept-already']);
    expect((await api.post('ketoan', `pledges/${randomUUID()}/cancel`, { reason: 'Nhầm' })).status).toBe(404);
  });
});

describe('the list', () => {
  it('adds up, apart from money, over all pages, and finds what is overdue', async () => {
    const fundId = t.committee.city.BD.id;
    const made = [
      { amount: 3_000_000, dueDate: addDays(today, -1), pledgedOn: addDays(today, -9) },
      { amount: 2_000_000, dueDate: addDays(today, 1) },
      { amount: 1_000_000, dueDate: addDays(today, 1) },
      { amount: 7_000_000, dueDate: addDays(today, 5) },
    ];
    const ids: string[] = [];
    for (const part of made) ids.push((await record({ fundId, ...part })).body.id as string);
    await keep(ids[1] ?? '', await gift(500_000, fundId), 500_000n);
    await api.post('ketoan', `pledges/${ids[3]}/cancel`, { reason: 'Nhập nhầm' });

    const { body } = await api.get('ketoan', `pledges?fundId=${fundId}`);
    expect(body.sums).toEqual({ pledged: 6_000_000, kept: 500_000, left: 5_500_000, overdue: 3_000_000, count: 4 });
    expect(body.items.map(({ state, overdue }: { state: string; overdue: boolean }) => [state, overdue])).toEqual([
      ['open', true],
      ['part-kept', false],
      ['open', false],
      ['cancelled', false],
    ]);
    const first = (await api.get('ketoan', `pledges?fundId=${fundId}&limit=3`)).body;
    const second = (await api.get('ketoan', `pledges?fundId=${fundId}&limit=3&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items]).toEqual(body.items);
    expect([first.sums, second.nextCursor]).toEqual([body.sums, null]);
    const partly = (await api.get('ketoan', `pledges?fundId=${fundId}&state=part-kept`)).body;
    expect([partly.items.length, partly.sums.left]).toEqual([1, 1_500_000]);
  });

  it('shows a unit its own and nothing to strangers', async () => {
    expect((await api.get('xa.ketoan', 'pledges')).body).toMatchObject({ items: [], sums: { count: 0, pledged: 0 } });
    expect((await api.get('giamsat', 'pledges')).body.sums.count).toBeGreaterThan(0);
    expect((await api.get('quantri', 'pledges')).status).toBe(403);
    expect((await t.http.get('/api/v1/pledges')).status).toBe(401);
  });
});
