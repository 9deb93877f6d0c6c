/**
 * The functions that write the books, called around every service by whoever holds the application's password, with
 * arguments that no service would send: each is refused, and nothing is written.
 */
import pg from 'pg';
import type { EntityManager } from 'typeorm';
import { transact } from '../src/platform/transact.js';
import type { EventKind, Posted, ReservationDraft } from '../src/ledger/posting.dto.js';
import { type Books, openBooks } from './support/books.js';
import { leafHash } from '../src/tlog/leaf.js';
import { ACTOR, type HistoryFund, openFunds } from './support/history-funds.js';

let books: Books;
let application: pg.Client;
let fund: HistoryFund;
let other: HistoryFund;
let parameters: { name: string; type: string }[];
/** An event that stands, with an entry and without a reservation; the one after it has a reservation and no entry. */
let earlier: bigint;
const SOURCE = '0190a0a0-0000-7000-8000-00000000aaa1';

beforeAll(async () => {
  books = await openBooks('2026-07-15T05:00:00Z');
  application = new pg.Client(books.databases.appUrl);
  await application.connect();
  [fund, other] = (await transact(books.db, (tx) => openFunds(tx, books.ledger, ['A', 'A']))) as [
    HistoryFund,
    HistoryFund,
  ];
  const { rows } = await application.query(
    `SELECT n.name, n.type::regtype::text AS type FROM pg_proc p,
       unnest(p.proargnames, p.proargtypes::oid[]) AS n(name, type) WHERE p.proname = 'ledger_write'`,
  );
  parameters = rows;
  const movements = [{ debit: id('box'), credit: id('general/donations'), amount: 1_000n }];
  const { unitCode, fundId } = fund;
  const entry = { unitCode, fundId, effectiveDate: '2026-06-01', description: 'Quà', movements };
  const reservations = [hold(200n)];
  const posted = await transact(books.db, (tx) =>
    books.ledger.postAll(tx, [
      { item: { kind: 'entry', actorId: ACTOR, entry } },
      { item: { kind: 'reserved', actorId: ACTOR, reservations } },
    ]),
  );
  earlier = posted[0]?.sequence ?? 0n;
});
afterAll(async () => {
  await application.end();
  await books.close();
});
afterEach(() => books.verify());

function id(name: string): number {
  return fund.ids.get(name) ?? 0;
}

function hold(amount: bigint): ReservationDraft {
  return { restrictionId: fund.restrictions.general, amount, sourceKind: 'disbursement', sourceId: SOURCE };
}

type Arguments = Record<string, unknown>;

/** A gift of 500 and, as the event after it, 100 of it reserved. */
function sound(): Arguments {
  const leaf = (kind: string): Buffer => Buffer.from(`{"kind":"${kind}"}`);
  const leaves = [leaf('entry'), leaf('reserved')];
  return {
    p_actor: [ACTOR, ACTOR],
    p_kind: ['entry', 'reserved'],
    p_leaves: Buffer.concat(leaves),
    p_leaf_hashes: Buffer.concat(leaves.map(leafHash)),
    p_leaf_length: leaves.map(({ length }) => length),
    e_event: [1],
    e_unit: [fund.unitCode],
    e_fund: [fund.fundId],
    e_date: ['2026-07-01'],
    e_description: ['x'],
    m_event: [1],
    m_line: [1],
    m_debit: [id('box')],
    m_credit: [id('general/donations')],
    m_amount: [500n],
    r_event: [2],
    r_line: [1],
    r_restriction: [fund.restrictions.general],
    r_amount: [100n],
    r_source_kind: ['disbursement'],
    r_source: [SOURCE],
  };
}

/** The call in a transaction of its own that is rolled back in the end, and whether the head has moved in it. */
async function tried(change: Arguments): Promise<void> {
  await application.query('BEGIN');
  try {
    const { rows } = await application.query(`SELECT sequence, recorded_at FROM ledger_take_lane()`);
    const given: Arguments = { p_head: rows[0].sequence, p_recorded_at: rows[0].recorded_at, ...sound(), ...change };
    const values = parameters.map(({ name, type }) => (name in given ? given[name] : type.endsWith('[]') ? [] : null));
    const places = parameters.map(({ type }, i) => `$${i + 1}::${type}`);
    await application.query(`SELECT ledger_write(${places.join(', ')})`, values);
    // What holds at the end of a transaction only is asked for now.
    await application.query('SET CONSTRAINTS ALL IMMEDIATE');
  } finally {
    await application.query('ROLLBACK');
  }
}

const INTEGRITY = /^(22|23|40001)/;

