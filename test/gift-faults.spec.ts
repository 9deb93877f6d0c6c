/** Gifts that are written together when the database fails them: every caller is answered, and each gift is there once. */
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../src/platform/ids.js';
import { startApp, type TestApp } from './support/app.js';

let t: TestApp;
let token: string;
/** As the application: it sees its own sessions, and may end them. */
let application: pg.Client;
let owner: pg.Client;
let fundId: string;

beforeAll(async () => {
  t = await startApp();
  token = await t.signIn('ketoan');
  application = new pg.Client(t.databases.appUrl);
  owner = new pg.Client(t.databases.ownerUrl);
  await Promise.all([application.connect(), owner.connect()]);
  fundId = t.committee.city.CT.id;
});
afterAll(async () => {
  await Promise.all([application.end(), owner.end()]);
  await t.close();
});
afterEach(() => t.verifyBooks());

type Answer = { status: number; body: { id?: string; code?: string; receipt?: { serial: string } } };

async function give(key: string, amount = 1_000): Promise<Answer> {
  const answer = await fetch(`${t.url}/api/v1/donations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': key },
    body: JSON.stringify({ fundId, amount, channel: 'cash' }),
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

async function gifts(): Promise<number> {
  const { rows } = await owner.query<{ n: bigint }>(`SELECT count(*) AS n FROM donation`);
  return Number(rows[0]?.n ?? 0);
}

async function holdLane(): Promise<() => Promise<void>> {
  const other = new pg.Client(t.databases.ownerUrl);
  await other.connect();
  await other.query('BEGIN');
  await other.query('SELECT FROM ledger_head FOR UPDATE');
  return async () => {
    await other.query('ROLLBACK');
    await other.end();
  };
}

async function flushesWaiting(): Promise<number[]> {
  for (let tries = 0; tries < 500; tries++) {
    const { rows } = await application.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return rows.map(({ pid }) => pid);
    await sleep(20);
  }
  throw new Error('No flush waits for the lane.');
}

it('one key many times in one flush is one gift; with another amount it is a conflict', async () => {
  const before = await gifts();
  const letGo = await holdLane();
  // What comes while the first flush waits is gathered into the second.
  const first = give('first');
  await flushesWaiting();
  const same = Array.from({ length: 20 }, () => give('same'));
  const other = Array.from({ length: 5 }, () => give('same', 2_000));
  const alone = [give('alone', 3_000), give('first')];
  await sleep(300);
  await letGo();
  const answers = await Promise.all(same);
  expect(answers.map(({ status }) => status)).toEqual(Array<number>(20).fill(201));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  for (const { status, body } of await Promise.all(other))
    expect([status, body.code]).toEqual([409, 'idempotency.conflict']);
  expect((await Promise.all(alone)).map(({ status }) => status)).toEqual([201, 201]);
  expect((await Promise.all(alone))[1]?.body).toEqual((await first).body);
  expect(await gifts()).toBe(before + 3);
});

it.each([1, 4])(
  'a flush whose connection is lost %i times is answered to everyone, each gift there once',
  async (times) => {
    const before = await gifts();
    const letGo = await holdLane();
    const callers = Array.from({ length: 100 }, (_, n) => give(`lost-${times}-${n}`));
    for (let n = 1; n <= times; n++) {
      const pids = await flushesWaiting();
      await application.query('SELECT pg_terminate_backend(p) FROM unnest($1::integer[]) p', [pids]);
      await sleep(50);
    }
    await letGo();
    const answers = await Promise.all(callers);
    // Whoever was told of an error sends the same again; whoever was answered gets the same answer.
    const again = await Promise.all(answers.map((_, n) => give(`lost-${times}-${n}`)));
    for (const [n, { status, body }] of answers.entries())
      if (status === 201) expect(again[n]?.body).toEqual(body);
      else expect(status).toBeGreaterThanOrEqual(500);
    expect(again.map(({ status }) => status)).toEqual(Array<number>(100).fill(201));
    expect(await gifts()).toBe(before + 100);
    const serials = again.map(({ body }) => body.receipt?.serial);
    expect(new Set(serials).size).toBe(100);
  },
);

it('every connection of the program lost again and again under load loses no gift that was answered', async () => {
  const before = await gifts();
  let over = false;
  const answered = new Map<string, Answer>();
  const sent: string[] = [];
  const callers = Array.from({ length: 24 }, async (_, clerk) => {
    for (let n = 0; !over; n++) {
      const key = `cut-${clerk}-${n}`;
      sent.push(key);
      const answer = await give(key);
      if (answer.status === 201) answered.set(key, answer);
    }
  });
  for (let cut = 0; cut < 12; cut++) {
    await sleep(Math.random() * 150);
    await application.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()`,
    );
  }
  over = true;
  await Promise.all(callers);
  expect(answered.size).toBeGreaterThan(0);
  const again = new Map(await Promise.all(sent.map(async (key) => [key, await give(key)] as const)));
  for (const [key, answer] of answered) expect(again.get(key)?.body).toEqual(answer.body);
  expect([...again.values()].every(({ status }) => status === 201)).toBe(true);
  expect(await gifts()).toBe(before + sent.length);
});

it.each([
  ['a fund of another unit', { unit: '00004' }],
  ['a fund that there is not', { fund: newId() }],
  ['an appeal that there is not', { appeal: newId() }],
])('the database takes no gift for %s, whoever writes it', async (_, wrong: Record<string, string>) => {
  await give('for-a-copy');
  const copied = application.query(
    `INSERT INTO donation SELECT (jsonb_populate_record(d, jsonb_build_object('id', $1::uuid, 'receipt_id', $1::uuid,
       'sequence', 1, 'unit_code', coalesce($2, d.unit_code), 'fund_id', coalesce($3::uuid, d.fund_id),
       'appeal_id', coalesce($4::uuid, d.appeal_id)))).* FROM donation d ORDER BY sequence DESC LIMIT 1`,
    [newId(), wrong.unit ?? null, wrong.fund ?? null, wrong.appeal ?? null],
  );
  await expect(copied).rejects.toMatchObject({ constraint: 'donation_purpose_known' });
});
