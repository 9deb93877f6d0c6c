import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Posting by rows. A list of events comes as one array of rows for each table, where it came as an array for each column:
 * thirty arrays that PostgreSQL laid out one by one, for one event as for a thousand, cost more than writing what was in
 * them. And the books are read for a decision in one statement.
 */
export class PostingByRows1700000001490 implements MigrationInterface {
  name = 'PostingByRows1700000001490';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`DROP FUNCTION ledger_look, ledger_write`);
    await this.rows(q);
    // The program's own bound, and the database's word for it: a receipt adds up so many lines of its entry and no more.
    await q.query(`ALTER TABLE movement ADD CONSTRAINT movement_line_range CHECK (line BETWEEN 1 AND 100)`);
    await this.reading(q);
    await this.writing(q);
    await this.reserving(q);
    await this.provingLittleUsed(q);
    await q.query(
      `REVOKE EXECUTE ON FUNCTION ledger_look, ledger_write, ledger_reserve, ledger_owe, ledger_prove_written FROM PUBLIC`,
    );
    await q.query(`GRANT EXECUTE ON FUNCTION ledger_look, ledger_write TO sovang_app`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  /** An event with its entry, where it has one; where its leaf lies in the bytes of all leaves; what it moves and reserves. */
  private async rows(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TYPE ledger_event_row AS (kind text, actor_id uuid, leaf_from integer, leaf_length integer,
        unit_code text, fund_id uuid, effective_date date, voucher text, description text, reverses bigint,
        decision_no text, source_kind text, source_id uuid, household_id uuid, commune_code text, purpose text,
        document_no text, adjusts date)`);
    await q.query(`
      CREATE TYPE ledger_movement_row AS (event integer, line smallint, debit integer, credit integer, amount bigint,
        foreign_amount bigint)`);
    await q.query(`
      CREATE TYPE ledger_reservation_row AS (event integer, line smallint, restriction_id integer, amount bigint,
        source_kind text, source_id uuid)`);
  }

  /**
   * Takes the lane and then, with a fresh snapshot, reads what a list of items depends on. Of a place that money leaves on
   * a day, the last column of its account says whether some of it came later: mostly none did, and no day is looked at.
   */
  private async reading(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION ledger_look(p_accounts integer[], p_since date[], p_forced boolean[], p_restrictions integer[],
        p_funds uuid[], p_from date, p_units text[],
        OUT sequence bigint, OUT recorded_at timestamptz, OUT accounts json, OUT restrictions json, OUT closed json,
        OUT profiles json)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
      #variable_conflict use_column
      BEGIN
        SELECT h.sequence, greatest(h.recorded_at, date_trunc('milliseconds', clock_timestamp()))
        INTO sequence, recorded_at FROM ledger_head h FOR UPDATE;
        SELECT
          (SELECT json_agg(json_build_array(a.id, a.unit_code, a.fund_id, a.code, a.role, a.restriction_id, a.label,
              a.opened_on, a.closed_on, a.nature, a.profile, a.currency, coalesce(p.balance, c.balance, 0)::text,
              coalesce(p.foreign_balance, 0)::text,
              a.role = 'place' AND w.since IS NOT NULL AND (w.forced OR EXISTS (
                SELECT FROM movement m WHERE m.debit = a.id AND m.effective_date > w.since))))
            FROM unnest(p_accounts, p_since, p_forced) w(account, since, forced) JOIN account a ON a.id = w.account
            LEFT JOIN place_balance p ON p.account_id = a.id LEFT JOIN creditor_balance c ON c.account_id = a.id),
          (SELECT json_agg(json_build_array(r.id, r.label, b.balance::text, b.reserved::text,
              (SELECT min(k.agreed_on) FROM cost_consent k WHERE k.restriction_id = r.id)))
            FROM restriction r JOIN restriction_balance b ON b.restriction_id = r.id
            WHERE r.id = ANY (p_restrictions || ARRAY(
              SELECT a.restriction_id FROM account a WHERE a.id = ANY (p_accounts) AND a.restriction_id IS NOT NULL))),
          (SELECT json_agg(json_build_array(p.fund_id, p.kind, p.starts_on, p.ends_on)) FROM period p
            WHERE p.fund_id = ANY (p_funds) AND p.state = 'closed' AND p.ends_on >= p_from),
          (SELECT json_agg(json_build_array(u.unit_code, u.valid_from, u.profile) ORDER BY u.valid_from)
            FROM unit_profile u WHERE u.unit_code = ANY (p_units))
        INTO accounts, restrictions, closed, profiles;
      END $$`);
  }

  /**
   * The one way into the books. It trusts nothing of what the program decided: sequence, accounts, funds, purposes,
   * profiles, periods, currencies, consents, floors and past days are proven again.
   */
  private async writing(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION ledger_write(p_head bigint, p_recorded_at timestamptz, p_events ledger_event_row[], p_leaves bytea,
        p_leaf_hashes bytea, p_movements ledger_movement_row[], p_reservations ledger_reservation_row[])
      RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
      SET plan_cache_mode = force_generic_plan AS $$
      DECLARE
        v_count integer := cardinality(p_events);
        v_reserved integer[] := '{}';
        v_wrong text;
        v_owed boolean; v_purposes boolean; v_abroad boolean; v_reversing boolean; v_back_dated boolean;
      BEGIN
        -- When something was recorded is the database's word: neither before what is recorded already, nor to come.
        UPDATE ledger_head SET sequence = p_head + v_count, recorded_at = greatest(recorded_at, p_recorded_at)
        WHERE sequence = p_head AND p_recorded_at BETWEEN date_trunc('milliseconds', recorded_at)
          AND greatest(recorded_at, clock_timestamp());
        IF NOT FOUND THEN
          IF EXISTS (SELECT FROM ledger_head h WHERE h.sequence = p_head) THEN
            RAISE EXCEPTION 'an event is recorded when it is written'
              USING ERRCODE = 'check_violation', CONSTRAINT = 'event_recorded_now';
          END IF;
          RAISE EXCEPTION 'the head of the ledger has moved' USING ERRCODE = 'serialization_failure';
        END IF;
        IF cardinality(p_reservations) > 0 THEN
          v_reserved := ARRAY(SELECT DISTINCT r.restriction_id FROM unnest(p_reservations) r);
        END IF;

        -- Many movements of a list are alike but for their amounts: what can be proven of two accounts, a fund and a day is
        -- proven once for all of them ("pair", and each side of it "side").
        WITH given AS MATERIALIZED (
          SELECT * FROM unnest(p_events) WITH ORDINALITY
            AS x(kind, actor_id, leaf_from, leaf_length, unit_code, fund_id, effective_date, voucher, description, reverses,
              decision_no, source_kind, source_id, household_id, commune_code, purpose, document_no, adjusts, n)),
        logged AS (
          INSERT INTO event (sequence, kind, actor_id, recorded_at, leaf, leaf_hash)
          SELECT p_head + n, kind, actor_id, p_recorded_at, substring(p_leaves FROM leaf_from FOR leaf_length),
            substring(p_leaf_hashes FROM (32 * n - 31)::integer FOR 32)
          FROM given),
        booked AS (
          INSERT INTO entry (sequence, unit_code, fund_id, effective_date, kind, voucher, description, reverses,
            decision_no, source_kind, source_id, household_id, commune_code, purpose, document_no, adjusts)
          SELECT p_head + n, unit_code, fund_id, effective_date, kind, voucher, description, reverses,
            decision_no, source_kind, source_id, household_id, commune_code, purpose, document_no, adjusts
          -- Whatever says something of an entry is one, and wants all that an entry has.
          FROM given WHERE NOT (unit_code, fund_id, effective_date, voucher, description, reverses, decision_no, source_kind,
            source_id, household_id, commune_code, purpose, document_no, adjusts) IS NULL
          RETURNING reverses),
        entries AS (SELECT count(*) AS entries, count(reverses) AS reversals FROM booked),
        moved AS MATERIALIZED (
          SELECT g.n, m.line, m.debit, m.credit, m.amount, m.foreign_amount, g.unit_code, g.fund_id, g.effective_date, g.kind
          FROM unnest(p_movements) m JOIN given g ON g.n = m.event AND g.unit_code IS NOT NULL),
        written AS (
          INSERT INTO movement (sequence, line, effective_date, debit, credit, amount, foreign_amount)
          SELECT p_head + n, line, effective_date, debit, credit, amount, foreign_amount FROM moved),
        pair AS (
          SELECT debit, credit, unit_code, fund_id, effective_date, kind, sum(amount) AS moved,
            sum(foreign_amount) AS abroad, count(*) AS movements, count(*) FILTER (WHERE line = 1) AS first_lines
          FROM moved GROUP BY debit, credit, unit_code, fund_id, effective_date, kind),
        side AS MATERIALIZED (
          SELECT s.account, s.sign, p.movements, p.first_lines, s.sign * p.moved AS moved, s.sign * p.abroad AS abroad,
            p.unit_code, p.fund_id, p.effective_date, p.kind, p.kind IN ('year-closed', 'profile-changed') AS closing,
            a.id AS found, a.fund_id AS own_fund, a.unit_code AS own_unit, a.code, a.role, a.restriction_id, a.nature,
            a.profile, a.currency, a.opened_on, a.closed_on
          FROM pair p CROSS JOIN LATERAL (VALUES (p.debit, 1), (p.credit, -1)) AS s(account, sign)
          LEFT JOIN account a ON a.id = s.account),
        place AS (
          UPDATE place_balance b SET balance = b.balance + s.moved, foreign_balance = b.foreign_balance + s.abroad
          FROM (SELECT account, sum(moved) AS moved, coalesce(sum(abroad) FILTER (WHERE currency <> 'VND'), 0) AS abroad
                FROM side WHERE role = 'place' GROUP BY account) s
          WHERE b.account_id = s.account),
        purpose AS (
          UPDATE restriction_balance b SET balance = b.balance - s.moved
          FROM (SELECT restriction_id, sum(moved) AS moved FROM side
                WHERE role = 'restriction' AND restriction_id <> ALL (v_reserved) GROUP BY restriction_id) s
          WHERE b.restriction_id = s.restriction_id)
        SELECT coalesce(
            CASE WHEN coalesce(sum(s.movements) FILTER (WHERE s.sign = 1), 0) <> coalesce(cardinality(p_movements), 0)
              THEN 'movement_accounts_of_fund' END,
            CASE WHEN coalesce(sum(s.first_lines) FILTER (WHERE s.sign = 1), 0) <> (SELECT entries FROM entries)
              THEN 'entry_has_movements' END,
            max('movement_accounts_of_fund') FILTER (WHERE s.found IS NULL OR s.own_fund <> s.fund_id
              OR s.own_unit <> s.unit_code OR s.effective_date < s.opened_on OR s.effective_date > s.closed_on),
            max('entry_period_open') FILTER (WHERE EXISTS (
              SELECT FROM period p WHERE p.fund_id = s.fund_id AND p.state = 'closed'
                AND s.effective_date <= p.ends_on AND (p.kind = 'year' OR NOT s.closing))),
            max('entry_closing_moves_no_money') FILTER (WHERE s.closing AND s.role <> 'restriction'
              AND NOT (s.kind = 'profile-changed' AND s.code IN ('0021', '152'))),
            -- The profile of the day, and none that the unit has left since: what stood in the old one was carried over.
            max('movement_profile_of_unit') FILTER (WHERE s.kind <> 'profile-changed' AND s.profile IS NOT NULL AND (
              s.profile <> coalesce((SELECT u.profile FROM unit_profile u WHERE u.unit_code = s.unit_code
                AND u.valid_from <= s.effective_date ORDER BY u.valid_from DESC LIMIT 1), 'A')
              OR EXISTS (SELECT FROM unit_profile u WHERE u.unit_code = s.unit_code
                AND u.valid_from > s.effective_date AND u.profile <> s.profile))),
            -- Costs come from the office's budget unless the donors agreed (NĐ 93/2021 art. 12.3).
            max('movement_cost_consented') FILTER (WHERE s.nature IN ('financial-cost', 'management') AND s.sign = 1
              AND NOT s.closing AND NOT EXISTS (SELECT FROM cost_consent k
                WHERE k.restriction_id = s.restriction_id AND k.agreed_on <= s.effective_date))),
          bool_or(s.role = 'creditor'),
          min(s.restriction_id) <> max(s.restriction_id),
          bool_or(s.currency <> 'VND' OR s.abroad IS NOT NULL),
          (SELECT reversals FROM entries) > 0,
          -- Money leaves a place on a day before some of it came, now or earlier.
          max(s.effective_date) FILTER (WHERE s.role = 'place' AND s.sign = 1)
              > min(s.effective_date) FILTER (WHERE s.role = 'place' AND s.sign = -1)
            OR bool_or(s.role = 'place' AND s.sign = -1 AND EXISTS (
              SELECT FROM movement m WHERE m.debit = s.account AND m.effective_date > s.effective_date))
        INTO v_wrong, v_owed, v_purposes, v_abroad, v_reversing, v_back_dated FROM side s;
        IF v_wrong IS NOT NULL THEN
          RAISE EXCEPTION 'the books refuse this: %', v_wrong USING ERRCODE = 'check_violation', CONSTRAINT = v_wrong;
        END IF;

        -- What few lists need is done and proven from the rows now written.
        IF v_owed THEN PERFORM ledger_owe(p_head, v_count); END IF;
        IF cardinality(p_reservations) > 0 THEN PERFORM ledger_reserve(p_head, v_count, p_reservations); END IF;
        IF v_purposes OR v_abroad OR v_reversing OR v_back_dated THEN
          PERFORM ledger_prove_written(p_head, v_count, v_purposes, v_abroad, v_reversing, v_back_dated);
        END IF;
      END $$`);
  }

  /** What creditors are owed, and what purposes hold and reserve where a list does both: the floor is of the difference. */
  private async reserving(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION ledger_owe(p_head bigint, p_count integer) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        UPDATE creditor_balance b SET balance = b.balance - s.moved FROM (
          SELECT x.account, sum(x.moved) AS moved FROM movement m
          CROSS JOIN LATERAL (VALUES (m.debit, m.amount), (m.credit, -m.amount)) AS x(account, moved)
          JOIN account a ON a.id = x.account AND a.role = 'creditor'
          WHERE m.sequence BETWEEN p_head + 1 AND p_head + p_count GROUP BY x.account) s
        WHERE b.account_id = s.account;
      END $$`);
    await q.query(`
      CREATE FUNCTION ledger_reserve(p_head bigint, p_count integer, p_reservations ledger_reservation_row[]) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM unnest(p_reservations) r WHERE (r.event BETWEEN 1 AND p_count) IS NOT TRUE) THEN
          RAISE EXCEPTION 'a reservation of no event' USING ERRCODE = 'check_violation', CONSTRAINT = 'event_has_leaf';
        END IF;
        INSERT INTO reservation (sequence, line, restriction_id, amount, source_kind, source_id)
        SELECT p_head + r.event, r.line, r.restriction_id, r.amount, r.source_kind, r.source_id FROM unnest(p_reservations) r;
        IF EXISTS (SELECT FROM unnest(p_reservations) r
                   WHERE NOT EXISTS (SELECT FROM restriction_balance b WHERE b.restriction_id = r.restriction_id)) THEN
          RAISE EXCEPTION 'a reservation of no purpose there is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reservation_of_restriction';
        END IF;
        UPDATE restriction_balance b SET balance = b.balance + d.moved, reserved = b.reserved + d.reserved FROM (
          SELECT r.restriction_id, sum(r.amount) AS reserved, coalesce((
            SELECT sum(x.moved) FROM movement m
            CROSS JOIN LATERAL (VALUES (m.debit, -m.amount), (m.credit, m.amount)) AS x(account, moved)
            JOIN account a ON a.id = x.account AND a.restriction_id = r.restriction_id
            WHERE m.sequence BETWEEN p_head + 1 AND p_head + p_count), 0) AS moved
          FROM unnest(p_reservations) r GROUP BY r.restriction_id) d
        WHERE b.restriction_id = d.restriction_id;
        -- What a source has reserved it may release, and no more.
        IF EXISTS (
          SELECT FROM reservation r WHERE r.source_id IN (SELECT g.source_id FROM unnest(p_reservations) g)
          GROUP BY r.source_id, r.restriction_id HAVING sum(r.amount) < 0) THEN
          RAISE EXCEPTION 'more is released than was reserved'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reservation_released_at_most';
        END IF;
      END $$`);
  }

  /** The rows are between two positions and found by their key: a plan for "everything after N" may be one for a third of it. */
  private async provingLittleUsed(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION ledger_prove_written(p_head bigint, p_count integer, p_purposes boolean, p_abroad boolean,
        p_reversing boolean, p_back_dated boolean) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE v_out integer[]; v_since date[];
      BEGIN
        IF p_reversing AND EXISTS (
          SELECT FROM entry e WHERE e.sequence BETWEEN p_head + 1 AND p_head + p_count AND e.reverses IS NOT NULL
            AND NOT EXISTS (SELECT FROM entry o WHERE o.sequence = e.reverses AND o.fund_id = e.fund_id)) THEN
          RAISE EXCEPTION 'a reversal of no entry of the fund'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_reverses_entry';
        END IF;
        -- Two purposes in one entry are a reallocation, and that takes a decision (NĐ 93/2021 arts. 9.3, 11.2).
        IF p_purposes AND EXISTS (
          SELECT FROM movement m JOIN entry e ON e.sequence = m.sequence AND nullif(e.decision_no, '') IS NULL
          CROSS JOIN LATERAL (VALUES (m.debit), (m.credit)) s(account)
          JOIN account a ON a.id = s.account AND a.restriction_id IS NOT NULL
          WHERE m.sequence BETWEEN p_head + 1 AND p_head + p_count
          GROUP BY m.sequence HAVING min(a.restriction_id) <> max(a.restriction_id)) THEN
          RAISE EXCEPTION 'an entry moves money between purposes without a decision'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_one_restriction';
        END IF;
        IF p_abroad AND EXISTS (
          SELECT FROM movement m JOIN account d ON d.id = m.debit JOIN account c ON c.id = m.credit
          WHERE m.sequence BETWEEN p_head + 1 AND p_head + p_count
            AND ((d.currency = 'VND' AND c.currency = 'VND') <> (m.foreign_amount IS NULL)
              OR nullif(d.currency, 'VND') <> nullif(c.currency, 'VND'))) THEN
          RAISE EXCEPTION 'a movement of two currencies, or of none where one is held'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'movement_currency_whole';
        END IF;
        -- A place may not have been negative at the end of any past day: money is paid out on a day it was there.
        IF NOT coalesce(p_back_dated, false) THEN RETURN; END IF;
        SELECT array_agg(o.account), array_agg(o.since) INTO v_out, v_since FROM (
          SELECT m.credit AS account, min(m.effective_date) AS since
          FROM movement m JOIN account a ON a.id = m.credit AND a.role = 'place'
          WHERE m.sequence BETWEEN p_head + 1 AND p_head + p_count GROUP BY m.credit) o;
        IF EXISTS (
          SELECT FROM (SELECT sum(d.moved) OVER (PARTITION BY d.account ORDER BY d.day) AS balance
            FROM ledger_days(v_out, v_since, array_fill(true, ARRAY[cardinality(v_out)])) d) x WHERE x.balance < 0) THEN
          RAISE EXCEPTION 'a place would have been negative on a past day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'place_balance_past_floor';
        END IF;
      END $$`);
  }
}
