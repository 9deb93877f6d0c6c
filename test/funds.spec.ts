import pg from 'pg';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { FundsService } from '../src/funds/funds.service.js';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';

let t: TestApp;
let api: Api;

beforeAll(async () => {
  t = await startApp();
  api = apiOf(t);
});
afterAll(() => t.close());
afterEach(() => t.verifyBooks());

async function asOwner<T extends object>(sql: string): Promise<T[]> {
  const client = new pg.Client(t.databases.ownerUrl);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

const leaves = () =>
  asOwner<{ kind: string; leaf: { facts?: Record<string, unknown> } }>(
    `SELECT kind, convert_from(leaf, 'UTF8')::json AS leaf FROM event ORDER BY sequence`,
  );
const count = async (table: string) => (await asOwner<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]?.n;

describe('kinds of fund', () => {
  it('are the three of the Front, and more can be added as data', async () => {
    const before = (await api.get('ketoan', 'fund-kinds')).body as { code: string }[];
    expect(before.map(({ code }) => code)).toEqual(['VNN', 'CT', 'BD']);
    const kind = { code: 'DODN', nameVi: 'Quỹ Đền ơn đáp nghĩa', nameEn: 'Gratitude Fund' };
    expect((await api.post('ketoan', 'fund-kinds', kind)).status).toBe(403);
    expect((await api.post('quantri', 'fund-kinds', { ...kind, code: 'đền ơn' })).status).toBe(400);
    expect((await api.post('quantri', 'fund-kinds', kind)).status).toBe(201);
    const again = await api.post('quantri', 'fund-kinds', kind);
    expect([again.status, again.body.code]).toEqual([409, 'fund.kind-exists']);
    expect((await api.post('quantri', 'funds', { unitCode: '01', kindCode: 'DODN' })).status).toBe(201);
  });
});

describe('opening a fund', () => {
  const fund = { unitCode: '00008', kindCode: 'VNN', openedOn: '2026-01-01' };

  it.each([
    ['an unknown unit', { unitCode: '99999' }, 422, 'fund.unit-unknown'],
    ['an unknown kind', { kindCode: 'XX' }, 422, 'fund.kind-unknown'],
    ['a day ahead', { openedOn: '2199-01-01' }, 400, 'date.future'],
    ['a day that is none', { openedOn: '2026-02-30' }, 400, 'request.invalid'],
    ['a field that is not known', { balance: 5 }, 400, 'request.invalid'],
  ])('is refused for %s, and nothing is left', async (_, part, status, code) => {
    const before = [await count('fund'), await count('account'), await count('event')];
    const answer = await api.post('quantri', 'funds', { ...fund, ...part });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect([await count('fund'), await count('account'), await count('event')]).toEqual(before);
  });

  it('is for administrators alone, of that unit', async () => {
    for (const username of ['ketoan', 'ketoantruong', 'thuquy', 'chutich', 'giamsat']) {
      expect((await api.post(username, 'funds', fund)).status).toBe(403);
    }
  });

  it('opens its purpose in the books, once, and says so in the public log', async () => {
    const key = randomUUID();
    const first = await api.post('quantri', 'funds', fund, key);
    expect(first.status).toBe(201);
    expect((await api.post('quantri', 'funds', fund, key)).body).toEqual(first.body);
    const other = await api.post('quantri', 'funds', { ...fund, kindCode: 'CT' }, key);
    expect([other.status, other.body.code]).toEqual([409, 'idempotency.conflict']);
    const twice = await api.post('quantri', 'funds', fund);
    expect([twice.status, twice.body.code]).toEqual([409, 'fund.exists']);

    const { id } = first.body as { id: string };
    const codes = await asOwner<{ code: string }>(`SELECT code FROM account WHERE fund_id = '${id}' ORDER BY code`);
    expect(codes.map(({ code }) => code)).toEqual(['113', '421', '511', '515', '611']);
    const events = (await leaves()).filter(({ leaf }) => leaf.facts?.fund === id);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      kind: 'restriction-opened',
      leaf: { facts: { unit: '00008', fundKind: 'VNN' } },
    });
  });
});

