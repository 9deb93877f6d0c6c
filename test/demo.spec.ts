// The demo: loaded once, whole, through the same services as a clerk's work, even when the first load is cut short.
import type { NestExpressApplication } from '@nestjs/platform-express';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import supertest from 'supertest';
import { createApp } from '../src/app.js';
import { loadConfig } from '../src/config.js';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '../src/demo/accounts.js';
import { loadDemo } from '../src/demo/load-demo.js';
import { loadKeys } from '../src/platform/keys.js';
import { withClient } from '../src/platform/provision.js';
import { Verification } from '../src/reports/verification.service.js';
import { type FreshDatabase, freshDatabase } from './support/database.js';

type Row = Record<string, string | number | boolean | null>;

let databases: FreshDatabase;
let app: NestExpressApplication;
let folder: string;

const rows = (sql: string): Promise<Row[]> =>
  withClient(databases.ownerUrl, async (client) => (await client.query<Row>(sql)).rows);
const count = async (table: string): Promise<number> =>
  Number((await rows(`SELECT count(*)::int AS n FROM ${table}`))[0]?.n);

async function signedIn(username: string): Promise<ReturnType<typeof supertest.agent>> {
  const agent = supertest.agent(await app.getUrl());
  const answer = await agent.post('/sign-in').type('form').send({ username, password: DEMO_PASSWORD });
  expect({ username, status: answer.status }).toEqual({ username, status: 303 });
  return agent;
}

