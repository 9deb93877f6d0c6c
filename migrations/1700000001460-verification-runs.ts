import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What verifying the books said, each time it was done by the program at night or asked for by a person. */
export class VerificationRuns1700000001460 implements MigrationInterface {
  name = 'VerificationRuns1700000001460';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE verification_run (
        id uuid CONSTRAINT verification_run_pkey PRIMARY KEY,
        -- The night of a nightly run: one a night, however many programs are up.
        night date CONSTRAINT verification_run_night_once UNIQUE,
        asked_by uuid,
        started_at timestamptz NOT NULL,
        took_ms integer NOT NULL CONSTRAINT verification_run_took_not_negative CHECK (took_ms >= 0),
        sequence bigint NOT NULL,
        ok boolean NOT NULL,
        checks jsonb NOT NULL,
        CONSTRAINT verification_run_night_or_asked CHECK ((night IS NULL) <> (asked_by IS NULL))
      )`);
    await q.query(`CREATE INDEX verification_run_started_at_idx ON verification_run (started_at, id)`);
    await q.query(`
      CREATE TRIGGER verification_run_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON verification_run
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()`);
    await q.query(`GRANT SELECT, INSERT ON verification_run TO sovang_app`);
    // Whose foreign money a movement is: what is computed again when the books are verified.
    await q.query(`GRANT EXECUTE ON FUNCTION foreign_purpose TO sovang_app`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
