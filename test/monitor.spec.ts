// Following a log from outside: a log that is right is found right, and whatever its keeper changes is named.
import { jest } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fetcher } from '../src/commands/monitor/fetcher.js';
import { LogFollower } from '../src/commands/monitor/follow-log.js';
import { LeafSums } from '../src/commands/monitor/leaf-sums.js';
import { MonitorFolder } from '../src/commands/monitor/monitor-state.js';
import { LogService } from '../src/log/log.service.js';
import { Keys } from '../src/platform/keys.js';
import { Settings } from '../src/platform/settings.js';
import { canonicalJson, type Canonical } from '../src/tlog/canonical.js';
import { signerWith } from '../src/tlog/node-crypto.js';
import { type TestApp, startApp } from './support/app.js';
import { leavesIn } from './support/log.js';
import { work } from './support/private-work.js';
import { type Build, buildSources } from './support/programs.js';
import { SmallLog, SmallSite } from './support/small-log.js';

jest.setTimeout(180_000);

type Said = { code: number | null; stdout: string; stderr: string };
type Leaf = Record<string, Canonical>;

let build: Build;
let folder: string;
let site: SmallSite;

beforeAll(async () => {
  build = await buildSources();
});
afterAll(() => build.remove());
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sovang-monitor-'));
  site = await SmallSite.open();
});
afterEach(async () => {
  await site.close();
  await rm(folder, { recursive: true, force: true });
});

/** The command itself, as a stranger runs it. */
async function monitor(url: string, { state = 'state', more = [] as string[] } = {}): Promise<Said> {
  const args = ['monitor', url, '--once', '--state', path.join(folder, state), ...more];
  const program = build.run('src/cli.ts', args, { LANG: 'C.UTF-8', LC_ALL: '', LC_MESSAGES: '' });
  let stdout = '';
  program.child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  const { code, stderr } = await program.ended;
  return { code, stdout, stderr };
}

/** Says in both languages what is wrong, and ends with 1. */
function accuses(said: Said, vi: string, en: string): void {
  expect(said).toMatchObject({ code: 1, stdout: '' });
  expect(said.stderr).toContain(vi);
  expect(said.stderr).toContain(en);
}

const bytesOf = (leaf: Leaf): Buffer => Buffer.from(canonicalJson(leaf));

