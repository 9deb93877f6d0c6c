import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the public log has signed, who watches it, and what they have cosigned. */
export class PublicLog1700000001510 implements MigrationInterface {
  name = 'PublicLog1700000001510';

  async up(q: QueryRunner): Promise<void> {
    await this.checkpoints(q);
    await this.witnesses(q);
    for (const table of ['log_checkpoint', 'log_cosignature']) {
      await q.query(`
        CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()`);
    }
    await q.query(`GRANT SELECT, INSERT ON log_checkpoint, log_cosignature, log_witness TO sovang_app`);
    await q.query(`GRANT UPDATE (url, removed_at) ON log_witness TO sovang_app`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  private async checkpoints(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE log_checkpoint (
        -- Leaves: the events up to this sequence.
        size bigint CONSTRAINT log_checkpoint_pkey PRIMARY KEY CONSTRAINT log_checkpoint_size_positive CHECK (size > 0),
        root bytea NOT NULL CONSTRAINT log_checkpoint_root_length CHECK (octet_length(root) = 32),
        -- Signed by the log; cosignatures stand beside it.
        note text NOT NULL CONSTRAINT log_checkpoint_note_length CHECK (length(note) < 10000),
        signed_at timestamptz NOT NULL
      )`);
    // The log only grows. The order holds also for a program that has not noticed that another signs.
    await q.query(`
      CREATE FUNCTION log_checkpoint_must_grow() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        IF NEW.size <= (SELECT coalesce(max(size), 0) FROM log_checkpoint) THEN
          RAISE EXCEPTION 'a checkpoint is larger than those before'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'log_checkpoint_grows';
        END IF;
        RETURN NEW;
      END $$`);
    await q.query(`CREATE TRIGGER log_checkpoint_grows BEFORE INSERT ON log_checkpoint
      FOR EACH ROW EXECUTE FUNCTION log_checkpoint_must_grow()`);
  }

  private async witnesses(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE log_witness (
        name text CONSTRAINT log_witness_pkey PRIMARY KEY
          CONSTRAINT log_witness_name_plain CHECK (name ~ '^[^[:space:]+]{1,200}$'),
        vkey text NOT NULL CONSTRAINT log_witness_vkey_length CHECK (length(vkey) <= 500),
        url text NOT NULL CONSTRAINT log_witness_url_length CHECK (length(url) <= 500),
        added_at timestamptz NOT NULL,
        removed_at timestamptz,
        CONSTRAINT log_witness_removed_after_added CHECK (removed_at >= added_at)
      )`);
    await q.query(`
      CREATE TABLE log_cosignature (
        size bigint NOT NULL CONSTRAINT log_cosignature_size_fkey REFERENCES log_checkpoint,
        witness text NOT NULL CONSTRAINT log_cosignature_witness_fkey REFERENCES log_witness,
        -- The signature line as the witness answered it, without its newline.
        line text NOT NULL CONSTRAINT log_cosignature_line_length CHECK (length(line) <= 10000),
        at timestamptz NOT NULL,
        CONSTRAINT log_cosignature_pkey PRIMARY KEY (size, witness)
      )`);
    await q.query(`CREATE INDEX log_cosignature_witness_idx ON log_cosignature (witness, size)`);
  }
}
