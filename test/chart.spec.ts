/** The chart is data that accountants keep: a change takes two people, and nothing unverified is in it. */
import pg from 'pg';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { browserOf } from './support/browser.js';

let t: TestApp;
let api: Api;

beforeAll(async () => {
  t = await startApp();
  api = apiOf(t);
});
afterAll(() => t.close());
afterEach(() => t.verifyBooks());

type Row = {
  profile: string;
  code: string;
  nameVi: string;
  officialCode: string | null;
  verifiedBy: string | null;
  validFrom: string;
  validTo: string | null;
};
const rowsOf = async (profile: string, code: string): Promise<Row[]> => {
  const { items } = (await api.get('ketoan', 'ledger/chart')).body as { items: Row[] };
  return items.filter((row) => row.profile === profile && row.code === code);
};
const change = (code: string, more: object = {}) => ({
  profile: 'A',
  code,
  nameVi: 'Thu tài trợ, ủng hộ của tổ chức, cá nhân',
  nameEn: 'Donations by organisations and persons',
  officialCode: '511',
  officialSource: 'Văn bản thử, Phụ lục',
  validFrom: '2026-01-01',
  ...more,
});
const prepared = async (body: object, user = 'ketoan'): Promise<string> => {
  const answer = await api.post(user, 'ledger/chart', body);
  if (answer.status !== 201) throw new Error(answer.text);
  return (answer.body as { id: string }).id;
};

