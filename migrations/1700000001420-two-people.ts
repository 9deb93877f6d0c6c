import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What two people do to the books: one prepares an entry, a reversal, minutes or a consent to costs, another approves or
 * signs it, and only then is it posted. The database holds that they are two, that what was prepared never changes, and
 * that it is decided and posted once.
 */
export class TwoPeople1700000001420 implements MigrationInterface {
  name = 'TwoPeople1700000001420';

  async up(q: QueryRunner): Promise<void> {
    await this.drafts(q);
    await this.standing(q);
    await q.query(`GRANT SELECT, INSERT ON entry_draft TO sovang_app`);
    await q.query(`GRANT UPDATE (state, decided_by, decided_at, reason, sequence) ON entry_draft TO sovang_app`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  private async drafts(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE entry_draft (
        id uuid CONSTRAINT entry_draft_pkey PRIMARY KEY,
        kind text NOT NULL CONSTRAINT entry_draft_kind_known
          CHECK (kind IN ('entry', 'reversal', 'opening-minutes', 'handover-minutes', 'cost-consent')),
        unit_code text NOT NULL CONSTRAINT entry_draft_unit_code_fkey REFERENCES unit (code),
        fund_id uuid CONSTRAINT entry_draft_fund_but_handover CHECK ((fund_id IS NULL) = (kind = 'handover-minutes')),
        effective_date date NOT NULL,
        description text NOT NULL CONSTRAINT entry_draft_description_length CHECK (length(description) BETWEEN 1 AND 600),
        document_no text CONSTRAINT entry_draft_document_no_length CHECK (length(document_no) BETWEEN 1 AND 60),
        content jsonb NOT NULL,
        -- No foreign key into the books: rows there are never changed or deleted, and their tables stay unhindered.
        reverses bigint CONSTRAINT entry_draft_reversal_names_entry CHECK ((reverses IS NOT NULL) = (kind = 'reversal')),
        -- Who signs handover minutes as the one who takes over; every other paper is decided by whoever may approve.
        receiver_id uuid CONSTRAINT entry_draft_receiver_id_fkey REFERENCES app_user (id)
          CONSTRAINT entry_draft_receiver_of_handover CHECK ((receiver_id IS NOT NULL) = (kind = 'handover-minutes')),
        prepared_by uuid NOT NULL CONSTRAINT entry_draft_prepared_by_fkey REFERENCES app_user (id),
        prepared_at timestamptz NOT NULL DEFAULT now(),
        state text NOT NULL DEFAULT 'prepared' CONSTRAINT entry_draft_state_known
          CHECK (state IN ('prepared', 'posted', 'rejected', 'recalled')),
        decided_by uuid CONSTRAINT entry_draft_decided_by_fkey REFERENCES app_user (id),
        decided_at timestamptz,
        reason text CONSTRAINT entry_draft_reason_length CHECK (length(reason) BETWEEN 3 AND 300),
        sequence bigint CONSTRAINT entry_draft_posted_once UNIQUE,
        -- Whoever prepared may only take it back; approving, signing and rejecting is another's.
        CONSTRAINT entry_draft_two_people CHECK (
          (state <> 'posted' OR decided_by <> prepared_by) AND (state <> 'rejected' OR decided_by <> prepared_by)
          AND (state <> 'recalled' OR decided_by = prepared_by) AND receiver_id IS DISTINCT FROM prepared_by),
        CONSTRAINT entry_draft_signed_by_receiver CHECK (
          state <> 'posted' OR receiver_id IS NULL OR decided_by = receiver_id),
        CONSTRAINT entry_draft_decided_whole CHECK (
          num_nulls(decided_by, decided_at) = CASE state WHEN 'prepared' THEN 2 ELSE 0 END
          AND (sequence IS NOT NULL) = (state = 'posted') AND (reason IS NOT NULL) = (state = 'rejected'))
      )`);
    await q.query(`CREATE INDEX entry_draft_unit_code_idx ON entry_draft (unit_code, id)`);
    await q.query(`CREATE INDEX entry_draft_waiting_idx ON entry_draft (unit_code) WHERE state = 'prepared'`);
    // An entry is taken back once, and it is clear from the first draft on by whom.
    await q.query(`
      CREATE UNIQUE INDEX entry_draft_reverses_once ON entry_draft (reverses) WHERE state IN ('prepared', 'posted')`);
    // Donors of one purpose agree by one paper once.
    await q.query(`
      CREATE UNIQUE INDEX entry_draft_consent_once ON entry_draft ((content ->> 'restrictionId'), document_no)
      WHERE kind = 'cost-consent' AND state IN ('prepared', 'posted')`);
  }

  /** What a person approves is what another prepared: nothing of it changes, and no decision is taken back. */
  private async standing(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION entry_draft_stands() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        IF TG_OP = 'INSERT' THEN
          IF NEW.state <> 'prepared' THEN
            RAISE EXCEPTION 'a paper begins as prepared'
              USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_draft_begins_prepared';
          END IF;
          RETURN NEW;
        END IF;
        IF OLD.state <> 'prepared' THEN
          RAISE EXCEPTION 'this paper is decided already'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_draft_decided_once';
        END IF;
        IF (OLD.id, OLD.kind, OLD.unit_code, OLD.fund_id, OLD.effective_date, OLD.description, OLD.document_no, OLD.content,
              OLD.reverses, OLD.receiver_id, OLD.prepared_by, OLD.prepared_at)
           IS DISTINCT FROM
           (NEW.id, NEW.kind, NEW.unit_code, NEW.fund_id, NEW.effective_date, NEW.description, NEW.document_no, NEW.content,
              NEW.reverses, NEW.receiver_id, NEW.prepared_by, NEW.prepared_at) THEN
          RAISE EXCEPTION 'what was prepared stays as it is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_draft_content_stands';
        END IF;
        RETURN NEW;
      END $$`);
    await q.query(`
      CREATE TRIGGER entry_draft_stands BEFORE INSERT OR UPDATE ON entry_draft
      FOR EACH ROW EXECUTE FUNCTION entry_draft_stands()`);
    await q.query(`
      CREATE TRIGGER entry_draft_kept BEFORE DELETE OR TRUNCATE ON entry_draft
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()`);
  }
}
