import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Gifts in foreign currency: where they are booked, on which paper, what each purpose still holds of them, and how they
 * are sold to a bank. The books stay in đồng; the foreign amount stands beside it.
 */
export class Currencies1700000001450 implements MigrationInterface {
  name = 'Currencies1700000001450';

  async up(q: QueryRunner): Promise<void> {
    await this.currencies(q);
    await this.places(q);
    await this.gifts(q);
    await this.issuing(q);
    await this.holdings(q);
    await this.following(q);
    await this.sales(q);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  /** The digits of a currency's minor unit (ISO 4217); null for one that is not taken. */
  private async currencies(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION currency_minor_digits(p_code text) RETURNS integer
      LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
        SELECT CASE WHEN p_code IN ('JPY', 'KRW') THEN 0
          WHEN p_code IN ('USD', 'EUR', 'GBP', 'AUD', 'CAD', 'SGD', 'CNY', 'THB', 'TWD', 'CHF') THEN 2 END
      $$`);
    await q.query(`
      CREATE FUNCTION currency_book_value(p_amount bigint, p_code text, p_rate numeric) RETURNS bigint
      LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT round(p_amount * p_rate / (10::numeric ^ currency_minor_digits(p_code)))::bigint
      $$`);
    await q.query(`GRANT EXECUTE ON FUNCTION currency_minor_digits, currency_book_value TO sovang_app`);
  }

  private async places(q: QueryRunner): Promise<void> {
    for (const table of ['bank_account', 'cash_box']) {
      await q.query(
        `ALTER TABLE ${table} ADD COLUMN currency text NOT NULL DEFAULT 'VND'
           CONSTRAINT ${table}_currency_known CHECK (currency = 'VND' OR currency_minor_digits(currency) IS NOT NULL)`,
      );
    }
  }

  /** `amount` stays in đồng, so that every sum over gifts and receipts does; what was given stands beside it. */
  private async gifts(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE donation DROP CONSTRAINT donation_currency_known`);
    await q.query(
      `ALTER TABLE donation ADD COLUMN foreign_amount bigint CONSTRAINT donation_foreign_amount_positive CHECK (foreign_amount > 0),
         ADD COLUMN rate numeric(13, 4) CONSTRAINT donation_rate_positive CHECK (rate > 0),
         ADD COLUMN rate_document text CONSTRAINT donation_rate_document_length CHECK (length(rate_document) BETWEEN 1 AND 60)`,
    );
    await q.query(
      `ALTER TABLE receipt ADD COLUMN foreign_amount bigint CONSTRAINT receipt_foreign_amount_positive CHECK (foreign_amount > 0),
         ADD COLUMN rate numeric(13, 4) CONSTRAINT receipt_rate_positive CHECK (rate > 0)`,
    );
    for (const table of ['donation', 'receipt']) {
      const more = table === 'donation' ? ' AND rate_document IS NULL' : '';
      const given = table === 'donation' ? ' AND rate_document IS NOT NULL' : '';
      await q.query(
        `ALTER TABLE ${table} ADD CONSTRAINT ${table}_currency_whole CHECK (CASE WHEN currency = 'VND'
           THEN foreign_amount IS NULL AND rate IS NULL${more}
           ELSE foreign_amount IS NOT NULL AND rate IS NOT NULL${given} AND currency_minor_digits(currency) IS NOT NULL
             AND amount = currency_book_value(foreign_amount, currency, rate) END)`,
      );
    }
    await q.query(`
      CREATE OR REPLACE VIEW public_receipt WITH (security_barrier) AS
      SELECT r.code, r.serial, CASE WHEN v.receipt_id IS NULL THEN 'valid' ELSE 'void' END AS status,
        coalesce(r.foreign_amount, r.amount) AS amount, r.currency,
        r.effective_date, r.issued_at AS recorded_at, r.unit_code, r.fund_id, f.name AS fund_name, f.kind_code,
        k.name_en AS fund_name_en, d.appeal_id, a.name AS appeal_name,
        CASE WHEN v.receipt_id IS NULL THEN d.public_name END AS public_name, r.sequence, v.voided_on, v.sequence AS void_sequence,
        r.amount AS book_value, trim_scale(r.rate)::text AS rate
      FROM receipt r JOIN fund f ON f.id = r.fund_id JOIN fund_kind k ON k.code = f.kind_code
      LEFT JOIN donation d ON d.receipt_id = r.id LEFT JOIN appeal a ON a.id = d.appeal_id
      LEFT JOIN receipt_void v ON v.receipt_id = r.id`);
  }

