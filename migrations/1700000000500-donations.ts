import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Number series, receipts, donors and the gifts received. */
export class Donations1700000000500 implements MigrationInterface {
  name = 'Donations1700000000500';

  async up(q: QueryRunner): Promise<void> {
    await this.receipts(q);
    await this.issuing(q);
    await this.gifts(q);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  private async receipts(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE number_series (
        unit_code text NOT NULL,
        fund_id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT number_series_kind_known CHECK (kind IN ('UH', 'PT', 'PC', 'BC', 'BN', 'PKT')),
        year smallint NOT NULL,
        last integer NOT NULL CONSTRAINT number_series_last_positive CHECK (last > 0),
        CONSTRAINT number_series_pkey PRIMARY KEY (unit_code, fund_id, kind, year)
      ) WITH (fillfactor = 20)`);
    // The signatories and the address of the QR are kept as they were at issue, so that the paper prints the same for ever.
    await q.query(`
      CREATE TABLE receipt (
        id uuid CONSTRAINT receipt_pkey PRIMARY KEY,
        serial text NOT NULL CONSTRAINT receipt_serial_once UNIQUE,
        code text NOT NULL CONSTRAINT receipt_code_once UNIQUE,
        unit_code text NOT NULL,
        fund_id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT receipt_kind_known CHECK (kind = 'UH'),
        year smallint NOT NULL,
        number integer NOT NULL CONSTRAINT receipt_number_positive CHECK (number > 0),
        sequence bigint NOT NULL CONSTRAINT receipt_sequence_once UNIQUE,
        amount bigint NOT NULL CONSTRAINT receipt_amount_positive CHECK (amount > 0),
        currency text NOT NULL DEFAULT 'VND',
        effective_date date NOT NULL,
        address text NOT NULL,
        signatories jsonb NOT NULL,
        issued_at timestamptz NOT NULL,
        CONSTRAINT receipt_number_once UNIQUE (unit_code, fund_id, kind, year, number)
      )`);
    await q.query(`
      CREATE TABLE receipt_void (
        receipt_id uuid CONSTRAINT receipt_void_pkey PRIMARY KEY CONSTRAINT receipt_void_receipt_id_fkey REFERENCES receipt (id),
        sequence bigint NOT NULL CONSTRAINT receipt_void_sequence_once UNIQUE,
        reason text NOT NULL CONSTRAINT receipt_void_reason_given CHECK (length(reason) BETWEEN 3 AND 500),
        voided_on date NOT NULL,
        voided_by uuid NOT NULL,
        voided_at timestamptz NOT NULL
      )`);
    for (const table of ['receipt', 'receipt_void']) {
      await q.query(`
        CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()`);
    }
  }

  /** Receipts are inserted by this function alone, which proves that their numbers follow on without a gap. */
  private async issuing(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION receipts_issue(p_receipts jsonb) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        INSERT INTO receipt (id, serial, code, unit_code, fund_id, kind, year, number, sequence, amount, currency,
          effective_date, address, signatories, issued_at)
        SELECT r.id, r.serial, r.code, r.unit_code, r.fund_id, r.kind, r.year, r.number, r.sequence, r.amount, r.currency,
          r.effective_date, r.address, r.signatories, e.recorded_at
        FROM jsonb_to_recordset(p_receipts) AS r(id uuid, serial text, code text, unit_code text, fund_id uuid, kind text,
          year smallint, number integer, sequence bigint, amount bigint, currency text, effective_date date, address text, signatories jsonb)
        JOIN entry n ON n.sequence = r.sequence AND n.fund_id = r.fund_id AND n.unit_code = r.unit_code
          AND n.effective_date = r.effective_date AND extract(year FROM n.effective_date) = r.year
        JOIN event e ON e.sequence = r.sequence AND e.kind = 'gift'
        WHERE r.amount = (SELECT sum(m.amount) FROM movement m WHERE m.sequence = r.sequence);

        IF (SELECT count(*) FROM receipt WHERE id IN (SELECT (x->>'id')::uuid FROM jsonb_array_elements(p_receipts) x))
          <> jsonb_array_length(p_receipts) THEN
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
    await q.query(`
      CREATE FUNCTION receipt_void_record(p_receipt uuid, p_sequence bigint, p_reason text, p_on date, p_by uuid) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        INSERT INTO receipt_void (receipt_id, sequence, reason, voided_on, voided_by, voided_at)
        SELECT r.id, p_sequence, p_reason, p_on, p_by, e.recorded_at FROM event e
        JOIN entry n ON n.sequence = e.sequence JOIN receipt r ON r.id = p_receipt AND r.sequence = n.reverses
        WHERE e.sequence = p_sequence AND e.kind = 'gift-voided';
        IF NOT FOUND THEN
          RAISE EXCEPTION 'a receipt is voided by the entry that takes its gift back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_void_fits_entry';
        END IF;
      END $$`);
    // Vouchers (PT, PC, BC, BN, PKT): taken inside the posting transaction, so a rolled back posting leaves no gap.
    await q.query(`
      CREATE FUNCTION vouchers_take(p_unit text[], p_fund uuid[], p_kind text[], p_year smallint[], p_count integer[])
      RETURNS TABLE (unit_code text, fund_id uuid, kind text, year smallint, last integer)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      #variable_conflict use_column
      BEGIN
        IF 'UH' = ANY (p_kind) THEN RAISE EXCEPTION 'receipts are numbered by receipts_issue'; END IF;
        RETURN QUERY INSERT INTO number_series AS s (unit_code, fund_id, kind, year, last)
          SELECT * FROM unnest(p_unit, p_fund, p_kind, p_year, p_count)
          ON CONFLICT ON CONSTRAINT number_series_pkey DO UPDATE SET last = s.last + excluded.last
          RETURNING s.unit_code, s.fund_id, s.kind, s.year, s.last;
      END $$`);
    await q.query(`REVOKE EXECUTE ON FUNCTION receipts_issue, receipt_void_record, vouchers_take FROM PUBLIC`);
    await q.query(`GRANT EXECUTE ON FUNCTION receipts_issue, receipt_void_record, vouchers_take TO sovang_app`);
    await q.query(`GRANT SELECT ON number_series, receipt, receipt_void TO sovang_app`);
  }

  private async gifts(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE donor (
        id uuid CONSTRAINT donor_pkey PRIMARY KEY,
        unit_code text NOT NULL,
        kind text NOT NULL CONSTRAINT donor_kind_known CHECK (kind IN ('person', 'organisation')),
        name text NOT NULL CONSTRAINT donor_name_length CHECK (length(name) BETWEEN 1 AND 200),
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await q.query(`CREATE INDEX donor_name_folded_idx ON donor (unit_code, fold_text(name) text_pattern_ops)`);
    // The printed name is a frozen copy with a salt of its own; it may be corrected or erased, each an event of the log.
    await q.query(`
      CREATE TABLE donation (
        id uuid CONSTRAINT donation_pkey PRIMARY KEY,
        unit_code text NOT NULL,
        fund_id uuid NOT NULL CONSTRAINT donation_fund_id_fkey REFERENCES fund (id),
        appeal_id uuid CONSTRAINT donation_appeal_id_fkey REFERENCES appeal (id),
        restriction_id integer NOT NULL,
        sequence bigint NOT NULL CONSTRAINT donation_sequence_once UNIQUE,
        receipt_id uuid NOT NULL CONSTRAINT donation_receipt_once UNIQUE,
        amount bigint NOT NULL CONSTRAINT donation_amount_positive CHECK (amount > 0),
        currency text NOT NULL DEFAULT 'VND' CONSTRAINT donation_currency_known CHECK (currency = 'VND'),
        channel text NOT NULL CONSTRAINT donation_channel_known CHECK (channel IN ('cash', 'transfer')),
        effective_date date NOT NULL,
        place_account_id integer NOT NULL,
        donor_id uuid CONSTRAINT donation_donor_id_fkey REFERENCES donor (id),
        printed_name text CONSTRAINT donation_printed_name_length CHECK (length(printed_name) BETWEEN 1 AND 200),
        name_salt bytea CONSTRAINT donation_name_salt_length CHECK (octet_length(name_salt) = 16),
        public_name text CONSTRAINT donation_public_name_length CHECK (length(public_name) BETWEEN 1 AND 200),
        condition text CONSTRAINT donation_condition_length CHECK (length(condition) <= 500),
        recorded_by uuid NOT NULL,
        recorded_at timestamptz NOT NULL,
        CONSTRAINT donation_name_salted CHECK ((printed_name IS NULL) = (name_salt IS NULL))
      )`);
    await q.query(`CREATE INDEX donation_fund_id_idx ON donation (fund_id, sequence)`);
    await q.query(`CREATE INDEX donation_appeal_id_idx ON donation (appeal_id) WHERE appeal_id IS NOT NULL`);
    await q.query(`CREATE INDEX donation_recorded_by_idx ON donation (recorded_by, sequence)`);
    await q.query(`CREATE INDEX donation_unit_code_idx ON donation (unit_code, effective_date)`);
    // A hand-recorded transfer waits on 113 until the bank's line comes: what waits is looked up by amount.
    await q.query(`
      CREATE TABLE donation_correction (
        sequence bigint CONSTRAINT donation_correction_pkey PRIMARY KEY,
        donation_id uuid NOT NULL CONSTRAINT donation_correction_donation_id_fkey REFERENCES donation (id),
        reason text NOT NULL,
        corrected_by uuid NOT NULL,
        corrected_at timestamptz NOT NULL
      )`);
    await q.query(`GRANT SELECT, INSERT ON donor TO sovang_app`);
    await q.query(
      `GRANT SELECT, INSERT, UPDATE (printed_name, name_salt, public_name, donor_id) ON donation TO sovang_app`,
    );
    await q.query(`GRANT SELECT, INSERT ON donation_correction TO sovang_app`);
  }
}
