import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Issuing receipts proves each by the keys of its entry, event and movements. As joins the proof was planned once for each
 * connection, while the tables were small, and then read the whole of them for every handful of gifts.
 */
export class ReceiptsAtSpeed1700000001480 implements MigrationInterface {
  name = 'ReceiptsAtSpeed1700000001480';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE OR REPLACE FUNCTION receipts_issue(p_receipts jsonb) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE v_issued integer;
      BEGIN
        -- LIMIT keeps each look one by the key.
        INSERT INTO receipt (id, serial, code, unit_code, fund_id, kind, year, number, sequence, amount, currency,
          foreign_amount, rate, effective_date, address, signatories, issued_at)
        SELECT r.id, r.serial, r.code, r.unit_code, r.fund_id, r.kind, r.year, r.number, r.sequence, r.amount, r.currency,
          r.foreign_amount, r.rate, r.effective_date, r.address, r.signatories, e.recorded_at
        FROM jsonb_to_recordset(p_receipts) AS r(id uuid, serial text, code text, unit_code text, fund_id uuid, kind text,
          year smallint, number integer, sequence bigint, amount bigint, currency text, foreign_amount bigint, rate numeric,
          effective_date date, address text, signatories jsonb)
        CROSS JOIN LATERAL (
          SELECT n.fund_id, n.unit_code, n.effective_date FROM entry n WHERE n.sequence = r.sequence LIMIT 1) n
        CROSS JOIN LATERAL (SELECT e.kind, e.recorded_at FROM event e WHERE e.sequence = r.sequence LIMIT 1) e
        CROSS JOIN LATERAL (
          SELECT sum(m.amount)::bigint AS amount, sum(m.foreign_amount)::bigint AS foreign_amount, min(m.debit) AS place
          FROM (SELECT amount, foreign_amount, debit FROM movement WHERE sequence = r.sequence LIMIT 100) m) m
        WHERE n.fund_id = r.fund_id AND n.unit_code = r.unit_code AND n.effective_date = r.effective_date
          AND extract(year FROM n.effective_date) = r.year AND e.kind = 'gift'
          AND (m.amount, m.foreign_amount) IS NOT DISTINCT FROM (r.amount, r.foreign_amount)
          AND (r.currency = 'VND' OR r.currency = (SELECT a.currency FROM account a WHERE a.id = m.place));
        GET DIAGNOSTICS v_issued = ROW_COUNT;
        IF v_issued <> jsonb_array_length(p_receipts) THEN
          RAISE EXCEPTION 'a receipt does not fit its entry' USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_fits_entry';
        END IF;

        -- First = one after the last, count = span: together, no gap and no double.
        IF EXISTS (
          SELECT FROM (SELECT r.unit_code, r.fund_id, r.kind, r.year, min(r.number) AS first, max(r.number) AS final, count(*) AS n
            FROM jsonb_to_recordset(p_receipts) AS r(unit_code text, fund_id uuid, kind text, year smallint, number integer)
            GROUP BY 1, 2, 3, 4) g
          LEFT JOIN number_series s USING (unit_code, fund_id, kind, year)
          WHERE g.first <> coalesce(s.last, 0) + 1 OR g.n <> g.final - g.first + 1) THEN
          RAISE EXCEPTION 'receipt numbers do not follow on' USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_number_gapless';
        END IF;

        INSERT INTO number_series AS s (unit_code, fund_id, kind, year, last)
        SELECT r.unit_code, r.fund_id, r.kind, r.year, max(r.number)
        FROM jsonb_to_recordset(p_receipts) AS r(unit_code text, fund_id uuid, kind text, year smallint, number integer)
        GROUP BY 1, 2, 3, 4
        ON CONFLICT ON CONSTRAINT number_series_pkey DO UPDATE SET last = excluded.last;
      END $$`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
