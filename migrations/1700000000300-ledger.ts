import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The books. The application's login reads these tables and writes them only through the functions below, which run
 * as the owner; the CHECKs and triggers hold for everyone. Each function names pg_temp last in its search path: left
 * out, it would come first, and a temporary table named like one of ours would be written in its place.
 */
export class Ledger1700000000300 implements MigrationInterface {
  name = 'Ledger1700000000300';

  async up(q: QueryRunner): Promise<void> {
    await this.chart(q);
    await this.books(q);
    await this.opening(q);
    await this.posting(q);
    await this.grants(q);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  /** What accounts there are. Codes are internal; an official code is printed only after an accountant verified it. */
  private async chart(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE chart_account (
        profile text NOT NULL CONSTRAINT chart_account_profile_known CHECK (profile IN ('A', 'B')),
        code text NOT NULL CONSTRAINT chart_account_code_digits CHECK (code ~ '^[0-9]{3,5}$'),
        name_vi text NOT NULL,
        name_en text NOT NULL,
        role text NOT NULL CONSTRAINT chart_account_role_known CHECK (role IN ('place', 'creditor', 'restriction')),
        official_code text,
        official_source text,
        verified_by text,
        valid_from date NOT NULL,
        valid_to date,
        CONSTRAINT chart_account_pkey PRIMARY KEY (profile, code, valid_from),
        CONSTRAINT chart_account_validity_order CHECK (valid_to IS NULL OR valid_to >= valid_from),
        CONSTRAINT chart_account_official_verified CHECK (official_code IS NULL OR verified_by IS NOT NULL)
      )`);
    await q.query(`
      CREATE TABLE restriction (
        id integer GENERATED ALWAYS AS IDENTITY CONSTRAINT restriction_pkey PRIMARY KEY,
        unit_code text NOT NULL,
        fund_id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT restriction_kind_known CHECK (kind IN ('general', 'appeal', 'earmark')),
        subject uuid,
        label text NOT NULL,
        CONSTRAINT restriction_subject_given CHECK ((kind = 'general') = (subject IS NULL)),
        CONSTRAINT restriction_once UNIQUE NULLS NOT DISTINCT (fund_id, kind, subject)
      )`);
    await q.query(`
      CREATE TABLE account (
        id integer GENERATED ALWAYS AS IDENTITY CONSTRAINT account_pkey PRIMARY KEY,
        unit_code text NOT NULL,
        fund_id uuid NOT NULL,
        code text NOT NULL,
        role text NOT NULL CONSTRAINT account_role_known CHECK (role IN ('place', 'creditor', 'restriction')),
        restriction_id integer CONSTRAINT account_restriction_fkey REFERENCES restriction (id),
        subject text NOT NULL DEFAULT '',
        label text NOT NULL,
        opened_on date NOT NULL,
        closed_on date,
        CONSTRAINT account_one_role CHECK ((role = 'restriction') = (restriction_id IS NOT NULL)),
        CONSTRAINT account_once UNIQUE NULLS NOT DISTINCT (fund_id, code, restriction_id, subject),
        CONSTRAINT account_closed_after_opened CHECK (closed_on IS NULL OR closed_on >= opened_on)
      )`);
    await q.query(`CREATE INDEX account_restriction_id_idx ON account (restriction_id)`);
  }

  private async books(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE ledger_head (
        single boolean CONSTRAINT ledger_head_pkey PRIMARY KEY DEFAULT true CONSTRAINT ledger_head_only_one CHECK (single),
        sequence bigint NOT NULL DEFAULT 0,
        recorded_at timestamptz NOT NULL DEFAULT '2000-01-01 00:00:00Z'
      ) WITH (fillfactor = 20)`);
    await q.query(`INSERT INTO ledger_head DEFAULT VALUES`);
    // One event, one leaf of the public log: its place there is sequence - 1. The hash is proven on the way in.
    await q.query(`
      CREATE TABLE event (
        sequence bigint CONSTRAINT event_pkey PRIMARY KEY CONSTRAINT event_sequence_positive CHECK (sequence > 0),
        kind text NOT NULL,
        actor_id uuid NOT NULL,
        recorded_at timestamptz NOT NULL,
        leaf bytea NOT NULL CONSTRAINT event_leaf_size CHECK (octet_length(leaf) BETWEEN 2 AND 32768),
        leaf_hash bytea NOT NULL CONSTRAINT event_leaf_hash_right CHECK (leaf_hash = sha256('\\x00'::bytea || leaf))
      )`);
    await q.query(`
      CREATE TABLE entry (
        sequence bigint CONSTRAINT entry_pkey PRIMARY KEY,
        unit_code text NOT NULL,
        fund_id uuid NOT NULL,
        effective_date date NOT NULL,
        kind text NOT NULL,
        voucher text,
        description text NOT NULL,
        reverses bigint CONSTRAINT entry_reversed_once UNIQUE,
        decision_no text,
        source_kind text,
        source_id uuid,
        household_id uuid,
        commune_code text,
        purpose text,
        CONSTRAINT entry_reverses_earlier CHECK (reverses < sequence)
      )`);
    await q.query(`CREATE INDEX entry_fund_date_idx ON entry (fund_id, effective_date)`);
    await q.query(`CREATE INDEX entry_source_idx ON entry (source_id) WHERE source_id IS NOT NULL`);
    await q.query(`CREATE INDEX entry_voucher_idx ON entry (voucher) WHERE voucher IS NOT NULL`);
    // No foreign keys to accounts: they are hot rows, and ledger_write proves existence inside the lane.
    await q.query(`
      CREATE TABLE movement (
        sequence bigint NOT NULL,
        line smallint NOT NULL,
        effective_date date NOT NULL,
        debit integer NOT NULL,
        credit integer NOT NULL,
        amount bigint NOT NULL CONSTRAINT movement_amount_positive CHECK (amount > 0),
        CONSTRAINT movement_pkey PRIMARY KEY (sequence, line),
        CONSTRAINT movement_two_accounts CHECK (debit <> credit)
      )`);
    await q.query(`CREATE INDEX movement_debit_idx ON movement (debit, effective_date)`);
    await q.query(`CREATE INDEX movement_credit_idx ON movement (credit, effective_date)`);
    await q.query(`
      CREATE TABLE reservation (
        sequence bigint NOT NULL,
        line smallint NOT NULL,
        restriction_id integer NOT NULL,
        amount bigint NOT NULL CONSTRAINT reservation_amount_not_zero CHECK (amount <> 0),
        source_kind text NOT NULL,
        source_id uuid NOT NULL,
        CONSTRAINT reservation_pkey PRIMARY KEY (sequence, line)
      )`);
    await q.query(`CREATE INDEX reservation_source_idx ON reservation (source_id)`);
    for (const table of ['event', 'entry', 'movement', 'reservation']) {
      await q.query(`
        CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()`);
    }
    // The floors. Narrow rows, no index but the key, room on the page: every update stays on its page (HOT).
    await q.query(`
      CREATE TABLE place_balance (
        account_id integer CONSTRAINT place_balance_pkey PRIMARY KEY,
        balance bigint NOT NULL DEFAULT 0 CONSTRAINT place_balance_floor CHECK (balance >= 0)
      ) WITH (fillfactor = 20)`);
    await q.query(`
      CREATE TABLE creditor_balance (
        account_id integer CONSTRAINT creditor_balance_pkey PRIMARY KEY,
        balance bigint NOT NULL DEFAULT 0 CONSTRAINT creditor_balance_floor CHECK (balance >= 0)
      ) WITH (fillfactor = 20)`);
    await q.query(`
      CREATE TABLE restriction_balance (
        restriction_id integer CONSTRAINT restriction_balance_pkey PRIMARY KEY,
        balance bigint NOT NULL DEFAULT 0 CONSTRAINT restriction_balance_ceiling CHECK (balance <= 9007199254740991),
        reserved bigint NOT NULL DEFAULT 0 CONSTRAINT restriction_balance_reserved_floor CHECK (reserved >= 0),
        CONSTRAINT restriction_balance_floor CHECK (balance - reserved >= 0)
      ) WITH (fillfactor = 20)`);
  }

