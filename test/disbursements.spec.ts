import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { STATES, TRANSITIONS } from '../src/disbursements/disbursement.rules.js';
import { Clock } from '../src/platform/clock.js';
import { addDays, formatDate } from '../src/platform/dates.js';
import { withClient } from '../src/platform/provision.js';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { enterHouseholds, type Ground, layGround } from './support/payouts.js';
import { readPdf } from './support/read-pdf.js';

let t: TestApp;
let api: Api;
let ground: Ground;

beforeAll(async () => {
  t = await startApp();
  api = apiOf(t);
  ground = await layGround(t, api);
});
afterEach(() => t.verifyBooks());
afterAll(() => t.close());

const sql = <T>(text: string, values: unknown[] = []): Promise<T[]> => t.app.get(DataSource).query<T[]>(text, values);

const books = async (): Promise<{ balance: bigint; reserved: bigint; bank: bigint; box: bigint }> => {
  const [row] = await sql<{ balance: bigint; reserved: bigint; bank: bigint; box: bigint }>(
    `SELECT r.balance, r.reserved, b.balance AS bank, c.balance AS box FROM restriction_balance r, place_balance b, place_balance c
     WHERE r.restriction_id = $1 AND b.account_id = $2 AND c.account_id = $3`,
    [ground.restrictionId, ground.bank, ground.box],
  );
  if (!row) throw new Error('No balances.');
  return row;
};

type Line = { householdId: string; amount: number; content?: string };

const prepare = async (method: 'transfer' | 'cash', lines: Line[], more: object = {}): Promise<string> => {
  const made = await api.post('xa.ketoan', 'disbursements', {
    fundId: ground.fundId,
    title: 'Quà Tết',
    purpose: 'poor-tet',
    method,
    ...more,
  });
  expect(made.status).toBe(201);
  const id = (made.body as { id: string }).id;
  if (lines.length > 0) expect((await api.post('xa.ketoan', `disbursements/${id}/lines`, { lines })).status).toBe(201);
  return id;
};

const submitted = async (method: 'transfer' | 'cash', lines: Line[]): Promise<string> => {
  const id = await prepare(method, lines);
  expect((await api.post('xa.ketoan', `disbursements/${id}/submit`)).status).toBe(200);
  return id;
};

const approved = async (method: 'transfer' | 'cash', lines: Line[]): Promise<string> => {
  const id = await submitted(method, lines);
  const answer = await api.post('xa.chutich', `disbursements/${id}/approve`, { decisionNo: '07/QĐ-MTTQ-BTT' });
  expect(answer.body).toMatchObject({ id, state: 'approved' });
  return id;
};

const each = (amount: number, households = ground.households): Line[] =>
  households.map((householdId) => ({ householdId, amount }));

const linesOf = async (id: string): Promise<{ id: string; position: number; state: string }[]> =>
  (await api.get('xa.ketoan', `disbursements/${id}`)).body.lines;

