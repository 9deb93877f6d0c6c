// The PostgreSQL that tests run on: one server in data/test, shared by all runs that go on at the same time, and a template
// that holds the migrated database with the reference data. The template is named after what it was made from, so a run
// that finds it made takes it as it is, and a run on other sources makes another.
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { migrate } from '../../src/data-source.js';
import { attachPostgres } from '../../src/platform/postgres.js';
import { isAlive, ownIdentity } from '../../src/platform/processes.js';
import { provision, withClient, type DatabaseUrls } from '../../src/platform/provision.js';
import { loadReferenceData } from '../../src/reference-data.js';

export type TestDatabases = { superuserUrl: string; urls: DatabaseUrls; template: string; run: string };

const FOLDER = path.resolve('data/test');
const TEMPLATES_KEPT = 8;
/** A test's data need not outlive a power cut. Everything else is as in earnest. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '300' };

export async function openTestServer(): Promise<{ databases: TestDatabases; close: () => Promise<void> }> {
  const server = await attachPostgres(FOLDER, SETTINGS);
  const { superuserUrl } = server;
  try {
    const run = `test_${(await ownIdentity()).replace('-', '_')}`;
    const urls = await provision(superuserUrl, FOLDER, 'postgres');
    const template = await findTemplate(superuserUrl);
    const close = async (): Promise<void> => {
      await withClient(superuserUrl, (client) => dropAll(client, (name) => name.startsWith(`${run}_`)));
      await server.leave();
    };
    return { databases: { superuserUrl, urls, template, run }, close };
  } catch (error) {
    await server.leave();
    throw error;
  }
}

function findTemplate(superuserUrl: string): Promise<string> {
  const template = `template_${hashOfSources()}`;
  return withClient(superuserUrl, async (client) => {
    // One run at a time: another may be making the same template.
    await client.query('SELECT pg_advisory_lock(7)');
    await dropLeftovers(client);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (!rowCount) await makeTemplate(client, superuserUrl, template);
    return template;
  });
}

/** Made under another name and renamed when whole, so that a run which is killed leaves no half of a template. */
async function makeTemplate(client: pg.Client, superuserUrl: string, template: string): Promise<void> {
  const draft = `draft_${randomBytes(6).toString('hex')}`;
  const { ownerUrl } = await provision(superuserUrl, FOLDER, draft);
  await migrate(ownerUrl);
  await loadReferenceData(ownerUrl);
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
}

async function dropLeftovers(client: pg.Client): Promise<void> {
  const names = await databases(client);
  const templates = names.filter((name) => name.startsWith('template_'));
  const old = new Set(templates.slice(0, Math.max(0, templates.length - TEMPLATES_KEPT)));
  const dead = new Set<string>();
  for (const name of names.filter((one) => one.startsWith('test_'))) {
    const [, pid, start] = name.split('_');
    if (!(await isAlive(`${pid}-${start}`))) dead.add(name);
  }
  await dropAll(client, (name) => old.has(name) || dead.has(name) || name.startsWith('draft_'));
}

async function dropAll(client: pg.Client, which: (name: string) => boolean): Promise<void> {
  for (const name of (await databases(client)).filter(which))
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function databases(client: pg.Client): Promise<string[]> {
  const found = await client.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY oid`,
  );
  return found.rows.map((row) => row.datname);
}

/** What the template is made from: the migrations, and the folders that hold reference data. */
function hashOfSources(): string {
  const hash = createHash('sha256');
  const files = ['migrations', 'src/units', 'src/ledger'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
      .map((entry) => path.join(entry.parentPath, entry.name)),
  );
  for (const file of [...files.sort(), 'src/data-source.ts', 'src/reference-data.ts'])
    hash.update(`${file}\0`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}
