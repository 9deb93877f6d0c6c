import { DataSource } from 'typeorm';
import { IdempotencyKeeper } from '../src/platform/idempotency-keeper.js';
import { Caller } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';

let t: TestApp;
let clerk: Caller;

beforeAll(async () => {
  t = await startApp();
  clerk = await Caller.of(t, 'ketoan');
});
afterAll(() => t.close());
afterEach(() => t.verifyBooks());

const sql = <T>(text: string, values: unknown[] = []): Promise<T[]> => t.app.get(DataSource).query<T[]>(text, values);
const keys = async (): Promise<string[]> =>
  (await sql<{ key: string }>(`SELECT key FROM idempotency_key ORDER BY key`)).map(({ key }) => key);
/** As if these had been sent so many days ago. */
const age = (key: string, days: number): Promise<unknown> =>
  sql(`UPDATE idempotency_key SET created_at = now() - $2 * interval '1 day' WHERE key = $1`, [key, days]);

describe('a key', () => {
  it('is kept for 30 days, and after them the same request is a new one', async () => {
    const gift = { fundId: t.committee.city.VNN.id, amount: 30_000, channel: 'cash' };
    const ids = new Map<string, string>();
    for (const key of ['fresh', 'kept', 'old']) ids.set(key, (await clerk.post('/donations', gift, key)).body.id);
    await age('kept', 29.9);
    await age('old', 30.1);
    expect(await t.app.get(IdempotencyKeeper).forgetOld()).toBe(1);
    expect(await keys()).toEqual(['fresh', 'kept']);
    expect((await clerk.post('/donations', gift, 'kept')).body.id).toBe(ids.get('kept'));
    expect((await clerk.post('/donations', gift, 'old')).body.id).not.toBe(ids.get('old'));
  });

  it('goes with many others in slices, and only by one program at a time', async () => {
    await sql(`INSERT INTO idempotency_key (scope, route, key, body_hash, answer, created_at)
      SELECT 'old', 'old', n::text, '', 'null', now() - interval '40 days' FROM generate_series(1, 2500) n`);
    const keeper = t.app.get(IdempotencyKeeper);
    const db = t.app.get(DataSource);
    const meanwhile = await db.transaction(async (other) => {
      await other.query(`SELECT pg_advisory_xact_lock(7305030)`);
      return keeper.forgetOld();
    });
    expect(meanwhile).toBe(0);
    expect(await keeper.forgetOld()).toBe(2500);
    expect(await sql(`SELECT FROM idempotency_key WHERE scope = 'old'`)).toEqual([]);
  });
});

it('old keys are forgotten when the program starts', async () => {
  await sql(`INSERT INTO idempotency_key (scope, route, key, body_hash, answer, created_at)
    VALUES ('old', 'old', 'before the start', '', 'null', now() - interval '31 days')`);
  t.app.get(IdempotencyKeeper).onApplicationBootstrap();
  await t.app.get(IdempotencyKeeper).onModuleDestroy();
  expect(await keys()).not.toContain('before the start');
});
