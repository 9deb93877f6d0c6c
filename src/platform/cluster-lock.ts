// The exclusive lock under which our own PostgreSQL is made, started and stopped, and the register of the programs that
// use it. How it survives a crash: the lock appears whole (a link to a finished file, so it never is empty), it names its
// holder by process number and start, and a lock whose holder is dead is cleared. Clearing is itself guarded by a lock
// named after the one stale lock, so that two who find it stale cannot clear away a third's fresh one.
import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, ownIdentity } from './processes.js';

const WAIT_MS = 120_000;
const POLL_MS = 25;

/**
 * Runs the work while this process alone holds the lock file. Waits for another holder for at most two minutes; throws a
 * sentence that names the holder after that.
 */
export async function underLock<T>(file: string, work: () => Promise<T>, waitMs = WAIT_MS): Promise<T> {
  const mine = `${await ownIdentity()} ${randomUUID()}`;
  for (const deadline = Date.now() + waitMs; !(await take(file, mine)); await sleep(POLL_MS)) {
    await clearIfStale(file, mine);
    if (Date.now() > deadline) throw await tooLong(file, waitMs);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** Puts this process on the register; the answer takes it off again. One process may be on it several times. */
export async function register(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const entry = path.join(folder, `${await ownIdentity()}-${randomUUID()}`);
  await writeFile(entry, '');
  return () => rm(entry, { force: true });
}

/** How many living programs are on the register; entries of dead ones are struck off. */
export async function countRegistered(folder: string): Promise<number> {
  const entries = await readdir(folder).catch(() => []);
  let living = 0;
  for (const entry of entries) {
    if (await isAlive(entry)) living += 1;
    else await rm(path.join(folder, entry), { force: true });
  }
  return living;
}

async function take(file: string, mine: string): Promise<boolean> {
  const written = `${file}.${mine.split(' ')[1]}`;
  await writeFile(written, mine, { mode: 0o600 });
  try {
    await link(written, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(written, { force: true });
  }
}

async function clearIfStale(file: string, mine: string): Promise<void> {
  const holder = await readFile(file, 'utf8').catch(() => undefined);
  if (holder === undefined) return;
  const [identity = '', name = ''] = holder.split(' ');
  if (await isAlive(identity)) return;
  const clearing = `${file}.clear-${name}`;
  if (!(await take(clearing, mine))) return clearIfStale(clearing, mine);
  // Only who holds `clearing` may remove this stale lock, so what is read here stays so until it is removed.
  if ((await readFile(file, 'utf8').catch(() => undefined)) === holder) await rm(file, { force: true });
  await rm(clearing, { force: true });
}

async function tooLong(file: string, waitMs: number): Promise<Error> {
  const pid = (await readFile(file, 'utf8').catch(() => '')).split('-')[0] ?? '';
  const seconds = Math.round(waitMs / 1000);
  return new Error(
    `Chương trình khác (tiến trình ${pid}) đang khởi động hoặc dừng cơ sở dữ liệu quá ${seconds} giây; hãy dừng nó rồi thử lại.\n` +
      `Another program (process ${pid}) has been starting or stopping the database for more than ${seconds} seconds; stop it and try again (${file}).`,
  );
}
