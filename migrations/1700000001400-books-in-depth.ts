import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the books know beside movements: what each account of a purpose is for (its nature, the same in both posting
 * profiles), which profile a unit posts by from a day on, which months and years are closed, what donors agreed may be
 * spent on costs, foreign money, and the sums of each account and day behind a watermark.
 */
export class BooksInDepth1700000001400 implements MigrationInterface {
  name = 'BooksInDepth1700000001400';

  async up(q: QueryRunner): Promise<void> {
    await this.natures(q);
    await this.profiles(q);
    await this.entries(q);
    await this.periods(q);
    await this.consents(q);
    await this.days(q);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  private async natures(q: QueryRunner): Promise<void> {
    const known = `('carried', 'decision', 'donations', 'in-kind', 'from-units', 'interest', 'other-income', 'support',
      'support-in-kind', 'to-units', 'financial-cost', 'management', 'other-expense', 'summary')`;
    await q.query(
      `ALTER TABLE chart_account ADD COLUMN nature text CONSTRAINT chart_account_nature_known CHECK (nature IN ${known})`,
    );
    await q.query(
      `ALTER TABLE account ADD COLUMN nature text CONSTRAINT account_nature_known CHECK (nature IN ${known}),
         ADD COLUMN profile text CONSTRAINT account_profile_known CHECK (profile IN ('A', 'B')),
         ADD COLUMN currency text NOT NULL DEFAULT 'VND' CONSTRAINT account_currency_form CHECK (currency ~ '^[A-Z]{3}$')`,
    );
    const natureOf = `CASE code WHEN '511' THEN 'donations' WHEN '5112' THEN 'in-kind' WHEN '5118' THEN 'from-units'
      WHEN '515' THEN 'interest' WHEN '611' THEN 'support' WHEN '6112' THEN 'support-in-kind' WHEN '6118' THEN 'to-units'
      WHEN '615' THEN 'financial-cost' WHEN '642' THEN 'management' WHEN '711' THEN 'other-income'
      WHEN '811' THEN 'other-expense' WHEN '911' THEN 'summary' END`;
    await q.query(`UPDATE chart_account SET nature = ${natureOf} WHERE role = 'restriction'`);
    await q.query(
      `UPDATE account SET nature = coalesce(${natureOf}, 'carried'), profile = 'A' WHERE role = 'restriction'`,
    );
    await q.query(
      `ALTER TABLE account ADD CONSTRAINT account_nature_of_purpose CHECK ((role = 'restriction') = (nature IS NOT NULL)),
         ADD CONSTRAINT account_foreign_place CHECK (currency = 'VND' OR role = 'place')`,
    );
  }

  /** A unit posts by profile A until it chooses B, and moves from B to A (TT 41/2022 arts. 4-9). */
  private async profiles(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE unit_profile (
        unit_code text NOT NULL,
        valid_from date NOT NULL,
        profile text NOT NULL CONSTRAINT unit_profile_known CHECK (profile IN ('A', 'B')),
        decision_no text NOT NULL,
        sequence bigint NOT NULL CONSTRAINT unit_profile_event_once UNIQUE,
        CONSTRAINT unit_profile_pkey PRIMARY KEY (unit_code, valid_from)
      )`);
    await q.query(`GRANT SELECT ON unit_profile TO sovang_app`);
  }

  private async entries(q: QueryRunner): Promise<void> {
    await q.query(
      `ALTER TABLE entry ADD COLUMN document_no text,
         ADD COLUMN adjusts date CONSTRAINT entry_adjusts_month CHECK (extract(day FROM adjusts) = 1),
         ADD COLUMN closing boolean GENERATED ALWAYS AS (kind IN ('year-closed', 'profile-changed')) STORED`,
    );
    await q.query(
      `ALTER TABLE movement ADD COLUMN foreign_amount bigint
         CONSTRAINT movement_foreign_amount_positive CHECK (foreign_amount > 0)`,
    );
    await q.query(
      `ALTER TABLE place_balance ADD COLUMN foreign_balance bigint NOT NULL DEFAULT 0
         CONSTRAINT place_balance_foreign_floor CHECK (foreign_balance >= 0)`,
    );
  }

  /** Months and years of a fund that nothing may be posted into any more; one that has no row is open. */
  private async periods(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE period (
        unit_code text NOT NULL,
        fund_id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT period_kind_known CHECK (kind IN ('month', 'year')),
        starts_on date NOT NULL,
        ends_on date NOT NULL,
        state text NOT NULL CONSTRAINT period_state_known CHECK (state IN ('open', 'closed')),
        sequence bigint NOT NULL CONSTRAINT period_event_once UNIQUE,
        CONSTRAINT period_pkey PRIMARY KEY (fund_id, kind, starts_on),
        CONSTRAINT period_whole CHECK (CASE kind
          WHEN 'month' THEN starts_on = date_trunc('month', starts_on::timestamp)::date
            AND ends_on = (starts_on + interval '1 month')::date - 1
          ELSE starts_on = date_trunc('year', starts_on::timestamp)::date
            AND ends_on = (starts_on + interval '1 year')::date - 1 END)
      )`);
    await q.query(`GRANT SELECT ON period TO sovang_app`);
  }