describe('a call that writes the books', () => {
  it('is sound as these tests send it', async () => {
    await tried({});
  });

  const head = (by: bigint) => async (): Promise<Arguments> => {
    const { rows } = await application.query(`SELECT sequence FROM ledger_head`);
    return { p_head: (rows[0].sequence as bigint) + by };
  };
  const HOSTILE: [what: string, change: () => Arguments | Promise<Arguments>][] = [
    ['no head', () => ({ p_head: null })],
    ['a head of the past', head(-1n)],
    ['a head to come, which would leave a gap', head(1n)],
    ['no instant', () => ({ p_recorded_at: null })],
    ['no actors', () => ({ p_actor: null })],
    ['fewer actors than events', () => ({ p_actor: [ACTOR] })],
    ['more actors than events', () => ({ p_actor: [ACTOR, ACTOR, ACTOR] })],
    ['no kinds', () => ({ p_kind: null })],
    ['fewer kinds than events', () => ({ p_kind: ['entry'] })],
    ['no leaves', () => ({ p_leaves: null })],
    ['empty leaves', () => ({ p_leaves: Buffer.alloc(0) })],
    ['no lengths of leaves', () => ({ p_leaf_length: null })],
    ['no events but an entry', () => ({ p_actor: [], p_kind: [], p_leaf_length: [], p_leaves: Buffer.alloc(0) })],
    [
      'no events but a reservation',
      () => ({
        p_actor: [],
        p_kind: [],
        p_leaf_length: [],
        p_leaves: Buffer.alloc(0),
        e_event: [],
        m_event: [],
        r_event: [0],
      }),
    ],
    ['a leaf cut short', () => ({ p_leaf_length: [16, 10] })],
    ['a leaf that is promised longer than it is', () => ({ p_leaf_length: [16, 30] })],
    ['a leaf of negative length', () => ({ p_leaf_length: [-1, 36] })],
    ['lengths beyond what an integer holds', () => ({ p_leaf_length: [2 ** 31 - 1, 2 ** 31 - 1] })],
    ['an entry without its event', () => ({ e_event: [3], m_event: [3] })],
    ['an entry of the event before these', () => ({ e_event: [0], m_event: [0] })],
    [
      'kinds counted from 0, for an entry of an earlier event',
      () => ({ p_kind: '[0:2]={entry,entry,reserved}', e_event: [0], m_event: [0] }),
    ],
    [
      'kinds counted from 0, for an event that has no entry',
      () => ({ p_kind: '[0:1]={entry,reserved}', e_event: [0], m_event: [0], r_event: [1] }),
    ],
    [
      'two entries of one event',
      () => ({
        e_event: [1, 1],
        e_unit: [fund.unitCode, fund.unitCode],
        e_fund: [fund.fundId, fund.fundId],
        e_date: ['2026-07-01', '2026-07-01'],
        e_description: ['x', 'y'],
      }),
    ],
    ['an entry of no day', () => ({ e_date: null })],
    ['an entry of no unit', () => ({ e_unit: null })],
    ['an entry of no fund', () => ({ e_fund: null })],
    ['movements of no event', () => ({ m_event: null })],
    ['a movement of an event without an entry', () => ({ m_event: [2] })],
    ['a movement of an event of before', () => ({ m_event: [-1] })],
    ['more movements than lines', () => ({ m_event: [1, 1] })],
    [
      'movements on one line',
      () => ({
        m_event: [1, 1],
        m_line: [1, 1],
        m_debit: [id('box'), id('box')],
        m_credit: [id('general/donations'), id('general/donations')],
        m_amount: [1n, 1n],
      }),
    ],
    ['an amount of nothing', () => ({ m_amount: [0n] })],
    ['an amount below nothing', () => ({ m_amount: [-5n] })],
    ['no amounts', () => ({ m_amount: null })],
    [
      'amounts that overflow together',
      () => ({
        m_event: [1, 1],
        m_line: [1, 2],
        m_debit: [id('box'), id('box')],
        m_credit: [id('general/donations'), id('general/donations')],
        m_amount: [2n ** 63n - 1n, 2n ** 63n - 1n],
      }),
    ],
    ['more than a purpose can hold', () => ({ m_amount: [2n ** 53n - 1n] })],
    ['one account on both sides', () => ({ m_credit: [id('box')] })],
    ['an account of no one', () => ({ m_debit: [2 ** 31 - 1] })],
    ['no account', () => ({ m_debit: [null] })],
    ['an account of another fund', () => ({ m_credit: [other.ids.get('general/donations')] })],
    ['money moved as if a year were closed', () => ({ p_kind: ['year-closed', 'reserved'] })],
    ['an account of the other profile', () => ({ m_credit: [id('other profile')] })],
    ['an account that is closed', () => ({ m_debit: [id('closed')] })],
    ['a fund of its own making', () => ({ e_fund: [ACTOR] })],
    ['foreign money on a place of đồng', () => ({ m_foreign: [5n] })],
    ['foreign money below nothing', () => ({ m_debit: [id('dollars')], m_foreign: [-5n] })],
    ['a cost that nobody agreed to', () => ({ m_debit: [id('general/financial-cost')], m_credit: [id('box')] })],
    ['two purposes without a decision', () => ({ m_debit: [id('general/carried')], m_credit: [id('appeal/carried')] })],
    [
      'two purposes by a decision without a number',
      () => ({ m_debit: [id('general/carried')], m_credit: [id('appeal/carried')], e_decision: [''] }),
    ],
    ['what the purpose does not hold', () => ({ m_debit: [id('appeal/support')], m_credit: [id('box')] })],
    [
      'what is reserved',
      () => ({
        m_debit: [id('general/support')],
        m_credit: [id('box')],
        m_amount: [801n],
        r_event: [],
        r_line: [],
        r_restriction: [],
        r_amount: [],
        r_source_kind: [],
        r_source: [],
      }),
    ],
    [
      'what the place did not hold on that day',
      () => ({ m_debit: [id('general/support')], m_credit: [id('box')], e_date: ['2026-05-31'] }),
    ],
    ['a reversal of what is not there', () => ({ e_reverses: [10_000n] })],
    ['a reversal of itself', () => ({ e_reverses: [earlier + 2n] })],
    ['a reversal of an event without an entry', () => ({ e_reverses: [earlier + 1n] })],
    ['a reversal of nothing', () => ({ e_reverses: [0n] })],
    ['a reservation of no event', () => ({ r_event: null })],
    ['a reservation of an event of before', () => ({ r_event: [-1], r_line: [9] })],
    ['a reservation of an event to come', () => ({ r_event: [99] })],
    ['a reservation of nothing', () => ({ r_amount: [0n] })],
    ['a reservation of no purpose there is', () => ({ r_restriction: [2 ** 31 - 1] })],
    ['a reservation of no purpose', () => ({ r_restriction: null })],
    ['a reservation for nothing', () => ({ r_source: null })],
    ['a release of what another has reserved', () => ({ r_amount: [-100n], r_source: [ACTOR] })],
    ['a release of more than was reserved', () => ({ r_amount: [-201n] })],
    ['a reservation below the floor', () => ({ r_amount: [1_301n] })],
  ];

  it.each(HOSTILE)('is refused with %s', async (_, change) => {
    await expect(tried(await change())).rejects.toMatchObject({ code: expect.stringMatching(INTEGRITY) });
  });
});

