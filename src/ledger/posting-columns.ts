/** A list of events as the columns that the database's own function writes them from, made in one pass. */
import { PgColumn } from '../platform/pg-array.js';
import { prepared } from '../platform/prepared.js';
import { type LeafAccount, leafBytes } from './leaf-content.js';
import type { AcceptedItem, AccountId, EntryDraft } from './posting.dto.js';

export const WRITE = prepared(`SELECT ledger_write($1, $2, $3::uuid[], $4::text[], $5, $6::integer[],
  $7::integer[], $8::text[], $9::uuid[], $10::date[], $11::text[], $12::text[], $13::bigint[], $14::text[], $15::text[],
  $16::uuid[], $17::uuid[], $18::text[], $19::text[], $20::text[], $21::date[],
  $22::integer[], $23::smallint[], $24::integer[], $25::integer[], $26::bigint[], $27::bigint[],
  $28::integer[], $29::smallint[], $30::integer[], $31::bigint[], $32::text[], $33::uuid[])`);

/** The fields of an entry in the order of the function's parameters. */
const ENTRY_FIELDS = [
  'unitCode',
  'fundId',
  'effectiveDate',
  'voucher',
  'description',
  'reverses',
  'decisionNo',
  'sourceKind',
  'sourceId',
  'householdId',
  'communeCode',
  'purpose',
  'documentNo',
  'adjusts',
] as const satisfies readonly (keyof EntryDraft)[];

/** What follows the head and the time in the parameters of `WRITE`; each row names the place of its event in the list. */
export function columnsOf(
  accepted: readonly AcceptedItem[],
  recordedAt: Date,
  accounts: ReadonlyMap<AccountId, LeafAccount>,
): unknown[] {
  const leaves: Buffer[] = [];
  const events = columns(3);
  const entries = columns(1 + ENTRY_FIELDS.length);
  const movements = columns(6);
  const reservations = columns(6);
  accepted.forEach((one, i) => {
    const { actorId, kind, entry, reservations: reserved } = one.item;
    const leaf = leafBytes(one, recordedAt, accounts);
    leaves.push(leaf);
    pushRow(events, actorId, kind, leaf.length);
    if (entry) {
      entries[0]?.push(i + 1);
      ENTRY_FIELDS.forEach((field, at) => entries[at + 1]?.push(entry[field]));
      entry.movements.forEach(({ debit, credit, amount, foreignAmount }, line) =>
        pushRow(movements, i + 1, line + 1, debit, credit, amount, foreignAmount),
      );
    }
    reserved?.forEach(({ restrictionId, amount, sourceKind, sourceId }, line) =>
      pushRow(reservations, i + 1, line + 1, restrictionId, amount, sourceKind, sourceId),
    );
  });
  const [actors, kinds, lengths] = events;
  return [
    actors?.text(),
    kinds?.text(),
    Buffer.concat(leaves),
    lengths?.text(),
    ...[...entries, ...movements, ...reservations].map((column) => column.text()),
  ];
}

function columns(count: number): PgColumn[] {
  return Array.from({ length: count }, () => new PgColumn());
}

function pushRow(into: PgColumn[], ...values: Parameters<PgColumn['push']>[0][]): void {
  values.forEach((value, at) => into[at]?.push(value));
}
