/**
 * Recomputes everything from the movements and the leaves, and names the first row that is wrong. One read-only
 * snapshot, so that it can run beside a serving program.
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { leafHash } from '../tlog/leaf.js';
import { LEAF_VERSION } from './leaf-content.js';

export type Check = { name: string; ok: boolean; detail: string };

type Query = { name: string; sql: string; good: (count: bigint) => string };

const BOTH_SIDES = `(SELECT debit AS account, amount, effective_date FROM movement UNION ALL SELECT credit, -amount, effective_date FROM movement)`;

/** Each answers the rows that are wrong, worst first, as `what`; `n` is how many were looked at. */
const QUERIES: Query[] = [
  {
    name: 'sequence',
    sql: `SELECT (SELECT count(*) FROM event) AS n, (
      SELECT 'event ' || s || ' is missing or beyond the head' FROM (
        SELECT coalesce(min(x.sequence), 0) AS s FROM (
          SELECT e.sequence, row_number() OVER (ORDER BY e.sequence) AS place FROM event e) x
        WHERE x.sequence <> x.place) m WHERE s > 0
      UNION ALL SELECT 'the head says ' || h.sequence || ', the last event is ' || coalesce((SELECT max(sequence) FROM event), 0)
        FROM ledger_head h WHERE h.sequence <> (SELECT count(*) FROM event) LIMIT 1) AS wrong`,
    good: (n) => `${n} events, 1 to ${n} without a gap`,
  },
  {
    name: 'entries',
    sql: `SELECT (SELECT count(*) FROM entry) AS n, (
      SELECT 'entry ' || e.sequence || ' has no event of its kind' FROM entry e LEFT JOIN event v ON v.sequence = e.sequence AND v.kind = e.kind
        WHERE v.sequence IS NULL
      UNION ALL SELECT 'entry ' || e.sequence || ' has no movement' FROM entry e WHERE NOT EXISTS (SELECT FROM movement m WHERE m.sequence = e.sequence)
      UNION ALL SELECT 'movement ' || m.sequence || '/' || m.line || ' has no entry of its day' FROM movement m
        LEFT JOIN entry e ON e.sequence = m.sequence AND e.effective_date = m.effective_date WHERE e.sequence IS NULL
      UNION ALL SELECT 'movement ' || m.sequence || '/' || m.line || ' leaves the fund of its entry' FROM movement m JOIN entry e ON e.sequence = m.sequence
        LEFT JOIN account d ON d.id = m.debit AND d.fund_id = e.fund_id AND d.unit_code = e.unit_code
        LEFT JOIN account c ON c.id = m.credit AND c.fund_id = e.fund_id AND c.unit_code = e.unit_code
        WHERE d.id IS NULL OR c.id IS NULL
      LIMIT 1) AS wrong`,
    good: (n) => `${n} entries, each balanced inside its own fund`,
  },
  {
    name: 'places',
    sql: `SELECT (SELECT count(*) FROM place_balance) AS n, (
      SELECT 'account ' || a.id || ' (' || a.code || '): balance ' || coalesce(b.balance::text, 'none') || ', movements say ' || coalesce(s.sum, 0)
      FROM account a LEFT JOIN place_balance b ON b.account_id = a.id
      LEFT JOIN (SELECT account, sum(amount) AS sum FROM ${BOTH_SIDES} x GROUP BY account) s ON s.account = a.id
      WHERE a.role = 'place' AND (b.balance IS DISTINCT FROM coalesce(s.sum, 0) OR b.balance < 0) ORDER BY a.id LIMIT 1) AS wrong`,
    good: (n) => `${n} places hold what their movements say, none below zero`,
  },
  {
    name: 'creditors',
    sql: `SELECT (SELECT count(*) FROM creditor_balance) AS n, (
      SELECT 'account ' || a.id || ' (' || a.code || '): balance ' || coalesce(b.balance::text, 'none') || ', movements say ' || -coalesce(s.sum, 0)
      FROM account a LEFT JOIN creditor_balance b ON b.account_id = a.id
      LEFT JOIN (SELECT account, sum(amount) AS sum FROM ${BOTH_SIDES} x GROUP BY account) s ON s.account = a.id
      WHERE a.role = 'creditor' AND (b.balance IS DISTINCT FROM -coalesce(s.sum, 0) OR b.balance < 0) ORDER BY a.id LIMIT 1) AS wrong`,
    good: (n) => `${n} creditors are owed what their movements say`,
  },
  {
    name: 'restrictions',
    sql: `SELECT (SELECT count(*) FROM restriction) AS n, (
      SELECT 'restriction ' || r.id || ': balance ' || coalesce(b.balance::text, 'none') || ', movements say ' || -coalesce(s.sum, 0)
        || '; reserved ' || coalesce(b.reserved::text, 'none') || ', reservations say ' || coalesce(v.sum, 0)
      FROM restriction r LEFT JOIN restriction_balance b ON b.restriction_id = r.id
      LEFT JOIN (SELECT a.restriction_id, sum(x.amount) AS sum FROM ${BOTH_SIDES} x JOIN account a ON a.id = x.account AND a.role = 'restriction'
        GROUP BY 1) s ON s.restriction_id = r.id
      LEFT JOIN (SELECT restriction_id, sum(amount) AS sum FROM reservation GROUP BY 1) v ON v.restriction_id = r.id
      WHERE b.balance IS DISTINCT FROM -coalesce(s.sum, 0) OR b.reserved IS DISTINCT FROM coalesce(v.sum, 0)
        OR b.balance - b.reserved < 0 OR b.reserved < 0 ORDER BY r.id LIMIT 1) AS wrong`,
    good: (n) => `${n} restrictions hold at least what is reserved of them`,
  },
  {
    name: 'reservations',
    sql: `SELECT (SELECT count(*) FROM reservation) AS n, (
      SELECT 'source ' || source_id || ' released ' || -sum(amount) || ' more than it reserved' FROM reservation
      GROUP BY source_id, restriction_id HAVING sum(amount) < 0 LIMIT 1) AS wrong`,
    good: (n) => `${n} reservations, none released twice`,
  },
  {
    name: 'identity',
    sql: `SELECT (SELECT count(DISTINCT fund_id) FROM account) AS n, (
      SELECT 'fund ' || fund_id || ': places ' || sum(p) || ' - creditors ' || sum(c) || ' <> restrictions ' || sum(r) FROM (
        SELECT a.fund_id, b.balance AS p, 0 AS c, 0 AS r FROM account a JOIN place_balance b ON b.account_id = a.id
        UNION ALL SELECT a.fund_id, 0, b.balance, 0 FROM account a JOIN creditor_balance b ON b.account_id = a.id
        UNION ALL SELECT r.fund_id, 0, 0, b.balance FROM restriction r JOIN restriction_balance b ON b.restriction_id = r.id) x
      GROUP BY fund_id HAVING sum(p) - sum(c) <> sum(r) LIMIT 1) AS wrong`,
    good: (n) => `places - creditors = restrictions in each of ${n} funds`,
  },
  {
    name: 'past days',
    sql: `SELECT (SELECT count(*) FROM place_balance) AS n, (
      SELECT 'account ' || account || ' was at ' || balance || ' on ' || day FROM (
        SELECT account, effective_date AS day, sum(sum(amount)) OVER (PARTITION BY account ORDER BY effective_date) AS balance
        FROM ${BOTH_SIDES} x JOIN account a ON a.id = x.account AND a.role = 'place' GROUP BY account, effective_date) d
      WHERE balance < 0 ORDER BY day LIMIT 1) AS wrong`,
    good: (n) => `${n} places, none below zero at the end of any day`,
  },
  {
    name: 'reversals',
    sql: `SELECT (SELECT count(*) FROM entry WHERE reverses IS NOT NULL) AS n, (
      SELECT 'entry ' || e.sequence || ' reverses ' || e.reverses || ', which is not there' FROM entry e
      LEFT JOIN entry o ON o.sequence = e.reverses WHERE e.reverses IS NOT NULL AND o.sequence IS NULL LIMIT 1) AS wrong`,
    good: (n) => `${n} reversals, each of an entry that is there, once`,
  },
  {
    name: 'append-only',
    sql: `SELECT 4::bigint AS n, (
      SELECT 'the trigger that keeps ' || t || ' append-only is missing or off' FROM unnest(ARRAY['event', 'entry', 'movement', 'reservation']) t
      WHERE NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = to_regclass(t) AND g.tgname = t || '_append_only' AND g.tgenabled IN ('O', 'A')) LIMIT 1) AS wrong`,
    good: () => `the books refuse UPDATE, DELETE and TRUNCATE`,
  },
  {
    name: 'logins',
    sql: `SELECT 10::bigint AS n, (
      SELECT 'the program''s login ' || current_user || ' may write ' || t || ' directly' FROM unnest(ARRAY['ledger_head', 'event', 'entry', 'movement',
        'reservation', 'place_balance', 'creditor_balance', 'restriction_balance', 'restriction', 'account']) t
      WHERE has_table_privilege(current_user, t, 'INSERT') OR has_table_privilege(current_user, t, 'UPDATE')
        OR has_table_privilege(current_user, t, 'DELETE') LIMIT 1) AS wrong`,
    good: () => `the program's login cannot write the books except through their functions`,
  },
];

