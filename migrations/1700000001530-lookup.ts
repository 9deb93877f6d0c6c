import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A donor finds an own gift by what the bank told: its reference, or the exact amount and day. References are kept as
 * hashes of the whole, so that one who knows a reference finds its line and nobody reads references out. What is not
 * found is asked of the board by a ticket, whose private words are encrypted by the program.
 */
export class Lookup1700000001530 implements MigrationInterface {
  name = 'Lookup1700000001530';

  async up(q: QueryRunner): Promise<void> {
    await this.keys(q);
    await this.gifts(q);
    await this.tickets(q);
    await this.publicTickets(q);
    await q.query(`GRANT SELECT ON public_bank_gift, public_lookup_ticket, public_lookup_count TO sovang_public`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  /** The same normalising is in src/publication/lookup.rules.ts; a test holds the two together. */
  private async keys(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION lookup_key(p_reference text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN length(k) BETWEEN 6 AND 60 THEN sha256(decode(k, 'escape')) END
        FROM (SELECT upper(regexp_replace(p_reference, '[^0-9A-Za-z]', '', 'g')) AS k) x
      $$`);
    // The reference that the sender's own bank printed, where the receiving bank carries it in the memo. Never the
    // payer's account: who knows an account must not find what its holder gave.
    await q.query(`
      CREATE FUNCTION lookup_memo_reference(p_memo text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(
          substring(m FROM '^\\s*(\\d{4,}\\.\\d{4,}\\.\\d{4,})'),
          substring(m FROM '\\mMBVCB\\.(\\d{6,})'),
          substring(m FROM '\\m(FT\\d{5,}[0-9A-Z]*)'),
          substring(m FROM '\\mREF:\\s*([0-9A-Z]{8,})'))
        FROM (SELECT upper(p_memo) AS m) x
      $$`);
    // Some banks end the memo with the time of the transfer, 08:21:33.
    await q.query(`
      CREATE FUNCTION lookup_memo_time(p_memo text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT substring(p_memo FROM '(?:^|[^0-9:])((?:[01][0-9]|2[0-3]):[0-5][0-9]):[0-5][0-9](?:$|[^0-9:])')
      $$`);
    // Whoever writes a line computes them.
    await q.query(`GRANT EXECUTE ON FUNCTION lookup_key, lookup_memo_reference, lookup_memo_time TO sovang_app`);
    await q.query(`
      ALTER TABLE statement_line
        ADD COLUMN reference_key bytea GENERATED ALWAYS AS (lookup_key(reference)) STORED,
        ADD COLUMN memo_key bytea GENERATED ALWAYS AS (lookup_key(lookup_memo_reference(memo))) STORED,
        ADD COLUMN bank_time text GENERATED ALWAYS AS (lookup_memo_time(memo)) STORED`);
    await q.query(
      `CREATE INDEX statement_line_amount_day_idx ON statement_line (credit, date, bank_time) WHERE credit > 0`,
    );
    await q.query(`CREATE INDEX statement_line_reference_key_idx ON statement_line (reference_key) WHERE credit > 0`);
    await q.query(`CREATE INDEX statement_line_memo_key_idx ON statement_line (memo_key)
      WHERE credit > 0 AND memo_key IS NOT NULL`);
  }

  /** Money that came with a line of a bank: no memo, no account and no name, whether agreed to or not. */
  private async gifts(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE VIEW public_bank_gift WITH (security_barrier) AS
      SELECT l.credit AS amount, l.date, l.bank_time, l.reference_key, l.memo_key,
        CASE WHEN l.state = 'suspense' THEN 'waiting' WHEN v.receipt_id IS NULL THEN 'valid' ELSE 'void' END AS status,
        r.code, r.serial, coalesce(r.sequence, l.sequence) AS sequence, s.unit_code,
        f.name AS fund_name, k.name_en AS fund_name_en, a.name AS appeal_name
      FROM statement_line l JOIN statement s ON s.id = l.statement_id
      JOIN fund f ON f.id = s.fund_id JOIN fund_kind k ON k.code = f.kind_code
      LEFT JOIN donation d ON d.id = l.donation_id LEFT JOIN receipt r ON r.id = d.receipt_id
      LEFT JOIN receipt_void v ON v.receipt_id = r.id LEFT JOIN appeal a ON a.id = d.appeal_id
      WHERE l.credit > 0 AND (l.state IN ('gift', 'suspense') OR (l.state = 'in-transit' AND l.donation_id IS NOT NULL))`);
  }

  /** What was searched stays as it was asked; only the end of a ticket is written later, and once. */
  private async tickets(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE lookup_ticket (
        id uuid CONSTRAINT lookup_ticket_pkey PRIMARY KEY,
        number bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT lookup_ticket_number_once UNIQUE,
        code text COLLATE "C" NOT NULL CONSTRAINT lookup_ticket_code_once UNIQUE,
        unit_code text NOT NULL CONSTRAINT lookup_ticket_unit_code_fkey REFERENCES unit (code),
        amount bigint CONSTRAINT lookup_ticket_amount_positive CHECK (amount > 0),
        gift_day date,
        gift_time text CONSTRAINT lookup_ticket_time_form CHECK (gift_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
        told bytea NOT NULL,
        opened_at timestamptz NOT NULL,
        opened_on date NOT NULL,
        due_on date NOT NULL,
        state text NOT NULL DEFAULT 'open' CONSTRAINT lookup_ticket_state_known
          CHECK (state IN ('open', 'found', 'our-fault', 'not-found-here', 'withdrawn')),
        answer text CONSTRAINT lookup_ticket_answer_length CHECK (length(answer) BETWEEN 3 AND 2000),
        ended_by uuid,
        ended_on date,
        CONSTRAINT lookup_ticket_due_after_opened CHECK (due_on > opened_on),
        CONSTRAINT lookup_ticket_ended_whole CHECK ((state = 'open') = (ended_on IS NULL)
          AND (state IN ('open', 'withdrawn')) = (ended_by IS NULL) AND (answer IS NULL) = (ended_by IS NULL))
      )`);
    await q.query(`CREATE INDEX lookup_ticket_unit_idx ON lookup_ticket (unit_code, state, due_on)`);
    await q.query(`
      CREATE FUNCTION lookup_ticket_guard() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.state <> 'open' THEN
          RAISE EXCEPTION 'a ticket that has ended stays as it is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lookup_ticket_ends_once';
        END IF;
        RETURN NEW;
      END $$`);
    await q.query(`CREATE TRIGGER lookup_ticket_guard BEFORE UPDATE ON lookup_ticket
      FOR EACH ROW EXECUTE FUNCTION lookup_ticket_guard()`);
    await q.query(`CREATE TRIGGER lookup_ticket_kept BEFORE DELETE OR TRUNCATE ON lookup_ticket
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()`);
    await q.query(`GRANT SELECT, INSERT, UPDATE (state, answer, ended_by, ended_on) ON lookup_ticket TO sovang_app`);
  }

  /** One ticket for who holds its code, and how all of them ended. */
  private async publicTickets(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE VIEW public_lookup_ticket WITH (security_barrier) AS
      SELECT code, number, unit_code, amount, gift_day, gift_time, opened_on, due_on, state, answer, ended_on
      FROM lookup_ticket`);
    await q.query(`
      CREATE VIEW public_lookup_count WITH (security_barrier) AS
      SELECT count(*) AS asked, count(*) FILTER (WHERE state = 'found') AS found,
        count(*) FILTER (WHERE state = 'our-fault') AS our_fault,
        count(*) FILTER (WHERE state = 'not-found-here') AS not_found_here,
        count(*) FILTER (WHERE state = 'withdrawn') AS withdrawn, count(*) FILTER (WHERE state = 'open') AS open,
        count(*) FILTER (WHERE state = 'open' AND due_on < (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS overdue
      FROM lookup_ticket`);
  }
}
