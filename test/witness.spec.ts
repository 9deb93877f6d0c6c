// A witness over HTTP: what it answers, and that whatever it is asked, in whatever order, it never vouches for two histories.
import fc from 'fast-check';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WitnessFiles, ownSigner } from '../src/commands/witness/witness-files.js';
import { witnessServer } from '../src/commands/witness/witness-server.js';
import { openCheckpoint } from '../src/tlog/checkpoint.js';
import { sameBytes } from '../src/tlog/encoding.js';
import { formatNote, parseNote, parseSignatureLines, withSignatures } from '../src/tlog/note.js';
import type { NoteSigner } from '../src/tlog/note-keys.js';
import { nodeCrypto } from '../src/tlog/node-crypto.js';
import { rootAt } from '../src/tlog/proofs.js';
import { openTree } from '../src/tlog/tile-reader.js';
import { Witness } from '../src/tlog/witness.js';
import { buildSources, type Program } from './support/programs.js';
import { asking, readerOf, type SignedTree, SmallLog } from './support/small-log.js';

type Running = { url: string; signer: NoteSigner; close: () => Promise<void> };
type Said = { status: number; type: string | null; body: string };

const NOW = 1_790_000_000;
const leaves = (count: number, fork = ''): Buffer[] =>
  Array.from({ length: count }, (_, i) => Buffer.from(`leaf ${i}${i >= 3 ? fork : ''}`));

let folder: string;
let log: SmallLog;
const open: Running[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sovang-witness-'));
  log = await SmallLog.make();
});

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(
  into = folder,
  signWith: (signer: NoteSigner) => NoteSigner = (signer) => signer,
): Promise<Running> {
  const signer = await ownSigner(into, undefined);
  const files = new WitnessFiles(into, [log.signer.key.name]);
  await files.begin(new Date(NOW * 1000));
  const witness = new Witness(signWith(signer), [log.signer.key], files, nodeCrypto, () => NOW);
  const server = witnessServer({ witness, files, key: signer.key });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  open.push({ url, signer, close });
  return { url, signer, close };
}

async function post({ url }: Running, body: string): Promise<Said> {
  const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
  return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() };
}

const ask = async (running: Running, tree: SignedTree, oldSize: number): Promise<Said> =>
  post(running, await asking(tree, oldSize));

it('cosigns a log that goes on, and everybody can verify it', async () => {
  const running = await start();
  for (const [oldSize, size] of [
    [0, 2],
    [2, 2],
    [2, 300],
  ] as const) {
    const tree = await log.sign(leaves(size));
    const said = await ask(running, tree, oldSize);
    expect(said).toMatchObject({ status: 200 });
    const cosigned = formatNote(withSignatures(parseNote(tree.note), parseSignatureLines(said.body)));
    const trust = {
      origin: log.signer.key.name,
      logKeys: [log.signer.key],
      witnessKeys: [running.signer.key],
      quorum: 1,
    };
    const { cosignatures } = await openCheckpoint(cosigned, trust, nodeCrypto);
    expect(cosignatures).toMatchObject([{ timestamp: NOW }]);
  }
});

it('answers each wrong request with its own status, and nothing changes', async () => {
  const running = await start();
  const tree = await log.sign(leaves(5));
  expect(await ask(running, tree, 0)).toMatchObject({ status: 200 });
  const next = await log.sign(leaves(8));
  const conflict = { status: 409, type: 'text/x.tlog.size', body: '5\n' };
  const other = await SmallLog.make('other.example/books');
  const impostor = await SmallLog.make();
  expect(await ask(running, await other.sign(leaves(8)), 5)).toMatchObject({ status: 404 });
  expect(await ask(running, await impostor.sign(leaves(8)), 5)).toMatchObject({ status: 403 });
  const unsigned = (await asking(next, 5)).replace(/ [^ ]+\n$/, ` ${Buffer.alloc(68).toString('base64')}\n`);
  expect(await post(running, unsigned)).toMatchObject({ status: 403 });
  expect(await ask(running, next, 0)).toEqual(conflict);
  expect(await ask(running, next, 3)).toEqual(conflict);
  expect(await ask(running, await log.sign(leaves(4)), 4)).toEqual(conflict);
  expect(await ask(running, await log.sign(leaves(4)), 5)).toMatchObject({ status: 400 });
  expect(await ask(running, await log.sign(leaves(5, ' forged')), 5)).toEqual(conflict);
  expect(await ask(running, await log.sign(leaves(8, ' forged')), 5)).toMatchObject({ status: 422 });
  const cut = (await asking(next, 5))
    .split('\n')
    .filter((_, line) => line !== 1)
    .join('\n');
  expect(await post(running, cut)).toMatchObject({ status: 422 });
  for (const body of ['', 'old 5\n', 'old 05\n\nx', `old 5\n${'A'.repeat(43)}=\n`, 'x'.repeat(100_000)])
    expect(await post(running, body)).toMatchObject({ status: 400 });
  expect(await post(running, 'x'.repeat(200_000))).toMatchObject({ status: 413 });
  const bad = await fetch(`${running.url}/add-checkpoint`, { method: 'POST', body: Buffer.from([0xff, 0xfe]) });
  expect(bad.status).toBe(400);
  expect((await fetch(`${running.url}/add-checkpoint`)).status).toBe(405);
  expect(await ask(running, next, 5)).toMatchObject({ status: 200 });
});