/** As when the database server is killed: every connection of the program ends in the middle of what it does. */
async function cutOff(): Promise<void> {
  await withClient(databases.appUrl, (client) =>
    client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()`),
  );
}

beforeAll(async () => {
  databases = await freshDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'sovang-demo-'));
  const config = loadConfig({ DATA_DIR: folder }, ['--demo']);
  const keys = await loadKeys(path.join(folder, 'keys'));
  const { appUrl, publicUrl } = databases;
  app = await createApp({ config, appUrl, publicUrl, keys });
  await app.listen(0, '127.0.0.1');
  let ended = false;
  const cutShort = loadDemo(app).finally(() => (ended = true));
  const outcome = cutShort.then(
    () => 'loaded',
    () => 'cut short',
  );
  // In the middle of the households, which are entered one by one.
  while (!ended && (await count('household')) < 40) await sleep(20);
  await cutOff();
  expect(await outcome).toBe('cut short');
  await loadDemo(app);
}, 180_000);

afterAll(async () => {
  await app?.close();
  await databases?.drop();
  await rm(folder, { recursive: true, force: true });
});

it('is whole although its first load was cut off in the middle', async () => {
  expect(await count('household')).toBe(100);
  expect(await rows(`SELECT name FROM demo_step WHERE name = 'loaded'`)).toHaveLength(1);
});

it('leaves books that tie out', async () => {
  const { ok, checks } = await app.get(Verification).verify();
  expect(checks.filter((check) => !check.ok)).toEqual([]);
  expect(ok).toBe(true);
});

it('changes nothing when it is loaded again', async () => {
  const tables = ['event', 'donation', 'household', 'disbursement', 'finding', 'pledge', 'app_user', 'statement_line'];
  const counts = (): Promise<number[]> => Promise.all(tables.map(count));
  const before = await counts();
  await loadDemo(app);
  expect(await counts()).toEqual(before);
});

it.each(DEMO_ACCOUNTS.map(({ username }) => username))(
  'lets %s sign in and opens each of their pages',
  async (name) => {
    const agent = await signedIn(name);
    const first = await agent.get('/').redirects(1);
    expect(first.status).toBe(200);
    const home = await agent.get(name === 'quantri' ? '/admin/users' : name.includes('giamsat') ? '/board' : '/desk');
    const addresses = new Set(
      [...home.text.matchAll(/href="(\/(?:desk|board|admin)[^"?#]*)"/g)].map(([, href]) => href),
    );
    expect(addresses.size).toBeGreaterThan(1);
    for (const address of addresses) {
      const page = await agent.get(address ?? '');
      expect({ address, status: page.status }).toEqual({ address, status: 200 });
    }
  },
);

it.each([
  ['ketoan', ['/desk', '/desk/statements', '/desk/receipts', '/desk/appeals', '/desk/pledges']],
  ['chutich', ['/desk/households', '/desk/disbursements', '/desk/books/trial-balance']],
  ['xa.ketoan', ['/desk', '/desk/receipts', '/desk/appeals', '/desk/households', '/desk/disbursements']],
  ['giamsat', ['/board']],
  ['xa.giamsat', ['/board']],
  ['tw.ketoan', ['/desk', '/desk/appeals']],
  ['quantri', ['/admin/users', '/admin/funds']],
])('%s has something to see on every page', async (username, addresses) => {
  const agent = await signedIn(username);
  for (const address of addresses) {
    const { text, status } = await agent.get(address);
    expect({ address, status, empty: text.includes('class="empty"') }).toEqual({ address, status: 200, empty: false });
  }
});

it('has pay-outs in every state, and findings that wait, are late, answered and closed', async () => {
  const states = await rows(`SELECT DISTINCT state FROM disbursement ORDER BY state`);
  expect(states.map(({ state }) => state)).toEqual(['approved', 'closed', 'draft', 'paid', 'rejected', 'submitted']);
  const findings = await rows(
    `SELECT state, due_on < current_date - 1 AS late FROM finding ORDER BY number, unit_code`,
  );
  expect(findings).toEqual(
    expect.arrayContaining([
      { state: 'closed', late: true },
      { state: 'open', late: true },
      { state: 'open', late: false },
      { state: 'answered', late: false },
    ]),
  );
});

it('pays nothing before it was approved, on days of the past month', async () => {
  const wrong = await rows(`SELECT title FROM disbursement
    WHERE paid_on IS NOT NULL AND NOT (prepared_at < submitted_at + interval '1 second' AND submitted_at < approved_at AND approved_at < paid_at
      AND paid_on = (paid_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AND paid_on > (approved_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)`);
  expect(wrong).toEqual([]);
  const [days] = await rows(
    `SELECT count(DISTINCT paid_on)::int AS n, count(DISTINCT taken_at::date)::int AS steps FROM disbursement d
     JOIN disbursement_step s ON s.disbursement_id = d.id AND s.step = 'pay'`,
  );
  expect([Number(days?.n) > 4, Number(days?.steps) > 4]).toEqual([true, true]);
});

it('shows what the city paid out of its fund for the poor in a pay-out that every household signed', async () => {
  const [closed] = await rows(`SELECT count(*)::int AS n FROM disbursement d JOIN fund f ON f.id = d.fund_id
    WHERE f.unit_code = '01' AND f.kind_code = 'VNN' AND d.state = 'closed'`);
  expect(closed?.n).toBe(1);
  const { funds } = (await supertest(await app.getUrl()).get('/api/v1/public/summary')).body as {
    funds: { unitCode: string; kindCode: string; paid: number }[];
  };
  const poor = funds.find(({ unitCode, kindCode }) => unitCode === '01' && kindCode === 'VNN');
  expect(poor?.paid).toBe(420_000_000);
});

it('has pledges kept, kept in part, due and overdue, and a gift that was voided', async () => {
  const pledges = await rows(`SELECT p.amount::float8 AS amount, p.due_date < current_date - 1 AS late,
    coalesce((SELECT sum(g.amount) FROM pledge_gift g WHERE g.pledge_id = p.id), 0)::float8 AS kept FROM pledge p`);
  const kept = pledges.filter((pledge) => pledge.kept === pledge.amount);
  const partly = pledges.filter((pledge) => Number(pledge.kept) > 0 && Number(pledge.kept) < Number(pledge.amount));
  const open = pledges.filter((pledge) => Number(pledge.kept) === 0);
  expect([kept.length, partly.length, open.length]).toEqual([2, 3, 3]);
  expect(pledges.filter((pledge) => pledge.late && Number(pledge.kept) < Number(pledge.amount))).toHaveLength(2);
  expect(await count('receipt_void')).toBe(1);
  expect(await count('donation_correction')).toBe(1);
});

it('keeps the accounts of 2024 as they were, with nothing on them', async () => {
  const accounts = await rows(`SELECT b.number, f.unit_code AS unit, a.name, a.receive_from::text AS from,
      a.receive_until::text AS until, a.historical, (SELECT count(*)::int FROM statement s WHERE s.bank_account_id = b.id) +
      (SELECT count(*)::int FROM movement m WHERE b.ledger_account_id IN (m.debit, m.credit)) AS used
    FROM bank_account b JOIN fund f ON f.id = b.fund_id JOIN appeal_bank_account ab ON ab.bank_account_id = b.id
    JOIN appeal a ON a.id = ab.appeal_id WHERE f.unit_code IN ('TW', '48') ORDER BY b.number`);
  const yagi = { name: 'Bão số 3 (Yagi)', from: '2024-09-01', until: '2024-11-29', historical: true, used: 0 };
  expect(accounts).toEqual([
    { number: '0011001932418', unit: 'TW', ...yagi },
    { number: '1000007062914729', unit: '48', ...yagi },
    { number: '111602391111', unit: 'TW', ...yagi },
    { number: '1500201113838', unit: 'TW', ...yagi },
  ]);
});

it('gives each of the 126 communes a fund, and the public figures that add up', async () => {
  const [communes] = await rows(`SELECT count(DISTINCT unit_code)::int AS n FROM fund WHERE length(unit_code) = 5`);
  expect(communes?.n).toBe(126);
  const answer = await supertest(await app.getUrl()).get('/api/v1/public/summary');
  expect(answer.status).toBe(200);
  const { funds } = answer.body as { funds: Record<string, number>[] };
  const used = funds.filter(({ received }) => (received ?? 0) > 0);
  expect(used.length).toBeGreaterThan(3);
  for (const { opening = 0, received = 0, paid = 0, passedOn = 0, otherSpent = 0, held = 0 } of funds)
    expect(opening + received).toBe(paid + passedOn + otherSpent + held);
});

it('names no private person on the portal unless they agreed', async () => {
  const agreed = new Set((await rows(`SELECT DISTINCT public_name AS name FROM donation`)).map(({ name }) => name));
  const private_ = (
    await rows(`SELECT DISTINCT printed_name AS name FROM donation WHERE public_name IS NULL
    UNION SELECT head_name FROM household`)
  ).map(({ name }) => (name === null ? '' : String(name)));
  const agent = supertest(await app.getUrl());
  const pages = await Promise.all(['/', '/api/v1/public/summary'].map((address) => agent.get(address)));
  const shown = pages.map(({ text }) => text).join('\n');
  expect(private_.filter((name) => name !== '' && !agreed.has(name) && shown.includes(name))).toEqual([]);
});
