import { DataSource } from 'typeorm';
import { withClient } from '../src/platform/provision.js';
import { Verification } from '../src/reports/verification.service.js';
import { Caller } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';

let t: TestApp;

beforeAll(async () => {
  t = await startApp();
  const clerk = await Caller.of(t, 'ketoan');
  for (const kind of ['VNN', 'CT'] as const) {
    for (const effectiveDate of ['2024-03-01', '2024-12-31', '2025-01-01', '2025-01-02']) {
      const gift = { fundId: t.committee.city[kind].id, amount: 1_000, channel: 'cash', effectiveDate };
      expect((await clerk.post('/donations', gift)).status).toBe(201);
    }
  }
});
afterAll(() => t.close());

const vouchers = async (): Promise<{ ok: boolean; detail: string }> => {
  const { checks } = await t.app.get(Verification).verify();
  return checks.find(({ name }) => name === 'vouchers')!;
};

it('the numbers of vouchers run 1…n in each series, as long as nobody takes one without posting', async () => {
  expect(await vouchers()).toMatchObject({ ok: true, detail: '8 vouchers, every series 1 to n without a gap' });
  const db = t.app.get(DataSource);
  const series = [['01'], [t.committee.city.CT.id], ['PT'], [2025], [1]];
  const take = `SELECT vouchers_take($1::text[], $2::uuid[], $3::text[], $4::smallint[], $5::integer[])`;
  await db.query(take, series);
  expect(await vouchers()).toEqual({
    name: 'vouchers',
    ok: false,
    detail: 'series PT of 01 in 2025: 3 numbers taken, 2 on entries, the last 2',
  });
  await withClient(t.databases.ownerUrl, async (owner) => {
    const lower = (last: number): Promise<unknown> =>
      owner.query(`UPDATE number_series SET last = $3 WHERE fund_id = $1 AND kind = $2 AND year = 2025`, [
        t.committee.city.CT.id,
        'PT',
        last,
      ]);
    await lower(1);
    expect((await vouchers()).ok).toBe(false);
    await lower(2);
  });
  expect((await vouchers()).ok).toBe(true);
  await db.query(take, [['01'], [t.committee.city.BD.id], ['PC'], [2025], [2]]);
  expect((await vouchers()).detail).toBe('series PC of 01 in 2025: 2 numbers taken, 0 on entries, the last 0');
});