  /** Accounts and restrictions are opened by functions and never repointed, else a floor could be walked around. */
  private async opening(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION ledger_open_restriction(p_unit text, p_fund uuid, p_kind text, p_subject uuid, p_label text)
      RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE v_id integer;
      BEGIN
        SELECT id INTO v_id FROM restriction
        WHERE fund_id = p_fund AND kind = p_kind AND subject IS NOT DISTINCT FROM p_subject;
        IF v_id IS NULL THEN
          INSERT INTO restriction (unit_code, fund_id, kind, subject, label)
          VALUES (p_unit, p_fund, p_kind, p_subject, p_label) ON CONFLICT DO NOTHING RETURNING id INTO v_id;
          IF v_id IS NOT NULL THEN
            INSERT INTO restriction_balance (restriction_id) VALUES (v_id);
          ELSE -- Somebody else opened it at this moment, and has committed by now.
            SELECT id INTO v_id FROM restriction
            WHERE fund_id = p_fund AND kind = p_kind AND subject IS NOT DISTINCT FROM p_subject;
          END IF;
        END IF;
        RETURN v_id;
      END $$`);
    await q.query(`
      CREATE FUNCTION ledger_open_account(
        p_unit text, p_fund uuid, p_code text, p_restriction integer, p_subject text, p_label text, p_opened_on date)
      RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE v_id integer; v_role text;
      BEGIN
        SELECT id INTO v_id FROM account WHERE fund_id = p_fund AND code = p_code AND subject = p_subject
          AND restriction_id IS NOT DISTINCT FROM p_restriction;
        IF v_id IS NOT NULL THEN RETURN v_id; END IF;
        SELECT DISTINCT role INTO v_role FROM chart_account WHERE code = p_code;
        IF v_role IS NULL THEN
          RAISE EXCEPTION 'account code % is not in the chart', p_code
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_code_known';
        END IF;
        IF p_restriction IS NOT NULL AND NOT EXISTS (
          SELECT FROM restriction r WHERE r.id = p_restriction AND r.fund_id = p_fund AND r.unit_code = p_unit) THEN
          RAISE EXCEPTION 'restriction % belongs to another fund', p_restriction
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_restriction_of_fund';
        END IF;
        INSERT INTO account (unit_code, fund_id, code, role, restriction_id, subject, label, opened_on)
        VALUES (p_unit, p_fund, p_code, v_role, p_restriction, p_subject, p_label, p_opened_on)
        ON CONFLICT DO NOTHING RETURNING id INTO v_id;
        IF v_id IS NULL THEN -- Somebody else opened it at this moment, and has committed by now.
          SELECT id INTO v_id FROM account WHERE fund_id = p_fund AND code = p_code AND subject = p_subject
            AND restriction_id IS NOT DISTINCT FROM p_restriction;
        ELSIF v_role = 'place' THEN INSERT INTO place_balance (account_id) VALUES (v_id);
        ELSIF v_role = 'creditor' THEN INSERT INTO creditor_balance (account_id) VALUES (v_id);
        END IF;
        RETURN v_id;
      END $$`);
    await q.query(`
      CREATE FUNCTION ledger_close_account(p_account integer, p_on date) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        PERFORM FROM ledger_head FOR UPDATE;
        IF EXISTS (SELECT FROM place_balance WHERE account_id = p_account AND balance <> 0)
          OR EXISTS (SELECT FROM creditor_balance WHERE account_id = p_account AND balance <> 0) THEN
          RAISE EXCEPTION 'account % still holds a balance', p_account
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_closed_empty';
        END IF;
        UPDATE account SET closed_on = p_on WHERE id = p_account AND closed_on IS NULL;
      END $$`);
  }

  /**
   * The lane, and the one way into the books. Set-based: looping here would lengthen the version chain of every hot
   * balance row. It trusts nothing of what the program decided: sequence, accounts, funds, restrictions, floors and
   * past days are proven again.
   */
  private async posting(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION ledger_take_lane() RETURNS TABLE (sequence bigint, recorded_at timestamptz)
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT h.sequence, greatest(h.recorded_at, date_trunc('milliseconds', clock_timestamp()))
        FROM ledger_head h FOR UPDATE
      $$`);
    await q.query(`
      CREATE FUNCTION ledger_write(
        p_head bigint, p_recorded_at timestamptz, p_actor uuid[], p_kind text[], p_leaf bytea[], p_leaf_hash bytea[],
        p_entries jsonb,
        m_event integer[], m_line smallint[], m_debit integer[], m_credit integer[], m_amount bigint[],
        r_event integer[], r_line smallint[], r_restriction integer[], r_amount bigint[], r_source_kind text[], r_source uuid[])
      RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        v_count integer := cardinality(p_leaf);
        v_bad text;
      BEGIN
        -- When something was recorded is the database's word: neither before what is recorded already, nor to come.
        IF EXISTS (SELECT FROM ledger_head h WHERE p_recorded_at NOT BETWEEN date_trunc('milliseconds', h.recorded_at)
                   AND greatest(h.recorded_at, clock_timestamp())) THEN
          RAISE EXCEPTION 'an event is recorded when it is written'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'event_recorded_now';
        END IF;
        UPDATE ledger_head SET sequence = p_head + v_count, recorded_at = greatest(recorded_at, p_recorded_at)
        WHERE sequence = p_head;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'the head of the ledger has moved' USING ERRCODE = 'serialization_failure';
        END IF;

        INSERT INTO event (sequence, kind, actor_id, recorded_at, leaf, leaf_hash)
        SELECT p_head + e.n, e.kind, e.actor, p_recorded_at, e.leaf, e.hash
        FROM unnest(p_actor, p_kind, p_leaf, p_leaf_hash) WITH ORDINALITY AS e(actor, kind, leaf, hash, n);

        INSERT INTO entry (sequence, unit_code, fund_id, effective_date, kind, voucher, description, reverses,
          decision_no, source_kind, source_id, household_id, commune_code, purpose)
        SELECT p_head + e.event, e.unit_code, e.fund_id, e.effective_date, p_kind[e.event], e.voucher, e.description, e.reverses,
          e.decision_no, e.source_kind, e.source_id, e.household_id, e.commune_code, e.purpose
        FROM jsonb_to_recordset(p_entries) AS e(event integer, unit_code text, fund_id uuid, effective_date date, voucher text,
          description text, reverses bigint, decision_no text, source_kind text, source_id uuid, household_id uuid,
          commune_code text, purpose text);

        INSERT INTO movement (sequence, line, effective_date, debit, credit, amount)
        SELECT p_head + m.event, m.line, e.effective_date, m.debit, m.credit, m.amount
        FROM unnest(m_event, m_line, m_debit, m_credit, m_amount) AS m(event, line, debit, credit, amount)
        JOIN entry e ON e.sequence = p_head + m.event;

        INSERT INTO reservation (sequence, line, restriction_id, amount, source_kind, source_id)
        SELECT p_head + r.event, r.line, r.restriction, r.amount, r.kind, r.source
        FROM unnest(r_event, r_line, r_restriction, r_amount, r_source_kind, r_source)
          AS r(event, line, restriction, amount, kind, source);

        IF (SELECT count(*) FROM movement m
            JOIN entry e ON e.sequence = m.sequence
            JOIN account d ON d.id = m.debit AND d.fund_id = e.fund_id AND d.unit_code = e.unit_code
              AND e.effective_date >= d.opened_on AND (d.closed_on IS NULL OR e.effective_date <= d.closed_on)
            JOIN account c ON c.id = m.credit AND c.fund_id = e.fund_id AND c.unit_code = e.unit_code
              AND e.effective_date >= c.opened_on AND (c.closed_on IS NULL OR e.effective_date <= c.closed_on)
            WHERE m.sequence > p_head) <> cardinality(m_event) THEN
          RAISE EXCEPTION 'a movement names an account that is unknown, closed, or of another fund than its entry'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'movement_accounts_of_fund';
        END IF;
        IF EXISTS (SELECT FROM entry e WHERE e.sequence > p_head
                   AND NOT EXISTS (SELECT FROM movement m WHERE m.sequence = e.sequence)) THEN
          RAISE EXCEPTION 'an entry without movements' USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_has_movements';
        END IF;

        -- Two purposes in one entry are a reallocation, and that takes a decision (accounting.md; NĐ 93/2021 art. 9.3, 11.2).
        SELECT string_agg(x.sequence::text, ',') INTO v_bad FROM (
          SELECT m.sequence FROM movement m
          JOIN entry e ON e.sequence = m.sequence AND e.decision_no IS NULL
          CROSS JOIN LATERAL (VALUES (m.debit), (m.credit)) s(account)
          JOIN account a ON a.id = s.account AND a.restriction_id IS NOT NULL
          WHERE m.sequence > p_head GROUP BY m.sequence HAVING count(DISTINCT a.restriction_id) > 1) x;
        IF v_bad IS NOT NULL THEN
          RAISE EXCEPTION 'an entry moves money between purposes without a decision'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_one_restriction';
        END IF;

        UPDATE place_balance b SET balance = b.balance + d.delta
        FROM (SELECT s.account, sum(s.amount) AS delta FROM (
                SELECT m.debit AS account, m.amount FROM movement m WHERE m.sequence > p_head
                UNION ALL SELECT m.credit, -m.amount FROM movement m WHERE m.sequence > p_head) s
              JOIN account a ON a.id = s.account AND a.role = 'place' GROUP BY s.account ORDER BY s.account) d
        WHERE b.account_id = d.account;
        UPDATE creditor_balance b SET balance = b.balance + d.delta
        FROM (SELECT s.account, sum(s.amount) AS delta FROM (
                SELECT m.credit AS account, m.amount FROM movement m WHERE m.sequence > p_head
                UNION ALL SELECT m.debit, -m.amount FROM movement m WHERE m.sequence > p_head) s
              JOIN account a ON a.id = s.account AND a.role = 'creditor' GROUP BY s.account ORDER BY s.account) d
        WHERE b.account_id = d.account;
        UPDATE restriction_balance b SET balance = b.balance + d.moved, reserved = b.reserved + d.reserved
        FROM (SELECT s.restriction, sum(s.moved) AS moved, sum(s.reserved) AS reserved FROM (
                SELECT a.restriction_id AS restriction, s.moved, 0::bigint AS reserved
                FROM movement m CROSS JOIN LATERAL (VALUES (m.credit, m.amount), (m.debit, -m.amount)) s(account, moved)
                JOIN account a ON a.id = s.account AND a.role = 'restriction' WHERE m.sequence > p_head
                UNION ALL SELECT r.restriction_id, 0, r.amount FROM reservation r WHERE r.sequence > p_head) s
              GROUP BY s.restriction) d
        WHERE b.restriction_id = d.restriction;

        -- What a source has reserved it may release, and no more.
        IF EXISTS (SELECT FROM reservation r WHERE r.source_id IN (SELECT source_id FROM reservation WHERE sequence > p_head AND amount < 0)
                   GROUP BY r.source_id, r.restriction_id HAVING sum(r.amount) < 0) THEN
          RAISE EXCEPTION 'more is released than was reserved'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reservation_released_at_most';
        END IF;

        -- A place may not have been negative at the end of any past day: money is paid out on a day it was there.
        IF EXISTS (
          WITH outflow AS (
            SELECT m.credit AS account, min(m.effective_date) AS since FROM movement m
            JOIN account a ON a.id = m.credit AND a.role = 'place' WHERE m.sequence > p_head GROUP BY m.credit),
          dated AS (
            SELECT o.account, o.since FROM outflow o WHERE EXISTS (
              SELECT FROM movement m WHERE m.debit = o.account AND m.effective_date > o.since)),
          daily AS (
            SELECT o.account, o.since, x.effective_date AS day, sum(x.amount) AS delta
            FROM dated o CROSS JOIN LATERAL (
              SELECT m.effective_date, m.amount FROM movement m WHERE m.debit = o.account
              UNION ALL SELECT m.effective_date, -m.amount FROM movement m WHERE m.credit = o.account) x
            GROUP BY o.account, o.since, x.effective_date),
          running AS (
            SELECT account, since, day, sum(delta) OVER (PARTITION BY account ORDER BY day) AS balance FROM daily)
          SELECT FROM running WHERE day >= since AND balance < 0) THEN
          RAISE EXCEPTION 'a place would have been negative on a past day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'place_balance_past_floor';
        END IF;
      END $$`);
  }

  private async grants(q: QueryRunner): Promise<void> {
    await q.query(`GRANT SELECT ON chart_account, restriction, account, ledger_head, event, entry, movement, reservation,
      place_balance, creditor_balance, restriction_balance TO sovang_app`);
    await q.query(
      `REVOKE EXECUTE ON FUNCTION ledger_open_restriction, ledger_open_account, ledger_close_account, ledger_take_lane, ledger_write FROM PUBLIC`,
    );
    await q.query(
      `GRANT EXECUTE ON FUNCTION ledger_open_restriction, ledger_open_account, ledger_close_account, ledger_take_lane, ledger_write TO sovang_app`,
    );
  }
}
