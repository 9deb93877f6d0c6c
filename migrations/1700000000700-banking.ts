import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bank statements as they came, their lines and days, what each line was matched with, and cash on its way to a bank. */
export class Banking1700000000700 implements MigrationInterface {
  name = 'Banking1700000000700';

  async up(q: QueryRunner): Promise<void> {
    await this.statements(q);
    await this.lines(q);
    await this.deposits(q);
    // What the bank said is evidence: the program may only note what became of it.
    await q.query(`GRANT SELECT, INSERT ON statement, statement_line, cash_deposit TO sovang_app`);
    await q.query(`GRANT UPDATE (state, stopped_code, opening_sequence, posted_by, posted_at, undone_by, undone_at, undo_reason)
      ON statement TO sovang_app`);
    await q.query(`GRANT UPDATE (state, donation_id, sequence, explained_reason, note, explained_sequence, explained_by, explained_at)
      ON statement_line TO sovang_app`);
    await q.query(`GRANT UPDATE (line_id) ON cash_deposit TO sovang_app`);
    await q.query(`GRANT SELECT, INSERT ON statement_day TO sovang_app`);
    await q.query(`GRANT SELECT, INSERT, DELETE ON statement_match TO sovang_app`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  /** The file is kept whole: it is the evidence that every figure of the books goes back to. */
  private async statements(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE statement (
        id uuid CONSTRAINT statement_pkey PRIMARY KEY,
        bank_account_id uuid NOT NULL CONSTRAINT statement_bank_account_id_fkey REFERENCES bank_account (id),
        unit_code text NOT NULL,
        fund_id uuid NOT NULL CONSTRAINT statement_fund_id_fkey REFERENCES fund (id),
        sha256 bytea NOT NULL CONSTRAINT statement_sha256_length CHECK (octet_length(sha256) = 32),
        content_hash bytea NOT NULL CONSTRAINT statement_content_hash_length CHECK (octet_length(content_hash) = 32),
        file bytea NOT NULL,
        file_name text NOT NULL CONSTRAINT statement_file_name_length CHECK (length(file_name) BETWEEN 1 AND 200),
        profile text NOT NULL,
        rows integer NOT NULL CONSTRAINT statement_rows_positive CHECK (rows > 0),
        duplicates integer NOT NULL CONSTRAINT statement_duplicates_within CHECK (duplicates BETWEEN 0 AND rows),
        credits bigint NOT NULL CONSTRAINT statement_credits_not_negative CHECK (credits >= 0),
        debits bigint NOT NULL CONSTRAINT statement_debits_not_negative CHECK (debits >= 0),
        opening bigint NOT NULL CONSTRAINT statement_opening_not_negative CHECK (opening >= 0),
        closing bigint NOT NULL,
        first_day date NOT NULL,
        last_day date NOT NULL,
        state text NOT NULL CONSTRAINT statement_state_known
          CHECK (state IN ('kept', 'posting', 'posted', 'undoing', 'undone')),
        stopped_code text,
        opening_sequence bigint,
        kept_by uuid NOT NULL,
        kept_at timestamptz NOT NULL,
        posted_by uuid,
        posted_at timestamptz,
        undone_by uuid,
        undone_at timestamptz,
        undo_reason text CONSTRAINT statement_undo_reason_length CHECK (length(undo_reason) BETWEEN 3 AND 300),
        CONSTRAINT statement_ties_out CHECK (opening + credits - debits = closing),
        CONSTRAINT statement_days_order CHECK (last_day >= first_day)
      )`);
    // One file is one account's: what was undone may be given again, to the right account.
    await q.query(`CREATE UNIQUE INDEX statement_file_once ON statement (sha256) WHERE state <> 'undone'`);
    await q.query(`CREATE INDEX statement_content_hash_idx ON statement (content_hash)`);
    await q.query(`CREATE INDEX statement_bank_account_idx ON statement (bank_account_id, last_day)`);
    await q.query(`
      CREATE TABLE statement_day (
        statement_id uuid NOT NULL CONSTRAINT statement_day_statement_id_fkey REFERENCES statement (id),
        date date NOT NULL,
        rows integer NOT NULL CONSTRAINT statement_day_rows_positive CHECK (rows > 0),
        credits bigint NOT NULL,
        debits bigint NOT NULL,
        opening bigint NOT NULL,
        closing bigint NOT NULL,
        CONSTRAINT statement_day_pkey PRIMARY KEY (statement_id, date),
        CONSTRAINT statement_day_ties_out CHECK (opening + credits - debits = closing)
      )`);
  }

  /** Memos hold names, phones and account numbers of private people: they leave this table only to the unit's own. */
  private async lines(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE statement_line (
        id uuid CONSTRAINT statement_line_pkey PRIMARY KEY,
        statement_id uuid NOT NULL CONSTRAINT statement_line_statement_id_fkey REFERENCES statement (id),
        bank_account_id uuid NOT NULL,
        position integer NOT NULL CONSTRAINT statement_line_position_positive CHECK (position > 0),
        date date NOT NULL,
        reference text NOT NULL,
        debit bigint NOT NULL CONSTRAINT statement_line_debit_not_negative CHECK (debit >= 0),
        credit bigint NOT NULL CONSTRAINT statement_line_credit_not_negative CHECK (credit >= 0),
        balance bigint,
        memo text NOT NULL,
        identity bytea NOT NULL CONSTRAINT statement_line_identity_length CHECK (octet_length(identity) = 32),
        occurrence integer NOT NULL CONSTRAINT statement_line_occurrence_not_negative CHECK (occurrence >= 0),
        state text NOT NULL DEFAULT 'waiting' CONSTRAINT statement_line_state_known CHECK (state IN
          ('waiting', 'gift', 'suspense', 'in-transit', 'matched-payout', 'to-explain', 'explained', 'undone')),
        donation_id uuid CONSTRAINT statement_line_donation_id_fkey REFERENCES donation (id),
        sequence bigint,
        explained_reason text CONSTRAINT statement_line_reason_known
          CHECK (explained_reason IN ('bank-charge', 'cash-withdrawal', 'other')),
        note text CONSTRAINT statement_line_note_length CHECK (length(note) <= 500),
        explained_sequence bigint,
        explained_by uuid,
        explained_at timestamptz,
        CONSTRAINT statement_line_one_side CHECK ((debit > 0) <> (credit > 0)),
        CONSTRAINT statement_line_explained_whole CHECK ((state = 'explained') <= (explained_reason IS NOT NULL))
      )`);
    await q.query(`CREATE UNIQUE INDEX statement_line_once ON statement_line (bank_account_id, identity, occurrence)
      WHERE state <> 'undone'`);
    // Two lines never bring the same hand-recorded transfer, and no line is two gifts.
    await q.query(`CREATE UNIQUE INDEX statement_line_donation_once ON statement_line (donation_id)
      WHERE donation_id IS NOT NULL AND state <> 'undone'`);
    await q.query(`CREATE INDEX statement_line_statement_idx ON statement_line (statement_id, position)`);
    await q.query(`CREATE INDEX statement_line_open_idx ON statement_line (bank_account_id, state)
      WHERE state IN ('waiting', 'suspense', 'to-explain')`);
    // The pay-outs that a debit turned out to be: each entry of the books is at most one debit of the bank.
    await q.query(`
      CREATE TABLE statement_match (
        sequence bigint CONSTRAINT statement_match_pkey PRIMARY KEY,
        line_id uuid NOT NULL CONSTRAINT statement_match_line_id_fkey REFERENCES statement_line (id)
      )`);
    await q.query(`CREATE INDEX statement_match_line_id_idx ON statement_match (line_id)`);
  }

  private async deposits(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE cash_deposit (
        id uuid CONSTRAINT cash_deposit_pkey PRIMARY KEY,
        unit_code text NOT NULL,
        fund_id uuid NOT NULL CONSTRAINT cash_deposit_fund_id_fkey REFERENCES fund (id),
        cash_box_id uuid NOT NULL CONSTRAINT cash_deposit_cash_box_id_fkey REFERENCES cash_box (id),
        bank_account_id uuid NOT NULL CONSTRAINT cash_deposit_bank_account_id_fkey REFERENCES bank_account (id),
        amount bigint NOT NULL CONSTRAINT cash_deposit_amount_positive CHECK (amount > 0),
        effective_date date NOT NULL,
        voucher text NOT NULL CONSTRAINT cash_deposit_voucher_once UNIQUE,
        sequence bigint NOT NULL CONSTRAINT cash_deposit_sequence_once UNIQUE,
        line_id uuid CONSTRAINT cash_deposit_line_once UNIQUE
          CONSTRAINT cash_deposit_line_id_fkey REFERENCES statement_line (id),
        recorded_by uuid NOT NULL,
        recorded_at timestamptz NOT NULL
      )`);
    await q.query(`CREATE INDEX cash_deposit_waiting_idx ON cash_deposit (bank_account_id) WHERE line_id IS NULL`);
  }
}
