// A planted fault of each kind is found and named: each on a copy of the same books, so that none hides another.
import pg from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { ForeignHoldings } from '../src/ledger/foreign-holdings.service.js';
import { purposeAccount } from '../src/ledger/purpose-accounts.service.js';
import { LedgerService } from '../src/ledger/ledger.service.js';
import { type Check, LedgerVerification } from '../src/ledger/verify.service.js';
import { Clock } from '../src/platform/clock.js';
import { withClient } from '../src/platform/provision.js';
import { transact } from '../src/platform/transact.js';
import { Verification } from '../src/reports/verification.service.js';
import { startApp } from './support/app.js';
import { copyDatabase, type FreshDatabase } from './support/database.js';
import { APPEND_ONLY, DAYS, GUARDS, LOG, MONEY, RULES } from './support/faults.js';
import { ACTOR, keepWholeBooks, pay, type WholeBooks } from './support/whole-books.js';

let books: WholeBooks;
let ground: FreshDatabase;
let whole: Check[];

beforeAll(async () => {
  const t = await startApp();
  books = await keepWholeBooks(t);
  whole = (await t.app.get(Verification).verify()).checks;
  // Only what nobody is connected to can be copied.
  await t.app.close();
  ground = await copyDatabase(t.databases);
  await t.close();
}, 60_000);
afterAll(() => ground?.drop());

type Copy = {
  /** As the owner of the tables, and with the triggers that keep them append-only off meanwhile. */
  rewrite: (sql: string) => Promise<void>;
  db: DataSource;
  ledger: LedgerService;
};

/** What verifying says of a copy of the books after somebody was at it: the checks that fail, by name. */
async function after(fault: (copy: Copy) => Promise<unknown>): Promise<Record<string, string>> {
  const copy = await copyDatabase(ground);
  const db = await new DataSource({ type: 'postgres', url: copy.appUrl }).initialize();
  try {
    const rewrite = (sql: string): Promise<void> =>
      withClient(copy.ownerUrl, async (owner) => {
        const turn = (how: string): Promise<unknown> =>
          owner.query(APPEND_ONLY.map((table) => `ALTER TABLE ${table} ${how} TRIGGER ${table}_append_only`).join(';'));
        await turn('DISABLE');
        const { rowCount } = await owner.query(sql);
        await turn('ENABLE');
        // A fault that changed nothing would prove nothing.
        if (/^(UPDATE|DELETE|INSERT)/.test(sql)) expect(rowCount).toBeGreaterThan(0);
      });
    await fault({ rewrite, db, ledger: new LedgerService(new Clock()) });
    const { checks } = await new LedgerVerification(db).verify();
    checks.push(await new ForeignHoldings(db).verify());
    return Object.fromEntries(checks.filter(({ ok }) => !ok).map(({ name, detail }) => [name, detail]));
  } finally {
    await db.destroy();
    await copy.drop();
  }
}

describe('the books verify clean', () => {
  it('with something of everything in them', async () => {
    expect(whole.filter(({ ok }) => !ok)).toEqual([]);
    const details = Object.fromEntries(whole.map(({ name, detail }) => [name, detail]));
    expect(details).toMatchObject({
      profiles: expect.not.stringMatching(/^0 /),
      costs: expect.stringMatching(/^1 /),
      currencies: expect.stringMatching(/^3 /),
      decisions: expect.stringMatching(/^1 /),
      foreign: expect.stringMatching(/^1 /),
      periods: expect.stringMatching(/^3 /),
      reversals: expect.stringMatching(/^[12] /),
      reservations: expect.stringMatching(/^2 /),
      'daily sums': expect.not.stringMatching(/^0 /),
    });
    expect(await after(() => Promise.resolve())).toEqual({});
  });
});

describe.each([
  ['money', MONEY],
  ['days', DAYS],
  ['the log', LOG],
  ['rules', RULES],
  ['guards', GUARDS],
])('of %s, verifying finds', (_, faults) => {
  it.each(faults)('%s', async (_what, sql, found) => {
    const said = await after(({ rewrite }) => rewrite(sql(books)));
    const expected = found(books);
    expect(Object.keys(said).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, detail] of Object.entries(expected))
      expect(said[name]).toEqual(
        detail instanceof RegExp ? expect.stringMatching(detail) : expect.stringContaining(detail),
      );
  });
});