  /** As before, and a receipt of foreign money says the amount and the currency that its entry moved. */
  private async issuing(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE OR REPLACE FUNCTION receipts_issue(p_receipts jsonb) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        INSERT INTO receipt (id, serial, code, unit_code, fund_id, kind, year, number, sequence, amount, currency,
          foreign_amount, rate, effective_date, address, signatories, issued_at)
        SELECT r.id, r.serial, r.code, r.unit_code, r.fund_id, r.kind, r.year, r.number, r.sequence, r.amount, r.currency,
          r.foreign_amount, r.rate, r.effective_date, r.address, r.signatories, e.recorded_at
        FROM jsonb_to_recordset(p_receipts) AS r(id uuid, serial text, code text, unit_code text, fund_id uuid, kind text,
          year smallint, number integer, sequence bigint, amount bigint, currency text, foreign_amount bigint, rate numeric,
          effective_date date, address text, signatories jsonb)
        JOIN entry n ON n.sequence = r.sequence AND n.fund_id = r.fund_id AND n.unit_code = r.unit_code
          AND n.effective_date = r.effective_date AND extract(year FROM n.effective_date) = r.year
        JOIN event e ON e.sequence = r.sequence AND e.kind = 'gift'
        WHERE (r.amount, r.foreign_amount) IS NOT DISTINCT FROM
            (SELECT (sum(m.amount)::bigint, sum(m.foreign_amount)::bigint) FROM movement m WHERE m.sequence = r.sequence)
          AND (r.currency = 'VND' OR r.currency = (SELECT a.currency FROM movement m JOIN account a ON a.id = m.debit
            WHERE m.sequence = r.sequence LIMIT 1));

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
  }

