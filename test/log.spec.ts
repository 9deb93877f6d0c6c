// What an outsider may rely on: everything posted is in the log, the log only grows, and what contradicts it is never signed.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LogMirror } from '../src/log/log-mirror.service.js';
import { LogVerification } from '../src/log/log-verification.service.js';
import { withClient } from '../src/platform/provision.js';
import { openCheckpoint, parseCheckpoint } from '../src/tlog/checkpoint.js';
import { leafHash } from '../src/tlog/leaf.js';
import { nodeCrypto } from '../src/tlog/node-crypto.js';
import { parseNote } from '../src/tlog/note.js';
import { parseVerifierKey } from '../src/tlog/note-keys.js';
import { proveConsistency, proveInclusion, verifyConsistency, verifyInclusion } from '../src/tlog/proofs.js';
import { openTree } from '../src/tlog/tile-reader.js';
import { type FreshDatabase, freshDatabase } from './support/database.js';
import { entriesOf, freshFolder, leavesIn, ORIGIN, type ServedLog, serveLog } from './support/log.js';

const { sha256 } = nodeCrypto;

let databases: FreshDatabase;
let folder: string;
let removeFolder: () => Promise<void>;
let served: ServedLog;

beforeEach(async () => {
  databases = await freshDatabase();
  ({ folder, remove: removeFolder } = await freshFolder());
  served = await serveLog(databases, folder);
});
afterEach(async () => {
  await served.app.close();
  await databases.drop();
  await removeFolder();
});

const kept = (): Promise<string> => readFile(path.join(folder, 'keys/log.checkpoint'), 'utf8');
const published = (): Promise<string> => readFile(path.join(folder, 'log/checkpoint'), 'utf8');
const sizeOf = (note: string): number => parseCheckpoint(parseNote(note).text).size;
const recorded = (): Promise<{ size: string; note: string }[]> =>
  withClient(databases.ownerUrl, async (owner) => {
    return (
      await owner.query<{ size: string; note: string }>('SELECT size::text, note FROM log_checkpoint ORDER BY size')
    ).rows;
  });
const verify = async (): Promise<{ ok: boolean; detail: string }> => served.app.get(LogVerification).verify();

/** The program ends and starts again, as after a crash: nothing that it had in memory is left. */
async function restart(): Promise<void> {
  await served.app.close();
  served = await serveLog(databases, folder);
}

describe('an outsider with nothing but the address and this product’s public functions', () => {
  it('finds every event that was posted, and proves each to be in the tree', async () => {
    await served.post(700);
    await served.log.extend();
    const { checkpoint, tree } = await served.outsider();
    const leaves = await leavesIn(databases);
    expect(checkpoint.size).toBe(leaves.length);
    expect(leaves.length).toBeGreaterThanOrEqual(700);
    expect(await entriesOf(tree)).toEqual(leaves);
    for (const index of [0, 255, 256, 699]) {
      const proof = await proveInclusion(tree, index);
      const claim = {
        index,
        size: tree.size,
        root: tree.root,
        leafHash: leafHash(Buffer.from(leaves[index] ?? '')),
        proof,
      };
      await verifyInclusion(claim, sha256);
      const other = verifyInclusion({ ...claim, leafHash: leafHash(Buffer.from('{}')) }, sha256);
      await expect(other).rejects.toThrow();
    }
  });

  it('proves that each checkpoint continues the one before it', async () => {
    let before: { size: number; root: Uint8Array } | undefined;
    for (const count of [1, 1, 254, 1, 3, 600]) {
      await served.post(count);
      await served.log.extend();
      const { checkpoint, tree } = await served.outsider();
      if (before) {
        const proof = await proveConsistency(tree, before.size);
        const claim = { oldSize: before.size, oldRoot: before.root, size: tree.size, root: tree.root, proof };
        await verifyConsistency(claim, sha256);
      }
      before = checkpoint;
    }
    expect(before?.size).toBe((await leavesIn(databases)).length);
    expect(await verify()).toMatchObject({ ok: true });
  });

  it('is told how long to keep what, and may ask from a page of any site', async () => {
    await served.post(300);
    await served.log.extend();
    const headers = async (at: string): Promise<(string | null)[]> => {
      const { status, headers: said } = await fetch(`${served.url}/log/${at}`);
      return [
        String(status),
        said.get('content-type'),
        said.get('cache-control'),
        said.get('access-control-allow-origin'),
      ];
    };
    const bytes = 'application/octet-stream';
    const forever = 'public, max-age=31536000, immutable';
    expect(await headers('checkpoint')).toEqual(['200', 'text/plain; charset=utf-8', 'no-cache', '*']);
    expect(await headers('tile/0/000')).toEqual(['200', bytes, forever, '*']);
    expect(await headers('tile/entries/000')).toEqual(['200', bytes, forever, '*']);
    const width = sizeOf(await published()) - 256;
    expect(await headers(`tile/0/001.p/${width}`)).toEqual(['200', bytes, 'public, max-age=300', '*']);
    expect(await served.status()).toMatchObject({ origin: ORIGIN, halted: null, size: width + 256 });
  });

  it('gets nothing but the log', async () => {
    await served.post(1);
    await served.log.extend();
    await writeFile(path.join(folder, 'log/tile/secret'), 'secret');
    const paths = [
      'tile/secret',
      'tile/../checkpoint',
      'tile/%2e%2e/%2e%2e/keys/log.pem',
      'tile/..%2f..%2fkeys/log.pem',
      'tile/0/000.p/257',
      'tile/0/000.p/01',
      'tile/0/%30%30%30.p/1',
      'tile/64/000',
      'tile/0/000',
      'nothing',
    ];
    for (const at of paths) expect([at, await rawStatus(`/log/${at}`)]).toEqual([at, 404]);
  });
});

