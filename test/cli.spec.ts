// The command line, as real processes: beside a serving program and alone, with its exit codes and its JSON.
import { jest } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { markOf } from '../src/platform/postgres.js';
import { processesNaming } from '../src/platform/processes.js';
import { type Build, buildSources, type Program } from './support/programs.js';

type Check = { name: string; ok: boolean; detail: string };
/** The fields that these commands answer. */
type Answer = {
  error: { code: string; detail: string };
  ok: boolean;
  sequence: number;
  checks: Check[];
  link: string;
  unit: string;
  role: string;
};
type Said = { code: number | null; stdout: string; stderr: string };

const folder = mkdtempSync(path.join(tmpdir(), 'sovang-cli-'));
const ENV = { DATA_DIR: path.join(folder, 'data'), PORT: '0', PUBLIC_URL: 'http://localhost:3000', LANG: 'C.UTF-8' };
const running = (): Promise<number[]> => processesNaming(markOf(path.join(ENV.DATA_DIR, 'postgres')));

// Every command is a process of its own.
jest.setTimeout(180_000);

let build: Build;
let serving: Program;

async function sovang(...args: string[]): Promise<Said> {
  return sovangWith({}, ...args);
}

async function sovangWith(env: Record<string, string>, ...args: string[]): Promise<Said> {
  const program = build.run('src/cli.ts', args, { ...ENV, LC_ALL: '', LC_MESSAGES: '', ...env });
  let stdout = '';
  program.child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  const { code, stderr } = await program.ended;
  return { code, stdout, stderr };
}

/** Standard output is one JSON object and nothing else. */
function object(said: Said): Answer {
  expect(said.stdout.trim().split('\n')).toHaveLength(1);
  return JSON.parse(said.stdout) as Answer;
}

const STATEMENT = `PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails
1,01/09/2024,4826.93651,,100.000,,ung ho
1,01/09/2024,4826.93652,,50.000,200.000,ung ho
1,02/09/2024,4826.93653,,150.000,350.000,ung ho
`;

