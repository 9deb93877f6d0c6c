import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a supervision board puts on record: with an owner, a day to answer by, an answer, and an end that only the board
 * sets (Law 10/2022; NĐ 59/2023 arts. 12-14). The words of a finding stay; answers and further words are rows of their own.
 */
export class Oversight1700000001000 implements MigrationInterface {
  name = 'Oversight1700000001000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE finding (
        id uuid CONSTRAINT finding_pkey PRIMARY KEY,
        unit_code text NOT NULL CONSTRAINT finding_unit_code_fkey REFERENCES unit (code),
        year smallint NOT NULL,
        number integer NOT NULL CONSTRAINT finding_number_positive CHECK (number > 0),
        subject_kind text NOT NULL CONSTRAINT finding_subject_kind_known CHECK (subject_kind IN ('unit', 'disbursement', 'receipt', 'entry')),
        disbursement_id uuid CONSTRAINT finding_disbursement_id_fkey REFERENCES disbursement (id),
        receipt_id uuid CONSTRAINT finding_receipt_id_fkey REFERENCES receipt (id),
        entry_sequence bigint,
        text text NOT NULL CONSTRAINT finding_text_length CHECK (length(text) BETWEEN 10 AND 4000),
        owner_post text NOT NULL CONSTRAINT finding_owner_post_known CHECK (owner_post IN ('chair', 'chief_accountant', 'accountant', 'cashier')),
        opened_on date NOT NULL,
        due_on date NOT NULL,
        state text NOT NULL DEFAULT 'open' CONSTRAINT finding_state_known CHECK (state IN ('open', 'answered', 'closed')),
        sequence bigint NOT NULL CONSTRAINT finding_sequence_once UNIQUE,
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        closed_by uuid,
        closed_on date,
        CONSTRAINT finding_number_once UNIQUE (unit_code, year, number),
        CONSTRAINT finding_due_after_opened CHECK (due_on >= opened_on),
        CONSTRAINT finding_closed_whole CHECK ((state = 'closed') = (closed_by IS NOT NULL) AND num_nulls(closed_by, closed_on) IN (0, 2)),
        CONSTRAINT finding_one_subject CHECK (
          (subject_kind = 'disbursement') = (disbursement_id IS NOT NULL)
          AND (subject_kind = 'receipt') = (receipt_id IS NOT NULL)
          AND (subject_kind = 'entry') = (entry_sequence IS NOT NULL))
      )`);
    await q.query(`CREATE INDEX finding_unit_code_idx ON finding (unit_code, state, due_on)`);
    await q.query(
      `CREATE INDEX finding_disbursement_id_idx ON finding (disbursement_id) WHERE disbursement_id IS NOT NULL`,
    );
    // What was said after it: the unit's answers, and the board's word where an answer is not enough.
    await q.query(`
      CREATE TABLE finding_note (
        id uuid CONSTRAINT finding_note_pkey PRIMARY KEY,
        finding_id uuid NOT NULL CONSTRAINT finding_note_finding_id_fkey REFERENCES finding (id),
        kind text NOT NULL CONSTRAINT finding_note_kind_known CHECK (kind IN ('answer', 'insufficient', 'closing')),
        text text NOT NULL CONSTRAINT finding_note_text_length CHECK (length(text) BETWEEN 3 AND 4000),
        written_by uuid NOT NULL,
        written_on date NOT NULL,
        written_at timestamptz NOT NULL DEFAULT now()
      )`);
    await q.query(`CREATE INDEX finding_note_finding_id_idx ON finding_note (finding_id, id)`);
    await q.query(`
      CREATE TRIGGER finding_note_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON finding_note
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()`);
    await q.query(`
      CREATE FUNCTION finding_guard() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('open', 'answered'), ('answered', 'open'), ('answered', 'closed')) THEN
          RAISE EXCEPTION 'a finding cannot go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'finding_state_order';
        END IF;
        RETURN NEW;
      END $$`);
    await q.query(
      `CREATE TRIGGER finding_guard BEFORE UPDATE ON finding FOR EACH ROW EXECUTE FUNCTION finding_guard()`,
    );
    await q.query(`GRANT SELECT, INSERT, UPDATE (state, closed_by, closed_on) ON finding TO sovang_app`);
    await q.query(`GRANT SELECT, INSERT ON finding_note TO sovang_app`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
