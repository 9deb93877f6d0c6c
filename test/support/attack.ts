/**
 * Two funds, and a call that writes the books as an attacker with the application's login would make it: sound, but for what
 * a test changes in it.
 */
import pg from 'pg';
import type { EntryDraft } from '../../src/ledger/posting.dto.js';
import { transact } from '../../src/platform/transact.js';
import { type Books, openBooks } from './books.js';
import { ACTOR, type HistoryFund, openFunds } from './history-funds.js';
import {
  type EventRow,
  type MovementRow,
  type ReservationRow,
  withLeaves,
  writeByHand,
  type Writing,
} from './ledger-by-hand.js';

export type Change = Partial<Writing>;
/** What is wrong with a call, what PostgreSQL names when it refuses it (see `refusalOf`), and the change that makes it so. */
export type Case = [what: string, refusal: string, change: (attack: Attack) => Change | Promise<Change>];

export const [HEAD_MOVED, OVERFLOW] = ['40001', '22003'];
export const MOST = 2n ** 63n - 1n;
export const LEAVES = ['entry', 'reserved'].map((kind) => Buffer.from(`{"kind":"${kind}"}`)) as [Buffer, Buffer];
const SOURCE = '0190a0a0-0000-7000-8000-00000000aaa1';
const DAY = '2026-07-01';
const WRITTEN = ['event', 'entry', 'movement', 'reservation']
  .map((table) => `(SELECT json_agg(t) FROM ${table} t WHERE t.sequence > $1) AS ${table}`)
  .join(', ');

export class Attack {
  private constructor(
    readonly books: Books,
    readonly application: pg.Client,
    readonly fund: HistoryFund,
    /** Its year 2025 and its February of 2026 are closed. */
    readonly other: HistoryFund,
    /** An event with an entry and without a reservation; the next has a reservation and no entry; the last is of the other fund. */
    readonly earlier: bigint,
  ) {}

  static async begin(): Promise<Attack> {
    const books = await openBooks('2026-07-15T05:00:00Z');
    const application = new pg.Client(books.databases.appUrl);
    await application.connect();
    const [fund, other] = (await transact(books.db, (tx) => openFunds(tx, books.ledger, ['A', 'A']))) as [
      HistoryFund,
      HistoryFund,
    ];
    const { unitCode, fundId } = other;
    const closed = { unitCode, fundId, state: 'closed', actorId: ACTOR } as const;
    const source = { sourceKind: 'disbursement', sourceId: SOURCE };
    const reservations = [{ restrictionId: fund.restrictions.general, amount: 200n, ...source }];
    const [first] = await transact(books.db, async (tx) => {
      await books.periods.set(tx, { ...closed, kind: 'year', startsOn: '2025-01-01' });
      await books.periods.set(tx, { ...closed, kind: 'month', startsOn: '2026-02-01' });
      return books.ledger.postAll(tx, [
        { item: { kind: 'entry', actorId: ACTOR, entry: giftTo(fund) } },
        { item: { kind: 'reserved', actorId: ACTOR, reservations } },
        { item: { kind: 'entry', actorId: ACTOR, entry: giftTo(other) } },
      ]);
    });
    return new Attack(books, application, fund, other, first?.sequence ?? 0n);
  }

  async end(): Promise<void> {
    await this.application.end();
    await this.books.close();
  }

  id(name: string, of = this.fund): number {
    return of.ids.get(name) ?? 0;
  }

  /** A gift of 500 and, as the event after it, 100 of it reserved. */
  sound(): Change {
    return { ...this.events(), ...this.movements({}), ...this.reservations({}) };
  }

  /** The two events, otherwise than they should be; the second has an entry only if it says so. */
  events(first: EventRow = {}, second: EventRow = {}): Change {
    const entry = { kind: 'entry', actor_id: ACTOR, ...this.entryOn(DAY) };
    const reserved = { kind: 'reserved', actor_id: ACTOR };
    return withLeaves(
      [
        { ...entry, ...first },
        { ...reserved, ...second },
      ],
      LEAVES,
    );
  }

  entryOn(effective_date: string, { unitCode, fundId } = this.fund): EventRow {
    return { unit_code: unitCode, fund_id: fundId, effective_date, description: 'x' };
  }

  /** The gift's movement, or several in its place, each otherwise than it should be. */
  movements(...changes: MovementRow[]): Change {
    const gift = { event: 1, line: 1, debit: this.id('box'), credit: this.id('general/donations'), amount: 500n };
    return { p_movements: changes.map((change) => ({ ...gift, ...change })) };
  }

  /** Spent instead of given. */
  spent(change: MovementRow = {}): Change {
    return this.movements({ debit: this.id('general/support'), credit: this.id('box'), ...change });
  }

  reservations(...changes: ReservationRow[]): Change {
    const { general } = this.fund.restrictions;
    const held = { event: 2, line: 1, restriction_id: general, amount: 100n };
    const source = { source_kind: 'disbursement', source_id: SOURCE };
    return { p_reservations: changes.map((change) => ({ ...held, ...source, ...change })) };
  }

  /** The call in a transaction of its own that is rolled back in the end; answers what it left in the books. */
  async tried(change: Change): Promise<unknown> {
    const { application } = this;
    await application.query('BEGIN');
    try {
      const { rows: before } = await application.query<{ sequence: bigint }>(`SELECT sequence FROM ledger_head`);
      await writeByHand(application, { ...this.sound(), ...change });
      // What holds at the end of a transaction only is asked for now.
      await application.query('SET CONSTRAINTS ALL IMMEDIATE');
      const { rows } = await application.query<{ written: unknown }>(
        `SELECT to_jsonb(x) #- '{event,0,recorded_at}' #- '{event,1,recorded_at}' AS written FROM (SELECT h.sequence, ${WRITTEN},
           (SELECT json_agg(b ORDER BY b.account_id) FROM place_balance b) AS places,
           (SELECT json_agg(b ORDER BY b.restriction_id) FROM restriction_balance b) AS purposes FROM ledger_head h) x`,
        [before[0]?.sequence],
      );
      return rows[0]?.written;
    } finally {
      await application.query('ROLLBACK');
    }
  }

  /** What PostgreSQL names of a refusal: the constraint, else the column that may not be null, else its code. */
  async refusalOf(change: Change): Promise<string> {
    try {
      await this.tried(change);
    } catch (error) {
      const { code, constraint, column } = error as pg.DatabaseError;
      return constraint ?? (code === '23502' && column ? `no ${column}` : (code ?? String(error)));
    }
    return 'not refused';
  }
}

/** A gift of 1,000. */
function giftTo({ unitCode, fundId, ids }: HistoryFund): EntryDraft {
  const movements = [{ debit: ids.get('box') ?? 0, credit: ids.get('general/donations') ?? 0, amount: 1_000n }];
  return { unitCode, fundId, effectiveDate: '2026-06-01', description: 'Quà', movements };
}