const SLICE = 5_000;

@Injectable()
export class LedgerVerification {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** Every check of the books themselves, in one snapshot. */
  async verify(): Promise<{ sequence: bigint; checks: Check[] }> {
    const runner = this.db.createQueryRunner();
    try {
      await runner.startTransaction('REPEATABLE READ');
      await runner.query('SET TRANSACTION READ ONLY');
      await runner.query('SET LOCAL statement_timeout = 0');
      const tx = runner.manager;
      const checks: Check[] = [];
      for (const query of QUERIES) checks.push(await answer(tx, query));
      checks.push(await checkLeaves(tx));
      const [head] = await tx.query<{ sequence: bigint }[]>('SELECT sequence FROM ledger_head');
      await runner.rollbackTransaction();
      return { sequence: head?.sequence ?? 0n, checks };
    } finally {
      await runner.release();
    }
  }
}

async function answer(tx: EntityManager, { name, sql, good }: Query): Promise<Check> {
  const [row] = await tx.query<{ n: bigint; wrong: string | null }[]>(sql);
  const wrong = row?.wrong ?? null;
  return { name, ok: wrong === null, detail: wrong ?? good(row?.n ?? 0n) };
}

type LeafRow = {
  sequence: bigint;
  kind: string;
  recorded_at: Date;
  leaf: Buffer;
  leaf_hash: Buffer;
  date: string | null;
  fund: string | null;
  reverses: bigint | null;
  movements: [number, number, number][] | null;
  reservations: [number, number][] | null;
};

