/** What goes wrong around the books: clocks, locks, deadlocks and connections. Whoever posted is answered, and nothing is half done. */
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { Posted, PostingItem } from '../src/ledger/posting.dto.js';
import { addDays } from '../src/platform/dates.js';
import { sqlState, transact } from '../src/platform/transact.js';
import { type Books, openBooks } from './support/books.js';
import { ACTOR, type HistoryFund, openFunds } from './support/history-funds.js';

const NOON = '2026-07-15T05:00:00Z';
let books: Books;
let owner: pg.Client;
let fund: HistoryFund;

beforeAll(async () => {
  books = await openBooks(NOON);
  owner = new pg.Client(books.databases.ownerUrl);
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await books.close();
});
beforeEach(async () => {
  books.clock.instant = NOON;
  const [fresh] = await transact(books.db, (tx) => openFunds(tx, books.ledger, ['A']));
  if (!fresh) throw new Error('No fund was opened.');
  fund = fresh;
});
afterEach(() => books.verify());

function gift(effectiveDate = books.clock.today(), amount = 100n): PostingItem {
  const [debit, credit] = [fund.ids.get('box') ?? 0, fund.ids.get('general/donations') ?? 0];
  const { unitCode, fundId } = fund;
  const movements = [{ debit, credit, amount }];
  return { kind: 'entry', actorId: ACTOR, entry: { unitCode, fundId, effectiveDate, description: 'Quà', movements } };
}

function post(item: PostingItem): Promise<Posted> {
  return transact(books.db, (tx) => books.ledger.post(tx, item));
}

async function head(): Promise<{ sequence: bigint; recorded_at: Date }> {
  const { rows } = await owner.query(`SELECT sequence, recorded_at FROM ledger_head`);
  return rows[0];
}

async function inBox(): Promise<bigint> {
  return books.ledger.balanceOfPlace(books.db, fund.ids.get('box') ?? 0);
}

/** Another session in the lane, which lets go when told to. */
async function holdLane(): Promise<{ letGo: () => Promise<void> }> {
  const other = new pg.Client(books.databases.ownerUrl);
  await other.connect();
  await other.query('BEGIN');
  await other.query('SELECT FROM ledger_head FOR UPDATE');
  return {
    letGo: async () => {
      await other.query('ROLLBACK');
      await other.end();
    },
  };
}

async function ownPid(tx: EntityManager): Promise<number> {
  const [row] = await tx.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
  return row?.pid ?? 0;
}

/** Waits until so many sessions of the application wait for a lock. It sees its own, which the owner does not. */
async function waiting(least: number): Promise<number[]> {
  for (let tries = 0; tries < 500; tries++) {
    const rows = await books.db.query<{ pid: number }[]>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rows.length >= least) return rows.map(({ pid }) => pid);
    await sleep(20);
  }
  throw new Error(`Fewer than ${least} sessions wait.`);
}

async function endSession(pid: number): Promise<void> {
  // The application ends its own session: that needs nobody's permission but its own.
  await books.db.query('SELECT pg_terminate_backend($1)', [pid]);
}

it('of ten who take one entry back at once, one does, and nine are told that it is done', async () => {
  const { sequence } = await post(gift());
  const again = Array.from({ length: 10 }, () =>
    transact(books.db, (tx) =>
      books.ledger.reverse(tx, { actorId: ACTOR, sequence, effectiveDate: books.clock.today(), reason: 'nhầm' }),
    ).then(
      () => 'done',
      (error: { code?: string }) => error.code,
    ),
  );
  expect((await Promise.all(again)).sort()).toEqual(
    ['done', ...Array<string>(9).fill('ledger.already-reversed')].sort(),
  );
  expect(await inBox()).toBe(0n);
});

describe('the clock', () => {
  it('strikes midnight while a month is closed: nothing of the month stands after the event that closed it', async () => {
    const [june, july] = ['2026-06-30', '2026-07-01'] as const;
    books.clock.instant = '2026-06-30T16:59:59.900Z';
    const said: (string | undefined)[] = [];
    let over = false;
    const clerk = async (): Promise<void> => {
      while (!over)
        await post(gift()).then(
          () => said.push('taken'),
          (error: { code?: string }) => said.push(error.code),
        );
    };
    const clerks = Promise.all([clerk(), clerk(), clerk(), clerk()]);
    const { unitCode, fundId } = fund;
    while (said.length < 10) await sleep(5);
    const closing = transact(books.db, (tx) =>
      books.periods.set(tx, {
        unitCode,
        fundId,
        kind: 'month',
        startsOn: june.slice(0, 8) + '01',
        state: 'closed',
        actorId: ACTOR,
      }),
    ).finally(() => (over = true));
    const { sequence: closed } = await closing;
    await clerks;
    await post(gift()).catch((error: { code?: string }) => said.push(error.code));
    books.clock.instant = '2026-06-30T17:00:00.000Z';
    await post(gift());
    const { rows } = await owner.query<{ sequence: bigint; effective_date: string }>(
      `SELECT sequence, effective_date FROM entry WHERE fund_id = $1 ORDER BY sequence`,
      [fund.fundId],
    );
    for (const row of rows) expect(row.effective_date).toBe(row.sequence < closed ? june : july);
    expect(new Set(said)).toEqual(new Set(['taken', 'ledger.period-closed']));
    expect(rows.length).toBe(said.filter((one) => one === 'taken').length + 1);
    await expect(post(gift(june))).rejects.toMatchObject({ code: 'ledger.period-closed' });
  });

  it('goes back a day: yesterday’s tomorrow is refused as such, and the sequence and its instants go on', async () => {
    const first = await post(gift());
    books.clock.instant = '2026-07-14T05:00:00Z';
    await expect(post(gift('2026-07-15'))).rejects.toMatchObject({ code: 'date.future' });
    const second = await post(gift());
    expect(second.sequence).toBe(first.sequence + 1n);
    expect(second.recordedAt.getTime()).toBeGreaterThanOrEqual(first.recordedAt.getTime());
  });

  it('of the database goes back an hour: what is recorded is never before what is recorded already', async () => {
    // As if the last event had been recorded before the clock was set right.
    await owner.query(`UPDATE ledger_head SET recorded_at = now() + interval '1 hour'`);
    const ahead = (await head()).recorded_at;
    const [first, second] = [await post(gift()), await post(gift())];
    expect(first.recordedAt).toEqual(ahead);
    expect(second.recordedAt).toEqual(ahead);
    expect((await head()).recorded_at.getTime()).toBeGreaterThanOrEqual(ahead.getTime());
  });
});

