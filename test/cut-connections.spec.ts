// The database's connections cut under 64 clerks at work: everybody gets an answer, nothing is half written, and what was
// answered is there once.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Caller } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';

const CLERKS = 64;

let t: TestApp;
let clerk: Caller;
let outside: pg.Client;
let holder: pg.Client;

beforeAll(async () => {
  t = await startApp();
  clerk = await Caller.of(t, 'ketoan');
  // The same login as the program's: it may end its own connections.
  outside = new pg.Client({ connectionString: t.databases.appUrl });
  holder = new pg.Client({ connectionString: t.databases.appUrl });
  await Promise.all([outside.connect(), holder.connect()]);
});
afterAll(async () => {
  await Promise.all([outside.end(), holder.end()]);
  await t.close();
});
afterEach(() => t.verifyBooks());

type Answer = { status: number; serial: string | undefined };

async function give(key: string): Promise<Answer> {
  const gift = { fundId: t.committee.city.VNN.id, amount: 50_000, channel: 'cash', donorName: 'Lê Văn Sáu' };
  const { status, body } = await clerk.post('/donations', gift, key);
  return { status, serial: (body as { receipt?: { serial: string } }).receipt?.serial };
}

function giveAll(keys: string[]): Promise<Answer[]> {
  return Promise.all(keys.map(give));
}

/** Ends the connections that are in a transaction, or only those that wait for the lane; answers how many. */
async function cut(waiting: boolean): Promise<number> {
  const { rows } = await outside.query<{ cut: boolean }>(
    `SELECT pg_terminate_backend(pid) AS cut FROM pg_stat_activity
     WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
       AND ($1 = false OR wait_event_type = 'Lock')`,
    [waiting],
  );
  return rows.filter((row) => row.cut).length;
}

/** The register of receipts, whole. */
async function numbers(): Promise<number[]> {
  const { rows } = await outside.query<{ number: number }>('SELECT number FROM receipt ORDER BY number');
  return rows.map(({ number }) => number);
}

const keysOf = (name: string): string[] => Array.from({ length: CLERKS }, (_, n) => `${name}-${n}`);

it('a flush whose connection is cut while it waits is written by another, for every caller', async () => {
  await holder.query('BEGIN');
  await holder.query('SELECT ledger_take_lane()');
  const waiting = giveAll(keysOf('lane'));
  for (let ended = 0; ended === 0; ended = await cut(true)) await sleep(10);
  await holder.query('COMMIT');
  const answers = await waiting;
  // The first caller may have been alone in its flush: then it is told, and nothing of it is left.
  expect(answers.filter(({ status }) => status !== 201).length).toBeLessThanOrEqual(1);
  const again = await giveAll(keysOf('lane'));
  expect(again.map(({ status }) => status)).toEqual(again.map(() => 201));
  for (const [n, { status, serial }] of answers.entries()) if (status === 201) expect(again[n]?.serial).toBe(serial);
  expect(await numbers()).toEqual(again.map((_, n) => n + 1));
});

it('connections cut at any moment lose and double nothing', async () => {
  const before = (await numbers()).length;
  const answered = new Map<string, string | undefined>();
  const sent: string[] = [];
  let cuts = 0;
  let busy = true;
  const clerks = Array.from({ length: CLERKS }, async (_, n) => {
    for (let round = 0; busy; round++) {
      const key = `cut-${n}-${round}`;
      sent.push(key);
      const { status, serial } = await give(key);
      if (status === 201) answered.set(key, serial);
      else expect(status).toBe(503);
    }
  });
  for (let tries = 0; cuts < 12 && tries < 2_000; tries++) {
    await sleep(Math.random() * 20);
    cuts += await cut(false);
  }
  busy = false;
  await Promise.all(clerks);
  expect(cuts).toBeGreaterThanOrEqual(12);
  expect(answered.size).toBeGreaterThan(0);

  const again = await giveAll(sent);
  expect(again.map(({ status }) => status)).toEqual(sent.map(() => 201));
  for (const [n, key] of sent.entries()) if (answered.has(key)) expect(again[n]?.serial).toBe(answered.get(key));
  expect(await numbers()).toEqual(Array.from({ length: before + sent.length }, (_, n) => n + 1));
});
