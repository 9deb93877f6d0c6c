// Verifications that are kept: each night one, and those that people ask for, over HTTP and by a button.
import type { NestExpressApplication } from '@nestjs/platform-express';
import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApp } from '../src/app.js';
import { loadConfig } from '../src/config.js';
import { Clock } from '../src/platform/clock.js';
import { loadKeys } from '../src/platform/keys.js';
import { log } from '../src/platform/log.js';
import { withClient } from '../src/platform/provision.js';
import { NightlyVerification } from '../src/reports/nightly-verification.service.js';
import { Caller } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { browserOf } from './support/browser.js';

let t: TestApp;
let second: NestExpressApplication;
let folder: string;
let clerk: Caller;

beforeAll(async () => {
  t = await startApp();
  folder = await mkdtemp(path.join(tmpdir(), 'sovang-second-'));
  const config = loadConfig({ DATA_DIR: folder }, []);
  const keys = await loadKeys(path.join(folder, 'keys'));
  second = await createApp({ config, ...t.databases, keys });
  await second.init();
  clerk = await Caller.of(t, 'ketoan');
});
afterAll(async () => {
  await second.close();
  await rm(folder, { recursive: true, force: true });
  await t.close();
});
afterEach(() => jest.restoreAllMocks());

type Run = {
  id: string;
  night: string | null;
  askedBy: string | null;
  ok: boolean;
  checks: { name: string; ok: boolean }[];
};
const runs = async (): Promise<Run[]> => (await clerk.get('/ledger/verify-runs')).body.items;
const asOwner = (sql: string): Promise<unknown> => withClient(t.databases.ownerUrl, (owner) => owner.query(sql));

/** Both programs look at the clock at once, as they do each minute. */
async function strike(instant: string): Promise<void> {
  for (const app of [t.app, second]) jest.spyOn(app.get(Clock), 'now').mockReturnValue(new Date(instant));
  await Promise.all([t.app, second].map((app) => app.get(NightlyVerification).runIfDue()));
  for (const app of [t.app, second]) jest.spyOn(app.get(Clock), 'now').mockRestore();
}

describe('each night', () => {
  it('from two in the morning on the books are verified once, however many programs are up', async () => {
    for (const instant of [
      '2025-12-01T18:59:00Z',
      '2025-12-01T19:00:00Z',
      '2025-12-01T19:01:00Z',
      '2025-12-02T18:30:00Z',
    ])
      await strike(instant);
    expect((await runs()).map(({ night, askedBy, ok }) => ({ night, askedBy, ok }))).toEqual([
      { night: '2025-12-02', askedBy: null, ok: true },
      { night: '2025-12-01', askedBy: null, ok: true },
    ]);
  });

  it('what is wrong is logged as an error, by the row and without a name', async () => {
    const gift = { fundId: t.committee.city.VNN.id, amount: 1_000, channel: 'cash', donorName: 'Nguyễn Thị Kín Đáo' };
    expect((await clerk.post('/donations', gift)).status).toBe(201);
    await asOwner(`UPDATE place_balance SET balance = balance + 1 WHERE balance = 1000`);
    await asOwner(`UPDATE donation SET printed_name = 'Người Khác'`);
    const logged = jest.spyOn(log, 'error');
    await strike('2025-12-02T19:00:00Z');
    await asOwner(`UPDATE place_balance SET balance = balance - 1 WHERE balance = 1001`);
    await asOwner(`UPDATE donation SET printed_name = 'Nguyễn Thị Kín Đáo'`);
    expect(logged).toHaveBeenCalledTimes(1);
    const [said] = logged.mock.calls[0] as unknown as [{ night: string; wrong: { name: string; detail: string }[] }];
    expect(said).toMatchObject({ night: '2025-12-03' });
    expect(said.wrong.map(({ name }) => name)).toEqual(['identity', 'places', 'names']);
    expect(said.wrong[1]?.detail).toMatch(/^account \d+ \(1111\): balance 1001, movements say 1000$/);
    expect(JSON.stringify(said)).not.toMatch(/Kín Đáo|Người Khác/);
    expect((await runs())[0]).toMatchObject({ night: '2025-12-03', ok: false });
  });

  it('is not written again, nor written over', async () => {
    await expect(asOwner(`UPDATE verification_run SET ok = true`)).rejects.toMatchObject({ code: '23001' });
    await expect(asOwner(`DELETE FROM verification_run`)).rejects.toMatchObject({ code: '23001' });
  });
});

