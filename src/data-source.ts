import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from './migrations.js';
import { LOCK, LOCK_SPACE, withClient } from './platform/provision.js';

/** The database as its owner sees it: for migrations only, the program works as the application. */
export function ownerDataSource(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    migrations: MIGRATIONS,
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
  });
}

/** Whether the database lacks a change that this program knows. */
export async function hasPendingMigrations(ownerUrl: string): Promise<boolean> {
  const source = await ownerDataSource(ownerUrl).initialize();
  try {
    return await source.showMigrations();
  } finally {
    await source.destroy();
  }
}

/** Brings the database up to date, each change in its own transaction; of two programs at once the second one waits. */
export async function migrate(ownerUrl: string): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    await client.query(`SET lock_timeout = '120s'`);
    await client.query('SELECT pg_advisory_lock($1, $2)', [LOCK_SPACE, LOCK.migrate]);
    const source = await ownerDataSource(ownerUrl).initialize();
    try {
      await source.runMigrations();
    } finally {
      await source.destroy();
    }
  });
}
