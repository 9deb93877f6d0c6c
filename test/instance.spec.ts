// What an instance is, it stays: a demo or a real one, with these keys, under this name in the public log.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkInstance, hasInstance } from '../src/platform/instance.js';
import { type Keys, loadKeys } from '../src/platform/keys.js';
import { withClient } from '../src/platform/provision.js';
import { holdServingLock } from '../src/platform/serving-lock.js';
import { type FreshDatabase, freshDatabase } from './support/database.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sovang-instance-'));
const logOrigin = 'sovang.example.vn/so-vang';
let database: FreshDatabase;
let keys: Keys;

beforeAll(async () => {
  [database, keys] = await Promise.all([freshDatabase(), loadKeys(path.join(folder, 'keys'))]);
});

afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

it('is written down at the first start, once even when two start at the same moment', async () => {
  expect(await hasInstance(database.ownerUrl)).toBe(false);
  const both = [1, 2].map(() => checkInstance(database.ownerUrl, { demo: false, keys, logOrigin }));
  expect(await Promise.all(both)).toEqual([
    { demo: false, logOrigin },
    { demo: false, logOrigin },
  ]);
  expect(await hasInstance(database.ownerUrl)).toBe(true);
});

it('keeps the name of its log, whatever the public address is later', async () => {
  const moved = { demo: false, keys, logOrigin: 'other.example.vn/so-vang' };
  expect((await checkInstance(database.ownerUrl, moved)).logOrigin).toBe(logOrigin);
  await expect(checkInstance(database.ownerUrl, { ...moved, logOriginGiven: true })).rejects.toThrow(
    `LOG_ORIGIN was fixed at the first start as "${logOrigin}"`,
  );
});

it('refuses the demo in a real instance, and a real start of a demo', async () => {
  const demo = { demo: true, keys, logOrigin };
  await expect(checkInstance(database.ownerUrl, demo)).rejects.toThrow('This database is not a demo');
  const other = await freshDatabase();
  await checkInstance(other.ownerUrl, demo);
  await expect(checkInstance(other.ownerUrl, { ...demo, demo: false })).rejects.toThrow('This database is a demo');
  await other.drop();
});

it('refuses keys that are not its own', async () => {
  const strange = await loadKeys(path.join(folder, 'other'));
  await expect(checkInstance(database.ownerUrl, { demo: false, keys: strange, logOrigin })).rejects.toThrow(
    'The keys in KEYS_DIR are not the ones of this database (log, receipts, field, hash)',
  );
});

it('cannot be rewritten by the application', async () => {
  const attempt = withClient(database.appUrl, (client) => client.query('UPDATE instance SET demo = true'));
  await expect(attempt).rejects.toThrow('permission denied for table instance');
});

it('is served by one program at a time, and by the next one when that leaves', async () => {
  const lost: Error[] = [];
  const first = await holdServingLock(database.appUrl, (error) => lost.push(error));
  await expect(holdServingLock(database.appUrl, (error) => lost.push(error))).rejects.toThrow('already serving');
  await first.release();
  const second = await holdServingLock(database.ownerUrl, (error) => lost.push(error));
  await second.release();
  expect(lost).toEqual([]);
});

it('is no longer served by a program whose hold on the database was cut', async () => {
  const lost: Error[] = [];
  await holdServingLock(database.ownerUrl, (error) => lost.push(error));
  const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'sovang serving' AND datname = current_database()`;
  await withClient(database.ownerUrl, (client) => client.query(cut));
  for (const deadline = Date.now() + 5000; lost.length === 0 && Date.now() < deadline;) await sleep(20);
  expect(lost.map((error) => error.message)).toEqual([expect.stringContaining('stops so that two never serve')]);
});
