/** The function that writes the books, called around every service with rows made by hand. */
import type pg from 'pg';
import { leafHash } from '../../src/tlog/leaf.js';

type Row<Field extends string> = Readonly<Partial<Record<Field, unknown>>>;

export type EventRow = Row<
  | ('kind' | 'actor_id' | 'leaf_from' | 'leaf_length' | 'unit_code' | 'fund_id' | 'effective_date' | 'description')
  | ('reverses' | 'decision_no' | 'source_id' | 'adjusts')
>;
export type MovementRow = Row<'event' | 'line' | 'debit' | 'credit' | 'amount' | 'foreign_amount'>;
export type ReservationRow = Row<'event' | 'line' | 'restriction_id' | 'amount' | 'source_kind' | 'source_id'>;

/** Rows by the names of their fields, or an array as PostgreSQL writes one. */
export type Rows<R> = readonly R[] | string | null;

export type Writing = {
  p_head: bigint | null;
  p_recorded_at: Date | null;
  p_events: Rows<EventRow>;
  p_leaves: Buffer | null;
  p_leaf_hashes: Buffer | null;
  p_movements: Rows<MovementRow>;
  p_reservations: Rows<ReservationRow>;
};

/** Events with their leaves one after the other, as an honest caller sends them. */
export function withLeaves(
  events: readonly EventRow[],
  leaves: readonly Buffer[] = events.map(() => Buffer.from('{}')),
): Pick<Writing, 'p_events' | 'p_leaves' | 'p_leaf_hashes'> {
  let from = 1;
  const p_events = events.map((event, i): EventRow => {
    const { length = 0 } = leaves[i] ?? {};
    const placed = { leaf_from: from, leaf_length: length, ...event };
    from += length;
    return placed;
  });
  return { p_events, p_leaves: Buffer.concat(leaves), p_leaf_hashes: Buffer.concat(leaves.map(leafHash)) };
}

/** Calls it as it is given; what is not given is the head and the time of now, and nothing moved or reserved. */
export async function writeByHand(client: pg.Client, given: Partial<Writing>): Promise<void> {
  const { rows } = await client.query<{ sequence: bigint; recorded_at: Date }>(`SELECT * FROM ledger_take_lane()`);
  const all = { p_head: rows[0]?.sequence, p_recorded_at: rows[0]?.recorded_at, ...given };
  await client.query(
    `SELECT ledger_write($1, $2, $3::ledger_event_row[], $4, $5, $6::ledger_movement_row[], $7::ledger_reservation_row[])`,
    [
      all.p_head,
      all.p_recorded_at,
      await arrayOf(client, 'ledger_event_row', all.p_events ?? null),
      all.p_leaves,
      all.p_leaf_hashes,
      await arrayOf(client, 'ledger_movement_row', all.p_movements ?? null),
      await arrayOf(client, 'ledger_reservation_row', all.p_reservations ?? null),
    ],
  );
}

/** Rows as PostgreSQL itself writes an array of them. */
export async function arrayOf(client: pg.Client, type: string, rows: Rows<object>): Promise<string | null> {
  if (rows === null || typeof rows === 'string') return rows;
  const json = JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  const { rows: found } = await client.query<{ text: string }>(
    `SELECT ARRAY(SELECT r FROM jsonb_populate_recordset(NULL::${type}, $1::jsonb) r)::text AS text`,
    [json],
  );
  return found[0]?.text ?? null;
}