describe('a person who may verify', () => {
  it('asks for it once with one key, and finds it among the runs under their name', async () => {
    const before = (await runs()).length;
    const key = randomUUID();
    const first = await clerk.post('/ledger/verify-runs', {}, key);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ ok: true, sequence: expect.any(Number), tookMs: expect.any(Number) });
    expect((await clerk.post('/ledger/verify-runs', {}, key)).body).toEqual(first.body);
    const kept = await runs();
    expect(kept).toHaveLength(before + 1);
    expect(kept[0]).toMatchObject({ id: first.body.id, night: null, askedBy: 'Người dùng ketoan', ok: true });
    expect(kept[0]?.checks.length).toBeGreaterThan(15);
  });

  it('reads the runs page by page', async () => {
    const whole = await runs();
    const ids: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await clerk.get(`/ledger/verify-runs?limit=1${cursor && `&cursor=${cursor}`}`);
      ids.push(...body.items.map(({ id }: Run) => id));
      cursor = body.nextCursor;
      if (!cursor) break;
    }
    expect(ids).toEqual(whole.map(({ id }) => id));
    expect((await clerk.get('/ledger/verify-runs?cursor=eA')).status).toBe(200);
  });

  it('is told when a verification goes on already, and nothing is kept of it', async () => {
    const before = (await runs()).length;
    const answers = await Promise.all(Array.from({ length: 6 }, () => clerk.post('/ledger/verify-runs')));
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.length).toBeGreaterThan(0);
    for (const { status, body } of refused) expect([status, body.code]).toEqual([409, 'verification.running']);
    expect(await runs()).toHaveLength(before + answers.length - refused.length);
  });

  it('needs the right to, and a key', async () => {
    expect((await t.http.get('/api/v1/ledger/verify-runs')).status).toBe(401);
    expect((await t.http.post('/api/v1/ledger/verify-runs')).status).toBe(401);
    const administrator = await Caller.of(t, 'quantri');
    expect((await administrator.get('/ledger/verify-runs')).status).toBe(403);
    expect((await administrator.post('/ledger/verify-runs')).status).toBe(403);
    const bare = await t.http
      .post('/api/v1/ledger/verify-runs')
      .set('Authorization', `Bearer ${await t.signIn('ketoan')}`);
    expect([bare.status, bare.body.code]).toEqual([400, 'idempotency.missing']);
  });

  it('presses the button and sees what was found', async () => {
    const browser = await browserOf(t, 'ketoan');
    const before = (await runs()).length;
    const page = await browser.open('/desk/books/verification');
    expect(page.text).toContain('Kiểm tra ngay');
    const sent = await browser.send('/desk/books/verification', {});
    expect([sent.status, sent.headers.location]).toEqual([303, '/desk/books/verification']);
    expect(await runs()).toHaveLength(before + 1);
    const { text } = await browser.open('/desk/books/verification');
    expect(text).toContain('Mục đích nào cũng còn ít nhất bằng số đang giữ');
    expect(text).toContain('Người dùng ketoan');
    expect(text).toContain('Tự động, đêm 03/12/2025');
    expect(text).toMatch(/\(places\): account \d+ \(1111\)|\(identity\): fund/);
    expect((await (await browserOf(t, 'quantri')).open('/desk/books/verification')).status).toBe(403);
  });
});
