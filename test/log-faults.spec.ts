// The public log under faults: a disk or a database that fails between any two steps, and somebody with every right who
// rewrites what was signed. Two checkpoints that contradict each other are never signed.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LogVerification } from '../src/log/log-verification.service.js';
import { withClient } from '../src/platform/provision.js';
import { parseCheckpoint } from '../src/tlog/checkpoint.js';
import { nodeCrypto } from '../src/tlog/node-crypto.js';
import { parseNote } from '../src/tlog/note.js';
import { proveConsistency, verifyConsistency } from '../src/tlog/proofs.js';
import { copyDatabase, type FreshDatabase, freshDatabase } from './support/database.js';
import { freshFolder, rewrite, type ServedLog, serveLog } from './support/log.js';

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

/** Everything that was signed, wherever it stands. */
type Signed = { kept: string | undefined; recorded: string[]; published: string | undefined };

async function signed(): Promise<Signed> {
  const text = (file: string): Promise<string | undefined> =>
    readFile(path.join(folder, file), 'utf8').catch(() => undefined);
  const recorded = await withClient(databases.ownerUrl, async (owner) => {
    const { rows } = await owner.query<{ note: string }>('SELECT note FROM log_checkpoint ORDER BY size');
    return rows.map(({ note }) => note);
  });
  return { kept: await text('keys/log.checkpoint'), recorded, published: await text('log/checkpoint') };
}

const owner = (sql: string): Promise<void> =>
  withClient(databases.ownerUrl, async (client) => void (await client.query(sql)));
const verify = (): Promise<{ ok: boolean; detail: string }> => served.app.get(LogVerification).verify();

/** The program ends and starts again, as after a crash: nothing that it had in memory is left. */
async function restart(on: FreshDatabase = databases): Promise<void> {
  await served.app.close();
  served = await serveLog(on, folder);
}

/** What is published now continues the checkpoint in this note. */
async function continues(note: string): Promise<void> {
  const { size, root } = parseCheckpoint(parseNote(note).text);
  const { tree } = await served.outsider();
  const proof = size === tree.size ? [] : await proveConsistency(tree, size);
  await verifyConsistency({ oldSize: size, oldRoot: root, size: tree.size, root: tree.root, proof }, nodeCrypto.sha256);
}

const RAISE = `CREATE FUNCTION refuse_test() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room'; END $$;`;
const file = (name: string): string => path.join(folder, name);
/** A folder where a file belongs: nothing can be renamed onto it. */
const block = (name: string): Promise<unknown> => mkdir(file(`${name}/in-the-way`), { recursive: true });
const unblock = (name: string): Promise<unknown> => rm(file(name), { recursive: true });

type Fault = [step: string, breaks: () => Promise<unknown>, mends: () => Promise<unknown>, reached: number];

/** `reached`: in how many of the three places the checkpoint stands when the step has failed. */
const STEPS: Fault[] = [
  ['writing tiles', () => writeFile(file('log/tile'), ''), () => unblock('log/tile'), 0],
  [
    'recording in the database',
    () =>
      owner(
        `${RAISE} CREATE TRIGGER refuse BEFORE INSERT ON log_checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_test()`,
      ),
    () => owner(`DROP TRIGGER refuse ON log_checkpoint`),
    0,
  ],
  ['keeping beside the keys', () => block('keys/log.checkpoint'), () => unblock('keys/log.checkpoint'), 0],
  [
    'committing',
    () =>
      owner(`${RAISE} CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON log_checkpoint DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION refuse_test()`),
    () => owner(`DROP TRIGGER refuse ON log_checkpoint`),
    1,
  ],
  ['publishing', () => block('log/checkpoint'), () => unblock('log/checkpoint'), 2],
];

describe('a round that fails at', () => {
  it.each(STEPS)('%s is taken up where it ended, and contradicts nothing', async (_step, breaks, mends, reached) => {
    await served.post(300);
    await mkdir(file('log'), { recursive: true });
    await breaks();
    await expect(served.log.extend()).rejects.toThrow();
    const { kept, recorded, published } = await signed();
    expect([kept, recorded[0], published].filter((note) => note !== undefined)).toHaveLength(reached);

    await mends();
    await served.post(5);
    await restart();
    await served.log.extend();
    const after = await signed();
    expect([after.kept, after.published]).toEqual([after.recorded.at(-1), after.recorded.at(-1)]);
    // What had been kept before the fault was signed, and stands in the database now.
    if (kept !== undefined) expect(after.recorded[0]).toBe(kept);
    for (const note of after.recorded) await continues(note);
    expect(await served.status()).toMatchObject({ halted: null });
    expect(await verify()).toMatchObject({ ok: true });
  });

  it('a second attempt in the same program goes on as well', async () => {
    await served.post(3);
    await block('log/checkpoint');
    await expect(served.log.extend()).rejects.toThrow();
    await unblock('log/checkpoint');
    await served.post(3);
    await served.log.extend();
    const { kept, recorded, published } = await signed();
    expect([kept, published, recorded.length]).toEqual([recorded[1], recorded[1], 2]);
  });
});

