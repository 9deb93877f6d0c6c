/** Minutes with two signatures: opening balances, and handing over a post. */
import pg from 'pg';
import { DataSource } from 'typeorm';
import { ActorsService } from '../src/identity/actors.service.js';
import { UsersService } from '../src/identity/users.service.js';
import { Clock } from '../src/platform/clock.js';
import { addDays } from '../src/platform/dates.js';
import { transact } from '../src/platform/transact.js';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';

let t: TestApp;
let api: Api;
let owner: pg.Client;
let today: string;

type AccountRow = { accountId: number; code: string; fundId: string; restrictionId: number | null; balance: number };

beforeAll(async () => {
  t = await startApp();
  api = apiOf(t);
  today = t.app.get(Clock).today();
  owner = new pg.Client(t.databases.ownerUrl);
  await owner.connect();
  await newPerson('thuquy.moi', 'cashier');
  await newPerson('ketoan.moi', 'accountant');
});
afterAll(async () => {
  await owner.end();
  await t.close();
});
afterEach(() => t.verifyBooks());

/** Somebody who was given the post beforehand, as an administrator does. */
async function newPerson(username: string, role: 'cashier' | 'accountant'): Promise<void> {
  const users = t.app.get(UsersService);
  const system = await t.app.get(ActorsService).system();
  await transact(t.app.get(DataSource), async (tx) => {
    const name = `Người Mới ${role}`;
    const userId = await users.createUser(tx, system, {
      username,
      name,
      unitCode: '01',
      password: t.committee.password,
    });
    await users.grantRole(tx, system, { userId, role, unitCode: '01' });
  });
}

const accounts = async (): Promise<AccountRow[]> => (await api.get('ketoan', '/ledger/accounts')).body.items;
const of = async (fundId: string, code: string): Promise<AccountRow> => {
  const found = (await accounts()).find((row) => row.fundId === fundId && row.code === code);
  if (!found) throw new Error(`no account ${code}`);
  return found;
};
const sign = (who: string, id: string) => api.post(who, `/ledger/minutes/${id}/sign`);
async function prepared(answer: Promise<{ status: number; body: { draftId: string }; text: string }>): Promise<string> {
  const { status, body, text } = await answer;
  if (status !== 201) throw new Error(text);
  return body.draftId;
}
const leafOf = async (sequence: number): Promise<Record<string, unknown>> => {
  const { rows } = await owner.query<{ leaf: Buffer }>(`SELECT leaf FROM event WHERE sequence = $1`, [sequence]);
  return JSON.parse(rows[0]?.leaf.toString('utf8') ?? '{}') as Record<string, unknown>;
};

