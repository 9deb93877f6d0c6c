import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Funds, where their money lies, who signs their papers, and the appeals under them. */
export class Funds1700000000400 implements MigrationInterface {
  name = 'Funds1700000000400';

  async up(q: QueryRunner): Promise<void> {
    await this.funds(q);
    await this.places(q);
    await this.appeals(q);
    await q.query(`GRANT SELECT, INSERT ON fund_kind, fund, bank_account, cash_box, signatory, appeal TO sovang_app`);
    // A fund, a place or an appeal is never pointed at another purpose or account: its money would be another's.
    await q.query(`GRANT UPDATE (closed_on) ON fund, bank_account, cash_box TO sovang_app`);
    await q.query(`GRANT UPDATE (name) ON signatory TO sovang_app`);
    await q.query(`GRANT SELECT, INSERT ON appeal_bank_account TO sovang_app`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  /** Kinds of fund are data: Đền ơn đáp nghĩa, Nhân đạo, Khuyến học are funds too. */
  private async funds(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE fund_kind (
        code text CONSTRAINT fund_kind_pkey PRIMARY KEY CONSTRAINT fund_kind_code_form CHECK (code ~ '^[A-Z]{2,5}$'),
        name_vi text NOT NULL,
        name_en text NOT NULL,
        position smallint NOT NULL
      )`);
    await q.query(`
      INSERT INTO fund_kind (code, name_vi, name_en, position) VALUES
        ('VNN', 'Quỹ Vì người nghèo', 'Fund for the Poor', 1),
        ('CT', 'Quỹ Cứu trợ', 'Relief Fund', 2),
        ('BD', 'Quỹ Vì biển, đảo Việt Nam', 'Fund for Vietnam''s Seas and Islands', 3)`);
    await q.query(`
      CREATE TABLE fund (
        id uuid CONSTRAINT fund_pkey PRIMARY KEY,
        unit_code text NOT NULL CONSTRAINT fund_unit_code_fkey REFERENCES unit (code),
        kind_code text NOT NULL CONSTRAINT fund_kind_code_fkey REFERENCES fund_kind (code),
        name text NOT NULL CONSTRAINT fund_name_length CHECK (length(name) BETWEEN 1 AND 200),
        profile text NOT NULL DEFAULT 'A' CONSTRAINT fund_profile_known CHECK (profile IN ('A', 'B')),
        restriction_id integer NOT NULL,
        opened_on date NOT NULL,
        closed_on date,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT fund_unit_kind_once UNIQUE (unit_code, kind_code)
      )`);
  }

  private async places(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE bank_account (
        id uuid CONSTRAINT bank_account_pkey PRIMARY KEY,
        unit_code text NOT NULL,
        fund_id uuid NOT NULL CONSTRAINT bank_account_fund_id_fkey REFERENCES fund (id),
        bank_code text NOT NULL,
        bank_name text NOT NULL,
        number text NOT NULL CONSTRAINT bank_account_number_form CHECK (number ~ '^[0-9A-Za-z.]{4,40}$'),
        holder_name text NOT NULL,
        ledger_account_id integer NOT NULL,
        opened_on date NOT NULL,
        closed_on date,
        CONSTRAINT bank_account_number_once EXCLUDE USING btree (replace(number, '.', '') WITH =)
      )`);
    await q.query(`CREATE INDEX bank_account_fund_id_idx ON bank_account (fund_id)`);
    await q.query(`
      CREATE TABLE cash_box (
        id uuid CONSTRAINT cash_box_pkey PRIMARY KEY,
        unit_code text NOT NULL,
        fund_id uuid NOT NULL CONSTRAINT cash_box_fund_id_fkey REFERENCES fund (id),
        name text NOT NULL,
        ledger_account_id integer NOT NULL,
        opened_on date NOT NULL,
        closed_on date,
        CONSTRAINT cash_box_name_once UNIQUE (fund_id, name)
      )`);
    // Who signs a unit's papers, from a day on: an older paper keeps the names of its day.
    await q.query(`
      CREATE TABLE signatory (
        id uuid CONSTRAINT signatory_pkey PRIMARY KEY,
        unit_code text NOT NULL CONSTRAINT signatory_unit_code_fkey REFERENCES unit (code),
        post text NOT NULL CONSTRAINT signatory_post_known CHECK (post IN ('chair', 'chief_accountant', 'accountant', 'cashier')),
        name text NOT NULL CONSTRAINT signatory_name_length CHECK (length(name) BETWEEN 1 AND 100),
        valid_from date NOT NULL,
        CONSTRAINT signatory_post_day_once UNIQUE (unit_code, post, valid_from)
      )`);
  }

  private async appeals(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE appeal (
        id uuid CONSTRAINT appeal_pkey PRIMARY KEY,
        unit_code text NOT NULL,
        fund_id uuid NOT NULL CONSTRAINT appeal_fund_id_fkey REFERENCES fund (id),
        name text NOT NULL CONSTRAINT appeal_name_length CHECK (length(name) BETWEEN 1 AND 200),
        regime text NOT NULL CONSTRAINT appeal_regime_known CHECK (regime IN ('nd93', 'vnn', 'bien-dao', 'other')),
        document_no text,
        purpose text,
        receive_from date NOT NULL,
        receive_until date,
        target_amount bigint CONSTRAINT appeal_target_positive CHECK (target_amount > 0),
        historical boolean NOT NULL DEFAULT false,
        restriction_id integer NOT NULL CONSTRAINT appeal_restriction_once UNIQUE,
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT appeal_window_order CHECK (receive_until >= receive_from),
        CONSTRAINT appeal_name_once UNIQUE (fund_id, name),
        -- NĐ 93/2021 art. 8.2: at most 90 days, the day of the launch being the first; an extension is a decision recorded of its own.
        CONSTRAINT appeal_window_nd93 CHECK (regime <> 'nd93' OR (receive_until IS NOT NULL AND receive_until - receive_from < 90))
      )`);
    await q.query(`CREATE INDEX appeal_fund_id_idx ON appeal (fund_id)`);
    await q.query(`
      CREATE TABLE appeal_bank_account (
        appeal_id uuid NOT NULL CONSTRAINT appeal_bank_account_appeal_id_fkey REFERENCES appeal (id),
        bank_account_id uuid NOT NULL CONSTRAINT appeal_bank_account_account_fkey REFERENCES bank_account (id),
        CONSTRAINT appeal_bank_account_pkey PRIMARY KEY (appeal_id, bank_account_id)
      )`);
  }
}