/** Without the tidying of a path that fetch does. */
async function rawStatus(at: string): Promise<number> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    request(`${served.url}`, { path: at }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('signing', () => {
  it('is done once by all who ask at the same time, in this program and in another', async () => {
    const other = await serveLog(databases, folder);
    try {
      await served.post(40);
      await Promise.all(Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? served : other).log.extend()));
      expect((await recorded()).map(({ size }) => Number(size))).toEqual([sizeOf(await published())]);
      await served.post(1);
      await other.log.extend();
      await served.post(1);
      await served.log.extend();
      const notes = (await recorded()).map(({ note }) => note);
      expect(notes).toHaveLength(3);
      expect([await kept(), await published()]).toEqual([notes.at(-1), notes.at(-1)]);
      expect(await verify()).toMatchObject({ ok: true });
    } finally {
      await other.app.close();
    }
  });

  it('goes on where it was when the program starts again', async () => {
    await served.post(260);
    await served.log.extend();
    const { checkpoint: before } = await served.outsider();
    await restart();
    await served.log.extend();
    expect(await recorded()).toHaveLength(1);
    await served.post(10);
    await served.log.extend();
    const { tree } = await served.outsider();
    const proof = await proveConsistency(tree, before.size);
    const claim = { oldSize: before.size, oldRoot: before.root, size: tree.size, root: tree.root, proof };
    await verifyConsistency(claim, sha256);
  });

  it('finds the checkpoint that first covered an event', async () => {
    await served.post(3);
    await served.log.extend();
    const first = sizeOf(await published());
    await served.post(3);
    expect(await served.log.checkpointCovering(BigInt(first + 1))).toBeUndefined();
    await served.log.extend();
    const sizes = await Promise.all(
      [1, first, first + 1].map(async (sequence) => (await served.log.checkpointCovering(BigInt(sequence)))?.size),
    );
    expect(sizes).toEqual([first, first, first + 3]);
  });
});

describe('a copy of the log in a folder', () => {
  const mirror = (to: string): Promise<{ size: number; written: number }> => served.app.get(LogMirror).mirror(to);
  const from =
    (to: string) =>
    (at: string): Promise<Uint8Array> =>
      readFile(path.join(to, at));

  it('is the whole log for who has nothing else, and is brought up to date by what is new', async () => {
    const to = path.join(folder, 'copy');
    await expect(mirror(to)).rejects.toThrow('log.nothing-published');
    await served.post(600);
    await served.log.extend();
    expect(await mirror(to)).toEqual({ size: 600, written: 2 * 3 + 1 });
    expect(await mirror(to)).toEqual({ size: 600, written: 0 });
    await served.post(200);
    await served.log.extend();
    // A tile and a bundle became full, another of each began, and the tile above them grew.
    expect(await mirror(to)).toEqual({ size: 800, written: 5 });

    const logKeys = [await parseVerifierKey((await readFile(path.join(to, 'vkey'), 'utf8')).trim(), sha256)];
    const note = await readFile(path.join(to, 'checkpoint'), 'utf8');
    const tree = await openTree(await openCheckpoint(note, { origin: ORIGIN, logKeys }, nodeCrypto), from(to), sha256);
    expect(await entriesOf(tree)).toEqual(await leavesIn(databases));
    expect(await readFile(path.join(to, 'index.html'), 'utf8')).toContain(ORIGIN);
  });

  it('is not made to say something else', async () => {
    const to = path.join(folder, 'copy');
    await served.post(2);
    await served.log.extend();
    await mirror(to);
    const other = await freshFolder();
    const elsewhere = await freshDatabase();
    const stranger = await serveLog(elsewhere, other.folder);
    try {
      await stranger.post(3);
      await stranger.log.extend();
      const before = await readFile(path.join(to, 'checkpoint'), 'utf8');
      await expect(stranger.app.get(LogMirror).mirror(to)).rejects.toThrow('log.mirror-other');
      expect(await readFile(path.join(to, 'checkpoint'), 'utf8')).toBe(before);
    } finally {
      await stranger.app.close();
      await elsewhere.drop();
      await other.remove();
    }
  });
});