describe('a change of the chart', () => {
  it.each([
    [{ code: '999' }, 422, 'chart.code-unknown'],
    [{ validFrom: '2022-09-01' }, 422, 'chart.in-order'],
    [{ validFrom: '2049-01-01' }, 400, 'date.future'],
    [{ officialSource: undefined }, 422, 'chart.source-missing'],
    [{ officialCode: 'x1' }, 400, 'request.invalid'],
    [
      {
        nameVi: 'Thu tài trợ, ủng hộ',
        nameEn: 'Donations',
        officialCode: undefined,
        officialSource: undefined,
      },
      422,
      'chart.nothing-changed',
    ],
  ])('is refused when it says %j', async (more, status, code) => {
    const answer = await api.post('ketoan', 'ledger/chart', change('511', more));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect((await api.get('ketoan', 'ledger/chart')).body.waiting).toEqual([]);
  });

  it('is not for communes, cashiers and boards', async () => {
    for (const user of ['xa.ketoan', 'thuquy', 'giamsat'])
      expect((await api.post(user, 'ledger/chart', change('511'))).status).toBe(403);
    const id = await prepared(change('511'));
    for (const user of ['xa.ketoan', 'chutich', 'giamsat'])
      expect((await api.post(user, `ledger/chart/${id}/verify`)).status).toBe(403);
    expect((await api.post('ketoan', `ledger/chart/${id}/withdraw`)).status).toBe(201);
  });

  it('is in no chart until another person verifies it, and then in the log, with the former row kept', async () => {
    const id = await prepared(change('511'));
    const [before] = await rowsOf('A', '511');
    expect(before).toMatchObject({ nameVi: 'Thu tài trợ, ủng hộ', officialCode: null, validTo: null });
    const page = await (await browserOf(t, 'ketoan')).open('/desk/books/chart-codes?profile=A');
    expect(page.text).toContain('chưa xác minh, chưa in ra đâu');
    const twice = await api.post('ketoan', 'ledger/chart', change('511', { nameVi: 'Khác' }));
    expect([twice.status, twice.body.code]).toEqual([409, 'chart.waiting']);

    const verified = await api.post('ketoantruong', `ledger/chart/${id}/verify`);
    expect(verified.status).toBe(201);
    const rows = await rowsOf('A', '511');
    expect(rows).toMatchObject([
      { officialCode: '511', verifiedBy: 'Người dùng ketoantruong', validFrom: '2026-01-01', validTo: null },
      { officialCode: null, validFrom: '2022-09-01', validTo: '2025-12-31' },
    ]);
    const again = await api.post('ketoantruong', `ledger/chart/${id}/verify`);
    expect([again.status, again.body.code]).toEqual([409, 'chart.decided']);
    expect(await leafOf(Number(verified.body.id))).toMatchObject({
      kind: 'chart-changed',
      facts: { profile: 'A', code: '511', from: '2026-01-01', officialCode: '511' },
    });
    // The same code of the other profile is another row of another chart.
    expect(await rowsOf('B', '338')).toHaveLength(1);
  });

  it('is not verified by who prepared it, though both are theirs to do', async () => {
    const id = await prepared(change('515', { officialCode: '515' }), 'ketoantruong');
    const answer = await api.post('ketoantruong', `ledger/chart/${id}/verify`);
    expect([answer.status, answer.body.code]).toEqual([409, 'chart.same-person']);
    expect((await rowsOf('A', '515'))[0]?.officialCode).toBeNull();
    expect((await api.post('ketoan', `ledger/chart/${id}/withdraw`)).status).toBe(201);
    expect((await api.post('ketoan', `ledger/chart/${id}/withdraw`)).body.code).toBe('chart.decided');
    for (const unknown of ['khong-co', '0190a0a0-0000-7000-8000-000000000001'])
      expect((await api.post('ketoan', `ledger/chart/${unknown}/withdraw`)).status).toBe(404);
  });

  it('is made on the desk by keyboard forms that work without script, in Vietnamese and English', async () => {
    const [clerk, chief] = [await browserOf(t, 'ketoan'), await browserOf(t, 'ketoantruong')];
    const form = '/desk/books/chart-codes/A/611';
    const wrong = await clerk.send(form, { nameVi: '', nameEn: 'Support', officialCode: 'a' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Số hiệu có 3 đến 6 chữ số.');
    const fields = { nameVi: 'Chi hỗ trợ đối tượng', nameEn: 'Support to people', officialCode: '611' };
    const made = await clerk.send(form, { ...fields, officialSource: 'Văn bản thử', validFrom: '1/1/2026' });
    expect(made.headers.location).toBe('/desk/books/chart-codes?profile=A&done=prepared');
    const list = '/desk/books/chart-codes?profile=A';
    expect((await clerk.open(list)).text).not.toContain('/verify"');
    expect((await chief.send(list, {})).headers.location).toBe('/desk/books/chart-codes?profile=A&done=verified');
    expect((await chief.open(form)).text).toContain('Chi hỗ trợ đối tượng');
    expect((await chief.open('/desk/books/chart-codes/A/000')).text).toContain('Không có tài khoản 000');
  });
});

it('not even the application’s own login changes the chart past the two people', async () => {
  const application = new pg.Client(t.databases.appUrl);
  await application.connect();
  for (const sql of [
    `UPDATE chart_account SET official_code = '1'`,
    `DELETE FROM chart_account`,
    `UPDATE unit_profile SET profile = 'B'`,
    `INSERT INTO unit_profile VALUES ('01', '2026-01-01', 'B', '1', 1)`,
    `UPDATE chart_draft SET official_code = '999', prepared_by = gen_random_uuid()`,
    `DELETE FROM chart_draft`,
    `UPDATE profile_change SET profile = 'A', prepared_by = gen_random_uuid()`,
    `DELETE FROM profile_change`,
    `SELECT ledger_change_chart(gen_random_uuid(), 'x', now(), 1)`,
    `SELECT ledger_set_profile('01', '2026-01-01', 'B', '1', 1)`,
  ])
    await expect(application.query(sql)).rejects.toThrow(/permission denied|without its event/);
  await application.end();
});

async function leafOf(sequence: number): Promise<unknown> {
  const owner = new pg.Client(t.databases.ownerUrl);
  await owner.connect();
  const { rows } = await owner.query<{ leaf: Buffer }>(`SELECT leaf FROM event WHERE sequence = $1`, [sequence]);
  await owner.end();
  return JSON.parse(rows[0]?.leaf.toString('utf8') ?? 'null');
}