describe('the lane', () => {
  it('held by another session for a while keeps everyone waiting, and then serves them all', async () => {
    const { letGo } = await holdLane();
    const before = (await head()).sequence;
    const posts = Promise.all(Array.from({ length: 8 }, () => post(gift())));
    await waiting(8);
    await sleep(1_500);
    expect((await head()).sequence).toBe(before);
    await letGo();
    const sequences = (await posts).map(({ sequence }) => sequence - before).sort((a, b) => Number(a - b));
    expect(sequences).toEqual([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]);
  });

  it('waited for longer than a statement may take ends in an error, with nothing written, and the next call works', async () => {
    const before = (await head()).sequence;
    const { letGo } = await holdLane();
    const tooLong = transact(books.db, async (tx) => {
      await tx.query(`SET LOCAL statement_timeout = '200ms'`);
      return books.ledger.post(tx, gift());
    });
    const error: unknown = await tooLong.catch((thrown: unknown) => thrown);
    expect(sqlState(error)).toBe('57014');
    await letGo();
    expect((await head()).sequence).toBe(before);
    expect((await post(gift())).sequence).toBe(before + 1n);
  });

  it('taken by one who waits for a row of another, who waits for the lane, ends with both done once', async () => {
    const before = (await head()).sequence;
    const lock = (tx: EntityManager): Promise<unknown> => tx.query(`SELECT pg_advisory_xact_lock(4711)`);
    const attempts = { row: 0, lane: 0 };
    let [locked, met]: ((() => void) | undefined)[] = [];
    const locking = new Promise<void>((resolve) => (locked = resolve));
    const meeting = new Promise<void>((resolve) => (met = resolve));
    const rowFirst = transact(books.db, async (tx) => {
      await lock(tx);
      locked?.();
      // On the first attempt both have what the other wants.
      if (attempts.row++ === 0) await meeting;
      return books.ledger.post(tx, gift());
    });
    const laneFirst = transact(books.db, async (tx) => {
      await books.ledger.takeLane(tx);
      if (attempts.lane++ === 0) {
        await locking;
        met?.();
      }
      await lock(tx);
      return books.ledger.post(tx, gift());
    });
    const sequences = (await Promise.all([rowFirst, laneFirst])).map(({ sequence }) => sequence);
    expect(new Set(sequences)).toEqual(new Set([before + 1n, before + 2n]));
    expect(attempts.row + attempts.lane).toBeGreaterThan(2);
  });
});

describe('the connection', () => {
  it.each(['decided', 'written'])(
    'lost when all is %s leaves nothing behind, and the next call works',
    async (moment) => {
      const before = (await head()).sequence;
      const lost = transact(books.db, async (tx) => {
        const item = gift();
        const pid = await ownPid(tx);
        const { lane } = await books.ledger.decide(tx, [item]);
        if (moment === 'written') await books.ledger.write(tx, lane, [{ item }]);
        await endSession(pid);
        if (moment === 'decided') await books.ledger.write(tx, lane, [{ item }]);
      });
      await expect(lost).rejects.toThrow();
      expect((await head()).sequence).toBe(before);
      expect(await inBox()).toBe(0n);
      expect((await post(gift())).sequence).toBe(before + 1n);
    },
  );

  it('lost by those who wait for the lane fails them alone', async () => {
    const before = (await head()).sequence;
    const { letGo } = await holdLane();
    const posts = Promise.allSettled(Array.from({ length: 6 }, () => post(gift())));
    const pids = await waiting(6);
    for (const pid of pids.slice(0, 3)) await endSession(pid);
    await letGo();
    const ends = (await posts).map(({ status }) => status).sort();
    expect(ends).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected']);
    expect((await head()).sequence).toBe(before + 3n);
    expect(await inBox()).toBe(300n);
  });
});

it('a day is counted in Vietnam: one minute after midnight there is the next day, whatever the server’s zone', async () => {
  books.clock.instant = '2026-07-14T17:01:00Z';
  const { sequence } = await post(gift());
  const { rows } = await owner.query(`SELECT effective_date FROM entry WHERE sequence = $1`, [sequence]);
  expect(rows[0].effective_date).toBe('2026-07-15');
  await expect(post(gift(addDays('2026-07-15', 1)))).rejects.toMatchObject({ code: 'date.future' });
});
