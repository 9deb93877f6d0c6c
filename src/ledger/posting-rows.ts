/** A list of events as the rows that the database's own function writes, made in one pass. */
import { PgRows } from '../platform/pg-rows.js';
import { prepared } from '../platform/prepared.js';
import { leafOf } from '../tlog/leaf.js';
import { type LeafAccount, leafText } from './leaf-content.js';
import type { AcceptedItem, AccountId } from './posting.dto.js';

export const WRITE = prepared(
  `SELECT ledger_write($1, $2, $3::ledger_event_row[], $4, $5, $6::ledger_movement_row[], $7::ledger_reservation_row[])`,
);

/** What follows the head and the time in the parameters of `WRITE`; movements and reservations name the place of their event. */
export function rowsOf(
  accepted: readonly AcceptedItem[],
  recordedAt: Date,
  accounts: ReadonlyMap<AccountId, LeafAccount>,
): unknown[] {
  const [leaves, hashes]: [Buffer[], Buffer[]] = [[], []];
  const [events, movements, reservations] = [new PgRows(), new PgRows(), new PgRows()];
  let from = 1;
  accepted.forEach((one, i) => {
    const { actorId, kind, entry: e, reservations: reserved } = one.item;
    const { bytes, hash } = leafOf(leafText(one, recordedAt, accounts));
    leaves.push(bytes);
    hashes.push(hash);
    events.push(
      kind,
      actorId,
      from,
      bytes.length,
      e?.unitCode,
      e?.fundId,
      e?.effectiveDate,
      e?.voucher,
      e?.description,
      e?.reverses,
      e?.decisionNo,
      e?.sourceKind,
      e?.sourceId,
      e?.householdId,
      e?.communeCode,
      e?.purpose,
      e?.documentNo,
      e?.adjusts,
    );
    from += bytes.length;
    e?.movements.forEach(({ debit, credit, amount, foreignAmount }, line) =>
      movements.push(i + 1, line + 1, debit, credit, amount, foreignAmount),
    );
    reserved?.forEach(({ restrictionId, amount, sourceKind, sourceId }, line) =>
      reservations.push(i + 1, line + 1, restrictionId, amount, sourceKind, sourceId),
    );
  });
  return [events.text(), Buffer.concat(leaves), Buffer.concat(hashes), movements.text(), reservations.text()];
}
