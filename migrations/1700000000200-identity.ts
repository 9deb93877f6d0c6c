import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The named actor of the command line. It is in the public log for good, so it is the same on every instance. */
const CLI_ACTOR_ID = '00000000-0000-7000-8000-000000000001';

/** People, what they may do and where, their sessions, and who looked at private data. */
export class Identity1700000000200 implements MigrationInterface {
  name = 'Identity1700000000200';

  async up(q: QueryRunner): Promise<void> {
    await this.people(q);
    await this.roles(q);
    await this.separation(q);
    await this.sessions(q);
    await this.accessLog(q);
    await q.query(`GRANT SELECT, INSERT ON app_user, user_role, session, one_time_link, access_log TO sovang_app`);
    await q.query(`GRANT UPDATE (name, password_hash, unit_code, state, must_change) ON app_user TO sovang_app`);
    await q.query(`GRANT UPDATE (valid_to, revoked_at, revoked_by) ON user_role TO sovang_app`);
    await q.query(`GRANT UPDATE (seen_at, revoked_at), DELETE ON session TO sovang_app`);
    await q.query(`GRANT UPDATE (used_at), DELETE ON one_time_link TO sovang_app`);
    await q.query(
      `INSERT INTO app_user (id, kind, username, name, unit_code, created_at) VALUES ($1, 'system', 'sovang-cli', 'sovang-cli', 'TW', now())`,
      [CLI_ACTOR_ID],
    );
    await q.query(
      `INSERT INTO user_role (id, user_id, role, unit_code, valid_from, granted_at) VALUES ($1, $1, 'system', 'TW', '2025-07-01', now())`,
      [CLI_ACTOR_ID],
    );
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  /** Nobody is ever deleted: their name stands under what they did. */
  private async people(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE app_user (
        id uuid CONSTRAINT app_user_pkey PRIMARY KEY,
        kind text NOT NULL DEFAULT 'person' CONSTRAINT app_user_kind_known CHECK (kind IN ('person', 'system')),
        username text NOT NULL CONSTRAINT app_user_username_once UNIQUE
          CONSTRAINT app_user_username_form CHECK (username ~ '^[a-z0-9][a-z0-9._-]{1,38}[a-z0-9]$'),
        name text NOT NULL CONSTRAINT app_user_name_length CHECK (length(name) BETWEEN 1 AND 100),
        password_hash text,
        unit_code text NOT NULL CONSTRAINT app_user_unit_code_fkey REFERENCES unit (code),
        state text NOT NULL DEFAULT 'active' CONSTRAINT app_user_state_known CHECK (state IN ('active', 'disabled')),
        must_change boolean NOT NULL DEFAULT false,
        created_by uuid CONSTRAINT app_user_created_by_fkey REFERENCES app_user (id),
        created_at timestamptz NOT NULL,
        CONSTRAINT app_user_system_no_password CHECK (kind = 'person' OR password_hash IS NULL)
      )`);
    await q.query(`CREATE INDEX app_user_unit_code_idx ON app_user (unit_code)`);
  }

  /** A role lasts from its first to its last day; taking it away at once is a mark beside, so that history stays true. */
  private async roles(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE user_role (
        id uuid CONSTRAINT user_role_pkey PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT user_role_user_id_fkey REFERENCES app_user (id),
        role text NOT NULL CONSTRAINT user_role_role_known CHECK (role IN
          ('accountant', 'chief_accountant', 'cashier', 'chair', 'board', 'administrator', 'system')),
        unit_code text NOT NULL CONSTRAINT user_role_unit_code_fkey REFERENCES unit (code),
        valid_from date NOT NULL,
        valid_to date,
        granted_by uuid CONSTRAINT user_role_granted_by_fkey REFERENCES app_user (id),
        granted_at timestamptz NOT NULL,
        revoked_by uuid CONSTRAINT user_role_revoked_by_fkey REFERENCES app_user (id),
        revoked_at timestamptz,
        CONSTRAINT user_role_dates_order CHECK (valid_to >= valid_from)
      )`);
    await q.query(`CREATE INDEX user_role_user_id_idx ON user_role (user_id)`);
    await q.query(`CREATE INDEX user_role_unit_code_idx ON user_role (unit_code)`);
  }