describe('Preparing a pay-out', () => {
  it.each([
    [{ fundId: randomUUID() }, 422, 'disbursement.fund-unknown'],
    [{ appealId: randomUUID() }, 422, 'disbursement.appeal-unknown'],
    [{ purpose: 'party' }, 422, 'disbursement.purpose-unknown'],
    [{ purpose: 'relief-house' }, 422, 'disbursement.purpose-not-lawful'],
    [{ method: 'barter' }, 400, 'request.invalid'],
    [{ bankAccountId: randomUUID() }, 422, 'disbursement.place-unknown'],
    [{ cashBoxId: randomUUID() }, 400, 'disbursement.place-missing'],
    [{ title: '' }, 400, 'request.invalid'],
  ])('is refused with %j: %i %s', async (more, status, code) => {
    const fund = { fundId: ground.fundId, title: 'Quà', purpose: 'poor-tet', method: 'transfer', ...more };
    const before = await sql(`SELECT count(*) FROM disbursement`);
    const answer = await api.post('xa.ketoan', 'disbursements', fund);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await sql(`SELECT count(*) FROM disbursement`)).toEqual(before);
  });

  it('is not for the cashier, the board or a clerk of another unit’s fund', async () => {
    const dto = { fundId: ground.fundId, title: 'Quà', purpose: 'poor-tet', method: 'cash' };
    for (const who of ['xa.thuquy', 'xa.giamsat']) expect((await api.post(who, 'disbursements', dto)).status).toBe(403);
    const city = { ...dto, fundId: t.committee.city.VNN.id };
    expect((await api.post('xa.ketoan', 'disbursements', city)).status).toBe(403);
  });

  it.each([1.5, -1, 0, '5', 9_223_372_036_854_775_808])('refuses the amount %p', async (amount) => {
    const id = await prepare('cash', []);
    const answer = await api.post('xa.ketoan', `disbursements/${id}/lines`, {
      lines: [{ householdId: ground.households[0], amount }],
    });
    expect(answer.status).toBe(400);
    expect(await linesOf(id)).toEqual([]);
  });

  it('refuses an unknown household, one of elsewhere and one that is there already, and then adds none', async () => {
    const id = await prepare('cash', []);
    const [first = ''] = ground.households;
    const other = await api.post('ketoan', 'households', {
      unitCode: '00008',
      village: 'Tổ 1',
      headName: 'Hộ Nơi Khác',
    });
    const cases: [string, number, string][] = [
      [randomUUID(), 422, 'household.unknown-in-body'],
      [other.body.id, 422, 'household.outside-unit'],
      [first, 409, 'disbursement.household-twice'],
    ];
    for (const [householdId, status, code] of cases) {
      const lines = [
        { householdId: first, amount: 1_000 },
        { householdId, amount: 1_000 },
      ];
      const answer = await api.post('xa.ketoan', `disbursements/${id}/lines`, { lines });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
    expect(await linesOf(id)).toEqual([]);
  });

  it('adds one or many once for the key, and takes one off again', async () => {
    const id = await prepare('cash', []);
    const [a = '', b = '', c = ''] = ground.households;
    const key = randomUUID();
    const one = { householdId: a, amount: 1_000, content: 'Gạo' };
    const first = await api.post('xa.ketoan', `disbursements/${id}/lines`, one, key);
    expect(first.body.total).toBe(1_000);
    expect((await api.post('xa.ketoan', `disbursements/${id}/lines`, one, key)).body).toEqual(first.body);
    const two = await api.post('xa.ketoan', `disbursements/${id}/lines`, { lines: each(500, [b, c]) });
    expect(two.body.total).toBe(2_000);
    const removed = await t.http
      .delete(`/api/v1/disbursements/${id}/lines/${first.body.lineIds[0]}`)
      .set('Authorization', `Bearer ${await t.signIn('xa.ketoan')}`);
    expect([removed.status, removed.body]).toEqual([200, { id, total: 1_000 }]);
    expect((await linesOf(id)).map(({ position }) => position)).toEqual([2, 3]);
  });

  it('is not submitted empty, nor by another bookkeeper, nor by transfer without an account to send to', async () => {
    const empty = await prepare('cash', []);
    expect((await api.post('xa.ketoan', `disbursements/${empty}/submit`)).body.code).toBe('disbursement.no-lines');
    const ready = await prepare('cash', each(1_000));
    expect((await api.post('ketoan', `disbursements/${ready}/submit`)).body.code).toBe('disbursement.not-preparer');
    const bare = await api.post('xa.ketoan', 'households', {
      unitCode: '00004',
      village: 'Tổ 9',
      headName: 'Không Tài Khoản',
    });
    const transfer = await prepare('transfer', each(1_000, [bare.body.id]));
    const answer = await api.post('xa.ketoan', `disbursements/${transfer}/submit`);
    expect([answer.status, answer.body.code]).toEqual([422, 'disbursement.payee-account-missing']);
    expect(answer.text).not.toContain('Không Tài Khoản');
  });
});

