import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Gifts, their receipts and the answers kept for their requests come as arrays of rows, as postings do: a list of JSON
 * was read three times to issue its receipts, and laid out field by field each time.
 */
export class GiftsByRows1700000001500 implements MigrationInterface {
  name = 'GiftsByRows1700000001500';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`DROP FUNCTION receipts_issue(jsonb)`);
    await q.query(`
      CREATE TYPE receipt_row AS (id uuid, serial text, code text, unit_code text, fund_id uuid, year smallint, number integer,
        sequence bigint, amount bigint, currency text, foreign_amount bigint, rate numeric, effective_date date, address text,
        signatories jsonb)`);
    await q.query(`
      CREATE TYPE donation_row AS (id uuid, unit_code text, fund_id uuid, appeal_id uuid, restriction_id integer,
        sequence bigint, receipt_id uuid, amount bigint, currency text, foreign_amount bigint, rate numeric,
        rate_document text, channel text, effective_date date, place_account_id integer, donor_id uuid, printed_name text,
        name_salt bytea, public_name text, condition text, recorded_by uuid, recorded_at timestamptz)`);
    await q.query(`CREATE TYPE idempotency_row AS (scope text, route text, key text, body_hash bytea, answer jsonb)`);
    await this.issuing(q);
    // Codes, not words: they are compared byte by byte, and a key's index is asked for every request.
    await q.query(`ALTER TABLE idempotency_key ALTER scope TYPE text COLLATE "C", ALTER route TYPE text COLLATE "C",
      ALTER key TYPE text COLLATE "C"`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  /** The one way to a receipt: it proves that the entry is there, is of a gift and of this amount, and that numbers follow on. */
  private async issuing(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION receipts_issue(p_receipts receipt_row[]) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
      SET plan_cache_mode = force_generic_plan AS $$
      DECLARE v_issued integer; v_gap boolean;
      BEGIN
        -- LIMIT keeps each look one by the key: a plan made while the tables were small would read all of them ever after.
        INSERT INTO receipt (id, serial, code, unit_code, fund_id, kind, year, number, sequence, amount, currency,
          foreign_amount, rate, effective_date, address, signatories, issued_at)
        SELECT r.id, r.serial, r.code, r.unit_code, r.fund_id, 'UH', r.year, r.number, r.sequence, r.amount, r.currency,
          r.foreign_amount, r.rate, r.effective_date, r.address, r.signatories, e.recorded_at
        FROM unnest(p_receipts) r
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
        IF v_issued <> cardinality(p_receipts) THEN
          RAISE EXCEPTION 'a receipt does not fit its entry' USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_fits_entry';
        END IF;

        -- First = one after the last, count = span: together, no gap and no double.
        WITH series AS MATERIALIZED (
          SELECT r.unit_code, r.fund_id, 'UH' AS kind, r.year, min(r.number) AS first, max(r.number) AS final, count(*) AS n
          FROM unnest(p_receipts) r GROUP BY r.unit_code, r.fund_id, r.year),
        taken AS (
          INSERT INTO number_series AS s (unit_code, fund_id, kind, year, last)
          SELECT unit_code, fund_id, kind, year, final FROM series
          ON CONFLICT ON CONSTRAINT number_series_pkey DO UPDATE SET last = excluded.last)
        SELECT bool_or(g.first <> coalesce(s.last, 0) + 1 OR g.n <> g.final - g.first + 1) INTO v_gap
        FROM series g LEFT JOIN number_series s USING (unit_code, fund_id, kind, year);
        IF v_gap THEN
          RAISE EXCEPTION 'receipt numbers do not follow on' USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_number_gapless';
        END IF;
      END $$`);
    // The program counted on from numbers that it read with the lane held: nobody else can have taken one since.
    await q.query(`
      CREATE FUNCTION vouchers_continue(p_unit text[], p_fund uuid[], p_kind text[], p_year smallint[], p_first integer[],
        p_count integer[]) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
      SET plan_cache_mode = force_generic_plan AS $$
      BEGIN
        IF 'UH' = ANY (p_kind) THEN RAISE EXCEPTION 'receipts are numbered by receipts_issue'; END IF;
        IF EXISTS (
          SELECT FROM unnest(p_unit, p_fund, p_kind, p_year, p_first, p_count)
            AS w(unit_code, fund_id, kind, year, first, n)
          LEFT JOIN number_series s USING (unit_code, fund_id, kind, year)
          WHERE (w.first = coalesce(s.last, 0) + 1 AND w.n > 0) IS NOT TRUE) THEN
          RAISE EXCEPTION 'voucher numbers do not follow on' USING ERRCODE = 'check_violation', CONSTRAINT = 'voucher_number_gapless';
        END IF;
        INSERT INTO number_series AS s (unit_code, fund_id, kind, year, last)
        SELECT * FROM unnest(p_unit, p_fund, p_kind, p_year, p_count)
        ON CONFLICT ON CONSTRAINT number_series_pkey DO UPDATE SET last = s.last + excluded.last;
      END $$`);
    await q.query(`REVOKE EXECUTE ON FUNCTION receipts_issue, vouchers_continue FROM PUBLIC`);
    await q.query(`GRANT EXECUTE ON FUNCTION receipts_issue, vouchers_continue TO sovang_app`);
  }
}
