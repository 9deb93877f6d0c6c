/** Whether each leaf of the public log hashes right and says what the rows say: who changes an amount has to change both. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { leafHash } from '../tlog/leaf.js';
import { LEAF_VERSION } from './leaf-content.js';
import type { Check } from './verify.service.js';

/** So few that requests beside it wait for some milliseconds at most. */
const SLICE = 2_000n;
const BREATH = 250;

/** What the rows say, as text: the leaf's own values in the same order are compared with it. */
type LeafRow = {
  sequence: bigint;
  kind: string;
  recorded: string;
  leaf: Buffer;
  leaf_hash: Buffer;
  entry: string | null;
  movements: string | null;
  reservations: string | null;
};

type Leaf = {
  v: number;
  kind: string;
  recorded: string;
  date?: string;
  unit?: string;
  fund?: string;
  voucher?: string;
  reverses?: number;
  decision?: string;
  document?: string;
  adjusts?: string;
  commune?: string;
  purpose?: string;
  movements?: {
    debit: string;
    debitAccount: number;
    debitRestriction?: number;
    credit: string;
    creditAccount: number;
    creditRestriction?: number;
    amount: number;
    foreignAmount?: number;
  }[];
  reservations?: { restriction: number; amount: number }[];
};

/** @param signal stops it between two slices */
export async function checkLeaves(tx: EntityManager, signal?: AbortSignal): Promise<Check> {
  const name = 'leaves';
  const [row] = await tx.query<{ last: bigint }[]>(`SELECT coalesce(max(sequence), 0) AS last FROM event`);
  const last = row?.last ?? 0n;
  let count = 0;
  // The next slice is read while this one is compared.
  let coming = slice(tx, 0n);
  for (let after = 0n; after < last; after += SLICE) {
    const rows = await coming;
    signal?.throwIfAborted();
    coming = slice(tx, after + SLICE);
    coming.catch(() => undefined);
    for (const [i, found] of rows.entries()) {
      if (i % BREATH === 0) await breathe();
      const wrong = wrongLeaf(found);
      if (!wrong) continue;
      await coming;
      return { name, ok: false, detail: `event ${found.sequence}: ${wrong}` };
    }
    count += rows.length;
  }
  await coming;
  return { name, ok: true, detail: `${count} leaves hash right and say what the books say` };
}

/** The bounds are given, so that every table is read by its key. */
function slice(tx: EntityManager, after: bigint): Promise<LeafRow[]> {
  return tx.query(
    `SELECT v.sequence, v.kind, v.leaf, v.leaf_hash,
       to_char(v.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS recorded,
       CASE WHEN e.sequence IS NOT NULL THEN concat(e.effective_date, '|', e.unit_code, '|', e.fund_id, '|', e.voucher, '|',
         e.reverses, '|', e.decision_no, '|', e.document_no, '|', e.adjusts, '|', e.commune_code, '|', e.purpose) END AS entry,
       m.said AS movements, r.said AS reservations
     FROM event v LEFT JOIN entry e ON e.sequence = v.sequence AND e.sequence > $1 AND e.sequence <= $2
     LEFT JOIN (
       SELECT m.sequence, string_agg(concat_ws(' ', d.code, m.debit, coalesce(d.restriction_id, 0), c.code, m.credit,
           coalesce(c.restriction_id, 0), m.amount, coalesce(m.foreign_amount, 0)), ';' ORDER BY m.line) AS said
       FROM movement m LEFT JOIN account d ON d.id = m.debit LEFT JOIN account c ON c.id = m.credit
       WHERE m.sequence > $1 AND m.sequence <= $2 GROUP BY m.sequence) m ON m.sequence = v.sequence
     LEFT JOIN (
       SELECT r.sequence, string_agg(r.restriction_id || ' ' || r.amount, ';' ORDER BY r.line) AS said FROM reservation r
       WHERE r.sequence > $1 AND r.sequence <= $2 GROUP BY r.sequence) r ON r.sequence = v.sequence
     WHERE v.sequence > $1 AND v.sequence <= $2 ORDER BY v.sequence`,
    [after, after + SLICE],
  );
}

function wrongLeaf(row: LeafRow): string | undefined {
  if (!leafHash(row.leaf).equals(row.leaf_hash)) return 'the hash is not that of the leaf';
  let leaf: Leaf;
  try {
    leaf = JSON.parse(row.leaf.toString('utf8')) as Leaf;
  } catch {
    return 'the leaf is not JSON';
  }
  if (leaf.v !== LEAF_VERSION || leaf.kind !== row.kind || leaf.recorded !== row.recorded)
    return 'its kind or time is not the one in the leaf';
  if (entryOf(leaf) !== row.entry) return 'its entry is not the one in the leaf';
  if (movementsOf(leaf) !== (row.movements ?? '')) return 'its movements are not those in the leaf';
  return reservationsOf(leaf) === (row.reservations ?? '') ? undefined : 'its reservations are not those in the leaf';
}

/** In the order of the query; an event without a date has no entry. */
function entryOf(leaf: Leaf): string | null {
  if (leaf.date === undefined) return null;
  const { date, unit, fund, voucher, reverses, decision, document, adjusts, commune, purpose } = leaf;
  return [date, unit, fund, voucher, reverses, decision, document, adjusts, commune, purpose].join('|');
}

function movementsOf({ movements = [] }: Leaf): string {
  return movements
    .map((m) =>
      [
        m.debit,
        m.debitAccount,
        m.debitRestriction ?? 0,
        m.credit,
        m.creditAccount,
        m.creditRestriction ?? 0,
        m.amount,
        m.foreignAmount ?? 0,
      ].join(' '),
    )
    .join(';');
}

function reservationsOf({ reservations = [] }: Leaf): string {
  return reservations.map(({ restriction, amount }) => `${restriction} ${amount}`).join(';');
}