type Leaf = {
  v: number;
  kind: string;
  recorded: string;
  date?: string;
  fund?: string;
  reverses?: number;
  movements?: { debitAccount: number; creditAccount: number; amount: number }[];
  reservations?: { restriction: number; amount: number }[];
};

/** Each leaf's hash is right, and each leaf says what the rows say: who changes an amount has to change both. */
async function checkLeaves(tx: EntityManager): Promise<Check> {
  let last = 0n;
  let count = 0;
  for (;;) {
    const rows = await tx.query<LeafRow[]>(
      `SELECT v.sequence, v.kind, v.recorded_at, v.leaf, v.leaf_hash, e.effective_date AS date, e.fund_id AS fund, e.reverses,
         (SELECT jsonb_agg(jsonb_build_array(m.debit, m.credit, m.amount) ORDER BY m.line) FROM movement m WHERE m.sequence = v.sequence) AS movements,
         (SELECT jsonb_agg(jsonb_build_array(r.restriction_id, r.amount) ORDER BY r.line) FROM reservation r WHERE r.sequence = v.sequence) AS reservations
       FROM event v LEFT JOIN entry e ON e.sequence = v.sequence
       WHERE v.sequence > $1 ORDER BY v.sequence LIMIT ${SLICE}`,
      [last],
    );
    for (const row of rows) {
      const wrong = wrongLeaf(row);
      if (wrong) return { name: 'leaves', ok: false, detail: `event ${row.sequence}: ${wrong}` };
    }
    count += rows.length;
    const final = rows.at(-1);
    if (!final) return { name: 'leaves', ok: true, detail: `${count} leaves hash right and say what the books say` };
    last = final.sequence;
  }
}

function wrongLeaf(row: LeafRow): string | undefined {
  if (!leafHash(row.leaf).equals(row.leaf_hash)) return 'the hash is not that of the leaf';
  const leaf = JSON.parse(row.leaf.toString('utf8')) as Leaf;
  const said = [
    leaf.v,
    leaf.kind,
    leaf.recorded,
    leaf.date ?? null,
    leaf.fund ?? null,
    leaf.reverses ?? null,
    (leaf.movements ?? []).map((m) => [m.debitAccount, m.creditAccount, m.amount]),
    (leaf.reservations ?? []).map((r) => [r.restriction, r.amount]),
  ];
  const held = [
    LEAF_VERSION,
    row.kind,
    row.recorded_at.toISOString(),
    row.date,
    row.fund,
    row.reverses === null ? null : Number(row.reverses),
    row.movements ?? [],
    row.reservations ?? [],
  ];
  return JSON.stringify(said) === JSON.stringify(held) ? undefined : 'the books say something else than the leaf';
}
