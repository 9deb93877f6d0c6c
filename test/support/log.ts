/** The public log of a program on a database and folder of one's own, and an outsider who trusts neither. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DataSource } from 'typeorm';
import { createApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { LedgerService } from '../../src/ledger/ledger.service.js';
import { LogService } from '../../src/log/log.service.js';
import { loadKeys } from '../../src/platform/keys.js';
import { type DatabaseUrls, withClient } from '../../src/platform/provision.js';
import { transact } from '../../src/platform/transact.js';
import { type OpenedCheckpoint, openCheckpoint } from '../../src/tlog/checkpoint.js';
import { nodeCrypto } from '../../src/tlog/node-crypto.js';
import { parseVerifierKey } from '../../src/tlog/note-keys.js';
import { openTree, type TileTree } from '../../src/tlog/tile-reader.js';
import { ACTOR } from './whole-books.js';

export const ORIGIN = 'localhost/so-vang';

/** The whole program on this database and these folders, listening; the job that signs every second is not started. */
export async function serveLog(databases: DatabaseUrls, folder: string): Promise<ServedLog> {
  const config = loadConfig({ PUBLIC_URL: 'http://localhost:3000', DATA_DIR: folder });
  const keys = await loadKeys(config.keysDir);
  const app = await createApp({ config, appUrl: databases.appUrl, publicUrl: databases.publicUrl, keys });
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(app.getHttpServer() as { address(): AddressInfo }).address().port}`;
  const db = app.get(DataSource);
  const ledger = app.get(LedgerService);
  return {
    app,
    url,
    log: app.get(LogService),
    async post(count) {
      for (let left = count; left > 0; left -= 1_000) {
        const items = Array.from({ length: Math.min(left, 1_000) }, (_, n) => ({
          item: { kind: 'key-rotated' as const, actorId: ACTOR },
          facts: { number: left - n },
        }));
        await transact(db, (tx) => ledger.postAll(tx, items));
      }
    },
    status: async () => (await (await fetch(`${url}/log/status`)).json()) as Status,
    outsider: () => visit(url),
  };
}

export type Status = { origin: string; size: number; signedAt: string | null; halted: string | null };

export type ServedLog = {
  app: Awaited<ReturnType<typeof createApp>>;
  url: string;
  log: LogService;
  /** Posts this many events: leaves without an entry. */
  post(count: number): Promise<void>;
  status(): Promise<Status>;
  /** What somebody sees who has the log's address and no more, everything verified. */
  outsider(): Promise<Seen>;
};

export type Seen = { checkpoint: OpenedCheckpoint; tree: TileTree };

async function visit(url: string): Promise<Seen> {
  const get = async (at: string): Promise<Response> => {
    const answer = await fetch(`${url}/log/${at}`);
    if (answer.status !== 200) throw new Error(`/log/${at} answered ${answer.status}`);
    return answer;
  };
  const vkey = (await (await get('vkey')).text()).trim();
  const logKeys = [await parseVerifierKey(vkey, nodeCrypto.sha256)];
  const note = await (await get('checkpoint')).text();
  const checkpoint = await openCheckpoint(note, { origin: ORIGIN, logKeys }, nodeCrypto);
  const read = async (at: string): Promise<Uint8Array> => new Uint8Array(await (await get(at)).arrayBuffer());
  return { checkpoint, tree: await openTree(checkpoint, read, nodeCrypto.sha256) };
}

/** Every entry that the log serves, in order, each proven to be in the tree. */
export async function entriesOf({ size, bundle }: TileTree): Promise<string[]> {
  const entries: string[] = [];
  for (let index = 0; index * 256 < size; index++)
    for (const entry of await bundle(index)) entries.push(Buffer.from(entry).toString('utf8'));
  return entries;
}

/** The leaves in the database, in order. */
export function leavesIn({ ownerUrl }: DatabaseUrls): Promise<string[]> {
  return withClient(ownerUrl, async (owner) => {
    const { rows } = await owner.query<{ leaf: Buffer }>('SELECT leaf FROM event ORDER BY sequence');
    return rows.map(({ leaf }) => leaf.toString('utf8'));
  });
}

/** As the owner of the tables, with what keeps them append-only out of the way meanwhile. */
export async function rewrite({ ownerUrl }: DatabaseUrls, sql: string): Promise<void> {
  await withClient(ownerUrl, async (owner) => {
    const tables = ['event', 'log_checkpoint'];
    const turn = (how: string): Promise<unknown> =>
      owner.query(tables.map((table) => `ALTER TABLE ${table} ${how} TRIGGER USER`).join(';'));
    await turn('DISABLE');
    const results = [await owner.query(sql)].flat();
    await turn('ENABLE');
    // A fault that changed nothing would prove nothing.
    expect(results.every(({ command, rowCount }) => !/UPDATE|DELETE/.test(command) || (rowCount ?? 0) > 0)).toBe(true);
  });
}

export async function freshFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sovang-log-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
