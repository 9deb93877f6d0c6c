// A private PostgreSQL kept in a folder, so that the program runs with nothing else installed.
//
// How it survives a crash. Making, starting and stopping happen under one lock file (cluster-lock.ts). A cluster is made
// beside its place and moved in when whole. Programs that use the server are on a register by process number and start,
// and whoever leaves last stops it; after `kill -9` of a program its entry is dead, and the server it left behind is found
// by the mark that every one of its processes carries in its command line. After `kill -9` of the server the next attach
// first waits for its orphaned children to end, because two servers on one cluster would destroy it.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { countRegistered, register, underLock } from './cluster-lock.js';
import { freePort } from './port.js';
import { giveTo, loadPrograms, LOCALE, runnerFor, type Programs, type Runner } from './postgres-programs.js';
import { numberIsTaken, processesNaming } from './processes.js';

export type OwnPostgres = {
  superuserUrl: string;
  port: number;
  /** Ends this program's use of the server, which stops when no other program uses it. Calling it again does nothing. */
  leave: () => Promise<void>;
};

/** What `-c` sets at the start, words without spaces; whoever starts the server decides. */
export type Settings = Record<string, string>;

type Cluster = { home: string; data: string; mark: string; programs: Programs; runner: Runner };

const START_MS = 90_000;
const LOG_LIMIT_BYTES = 10 * 2 ** 20;

/**
 * The server's own log never holds a statement, a parameter or a row: they may be personal data. Only what is said about
 * the server itself is kept (`log` ranks above `error` there), and without details.
 */
