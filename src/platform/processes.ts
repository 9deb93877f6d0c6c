// Who is running on this machine. A process number alone is not an identity: numbers are given again, after a reboot
// even to the same kind of program, so a process is known by its number and the moment it began.
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const onLinux = process.platform === 'linux';
const onWindows = process.platform === 'win32';

/** `pid-start`: this process, told apart from any later one that is given the same number. */
export async function ownIdentity(): Promise<string> {
  return `${process.pid}-${(await startOf(process.pid)) ?? '0'}`;
}

/** Whether the process of this identity still runs. One that has ended but was not yet reaped by its parent does not. */
export async function isAlive(identity: string): Promise<boolean> {
  const [pid = '', start = ''] = identity.split('-');
  return (await startOf(Number(pid))) === start;
}

/** Whether the number is taken, be it by a dead process that nobody has reaped. */
export function numberIsTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The living processes whose command line holds this text, other than this one. Windows cannot be asked, and answers none. */
export async function processesNaming(text: string): Promise<number[]> {
  const lines = onLinux ? await linuxCommandLines() : onWindows ? [] : await otherCommandLines();
  return lines.filter(([pid, line]) => pid !== process.pid && line.includes(text)).map(([pid]) => pid);
}

async function linuxCommandLines(): Promise<[number, string][]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = numbers.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  return (await Promise.all(lines)).map((line, index) => [Number(numbers[index]), line]);
}

async function otherCommandLines(): Promise<[number, string][]> {
  const { stdout } = await execute('ps', ['-axww', '-o', 'pid=,command='], { maxBuffer: 16 * 2 ** 20 });
  return stdout.split('\n').map((line) => [Number.parseInt(line, 10), line]);
}

/** When the process began, in whatever unit the system counts; undefined when it has ended. */
async function startOf(pid: number): Promise<string | undefined> {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (onLinux) return linuxStartOf(pid);
  if (onWindows) return numberIsTaken(pid) ? '0' : undefined;
  const asked = execute('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { env: { ...process.env, LC_ALL: 'C' } });
  const [state = 'Z', ...began] = (await asked.catch(() => ({ stdout: '' }))).stdout.trim().split(/\s+/);
  return began.length === 0 || state.startsWith('Z') ? undefined : began.join('_').replace(/[^\w]/g, '_');
}

async function linuxStartOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the program's name in brackets and may hold anything, so the fields are counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, start] = [fields[0], fields[19]];
  return !start || state === 'Z' || state === 'X' ? undefined : start;
}
