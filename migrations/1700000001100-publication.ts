import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the public may see, as views named `public_*`: the public login reads these and no table. Every figure is the sum
 * of movements of the books, so that it cannot say something else than they do. No view holds a donor's printed name, a
 * pledge's giver, a household, a reason or any other free text about a person.
 */
export class Publication1700000001100 implements MigrationInterface {
  name = 'Publication1700000001100';

  async up(q: QueryRunner): Promise<void> {
    await this.flows(q);
    await this.funds(q);
    await this.appeals(q);
    await this.receipts(q);
    await q.query(
      `GRANT SELECT ON public_position, public_fund, public_fund_month, public_appeal, public_pledged, public_payout,
         public_receipt TO sovang_public`,
    );
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  /**
   * Each movement as its purpose sees it, money coming in positive. What was there before (421) is never "received", a
   * voided gift takes away from what was received, be it of an earlier year (421), and closing a year into 911 is neither receiving nor paying.
   */
  private async flows(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE VIEW purpose_flow AS
      SELECT m.sequence, m.effective_date, a.fund_id, a.restriction_id, s.amount,
        CASE WHEN a.code LIKE '4%' AND NOT EXISTS (
            SELECT FROM entry e WHERE e.sequence = m.sequence AND e.kind = 'gift-voided') THEN 'opening'
          WHEN a.code LIKE '4%' THEN 'received'
          WHEN a.code LIKE '5%' OR a.code LIKE '7%' THEN 'received'
          WHEN a.code LIKE '6118%' THEN 'passed-on'
          WHEN a.code LIKE '611%' THEN 'paid'
          ELSE 'other' END AS flow
      FROM movement m
      CROSS JOIN LATERAL (VALUES (m.credit, m.debit, m.amount), (m.debit, m.credit, -m.amount)) s(account, counter, amount)
      JOIN account a ON a.id = s.account AND a.role = 'restriction' AND a.code NOT LIKE '911%'
      JOIN account c ON c.id = s.counter AND c.code NOT LIKE '911%'`);
    await q.query(`
      CREATE VIEW public_position WITH (security_barrier) AS SELECT sequence, recorded_at FROM ledger_head`);
  }

  /** opening + received = paid + passed_on + other_spent + held, and held = what the places hold less what is owed. */
  private async funds(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE VIEW public_fund WITH (security_barrier) AS
      WITH flow AS (
        SELECT fund_id, ${sums()}, max(effective_date) AS last_moved_on FROM purpose_flow GROUP BY fund_id),
      purpose AS (
        SELECT r.fund_id, sum(b.balance)::bigint AS held, sum(b.reserved)::bigint AS reserved
        FROM restriction r JOIN restriction_balance b ON b.restriction_id = r.id GROUP BY r.fund_id),
      place AS (
        SELECT a.fund_id, ${placeSum('in_bank', '1121')}, ${placeSum('in_cash', '1111')}, ${placeSum('in_transit', '113')},
          ${placeSum('in_advances', '141')}, ${placeSum('in_goods', '152')},
          coalesce(sum(b.balance) FILTER (WHERE a.code NOT SIMILAR TO '(1121|1111|113|141|152)%'), 0)::bigint AS receivable
        FROM account a JOIN place_balance b ON b.account_id = a.id GROUP BY a.fund_id),
      creditor AS (
        SELECT a.fund_id, sum(b.balance)::bigint AS owed FROM account a JOIN creditor_balance b ON b.account_id = a.id
        GROUP BY a.fund_id)
      SELECT f.id, f.unit_code, f.kind_code, k.position AS kind_position, f.name, k.name_en, f.opened_on, f.closed_on,
        ${figures('flow')}, coalesce(purpose.held, 0) AS held, coalesce(purpose.reserved, 0) AS reserved,
        coalesce(place.in_bank, 0) AS in_bank, coalesce(place.in_cash, 0) AS in_cash,
        coalesce(place.in_transit, 0) AS in_transit, coalesce(place.in_advances, 0) AS in_advances,
        coalesce(place.in_goods, 0) AS in_goods, coalesce(place.receivable, 0) AS receivable,
        coalesce(creditor.owed, 0) AS owed, flow.last_moved_on
      FROM fund f JOIN fund_kind k ON k.code = f.kind_code
      LEFT JOIN flow ON flow.fund_id = f.id LEFT JOIN purpose ON purpose.fund_id = f.id
      LEFT JOIN place ON place.fund_id = f.id LEFT JOIN creditor ON creditor.fund_id = f.id`);
    await q.query(`
      CREATE VIEW public_fund_month WITH (security_barrier) AS
      SELECT fund_id, date_trunc('month', effective_date::timestamp)::date AS month, ${sums()}
      FROM purpose_flow WHERE flow <> 'opening' GROUP BY 1, 2`);
  }

