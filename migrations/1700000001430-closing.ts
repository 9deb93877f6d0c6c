import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Months and years that people close: what the checklist said when they did, who opened them again and why, cash counted
 * by two people, and who looks after a line of a statement that nobody has explained. The order of closing is the
 * database's own rule too.
 */
export class Closing1700000001430 implements MigrationInterface {
  name = 'Closing1700000001430';

  async up(q: QueryRunner): Promise<void> {
    await this.closings(q);
    await this.reconciliations(q);
    await this.counts(q);
    await this.owners(q);
    await this.order(q);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  /** A closing stands until it is opened again, by another person; then the period may be closed anew, in a new row. */
  private async closings(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE closing (
        id uuid CONSTRAINT closing_pkey PRIMARY KEY,
        unit_code text NOT NULL,
        fund_id uuid NOT NULL CONSTRAINT closing_fund_id_fkey REFERENCES fund (id),
        kind text NOT NULL CONSTRAINT closing_kind_known CHECK (kind IN ('month', 'year')),
        starts_on date NOT NULL,
        checklist jsonb NOT NULL,
        sequence bigint NOT NULL CONSTRAINT closing_event_once UNIQUE,
        closed_by uuid NOT NULL,
        closed_at timestamptz NOT NULL,
        reopened_by uuid,
        reopened_at timestamptz,
        reopen_reason text CONSTRAINT closing_reopen_reason_length CHECK (length(reopen_reason) BETWEEN 3 AND 300),
        reopen_sequence bigint CONSTRAINT closing_reopen_event_once UNIQUE,
        CONSTRAINT closing_reopened_whole CHECK (num_nonnulls(reopened_by, reopened_at, reopen_reason, reopen_sequence) IN (0, 4)),
        CONSTRAINT closing_reopened_by_another CHECK (reopened_by <> closed_by)
      )`);
    await q.query(
      `CREATE UNIQUE INDEX closing_stands_once ON closing (fund_id, kind, starts_on) WHERE reopened_at IS NULL`,
    );
    await q.query(`GRANT SELECT, INSERT ON closing TO sovang_app`);
    await q.query(`GRANT UPDATE (reopened_by, reopened_at, reopen_reason, reopen_sequence) ON closing TO sovang_app`);
  }

  /** Profile B has no result to carry over: two people sign that the money held agrees with the detailed accounts. */
  private async reconciliations(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE year_reconciliation (
        id uuid CONSTRAINT year_reconciliation_pkey PRIMARY KEY,
        unit_code text NOT NULL,
        fund_id uuid NOT NULL CONSTRAINT year_reconciliation_fund_id_fkey REFERENCES fund (id),
        starts_on date NOT NULL,
        lines jsonb NOT NULL,
        digest bytea NOT NULL CONSTRAINT year_reconciliation_digest_length CHECK (octet_length(digest) = 32),
        signed_by uuid NOT NULL,
        signed_at timestamptz NOT NULL,
        countersigned_by uuid,
        countersigned_at timestamptz,
        superseded boolean NOT NULL DEFAULT false,
        CONSTRAINT year_reconciliation_countersigned_whole CHECK (num_nonnulls(countersigned_by, countersigned_at) IN (0, 2)),
        CONSTRAINT year_reconciliation_two_people CHECK (countersigned_by <> signed_by)
      )`);
    await q.query(`CREATE UNIQUE INDEX year_reconciliation_waits_once ON year_reconciliation (fund_id, starts_on)
      WHERE countersigned_at IS NULL AND NOT superseded`);
    await q.query(`GRANT SELECT, INSERT ON year_reconciliation TO sovang_app`);
    await q.query(`GRANT UPDATE (countersigned_by, countersigned_at, superseded) ON year_reconciliation TO sovang_app`);
  }

