/** The books alone, on a database of their own and without the rest of the program. The clock is the test's. */
import { DataSource } from 'typeorm';
import { LedgerService } from '../../src/ledger/ledger.service.js';
import { PeriodsService } from '../../src/ledger/periods.service.js';
import { LedgerVerification } from '../../src/ledger/verify.service.js';
import { Clock } from '../../src/platform/clock.js';
import { CONNECTION } from '../../src/platform/database.js';
import { type FreshDatabase, freshDatabase } from './database.js';

export class TestClock extends Clock {
  constructor(public instant: string) {
    super();
  }

  override now(): Date {
    return new Date(this.instant);
  }
}

export type Books = {
  /** As the application's login. */
  db: DataSource;
  clock: TestClock;
  ledger: LedgerService;
  periods: PeriodsService;
  databases: FreshDatabase;
  /** Recomputes the whole ledger and fails with what is wrong. */
  verify(): Promise<void>;
  close(): Promise<void>;
};

/** @param instant what the clock says, RFC 3339 */
export async function openBooks(instant: string): Promise<Books> {
  const databases = await freshDatabase();
  const db = new DataSource({
    type: 'postgres',
    url: databases.appUrl,
    logging: false,
    poolErrorHandler: () => undefined,
    extra: { ...CONNECTION, max: 12 },
  });
  await db.initialize();
  const clock = new TestClock(instant);
  const ledger = new LedgerService(clock);
  return {
    db,
    clock,
    ledger,
    periods: new PeriodsService(ledger),
    databases,
    async verify() {
      const { checks } = await new LedgerVerification(db).verify();
      const wrong = checks.filter(({ ok }) => !ok);
      if (wrong.length > 0) throw new Error(wrong.map(({ name, detail }) => `${name}: ${detail}`).join('\n'));
    },
    async close() {
      await db.destroy();
      await databases.drop();
    },
  };
}