describe('Three people', () => {
  it('prepare, approve and pay: whoever did one is refused the next', async () => {
    // The city's chief accountant may prepare and approve, but not the same batch.
    const { body } = await api.post('ketoantruong', 'disbursements', {
      fundId: ground.fundId,
      title: 'Quà',
      purpose: 'poor-tet',
      method: 'cash',
    });
    await api.post('ketoantruong', `disbursements/${body.id}/lines`, { lines: each(1_000) });
    await api.post('ketoantruong', `disbursements/${body.id}/submit`);
    const own = await api.post('ketoantruong', `disbursements/${body.id}/approve`);
    expect([own.status, own.body.code]).toEqual([409, 'disbursement.same-person']);
    expect((await api.post('xa.ketoan', `disbursements/${body.id}/approve`)).status).toBe(403);
    expect((await api.post('xa.thuquy', `disbursements/${body.id}/pay`)).body.code).toBe('disbursement.wrong-state');
    expect((await books()).reserved).toBe(0n);
  });

  it.each([
    ['approved_by = prepared_by, approved_at = now(), reserved_sequence = 1', 'approver is the preparer'],
    ["state = 'paid', paid_by = approved_by, paid_at = now(), paid_on = current_date", 'payer is the approver'],
    ["state = 'paid', paid_by = prepared_by, paid_at = now(), paid_on = current_date", 'payer is the preparer'],
  ])('is the database’s own rule too (%s: %s)', async (change) => {
    const id = change.startsWith('approved')
      ? await submitted('cash', each(1_000))
      : await approved('cash', each(1_000));
    await expect(sql(`UPDATE disbursement SET ${change} WHERE id = $1`, [id])).rejects.toMatchObject({
      driverError: { constraint: 'disbursement_three_people' },
    });
    await api.post('xa.chutich', `disbursements/${id}/cancel`, { reason: 'Thử xong' });
  });
});

describe('A submitted list stands still', () => {
  it('for the service and for the database', async () => {
    const id = await submitted('cash', each(1_000));
    const [line] = await linesOf(id);
    const add = await api.post('xa.ketoan', `disbursements/${id}/lines`, {
      lines: each(1, ground.households.slice(0, 1)),
    });
    expect([add.status, add.body.code]).toEqual([409, 'disbursement.lines-frozen']);
    for (const text of [
      `UPDATE disbursement_line SET amount = 5 WHERE id = $1`,
      `UPDATE disbursement_line SET household_id = gen_random_uuid() WHERE id = $1`,
      `DELETE FROM disbursement_line WHERE id = $1`,
    ])
      await expect(sql(text, [line?.id])).rejects.toMatchObject({
        driverError: { constraint: 'disbursement_line_frozen' },
      });
    await expect(sql(`UPDATE disbursement SET total = 1 WHERE id = $1`, [id])).rejects.toMatchObject({
      driverError: { constraint: 'disbursement_total_is_sum' },
    });
  });

  it('until it is recalled or rejected, with a reason that its preparer reads', async () => {
    const id = await submitted('cash', each(1_000));
    expect((await api.post('xa.ketoan', `disbursements/${id}/recall`)).body.state).toBe('draft');
    await api.post('xa.ketoan', `disbursements/${id}/submit`);
    expect((await api.post('xa.chutich', `disbursements/${id}/reject`, {})).status).toBe(400);
    const rejected = await api.post('xa.chutich', `disbursements/${id}/reject`, { reason: 'Thiếu biên bản họp' });
    expect(rejected.body.state).toBe('rejected');
    const seen = await api.get('xa.ketoan', `disbursements/${id}`);
    expect(seen.body).toMatchObject({ rejectReason: 'Thiếu biên bản họp', may: ['reopen', 'end'] });
    expect((await api.post('xa.ketoan', `disbursements/${id}/reopen`)).body.state).toBe('draft');
    expect((await api.post('xa.ketoan', `disbursements/${id}/end`)).body.state).toBe('ended');
    expect((await api.post('xa.ketoan', `disbursements/${id}/submit`)).status).toBe(409);
  });

  it('and goes only the ways that the program knows, also for the database', async () => {
    const id = await submitted('cash', each(1_000));
    const allowed: readonly string[] = TRANSITIONS.submitted;
    for (const state of STATES.filter((one) => one !== 'submitted')) {
      const change = sql(
        `UPDATE disbursement SET state = $2::text, approved_by = gen_random_uuid(), approved_at = now(), reserved_sequence = 1,
           paid_by = CASE WHEN $2::text IN ('paid', 'closed') THEN gen_random_uuid() END,
           paid_at = CASE WHEN $2::text IN ('paid', 'closed') THEN now() END,
           paid_on = CASE WHEN $2::text IN ('paid', 'closed') THEN current_date END WHERE id = $1 RETURNING 1 / (total - total)`,
        [id, state],
      );
      // What is allowed comes as far as the division by zero, and is undone by it.
      await expect(change).rejects.toMatchObject({
        driverError: allowed.includes(state) ? { code: '22012' } : { constraint: 'disbursement_state_order' },
      });
    }
  });
});