describe('files that are lost', () => {
  it('are found missing, written again from the books, and are the same', async () => {
    await served.post(600);
    await served.log.extend();
    const bytes = (): Promise<Buffer[]> =>
      Promise.all(['tile/0/001', 'tile/entries/001'].map((name) => readFile(file(`log/${name}`))));
    const before = await bytes();
    await rm(file('log/tile'), { recursive: true });
    expect(await verify()).toMatchObject({ ok: false, detail: expect.stringMatching(/tile.* is missing/) as string });
    await served.log.extend();
    expect(await bytes()).toEqual(before);
    expect(await verify()).toMatchObject({ ok: true });
  });

  it('are found changed, and verify names the first', async () => {
    await served.post(600);
    await served.log.extend();
    const bundle = await readFile(file('log/tile/entries/001'));
    bundle[100] = (bundle[100] ?? 0) ^ 1;
    await writeFile(file('log/tile/entries/001'), bundle);
    expect(await verify()).toMatchObject({
      ok: false,
      detail: expect.stringContaining('is not of this tree') as string,
    });
  });

  it('halt the log when the last checkpoint beside the keys is among them', async () => {
    await served.post(3);
    await served.log.extend();
    await rm(file('keys/log.checkpoint'));
    await expectHalted(/log\.checkpoint beside the keys is missing/);
  });
});

/** Nothing more is signed, also after a restart; status and verify say why, and what was signed stays as it is. */
async function expectHalted(reason: RegExp, { on = databases } = {}): Promise<void> {
  const before = await signed();
  for (const again of [false, true]) {
    if (again) await restart(on);
    await served.post(1);
    await served.log.extend();
    expect((await served.status()).halted).toMatch(reason);
  }
  expect((await verify()).ok).toBe(false);
  expect((await verify()).detail).toMatch(reason);
  expect(await signed()).toEqual(before);
}

const BACK = `UPDATE ledger_head SET sequence = (SELECT max(sequence) FROM event)`;
const changed = (sequence: number): string =>
  `UPDATE event SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), '"number"', '"numbeR"'), 'UTF8'),
     leaf_hash = sha256('\\x00'::bytea || convert_to(replace(convert_from(leaf, 'UTF8'), '"number"', '"numbeR"'), 'UTF8'))
   WHERE sequence = ${sequence}`;

describe('somebody with every right on the database', () => {
  beforeEach(async () => {
    await served.post(300);
    await served.log.extend();
  });

  it('changes what a recent leaf says, hash and all: the next round halts', async () => {
    await rewrite(databases, changed(299));
    await expectHalted(/event 299 is not what was signed|the leaves up to event 300 are not those that were signed/);
  });

  it('changes what an old leaf says, hash and all: verify finds it, and the next round halts', async () => {
    await rewrite(databases, changed(10));
    expect(await verify()).toMatchObject({ ok: false });
    await expectHalted(/the leaves up to event 300 are not those that were signed/);
  });

  it('changes an old leaf and leaves its hash: the leaf is hashed again', async () => {
    await owner('ALTER TABLE event DROP CONSTRAINT event_leaf_hash_right');
    await rewrite(databases, `UPDATE event SET leaf = leaf || ' '::bytea WHERE sequence = 10`);
    expect(await verify()).toMatchObject({ ok: false });
    await expectHalted(/the leaves up to event 300 are not those that were signed/);
  });

  it('deletes the last event, and another is posted in its place', async () => {
    await rewrite(databases, `DELETE FROM event WHERE sequence = 300; ${BACK}`);
    await served.log.extend();
    expect((await served.status()).halted).toMatch(/the books end at event 299/);
    await expectHalted(/the books end at event 299|the leaves up to event 300 are not those that were signed/);
  });

  it('writes a checkpoint into the database that the log has not signed', async () => {
    await rewrite(
      databases,
      `UPDATE log_checkpoint SET root = sha256('other'), note = replace(note, split_part(note, E'\\n', 3), encode(sha256('other'), 'base64'))`,
    );
    await expectHalted(/the checkpoint in the database is not one that this log signed/);
  });

  it('deletes the checkpoints from the database: they are proven on the leaves and recorded again', async () => {
    const before = await signed();
    await rewrite(databases, 'DELETE FROM log_checkpoint');
    await served.post(1);
    await served.log.extend();
    const { recorded } = await signed();
    expect(recorded).toHaveLength(2);
    expect(recorded[0]).toBe(before.kept);
    await continues(before.kept ?? '');
  });
});

describe('a database restored from an old backup', () => {
  it.each([
    ['with fewer events than were signed', 0, /the books end at event 10, and a checkpoint up to event 30 was signed/],
    ['and gone on with other events', 40, /the leaves up to event 30 are not those that were signed/],
  ])('%s halts the log', async (_how, posted, reason) => {
    await served.post(10);
    await served.log.extend();
    await served.app.close();
    const backup = await copyDatabase(databases);
    try {
      served = await serveLog(databases, folder);
      await served.post(20);
      await served.log.extend();
      const last = await signed();
      await restart(backup);
      if (posted > 0) await served.post(posted);
      await served.log.extend();
      expect((await served.status()).halted).toMatch(reason);
      expect(await verify()).toMatchObject({ ok: false, detail: expect.stringMatching(reason) as string });
      expect(await signed()).toEqual(last);
    } finally {
      await served.app.close();
      await backup.drop();
    }
  });
});
