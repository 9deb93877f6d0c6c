/** `sovang monitor`: follows a public log from outside, with nothing but its address and its public key. */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../../platform/refusal.js';
import { textOf } from '../../tlog/encoding.js';
import { nodeCrypto } from '../../tlog/node-crypto.js';
import { parseVerifierKey } from '../../tlog/note-keys.js';
import type { Answers } from '../answers.js';
import type { ApartCommand } from '../apart.js';
import type { Asked } from '../command-line.js';
import { type Fetch, fetcher } from './fetcher.js';
import { LogFollower, type Round } from './follow-log.js';
import { LeafSums } from './leaf-sums.js';
import { MonitorFolder, type MonitorState } from './monitor-state.js';
import { refuse } from './monitor.refusals.js';

const EVERY_SECONDS = 60;
/** The log signs within seconds; a report that is further ahead is one that nobody signed. */
const PATIENCE_MS = 60_000;

/** Follows until something is wrong (then the answer is a sentence and exit code 1), or looks once. */
export const runMonitor: ApartCommand = async ({ asked, answers }) => {
  const address = addressOf(asked.operands[0] ?? '');
  const every = everyOf(asked);
  const folder = new MonitorFolder(asked.option('state') ?? usualFolder(address));
  const fetch = fetcher(address);
  const state = await begin(asked.all('key'), { folder, fetch, answers });
  const follower = new LogFollower(fetch, folder, state, PATIENCE_MS);
  for (let first = true; ; first = false) {
    const round = await (every === undefined ? follower.round() : patient(() => follower.round(), answers));
    if (round && (first || round.newLeaves > 0)) await answers.answer({ ok: true, ...round }, wordsOf(round));
    if (every === undefined) return true;
    await sleep(every * 1000);
  }
};

/** What was seen before, with the keys that are given now; at the first use the key that the address names. */
async function begin(
  given: string[],
  { folder, fetch, answers }: { folder: MonitorFolder; fetch: Fetch; answers: Answers },
): Promise<MonitorState> {
  const kept = await folder.read();
  const keys = given.length > 0 ? given : kept?.keys;
  const trusted =
    keys ??
    textOf(await fetch('log/vkey'))
      .trim()
      .split('\n');
  const names = await Promise.all(trusted.map(originOf));
  const [origin = ''] = names;
  if (names.some((name) => name !== origin)) throw refuse('monitor.bad-key');
  const before = kept && (await originOf(kept.keys[0] ?? ''));
  if (before !== undefined && before !== origin) throw refuse('monitor.other-address', { origin: before });
  if (!keys) await sayFirstUse(trusted, folder.folder, answers);
  const state = kept ? { ...kept, keys: trusted } : { keys: trusted, note: '', sums: new LeafSums() };
  await folder.write(state);
  return state;
}

async function sayFirstUse(keys: string[], folder: string, answers: Answers): Promise<void> {
  const lines = [
    `Lần đầu: tin khóa mà địa chỉ này tự công bố, và giữ trong ${folder}. Hãy so với khóa in trên giấy hoặc nhận từ nơi khác:`,
    `First use: the key that this address names itself is trusted, and kept in ${folder}. Compare it with one from elsewhere:`,
    ...keys,
  ];
  await answers.note(lines.join('\n'));
}

/** While it follows, an address that does not answer is said and tried again; everything else ends it. */
async function patient(round: () => Promise<Round>, answers: Answers): Promise<Round | undefined> {
  try {
    return await round();
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'monitor.unreachable') throw error;
    await answers.note(`${error.sentence('vi')}\n${error.sentence('en')}`);
    return undefined;
  }
}

function wordsOf({ size, newLeaves, sequence, compared }: Round): string {
  const { funds, appeals, figures } = compared;
  return [
    `Đúng: ${size} sự kiện (${newLeaves} mới), chữ ký và lịch sử khớp; ${figures} số của ${funds} quỹ, ${appeals} đợt vận động (đang giữ, giữ chỗ, tiền ở đâu) khớp báo cáo tại sự kiện ${sequence}.`,
    `Right: ${size} events (${newLeaves} new), signatures and history hold; ${figures} figures of ${funds} funds and ${appeals} appeals (held, reserved, where the money is) are as published at event ${sequence}.`,
  ].join('\n');
}

function addressOf(given: string): URL {
  const address = URL.canParse(given) ? new URL(given) : undefined;
  if (address?.protocol !== 'http:' && address?.protocol !== 'https:') throw refuse('monitor.bad-address');
  return address;
}

function everyOf(asked: Asked): number | undefined {
  const given = asked.option('every');
  if (given === undefined) return asked.flag('once') ? undefined : EVERY_SECONDS;
  const seconds = /^\d{1,5}$/.test(given) ? Number(given) : 0;
  if (asked.flag('once') || seconds < 1 || seconds > 86_400) throw refuse('monitor.bad-every');
  return seconds;
}

function usualFolder({ host, pathname }: URL): string {
  const name = `${host}${pathname}`.replace(/[^A-Za-z0-9.-]+/g, '_').replace(/_$/, '');
  return path.join(process.env.DATA_DIR ?? 'data', 'monitor', name);
}

async function originOf(vkey: string): Promise<string> {
  const key = await parseVerifierKey(vkey, nodeCrypto.sha256).catch(() => undefined);
  if (key?.algorithm !== 'ed25519') throw refuse('monitor.bad-key');
  return key.name;
}
