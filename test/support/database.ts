import { randomBytes } from 'node:crypto';
import { closeToStrangers, onDatabase, withClient, type DatabaseUrls } from '../../src/platform/provision.js';
import type { TestDatabases } from './test-server.js';

export type FreshDatabase = DatabaseUrls & { drop(): Promise<void> };

/**
 * A database of one's own: migrated, with the reference data, in about 100 ms. Work as the application (`appUrl`), so that
 * what it may not do is refused in every test; `ownerUrl` is for looking behind the scenes.
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { template } = JSON.parse(process.env.TEST_SERVER ?? '') as TestDatabases;
  return copyOf(template);
}

/** The same database again, as it is now; nobody may be connected to it. */
export function copyDatabase({ ownerUrl }: DatabaseUrls): Promise<FreshDatabase> {
  return copyOf(new URL(ownerUrl).pathname.slice(1));
}

async function copyOf(source: string): Promise<FreshDatabase> {
  const { superuserUrl, urls, run } = JSON.parse(process.env.TEST_SERVER ?? '') as TestDatabases;
  const name = `${run}_${randomBytes(6).toString('hex')}`;
  await withClient(superuserUrl, async (client) => {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${source} OWNER sovang_owner STRATEGY file_copy`);
    await closeToStrangers(client, name);
  });
  const drop = (): Promise<void> =>
    withClient(
      superuserUrl,
      async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
    );
  return { ...onDatabase(urls, name), drop };
}
