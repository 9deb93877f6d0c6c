import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A unit chooses its posting profile, and moves from B to A, by two people; the chart is changed by two people, with its
 * history. A profile belongs to the unit and a day, no longer to a fund.
 */
export class ProfilesInEarnest1700000001440 implements MigrationInterface {
  name = 'ProfilesInEarnest1700000001440';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE fund DROP COLUMN profile`);
    await this.profiles(q);
    await this.choosing(q);
    await this.chart(q);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  /**
   * `unit_profile_on` answers which profile a day is of; `ledger_profile` by which profile may be posted on it. They differ
   * before a change: what stood in the accounts of the old profile has been carried over, so nothing may come after it.
   */
  private async profiles(q: QueryRunner): Promise<void> {
    await q.query(
      `ALTER TABLE unit_profile ADD CONSTRAINT unit_profile_from_month CHECK (extract(day FROM valid_from) = 1)`,
    );
    await q.query(`
      CREATE TRIGGER unit_profile_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON unit_profile
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()`);
    await q.query(`
      CREATE FUNCTION unit_profile_on(p_unit text, p_day date) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT coalesce((SELECT profile FROM unit_profile WHERE unit_code = p_unit AND valid_from <= p_day
          ORDER BY valid_from DESC LIMIT 1), 'A')
      $$`);
    await q.query(`
      CREATE OR REPLACE FUNCTION ledger_profile(p_unit text, p_day date) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT CASE WHEN EXISTS (SELECT FROM unit_profile u WHERE u.unit_code = p_unit AND u.valid_from > p_day
          AND u.profile <> unit_profile_on(p_unit, p_day)) THEN 'none' ELSE unit_profile_on(p_unit, p_day) END
      $$`);
    await q.query(`REVOKE EXECUTE ON FUNCTION unit_profile_on FROM PUBLIC`);
    await q.query(`GRANT EXECUTE ON FUNCTION unit_profile_on TO sovang_app`);
  }

  /** Prepared by one person, confirmed by another; only then does it hold. */
  private async choosing(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE profile_change (
        id uuid CONSTRAINT profile_change_pkey PRIMARY KEY,
        unit_code text NOT NULL,
        valid_from date NOT NULL,
        profile text NOT NULL CONSTRAINT profile_change_known CHECK (profile IN ('A', 'B')),
        decision_no text NOT NULL,
        prepared_by uuid NOT NULL,
        prepared_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'prepared' CONSTRAINT profile_change_state_known
          CHECK (state IN ('prepared', 'confirmed', 'withdrawn')),
        decided_by uuid,
        decided_at timestamptz,
        sequence bigint,
        CONSTRAINT profile_change_decided CHECK ((state = 'prepared') = (decided_by IS NULL)
          AND (decided_by IS NULL) = (decided_at IS NULL) AND (state = 'confirmed') = (sequence IS NOT NULL)),
        CONSTRAINT profile_change_two_people CHECK (state <> 'confirmed' OR decided_by <> prepared_by)
      )`);
    await q.query(
      `CREATE UNIQUE INDEX profile_change_one_prepared ON profile_change (unit_code) WHERE state = 'prepared'`,
    );
    // What was prepared stays as it is: another person confirms what the first one wrote.
    await q.query(`GRANT SELECT, INSERT ON profile_change TO sovang_app`);
    await q.query(`GRANT UPDATE (state, decided_by, decided_at, sequence) ON profile_change TO sovang_app`);
    await q.query(`
      CREATE OR REPLACE FUNCTION ledger_set_profile(p_unit text, p_from date, p_profile text, p_decision text, p_sequence bigint)
      RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        PERFORM ledger_require_event(p_sequence, ARRAY['profile-changed']);
        IF EXISTS (SELECT FROM unit_profile WHERE unit_code = p_unit AND valid_from >= p_from) THEN
          RAISE EXCEPTION 'a profile was chosen for that day or a later one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_profile_in_order';
        END IF;
        INSERT INTO unit_profile (unit_code, valid_from, profile, decision_no, sequence)
        VALUES (p_unit, p_from, p_profile, p_decision, p_sequence);
        -- Who keeps own accounts does not go back to keeping others' money; who moves to them carries over what stood before.
        IF EXISTS (SELECT FROM entry e JOIN movement m ON m.sequence = e.sequence JOIN account a ON a.id IN (m.debit, m.credit)
                   WHERE e.unit_code = p_unit AND e.kind <> 'profile-changed' AND a.profile <> p_profile
                     AND (p_profile = 'B' OR e.effective_date >= p_from)) THEN
          RAISE EXCEPTION 'entries of the other profile stand in the way'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_profile_before_entries';
        END IF;
      END $$`);
  }

  /**
   * A change of the chart is a draft until another person has verified it; then it is a row of its own, valid from a day.
   * So an official code that nobody verified is not in the chart at all, and can be printed nowhere.
   */
  private async chart(q: QueryRunner): Promise<void> {
    await q.query(
      `ALTER TABLE chart_account ADD COLUMN verified_at timestamptz, ADD COLUMN sequence bigint,
         ADD CONSTRAINT chart_account_verified_whole
           CHECK (num_nulls(verified_by, verified_at, sequence) IN (0, 3))`,
    );
    await q.query(`
      CREATE TABLE chart_draft (
        id uuid CONSTRAINT chart_draft_pkey PRIMARY KEY,
        profile text NOT NULL,
        code text NOT NULL,
        valid_from date NOT NULL,
        name_vi text NOT NULL CONSTRAINT chart_draft_name_vi_length CHECK (length(name_vi) BETWEEN 1 AND 200),
        name_en text NOT NULL CONSTRAINT chart_draft_name_en_length CHECK (length(name_en) BETWEEN 1 AND 200),
        official_code text CONSTRAINT chart_draft_official_form CHECK (official_code ~ '^[0-9]{3,6}$'),
        official_source text CONSTRAINT chart_draft_source_length CHECK (length(official_source) BETWEEN 1 AND 200),
        prepared_by uuid NOT NULL,
        prepared_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'prepared' CONSTRAINT chart_draft_state_known
          CHECK (state IN ('prepared', 'verified', 'withdrawn')),
        decided_by uuid,
        decided_at timestamptz,
        CONSTRAINT chart_draft_source_of_code CHECK (official_code IS NULL OR official_source IS NOT NULL),
        CONSTRAINT chart_draft_decided CHECK ((state = 'prepared') = (decided_by IS NULL)
          AND (decided_by IS NULL) = (decided_at IS NULL)),
        CONSTRAINT chart_draft_two_people CHECK (state <> 'verified' OR decided_by <> prepared_by)
      )`);
    await q.query(
      `CREATE UNIQUE INDEX chart_draft_one_prepared ON chart_draft (profile, code) WHERE state = 'prepared'`,
    );
    await q.query(`GRANT SELECT, INSERT ON chart_draft TO sovang_app`);
    await q.query(`GRANT UPDATE (state, decided_by, decided_at) ON chart_draft TO sovang_app`);
    await this.changingChart(q);
  }

  private async changingChart(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION ledger_change_chart(p_draft uuid, p_verified_by text, p_verified_at timestamptz, p_sequence bigint)
      RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE v_draft chart_draft; v_now chart_account;
      BEGIN
        PERFORM ledger_require_event(p_sequence, ARRAY['chart-changed']);
        SELECT * INTO v_draft FROM chart_draft WHERE id = p_draft AND state = 'verified';
        SELECT * INTO v_now FROM chart_account WHERE profile = v_draft.profile AND code = v_draft.code
        ORDER BY valid_from DESC LIMIT 1;
        IF v_now.code IS NULL OR v_now.valid_from >= v_draft.valid_from THEN
          RAISE EXCEPTION 'the chart has a row of that day or a later one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'chart_account_in_order';
        END IF;
        UPDATE chart_account SET valid_to = v_draft.valid_from - 1
        WHERE profile = v_now.profile AND code = v_now.code AND valid_from = v_now.valid_from;
        INSERT INTO chart_account (profile, code, name_vi, name_en, role, nature, official_code, official_source, valid_from,
          verified_by, verified_at, sequence)
        VALUES (v_now.profile, v_now.code, v_draft.name_vi, v_draft.name_en, v_now.role, v_now.nature, v_draft.official_code,
          v_draft.official_source, v_draft.valid_from, p_verified_by, p_verified_at, p_sequence);
      END $$`);
    await q.query(`REVOKE EXECUTE ON FUNCTION ledger_change_chart FROM PUBLIC`);
    await q.query(`GRANT EXECUTE ON FUNCTION ledger_change_chart TO sovang_app`);
  }
}