describe('bank accounts and cash boxes', () => {
  const account = () => ({ fundId: t.committee.city.VNN.id, bankCode: 'agribank', number: '1500201116868' });

  it.each([
    ['an unknown fund', { fundId: randomUUID() }, 422, 'fund.unknown'],
    ['a fund that is no id', { fundId: 'VNN' }, 400, 'request.invalid'],
    ['a number with signs', { number: '1500-2011' }, 400, 'request.invalid'],
    ['a number on record', { number: '1900000000001' }, 409, 'bank-account.number-taken'],
    ['another bank without a name', { bankCode: 'other' }, 400, 'bank-account.bank-name-missing'],
    ['a day before the fund', { openedOn: '2023-12-31' }, 422, 'place.before-fund'],
  ])('an account is refused for %s, and nothing is left', async (_, part, status, code) => {
    const before = [await count('bank_account'), await count('account'), await count('event')];
    const answer = await api.post('quantri', 'bank-accounts', { ...account(), ...part });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect([await count('bank_account'), await count('account'), await count('event')]).toEqual(before);
  });

  it('an account is opened once, listed with what the books say it holds, and named in the log', async () => {
    const key = randomUUID();
    const first = await api.post('quantri', 'bank-accounts', account(), key);
    expect(first.status).toBe(201);
    expect((await api.post('quantri', 'bank-accounts', account(), key)).body).toEqual(first.body);
    const { body } = await api.get('ketoan', `bank-accounts?fundId=${account().fundId}`);
    expect(body.items.map(({ number }: { number: string }) => number)).toEqual(['1900000000001', '1500201116868']);
    expect(body.items[1]).toMatchObject({
      bankName: 'Agribank',
      fundName: 'Quỹ Vì người nghèo',
      holderName: 'Ủy ban MTTQ Việt Nam thành phố Hà Nội - Quỹ Vì người nghèo',
      balance: 0,
      vietQr: true,
    });
    const last = (await leaves()).at(-1);
    expect(last).toMatchObject({ kind: 'account-opened', leaf: { facts: { number: '1500201116868', unit: '01' } } });
  });

  it('a treasury account with dots is kept as written and offers no payment code', async () => {
    const treasury = { ...account(), bankCode: 'kbnn', number: '3761.0.9057259.91046' };
    const { body } = await api.post('quantri', 'bank-accounts', treasury);
    const { body: list } = await api.get('ketoan', `bank-accounts?fundId=${account().fundId}`);
    expect(list.items.find(({ id }: { id: string }) => id === body.id)).toMatchObject({
      bankName: 'Kho bạc Nhà nước',
      number: '3761.0.9057259.91046',
      vietQr: false,
    });
  });

  it('a payment code of an account carries its number and the words that say what it is for', async () => {
    const funds = t.app.get(FundsService);
    const db = t.app.get(DataSource);
    const yagi = await funds.bankAccountByNumber(db, '0011 0019 32418');
    expect(yagi && funds.vietQrOf(yagi, { amount: 100_000n, purpose: 'VNN HN2601 ABCD1234' })).toBe(
      '00020101021238570010A00000072701270006970436011300110019324180208QRIBFTTA530370454061000005802VN62230819VNN HN2601 ABCD123463045E18',
    );
  });

  it('a cash box has a name of its own in the fund', async () => {
    const box = { fundId: t.committee.city.VNN.id, name: 'Két điểm tiếp nhận' };
    expect((await api.post('thuquy', 'cash-boxes', box)).status).toBe(403);
    expect((await api.post('quantri', 'cash-boxes', box)).status).toBe(201);
    const again = await api.post('quantri', 'cash-boxes', box);
    expect([again.status, again.body.code]).toEqual([409, 'cash-box.name-taken']);
    const { body } = await api.get('thuquy', `cash-boxes?fundId=${box.fundId}`);
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual([
      'Két Quỹ Vì người nghèo',
      'Két điểm tiếp nhận',
    ]);
  });
});

describe('who sees what', () => {
  it('a commune sees its own funds, the city its own and its communes’, the board too', async () => {
    const seen = async (username: string) =>
      new Set((await api.get(username, 'funds')).body.items.map(({ unitCode }: { unitCode: string }) => unitCode));
    expect(await seen('xa.ketoan')).toEqual(new Set(['00004']));
    expect(await seen('giamsat')).toEqual(new Set(['01', '00004', '00008']));
    expect(await seen('tw.ketoan')).toEqual(new Set(['TW', '01', '00004', '00008']));
    expect((await t.http.get('/api/v1/funds')).status).toBe(401);
  });

  it('a list is read page by page, each fund once', async () => {
    const all = (await api.get('quantri', 'funds')).body.items as { id: string }[];
    const read: string[] = [];
    for (let cursor: string | null = ''; cursor !== null && read.length < 100;) {
      const { body } = await api.get('quantri', `funds?limit=2${cursor && `&cursor=${cursor}`}`);
      read.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor as string | null;
    }
    expect(read).toEqual(all.map(({ id }) => id));
  });
});

