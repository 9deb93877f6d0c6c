/** Whether each leaf of the public log hashes right and says what the rows say: who changes an amount has to change both. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { leafHash } from '../tlog/leaf.js';
import { LEAF_VERSION } from './leaf-content.js';
import type { Check } from './verify.service.js';

/** So few that requests beside it wait for some milliseconds at most. */
const SLICE = 2_000;
const BREATH = 250;

type LeafRow = {
  sequence: bigint;
  kind: string;
  recorded_at: Date;
  leaf: Buffer;
  leaf_hash: Buffer;
  entry: (string | number | null)[] | null;
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
  let count = 0;
  // The next slice is read while this one is compared.
  for (let coming = slice(tx, 0n); ;) {
    const rows = await coming;
    signal?.throwIfAborted();
    const final = rows.at(-1);
    if (!final) return { name, ok: true, detail: `${count} leaves hash right and say what the books say` };
    coming = slice(tx, final.sequence);
    coming.catch(() => undefined);
    for (const [i, row] of rows.entries()) {
      if (i % BREATH === 0) await breathe();
      const wrong = wrongLeaf(row);
      if (!wrong) continue;
      await coming;
      return { name, ok: false, detail: `event ${row.sequence}: ${wrong}` };
    }
    count += rows.length;
  }
}

function slice(tx: EntityManager, after: bigint): Promise<LeafRow[]> {
  return tx.query(
    `WITH v AS MATERIALIZED (
       SELECT sequence, kind, recorded_at, leaf, leaf_hash FROM event WHERE sequence > $1 ORDER BY sequence LIMIT ${SLICE}),
     range AS (SELECT min(sequence) AS first, max(sequence) AS last FROM v)
     SELECT v.*,
       CASE WHEN e.sequence IS NOT NULL THEN jsonb_build_array(e.effective_date, e.unit_code, e.fund_id, e.voucher, e.reverses,
         e.decision_no, e.document_no, e.adjusts, e.commune_code, e.purpose) END AS entry,
       m.said AS movements, r.said AS reservations
     FROM v LEFT JOIN entry e ON e.sequence = v.sequence
     LEFT JOIN (
       SELECT m.sequence, string_agg(concat_ws(' ', d.code, m.debit, coalesce(d.restriction_id, 0), c.code, m.credit,
           coalesce(c.restriction_id, 0), m.amount, coalesce(m.foreign_amount, 0)), ';' ORDER BY m.line) AS said
       FROM movement m LEFT JOIN account d ON d.id = m.debit LEFT JOIN account c ON c.id = m.credit
       WHERE m.sequence BETWEEN (SELECT first FROM range) AND (SELECT last FROM range) GROUP BY m.sequence) m ON m.sequence = v.sequence
     LEFT JOIN (
       SELECT r.sequence, string_agg(r.restriction_id || ' ' || r.amount, ';' ORDER BY r.line) AS said FROM reservation r
       WHERE r.sequence BETWEEN (SELECT first FROM range) AND (SELECT last FROM range) GROUP BY r.sequence) r ON r.sequence = v.sequence
     ORDER BY v.sequence`,
    [after],
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
  if (leaf.v !== LEAF_VERSION || leaf.kind !== row.kind || leaf.recorded !== row.recorded_at.toISOString())
    return 'its kind or time is not the one in the leaf';
  if (JSON.stringify(entryOf(leaf)) !== JSON.stringify(row.entry)) return 'its entry is not the one in the leaf';
  if (movementsOf(leaf) !== (row.movements ?? '')) return 'its movements are not those in the leaf';
  return reservationsOf(leaf) === (row.reservations ?? '') ? undefined : 'its reservations are not those in the leaf';
}

/** In the order of the query's array; an event without a date has no entry. */
function entryOf(leaf: Leaf): (string | number | null)[] | null {
  if (leaf.date === undefined) return null;
  const { date, unit, fund, voucher, reverses, decision, document, adjusts, commune, purpose } = leaf;
  return [date, unit, fund, voucher, reverses, decision, document, adjusts, commune, purpose].map((one) => one ?? null);
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
