// The plug pulled in the middle of 64 clerks at work: what was answered is there once, what was not may be sent again.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from '../src/app.js';
import { loadConfig } from '../src/config.js';
import { migrate } from '../src/data-source.js';
import { checkInstance } from '../src/platform/instance.js';
import { loadKeys } from '../src/platform/keys.js';
import { markOf } from '../src/platform/postgres.js';
import { processesNaming } from '../src/platform/processes.js';
import { openDatabase } from '../src/platform/provision.js';
import { loadReferenceData } from '../src/reference-data.js';
import { PASSWORD, setUpCommittee } from './support/committee.js';
import { type Build, buildSources, type Program } from './support/programs.js';

const CLERKS = 64;
const READY = /is ready at (http:\/\/\S+)/;
const ACCOUNT_OF_GIFTS = '511';

let build: Build;
let folder: string;
let env: Record<string, string>;
const programs: Program[] = [];

beforeAll(async () => {
  build = await buildSources();
  folder = await mkdtemp(path.join(tmpdir(), 'sovang-crash-'));
  env = { DATA_DIR: folder, PORT: '0', PUBLIC_URL: 'http://localhost:3000' };
});

afterAll(async () => {
  for (const { child } of programs) child.kill('SIGKILL');
  await killPostgres();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  await build.remove();
});

async function killPostgres(): Promise<void> {
  for (const pid of await processesNaming(markOf(path.join(folder, 'postgres')))) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // One that ended by itself since it was listed is dead as well.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** An instance with a committee at work, made once by the program's own services and then left. */
async function prepareInstance(): Promise<{ fundId: string }> {
  const config = loadConfig(env, []);
  const database = await openDatabase(config);
  await migrate(database.ownerUrl);
  await loadReferenceData(database.ownerUrl);
  const keys = await loadKeys(config.keysDir);
  await checkInstance(database.ownerUrl, { ...config, keys });
  const app = await createApp({ config, appUrl: database.appUrl, publicUrl: database.publicUrl, keys });
  await app.init();
  const { city } = await setUpCommittee(app);
  await app.close();
  await database.leave();
  return { fundId: city.VNN.id };
}

async function serve(): Promise<{ program: Program; url: string; token: string }> {
  const program = build.run('src/main.ts', [], env);
  programs.push(program);
  const url = await program.said(READY);
  const answer = await fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'ketoan', password: PASSWORD }),
  });
  return { program, url, token: ((await answer.json()) as { token: string }).token };
}

type Answer = { id: string; receipt: { serial: string } };

/** The answer, or nothing where the connection broke before there was one. */
async function record(at: { url: string; token: string }, body: object, key: string): Promise<Answer | undefined> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${at.token}`, 'idempotency-key': key };
  try {
    const answer = await fetch(`${at.url}/api/v1/donations`, { method: 'POST', headers, body: JSON.stringify(body) });
    return answer.status === 201 ? ((await answer.json()) as Answer) : undefined;
  } catch {
    return undefined;
  }
}

it('loses and doubles nothing that was answered when program and database are killed under load', async () => {
  const { fundId } = await prepareInstance();
  const answered = new Map<string, Answer>();
  const sent = new Map<string, object>();
  let at = await serve();

  for (const millis of [400, 700]) {
    let killed = false;
    const earlier = answered.size;
    const clerks = Array.from({ length: CLERKS }, async (_, clerk) => {
      for (let n = 0; !killed; n++) {
        const key = `${millis}-${clerk}-${n}`;
        const body = { fundId, amount: 1_000 + sent.size, channel: 'cash' };
        sent.set(key, body);
        const answer = await record(at, body, key);
        if (answer) answered.set(key, answer);
      }
    });
    // The plug is pulled in full swing, however long the machine takes to get there.
    while (answered.size === earlier) await sleep(10);
    await sleep(millis);
    const before = answered.size - earlier;
    at.program.child.kill('SIGKILL');
    await killPostgres();
    killed = true;
    await Promise.all(clerks);
    expect(before).toBeGreaterThan(0);
    at = await serve();
  }

  // Every gift is sent once more under its key: the answered ones answer the same, the others are recorded now.
  const final = new Map<string, Answer>();
  const queue = [...sent];
  await Promise.all(
    Array.from({ length: CLERKS }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [key, body] = next;
        const answer = await record(at, body, key);
        if (answer) final.set(key, answer);
      }
    }),
  );
  expect(final.size).toBe(sent.size);
  for (const [key, answer] of answered) expect(final.get(key)).toEqual(answer);
  const numbers = [...final.values()].map(({ receipt }) => Number(receipt.serial.slice(-6))).sort((a, b) => a - b);
  expect(numbers).toEqual([...final].map((_, i) => i + 1));

  const headers = { authorization: `Bearer ${at.token}` };
  const books = await fetch(`${at.url}/api/v1/ledger/trial-balance?fund=${fundId}`, { headers });
  const { rows, totals } = (await books.json()) as {
    rows: { code: string; balance: number }[];
    totals: { balance: number };
  };
  const recorded = [...sent.values()].reduce((sum, body) => sum + (body as { amount: number }).amount, 0);
  expect(totals.balance).toBe(0);
  expect(rows.filter(({ code }) => code === ACCOUNT_OF_GIFTS).reduce((sum, { balance }) => sum - balance, 0)).toBe(
    recorded,
  );
  const verified = await fetch(`${at.url}/api/v1/ledger/verify`, { headers });
  expect(await verified.json()).toMatchObject({ ok: true });
}, 120_000);