describe('the names under a unit’s papers', () => {
  it('are those of the paper’s day', async () => {
    const names = [
      { unitCode: '00004', post: 'chair', name: '  Trần  Thị Bình ', validFrom: '2025-01-01' },
      { unitCode: '00004', post: 'chair', name: 'Lê Văn Cường', validFrom: '2026-03-01' },
      { unitCode: '00004', post: 'cashier', name: 'Phạm Thị Dung', validFrom: '2025-01-01' },
    ];
    for (const name of names) expect((await api.post('quantri', 'signatories', name)).status).toBe(201);
    const funds = t.app.get(FundsService);
    const on = (day: string) => funds.signatoriesOn(t.app.get(DataSource), '00004', day);
    expect(await on('2024-12-31')).toEqual({});
    expect(await on('2026-02-28')).toEqual({ chair: 'Trần Thị Bình', cashier: 'Phạm Thị Dung' });
    expect(await on('2026-03-01')).toEqual({ chair: 'Lê Văn Cường', cashier: 'Phạm Thị Dung' });
  });

  it('are mended by naming the post for the same day again, by an administrator only', async () => {
    const name = { unitCode: '00004', post: 'accountant', name: 'Nguyen Van An', validFrom: '2026-01-01' };
    expect((await api.post('xa.chutich', 'signatories', name)).status).toBe(403);
    await api.post('quantri', 'signatories', name);
    await api.post('quantri', 'signatories', { ...name, name: 'Nguyễn Văn Ân' });
    const { body } = await api.get('quantri', 'signatories?unitCode=00004');
    expect(body.filter(({ post }: { post: string }) => post === 'accountant')).toMatchObject([
      { name: 'Nguyễn Văn Ân' },
    ]);
    expect((await api.post('quantri', 'signatories', { ...name, post: 'treasurer' })).status).toBe(400);
  });
});

describe('closing', () => {
  /** What the public log says was closed of a fund, beside what the books know of each. */
  const closedAccounts = (fundId: string) =>
    asOwner<{ code: string; unit: string; subject: string }>(
      `SELECT a.code, l.leaf -> 'facts' ->> 'unit' AS unit, a.subject
       FROM event e CROSS JOIN LATERAL (SELECT convert_from(e.leaf, 'UTF8')::json AS leaf) l
       JOIN account a ON a.id = (l.leaf -> 'facts' ->> 'account')::int AND a.closed_on::text = l.leaf -> 'facts' ->> 'closedOn'
       WHERE e.kind = 'account-closed' AND l.leaf -> 'facts' ->> 'fund' = '${fundId}' ORDER BY e.sequence`,
    );

  it('a fund that holds nothing is closed with its places, and takes nothing more', async () => {
    const { body: fund } = await api.post('quantri', 'funds', { unitCode: '00008', kindCode: 'BD' });
    const { body: box } = await api.post('quantri', 'cash-boxes', { fundId: fund.id });
    expect((await api.post('ketoan', `funds/${fund.id}/close`)).status).toBe(403);
    expect((await api.post('quantri', `funds/${randomUUID()}/close`)).status).toBe(404);
    expect((await api.post('quantri', `funds/${fund.id}/close`)).status).toBe(200);
    const again = await api.post('quantri', `funds/${fund.id}/close`);
    expect([again.status, again.body.code]).toEqual([409, 'fund.closed-already']);
    const place = await api.post('quantri', 'cash-boxes', { fundId: fund.id, name: 'Két khác' });
    expect([place.status, place.body.code]).toEqual([422, 'fund.closed']);
    for (const channel of ['cash', 'transfer']) {
      const gift = await api.post('ketoan', 'donations', { fundId: fund.id, amount: 1_000, channel });
      expect([gift.status, gift.body.code]).toEqual([422, 'donation.fund-closed']);
    }
    const { body } = await api.get('quantri', `cash-boxes?fundId=${fund.id}`);
    expect(body.items).toMatchObject([{ id: box.id, closedOn: expect.stringMatching(/^\d{4}-/) }]);
    expect((await closedAccounts(fund.id)).map(({ code }) => code)).toEqual(['1111', '113']);
  });

  it('an account at a bank by itself is in the log too, once', async () => {
    const { id: fundId } = t.committee.city.VNN;
    const given = { fundId, bankCode: 'agribank', number: '1500201119999' };
    const { body } = await api.post('quantri', 'bank-accounts', given);
    expect((await api.post('quantri', `bank-accounts/${body.id}/close`)).status).toBe(200);
    expect((await api.post('quantri', `bank-accounts/${body.id}/close`)).status).toBe(409);
    expect(await closedAccounts(fundId)).toMatchObject([{ code: '1121', unit: '01', subject: body.id }]);
  });

  it('a fund, an account or a box that holds money stays open', async () => {
    const { id: fundId, cashBoxId } = t.committee.city.BD;
    const gift = await api.post('ketoan', 'donations', {
      fundId,
      amount: 50_000,
      channel: 'cash',
      donorName: 'Ẩn danh',
    });
    expect(gift.status).toBe(201);
    const fund = await api.post('quantri', `funds/${fundId}/close`);
    expect([fund.status, fund.body.code]).toEqual([409, 'fund.not-empty']);
    const box = await api.post('quantri', `cash-boxes/${cashBoxId}/close`);
    expect([box.status, box.body.code]).toEqual([409, 'place.not-empty']);
    const { body } = await api.get('ketoan', `funds?fundId=${fundId}`);
    expect(body.items).toMatchObject([
      { received: 50_000, paid: 0, balance: 50_000, available: 50_000, closedOn: null },
    ]);
  });
});