describe('opening-balance minutes', () => {
  it('open the books when a second person signs, for each purpose, with their number in the log', async () => {
    const { id: fundId } = t.committee.city.CT;
    const [bank, box] = [await of(fundId, '1121'), await of(fundId, '1111')];
    const purposes = [
      ...new Set((await accounts()).filter((a) => a.fundId === fundId).flatMap((a) => a.restrictionId ?? [])),
    ];
    const lines = [
      { accountId: bank.accountId, restrictionId: purposes[0], amount: 70_000 },
      { accountId: bank.accountId, restrictionId: purposes[1], amount: 20_000 },
      { accountId: box.accountId, amount: 10_000 },
    ];
    const body = { fundId, effectiveDate: '2025-12-31', minutesNo: '03/BB-BG', lines };
    const id = await prepared(api.post('ketoan', '/ledger/opening-balances', body));
    expect((await of(fundId, '1121')).balance).toBe(0);
    const { body: draft } = await api.get('chutich', `/ledger/minutes/${id}`);
    expect(draft).toMatchObject({ kind: 'opening-minutes', documentNo: '03/BB-BG', total: 100_000 });
    expect(draft.preview.places).toContainEqual(expect.objectContaining({ code: '1121', before: 0, after: 90_000 }));
    expect((await api.get('ketoan', `/ledger/drafts/${id}`)).status).toBe(404);
    expect((await sign('ketoan', id)).status).toBe(403);
    expect((await sign('thuquy', id)).status).toBe(403);
    const answers = await Promise.all([sign('chutich', id), sign('ketoantruong', id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const posted = answers.find(({ status }) => status === 200)?.body.id as number;
    expect(await leafOf(posted)).toMatchObject({ kind: 'opening-balance', facts: { minutes: '03/BB-BG' } });
    expect([(await of(fundId, '1121')).balance, (await of(fundId, '1111')).balance]).toEqual([90_000, 10_000]);
  });

  it('are refused at the second signature, where the place was opened meanwhile', async () => {
    const { id: fundId } = t.committee.city.BD;
    const { accountId } = await of(fundId, '1121');
    const body = { fundId, effectiveDate: '2025-12-31', minutesNo: '04/BB', lines: [{ accountId, amount: 5 }] };
    const [one, other] = [
      await prepared(api.post('ketoan', '/ledger/opening-balances', body)),
      await prepared(api.post('ketoan', '/ledger/opening-balances', body)),
    ];
    expect((await sign('chutich', one)).status).toBe(200);
    const late = await sign('chutich', other);
    expect([late.status, late.body.code]).toEqual([409, 'ledger.opening-twice']);
    expect((await api.post('ketoan', `/ledger/minutes/${other}/recall`)).body.state).toBe('recalled');
    const again = await api.post('ketoan', '/ledger/opening-balances', body);
    expect([again.status, again.body.code]).toEqual([409, 'ledger.opening-twice']);
  });
});

describe('handover minutes', () => {
  const boxes = async (): Promise<{ accountId: number; counted: number }[]> =>
    (await accounts())
      .filter(({ code }) => code === '1111')
      .map(({ accountId, balance }) => ({ accountId, counted: balance }));
  const cashier = async (more: object = {}): Promise<object> => ({
    unitCode: '01',
    post: 'cashier',
    cutOff: addDays(today, -1),
    receiver: 'thuquy.moi',
    minutesNo: '07/BB-BG',
    counts: await boxes(),
    ...more,
  });

  it.each([
    ['a post that is not theirs', () => ({ post: 'chair' }), 422, 'minutes.not-holder'],
    ['a post of another unit', () => ({ unitCode: '00004' }), 422, 'minutes.not-holder'],
    ['themselves', () => ({ receiver: 'thuquy' }), 409, 'draft.same-person'],
    ['somebody without the post', () => ({ receiver: 'ketoan' }), 422, 'minutes.receiver-unknown'],
    ['nobody', () => ({ receiver: 'khong.co' }), 422, 'minutes.receiver-unknown'],
    ['uncounted boxes', () => ({ counts: [] }), 422, 'minutes.count-missing'],
    [
      'a box of nobody',
      async () => ({ counts: [...(await boxes()), { accountId: 1_999_999, counted: 1 }] }),
      422,
      'minutes.box-unknown',
    ],
    [
      'a difference without a reason',
      async () => ({ counts: (await boxes()).map((b) => ({ ...b, counted: b.counted + 1 })) }),
      422,
      'minutes.difference-unnamed',
    ],
    ['a day to come', () => ({ cutOff: addDays(today, 1) }), 400, 'date.future'],
  ])('are not drawn up with %s', async (_, more, status, code) => {
    const answer = await api.post('thuquy', '/ledger/handovers', await cashier(await more()));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('are signed by the one who takes over alone, name nobody in the log, and end the old rights', async () => {
    const counts = (await boxes()).map((box) => ({ ...box, counted: Math.max(box.counted - 1_000, 0) }));
    const given = await cashier({ counts, differenceReason: 'Chị Lan nhầm tờ 1.000' });
    const id = await prepared(api.post('thuquy', '/ledger/handovers', given));
    const { body: draft } = await api.get('thuquy.moi', `/ledger/minutes/${id}`);
    expect(draft).toMatchObject({
      kind: 'handover-minutes',
      receiverName: 'Người Mới cashier',
      may: { approve: true },
    });
    expect(draft.content.open).toEqual([]);
    const short = draft.content.boxes.map((box: { books: number; counted: number }) => box.books - box.counted);
    expect(Math.max(...short)).toBe(1_000);
    for (const who of ['ketoantruong', 'chutich', 'thuquy']) {
      const answer = await sign(who, id);
      expect([answer.status, answer.body.code]).toEqual([
        409,
        who === 'thuquy' ? 'draft.same-person' : 'draft.not-receiver',
      ]);
    }
    const signed = await sign('thuquy.moi', id);
    expect(signed.status).toBe(200);
    const leaf = await leafOf(signed.body.id);
    expect(leaf).toMatchObject({
      kind: 'minutes-signed',
      facts: { minutes: '07/BB-BG', unit: '01', post: 'cashier', date: addDays(today, -1) },
    });
    expect(JSON.stringify(leaf)).not.toMatch(/Lan|Người|thuquy/);
    // The cut-off was yesterday: from today on the box is the other's.
    const before = await api.post('thuquy', '/cash-deposits', {});
    expect(before.status).toBe(403);
    expect((await api.post('thuquy.moi', '/cash-deposits', {})).status).toBe(400);
  });

  it('are drawn up anew where the books moved under them', async () => {
    const given = {
      unitCode: '01',
      post: 'accountant',
      cutOff: today,
      receiver: 'ketoan.moi',
      minutesNo: '08/BB-BG',
      counts: [],
    };
    const id = await prepared(api.post('ketoan', '/ledger/handovers', given));
    await api.post('ketoan', '/donations', { fundId: t.committee.city.VNN.id, amount: 500, channel: 'cash' });
    const late = await sign('ketoan.moi', id);
    expect([late.status, late.body.code]).toEqual([409, 'minutes.books-moved']);
    expect((await api.post('ketoan', `/ledger/minutes/${id}/recall`)).status).toBe(200);
    const anew = await prepared(api.post('ketoan', '/ledger/handovers', { ...given, minutesNo: '09/BB-BG' }));
    const refused = await api.post('ketoan.moi', `/ledger/minutes/${anew}/reject`, { reason: 'thiếu sổ phụ' });
    expect(refused.body.state).toBe('rejected');
    const last = await prepared(api.post('ketoan', '/ledger/handovers', { ...given, minutesNo: '10/BB-BG' }));
    expect((await sign('ketoan.moi', last)).status).toBe(200);
    const { rows } = await owner.query<{ valid_to: string }>(
      `SELECT valid_to FROM user_role r JOIN app_user u ON u.id = r.user_id WHERE u.username = 'ketoan' AND r.role = 'accountant'`,
    );
    expect(rows.map(({ valid_to }) => valid_to)).toEqual([today]);
    // Until the end of the cut-off day the post is still theirs.
    expect((await api.get('ketoan', '/ledger/minutes')).status).toBe(200);
  });

  it('cannot be signed by another through the database', async () => {
    const given = {
      unitCode: '01',
      post: 'storekeeper',
      cutOff: today,
      receiver: 'ketoan.moi',
      minutesNo: '11/BB',
      counts: [],
    };
    const id = await prepared(api.post('thuquy.moi', '/ledger/handovers', given));
    const chair = await t.app.get(ActorsService).byUsername('chutich');
    await expect(
      owner.query(
        `UPDATE entry_draft SET state = 'posted', decided_by = $2, decided_at = now(), sequence = (SELECT min(e.sequence)
           FROM event e WHERE NOT EXISTS (SELECT FROM entry_draft d WHERE d.sequence = e.sequence)) WHERE id = $1`,
        [id, chair?.id],
      ),
    ).rejects.toMatchObject({ constraint: 'entry_draft_signed_by_receiver' });
    expect((await sign('ketoan.moi', id)).status).toBe(200);
  });

  it('count the boxes of foreign money too, in that money', async () => {
    await newPerson('thuquy.ba', 'cashier');
    const box = { fundId: t.committee.city.BD.id, name: 'Két đô la', openedOn: '2025-01-01', currency: 'USD' };
    expect((await api.post('quantri', '/cash-boxes', box)).status).toBe(201);
    const without = await cashier({ receiver: 'thuquy.ba', minutesNo: '12/BB' });
    const refused = await api.post('thuquy.moi', '/ledger/handovers', without);
    expect([refused.status, refused.body.code]).toEqual([422, 'minutes.count-missing']);
    const { accountId } = await of(t.committee.city.BD.id, '1112');
    const counts = [...(await boxes()), { accountId, counted: 0 }];
    const counted = { ...without, counts, differenceReason: 'thu thêm từ hôm qua' };
    const id = await prepared(api.post('thuquy.moi', '/ledger/handovers', counted));
    const { content } = (await api.get('chutich', `/ledger/minutes/${id}`)).body as { content: { boxes: object[] } };
    expect(content.boxes).toContainEqual(expect.objectContaining({ accountId, currency: 'USD', books: 0, counted: 0 }));
  });
});
