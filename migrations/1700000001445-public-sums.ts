import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The public's sums again: told by what each account is for, so that they are the same in both posting profiles and
 * whether a year is closed or not; and added up from days, so that they do not read every movement.
 */
export class PublicSums1700000001445 implements MigrationInterface {
  name = 'PublicSums1700000001445';

  async up(q: QueryRunner): Promise<void> {
    await this.flows(q);
    await this.days(q);
    await this.funds(q);
    await this.appeals(q);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  /**
   * Each movement as its purpose sees it, money coming in positive. Entries of the year's end and of a move to another
   * profile are neither receiving nor paying. A gift of an earlier year voided before accounts had natures left 421.
   */
  private async flows(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE OR REPLACE VIEW purpose_flow AS
      SELECT m.sequence, m.effective_date, a.fund_id, a.restriction_id, s.amount,
        CASE WHEN a.nature = 'carried' AND e.kind = 'gift-voided' THEN 'received' ELSE ${FLOW} END AS flow
      FROM movement m
      JOIN entry e ON e.sequence = m.sequence AND NOT e.closing
      CROSS JOIN LATERAL (VALUES (m.credit, m.amount), (m.debit, -m.amount)) s(account, amount)
      JOIN account a ON a.id = s.account AND a.role = 'restriction'`);
    await q.query(`
      CREATE TABLE earlier_void (
        fund_id uuid NOT NULL,
        restriction_id integer NOT NULL,
        day date NOT NULL,
        amount bigint NOT NULL,
        CONSTRAINT earlier_void_pkey PRIMARY KEY (restriction_id, day)
      )`);
    await q.query(`
      INSERT INTO earlier_void (fund_id, restriction_id, day, amount)
      SELECT a.fund_id, a.restriction_id, m.effective_date, sum(m.amount) FROM entry e
      JOIN movement m ON m.sequence = e.sequence JOIN account a ON a.id = m.debit AND a.nature = 'carried'
      WHERE e.kind = 'gift-voided' GROUP BY 1, 2, 3`);
  }

  /**
   * The flows of each account and day: rolled up to the watermark, movement by movement after it. Both ends of what came
   * after are named, of movements and of entries, for a plan that reads only them.
   */
  private async days(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE VIEW purpose_day AS
      SELECT a.fund_id, a.restriction_id, d.day, ${FLOW} AS flow, d.credit - d.debit AS amount
      FROM account_day d JOIN account a ON a.id = d.account_id AND a.role = 'restriction' WHERE NOT d.closing
      UNION ALL
      SELECT a.fund_id, a.restriction_id, m.effective_date, ${FLOW}, s.amount
      FROM movement m
      JOIN entry e ON e.sequence = m.sequence AND NOT e.closing AND e.sequence > (SELECT sequence FROM day_watermark)
        AND e.sequence <= (SELECT sequence FROM ledger_head)
      CROSS JOIN LATERAL (VALUES (m.credit, m.amount), (m.debit, -m.amount)) s(account, amount)
      JOIN account a ON a.id = s.account AND a.role = 'restriction'
      WHERE m.sequence > (SELECT sequence FROM day_watermark) AND m.sequence <= (SELECT sequence FROM ledger_head)
      UNION ALL
      SELECT v.fund_id, v.restriction_id, v.day, x.flow, x.amount
      FROM earlier_void v CROSS JOIN LATERAL (VALUES ('opening', v.amount), ('received', -v.amount)) x(flow, amount)`);
  }

  /** opening + received = paid + passed_on + other_spent + held, and held = what the places hold less what is owed. */
  private async funds(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE OR REPLACE VIEW public_fund WITH (security_barrier) AS
      WITH flow AS (SELECT fund_id, ${sums()}, max(day) AS last_moved_on FROM purpose_day GROUP BY fund_id),
      purpose AS (
        SELECT r.fund_id, sum(b.balance)::bigint AS held, sum(b.reserved)::bigint AS reserved
        FROM restriction r JOIN restriction_balance b ON b.restriction_id = r.id GROUP BY r.fund_id),
      place AS (
        SELECT a.fund_id, ${placeSum('in_bank', '1121|1122')}, ${placeSum('in_cash', '1111|1112')}, ${placeSum('in_transit', '113')},
          ${placeSum('in_advances', '141')}, ${placeSum('in_goods', '152|0021')},
          coalesce(sum(b.balance) FILTER (WHERE a.code !~ '^(1121|1122|1111|1112|113|141|152|0021)'), 0)::bigint AS receivable
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
      CREATE OR REPLACE VIEW public_fund_month WITH (security_barrier) AS
      SELECT fund_id, date_trunc('month', day::timestamp)::date AS month, ${sums()}
      FROM purpose_day WHERE flow <> 'opening' GROUP BY 1, 2`);
  }

  /** An appeal's own purpose together with the conditions that donors set on gifts for it. */
  private async appeals(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE OR REPLACE VIEW public_appeal WITH (security_barrier) AS
      WITH purpose AS (
        SELECT id AS appeal_id, restriction_id FROM appeal
        UNION SELECT d.appeal_id, r.id FROM restriction r JOIN donation d ON d.id = r.subject
        WHERE r.kind = 'earmark' AND d.appeal_id IS NOT NULL),
      flow AS (
        SELECT p.appeal_id, ${sums()} FROM purpose p JOIN purpose_day f ON f.restriction_id = p.restriction_id GROUP BY 1),
      holding AS (
        SELECT p.appeal_id, sum(b.balance)::bigint AS held, sum(b.reserved)::bigint AS reserved
        FROM purpose p JOIN restriction_balance b ON b.restriction_id = p.restriction_id GROUP BY 1)
      SELECT a.id, a.fund_id, a.unit_code, a.name, a.regime, a.document_no, a.purpose, a.receive_from, a.receive_until,
        a.target_amount, a.historical, ${figures('flow')}, coalesce(holding.held, 0) AS held,
        coalesce(holding.reserved, 0) AS reserved
      FROM appeal a LEFT JOIN flow ON flow.appeal_id = a.id LEFT JOIN holding ON holding.appeal_id = a.id`);
  }
}

/** What was there before, and what a decision brought from another purpose, is never "received". */
const FLOW = `CASE WHEN a.nature IN ('carried', 'decision', 'summary') THEN 'opening'
  WHEN a.nature IN ('donations', 'in-kind', 'from-units', 'interest', 'other-income') THEN 'received'
  WHEN a.nature = 'to-units' THEN 'passed-on'
  WHEN a.nature IN ('support', 'support-in-kind') THEN 'paid'
  ELSE 'other' END`;

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

function placeSum(column: string, codes: string): string {
  return `coalesce(sum(b.balance) FILTER (WHERE a.code ~ '^(${codes})'), 0)::bigint AS ${column}`;
}