it('never vouches for two histories, whatever is asked at once and by how many processes of one folder', async () => {
  const sizes = [1, 2, 3, 4, 6, 9];
  const forks = ['', ' a', ' b'];
  const trees = await Promise.all(forks.flatMap((fork) => sizes.map((size) => log.sign(leaves(size, fork)))));
  const request = fc.record({ tree: fc.nat(trees.length - 1), old: fc.constantFrom(0, ...sizes), door: fc.nat(1) });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(request, { maxLength: 5 }), { maxLength: 4 }), async (bursts) => {
      const own = await mkdtemp(path.join(folder, 'run-'));
      const doors = [await start(own), await start(own)] as const;
      const cosigned: SignedTree[] = [];
      for (const burst of bursts) {
        const answered = burst.map(async ({ tree: at, old, door }) => {
          const tree = trees[at] as SignedTree;
          const { status } = await ask(doors[door] as Running, tree, old);
          if (status === 200) cosigned.push(tree);
        });
        await Promise.all(answered);
      }
      for (const larger of cosigned) {
        const tree = await openTree(larger, readerOf(larger), nodeCrypto.sha256);
        for (const { size, root } of cosigned)
          if (size <= larger.size) expect(sameBytes(await rootAt(tree, size), root)).toBe(true);
      }
      for (const door of doors) await door.close();
    }),
    { numRuns: 25 },
  );
});

it('remembers what it cosigned though it died before it could answer', async () => {
  const dying = await start(folder, ({ key }) => ({
    key,
    sign: () => Promise.reject(new Error('the process is gone')),
  }));
  const [tree, forged] = [await log.sign(leaves(5)), await log.sign(leaves(5, ' forged'))];
  const silenced = process.stderr.write.bind(process.stderr);
  process.stderr.write = () => true;
  expect(await ask(dying, tree, 0)).toMatchObject({ status: 500 });
  process.stderr.write = silenced;
  await dying.close();
  const again = await start();
  expect(again.signer.key.id).toEqual(dying.signer.key.id);
  expect(await ask(again, forged, 0)).toMatchObject({ status: 409, body: '5\n' });
  expect(await ask(again, forged, 5)).toMatchObject({ status: 409 });
  expect(await ask(again, await log.sign(leaves(9, ' forged')), 5)).toMatchObject({ status: 422 });
  expect(await ask(again, tree, 5)).toMatchObject({ status: 200 });
});

it('keeps its key to itself, and does not begin anew where its notes cannot be read', async () => {
  const running = await start();
  await ask(running, await log.sign(leaves(5)), 0);
  await running.close();
  expect((await stat(path.join(folder, 'witness.key'))).mode & 0o777).toBe(0o600);
  const files = new WitnessFiles(folder, [log.signer.key.name]);
  const kept = await files.watched(log.signer.key.name);
  expect(kept?.last?.size).toBe(5);
  const name = (await import('node:fs')).readdirSync(folder).find((file) => /^log-.*\.json$/.test(file)) ?? '';
  const text = await readFile(path.join(folder, name), 'utf8');
  await writeFile(path.join(folder, name), text.slice(0, 40));
  await expect(files.begin(new Date())).rejects.toMatchObject({ code: 'witness.state-unreadable' });
  await writeFile(path.join(folder, 'witness.key'), 'gone');
  await expect(ownSigner(folder, undefined)).rejects.toMatchObject({ code: 'witness.key-unreadable' });
});

it('its page says who it is, which logs, since when and what it saw last', async () => {
  const running = await start();
  const page = async (): Promise<string> => (await fetch(running.url)).text();
  expect(await page()).toContain('not yet');
  const tree = await log.sign(leaves(5));
  await ask(running, tree, 0);
  const said = await page();
  const since = new Date(NOW * 1000).toISOString();
  for (const word of [running.signer.key.name, log.signer.key.name, since, '<dd>5</dd>']) expect(said).toContain(word);
});

it('is a command of its own, which may be killed at any moment and goes on from what it vouched for', async () => {
  const build = await buildSources();
  try {
    const launch = (): Program =>
      build.run('src/cli.ts', [
        'witness',
        '--state',
        folder,
        '--log',
        log.vkey,
        '--port',
        '0',
        '--name',
        'truong.example/w1',
      ]);
    const [at, key] = [/listens at (\S+)\n/, /\n(truong\.example\/w1\+\S+)\n/];
    const first = launch();
    const url = await first.said(at);
    const vkey = await first.said(key);
    const trees = await Promise.all([5, 6, 7, 8].map((size) => log.sign(leaves(size))));
    const vouched: number[] = [];
    const asked = trees.map(async (tree) => {
      const said = await fetch(`${url}/add-checkpoint`, { method: 'POST', body: await asking(tree, 0) });
      if (said.status === 200) vouched.push(tree.size);
    });
    await Promise.any(asked);
    first.child.kill('SIGKILL');
    await Promise.allSettled(asked);
    await first.ended;
    const second = launch();
    const again = { url: await second.said(at) } as Running;
    expect(await second.said(key)).toBe(vkey);
    const forged = await ask(again, await log.sign(leaves(9, ' forged')), 0);
    expect(forged.status).toBe(409);
    const size = Number(forged.body);
    expect(size).toBeGreaterThanOrEqual(Math.max(...vouched));
    expect(await ask(again, await log.sign(leaves(9, ' forged')), size)).toMatchObject({ status: 422 });
    expect(await ask(again, await log.sign(leaves(9)), size)).toMatchObject({ status: 200 });
    second.child.kill('SIGTERM');
    expect(await second.ended).toMatchObject({ code: 0, stderr: '' });
  } finally {
    await build.remove();
  }
});