/** An administrator made by the command line sets their password by the printed link, and opens a fund with an account. */
async function openAccount(url: string): Promise<string> {
  const said = await sovang(
    'users',
    'add',
    'quantri',
    '--name',
    'Hồ Đạt',
    '--unit',
    'TW',
    '--role',
    'administrator',
    '--json',
  );
  const password = 'mot-mat-khau-du-dai';
  const link = url + new URL(object(said).link).pathname;
  const set = await fetch(link, {
    method: 'POST',
    body: new URLSearchParams({ password, passwordAgain: password }),
    redirect: 'manual',
  });
  expect(set.status).toBe(303);
  const post = async (address: string, body: object, token = ''): Promise<Record<string, string>> => {
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': address,
      authorization: `Bearer ${token}`,
    };
    const answer = await fetch(`${url}/api/v1${address}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect({ address, status: answer.status }).toEqual({ address, status: 201 });
    return (await answer.json()) as Record<string, string>;
  };
  const { token } = await post('/sessions', { username: 'quantri', password });
  const fund = await post('/funds', { unitCode: 'TW', kindCode: 'CT', openedOn: '2024-01-01' }, token);
  const number = '9990000000001';
  await post('/bank-accounts', { fundId: fund.id, bankCode: 'vietcombank', number }, token);
  return number;
}

beforeAll(async () => {
  build = await buildSources();
}, 60_000);

afterAll(async () => {
  serving?.child.kill('SIGKILL');
  for (const pid of await running()) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  await build.remove();
});

describe('a command that is typed wrongly', () => {
  it.each([
    ['without a command', []],
    ['a command that does not exist', ['money', 'print']],
    ['an option that does not exist', ['verify', '--fast']],
    ['without an option that is needed', ['statements', 'import', 'file.csv']],
    ['without what it works on', ['export', '--out', 'file']],
    ['with more than it works on', ['verify', 'twice']],
    ['an option without its value', ['users', 'add', 'lan', '--name']],
  ])('%s: exit code 2, the usage on standard error', async (_, args) => {
    const { code, stdout, stderr } = await sovang(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('sovang');
  });

  it('says so as one JSON object with --json', async () => {
    const said = await sovang('verify', '--fast', '--json');
    expect(said.code).toBe(2);
    expect(object(said)).toEqual({ error: { code: 'usage', detail: expect.stringContaining('sovang verify') } });
    expect(said.stderr).toBe('');
  });

  it('starts nothing', () => {
    expect(existsSync(ENV.DATA_DIR)).toBe(false);
  });
});

describe('beside a serving program', () => {
  beforeAll(async () => {
    serving = build.run('src/main.ts', [], ENV);
    await serving.said(/is ready at/);
  }, 60_000);

  it('the first start prints a link for the first administrator', async () => {
    const link = await serving.said(/http:\/\/localhost:3000\/account\/link\/\S+/);
    expect(link).toMatch(/\/account\/link\/[\w-]{20,}$/);
  });

  it('checks the books', async () => {
    const said = await sovang('verify', '--json');
    const { ok, sequence, checks } = object(said);
    expect({ code: said.code, ok, sequence }).toEqual({ code: 0, ok: true, sequence: 0 });
    expect(checks.length).toBeGreaterThan(10);
    expect(Object.keys(checks[0] ?? {})).toEqual(['name', 'ok', 'detail']);
  });

  it('adds a user and prints the link by which they set their password', async () => {
    const args = ['users', 'add', 'lan', '--name', 'Trần Thị Lan', '--unit', '01', '--role', 'accountant'];
    const said = await sovang(...args, '--json');
    expect(said.code).toBe(0);
    const { link, unit, role } = object(said);
    expect({ unit, role }).toEqual({ unit: '01', role: 'accountant' });
    expect(link).toMatch(/^http:\/\/localhost:3000\/account\/link\/[\w-]{20,}$/);
    const again = await sovang(...args);
    expect({ code: again.code, stdout: again.stdout }).toEqual({ code: 1, stdout: '' });
    expect(again.stderr.trim().split('\n')).toHaveLength(2);
  });

  it("adds nobody to a unit that does not exist, or to the command line's own role", async () => {
    const add = (...where: string[]): Promise<Said> =>
      sovang('users', 'add', 'minh', '--name', 'Minh', ...where, '--json');
    const refused = await Promise.all([
      add('--unit', '99999', '--role', 'chair'),
      add('--unit', '01', '--role', 'system'),
    ]);
    expect(refused.map(({ code }) => code)).toEqual([1, 1]);
    expect(refused.map((said) => object(said).error.code)).toEqual(['identity.unit-unknown', 'command.role-unknown']);
  });

  it('does for a user only what the user may do', async () => {
    const refused = await Promise.all(['lan', 'nobody'].map((user) => sovang('verify', '--as', user, '--json')));
    expect(refused.map(({ code }) => code)).toEqual([1, 1]);
    expect(refused.map((said) => object(said).error.code)).toEqual(['identity.not-permitted', 'command.user-unknown']);
  });

  it.each(['hledger', 'beancount'])('writes the books for %s, whole or not at all', async (format) => {
    const out = path.join(folder, `books.${format}`);
    const said = await sovang('export', format, '--out', out, '--json');
    expect({ code: said.code, answer: object(said) }).toEqual({
      code: 0,
      answer: { format, out, entries: 0, sequence: 0 },
    });
    expect(readFileSync(out, 'utf8')).toContain('commodity');
    const nowhere = path.join(folder, 'no/such/folder/books.journal');
    const failed = await sovang('export', format, '--out', nowhere, '--json');
    expect({ code: failed.code, error: object(failed).error.code }).toEqual({
      code: 1,
      error: 'command.out-unwritable',
    });
  });

  it('writes what is public as CSV, and leaves no file of a standard that knows none without a grant or an activity', async () => {
    const out = path.join(folder, 'open.csv');
    const said = await sovang('export', 'csv', '--out', out, '--json');
    expect({ code: said.code, answer: object(said) }).toEqual({
      code: 0,
      answer: { format: 'csv', out, entries: 0, sequence: 0 },
    });
    expect(readFileSync(out, 'utf8')).toMatch(/^\uFEFFdate,fund_id,[^\n]*\r\n$/);
    const [grants, activities] = await Promise.all(
      ['360giving', 'iati'].map((format) => sovang('export', format, '--out', path.join(folder, 'none'), '--json')),
    );
    expect([grants, activities].map((refused) => refused && object(refused).error.code)).toEqual([
      'open-data.nothing-paid',
      'open-data.no-appeal',
    ]);
    expect(readdirSync(folder).filter((name) => name.startsWith('none'))).toEqual([]);
  });

  it.each(['backup', 'restore'])('refuses %s, which is not there yet', async (command) => {
    const said = await sovang(command, '--json');
    expect({ code: said.code, error: object(said).error.code }).toEqual({ code: 1, error: 'command.later' });
  });

  it('imports no statement of an account that it does not know, and none that it cannot read', async () => {
    const file = path.join(folder, 'statement.csv');
    writeFileSync(file, 'PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails\n');
    const load = (name: string): Promise<Said> =>
      sovang('statements', 'import', name, '--account', '123456789', '--json');
    const refused = await Promise.all([load(file), load(`${file}.gone`)]);
    expect(refused.map(({ code }) => code)).toEqual([1, 1]);
    expect(refused.map((said) => object(said).error.code)).toEqual([
      'statement.number-unknown',
      'command.file-unreadable',
    ]);
  });

  it('reads, proves and posts a statement once, and a broken one not at all', async () => {
    const account = await openAccount(await serving.said(/is ready at (http:\/\/\S+)/));
    const file = path.join(folder, 'september.csv');
    const broken = path.join(folder, 'broken.csv');
    writeFileSync(file, STATEMENT);
    writeFileSync(broken, STATEMENT.replace('350.000', '350.001'));
    const load = (name: string, ...more: string[]): Promise<Said> =>
      sovang('statements', 'import', name, '--account', account, '--json', ...more);

    const wrong = await load(broken);
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.stdout)).toMatchObject({ rows: 3, posted: 0, balanced: false });
    const sums = {
      rows: 3,
      credits: 300_000,
      debits: 0,
      opening: 50_000,
      closing: 350_000,
      balanced: true,
      problems: [],
    };
    const answers = [];
    for (const more of [['--dry-run'], [], []]) {
      const said = await load(file, ...more);
      expect(said.code).toBe(0);
      answers.push(JSON.parse(said.stdout) as object);
    }
    expect(answers).toEqual([
      { ...sums, posted: 0, duplicates: 0 },
      { ...sums, posted: 3, duplicates: 0 },
      { ...sums, posted: 0, duplicates: 3 },
    ]);
    const { ok, sequence } = object(await sovang('verify', '--json'));
    expect(ok).toBe(true);
    expect(sequence).toBeGreaterThan(3);
  });

  it('speaks English to who has set it', async () => {
    const said = await sovangWith({ LANG: 'en_GB.UTF-8' }, 'backup', '--json');
    expect(object(said).error.detail).toBe('The command backup is not in this version.');
  });

  it('leaves the serving program as it was', async () => {
    const url = await serving.said(/is ready at (http:\/\/\S+)/);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    serving.child.kill('SIGTERM');
    expect((await serving.ended).code).toBe(0);
    expect(await running()).toEqual([]);
  });
});

describe('alone', () => {
  it('starts the database server and stops it again', async () => {
    const said = await sovang('verify', '--json');
    expect({ code: said.code, ok: object(said).ok }).toEqual({ code: 0, ok: true });
    expect(await running()).toEqual([]);
  });

  it('makes an empty database that may still become what its first start says', async () => {
    const fresh = { DATA_DIR: path.join(folder, 'fresh') };
    const said = await sovangWith(fresh, 'verify', '--json');
    expect({ code: said.code, ok: object(said).ok }).toEqual({ code: 0, ok: true });
    const started = build.run('src/main.ts', [], { ...ENV, ...fresh });
    await started.said(/is ready at/);
    started.child.kill('SIGTERM');
    expect((await started.ended).code).toBe(0);
  });

  it('refuses keys that are not of this database', async () => {
    const said = await sovangWith({ KEYS_DIR: path.join(folder, 'fresh/keys') }, 'verify', '--json');
    expect(said.code).toBe(1);
    expect(object(said).error.detail).toContain('KEYS_DIR');
    expect(await running()).toEqual([]);
  });
});