  /** A count is the cashier's word, and stands once an accountant has looked too: the two are never one person. */
  private async counts(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE cash_count (
        id uuid CONSTRAINT cash_count_pkey PRIMARY KEY,
        unit_code text NOT NULL,
        fund_id uuid NOT NULL CONSTRAINT cash_count_fund_id_fkey REFERENCES fund (id),
        cash_box_id uuid NOT NULL CONSTRAINT cash_count_cash_box_id_fkey REFERENCES cash_box (id),
        day date NOT NULL,
        counted bigint NOT NULL CONSTRAINT cash_count_counted_not_negative CHECK (counted >= 0),
        books bigint NOT NULL CONSTRAINT cash_count_books_not_negative CHECK (books >= 0),
        counted_by uuid NOT NULL,
        counted_at timestamptz NOT NULL,
        confirmed_by uuid,
        confirmed_at timestamptz,
        CONSTRAINT cash_count_confirmed_whole CHECK (num_nonnulls(confirmed_by, confirmed_at) IN (0, 2)),
        CONSTRAINT cash_count_two_people CHECK (confirmed_by <> counted_by)
      )`);
    await q.query(`CREATE INDEX cash_count_cash_box_idx ON cash_count (cash_box_id, day)`);
    await q.query(`CREATE INDEX cash_count_fund_idx ON cash_count (fund_id, id)`);
    await q.query(`GRANT SELECT, INSERT ON cash_count TO sovang_app`);
    await q.query(`GRANT UPDATE (confirmed_by, confirmed_at) ON cash_count TO sovang_app`);
  }

  private async owners(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE statement_line ADD COLUMN owner_id uuid, ADD COLUMN owned_since timestamptz, ADD COLUMN owner_named_by uuid,
        ADD CONSTRAINT statement_line_owner_whole CHECK (num_nonnulls(owner_id, owned_since, owner_named_by) IN (0, 3))`);
    await q.query(`GRANT UPDATE (owner_id, owned_since, owner_named_by) ON statement_line TO sovang_app`);
  }

  /**
   * Months close one after the other and open again in the opposite order, a year after its months and open before them.
   * Before the fund's first entry there is nothing to close. The state itself is the ledger's (`period`).
   */
  private async order(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION closing_in_order() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE v_wrong text; v_year date := date_trunc('year', NEW.starts_on::timestamp)::date;
      BEGIN
        IF NOT EXISTS (SELECT FROM period p WHERE p.fund_id = NEW.fund_id AND p.kind = NEW.kind AND p.starts_on = NEW.starts_on
            AND p.state = CASE WHEN NEW.reopened_at IS NULL THEN 'closed' ELSE 'open' END
            AND p.sequence = coalesce(NEW.reopen_sequence, NEW.sequence)) THEN
          v_wrong := 'closing_is_of_the_books';
        ELSIF NEW.reopened_at IS NULL THEN
          IF EXISTS (
            SELECT FROM generate_series(
              date_trunc(NEW.kind, (SELECT min(e.effective_date) FROM entry e WHERE e.fund_id = NEW.fund_id)::timestamp),
              NEW.starts_on::timestamp - ('1 ' || NEW.kind)::interval, ('1 ' || NEW.kind)::interval) b(starts_on)
            WHERE NOT EXISTS (SELECT FROM period p WHERE p.fund_id = NEW.fund_id AND p.kind = NEW.kind
              AND p.state = 'closed' AND p.starts_on = b.starts_on::date)) THEN
            v_wrong := 'closing_after_the_ones_before';
          ELSIF NEW.kind = 'year' AND EXISTS (
            SELECT FROM generate_series(0, 11) n
            CROSS JOIN LATERAL (SELECT (v_year + n * interval '1 month')::date AS starts,
              (v_year + (n + 1) * interval '1 month')::date AS next) m
            WHERE (n = 11 OR EXISTS (SELECT FROM entry e WHERE e.fund_id = NEW.fund_id AND e.effective_date < m.next))
              AND NOT EXISTS (SELECT FROM period p WHERE p.fund_id = NEW.fund_id AND p.kind = 'month' AND p.state = 'closed'
                AND p.starts_on = m.starts)) THEN
            v_wrong := 'closing_year_after_months';
          END IF;
        ELSIF EXISTS (SELECT FROM period p WHERE p.fund_id = NEW.fund_id AND p.kind = NEW.kind AND p.state = 'closed'
            AND p.starts_on > NEW.starts_on) THEN
          v_wrong := 'closing_later_opened_first';
        ELSIF NEW.kind = 'month' AND EXISTS (SELECT FROM period p WHERE p.fund_id = NEW.fund_id AND p.kind = 'year'
            AND p.state = 'closed' AND p.starts_on = v_year) THEN
          v_wrong := 'closing_year_opened_first';
        END IF;
        IF v_wrong IS NOT NULL THEN
          RAISE EXCEPTION 'periods close and open in order: %', v_wrong USING ERRCODE = 'check_violation', CONSTRAINT = v_wrong;
        END IF;
        RETURN NEW;
      END $$`);
    await q.query(`CREATE TRIGGER closing_in_order BEFORE INSERT OR UPDATE ON closing
      FOR EACH ROW EXECUTE FUNCTION closing_in_order()`);
    await q.query(`REVOKE EXECUTE ON FUNCTION closing_in_order FROM PUBLIC`);
  }
}
