// The plug pulled in the middle of 64 clerks at work: what was answered is there once, what was not may be sent again.
// A few kills in the suite; the whole proof: KILLS=50 npm test -- test/crash (about ten minutes).
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
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
const KILLS = Number(process.env.KILLS ?? 4);
/** After the first answer. */
const LONGEST_WORK_MS = 600;
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
  for (const pid of await processesNaming(markOf(path.join(folder, 'postgres')))) killHard(pid);
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // One that ended by itself since it was listed is dead as well.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
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

type Served = { program: Program; url: string; token: string };

/** @param known a token of before: sessions outlive a crash as well */
async function serve(known?: string): Promise<Served> {
  const program = build.run('src/main.ts', [], env);
  programs.push(program);
  const url = await program.said(READY);
  if (known !== undefined) return { program, url, token: known };
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

/** Who is killed: the program; the server's first process, which takes all others along; one that serves a connection; all. */
const VICTIMS = ['program', 'postmaster', 'backend', 'all'] as const;
type Victim = (typeof VICTIMS)[number];

async function kill(victim: Victim, { child }: Program): Promise<void> {
  const hit = (pid: number | undefined): unknown => pid !== undefined && killHard(pid);
  const postmaster = Number(
    (await readFile(path.join(folder, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[0],
  );
  if (victim === 'postmaster') hit(postmaster);
  if (victim === 'backend') hit(await workerOf(postmaster));
  if (victim === 'program' || victim === 'all') child.kill('SIGKILL');
  if (victim === 'all') await killPostgres();
}

/** A process of the server that works for the application: at random, as all that happens here. */
async function workerOf(postmaster: number): Promise<number | undefined> {
  const workers: number[] = [];
  for (const pid of await processesNaming(`${markOf(path.join(folder, 'postgres'))}: sovang_app`))
    if (pid !== postmaster) workers.push(pid);
  return workers[Math.floor(Math.random() * workers.length)];
}

const LONGEST_END_MS = 30_000;

/** Whoever lost the database ends by itself, for another program may be serving it now. */
async function ended({ child, ended: end }: Program): Promise<void> {
  const late = await Promise.race([end.then(() => false), sleep(LONGEST_END_MS, true, { ref: false })]);
  if (late) child.kill('SIGKILL');
  expect(late).toBe(false);
}

/** Sends these once more, 64 at a time, and answers what came back. */
async function sendAgain(at: Served, sent: Iterable<[string, object]>): Promise<Map<string, Answer>> {
  const [answers, queue] = [new Map<string, Answer>(), [...sent]];
  await Promise.all(
    Array.from({ length: CLERKS }, async () => {
      for (let next = queue.pop(); next; next = queue.pop()) {
        const [key, body] = next;
        const answer = await record(at, body, key);
        if (answer) answers.set(key, answer);
      }
    }),
  );
  return answers;
}

type Gift = { fundId: string; amount: number; channel: 'cash' };

/** 64 clerks at work until the plug is pulled at a random moment: what was sent, and what of it was answered. */
async function workUntil(
  victim: Victim,
  { at, round, fundId }: { at: Served; round: number; fundId: string },
): Promise<{ sent: Map<string, Gift>; answered: Map<string, Answer> }> {
  const [sent, answered] = [new Map<string, Gift>(), new Map<string, Answer>()];
  let over = false;
  const clerks = Array.from({ length: CLERKS }, async (_, clerk) => {
    for (let n = 0; !over; n++) {
      const key = `${round}-${clerk}-${n}`;
      const gift: Gift = { fundId, amount: 1_000 + Math.floor(Math.random() * 1_000_000), channel: 'cash' };
      sent.set(key, gift);
      const answer = await record(at, gift, key);
      if (answer) answered.set(key, answer);
      // Whose program is gone gets refused at once, thousands of times: until then a clerk goes on as before.
      else await sleep(5);
    }
  });
  // The plug is pulled in full swing, however long the machine takes to get there.
  while (answered.size === 0) await sleep(5);
  await sleep(Math.random() * LONGEST_WORK_MS);
  await kill(victim, at.program);
  over = true;
  await Promise.all(clerks);
  await ended(at.program);
  return { sent, answered };
}

/** Everything of the books that can be told from outside: sums, numbers of receipts, the sequence. */
async function booksAreWhole(at: Served, sent: Map<string, Gift>, fundId: string): Promise<void> {
  const headers = { authorization: `Bearer ${at.token}` };
  const books = await fetch(`${at.url}/api/v1/ledger/trial-balance?fund=${fundId}`, { headers });
  const { rows, totals } = (await books.json()) as {
    rows: { code: string; balance: number }[];
    totals: { balance: number };
  };
  const recorded = [...sent.values()].reduce((sum, { amount }) => sum + amount, 0);
  expect(totals.balance).toBe(0);
  expect(rows.filter(({ code }) => code === ACCOUNT_OF_GIFTS).reduce((sum, { balance }) => sum - balance, 0)).toBe(
    recorded,
  );
  const verified = await fetch(`${at.url}/api/v1/ledger/verify`, { headers });
  expect(await verified.json()).toMatchObject({ ok: true });
}

it(
  `loses and doubles nothing that was answered when program and database are killed ${KILLS} times under load`,
  async () => {
    const { fundId } = await prepareInstance();
    const [sent, final] = [new Map<string, Gift>(), new Map<string, Answer>()];
    const figures = { kills: 0, sent: 0, answered: 0, lost: 0, doubled: 0, gaps: 0 };
    let at = await serve();

    for (let round = 0; round < KILLS; round++) {
      const work = await workUntil(VICTIMS[round % VICTIMS.length] ?? 'all', { at, round, fundId });
      at = await serve(at.token);
      // Each gift of this round once more under its key: the answered ones answer the same, the others are recorded now.
      for (const [key, gift] of work.sent) sent.set(key, gift);
      const again = await sendAgain(at, work.sent);
      expect(again.size).toBe(work.sent.size);
      for (const [key, answer] of again) final.set(key, answer);
      for (const [key, answer] of work.answered) if (!isDeepStrictEqual(again.get(key), answer)) figures.lost++;
      const numbers = new Set([...final.values()].map(({ receipt }) => Number(receipt.serial.slice(-6))));
      figures.doubled += final.size - numbers.size;
      figures.gaps += Math.max(...numbers) - numbers.size;
      figures.kills++;
      figures.answered += work.answered.size;
      figures.sent += work.sent.size;
      expect(figures).toMatchObject({ lost: 0, doubled: 0, gaps: 0 });
      await booksAreWhole(at, sent, fundId);
    }

    // In the end all of them once more: a later crash has taken nothing from an earlier one.
    for (const [key, answer] of await sendAgain(at, sent)) expect(answer).toEqual(final.get(key));
    await booksAreWhole(at, sent, fundId);
    console.log(figures);
  },
  60_000 + KILLS * 30_000,
);
