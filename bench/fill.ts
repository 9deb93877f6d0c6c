// Fills the books as years of work do, by SQL of the database's owner: the same rows, leaves and balances as posting writes,
// so that `verify` finds nothing wrong with them.
import type pg from 'pg';

/** The days that the movements are spread over, from the first day of 2024. */
const DAYS = 730;
const CHUNK = 100_000;

/** Entries of one movement each: four gifts and a smaller pay-out by turns, in every fund and place of one city. */
export async function fillBooks(client: pg.Client, size: number): Promise<void> {
  const { rows } = await client.query('SELECT sequence FROM ledger_head');
  const head = Number(rows[0].sequence);
  await client.query(`CREATE TEMP TABLE flow AS ${FLOWS}`);
  for (let from = 0; from < size; from += CHUNK) {
    const count = Math.min(CHUNK, size - from);
    await client.query(
      `CREATE TEMP TABLE filling AS ${FILLING}`.replace(/\$(\d)/g, (_, n) => String([head, from, count, size][n - 1])),
    );
    for (const statement of WRITES) await client.query(statement);
    await client.query('DROP TABLE filling');
  }
  await client.query(
    `UPDATE ledger_head SET sequence = ${head + size}, recorded_at = (SELECT max(recorded_at) FROM event)`,
  );
  for (const statement of BALANCES) await client.query(statement);
}

/** The ways that money takes: into each place, and out of it. */
const FLOWS = `
  SELECT f.id AS fund, f.unit_code AS unit, p.id AS place, p.code AS place_code, r.code AS other_code, r.id AS other,
    r.restriction_id AS restriction, r.code = '511' AS gift, row_number() OVER (PARTITION BY r.code ORDER BY p.id) - 1 AS n
  FROM fund f JOIN account p ON p.fund_id = f.id AND p.code IN ('1111', '1121')
  JOIN account r ON r.restriction_id = f.restriction_id AND r.code IN ('511', '611') AND r.subject = ''
  WHERE f.unit_code = '01'`;

/** Every fifth is a pay-out, from the place that the four before it went into. */
const FILLING = `
  SELECT $1 + i + 1 AS sequence, x.*, date '2024-01-01' + (i::bigint * ${DAYS} / $4)::integer AS day,
    CASE WHEN x.gift THEN 200000 ELSE 100000 END AS amount, date_trunc('milliseconds', clock_timestamp()) AS recorded_at
  FROM generate_series($2, $2 + $3 - 1) i
  JOIN flow x ON x.gift = (i % 5 < 4) AND x.n = (i / 5) % (SELECT count(*) FROM flow WHERE gift)
  ORDER BY i`;

/** As `leafBytes` writes it, keys in their order. */
const LEAF = `convert_to(format(
  '{"date":"%s","fund":"%s","kind":"entry","movements":[{"amount":%s,%s,%s}],"recorded":"%s","unit":"%s","v":1}',
  day, fund, amount,
  CASE WHEN gift THEN format('"credit":"%s","creditAccount":%s,"creditRestriction":%s', other_code, other, restriction)
    ELSE format('"credit":"%s","creditAccount":%s', place_code, place) END,
  CASE WHEN gift THEN format('"debit":"%s","debitAccount":%s', place_code, place)
    ELSE format('"debit":"%s","debitAccount":%s,"debitRestriction":%s', other_code, other, restriction) END,
  to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), unit), 'UTF8')`;

const WRITES = [
  `INSERT INTO event (sequence, kind, actor_id, recorded_at, leaf, leaf_hash)
   SELECT sequence, 'entry', '00000000-0000-7000-8000-000000000001', recorded_at, leaf, sha256('\\x00'::bytea || leaf)
   FROM (SELECT sequence, recorded_at, ${LEAF} AS leaf FROM filling) f ORDER BY sequence`,
  `INSERT INTO entry (sequence, unit_code, fund_id, effective_date, kind, description)
   SELECT sequence, unit, fund, day, 'entry', CASE WHEN gift THEN 'Ủng hộ bằng tiền mặt' ELSE 'Chi hỗ trợ' END
   FROM filling ORDER BY sequence`,
  `INSERT INTO movement (sequence, line, effective_date, debit, credit, amount)
   SELECT sequence, 1, day, CASE WHEN gift THEN place ELSE other END, CASE WHEN gift THEN other ELSE place END, amount
   FROM filling ORDER BY sequence`,
];

const BOTH_SIDES = `(SELECT debit AS account, amount FROM movement UNION ALL SELECT credit, -amount FROM movement)`;

const BALANCES = [
  `UPDATE place_balance b SET balance = d.moved
   FROM (SELECT account, sum(amount) AS moved FROM ${BOTH_SIDES} s GROUP BY account) d WHERE d.account = b.account_id`,
  `UPDATE restriction_balance b SET balance = -d.moved
   FROM (SELECT a.restriction_id, sum(s.amount) AS moved FROM ${BOTH_SIDES} s JOIN account a ON a.id = s.account
     WHERE a.role = 'restriction' GROUP BY 1) d WHERE d.restriction_id = b.restriction_id`,
];
