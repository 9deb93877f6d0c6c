/**
 * The functions that write the books, called around every service by whoever holds the application's password, with
 * arguments that no service would send: each is refused, and nothing is written.
 */
import type { EntityManager } from 'typeorm';
import { transact } from '../src/platform/transact.js';
import type { EventKind, Posted } from '../src/ledger/posting.dto.js';
import { leafHash } from '../src/tlog/leaf.js';
import { Attack, type Case, type Change, HEAD_MOVED, LEAVES } from './support/attack.js';
import { ACTOR } from './support/history-funds.js';
import { arrayOf, withLeaves, type Writing } from './support/ledger-by-hand.js';

let a: Attack;
beforeAll(async () => {
  a = await Attack.begin();
});
afterAll(() => a.end());
afterEach(() => a.books.verify());

function hashes(...leaves: Buffer[]): Change {
  return { p_leaf_hashes: Buffer.concat(leaves.map(leafHash)) };
}

function head(by: bigint): (a: Attack) => Promise<Change> {
  return async ({ application }) => {
    const { rows } = await application.query<{ sequence: bigint }>(`SELECT sequence FROM ledger_head`);
    return { p_head: (rows[0]?.sequence ?? 0n) + by };
  };
}

describe('a call that writes the books', () => {
  it('is sound as these tests send it', async () => {
    expect(await a.tried({})).toMatchObject({
      sequence: Number(a.earlier) + 4,
      event: [{ kind: 'entry' }, { kind: 'reserved' }],
      entry: [{ effective_date: '2026-07-01' }],
      movement: [{ amount: 500 }],
      reservation: [{ amount: 100 }],
    });
  });

  const [first, second] = LEAVES;
  const HOSTILE: Case[] = [
    ['no head', HEAD_MOVED, () => ({ p_head: null })],
    ['a head of the past', HEAD_MOVED, head(-1n)],
    ['a head to come, which would leave a gap', HEAD_MOVED, head(1n)],
    ['no instant', 'event_recorded_now', () => ({ p_recorded_at: null })],

    ['no events', 'no sequence', () => ({ p_events: null })],
    ['events that are nothing', 'no kind', () => ({ p_events: '{NULL,NULL}' })],
    ['an event of no actor', 'no actor_id', (a) => a.events({}, { actor_id: null })],
    ['an event of no kind', 'no kind', (a) => a.events({}, { kind: null })],
    ['no events but a movement', 'movement_accounts_of_fund', () => ({ p_events: [], p_reservations: [] })],
    ['no events but a reservation', 'event_has_leaf', () => ({ p_events: [], p_movements: [] })],
    ['fewer fields than an event has', '22P02', () => ({ p_events: '{"(entry)"}' })],

    ['no leaves', 'no leaf', () => ({ p_leaves: null })],
    ['empty leaves', 'event_leaf_hash_right', () => ({ p_leaves: Buffer.alloc(0) })],
    ['no hashes', 'no leaf_hash', () => ({ p_leaf_hashes: null })],
    ['fewer hashes than events', 'event_leaf_hash_right', () => hashes(first)],
    ['hashes in another order', 'event_leaf_hash_right', () => hashes(second, first)],
    ['hashes of other leaves', 'event_leaf_hash_right', () => hashes(first, Buffer.from('{"kind":"reservee"}'))],
    ['a leaf that lies nowhere', 'no leaf', (a) => a.events({}, { leaf_from: null })],
    ['a leaf of no length', 'no leaf', (a) => a.events({}, { leaf_length: null })],
    ['a leaf cut short', 'event_leaf_hash_right', (a) => a.events({}, { leaf_length: 10 })],
    ['a leaf that reaches into the next', 'event_leaf_hash_right', (a) => a.events({ leaf_length: 17 })],
    ['a leaf of negative length', '22011', (a) => a.events({ leaf_length: -1 })],
    ['a leaf from before the first', 'event_leaf_hash_right', (a) => a.events({ leaf_from: 0 })],
    ['a leaf from after the last', 'event_leaf_hash_right', (a) => a.events({}, { leaf_from: 36 })],
    ['the leaf of another event', 'event_leaf_hash_right', (a) => a.events({}, { leaf_from: 1, leaf_length: 16 })],
    [
      'a leaf beyond what an integer holds',
      'event_leaf_hash_right',
      (a) => a.events({}, { leaf_from: 2 ** 31 - 1, leaf_length: 2 ** 31 - 1 }),
    ],
    [
      'a leaf of one byte',
      'event_leaf_size',
      (a) => ({ ...a.events({}, { leaf_length: 1 }), ...hashes(first, Buffer.from('{')) }),
    ],
    [
      'a leaf too long to be read',
      'event_leaf_size',
      (a) => withLeaves([{ ...a.entryOn('2026-07-01'), kind: 'entry', actor_id: ACTOR }], [Buffer.alloc(32_769, '{')]),
    ],

    ['an entry of no day', 'no effective_date', (a) => a.events({ effective_date: null })],
    ['an entry of no fund', 'no fund_id', (a) => a.events({ fund_id: null })],
    ['an entry of no description', 'no description', (a) => a.events({ description: null })],
    ['an entry of no unit', 'no unit_code', (a) => a.events({ unit_code: null })],
    [
      'an entry of no unit that moves nothing',
      'no unit_code',
      (a) => ({ ...a.events({ unit_code: null }), p_movements: [] }),
    ],
    ['no more of an entry than what it reverses', 'no unit_code', (a) => a.events({}, { reverses: a.earlier })],
    ['an entry without movements', 'entry_has_movements', () => ({ p_movements: [] })],
    ['an entry, and no list of movements', 'entry_has_movements', () => ({ p_movements: null })],
    [
      'an entry without movements beside one that has two',
      'entry_has_movements',
      (a) => ({ ...a.events({}, a.entryOn('2026-07-01')), ...a.movements({}, { line: 2 }) }),
    ],
    ['an entry without a first line', 'entry_has_movements', (a) => a.movements({ line: 2 })],
    ['a line of no number', 'no line', (a) => a.movements({ line: null })],
    ['a line before the first', 'movement_line_range', (a) => a.movements({}, { line: 0 })],
    [
      'more lines than an entry has, which a receipt would not add up',
      'movement_line_range',
      (a) => a.movements(...Array.from({ length: 101 }, (_, i) => ({ line: i + 1, amount: 1n }))),
    ],
    ['two movements on one line', 'movement_pkey', (a) => a.movements({}, {})],

    ['a movement that is nothing', 'movement_accounts_of_fund', () => ({ p_movements: '{NULL}' })],
    ['a movement of no event', 'movement_accounts_of_fund', (a) => a.movements({}, { event: null, line: 2 })],
    ['a movement of an event of before', 'movement_accounts_of_fund', (a) => a.movements({}, { event: 0, line: 2 })],
    ['a movement of an event long before', 'movement_accounts_of_fund', (a) => a.movements({}, { event: -1, line: 2 })],
    ['a movement of an event to come', 'movement_accounts_of_fund', (a) => a.movements({}, { event: 3, line: 2 })],
    ['a movement of an event without an entry', 'movement_accounts_of_fund', (a) => a.movements({}, { event: 2 })],
    ['no movement but of an event without an entry', 'movement_accounts_of_fund', (a) => a.movements({ event: 2 })],
  ];

  it.each(HOSTILE)('is refused with %s: %s', async (_, refusal, change) => {
    expect(await a.refusalOf(await change(a))).toBe(refusal);
  });

  /** The same rows, in an array of other bounds. */
  async function rebound(bounds: (text: string) => string): Promise<Change> {
    const { p_events, p_movements, p_reservations } = a.sound();
    const written = async (type: string, rows: Writing[keyof Writing] = null): Promise<string> =>
      bounds((await arrayOf(a.application, type, rows as Writing['p_events'])) ?? '');
    return {
      p_events: await written('ledger_event_row', p_events),
      p_movements: await written('ledger_movement_row', p_movements),
      p_reservations: await written('ledger_reservation_row', p_reservations),
    };
  }
  const HARMLESS: [what: string, change: (a: Attack) => Change | Promise<Change>][] = [
    ['more hashes than events', () => hashes(first, second, first)],
    ['bytes that no leaf lies in', () => ({ p_leaves: Buffer.concat([...LEAVES, first]) })],
    ['a last leaf promised longer than it is', () => a.events({}, { leaf_length: 30 })],
    ['a first leaf from before the bytes begin', () => a.events({ leaf_from: -4, leaf_length: 21 })],
    ['rows counted from 7', () => rebound((text) => `[7:${text.includes('","') ? 8 : 7}]=${text}`)],
    ['rows of rows', () => rebound((text) => `{${text}}`)],
  ];

  it.each(HARMLESS)('writes what it says and nothing else with %s', async (_, change) => {
    expect(await a.tried(await change(a))).toEqual(await a.tried({}));
  });
});

