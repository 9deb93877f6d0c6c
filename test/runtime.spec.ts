// What the program promises about itself as a process, tried with real processes on folders of their own.
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
  mkdirSync,
  statSync,
  readdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { markOf } from '../src/platform/postgres.js';
import { processesNaming } from '../src/platform/processes.js';
import { type Build, buildSources, type Program } from './support/programs.js';

const folders: string[] = [];
const programs: Program[] = [];
let build: Build;

function freshFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sovang-runtime-'));
  folders.push(folder);
  return folder;
}

const READY = /is ready at (http:\/\/\S+)/;

function serve(folder: string): Program {
  const env = { DATA_DIR: folder, PORT: '0', PUBLIC_URL: 'http://localhost:3000' };
  const program = build.run('src/main.ts', [], env);
  programs.push(program);
  return program;
}

function attach(folder: string): Program {
  const program = build.run('test/support/attach.ts', [path.join(folder, 'postgres')]);
  programs.push(program);
  return program;
}

const serversOf = (folder: string): Promise<number[]> => processesNaming(markOf(path.join(folder, 'postgres')));

function postmasterOf(folder: string): number {
  return Number.parseInt(readFileSync(path.join(folder, 'postgres/cluster/postmaster.pid'), 'utf8'), 10);
}

async function isAlive(url: string): Promise<boolean> {
  return (await fetch(`${url}/health/live`)).ok;
}

beforeAll(async () => {
  build = await buildSources();
});

afterAll(async () => {
  for (const { child } of programs) if (child.exitCode === null) child.kill('SIGKILL');
  for (const folder of folders) {
    for (const pid of await serversOf(folder)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  await build.remove();
});

describe('a serving program', () => {
  const folder = freshFolder();
  let serving: Program;

  it('refuses to serve beside another one, even when both start for the first time at the same moment', async () => {
    const both = [serve(folder), serve(folder)];
    const first = await Promise.any(both.map(async (program) => (await program.said(READY), program)));
    const second = both.find((program) => program !== first);
    const { code, stderr } = (await second?.ended) ?? { code: 0, stderr: '' };
    expect(code).toBe(1);
    expect(stderr).toContain('Another Sổ Vàng program is already serving on this database; stop it first.');
    expect(stderr).toContain('Một chương trình Sổ Vàng khác đang phục vụ');
    expect(stderr).not.toContain('    at ');
    expect(await isAlive(await first.said(READY))).toBe(true);
    serving = first;
  });

  it('keeps its secrets from other users', () => {
    for (const secret of ['postgres/password', 'postgres/logins.json', 'keys/log.pem', 'keys/field.key'])
      expect(statSync(path.join(folder, secret)).mode & 0o077).toBe(0);
    expect(readdirSync(path.join(folder, 'keys')).sort()).toEqual(['field.key', 'hash.key', 'log.pem', 'receipts.pem']);
  });

  it('starts again after it was killed, on the database server that it left behind', async () => {
    const left = postmasterOf(folder);
    serving.child.kill('SIGKILL');
    await serving.ended;
    serving = serve(folder);
    expect(await isAlive(await serving.said(READY))).toBe(true);
    expect(postmasterOf(folder)).toBe(left);
  });

  it('stops with a sentence when its database server is killed, and starts again after that', async () => {
    process.kill(postmasterOf(folder), 'SIGKILL');
    const { code, stderr } = await serving.ended;
    expect(code).toBe(1);
    expect(stderr).toContain('The connection that holds the right to serve this database was lost');
  });

  it('starts again after both it and the database server were killed', async () => {
    serving = serve(folder);
    await serving.said(READY);
    const killed = postmasterOf(folder);
    serving.child.kill('SIGKILL');
    process.kill(killed, 'SIGKILL');
    await serving.ended;
    serving = serve(folder);
    expect(await isAlive(await serving.said(READY))).toBe(true);
    expect(postmasterOf(folder)).not.toBe(killed);
  });

  it('lets a command work beside it, and leaves nothing running when it is told to stop', async () => {
    const command = attach(folder);
    await command.said(/port \d+/);
    command.child.stdin.end();
    expect((await command.ended).code).toBe(0);
    expect(await isAlive(await serving.said(READY))).toBe(true);

    serving.child.kill('SIGTERM');
    serving.child.kill('SIGINT');
    expect((await serving.ended).code).toBe(0);
    expect(await serversOf(folder)).toEqual([]);
    expect(existsSync(path.join(folder, 'postgres/cluster/postmaster.pid'))).toBe(false);
  });
});

describe('the database server in a folder', () => {
  it('is made once, however many programs start it for the first time at the same moment', async () => {
    const folder = freshFolder();
    const all = [attach(folder), attach(folder), attach(folder)];
    const ports = await Promise.all(all.map((program) => program.said(/port (\d+)/)));
    expect(new Set(ports).size).toBe(1);

    for (const program of all.slice(0, 2)) program.child.stdin.end();
    await Promise.all(all.slice(0, 2).map((program) => program.ended));
    expect(await serversOf(folder)).toContain(postmasterOf(folder));

    all[2]?.child.stdin.end();
    await all[2]?.ended;
    expect(await serversOf(folder)).toEqual([]);
  });

  it('is not held up by a lock, a register entry or a process number of programs that were killed', async () => {
    const folder = freshFolder();
    const dead = attach(folder);
    await dead.said(/port/);
    const killed = postmasterOf(folder);
    process.kill(killed, 'SIGKILL');
    dead.child.kill('SIGKILL');
    await dead.ended;
    // The lock of the dead program, as if it had been killed while starting, and a server number that a stranger now has.
    const home = path.join(folder, 'postgres');
    const [entry = ''] = readdirSync(path.join(home, 'users'));
    mkdirSync(home, { recursive: true });
    writeFileSync(path.join(home, 'lock'), `${entry.split('-').slice(0, 2).join('-')} 0`);
    const pidFile = path.join(home, 'cluster/postmaster.pid');
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(process.pid)));
    await sleep(50);

    const next = attach(folder);
    await next.said(/port \d+/);
    next.child.stdin.end();
    expect((await next.ended).code).toBe(0);
    expect(await serversOf(folder)).toEqual([]);
    expect(readdirSync(home).filter((name) => name.startsWith('lock'))).toEqual([]);
    expect(readdirSync(path.join(home, 'users'))).toEqual([]);
  });
});
