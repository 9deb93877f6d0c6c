import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The two group roles that every later table grants to, what kind of instance this is, and the answers already given. */
export class Platform1700000000000 implements MigrationInterface {
  name = 'Platform1700000000000';

  async up(q: QueryRunner): Promise<void> {
    // Roles belong to the cluster, not to the database: another database of it may have made them already.
    for (const role of ['sovang_app', 'sovang_public']) {
      await q.query(`DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role} NOLOGIN; END IF;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
    }
    await q.query(`REVOKE CREATE ON SCHEMA public FROM PUBLIC`);
    await q.query(`GRANT USAGE ON SCHEMA public TO sovang_app, sovang_public`);
    await q.query(`ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC`);
    await q.query(`
      CREATE TABLE instance (
        single boolean CONSTRAINT instance_pkey PRIMARY KEY DEFAULT true CONSTRAINT instance_only_one CHECK (single),
        demo boolean NOT NULL,
        log_origin text NOT NULL,
        key_fingerprints jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await q.query(`GRANT SELECT ON instance TO sovang_app`);
    // Which reference data (map, chart) was loaded last, so that an unchanged start does not load it again.
    await q.query(`
      CREATE TABLE reference_load (
        single boolean CONSTRAINT reference_load_pkey PRIMARY KEY DEFAULT true CONSTRAINT reference_load_only_one CHECK (single),
        digest text NOT NULL,
        loaded_at timestamptz NOT NULL DEFAULT now()
      )`);
    await q.query(`
      CREATE TABLE idempotency_key (
        scope text NOT NULL,
        route text NOT NULL,
        key text NOT NULL,
        body_hash bytea NOT NULL,
        answer jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT idempotency_key_pkey PRIMARY KEY (scope, route, key)
      )`);
    await q.query(`CREATE INDEX idempotency_key_created_at_idx ON idempotency_key (created_at)`);
    await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO sovang_app`);
    // Search without diacritics: the one folding that queries and indexes share. Đ has no decomposition, so it is named.
    await q.query(`
      CREATE FUNCTION fold_text(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
      RETURN lower(translate(regexp_replace(normalize($1, NFD), '[\\u0300-\\u036f]', '', 'g'), 'đĐ', 'dD'))`);
    await q.query(`GRANT EXECUTE ON FUNCTION fold_text(text) TO sovang_app, sovang_public`);
    // What is append-only says so by name; the owner is refused too.
    await q.query(`
      CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is append-only: a correction is a further entry', TG_TABLE_NAME
          USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
      END $$`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