/** Each state that follows from an event: its kind, and the call that changes it by the event of this number. */
const CHANGES: [what: string, kind: EventKind, call: (sequence: bigint | null) => [sql: string, values: unknown[]]][] =
  [
    [
      'closing a month',
      'period-closed',
      (s) => [
        `SELECT ledger_set_period($1, $2, 'month', '2026-06-01', 'closed', $3)`,
        [a.fund.unitCode, a.fund.fundId, s],
      ],
    ],
    [
      'opening a month again',
      'period-reopened',
      (s) => [
        `SELECT ledger_set_period($1, $2, 'month', '2026-06-01', 'open', $3)`,
        [a.fund.unitCode, a.fund.fundId, s],
      ],
    ],
    [
      'choosing a profile',
      'profile-changed',
      (s) => [`SELECT ledger_set_profile('00008', '2026-01-01', 'B', '1/QĐ', $1)`, [s]],
    ],
    [
      'agreeing to costs',
      'cost-consented',
      (s) => [`SELECT ledger_consent_to_costs($1, 'CV 2', '2026-01-01', $2)`, [a.fund.restrictions.appeal, s]],
    ],
  ];

describe.each(CHANGES)('%s', (_, kind, call) => {
  const post = (tx: EntityManager, of: EventKind): Promise<Posted> =>
    a.books.ledger.post(
      tx,
      { kind: of, actorId: ACTOR },
      { unit: a.fund.unitCode, fund: a.fund.fundId, period: '2026-06' },
    );
  const violates = { driverError: { constraint: 'change_has_event' } };

  it('takes its event, written in the same transaction, and no other: of another kind, of before, to come, or none', async () => {
    const other = transact(a.books.db, async (tx) => tx.query(...call((await post(tx, 'finding-published')).sequence)));
    await expect(other).rejects.toMatchObject(violates);
    const { sequence } = await transact(a.books.db, async (tx) => {
      const posted = await post(tx, kind);
      await tx.query(...call(posted.sequence));
      return posted;
    });
    for (const one of [sequence, sequence + 1n, null])
      await expect(a.books.db.query(...call(one))).rejects.toMatchObject(violates);
  });

  it('takes one event once', async () => {
    const twice = transact(a.books.db, async (tx) => {
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
  const { rows } = await a.application.query<{ table: string }>(
    `SELECT c.relname AS table FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
     WHERE c.relname IN ('ledger_head', 'event', 'entry', 'movement', 'reservation', 'account', 'restriction', 'place_balance',
       'creditor_balance', 'restriction_balance', 'period', 'unit_profile', 'cost_consent', 'account_day', 'day_watermark')`,
  );
  expect(rows).toHaveLength(15);
  for (const { table } of rows)
    for (const sql of [`DELETE FROM ${table}`, `TRUNCATE ${table}`, `INSERT INTO ${table} DEFAULT VALUES`])
      await expect(a.application.query(sql)).rejects.toMatchObject({ code: '42501' });
});