const STANDING: Settings = {
  unix_socket_directories: "''",
  max_connections: '200',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/**
 * Starts the server kept in this folder, making it the first time, or joins it where it runs already: started by another
 * program, or left behind by one that was killed. Throws one sentence for a person when that cannot be done.
 */
export async function attachPostgres(folder: string, settings: Settings = {}): Promise<OwnPostgres> {
  await mkdir(folder, { recursive: true });
  const home = path.resolve(folder);
  return underLock(path.join(home, 'lock'), async () => {
    const cluster = await findCluster(home);
    const password = await makeOnce(cluster);
    const port = (await runningPort(cluster, password)) ?? (await start(cluster, settings));
    const strikeOff = await register(path.join(home, 'users'));
    let left: Promise<void> | undefined;
    const leave = (): Promise<void> => (left ??= leaveCluster(cluster, password, strikeOff));
    return { superuserUrl: superuserUrl(port, password), port, leave };
  });
}

async function findCluster(home: string): Promise<Cluster> {
  const programs = await loadPrograms();
  const runner = await runnerFor(programs.postgres, home);
  return { home, data: path.join(home, 'cluster'), mark: markOf(home), programs, runner };
}

/** What the command line of every process of this folder's server holds. */
export function markOf(folder: string): string {
  return `sovang-${createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 16)}`;
}

function superuserUrl(port: number, password: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

/** Makes the cluster unless it is there; answers the superuser's password. */
async function makeOnce({ home, data, programs, runner }: Cluster): Promise<string> {
  const secret = path.join(home, 'password');
  if (existsSync(path.join(data, 'PG_VERSION'))) {
    const password = await readFile(secret, 'utf8').catch(() => undefined);
    if (password) return password.trim();
    throw new Error(`Thiếu tệp mật khẩu cơ sở dữ liệu ${secret}.\nThe database's password file ${secret} is missing.`);
  }
  for (const name of await readdir(home))
    if (name.startsWith('cluster.new-')) await rm(path.join(home, name), { recursive: true, force: true });
  const password = randomBytes(24).toString('base64url');
  await writeFile(secret, password, { mode: 0o600 });
  if (runner.owner) await giveTo(runner.owner, home);
  const fresh = `${data}.new-${randomBytes(6).toString('hex')}`;
  const sorting = [`--locale=${LOCALE}`, '--locale-provider=icu', '--icu-locale=vi-VN', '--encoding=UTF8'];
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${secret}`];
  await runner.run(programs.initdb, '-D', fresh, ...access, ...sorting, '--no-instructions');
  await rename(fresh, data);
  return password;
}

/** The port of the server that runs on this cluster, once it answers; undefined when none runs and nothing of one is left. */
async function runningPort(cluster: Cluster, password: string): Promise<number | undefined> {
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; await sleep(50)) {
    const named = await serverNamed(cluster);
    const living = await processesNaming(cluster.mark);
    if (named && living.includes(named.pid)) {
      if (named.port && (await answers(named.port, password))) return named.port;
    } else if (living.length === 0) {
      // Nothing of a server lives, but the number it wrote down is taken: by a dead process that nobody reaped, or by a
      // stranger. PostgreSQL would refuse to start; where the number is free it clears its own file with more care.
      if (named && numberIsTaken(named.pid)) await forget(cluster, named.pid);
      return undefined;
    }
  }
  throw stuck(cluster);
}

async function forget(cluster: Cluster, pid: number): Promise<void> {
  // The same folder under another name: moved, or copied, while its server ran. Two servers must not share one cluster.
  if ((await processesNaming('cluster_name=sovang-')).includes(pid)) throw stuck(cluster);
  await rm(pidFile(cluster), { force: true });
}

function stuck(cluster: Cluster): Error {
  const file = pidFile(cluster);
  return new Error(
    `Tiến trình cơ sở dữ liệu ghi trong ${file} vẫn chạy mà không dùng được; hãy dừng nó rồi thử lại.\n` +
      `The database process named in ${file} still runs but cannot be used; stop it and try again.`,
  );
}

function pidFile(cluster: Cluster): string {
  return path.join(cluster.data, 'postmaster.pid');
}

async function serverNamed(cluster: Cluster): Promise<{ pid: number; port: number } | undefined> {
  const lines = (await readFile(pidFile(cluster), 'utf8').catch(() => '')).split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 ? { pid, port } : undefined;
}

/** Whether the server lets us in. It may still be recovering; a wrong password cannot mend itself and is thrown. */
async function answers(port: number, password: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: superuserUrl(port, password), connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') return false;
    throw new Error(
      'Mật khẩu cơ sở dữ liệu đã lưu không còn đúng.\nThe stored password of the database is no longer right.',
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Starts the server on a free port; another program may take that port first, so three are tried. */
async function start(cluster: Cluster, settings: Settings): Promise<number> {
  const { data, mark, programs, runner } = cluster;
  const log = path.join(data, 'server.log');
  if (runner.owner && (await stat(data)).uid !== runner.owner.uid) await giveTo(runner.owner, cluster.home);
  if (((await stat(log).catch(() => undefined))?.size ?? 0) > LOG_LIMIT_BYTES) await truncate(log);
  const all: Settings = { ...STANDING, ...settings, cluster_name: mark };
  const chosen = Object.entries(all).map(([name, value]) => `-c ${name}=${value}`);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const options = [`-p ${port} -h 127.0.0.1`, ...chosen].join(' ');
    try {
      await runner.run(programs.pg_ctl, '-D', data, 'start', '--wait', '--timeout=60', `--log=${log}`, `-o${options}`);
      return port;
    } catch (cause) {
      const reason = (await readFile(log, 'utf8').catch(() => String(cause))).slice(-1000).trim();
      if (attempt < 3 && /address already in use/i.test(reason)) continue;
      throw new Error(`Cơ sở dữ liệu không khởi động được.\nPostgreSQL did not start: ${reason || String(cause)}`, {
        cause,
      });
    }
  }
}

async function leaveCluster(cluster: Cluster, password: string, strikeOff: () => Promise<void>): Promise<void> {
  await underLock(path.join(cluster.home, 'lock'), async () => {
    await strikeOff();
    if ((await countRegistered(path.join(cluster.home, 'users'))) > 0) return;
    if ((await runningPort(cluster, password)) === undefined) return;
    const { programs, runner } = cluster;
    await runner.run(programs.pg_ctl, '-D', cluster.data, 'stop', '--mode=fast', '--wait', '--timeout=60');
    for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(10))
      if ((await processesNaming(cluster.mark)).length === 0) return;
  });
}