  /**
   * Foreign money is held for purposes as all money is. An entry that takes it out for đồng need not name a purpose's
   * account, so its purpose is said beside it (`currency_sold`); what each purpose holds follows from the movements.
   */
  private async holdings(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE currency_sold (
        sequence bigint CONSTRAINT currency_sold_pkey PRIMARY KEY,
        restriction_id integer NOT NULL CONSTRAINT currency_sold_restriction_fkey REFERENCES restriction (id)
      )`);
    await q.query(`
      CREATE TRIGGER currency_sold_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON currency_sold
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()`);
    await q.query(`
      CREATE TABLE foreign_holding (
        account_id integer NOT NULL CONSTRAINT foreign_holding_account_fkey REFERENCES account (id),
        restriction_id integer NOT NULL CONSTRAINT foreign_holding_restriction_fkey REFERENCES restriction (id),
        foreign_amount bigint NOT NULL,
        amount bigint NOT NULL,
        CONSTRAINT foreign_holding_pkey PRIMARY KEY (account_id, restriction_id),
        CONSTRAINT foreign_holding_floor CHECK (foreign_amount >= 0 AND amount >= 0),
        -- With the last cent the last đồng goes, and not before.
        CONSTRAINT foreign_holding_both_or_none CHECK ((foreign_amount = 0) = (amount = 0))
      )`);
    await q.query(`
      CREATE TABLE foreign_followed (
        account_id integer CONSTRAINT foreign_followed_pkey PRIMARY KEY CONSTRAINT foreign_followed_account_fkey REFERENCES account (id),
        sequence bigint NOT NULL
      )`);
    await q.query(`GRANT SELECT ON currency_sold, foreign_holding, foreign_followed TO sovang_app`);
    await q.query(`CREATE INDEX movement_foreign_idx ON movement (sequence) WHERE foreign_amount IS NOT NULL`);
    await q.query(`
      CREATE FUNCTION ledger_currency_sold(p_sequences bigint[], p_restrictions integer[]) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE v_count integer;
      BEGIN
        -- A sale that was committed has its purpose already, so only one that this transaction has just written takes any.
        INSERT INTO currency_sold (sequence, restriction_id)
        SELECT s.sequence, s.restriction FROM unnest(p_sequences, p_restrictions) s(sequence, restriction)
        JOIN entry e ON e.sequence = s.sequence AND e.kind = 'currency-sold' JOIN restriction r ON r.id = s.restriction AND r.fund_id = e.fund_id;
        GET DIAGNOSTICS v_count = ROW_COUNT;
        IF v_count <> cardinality(p_sequences) OR v_count <> cardinality(p_restrictions) THEN
          RAISE EXCEPTION 'currency was sold for a purpose of another fund'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'foreign_movement_of_purpose';
        END IF;
      END $$`);
    await q.query(`REVOKE EXECUTE ON FUNCTION ledger_currency_sold FROM PUBLIC`);
    await q.query(`GRANT EXECUTE ON FUNCTION ledger_currency_sold TO sovang_app`);
  }

  /**
   * At the commit of whatever moved foreign money: what each purpose holds, brought up to date from the movements since
   * it last was. The floors of `foreign_holding` then refuse what would sell or give back another purpose's money.
   */
  private async following(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION foreign_purpose(p_sequence bigint) RETURNS integer
      LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT CASE WHEN e.kind = 'currency-sold' THEN (SELECT s.restriction_id FROM currency_sold s WHERE s.sequence = e.sequence)
          ELSE coalesce((SELECT s.restriction_id FROM currency_sold s WHERE s.sequence = e.reverses),
            (SELECT min(a.restriction_id) FROM movement m JOIN account a ON a.id IN (m.debit, m.credit) WHERE m.sequence = e.sequence)) END
        FROM entry e WHERE e.sequence = p_sequence
      $$`);
    await q.query(`
      CREATE FUNCTION foreign_holding_follow() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
      DECLARE
        v_account integer := NEW.account_id;
        v_from bigint := coalesce((SELECT f.sequence FROM foreign_followed f WHERE f.account_id = NEW.account_id), 0);
        v_restriction integer[]; v_abroad bigint[]; v_amount bigint[]; v_out date;
      BEGIN
        SELECT array_agg(x.restriction), array_agg(x.abroad), array_agg(x.amount), min(x.out)
        INTO v_restriction, v_abroad, v_amount, v_out
        FROM (
          SELECT foreign_purpose(m.sequence) AS restriction,
            sum(CASE WHEN m.debit = v_account THEN m.foreign_amount ELSE -m.foreign_amount END)::bigint AS abroad,
            sum(CASE WHEN m.debit = v_account THEN m.amount ELSE -m.amount END)::bigint AS amount,
            min(m.effective_date) FILTER (WHERE m.credit = v_account) AS out
          FROM movement m
          WHERE m.foreign_amount IS NOT NULL AND m.sequence > v_from AND v_account IN (m.debit, m.credit)
          GROUP BY 1) x;
        IF v_restriction IS NULL THEN RETURN NULL; END IF;
        IF array_position(v_restriction, NULL) IS NOT NULL THEN
          RAISE EXCEPTION 'foreign money moves for a purpose'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'foreign_movement_of_purpose';
        END IF;
        INSERT INTO foreign_holding (account_id, restriction_id, foreign_amount, amount)
        SELECT v_account, r, 0, 0 FROM unnest(v_restriction) r ON CONFLICT DO NOTHING;
        UPDATE foreign_holding h SET foreign_amount = h.foreign_amount + x.abroad, amount = h.amount + x.amount
        FROM unnest(v_restriction, v_abroad, v_amount) x(restriction, abroad, amount)
        WHERE h.account_id = v_account AND h.restriction_id = x.restriction;
        DELETE FROM foreign_holding h WHERE h.account_id = v_account AND h.restriction_id = ANY (v_restriction)
          AND h.foreign_amount = 0;
        INSERT INTO foreign_followed (account_id, sequence) SELECT v_account, l.sequence FROM ledger_head l
        ON CONFLICT ON CONSTRAINT foreign_followed_pkey DO UPDATE SET sequence = excluded.sequence;
        -- Foreign money leaves only on a day it was there: its book value alone would not tell, where rates differ.
        IF v_out IS NOT NULL AND EXISTS (
          SELECT FROM (
            SELECT m.effective_date AS day, sum(sum(CASE WHEN m.debit = v_account THEN m.foreign_amount ELSE -m.foreign_amount END))
              OVER (ORDER BY m.effective_date) AS abroad
            FROM movement m WHERE m.foreign_amount IS NOT NULL AND v_account IN (m.debit, m.credit)
            GROUP BY m.effective_date) d
          WHERE d.abroad < 0 AND d.day >= v_out) THEN
          RAISE EXCEPTION 'a place would have held less than no foreign money on a past day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'foreign_balance_past_floor';
        END IF;
        RETURN NULL;
      END $$`);
    await q.query(`REVOKE EXECUTE ON FUNCTION foreign_holding_follow FROM PUBLIC`);
    await q.query(`
      CREATE CONSTRAINT TRIGGER place_balance_foreign AFTER UPDATE ON place_balance DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW WHEN (OLD.foreign_balance <> 0 OR NEW.foreign_balance <> 0) EXECUTE FUNCTION foreign_holding_follow()`);
  }

  /** One prepares the sale of foreign money, another approves it; the đồng are on their way (113) until the bank's line. */
  private async sales(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE currency_sale (
        id uuid CONSTRAINT currency_sale_pkey PRIMARY KEY,
        unit_code text NOT NULL,
        fund_id uuid NOT NULL CONSTRAINT currency_sale_fund_id_fkey REFERENCES fund (id),
        from_account_id integer NOT NULL CONSTRAINT currency_sale_from_fkey REFERENCES account (id),
        currency text NOT NULL CONSTRAINT currency_sale_currency_known CHECK (currency_minor_digits(currency) IS NOT NULL),
        foreign_amount bigint NOT NULL CONSTRAINT currency_sale_foreign_positive CHECK (foreign_amount > 0),
        bank_account_id uuid NOT NULL CONSTRAINT currency_sale_bank_account_fkey REFERENCES bank_account (id),
        proceeds bigint NOT NULL CONSTRAINT currency_sale_proceeds_positive CHECK (proceeds > 0),
        effective_date date NOT NULL,
        document_no text NOT NULL CONSTRAINT currency_sale_document_length CHECK (length(document_no) BETWEEN 1 AND 60),
        state text NOT NULL DEFAULT 'prepared'
          CONSTRAINT currency_sale_state_known CHECK (state IN ('prepared', 'approved', 'rejected')),
        prepared_by uuid NOT NULL,
        prepared_at timestamptz NOT NULL,
        decided_by uuid,
        decided_at timestamptz,
        reason text CONSTRAINT currency_sale_reason_length CHECK (length(reason) BETWEEN 3 AND 300),
        book_value bigint CONSTRAINT currency_sale_book_value_positive CHECK (book_value > 0),
        voucher text,
        sequence bigint CONSTRAINT currency_sale_sequence_once UNIQUE,
        line_id uuid CONSTRAINT currency_sale_line_once UNIQUE
          CONSTRAINT currency_sale_line_id_fkey REFERENCES statement_line (id),
        CONSTRAINT currency_sale_two_people CHECK (state <> 'approved' OR decided_by <> prepared_by),
        CONSTRAINT currency_sale_decided CHECK ((state = 'prepared') = (decided_by IS NULL)
          AND (decided_by IS NULL) = (decided_at IS NULL) AND (state = 'rejected') = (reason IS NOT NULL)),
        CONSTRAINT currency_sale_posted CHECK ((state = 'approved') = (sequence IS NOT NULL)
          AND (sequence IS NULL) = (book_value IS NULL))
      )`);
    await q.query(`CREATE INDEX currency_sale_unit_idx ON currency_sale (unit_code, id)`);
    await q.query(`CREATE INDEX currency_sale_arriving_idx ON currency_sale (bank_account_id) WHERE line_id IS NULL`);
    await q.query(`GRANT SELECT, INSERT ON currency_sale TO sovang_app`);
    await q.query(
      `GRANT UPDATE (state, decided_by, decided_at, reason, book_value, voucher, sequence, line_id) ON currency_sale TO sovang_app`,
    );
  }
}
