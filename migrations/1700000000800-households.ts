import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The households that money goes to. Whatever identifies a person by number is kept encrypted; identity numbers and
 * payee accounts are found again by a keyed hash, and one identity number stands in the books once.
 */
export class Households1700000000800 implements MigrationInterface {
  name = 'Households1700000000800';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE household (
        id uuid CONSTRAINT household_pkey PRIMARY KEY,
        unit_code text NOT NULL CONSTRAINT household_unit_code_fkey REFERENCES unit (code),
        village text NOT NULL CONSTRAINT household_village_length CHECK (length(village) BETWEEN 1 AND 100),
        head_name text NOT NULL CONSTRAINT household_head_name_length CHECK (length(head_name) BETWEEN 1 AND 100),
        legacy_address text CONSTRAINT household_legacy_address_length CHECK (length(legacy_address) BETWEEN 1 AND 300),
        phone bytea,
        bank_code text CONSTRAINT household_bank_code_form CHECK (bank_code ~ '^[A-Za-z0-9-]{2,40}$'),
        account_number bytea,
        account_hash bytea CONSTRAINT household_account_hash_length CHECK (octet_length(account_hash) = 32),
        account_holder text CONSTRAINT household_account_holder_length CHECK (length(account_holder) BETWEEN 1 AND 100),
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT household_account_whole CHECK (num_nonnulls(bank_code, account_number, account_hash, account_holder) IN (0, 4))
      )`);
    await q.query(`CREATE INDEX household_unit_code_idx ON household (unit_code, id)`);
    await q.query(`CREATE INDEX household_account_hash_idx ON household (account_hash) WHERE account_hash IS NOT NULL`);
    await q.query(`
      CREATE TABLE household_member (
        household_id uuid NOT NULL CONSTRAINT household_member_household_id_fkey REFERENCES household (id),
        position smallint NOT NULL CONSTRAINT household_member_position_positive CHECK (position > 0),
        name text NOT NULL CONSTRAINT household_member_name_length CHECK (length(name) BETWEEN 1 AND 100),
        birth_year smallint CONSTRAINT household_member_birth_year_range CHECK (birth_year BETWEEN 1900 AND 2199),
        relation text CONSTRAINT household_member_relation_length CHECK (length(relation) BETWEEN 1 AND 50),
        CONSTRAINT household_member_pkey PRIMARY KEY (household_id, position)
      )`);
    // Position 0 is the head. The hash is the key: a person cannot be in two households, in whichever communes.
    await q.query(`
      CREATE TABLE household_identity (
        hash bytea CONSTRAINT household_identity_once PRIMARY KEY
          CONSTRAINT household_identity_hash_length CHECK (octet_length(hash) = 32),
        household_id uuid NOT NULL CONSTRAINT household_identity_household_id_fkey REFERENCES household (id),
        position smallint NOT NULL,
        number bytea NOT NULL,
        CONSTRAINT household_identity_position_once UNIQUE (household_id, position)
      )`);
    // Each decision on a household's status is kept: a later one of the same year stands, the earlier ones stay readable.
    await q.query(`
      CREATE TABLE household_status (
        id uuid CONSTRAINT household_status_pkey PRIMARY KEY,
        household_id uuid NOT NULL CONSTRAINT household_status_household_id_fkey REFERENCES household (id),
        year smallint NOT NULL CONSTRAINT household_status_year_range CHECK (year BETWEEN 2000 AND 2199),
        status text NOT NULL CONSTRAINT household_status_known CHECK (status IN
          ('poor', 'near-poor', 'escaped-poverty', 'difficult', 'merit', 'disaster-hit', 'illness', 'elderly', 'other')),
        decision_no text CONSTRAINT household_status_decision_no_length CHECK (length(decision_no) BETWEEN 1 AND 60),
        recorded_by uuid NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now()
      )`);
    await q.query(
      `CREATE INDEX household_status_household_id_idx ON household_status (household_id, year DESC, id DESC)`,
    );
    await q.query(`
      CREATE TRIGGER household_status_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON household_status
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()`);
    await q.query(
      `GRANT SELECT, INSERT, UPDATE (phone, bank_code, account_number, account_hash, account_holder) ON household TO sovang_app`,
    );
    await q.query(`GRANT SELECT, INSERT ON household_member, household_identity, household_status TO sovang_app`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