describe('a log of leaves made by hand', () => {
  const FUND = '0197d1b0-0000-7000-8000-000000000001';
  const APPEAL = '0197d1b0-0000-7000-8000-000000000002';
  const at = (second: number): string => `2026-03-01T00:00:${String(second % 60).padStart(2, '0')}.000Z`;
  const common = { v: 1, recorded: at(0) };
  const opened = { ...common, kind: 'restriction-opened', facts: { unit: '01', fund: FUND, restriction: 1 } };
  const appeal = { ...common, kind: 'appeal-opened', facts: { fund: FUND, appeal: APPEAL, restriction: 2 } };
  const gift = (amount: number, restriction = 2): Leaf => ({
    ...{ ...common, kind: 'gift', fund: FUND, facts: restriction === 1 ? {} : { appeal: APPEAL } },
    movements: [
      { amount, credit: '511', creditAccount: 9, creditRestriction: restriction, debit: '1121', debitAccount: 8 },
    ],
  });
  const paid = (amount: number): Leaf => ({
    ...{ ...common, kind: 'paid', fund: FUND },
    movements: [{ amount, credit: '1121', creditAccount: 8, debit: '611', debitAccount: 7, debitRestriction: 2 }],
    reservations: [{ amount: -amount, restriction: 2 }],
  });
  const reserved = (amount: number): Leaf => ({
    ...{ ...common, kind: 'reserved', facts: {} },
    reservations: [{ amount, restriction: 2 }],
  });
  const GOOD: Leaf[] = [opened, appeal, gift(700), gift(50, 1), gift(300, 5), reserved(400), paid(150)];
  const nowhere = { inCash: 0, inTransit: 0, inAdvances: 0, inGoods: 0, receivable: 0, owed: 0 };
  const report = (change: object = {}): object => ({
    sequence: 7,
    funds: [{ id: FUND, held: 900, reserved: 250, inBank: 900, ...nowhere, ...change }],
    // The gift with a condition (purpose 5) belongs to the appeal as well.
    appeals: [{ id: APPEAL, held: 850, reserved: 250 }],
  });
  const publish = async (leaves: readonly Leaf[], given: object = report()): Promise<SmallLog> => {
    const log = await SmallLog.make();
    site.publish(log, await log.sign(leaves.map(bytesOf)), given);
    return log;
  };

  it('is right, though it goes on after the report; the key is trusted on first use, and said to be', async () => {
    const log = await publish([...GOOD, gift(1, 1), ...Array.from({ length: 600 }, () => gift(2, 1))]);
    const first = await monitor(site.url);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stderr).toContain('First use');
    expect(first.stderr).toContain(log.vkey);
    expect(first.stdout).toContain('Right: 608 events (608 new)');
    const again = await monitor(site.url, { state: 'other', more: ['--key', log.vkey, '--json'] });
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(again.stdout)).toMatchObject({ ok: true, size: 608, sequence: 7, compared: { figures: 13 } });
  });

  it('with a leaf that spends more than there is, is named by its event', async () => {
    await publish([...GOOD, paid(100), paid(200)]);
    accuses(await monitor(site.url), 'CHI VƯỢT: sau sự kiện 9', 'after event 9, purpose 2');
    await publish([opened, appeal, gift(10), reserved(11)], report());
    site.answers.set('api/v1/public/summary', JSON.stringify({ sequence: 4, funds: [], appeals: [] }));
    accuses(await monitor(site.url, { state: 'b' }), 'CHI VƯỢT: sau sự kiện 4', 'OVERSPENT: after event 4');
  });

  it.each([
    ['money held', { held: 901 }, 'held'],
    ['money reserved', { reserved: 0 }, 'reserved'],
    ['money in the bank', { inBank: 899 }, 'inBank'],
    ['money owed', { owed: 1 }, 'owed'],
  ])('with a report of other %s, is told which figure', async (_, change, figure) => {
    await publish(GOOD, report(change));
    accuses(await monitor(site.url), `SỐ CÔNG BỐ KHÁC SỔ: ${figure}`, `FIGURES DIFFER: ${figure} of fund ${FUND}`);
  });

  it.each<[string, Buffer, string]>([
    ['no canonical JSON', Buffer.from('{"v":1, "kind":"gift"}'), 'Event 8 is not of the format'],
    ['no JSON', Buffer.from([0xff, 0x00]), 'Event 8 is not of the format'],
    ['of another version', bytesOf({ ...gift(1), v: 2 }), 'Event 8 is of version 2'],
    ['recorded earlier', bytesOf({ ...gift(1), recorded: '2026-02-01T00:00:00.000Z' }), 'Event 8 is out of order'],
    ['reversing what comes later', bytesOf({ ...gift(1), reverses: 8 }), 'Event 8 is out of order'],
    ['of money that is none', bytesOf(gift(-1)), 'Event 8 lacks an amount'],
  ])('with a leaf that is %s, is told so', async (_, leaf, sentence) => {
    const log = await SmallLog.make();
    site.publish(log, await log.sign([...GOOD.map(bytesOf), leaf]), report());
    accuses(await monitor(site.url), 'Sự kiện 8', sentence);
  });

  it('signed by another key, or with files that are not what was signed, is told so', async () => {
    const log = await publish(GOOD);
    const stranger = await SmallLog.make();
    accuses(await monitor(site.url, { more: ['--key', stranger.vkey] }), 'CHỮ KÝ SAI', 'WRONG SIGNATURE');
    const tree = await log.sign([...GOOD, gift(9)].map(bytesOf));
    site.publish(log, { ...tree, files: (await log.sign([...GOOD, gift(8)].map(bytesOf))).files }, report());
    accuses(await monitor(site.url, { state: 'b' }), 'NỘI DUNG KHÔNG PHẢI ĐIỀU ĐÃ KÝ', 'NOT WHAT WAS SIGNED');
    site.answers.delete('log/checkpoint');
    accuses(await monitor(site.url, { state: 'c' }), 'Không lấy được log/checkpoint (404)', 'cannot be fetched (404)');
  });

  it('is told of a report that nobody has signed, and of one that is older than what was signed', async () => {
    const log = await publish(GOOD, { ...report(), sequence: 8 });
    const state = { keys: [log.vkey], note: '', sums: new LeafSums() };
    const follower = new LogFollower(fetcher(new URL(site.url)), new MonitorFolder(folder), state, 0);
    const ahead = { code: 'monitor.report-ahead', values: { sequence: 8, size: 7 } };
    await expect(follower.round()).rejects.toMatchObject(ahead);
    site.publish(log, await log.sign(GOOD.map(bytesOf)), report());
    expect(await follower.round()).toMatchObject({ size: 7, newLeaves: 7, sequence: 7 });
    site.publish(log, await log.sign([...GOOD, gift(1)].map(bytesOf)), { ...report(), sequence: 6 });
    const behind = { code: 'monitor.report-behind', values: { sequence: 6, size: 7 } };
    await expect(follower.round()).rejects.toMatchObject(behind);
  });

  it('is followed until something is wrong, also past a time when the address does not answer', async () => {
    const log = await publish(GOOD);
    const args = ['monitor', site.url, '--every', '1', '--state', path.join(folder, 'state')];
    const program = build.run('src/cli.ts', args);
    let stderr = '';
    const complained = new Promise<void>((resolve) => {
      program.child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
        if (stderr.includes('cannot be fetched')) resolve();
      });
    });
    await program.said(/Right: 7 events/);
    site.answers.delete('log/checkpoint');
    await complained;
    site.publish(log, await log.sign([...GOOD, gift(1, 1)].map(bytesOf)), report());
    await program.said(/Right: 8 events \(1 new\)/);
    site.publish(log, await log.sign([...GOOD, gift(2, 1)].map(bytesOf)), report());
    const ended = await program.ended;
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('REWRITTEN HISTORY: the first 8 events');
  });

  it('does not begin anew where what was seen cannot be read', async () => {
    await publish(GOOD);
    expect((await monitor(site.url)).code).toBe(0);
    await writeFile(path.join(folder, 'state', 'monitor.json'), '{"v":1,');
    accuses(await monitor(site.url), 'Bắt đầu lại từ đầu', 'it stops here');
  });
});