describe('of what was posted with a guard held open meanwhile, verifying finds', () => {
  /** Posts an honest entry, leaf and sums and all, while the database looks away. */
  const whileOpen = (
    { rewrite, db }: Copy,
    [open, shut]: [string, string],
    post: (tx: EntityManager) => Promise<bigint>,
  ): Promise<bigint> =>
    rewrite(open)
      .then(() => transact(db, post))
      .then((sequence) => rewrite(shut).then(() => sequence));

  it('an entry in a month that was closed', async () => {
    let posted = 0n;
    const said = await after(async (copy) => {
      const set = (state: string): string => `UPDATE period SET state = '${state}' WHERE starts_on = '2025-01-01'`;
      const entry = {
        effectiveDate: '2025-01-31',
        movements: [{ debit: books.support, credit: books.box, amount: 1n }],
      };
      posted = await whileOpen(copy, [set('open'), set('closed')], (tx) => pay(copy.ledger, tx, books, 1n, entry));
    });
    expect(said).toEqual({
      periods: `entry ${posted} of 2025-01-31 stands before the end of a period that event ${books.closed} had closed`,
    });
  });

  it('a cost that donors agreed to only later', async () => {
    let posted = 0n;
    const said = await after(async (copy) => {
      const appealCost = {
        unitCode: '01',
        fundId: books.fundId,
        restrictionId: books.appeal,
        nature: 'management' as const,
        on: '2025-04-01',
      };
      const agree = `INSERT INTO cost_consent VALUES (${books.appeal}, '06/TT', '2025-03-01', 999999)`;
      posted = await whileOpen(copy, [agree, `DELETE FROM cost_consent WHERE sequence = 999999`], async (tx) => {
        const debit = await purposeAccount(tx, appealCost);
        return pay(copy.ledger, tx, books, 1n, { movements: [{ debit, credit: books.bank, amount: 1n }] });
      });
      await transact(copy.db, async (tx) => {
        const { sequence } = await copy.ledger.post(tx, { kind: 'cost-consented', actorId: ACTOR });
        await tx.query(`SELECT ledger_consent_to_costs($1, '06/TT', '2025-03-01', $2)`, [books.appeal, sequence]);
      });
    });
    expect(said).toEqual({ costs: `movement ${posted}/1 is a cost that donors had not agreed to` });
  });
});

it('verifying goes beside posting, of one moment of the books', async () => {
  const copy = await copyDatabase(ground);
  const db = await new DataSource({ type: 'postgres', url: copy.appUrl }).initialize();
  try {
    const ledger = new LedgerService(new Clock());
    let posting = true;
    let posted = 0;
    const clerk = (async () => {
      while (posting) {
        await transact(db, (tx) => pay(ledger, tx, books, 1n));
        posted += 1;
      }
    })();
    const reports = [];
    while (posted < 100 || reports.length < 5) reports.push(await new LedgerVerification(db).verify());
    posting = false;
    await clerk;
    expect(reports.flatMap(({ checks }) => checks.filter(({ ok }) => !ok))).toEqual([]);
    expect(reports.at(-1)?.sequence).toBeGreaterThan(reports[0]?.sequence ?? 0n);
  } finally {
    await db.destroy();
    await copy.drop();
  }
});

it('verifying changes nothing, and stops when it is told to', async () => {
  const copy = await copyDatabase(ground);
  const db = await new DataSource({ type: 'postgres', url: copy.appUrl }).initialize();
  const owner = new pg.Client(copy.ownerUrl);
  try {
    await owner.connect();
    const written = `SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::int AS n FROM pg_stat_user_tables`;
    const before = (await owner.query(written)).rows;
    await expect(new LedgerVerification(db).verify(AbortSignal.abort())).rejects.toThrow();
    expect((await new LedgerVerification(db).verify()).checks.every(({ ok }) => ok)).toBe(true);
    expect((await owner.query(written)).rows).toEqual(before);
  } finally {
    await owner.end();
    await db.destroy();
    await copy.drop();
  }
});