describe('Approving', () => {
  it('is refused beyond what the purpose holds, with the purpose and the shortfall, and holds nothing then', async () => {
    const [household = ''] = ground.households;
    const id = await submitted('cash', each(15_000_001, [household]));
    const answer = await api.post('xa.chutich', `disbursements/${id}/approve`);
    expect([answer.status, answer.body.code]).toEqual([422, 'ledger.restriction-short']);
    expect(answer.body.detail).toContain('thiếu 1 đ');
    expect(await books()).toMatchObject({ reserved: 0n });
    expect((await api.get('xa.ketoan', `disbursements/${id}`)).body.state).toBe('submitted');
  });

  it('holds the total once, also when asked twice with one key, and frees it when cancelled', async () => {
    const id = await submitted('transfer', each(1_000_000));
    const key = randomUUID();
    const first = await api.post('xa.chutich', `disbursements/${id}/approve`, {}, key);
    expect(first.body).toMatchObject({ state: 'approved', total: 3_000_000 });
    expect((await api.post('xa.chutich', `disbursements/${id}/approve`, {}, key)).body).toEqual(first.body);
    expect((await books()).reserved).toBe(3_000_000n);
    const second = await api.post('xa.chutich', `disbursements/${id}/approve`);
    expect([second.status, second.body.code]).toEqual([409, 'disbursement.wrong-state']);
    const cancelled = await api.post('xa.chutich', `disbursements/${id}/cancel`, { reason: 'Hoãn đợt này' });
    expect(cancelled.body.state).toBe('ended');
    expect((await books()).reserved).toBe(0n);
  });

  it('by two at once is done by one', async () => {
    const id = await submitted('cash', each(1_000));
    const answers = await Promise.all(
      ['xa.chutich', 'chutich', 'ketoantruong'].map((who) => api.post(who, `disbursements/${id}/approve`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect((await books()).reserved).toBe(3_000n);
    await api.post('xa.chutich', `disbursements/${id}/cancel`, { reason: 'Thử xong' });
  });

  it('of two batches at once never promises one đồng twice', async () => {
    const [household = ''] = ground.households;
    const ids = [
      await submitted('cash', each(8_000_000, [household])),
      await submitted('cash', each(8_000_000, [household])),
    ];
    const answers = await Promise.all(ids.map((id) => api.post('xa.chutich', `disbursements/${id}/approve`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect((await books()).reserved).toBe(8_000_000n);
    const done = ids[answers.findIndex(({ status }) => status === 200)] ?? '';
    await api.post('xa.chutich', `disbursements/${done}/cancel`, { reason: 'Thử xong' });
  });
});

describe('A transfer', () => {
  let id: string;

  it('freezes the payee’s account at approval', async () => {
    const [household = ''] = ground.households;
    id = await approved('transfer', each(1_000_000));
    const changed = { bankCode: 'bidv', number: '99999999', holderName: 'NGUOI KHAC' };
    expect((await api.post('xa.ketoan', `households/${household}/bank-account`, changed)).status).toBe(201);
    const seen = await api.get('xa.thuquy', `disbursements/${id}`);
    expect(seen.body.lines[0].payeeAccount).toEqual({
      bankCode: 'agribank',
      number: '1500200000001',
      holderName: 'CHU HO 0',
    });
    expect(seen.body.checks).toContainEqual(expect.objectContaining({ code: 'account-changed', positions: [1] }));
    const clerk = await api.get('xa.ketoan', `disbursements/${id}`);
    expect(clerk.body.lines[0].payeeAccount.number).toBe('****0001');
    await expect(
      sql(`UPDATE disbursement_line SET payee_holder = 'X' WHERE disbursement_id = $1`, [id]),
    ).rejects.toMatchObject({ driverError: { constraint: 'disbursement_line_payee_frozen' } });
  });

  it('is refused on a day to come and on a day before it was approved', async () => {
    const before = await books();
    const future = await api.post('xa.thuquy', `disbursements/${id}/pay`, { effectiveDate: '2199-01-01' });
    expect([future.status, future.body.code]).toEqual([400, 'date.future']);
    const clock = t.app.get(Clock);
    const yesterday = addDays(clock.today(), -1);
    const early = await api.post('xa.thuquy', `disbursements/${id}/pay`, { effectiveDate: yesterday });
    expect([early.status, early.body.code]).toEqual([422, 'disbursement.before-approval']);
    expect(early.body.detail).toContain(formatDate(clock.today()));
    expect((await linesOf(id)).map(({ state }) => state)).toEqual(['open', 'open', 'open']);
    expect(await books()).toEqual(before);
    for (const change of [
      `paid_on = '${yesterday}', paid_at = now(), state = 'paid', paid_by = gen_random_uuid()`,
      `approved_at = approved_at - interval '9 days'`,
    ])
      await expect(sql(`UPDATE disbursement SET ${change} WHERE id = $1`, [id])).rejects.toMatchObject({
        driverError: { constraint: expect.stringMatching(/^disbursement_(paid_after_approval|frozen)$/) },
      });
  });

  it('is paid with an entry for each household, once, and holds nothing more', async () => {
    const before = await books();
    const key = randomUUID();
    const first = await api.post('xa.thuquy', `disbursements/${id}/pay`, {}, key);
    expect(first.body).toMatchObject({ state: 'paid', total: 3_000_000 });
    expect((await api.post('xa.thuquy', `disbursements/${id}/pay`, {}, key)).body).toEqual(first.body);
    const after = await books();
    expect([before.bank - after.bank, before.balance - after.balance, after.reserved]).toEqual([
      3_000_000n,
      3_000_000n,
      0n,
    ]);
    const entries = await sql<{ kind: string; description: string; commune_code: string; household_id: string }>(
      `SELECT kind, description, commune_code, household_id FROM entry WHERE source_id = $1 ORDER BY sequence`,
      [id],
    );
    expect(entries.map(({ household_id }) => household_id)).toEqual(ground.households);
    expect(entries).toContainEqual(expect.objectContaining({ kind: 'paid', commune_code: '00004' }));
  });

  it('is acknowledged by anyone but the approver, line by line, and then closed', async () => {
    const lines = await linesOf(id);
    const path = (n: number): string => `disbursements/${id}/lines/${lines[n]?.id}/acknowledge`;
    const approver = await api.post('xa.chutich', path(0));
    expect([approver.status, approver.body.code]).toEqual([409, 'disbursement.approver-acknowledges']);
    expect((await api.post('xa.ketoan', path(0), { relation: 'con' })).body.code).toBe(
      'disbursement.collector-unnamed',
    );
    expect((await api.post('xa.ketoan', path(0), { effectiveDate: '2025-02-01' })).body.code).toBe(
      'disbursement.before-payment',
    );
    const before = await books();
    expect((await api.post('xa.ketoan', path(0))).body.state).toBe('paid');
    expect((await api.post('xa.ketoan', path(0))).body.code).toBe('disbursement.line-settled');
    expect((await api.post('xa.giamsat', path(1), { signedBy: 'Người Nhận Thay', relation: 'con' })).status).toBe(200);
    const last = await api.post('xa.ketoan', path(2));
    expect(last.body.state).toBe('closed');
    expect(await books()).toEqual(before);
  });

  it('leaves no household’s name in the books, and none in the public log', async () => {
    const [row] = await sql<{ text: string }>(
      `SELECT (SELECT string_agg(convert_from(leaf, 'UTF8'), '') FROM event) || (SELECT string_agg(e::text, '') FROM entry e) AS text`,
    );
    expect(row?.text).not.toMatch(/Chủ Hộ|CHU HO|Người Nhận Thay/);
  });
});

describe('Cash', () => {
  it('goes out as an advance with a voucher and is settled line by line by signature', async () => {
    const id = await approved('cash', each(500_000));
    const before = await books();
    const paid = await api.post('xa.thuquy', `disbursements/${id}/pay`);
    expect(paid.body.state).toBe('paid');
    const advanced = await books();
    expect([before.box - advanced.box, advanced.balance, advanced.reserved]).toEqual([
      1_500_000n,
      before.balance,
      1_500_000n,
    ]);
    const seen = await api.get('xa.ketoan', `disbursements/${id}`);
    expect(seen.body.voucher).toMatch(/^PC-VNN-00004-\d{4}-000001$/);
    for (const [n, line] of (await linesOf(id)).entries()) {
      const answer = await api.post('xa.ketoan', `disbursements/${id}/lines/${line.id}/acknowledge`);
      expect(answer.body.state).toBe(n === 2 ? 'closed' : 'paid');
      const now = await books();
      const settled = 500_000n * BigInt(n + 1);
      expect([advanced.balance - now.balance, advanced.reserved - now.reserved]).toEqual([settled, settled]);
    }
    expect(
      await sql(`SELECT balance FROM place_balance JOIN account a ON a.id = account_id WHERE a.code = '141'`),
    ).toEqual([{ balance: 0n }]);
  });

  it('that nobody collected comes back to the box by the one who holds it, and is free again', async () => {
    const before = await books();
    const id = await approved('cash', each(100_000));
    await api.post('xa.thuquy', `disbursements/${id}/pay`);
    const [line] = await linesOf(id);
    await api.post('xa.ketoan', `disbursements/${id}/lines/${line?.id}/acknowledge`);
    const other = await api.post('thuquy', `disbursements/${id}/return-advance`);
    expect([other.status, other.body.code]).toEqual([409, 'disbursement.not-payer']);
    const returned = await api.post('xa.thuquy', `disbursements/${id}/return-advance`);
    expect(returned.body.state).toBe('closed');
    expect((await linesOf(id)).map(({ state }) => state)).toEqual(['acknowledged', 'returned', 'returned']);
    expect(await books()).toEqual({ ...before, box: before.box - 100_000n, balance: before.balance - 100_000n });
  });

  it('is not paid beyond what the box holds', async () => {
    const [household = ''] = ground.households;
    const id = await approved('cash', each(6_000_000, [household]));
    const answer = await api.post('xa.thuquy', `disbursements/${id}/pay`);
    expect([answer.status, answer.body.code]).toEqual([422, 'ledger.place-short']);
    expect((await api.get('xa.ketoan', `disbursements/${id}`)).body).toMatchObject({
      state: 'approved',
      voucher: null,
    });
    await api.post('xa.chutich', `disbursements/${id}/cancel`, { reason: 'Két không đủ' });
  });

  it('is settled for the whole signed list at once, or not at all when one line is settled already', async () => {
    const id = await approved('cash', each(1_000));
    await api.post('xa.thuquy', `disbursements/${id}/pay`);
    const [first, second] = await linesOf(id);
    expect((await api.post('xa.ketoan', `disbursements/${id}/acknowledge`, { lineIds: [first?.id] })).body.state).toBe(
      'paid',
    );
    const before = await books();
    const both = await api.post('xa.ketoan', `disbursements/${id}/acknowledge`, { lineIds: [first?.id, second?.id] });
    expect([both.status, both.body.code]).toEqual([409, 'disbursement.line-settled']);
    const strange = await api.post('xa.ketoan', `disbursements/${id}/acknowledge`, { lineIds: [randomUUID()] });
    expect([strange.status, strange.body.code]).toEqual([404, 'disbursement.line-unknown']);
    expect(await books()).toEqual(before);
    expect((await api.post('xa.chutich', `disbursements/${id}/acknowledge`)).status).toBe(409);
    expect((await api.post('xa.ketoan', `disbursements/${id}/acknowledge`)).body.state).toBe('closed');
    expect(before.balance - (await books()).balance).toBe(2_000n);
  });

  it('acknowledged twice at once is settled once', async () => {
    const id = await approved('cash', each(1_000));
    await api.post('xa.thuquy', `disbursements/${id}/pay`);
    const [line] = await linesOf(id);
    const before = await books();
    const answers = await Promise.all(
      ['xa.ketoan', 'xa.giamsat'].map((who) => api.post(who, `disbursements/${id}/lines/${line?.id}/acknowledge`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(before.balance - (await books()).balance).toBe(1_000n);
  });
});

describe('A gift with a condition', () => {
  const condition = 'Chỉ mua xe lăn cho cháu Bịa Thị Tên';
  let donationId: string;

  beforeAll(async () => {
    const gift = { fundId: ground.fundId, amount: 900_000, channel: 'cash', condition };
    donationId = ((await api.post('xa.ketoan', 'donations', gift)).body as { id: string }).id;
  });

  const state = async (): Promise<{ balance: bigint; reserved: bigint }[]> =>
    sql(
      `SELECT b.balance, b.reserved FROM restriction_balance b JOIN restriction r ON r.id = b.restriction_id
       WHERE r.subject = $1`,
      [donationId],
    );

  it('is one of its own fund, and of no other appeal', async () => {
    const general = await api.post('xa.ketoan', 'donations', { fundId: ground.fundId, amount: 1_000, channel: 'cash' });
    const body = { fundId: ground.fundId, title: 'Xe lăn', purpose: 'poor-medical', method: 'cash' };
    const elsewhere = { fundId: t.committee.city.VNN.id, donationId };
    for (const [who, more] of [
      ['xa.ketoan', { donationId: randomUUID() }],
      ['xa.ketoan', { donationId: (general.body as { id: string }).id }],
      ['xa.ketoan', { donationId, appealId: t.committee.appeals.city }],
      ['ketoan', elsewhere],
    ] as const) {
      const answer = await api.post(who, 'disbursements', { ...body, ...more });
      expect([answer.status, answer.body.code]).toEqual([422, 'disbursement.gift-unknown']);
    }
    const unlawful = await api.post('xa.ketoan', 'disbursements', { ...body, donationId, purpose: 'relief-house' });
    expect(unlawful.body.code).toBe('disbursement.purpose-not-lawful');
  });

  it('is paid out from its own money, never beyond it, and its condition stays off the books and the log', async () => {
    const own = { donationId, purpose: 'poor-medical' };
    const general = await books();
    const tooMuch = await prepare('cash', each(301_000), own);
    expect((await api.post('xa.ketoan', `disbursements/${tooMuch}/submit`)).status).toBe(200);
    const refused = await api.post('xa.chutich', `disbursements/${tooMuch}/approve`, {});
    expect([refused.status, refused.body.code]).toEqual([422, 'ledger.restriction-short']);
    expect(refused.text).not.toContain('xe lăn');
    const id = await prepare('cash', each(200_000), own);
    expect((await api.get('xa.ketoan', `disbursements/${id}`)).body).toMatchObject({ donationId, state: 'draft' });
    await api.post('xa.ketoan', `disbursements/${id}/submit`);
    await api.post('xa.chutich', `disbursements/${id}/approve`, {});
    expect(await state()).toEqual([{ balance: 900_000n, reserved: 600_000n }]);
    expect((await api.post('xa.thuquy', `disbursements/${id}/pay`, {})).status).toBe(200);
    expect((await api.post('xa.ketoan', `disbursements/${id}/acknowledge`, {})).body.state).toBe('closed');
    expect(await state()).toEqual([{ balance: 300_000n, reserved: 0n }]);
    expect((await books()).balance).toBe(general.balance);
    const [row] = await sql<{ text: string }>(
      `SELECT (SELECT string_agg(convert_from(leaf, 'UTF8'), '') FROM event) || (SELECT string_agg(e::text, '') FROM entry e)
         || (SELECT string_agg(a::text, '') FROM account a) AS text`,
    );
    expect(row?.text).not.toMatch(/xe lăn|Bịa Thị Tên/);
  });
});

describe('The list for signatures', () => {
  it('is printed from the approval on, with every household, and not by another unit', async () => {
    const id = await submitted('cash', each(1_000));
    expect((await api.get('xa.ketoan', `disbursements/${id}/signed-list.pdf`)).body.code).toBe(
      'disbursement.not-approved-yet',
    );
    await api.post('xa.chutich', `disbursements/${id}/approve`);
    const fetch = async (): Promise<Buffer> => {
      const answer = await t.http
        .get(`/api/v1/disbursements/${id}/signed-list.pdf`)
        .set('Authorization', `Bearer ${await t.signIn('xa.thuquy')}`)
        .buffer(true)
        .parse((response, done) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () => done(null, Buffer.concat(parts)));
        });
      expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/pdf']);
      return answer.body as Buffer;
    };
    const bytes = await fetch();
    expect((await fetch()).equals(bytes)).toBe(true);
    const text = JSON.stringify(readPdf(bytes));
    for (const letter of ['A', 'B', 'C']) expect(text).toContain(`Chủ Hộ Bịa ${letter}`);
    await api.post('xa.chutich', `disbursements/${id}/cancel`, { reason: 'Thử xong' });
  });
});

describe('Reading', () => {
  it('shows the board its unit’s batches in full, logs the look, and shows other units nothing', async () => {
    const id = await submitted('cash', each(1_000));
    const seen = await api.get('xa.giamsat', `disbursements/${id}`);
    expect(seen.body.lines.map((line: { household: { headName: string } }) => line.household.headName)).toEqual([
      'Chủ Hộ Bịa A',
      'Chủ Hộ Bịa B',
      'Chủ Hộ Bịa C',
    ]);
    expect(seen.body.may).toEqual([]);
    expect(seen.body.checks).toContainEqual(expect.objectContaining({ code: 'paid-before', positions: [1, 2, 3] }));
    const [look] = await sql<{ n: bigint }>(
      `SELECT count(*) AS n FROM access_log l JOIN app_user u ON u.id = l.user_id WHERE l.subject_id = $1 AND u.username = 'xa.giamsat'`,
      [id],
    );
    expect(look?.n).toBe(1n);
    const city = await api.post('ketoan', 'disbursements', {
      fundId: t.committee.city.CT.id,
      title: 'Cứu trợ',
      purpose: 'relief-house',
      method: 'cash',
    });
    expect((await api.get('xa.giamsat', `disbursements/${city.body.id}`)).status).toBe(403);
    const mine = await api.get('xa.giamsat', 'disbursements?limit=200');
    expect(mine.body.items.map((item: { id: string }) => item.id)).not.toContain(city.body.id);
    const waiting = await api.get('xa.chutich', 'disbursements?state=submitted');
    expect(waiting.body.items[0]).toMatchObject({ id, lineCount: 3, total: 3_000, state: 'submitted' });
    expect((await api.get('xa.ketoan', `disbursements/${randomUUID()}`)).status).toBe(404);
    expect((await api.get('quantri', 'disbursements')).status).toBe(403);
  });

  it('pays a hundred and more households in one go', async () => {
    const many = await enterHouseholds(api, 120, 3);
    const id = await approved('transfer', each(10_000, many));
    expect((await api.post('xa.thuquy', `disbursements/${id}/pay`)).body).toMatchObject({
      state: 'paid',
      total: 1_200_000,
    });
    const [row] = await sql<{ n: bigint }>(`SELECT count(*) AS n FROM entry WHERE source_id = $1`, [id]);
    expect(row?.n).toBe(120n);
  });

  it('cannot be written around: the application’s login does not delete a batch or a step', async () => {
    await withClient(t.databases.appUrl, async (client) => {
      await expect(client.query(`DELETE FROM disbursement`)).rejects.toThrow(/permission denied/);
      await expect(client.query(`UPDATE disbursement_step SET actor_id = gen_random_uuid()`)).rejects.toThrow();
    });
  });
});