describe('the log of the whole program', () => {
  let t: TestApp;
  let log: SmallLog;
  let leaves: Leaf[];
  let summary: { sequence: number };

  beforeAll(async () => {
    t = await startApp();
    await work(t);
    await t.app.get(LogService).extend();
    log = SmallLog.of(await signerWith(t.app.get(Settings).logOrigin, t.app.get(Keys).log));
    leaves = (await leavesIn(t.databases)).map((leaf) => JSON.parse(leaf) as Leaf);
    summary = (await t.http.get('/api/v1/public/summary')).body as { sequence: number };
  });
  afterAll(() => t.close());

  /** Another history, signed with the program's own key, and the report as it is. */
  const republish = async (changed: readonly Leaf[], given: object = summary): Promise<void> =>
    site.publish(log, await log.sign(changed.map(bytesOf)), given);
  const changed = (): Leaf[] => {
    const [index] = leaves.flatMap(({ kind }, i) => (kind === 'gift' ? [i] : []));
    return leaves.map((leaf, i) => {
      const movements = leaf.movements as { amount: number }[] | undefined;
      if (i !== index || !movements) return leaf;
      return { ...leaf, movements: movements.map((each) => ({ ...each, amount: each.amount + 1_000_000 })) };
    });
  };

  it('is right, and every figure that can be computed from it is as published', async () => {
    const said = await monitor(t.url, { more: ['--json'] });
    expect(said).toMatchObject({ code: 0 });
    const { size, compared } = JSON.parse(said.stdout) as {
      size: number;
      compared: { funds: number; figures: number };
    };
    expect(size).toBe(leaves.length);
    expect(compared.funds).toBeGreaterThanOrEqual(5);
    expect(await monitor(t.url)).toMatchObject({ code: 0, stderr: '' });
  });

  it('with a changed amount is rewritten history to who saw it before, and both signed checkpoints are kept', async () => {
    expect((await monitor(t.url)).code).toBe(0);
    await republish(changed());
    const said = await monitor(site.url);
    accuses(said, 'LỊCH SỬ BỊ VIẾT LẠI', 'REWRITTEN HISTORY');
    const notes = (await readdir(path.join(folder, 'state'))).filter((file) => file.startsWith('evidence-'));
    expect(notes).toHaveLength(2);
    const texts = await Promise.all(notes.map((file) => readFile(path.join(folder, 'state', file), 'utf8')));
    expect(new Set(texts.map((text) => text.split('\n').slice(0, 2).join(' '))).size).toBe(1);
    expect(new Set(texts).size).toBe(2);
    // What was seen is not forgotten: the next run says it again, also when the log has grown since.
    await republish([...changed(), ...leaves.slice(-1)]);
    accuses(await monitor(site.url), 'LỊCH SỬ BỊ VIẾT LẠI', 'REWRITTEN HISTORY');
  });

  it('with a changed amount is found by who never saw it before, if the report was left as it is', async () => {
    await republish(changed());
    accuses(await monitor(site.url), 'SỐ CÔNG BỐ KHÁC SỔ', 'FIGURES DIFFER');
  });

  it('without its last event is a rollback, and with another in its place rewritten history', async () => {
    expect((await monitor(t.url)).code).toBe(0);
    await republish(leaves.slice(0, -1), { ...summary, sequence: leaves.length - 1 });
    accuses(await monitor(site.url), 'NHẬT KÝ LÙI LẠI', `ROLLBACK: the log had ${leaves.length} events`);
    await republish([...leaves.slice(0, -1), ...leaves.slice(-2, -1)]);
    accuses(await monitor(site.url), 'LỊCH SỬ BỊ VIẾT LẠI', 'REWRITTEN HISTORY');
  });
});