  /** An appeal's own purpose together with the conditions that donors set on gifts for it. */
  private async appeals(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE VIEW public_appeal WITH (security_barrier) AS
      WITH purpose AS (
        SELECT id AS appeal_id, restriction_id FROM appeal
        UNION SELECT d.appeal_id, r.id FROM restriction r JOIN donation d ON d.id = r.subject
        WHERE r.kind = 'earmark' AND d.appeal_id IS NOT NULL),
      flow AS (
        SELECT p.appeal_id, ${sums()} FROM purpose p JOIN purpose_flow f ON f.restriction_id = p.restriction_id GROUP BY 1),
      holding AS (
        SELECT p.appeal_id, sum(b.balance)::bigint AS held, sum(b.reserved)::bigint AS reserved
        FROM purpose p JOIN restriction_balance b ON b.restriction_id = p.restriction_id GROUP BY 1)
      SELECT a.id, a.fund_id, a.unit_code, a.name, a.regime, a.document_no, a.purpose, a.receive_from, a.receive_until,
        a.target_amount, a.historical, ${figures('flow')}, coalesce(holding.held, 0) AS held,
        coalesce(holding.reserved, 0) AS reserved
      FROM appeal a LEFT JOIN flow ON flow.appeal_id = a.id LEFT JOIN holding ON holding.appeal_id = a.id`);
    // Sums only: who promised what stays with the committee. A cancelled promise counts for what was kept of it.
    await q.query(`
      CREATE VIEW public_pledged WITH (security_barrier) AS
      SELECT p.fund_id, p.appeal_id, sum(CASE WHEN p.cancelled_at IS NULL THEN p.amount ELSE g.kept END)::bigint AS pledged,
        sum(g.kept)::bigint AS kept
      FROM pledge p CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount), 0)::bigint AS kept FROM pledge_gift WHERE pledge_id = p.id AND undone_at IS NULL) g
      GROUP BY p.fund_id, p.appeal_id`);
    // How many households of which commune, never which; what came back is taken off.
    await q.query(`
      CREATE VIEW public_payout WITH (security_barrier) AS
      WITH share AS (
        SELECT e.fund_id, e.source_id, e.commune_code, e.purpose, e.household_id, max(e.effective_date) AS paid_on,
          max(e.sequence) AS sequence, -sum(f.amount) AS amount
        FROM entry e JOIN purpose_flow f ON f.sequence = e.sequence AND f.flow = 'paid'
        WHERE e.household_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5)
      SELECT s.fund_id, d.appeal_id, s.commune_code, p.name_vi AS purpose_vi, p.name_en AS purpose_en, max(s.paid_on) AS paid_on,
        max(s.sequence) AS sequence, count(*)::integer AS households, sum(s.amount)::bigint AS amount
      FROM share s LEFT JOIN disbursement d ON d.id = s.source_id LEFT JOIN disbursement_purpose p ON p.code = s.purpose
      WHERE s.amount > 0 GROUP BY s.fund_id, s.source_id, d.appeal_id, s.commune_code, p.name_vi, p.name_en`);
  }

  /** A receipt by its code. The name is the one that the giver agreed to show, and none once the receipt is void. */
  private async receipts(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE VIEW public_receipt WITH (security_barrier) AS
      SELECT r.code, r.serial, CASE WHEN v.receipt_id IS NULL THEN 'valid' ELSE 'void' END AS status, r.amount, r.currency,
        r.effective_date, r.issued_at AS recorded_at, r.unit_code, r.fund_id, f.name AS fund_name, f.kind_code,
        k.name_en AS fund_name_en, d.appeal_id, a.name AS appeal_name,
        CASE WHEN v.receipt_id IS NULL THEN d.public_name END AS public_name, r.sequence, v.voided_on, v.sequence AS void_sequence
      FROM receipt r JOIN fund f ON f.id = r.fund_id JOIN fund_kind k ON k.code = f.kind_code
      LEFT JOIN donation d ON d.receipt_id = r.id LEFT JOIN appeal a ON a.id = d.appeal_id
      LEFT JOIN receipt_void v ON v.receipt_id = r.id`);
  }
}

const FLOWS = [
  ['opening', 'opening', 1],
  ['received', 'received', 1],
  ['paid', 'paid', -1],
  ['passed_on', 'passed-on', -1],
  ['other_spent', 'other', -1],
] as const;

function sums(): string {
  return FLOWS.map(
    ([column, flow, sign]) =>
      `coalesce(sum(${sign < 0 ? '-' : ''}amount) FILTER (WHERE flow = '${flow}'), 0)::bigint AS ${column}`,
  ).join(', ');
}

function figures(from: string): string {
  return FLOWS.map(([column]) => `coalesce(${from}.${column}, 0) AS ${column}`).join(', ');
}

function placeSum(column: string, code: string): string {
  return `coalesce(sum(b.balance) FILTER (WHERE a.code LIKE '${code}%'), 0)::bigint AS ${column}`;
}