/** Each state that follows from an event: its kind, and the call that changes it by the event of this number. */
const CHANGES: [what: string, kind: EventKind, call: (sequence: bigint | null) => [sql: string, values: unknown[]]][] =
  [
    [
      'closing a month',
      'period-closed',
      (s) => [`SELECT ledger_set_period($1, $2, 'month', '2026-06-01', 'closed', $3)`, [fund.unitCode, fund.fundId, s]],
    ],
    [
      'opening a month again',
      'period-reopened',
      (s) => [`SELECT ledger_set_period($1, $2, 'month', '2026-06-01', 'open', $3)`, [fund.unitCode, fund.fundId, s]],
    ],
    [
      'choosing a profile',
      'profile-changed',
      (s) => [`SELECT ledger_set_profile('00008', '2026-01-01', 'B', '1/QĐ', $1)`, [s]],
    ],
    [
      'agreeing to costs',
      'cost-consented',
      (s) => [`SELECT ledger_consent_to_costs($1, 'CV 2', '2026-01-01', $2)`, [fund.restrictions.appeal, s]],
    ],
  ];

describe.each(CHANGES)('%s', (_, kind, call) => {
  const post = (tx: EntityManager, of: EventKind): Promise<Posted> =>
    books.ledger.post(tx, { kind: of, actorId: ACTOR }, { unit: fund.unitCode, fund: fund.fundId, period: '2026-06' });
  const violates = { driverError: { constraint: 'change_has_event' } };

  it('takes its event, written in the same transaction, and no other: of another kind, of before, to come, or none', async () => {
    const other = transact(books.db, async (tx) => tx.query(...call((await post(tx, 'finding-published')).sequence)));
    await expect(other).rejects.toMatchObject(violates);
    const { sequence } = await transact(books.db, async (tx) => {
      const posted = await post(tx, kind);
      await tx.query(...call(posted.sequence));
      return posted;
    });
    for (const one of [sequence, sequence + 1n, null])
      await expect(books.db.query(...call(one))).rejects.toMatchObject(violates);
  });

  it('takes one event once', async () => {
    const twice = transact(books.db, async (tx) => {
      const { sequence } = await post(tx, kind);
      const [first, values] = call(sequence);
      const sql = first.replace("'2026-01-01', 'B'", "'2026-02-01', 'B'").replace('CV 2', 'CV 3');
      await tx.query(sql, values);
      // The same again for what comes next: another month, another day, another paper.
      await tx.query(sql.replace(/-0(2|6)-01'/, "-07-01'").replace('CV 3', 'CV 4'), values);
    });
    await expect(twice).rejects.toMatchObject({ driverError: { code: '23505' } });
  });
});

it('nobody but its owner writes, changes or empties a table of the books', async () => {
  const { rows } = await application.query<{ table: string }>(
    `SELECT c.relname AS table FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
     WHERE c.relname IN ('ledger_head', 'event', 'entry', 'movement', 'reservation', 'account', 'restriction', 'place_balance',
       'creditor_balance', 'restriction_balance', 'period', 'unit_profile', 'cost_consent', 'account_day', 'day_watermark')`,
  );
  expect(rows).toHaveLength(15);
  for (const { table } of rows)
    for (const sql of [`DELETE FROM ${table}`, `TRUNCATE ${table}`, `INSERT INTO ${table} DEFAULT VALUES`])
      await expect(application.query(sql)).rejects.toMatchObject({ code: '42501' });
});
