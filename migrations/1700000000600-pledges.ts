import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Promises to give, and the gifts that kept them. A promise is not money: nothing here touches the books. */
export class Pledges1700000000600 implements MigrationInterface {
  name = 'Pledges1700000000600';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE pledge (
        id uuid CONSTRAINT pledge_pkey PRIMARY KEY,
        code text NOT NULL CONSTRAINT pledge_code_once UNIQUE
          CONSTRAINT pledge_code_form CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{6}$'),
        unit_code text NOT NULL,
        fund_id uuid NOT NULL CONSTRAINT pledge_fund_id_fkey REFERENCES fund (id),
        appeal_id uuid CONSTRAINT pledge_appeal_id_fkey REFERENCES appeal (id),
        giver_name text NOT NULL CONSTRAINT pledge_giver_name_length CHECK (length(giver_name) BETWEEN 1 AND 200),
        giver_kind text NOT NULL CONSTRAINT pledge_giver_kind_known CHECK (giver_kind IN ('person', 'organisation')),
        amount bigint NOT NULL CONSTRAINT pledge_amount_positive CHECK (amount > 0),
        pledged_on date NOT NULL,
        due_date date NOT NULL,
        note text CONSTRAINT pledge_note_length CHECK (length(note) <= 500),
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        cancelled_by uuid,
        cancelled_at timestamptz,
        cancel_reason text CONSTRAINT pledge_cancel_reason_length CHECK (length(cancel_reason) BETWEEN 3 AND 500),
        CONSTRAINT pledge_due_after_pledged CHECK (due_date >= pledged_on),
        CONSTRAINT pledge_cancelled_whole CHECK (num_nulls(cancelled_by, cancelled_at, cancel_reason) IN (0, 3))
      )`);
    await q.query(`CREATE INDEX pledge_fund_id_idx ON pledge (fund_id, due_date)`);
    await q.query(`CREATE INDEX pledge_appeal_id_idx ON pledge (appeal_id) WHERE appeal_id IS NOT NULL`);
    await q.query(`CREATE INDEX pledge_unit_code_idx ON pledge (unit_code, due_date, id)`);
    // A voided gift keeps nothing any more, but that it once did stays on record. The key to the gift is checked at
    // commit, because a gift and what it keeps are written in one transaction, in either order.
    await q.query(`
      CREATE TABLE pledge_gift (
        pledge_id uuid NOT NULL CONSTRAINT pledge_gift_pledge_id_fkey REFERENCES pledge (id),
        donation_id uuid NOT NULL CONSTRAINT pledge_gift_donation_id_fkey REFERENCES donation (id) DEFERRABLE INITIALLY DEFERRED,
        amount bigint NOT NULL CONSTRAINT pledge_gift_amount_positive CHECK (amount > 0),
        kept_at timestamptz NOT NULL DEFAULT now(),
        undone_at timestamptz,
        CONSTRAINT pledge_gift_pkey PRIMARY KEY (pledge_id, donation_id)
      )`);
    await q.query(`CREATE INDEX pledge_gift_donation_id_idx ON pledge_gift (donation_id)`);
    await q.query(`GRANT SELECT, INSERT, UPDATE (cancelled_by, cancelled_at, cancel_reason) ON pledge TO sovang_app`);
    await q.query(`GRANT SELECT, INSERT, UPDATE (undone_at) ON pledge_gift TO sovang_app`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
