import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Posting again, in two calls of the database: one that takes the lane and reads all that a decision depends on, one that
 * writes everything in a single statement and proves it. Both are set-based. What is written is never read back from the
 * tables by its position: on a large table a plan for "everything after N" may be one for a third of it.
 */
export class PostingInOnePass1700000001410 implements MigrationInterface {
  name = 'PostingInOnePass1700000001410';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`DROP FUNCTION ledger_write, ledger_open_account`);
    // Few entries reverse another; the others need no place in that index.
    await q.query(`ALTER TABLE entry DROP CONSTRAINT entry_reversed_once,
      ADD CONSTRAINT entry_reversed_once EXCLUDE USING btree (reverses WITH =) WHERE (reverses IS NOT NULL)`);
    await this.opening(q);
    await this.reading(q);
    await this.pastDays(q);
    await this.writing(q);
    await this.changing(q);
    await this.grants(q);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  /** The nature of an account of a purpose follows from the chart, or from the account's subject where the chart leaves it open. */
  private async opening(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION ledger_open_account(p_unit text, p_fund uuid, p_code text, p_restriction integer, p_subject text,
        p_label text, p_opened_on date, p_currency text DEFAULT 'VND')
      RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE v_id integer; v_role text; v_nature text; v_profile text;
      BEGIN
        SELECT id INTO v_id FROM account WHERE fund_id = p_fund AND code = p_code AND subject = p_subject
          AND restriction_id IS NOT DISTINCT FROM p_restriction;
        IF v_id IS NOT NULL THEN RETURN v_id; END IF;
        SELECT min(role), min(nature), CASE WHEN count(DISTINCT profile) = 1 THEN min(profile) END
        INTO v_role, v_nature, v_profile FROM chart_account WHERE code = p_code;
        IF v_role IS NULL THEN
          RAISE EXCEPTION 'account code % is not in the chart', p_code
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_code_known';
        END IF;
        IF v_role = 'restriction' THEN v_nature := coalesce(v_nature, nullif(p_subject, ''), 'carried'); END IF;
        IF p_restriction IS NOT NULL AND NOT EXISTS (
          SELECT FROM restriction r WHERE r.id = p_restriction AND r.fund_id = p_fund AND r.unit_code = p_unit) THEN
          RAISE EXCEPTION 'restriction % belongs to another fund', p_restriction
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_restriction_of_fund';
        END IF;
        INSERT INTO account (unit_code, fund_id, code, role, restriction_id, subject, label, opened_on, nature, profile, currency)
        VALUES (p_unit, p_fund, p_code, v_role, p_restriction, p_subject, p_label, p_opened_on, v_nature, v_profile, p_currency)
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
      CREATE FUNCTION ledger_profile(p_unit text, p_day date) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT coalesce((SELECT profile FROM unit_profile WHERE unit_code = p_unit AND valid_from <= p_day
          ORDER BY valid_from DESC LIMIT 1), 'A')
      $$`);
  }

  /** Takes the lane, and then, with a fresh snapshot, reads what a list of items depends on. */
  private async reading(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION ledger_look(p_accounts integer[], p_restrictions integer[], p_sources uuid[], p_reverses bigint[],
        p_out integer[], p_since date[], p_forced boolean[], p_units text[], p_funds uuid[], p_from date)
      RETURNS TABLE (sequence bigint, recorded_at timestamptz, books jsonb)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
      #variable_conflict use_column
      BEGIN
        SELECT h.sequence, greatest(h.recorded_at, date_trunc('milliseconds', clock_timestamp()))
        INTO sequence, recorded_at FROM ledger_head h FOR UPDATE;
        books := jsonb_build_object(
          'accounts', (SELECT jsonb_agg(jsonb_build_array(a.id, a.unit_code, a.fund_id, a.code, a.role, a.restriction_id, a.label,
              a.opened_on, a.closed_on, a.nature, a.profile, a.currency, coalesce(p.balance, c.balance, 0)::text,
              coalesce(p.foreign_balance, 0)::text))
            FROM account a LEFT JOIN place_balance p ON p.account_id = a.id LEFT JOIN creditor_balance c ON c.account_id = a.id
            WHERE a.id = ANY (p_accounts)),
          'restrictions', (SELECT jsonb_agg(jsonb_build_array(r.id, r.label, b.balance::text, b.reserved::text,
              (SELECT min(k.agreed_on) FROM cost_consent k WHERE k.restriction_id = r.id)))
            FROM restriction r JOIN restriction_balance b ON b.restriction_id = r.id
            WHERE r.id = ANY (p_restrictions) OR r.id IN (SELECT a.restriction_id FROM account a WHERE a.id = ANY (p_accounts))));
        IF cardinality(p_sources) > 0 THEN
          books := books || jsonb_build_object('reserved', (
            SELECT jsonb_agg(jsonb_build_array(x.restriction_id, x.source_id, x.amount::text)) FROM (
              SELECT restriction_id, source_id, sum(amount) AS amount FROM reservation WHERE source_id = ANY (p_sources)
              GROUP BY 1, 2) x));
        END IF;
        IF cardinality(p_reverses) > 0 THEN
          books := books || jsonb_build_object('reversible', (
            SELECT jsonb_agg(jsonb_build_array(e.sequence, EXISTS (SELECT FROM entry r WHERE r.reverses = e.sequence)))
            FROM entry e WHERE e.sequence = ANY (p_reverses)));
        END IF;
        -- Mostly no place has an earlier outflow than its last inflow, and then no day is looked at.
        IF EXISTS (
          SELECT FROM unnest(p_out, p_since, p_forced) w(account, since, forced)
          JOIN account a ON a.id = w.account AND a.role = 'place'
          WHERE w.forced OR EXISTS (SELECT FROM movement m WHERE m.debit = w.account AND m.effective_date > w.since)) THEN
          books := books || jsonb_build_object('days', (
            SELECT jsonb_agg(jsonb_build_array(d.account, d.day, d.moved::text)) FROM ledger_days(p_out, p_since, p_forced) d));
        END IF;
        IF cardinality(p_funds) > 0 THEN
          books := books || jsonb_build_object(
            'closed', (SELECT jsonb_agg(jsonb_build_array(p.fund_id, p.kind, p.starts_on, p.ends_on)) FROM period p
              WHERE p.fund_id = ANY (p_funds) AND p.state = 'closed' AND p.ends_on >= p_from),
            'profiles', (SELECT jsonb_agg(jsonb_build_array(u.unit_code, u.valid_from, u.profile) ORDER BY u.valid_from)
              FROM unit_profile u WHERE u.unit_code = ANY (p_units)));
        END IF;
        RETURN NEXT;
      END $$`);
  }

  /**
   * Of places that money leaves on a day before some of it came: what they held at the end of the earliest such day, and
   * what moved on each day after it. Of another place no day can be short unless the last one is.
   */
  private async pastDays(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION ledger_days(p_accounts integer[], p_since date[], p_forced boolean[])
      RETURNS TABLE (account integer, day date, moved bigint)
      LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
      #variable_conflict use_column
      DECLARE v_mark bigint := (SELECT sequence FROM day_watermark);
      BEGIN
        RETURN QUERY
        WITH wanted AS MATERIALIZED (
          SELECT w.account, w.since FROM unnest(p_accounts, p_since, p_forced) w(account, since, forced)
          JOIN account a ON a.id = w.account AND a.role = 'place'
          WHERE w.forced OR EXISTS (SELECT FROM movement m WHERE m.debit = w.account AND m.effective_date > w.since)),
        moves AS (
          SELECT w.account, greatest(d.day, w.since) AS day, d.debit - d.credit AS moved
          FROM wanted w JOIN account_day d ON d.account_id = w.account
          UNION ALL
          SELECT w.account, greatest(m.effective_date, w.since), m.amount
          FROM wanted w JOIN movement m ON m.debit = w.account WHERE m.sequence > v_mark
          UNION ALL
          SELECT w.account, greatest(m.effective_date, w.since), -m.amount
          FROM wanted w JOIN movement m ON m.credit = w.account WHERE m.sequence > v_mark)
        SELECT x.account, x.day, sum(x.moved)::bigint FROM moves x GROUP BY 1, 2;
      END $$`);
  }

  /**
   * The one way into the books. It trusts nothing of what the program decided: sequence, accounts, funds, purposes,
   * profiles, periods, currencies, consents, floors and past days are proven again.
   */
  private async writing(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION ledger_write(
        p_head bigint, p_recorded_at timestamptz, p_actor uuid[], p_kind text[], p_leaves bytea, p_leaf_hashes bytea,
        p_leaf_length integer[],
        e_event integer[], e_unit text[], e_fund uuid[], e_date date[], e_voucher text[], e_description text[],
        e_reverses bigint[], e_decision text[], e_source_kind text[], e_source uuid[], e_household uuid[], e_commune text[],
        e_purpose text[], e_document text[], e_adjusts date[],
        m_event integer[], m_line smallint[], m_debit integer[], m_credit integer[], m_amount bigint[], m_foreign bigint[],
        r_event integer[], r_line smallint[], r_restriction integer[], r_amount bigint[], r_source_kind text[], r_source uuid[])
      RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
      SET plan_cache_mode = force_generic_plan AS $$
      DECLARE
        v_count integer := cardinality(p_leaf_length);
        v_wrong text;
        v_purposes boolean; v_abroad boolean; v_back_dated boolean;
        v_out integer[]; v_since date[];
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

        -- Every leaf is whole, and what is booked or reserved is of one of these events: nothing stands without its leaf.
        IF octet_length(p_leaves) IS DISTINCT FROM (SELECT sum(l) FROM unnest(p_leaf_length) l)
          OR EXISTS (SELECT FROM unnest(e_event || r_event) x(event) WHERE (x.event BETWEEN 1 AND v_count) IS NOT TRUE) THEN
          RAISE EXCEPTION 'a leaf does not fit its event'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'event_has_leaf';
        END IF;

        INSERT INTO event (sequence, kind, actor_id, recorded_at, leaf, leaf_hash)
        SELECT p_head + x.n, x.kind, x.actor, p_recorded_at,
          substring(p_leaves FROM (1 + sum(x.length) OVER (ORDER BY x.n) - x.length)::integer FOR x.length),
          substring(p_leaf_hashes FROM (32 * x.n - 31)::integer FOR 32)
        FROM unnest(p_actor, p_kind, p_leaf_length) WITH ORDINALITY AS x(actor, kind, length, n);

        INSERT INTO reservation (sequence, line, restriction_id, amount, source_kind, source_id)
        SELECT p_head + r.event, r.line, r.restriction, r.amount, r.kind, r.source
        FROM unnest(r_event, r_line, r_restriction, r_amount, r_source_kind, r_source)
          AS r(event, line, restriction, amount, kind, source);

        IF cardinality(r_restriction) > 0 AND EXISTS (
          SELECT FROM unnest(r_restriction) r(id)
                   WHERE NOT EXISTS (SELECT FROM restriction_balance b WHERE b.restriction_id = r.id)) THEN
          RAISE EXCEPTION 'a reservation of no purpose there is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reservation_of_restriction';
        END IF;
        IF e_reverses IS NOT NULL AND EXISTS (
          SELECT FROM unnest(e_reverses, e_fund) r(reverses, fund) WHERE r.reverses IS NOT NULL
                   AND NOT EXISTS (SELECT FROM entry e WHERE e.sequence = r.reverses AND e.fund_id = r.fund)) THEN
          RAISE EXCEPTION 'a reversal of no entry of the fund'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_reverses_entry';
        END IF;

        -- Many movements of a list are alike but for their amounts: what can be proven of an account, a fund and a day is
        -- proven once for all of them ("shape").
        WITH booked AS (
          INSERT INTO entry (sequence, unit_code, fund_id, effective_date, kind, voucher, description, reverses,
            decision_no, source_kind, source_id, household_id, commune_code, purpose, document_no, adjusts)
          SELECT p_head + e.event, e.unit, e.fund, e.day, k.kind, e.voucher, e.description, e.reverses,
            e.decision, e.source_kind, e.source, e.household, e.commune, e.purpose, e.document, e.adjusts
          FROM unnest(e_event, e_unit, e_fund, e_date, e_voucher, e_description, e_reverses, e_decision, e_source_kind,
            e_source, e_household, e_commune, e_purpose, e_document, e_adjusts)
            AS e(event, unit, fund, day, voucher, description, reverses, decision, source_kind, source, household, commune,
              purpose, document, adjusts)
          JOIN unnest(p_kind) WITH ORDINALITY AS k(kind, n) ON k.n = e.event
          RETURNING sequence, unit_code, fund_id, effective_date, closing, kind, decision_no),
        moved AS MATERIALIZED (
          SELECT b.sequence, m.line, m.debit, m.credit, m.amount, m.abroad, b.unit_code, b.fund_id, b.effective_date,
            b.closing, b.kind = 'profile-changed' AS moving, nullif(b.decision_no, '') AS decision_no
          FROM unnest(m_event, m_line, m_debit, m_credit, m_amount, m_foreign)
            AS m(event, line, debit, credit, amount, abroad) JOIN booked b ON b.sequence = p_head + m.event),
        written AS (
          INSERT INTO movement (sequence, line, effective_date, debit, credit, amount, foreign_amount)
          SELECT sequence, line, effective_date, debit, credit, amount, abroad FROM moved),
        shape AS MATERIALIZED (
          SELECT s.*, a.id AS found, a.code, a.role, a.restriction_id, a.nature, a.profile, a.currency, a.opened_on, a.closed_on,
            a.fund_id AS own_fund, a.unit_code AS own_unit
          FROM (
            SELECT debit AS account, unit_code, fund_id, effective_date, closing, moving, true AS debited,
              sum(amount) AS moved, sum(abroad) AS abroad FROM moved GROUP BY 1, 2, 3, 4, 5, 6
            UNION ALL
            SELECT credit, unit_code, fund_id, effective_date, closing, moving, false, -sum(amount), -sum(abroad)
            FROM moved GROUP BY 1, 2, 3, 4, 5, 6) s
          LEFT JOIN account a ON a.id = s.account),
        sums AS MATERIALIZED (
          SELECT account, role, restriction_id, currency, sum(moved) AS moved, sum(abroad) AS abroad FROM shape
          GROUP BY account, role, restriction_id, currency),
        place AS (
          UPDATE place_balance b SET balance = b.balance + s.moved,
            foreign_balance = b.foreign_balance + CASE WHEN s.currency = 'VND' THEN 0 ELSE coalesce(s.abroad, 0) END
          FROM sums s WHERE b.account_id = s.account AND s.role = 'place'),
        creditor AS (
          UPDATE creditor_balance b SET balance = b.balance - s.moved FROM sums s
          WHERE b.account_id = s.account AND s.role = 'creditor'),
        purpose AS (
          UPDATE restriction_balance b SET balance = b.balance + d.moved, reserved = b.reserved + d.reserved
          FROM (SELECT x.restriction, sum(x.moved) AS moved, sum(x.reserved) AS reserved FROM (
                  SELECT s.restriction_id AS restriction, -s.moved AS moved, 0::bigint AS reserved FROM sums s
                  WHERE s.role = 'restriction'
                  UNION ALL SELECT r.restriction, 0, r.amount FROM unnest(r_restriction, r_amount) r(restriction, amount)) x
                GROUP BY x.restriction) d
          WHERE b.restriction_id = d.restriction),
        counted AS (SELECT count(*) AS movements, count(DISTINCT sequence) AS entries FROM moved)
        SELECT coalesce(
            CASE WHEN (SELECT movements FROM counted) <> cardinality(m_event) THEN 'movement_accounts_of_fund' END,
            CASE WHEN (SELECT entries FROM counted) <> cardinality(e_event) THEN 'entry_has_movements' END,
            max('movement_accounts_of_fund') FILTER (WHERE s.found IS NULL OR s.own_fund <> s.fund_id
              OR s.own_unit <> s.unit_code OR s.effective_date < s.opened_on OR s.effective_date > s.closed_on),
            max('entry_period_open') FILTER (WHERE EXISTS (
              SELECT FROM period p WHERE p.fund_id = s.fund_id AND p.state = 'closed'
                AND s.effective_date <= p.ends_on AND (p.kind = 'year' OR NOT s.closing))),
            max('entry_closing_moves_no_money') FILTER (WHERE s.closing AND s.role <> 'restriction'
              AND NOT (s.moving AND s.code IN ('0021', '152'))),
            max('movement_profile_of_unit') FILTER (WHERE NOT s.moving
              AND s.profile <> ledger_profile(s.unit_code, s.effective_date)),
            -- Costs come from the office's budget unless the donors agreed (NĐ 93/2021 art. 12.3).
            max('movement_cost_consented') FILTER (WHERE s.nature IN ('financial-cost', 'management') AND s.debited
              AND NOT s.closing AND NOT EXISTS (SELECT FROM cost_consent k
                WHERE k.restriction_id = s.restriction_id AND k.agreed_on <= s.effective_date))),
          count(DISTINCT s.restriction_id) > 1,
          bool_or(s.currency <> 'VND' OR s.abroad IS NOT NULL),
          max(s.effective_date) FILTER (WHERE s.role = 'place' AND s.debited)
              > min(s.effective_date) FILTER (WHERE s.role = 'place' AND NOT s.debited)
            OR bool_or(s.role = 'place' AND NOT s.debited AND EXISTS (
              SELECT FROM movement m WHERE m.debit = s.account AND m.effective_date > s.effective_date))
        INTO v_wrong, v_purposes, v_abroad, v_back_dated FROM shape s;
        IF v_wrong IS NOT NULL THEN
          RAISE EXCEPTION 'the books refuse this: %', v_wrong USING ERRCODE = 'check_violation', CONSTRAINT = v_wrong;
        END IF;

        -- What few lists need is looked at in the rows now written: they are between two positions, found by their key.
        -- Two purposes in one entry are a reallocation, and that takes a decision (NĐ 93/2021 arts. 9.3, 11.2).
        IF v_purposes AND EXISTS (
          SELECT FROM movement m JOIN entry e ON e.sequence = m.sequence AND nullif(e.decision_no, '') IS NULL
          CROSS JOIN LATERAL (VALUES (m.debit), (m.credit)) s(account)
          JOIN account a ON a.id = s.account AND a.restriction_id IS NOT NULL
          WHERE m.sequence BETWEEN p_head + 1 AND p_head + v_count
          GROUP BY m.sequence HAVING min(a.restriction_id) <> max(a.restriction_id)) THEN
          RAISE EXCEPTION 'an entry moves money between purposes without a decision'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_one_restriction';
        END IF;
        IF v_abroad AND EXISTS (
          SELECT FROM movement m JOIN account d ON d.id = m.debit JOIN account c ON c.id = m.credit
          WHERE m.sequence BETWEEN p_head + 1 AND p_head + v_count
            AND ((d.currency = 'VND' AND c.currency = 'VND') <> (m.foreign_amount IS NULL)
              OR nullif(d.currency, 'VND') <> nullif(c.currency, 'VND'))) THEN
          RAISE EXCEPTION 'a movement of two currencies, or of none where one is held'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'movement_currency_whole';
        END IF;

        -- What a source has reserved it may release, and no more.
        IF cardinality(r_source) > 0 AND EXISTS (
          SELECT FROM reservation r WHERE r.source_id = ANY (r_source)
          GROUP BY r.source_id, r.restriction_id HAVING sum(r.amount) < 0) THEN
          RAISE EXCEPTION 'more is released than was reserved'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reservation_released_at_most';
        END IF;

        -- A place may not have been negative at the end of any past day: money is paid out on a day it was there.
        IF v_back_dated THEN
          SELECT array_agg(o.account), array_agg(o.since) INTO v_out, v_since FROM (
            SELECT m.credit AS account, min(m.effective_date) AS since
            FROM movement m JOIN account a ON a.id = m.credit AND a.role = 'place'
            WHERE m.sequence BETWEEN p_head + 1 AND p_head + v_count GROUP BY m.credit) o;
          IF EXISTS (
            SELECT FROM (SELECT sum(d.moved) OVER (PARTITION BY d.account ORDER BY d.day) AS balance
              FROM ledger_days(v_out, v_since, array_fill(true, ARRAY[cardinality(v_out)])) d) x WHERE x.balance < 0) THEN
            RAISE EXCEPTION 'a place would have been negative on a past day'
              USING ERRCODE = 'check_violation', CONSTRAINT = 'place_balance_past_floor';
          END IF;
        END IF;
      END $$`);
  }

  /**
   * States that follow from an event which this transaction has just written: a period closed or opened again, a profile
   * chosen, donors' consent to costs. Each names its event, so that none changes without a leaf.
   */
  private async changing(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION ledger_require_event(p_sequence bigint, p_kinds text[]) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        -- Only this transaction can have written the last event while it holds the lane.
        PERFORM FROM ledger_head FOR UPDATE;
        IF NOT EXISTS (SELECT FROM event e WHERE e.sequence = p_sequence AND e.kind = ANY (p_kinds)
                       AND e.xmin::text = pg_current_xact_id()::xid::text) THEN
          RAISE EXCEPTION 'a change of the books without its event'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'change_has_event';
        END IF;
      END $$`);
    await q.query(`
      CREATE FUNCTION ledger_set_period(p_unit text, p_fund uuid, p_kind text, p_starts_on date, p_state text, p_sequence bigint)
      RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        PERFORM ledger_require_event(p_sequence,
          ARRAY[CASE p_state WHEN 'closed' THEN 'period-closed' ELSE 'period-reopened' END]);
        INSERT INTO period (unit_code, fund_id, kind, starts_on, ends_on, state, sequence)
        VALUES (p_unit, p_fund, p_kind, p_starts_on, (p_starts_on + ('1 ' || p_kind)::interval)::date - 1, p_state, p_sequence)
        ON CONFLICT ON CONSTRAINT period_pkey DO UPDATE SET state = excluded.state, sequence = excluded.sequence;
      END $$`);
    await q.query(`
      CREATE FUNCTION ledger_set_profile(p_unit text, p_from date, p_profile text, p_decision text, p_sequence bigint)
      RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        PERFORM ledger_require_event(p_sequence, ARRAY['profile-changed']);
        INSERT INTO unit_profile (unit_code, valid_from, profile, decision_no, sequence)
        VALUES (p_unit, p_from, p_profile, p_decision, p_sequence);
        IF EXISTS (SELECT FROM entry e JOIN movement m ON m.sequence = e.sequence JOIN account a ON a.id IN (m.debit, m.credit)
                   WHERE e.unit_code = p_unit AND e.effective_date >= p_from AND e.kind <> 'profile-changed'
                     AND a.profile <> ledger_profile(p_unit, e.effective_date)) THEN
          RAISE EXCEPTION 'entries of the other profile stand on or after that day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_profile_before_entries';
        END IF;
      END $$`);
    await q.query(`
      CREATE FUNCTION ledger_consent_to_costs(p_restriction integer, p_document text, p_agreed_on date, p_sequence bigint)
      RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        PERFORM ledger_require_event(p_sequence, ARRAY['cost-consented']);
        INSERT INTO cost_consent (restriction_id, document_no, agreed_on, sequence)
        VALUES (p_restriction, p_document, p_agreed_on, p_sequence);
      END $$`);
  }

  private async grants(q: QueryRunner): Promise<void> {
    const ours = `ledger_open_account, ledger_look, ledger_write, ledger_set_period, ledger_set_profile, ledger_consent_to_costs`;
    await q.query(`REVOKE EXECUTE ON FUNCTION ${ours}, ledger_require_event FROM PUBLIC`);
    await q.query(`GRANT EXECUTE ON FUNCTION ${ours}, ledger_profile, ledger_days TO sovang_app`);
  }
}