  /**
   * Who keeps the books never holds the cash (Luật Kế toán 88/2015/QH13 art. 52: an accountant is not cashier or
   * storekeeper of the same unit), an administrator touches no money, and a board oversees what others do (Luật 10/2022
   * arts. 36-38). A role reaches the units below its own, so one above or below counts like the same unit.
   */
  private async separation(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION user_role_separate() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        person_kind text;
        clash text;
      BEGIN
        IF NEW.revoked_at IS NOT NULL THEN RETURN NEW; END IF;
        -- Two grants to one person at the same time wait for each other here, and the second sees the first.
        SELECT kind INTO person_kind FROM app_user WHERE id = NEW.user_id FOR UPDATE;
        IF (NEW.role = 'system') <> (person_kind = 'system') THEN
          RAISE EXCEPTION 'the system role is for the system actor alone'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'user_role_system_apart';
        END IF;
        SELECT CASE
            WHEN r.role = NEW.role AND r.unit_code = NEW.unit_code THEN 'user_role_not_doubled'
            WHEN 'administrator' IN (r.role, NEW.role)
              AND (r.role IN ('accountant', 'chief_accountant', 'cashier', 'chair')
                OR NEW.role IN ('accountant', 'chief_accountant', 'cashier', 'chair')) THEN 'user_role_administrator_no_money'
            WHEN 'board' IN (r.role, NEW.role) AND r.role <> NEW.role
              AND (unit_is_within(r.unit_code, NEW.unit_code) OR unit_is_within(NEW.unit_code, r.unit_code))
              THEN 'user_role_board_apart'
            WHEN ((r.role IN ('accountant', 'chief_accountant') AND NEW.role = 'cashier')
                OR (NEW.role IN ('accountant', 'chief_accountant') AND r.role = 'cashier'))
              AND (unit_is_within(r.unit_code, NEW.unit_code) OR unit_is_within(NEW.unit_code, r.unit_code))
              THEN 'user_role_accountant_not_cashier'
          END INTO clash
        FROM user_role r
        WHERE r.user_id = NEW.user_id AND r.id <> NEW.id AND r.revoked_at IS NULL
          AND r.valid_from <= coalesce(NEW.valid_to, 'infinity') AND NEW.valid_from <= coalesce(r.valid_to, 'infinity')
        ORDER BY 1 NULLS LAST LIMIT 1;
        IF clash IS NOT NULL THEN
          RAISE EXCEPTION 'the roles of one person do not go together' USING ERRCODE = 'check_violation', CONSTRAINT = clash;
        END IF;
        RETURN NEW;
      END $$`);
    await q.query(`
      CREATE TRIGGER user_role_separate BEFORE INSERT OR UPDATE ON user_role
      FOR EACH ROW EXECUTE FUNCTION user_role_separate()`);
  }

  /** Of tokens and links only the SHA-256 is kept: whoever reads the tables cannot use them. */
  private async sessions(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE session (
        id bytea CONSTRAINT session_pkey PRIMARY KEY CONSTRAINT session_id_length CHECK (octet_length(id) = 32),
        user_id uuid NOT NULL CONSTRAINT session_user_id_fkey REFERENCES app_user (id),
        kind text NOT NULL CONSTRAINT session_kind_known CHECK (kind IN ('browser', 'api')),
        created_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz
      )`);
    await q.query(`CREATE INDEX session_user_id_idx ON session (user_id)`);
    await q.query(`CREATE INDEX session_expires_at_idx ON session (expires_at)`);
    await q.query(`
      CREATE TABLE one_time_link (
        hash bytea CONSTRAINT one_time_link_pkey PRIMARY KEY CONSTRAINT one_time_link_hash_length CHECK (octet_length(hash) = 32),
        user_id uuid CONSTRAINT one_time_link_user_id_fkey REFERENCES app_user (id),
        purpose text NOT NULL CONSTRAINT one_time_link_purpose_known CHECK (purpose IN ('first-admin', 'reset', 'invite')),
        created_by uuid CONSTRAINT one_time_link_created_by_fkey REFERENCES app_user (id),
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT one_time_link_user_but_first CHECK ((user_id IS NULL) = (purpose = 'first-admin'))
      )`);
    // One link at a time: a newer one takes the place of what was not used.
    await q.query(`CREATE UNIQUE INDEX one_time_link_user_id_once ON one_time_link (user_id) WHERE used_at IS NULL`);
    await q.query(
      `CREATE UNIQUE INDEX one_time_link_first_once ON one_time_link (purpose) WHERE purpose = 'first-admin' AND used_at IS NULL`,
    );
  }

  /** Who looked at whose unmasked data, when and what for (Luật 91/2025/QH15): written with the read, never changed. */
  private async accessLog(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE access_log (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT access_log_pkey PRIMARY KEY,
        at timestamptz NOT NULL,
        user_id uuid NOT NULL CONSTRAINT access_log_user_id_fkey REFERENCES app_user (id),
        action text NOT NULL CONSTRAINT access_log_action_form CHECK (action ~ '^[a-z][a-z.-]{2,59}$'),
        subject_kind text NOT NULL CONSTRAINT access_log_subject_kind_form CHECK (subject_kind ~ '^[a-z][a-z-]{2,39}$'),
        subject_id text NOT NULL CONSTRAINT access_log_subject_id_length CHECK (length(subject_id) BETWEEN 1 AND 100),
        purpose text NOT NULL CONSTRAINT access_log_purpose_length CHECK (length(purpose) BETWEEN 3 AND 300)
      )`);
    await q.query(`CREATE INDEX access_log_subject_idx ON access_log (subject_kind, subject_id, at)`);
    await q.query(`CREATE INDEX access_log_user_id_idx ON access_log (user_id, at)`);
    await q.query(`
      CREATE TRIGGER access_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()`);
  }
}
