/** A list of events as the columns that the database's own function writes them from, made in one pass. */
import { PgColumn } from '../platform/pg-array.js';
import { prepared } from '../platform/prepared.js';
import { leafHash } from '../tlog/leaf.js';
import { type LeafAccount, leafText } from './leaf-content.js';
import type { AcceptedItem, AccountId, EntryDraft } from './posting.dto.js';

export const WRITE = prepared(`SELECT ledger_write($1, $2, $3::uuid[], $4::text[], $5, $6, $7::integer[],
  $8::integer[], $9::text[], $10::uuid[], $11::date[], $12::text[], $13::text[], $14::bigint[], $15::text[], $16::text[],
  $17::uuid[], $18::uuid[], $19::text[], $20::text[], $21::text[], $22::date[],
  $23::integer[], $24::smallint[], $25::integer[], $26::integer[], $27::bigint[], $28::bigint[],
  $29::integer[], $30::smallint[], $31::integer[], $32::bigint[], $33::text[], $34::uuid[])`);

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
  const [leaves, hashes]: [Buffer[], Buffer[]] = [[], []];
  const events = columns(3);
  const entries = columns(1 + ENTRY_FIELDS.length);
  const movements = columns(6);
  const reservations = columns(6);
  accepted.forEach((one, i) => {
    const { actorId, kind, entry, reservations: reserved } = one.item;
    const leaf = Buffer.from(leafText(one, recordedAt, accounts));
    leaves.push(leaf);
    hashes.push(leafHash(leaf));
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
    Buffer.concat(hashes),
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
