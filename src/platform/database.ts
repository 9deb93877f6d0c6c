import { TypeOrmModule } from '@nestjs/typeorm';
import type { DynamicModule } from '@nestjs/common';
import pg from 'pg';
import { DatabaseClient } from './database-client.js';

// Money and sequences are bigint, days are text: never a float, never a Date at midnight of some zone.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => BigInt(text));
pg.types.setTypeParser(pg.types.builtins.NUMERIC, (text) => (/^-?\d+$/.test(text) ? BigInt(text) : Number(text)));
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** What the connections of a serving program have in common. */
export const CONNECTION = {
  Client: DatabaseClient,
  // What `transact` promises, without a statement of its own in each transaction.
  options: '-c default_transaction_isolation=read\\ committed',
  statement_timeout: 60_000,
  idle_in_transaction_session_timeout: 60_000,
  connectionTimeoutMillis: 10_000,
};

/**
 * The two connections of a serving program: the application's, and the public pages', whose login sees nothing but the
 * public views. Both log through us, never with parameters, which may hold personal data.
 */
export function databaseModules(appUrl: string, publicUrl: string): DynamicModule[] {
  const common = {
    type: 'postgres',
    synchronize: false,
    logging: false,
    retryAttempts: 0,
    poolErrorHandler: () => undefined,
  } as const;
  return [
    TypeOrmModule.forRoot({ ...common, url: appUrl, autoLoadEntities: true, extra: { ...CONNECTION, max: 12 } }),
    TypeOrmModule.forRoot({ ...common, name: 'public', url: publicUrl, extra: { ...CONNECTION, max: 6 } }),
  ];
}