  /** Costs are paid from the office's budget, unless donors agreed otherwise (NĐ 93/2021 art. 12.3). */
  private async consents(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE cost_consent (
        restriction_id integer NOT NULL CONSTRAINT cost_consent_restriction_fkey REFERENCES restriction (id),
        document_no text NOT NULL,
        agreed_on date NOT NULL,
        sequence bigint NOT NULL CONSTRAINT cost_consent_event_once UNIQUE,
        CONSTRAINT cost_consent_pkey PRIMARY KEY (restriction_id, document_no)
      )`);
    await q.query(`
      CREATE TRIGGER cost_consent_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cost_consent
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()`);
    await q.query(`GRANT SELECT ON cost_consent TO sovang_app`);
  }

  /** What moved on each account and day up to the watermark; what came after it is still to be added. */
  private async days(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE account_day (
        account_id integer NOT NULL,
        day date NOT NULL,
        closing boolean NOT NULL,
        debit bigint NOT NULL,
        credit bigint NOT NULL,
        CONSTRAINT account_day_pkey PRIMARY KEY (account_id, day, closing)
      ) WITH (fillfactor = 50)`);
    await q.query(`
      CREATE TABLE day_watermark (
        single boolean CONSTRAINT day_watermark_pkey PRIMARY KEY DEFAULT true CONSTRAINT day_watermark_only_one CHECK (single),
        sequence bigint NOT NULL DEFAULT 0
      )`);
    await q.query(`INSERT INTO day_watermark DEFAULT VALUES`);
    await q.query(`GRANT SELECT ON account_day, day_watermark TO sovang_app`);
    await q.query(`
      CREATE FUNCTION ledger_roll_up(p_most bigint DEFAULT 50000) RETURNS bigint
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
      SET plan_cache_mode = force_custom_plan AS $$
      DECLARE v_from bigint; v_to bigint;
      BEGIN
        SELECT sequence INTO v_from FROM day_watermark FOR UPDATE;
        SELECT least(h.sequence, v_from + p_most) INTO v_to FROM ledger_head h;
        IF v_to > v_from THEN
          INSERT INTO account_day AS d (account_id, day, closing, debit, credit)
          SELECT x.account, m.effective_date, e.closing, sum(x.debit), sum(x.credit)
          FROM movement m JOIN entry e ON e.sequence = m.sequence
          CROSS JOIN LATERAL (VALUES (m.debit, m.amount, 0::bigint), (m.credit, 0::bigint, m.amount)) x(account, debit, credit)
          WHERE m.sequence > v_from AND m.sequence <= v_to
          GROUP BY 1, 2, 3
          ON CONFLICT ON CONSTRAINT account_day_pkey
            DO UPDATE SET debit = d.debit + excluded.debit, credit = d.credit + excluded.credit;
          UPDATE day_watermark SET sequence = v_to;
        END IF;
        RETURN (SELECT h.sequence - v_to FROM ledger_head h);
      END $$`);
    // The one way to a sum over time. As known at a position before the watermark, what came after it is taken off again,
    // or, far back, everything up to it is added up; both by the movements' key.
    await q.query(`
      CREATE FUNCTION ledger_sums(p_accounts integer[], p_from date, p_to date, p_known bigint)
      RETURNS TABLE (account_id integer, closing boolean, debit bigint, credit bigint)
      LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
      #variable_conflict use_column
      DECLARE
        v_mark bigint := (SELECT sequence FROM day_watermark);
        v_known bigint := coalesce(p_known, 9223372036854775807);
        v_whole boolean := v_known >= v_mark / 2;
      BEGIN
        RETURN QUERY
        SELECT s.account_id, s.closing, sum(s.debit)::bigint, sum(s.credit)::bigint FROM (
          SELECT d.account_id, d.closing, d.debit, d.credit FROM account_day d
          WHERE v_whole AND d.account_id = ANY (p_accounts)
            AND d.day BETWEEN coalesce(p_from, '-infinity') AND coalesce(p_to, 'infinity')
          UNION ALL
          SELECT x.account, e.closing, x.sign * x.debit, x.sign * x.credit
          FROM movement m JOIN entry e ON e.sequence = m.sequence
          CROSS JOIN LATERAL (
            SELECT s.account, s.debit, s.credit, CASE WHEN v_whole AND m.sequence <= v_mark THEN -1 ELSE 1 END AS sign
            FROM (VALUES (m.debit, m.amount, 0::bigint), (m.credit, 0::bigint, m.amount)) s(account, debit, credit)
            WHERE s.account = ANY (p_accounts)) x
          WHERE m.sequence > CASE WHEN NOT v_whole THEN 0 ELSE least(v_known, v_mark) END
            AND m.sequence <= CASE WHEN NOT v_whole THEN v_known ELSE greatest(v_mark, v_known) END
            AND m.effective_date BETWEEN coalesce(p_from, '-infinity') AND coalesce(p_to, 'infinity')) s
        GROUP BY s.account_id, s.closing;
      END $$`);
    await q.query(`REVOKE EXECUTE ON FUNCTION ledger_roll_up FROM PUBLIC`);
    await q.query(`GRANT EXECUTE ON FUNCTION ledger_roll_up, ledger_sums TO sovang_app`);
  }
}
