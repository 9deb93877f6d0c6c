import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Pay-outs to named households: a batch passes three different people, its lines stand still once it is submitted, and
 * its total is the sum of its lines at every step. The database itself holds all three.
 */
export class Disbursements1700000000900 implements MigrationInterface {
  name = 'Disbursements1700000000900';

  async up(q: QueryRunner): Promise<void> {
    await this.purposes(q);
    await this.batches(q);
    await this.lines(q);
    await this.guards(q);
    await q.query(`GRANT SELECT ON disbursement_purpose TO sovang_app`);
    await q.query(`GRANT SELECT, INSERT, UPDATE ON disbursement, disbursement_line TO sovang_app`);
    await q.query(`GRANT DELETE ON disbursement_line TO sovang_app`);
    await q.query(`GRANT SELECT, INSERT ON disbursement_step TO sovang_app`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  /** What money may lawfully be paid out for, by the regime that the appeal or the fund is under; dated, because law changes. */
  private async purposes(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE disbursement_purpose (
        code text CONSTRAINT disbursement_purpose_pkey PRIMARY KEY
          CONSTRAINT disbursement_purpose_code_form CHECK (code ~ '^[a-z][a-z-]{2,40}$'),
        regime text NOT NULL CONSTRAINT disbursement_purpose_regime_known CHECK (regime IN ('nd93', 'vnn', 'bien-dao', 'other')),
        position smallint NOT NULL,
        name_vi text NOT NULL,
        name_en text NOT NULL,
        source text NOT NULL,
        valid_from date NOT NULL,
        valid_to date,
        CONSTRAINT disbursement_purpose_validity_order CHECK (valid_to IS NULL OR valid_to >= valid_from)
      )`);
    await q.query(`
      INSERT INTO disbursement_purpose (code, regime, position, name_vi, name_en, source, valid_from) VALUES
        ('relief-casualties', 'nd93', 1, 'Hỗ trợ gia đình có người chết, mất tích, bị thương', 'Families with people dead, missing or injured', 'NĐ 93/2021, điều 11.1', '2021-12-11'),
        ('relief-food-water', 'nd93', 2, 'Lương thực, thực phẩm, nước uống, nhu yếu phẩm', 'Food, water and necessities', 'NĐ 93/2021, điều 11.1', '2021-12-11'),
        ('relief-house', 'nd93', 3, 'Sửa chữa, xây lại nhà ở', 'Repairing and rebuilding houses', 'NĐ 93/2021, điều 11.1', '2021-12-11'),
        ('relief-relocation', 'nd93', 4, 'Di dời khỏi nơi nguy hiểm', 'Moving away from danger', 'NĐ 93/2021, điều 11.1', '2021-12-11'),
        ('relief-shelter', 'nd93', 5, 'Nơi ở tạm, nhà tránh trú', 'Shelters', 'NĐ 93/2021, điều 11.1', '2021-12-11'),
        ('relief-sanitation', 'nd93', 6, 'Vệ sinh môi trường, phòng dịch', 'Sanitation and prevention of epidemics', 'NĐ 93/2021, điều 11.1', '2021-12-11'),
        ('relief-medical', 'nd93', 7, 'Thuốc, vật tư y tế, chữa bệnh', 'Medicine, medical goods and treatment', 'NĐ 93/2021, điều 11.1', '2021-12-11'),
        ('relief-seeds-tools', 'nd93', 8, 'Giống cây, con và tư liệu sản xuất', 'Seeds, livestock and tools', 'NĐ 93/2021, điều 11.1', '2021-12-11'),
        ('relief-infrastructure', 'nd93', 9, 'Khôi phục hạ tầng thiết yếu', 'Restoring essential infrastructure', 'NĐ 93/2021, điều 11.1', '2021-12-11'),
        ('relief-living-costs', 'nd93', 10, 'Tiền ăn, chi phí sinh hoạt', 'Meals and living costs', 'NĐ 93/2021, điều 11.1', '2021-12-11'),
        ('poor-house', 'vnn', 1, 'Xây, sửa nhà Đại đoàn kết', 'Building and repairing houses', 'QĐ 1198/QĐ-MTTW-ĐCT (2016)', '2016-12-29'),
        ('poor-livelihood', 'vnn', 2, 'Vốn, vật tư, con giống làm ăn', 'Means of livelihood', 'QĐ 1198/QĐ-MTTW-ĐCT (2016)', '2016-12-29'),
        ('poor-schooling', 'vnn', 3, 'Hỗ trợ học tập', 'Schooling', 'QĐ 1198/QĐ-MTTW-ĐCT (2016)', '2016-12-29'),
        ('poor-medical', 'vnn', 4, 'Hỗ trợ chữa bệnh', 'Medical care', 'QĐ 1198/QĐ-MTTW-ĐCT (2016)', '2016-12-29'),
        ('poor-hunger', 'vnn', 5, 'Cứu đói, trợ giúp đột xuất', 'Hunger relief and sudden need', 'QĐ 1198/QĐ-MTTW-ĐCT (2016)', '2016-12-29'),
        ('poor-tet', 'vnn', 6, 'Quà Tết cho hộ nghèo, khó khăn', 'Tết gifts to poor households', 'QĐ 1198/QĐ-MTTW-ĐCT (2016)', '2016-12-29'),
        ('island-people', 'bien-dao', 1, 'Hỗ trợ quân, dân vùng biển, đảo', 'Support to people at sea and on islands', 'Quy chế Quỹ Vì biển, đảo Việt Nam', '2018-01-01'),
        ('other-support', 'other', 1, 'Hỗ trợ theo quy chế của quỹ', 'Support under the fund''s own rules', 'Quy chế của quỹ', '2016-01-01')`);
  }

  private async batches(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE disbursement (
        id uuid CONSTRAINT disbursement_pkey PRIMARY KEY,
        unit_code text NOT NULL CONSTRAINT disbursement_unit_code_fkey REFERENCES unit (code),
        fund_id uuid NOT NULL CONSTRAINT disbursement_fund_id_fkey REFERENCES fund (id),
        appeal_id uuid CONSTRAINT disbursement_appeal_id_fkey REFERENCES appeal (id),
        donation_id uuid CONSTRAINT disbursement_donation_id_fkey REFERENCES donation (id),
        restriction_id integer NOT NULL,
        title text NOT NULL CONSTRAINT disbursement_title_length CHECK (length(title) BETWEEN 1 AND 200),
        purpose text NOT NULL CONSTRAINT disbursement_purpose_fkey REFERENCES disbursement_purpose (code),
        method text NOT NULL CONSTRAINT disbursement_method_known CHECK (method IN ('transfer', 'cash')),
        bank_account_id uuid CONSTRAINT disbursement_bank_account_id_fkey REFERENCES bank_account (id),
        cash_box_id uuid CONSTRAINT disbursement_cash_box_id_fkey REFERENCES cash_box (id),
        state text NOT NULL DEFAULT 'draft' CONSTRAINT disbursement_state_known
          CHECK (state IN ('draft', 'submitted', 'rejected', 'approved', 'paid', 'closed', 'ended')),
        total bigint NOT NULL DEFAULT 0 CONSTRAINT disbursement_total_range CHECK (total BETWEEN 0 AND 9007199254740991),
        decision_no text CONSTRAINT disbursement_decision_no_length CHECK (length(decision_no) BETWEEN 1 AND 60),
        prepared_by uuid NOT NULL,
        prepared_at timestamptz NOT NULL DEFAULT now(),
        submitted_at timestamptz,
        approved_by uuid,
        approved_at timestamptz,
        reserved_sequence bigint,
        rejected_by uuid,
        reject_reason text CONSTRAINT disbursement_reject_reason_length CHECK (length(reject_reason) BETWEEN 3 AND 500),
        paid_by uuid,
        paid_at timestamptz,
        paid_on date,
        voucher text,
        closed_at timestamptz,
        CONSTRAINT disbursement_one_place CHECK (
          (method = 'transfer') = (bank_account_id IS NOT NULL) AND (method = 'cash') = (cash_box_id IS NOT NULL)),
        -- Preparer, approver and payer are three different people.
        CONSTRAINT disbursement_three_people CHECK (
          approved_by IS DISTINCT FROM prepared_by AND paid_by IS DISTINCT FROM prepared_by
          AND (paid_by IS NULL OR paid_by IS DISTINCT FROM approved_by)),
        CONSTRAINT disbursement_approved_whole CHECK (
          state NOT IN ('approved', 'paid', 'closed') OR num_nulls(approved_by, approved_at, reserved_sequence) = 0),
        CONSTRAINT disbursement_paid_after_approval CHECK (paid_on >= (approved_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date),
        CONSTRAINT disbursement_paid_whole CHECK (
          (state IN ('paid', 'closed')) = (paid_by IS NOT NULL) AND num_nulls(paid_by, paid_at, paid_on) IN (0, 3))
      )`);
    await q.query(`CREATE INDEX disbursement_unit_code_idx ON disbursement (unit_code, id)`);
    await q.query(`CREATE INDEX disbursement_fund_id_idx ON disbursement (fund_id)`);
    await q.query(
      `CREATE INDEX disbursement_donation_id_idx ON disbursement (donation_id) WHERE donation_id IS NOT NULL`,
    );
    await q.query(`
      CREATE TABLE disbursement_step (
        id uuid CONSTRAINT disbursement_step_pkey PRIMARY KEY,
        disbursement_id uuid NOT NULL CONSTRAINT disbursement_step_disbursement_id_fkey REFERENCES disbursement (id),
        step text NOT NULL,
        actor_id uuid NOT NULL,
        taken_at timestamptz NOT NULL DEFAULT now(),
        reason text CONSTRAINT disbursement_step_reason_length CHECK (length(reason) BETWEEN 3 AND 500),
        sequence bigint
      )`);
    await q.query(`CREATE INDEX disbursement_step_disbursement_id_idx ON disbursement_step (disbursement_id, id)`);
    await q.query(`
      CREATE TRIGGER disbursement_step_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON disbursement_step
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()`);
  }

  private async lines(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE disbursement_line (
        id uuid CONSTRAINT disbursement_line_pkey PRIMARY KEY,
        disbursement_id uuid NOT NULL CONSTRAINT disbursement_line_disbursement_id_fkey REFERENCES disbursement (id),
        position integer NOT NULL CONSTRAINT disbursement_line_position_positive CHECK (position > 0),
        household_id uuid NOT NULL CONSTRAINT disbursement_line_household_id_fkey REFERENCES household (id),
        content text CONSTRAINT disbursement_line_content_length CHECK (length(content) BETWEEN 1 AND 200),
        amount bigint NOT NULL CONSTRAINT disbursement_line_amount_range CHECK (amount BETWEEN 1 AND 9007199254740991),
        payee_bank_code text,
        payee_number bytea,
        payee_hash bytea,
        payee_holder text,
        state text NOT NULL DEFAULT 'open' CONSTRAINT disbursement_line_state_known
          CHECK (state IN ('open', 'paid', 'acknowledged', 'returned')),
        paid_sequence bigint,
        acknowledged_sequence bigint,
        acknowledged_by uuid,
        acknowledged_on date,
        acknowledged_at timestamptz,
        signer_name text CONSTRAINT disbursement_line_signer_name_length CHECK (length(signer_name) BETWEEN 1 AND 100),
        signer_relation text CONSTRAINT disbursement_line_signer_relation_length CHECK (length(signer_relation) BETWEEN 1 AND 50),
        CONSTRAINT disbursement_line_household_once UNIQUE (disbursement_id, household_id),
        CONSTRAINT disbursement_line_position_once UNIQUE (disbursement_id, position),
        CONSTRAINT disbursement_line_payee_whole CHECK (num_nulls(payee_bank_code, payee_number, payee_hash, payee_holder) IN (0, 4)),
        CONSTRAINT disbursement_line_acknowledged_whole CHECK (
          (state = 'acknowledged') = (acknowledged_by IS NOT NULL)
          AND num_nulls(acknowledged_by, acknowledged_on, acknowledged_at, acknowledged_sequence) IN (0, 4)),
        CONSTRAINT disbursement_line_collector_whole CHECK (signer_relation IS NULL OR signer_name IS NOT NULL)
      )`);
    await q.query(`CREATE INDEX disbursement_line_household_id_idx ON disbursement_line (household_id)`);
  }

  private async guards(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION disbursement_guard() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        IF TG_OP = 'INSERT' THEN
          IF NEW.state <> 'draft' OR NEW.total <> 0
            OR num_nonnulls(NEW.submitted_at, NEW.approved_by, NEW.rejected_by, NEW.paid_by, NEW.closed_at) > 0 THEN
            RAISE EXCEPTION 'a batch begins as an empty draft'
              USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_begins_as_draft';
          END IF;
          RETURN NEW;
        END IF;
        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
          ('draft', 'submitted'), ('draft', 'ended'), ('submitted', 'draft'), ('submitted', 'rejected'),
          ('submitted', 'approved'), ('rejected', 'draft'), ('rejected', 'ended'), ('approved', 'paid'),
          ('approved', 'ended'), ('paid', 'closed')) THEN
          RAISE EXCEPTION 'a batch cannot go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_state_order';
        END IF;
        IF (NEW.id, NEW.unit_code, NEW.fund_id, NEW.prepared_by) <> (OLD.id, OLD.unit_code, OLD.fund_id, OLD.prepared_by)
          OR (OLD.state <> 'draft' AND (NEW.restriction_id, NEW.purpose, NEW.method, NEW.title)
              <> (OLD.restriction_id, OLD.purpose, OLD.method, OLD.title))
          OR (OLD.state <> 'draft' AND (NEW.appeal_id, NEW.donation_id) IS DISTINCT FROM (OLD.appeal_id, OLD.donation_id))
          OR (OLD.state IN ('approved', 'paid', 'closed') AND (NEW.approved_by, NEW.approved_at, NEW.reserved_sequence)
              IS DISTINCT FROM (OLD.approved_by, OLD.approved_at, OLD.reserved_sequence))
          OR (OLD.state IN ('approved', 'paid', 'closed') AND (NEW.bank_account_id, NEW.cash_box_id)
              IS DISTINCT FROM (OLD.bank_account_id, OLD.cash_box_id))
          OR (OLD.state IN ('paid', 'closed') AND (NEW.paid_by, NEW.paid_on) IS DISTINCT FROM (OLD.paid_by, OLD.paid_on)) THEN
          RAISE EXCEPTION 'a batch stands still once it is submitted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_frozen';
        END IF;
        IF NEW.total IS DISTINCT FROM (SELECT coalesce(sum(amount), 0) FROM disbursement_line WHERE disbursement_id = NEW.id) THEN
          RAISE EXCEPTION 'the total of a batch is not the sum of its lines'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_total_is_sum';
        END IF;
        RETURN NEW;
      END $$`);
    await q.query(`
      CREATE TRIGGER disbursement_guard BEFORE INSERT OR UPDATE ON disbursement FOR EACH ROW EXECUTE FUNCTION disbursement_guard()`);
    // The share lock makes a line added at the same moment as the submission wait for it, and then be refused.
    await q.query(`
      CREATE FUNCTION disbursement_line_guard() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE v_batch disbursement;
      BEGIN
        SELECT * INTO v_batch FROM disbursement
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.disbursement_id ELSE NEW.disbursement_id END FOR SHARE;
        IF v_batch.state <> 'draft' AND (TG_OP <> 'UPDATE'
          OR (NEW.id, NEW.disbursement_id, NEW.position, NEW.household_id, NEW.amount) <>
             (OLD.id, OLD.disbursement_id, OLD.position, OLD.household_id, OLD.amount)
          OR NEW.content IS DISTINCT FROM OLD.content) THEN
          RAISE EXCEPTION 'the lines of a batch stand still once it is submitted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_line_frozen';
        END IF;
        IF TG_OP = 'INSERT' AND NEW.state <> 'open' THEN
          RAISE EXCEPTION 'a line begins unpaid'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_line_begins_open';
        END IF;
        IF TG_OP = 'UPDATE' THEN
          IF v_batch.state NOT IN ('draft', 'submitted') AND (NEW.payee_bank_code, NEW.payee_number, NEW.payee_hash, NEW.payee_holder)
            IS DISTINCT FROM (OLD.payee_bank_code, OLD.payee_number, OLD.payee_hash, OLD.payee_holder) THEN
            RAISE EXCEPTION 'the payee account stands still from approval on'
              USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_line_payee_frozen';
          END IF;
          IF NEW.acknowledged_by = v_batch.approved_by THEN
            RAISE EXCEPTION 'the approver does not acknowledge'
              USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_line_approver_apart';
          END IF;
          IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('open', 'paid'), ('paid', 'acknowledged'), ('paid', 'returned')) THEN
            RAISE EXCEPTION 'a line cannot go from % to %', OLD.state, NEW.state
              USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_line_state_order';
          END IF;
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
      END $$`);
    await q.query(`
      CREATE TRIGGER disbursement_line_guard BEFORE INSERT OR UPDATE OR DELETE ON disbursement_line
      FOR EACH ROW EXECUTE FUNCTION disbursement_line_guard()`);
  }
}
