import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What open data is made from: views for the public login, so that no private column can come into a file by a slip of
 * the program. No view holds a printed name, a condition, a memo, a household, or the code that opens a receipt's page.
 */
export class OpenData1700000001540 implements MigrationInterface {
  name = 'OpenData1700000001540';

  async up(q: QueryRunner): Promise<void> {
    await this.gifts(q);
    await this.flows(q);
    await this.payouts(q);
    await this.bankDays(q);
    await q.query(
      `GRANT SELECT ON public_gift, public_flow_day, public_payout_batch, public_bank_day TO sovang_public`,
    );
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  /** One row a gift. The name is the one that the giver agreed to show, and none once the receipt is void. */
  private async gifts(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE VIEW public_gift WITH (security_barrier) AS
      SELECT d.sequence, d.effective_date AS date, r.serial AS receipt,
        CASE WHEN v.receipt_id IS NULL THEN 'valid' ELSE 'void' END AS status, d.amount, d.currency, d.foreign_amount,
        trim_scale(d.rate)::text AS rate, d.channel, d.unit_code, d.fund_id, f.name AS fund, d.appeal_id, a.name AS appeal,
        CASE WHEN v.receipt_id IS NULL THEN d.public_name END AS public_name, v.voided_on, v.sequence AS void_sequence
      FROM donation d JOIN receipt r ON r.id = d.receipt_id JOIN fund f ON f.id = d.fund_id
      LEFT JOIN appeal a ON a.id = d.appeal_id LEFT JOIN receipt_void v ON v.receipt_id = r.id`);
  }

  /** What came in and went out on each day, by fund and appeal: the sums of all days are the balances of the purposes. */
  private async flows(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE VIEW public_flow_day WITH (security_barrier) AS
      WITH purpose AS (
        SELECT id AS appeal_id, restriction_id FROM appeal
        UNION SELECT d.appeal_id, r.id FROM restriction r JOIN donation d ON d.id = r.subject
        WHERE r.kind = 'earmark' AND d.appeal_id IS NOT NULL)
      SELECT p.day AS date, p.fund_id, u.appeal_id, p.flow, f.unit_code, f.name AS fund, a.name AS appeal,
        sum(p.amount)::bigint AS amount
      FROM purpose_day p JOIN fund f ON f.id = p.fund_id LEFT JOIN purpose u ON u.restriction_id = p.restriction_id
      LEFT JOIN appeal a ON a.id = u.appeal_id
      GROUP BY p.day, p.fund_id, u.appeal_id, p.flow, f.unit_code, f.name, a.name HAVING sum(p.amount) <> 0`);
  }

  /** How many households of a commune a batch paid, never which; what came back is taken off. */
  private async payouts(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE VIEW public_payout_batch WITH (security_barrier) AS
      WITH share AS (
        SELECT e.fund_id, e.source_id, e.commune_code, e.purpose, e.household_id, min(e.effective_date) AS paid_on,
          max(e.sequence) AS sequence, -sum(f.amount) AS amount
        FROM entry e JOIN purpose_flow f ON f.sequence = e.sequence AND f.flow = 'paid'
        WHERE e.household_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5)
      SELECT s.source_id AS batch, s.commune_code, min(s.paid_on) AS date, f.unit_code, s.fund_id, f.name AS fund,
        d.appeal_id, a.name AS appeal, p.name_vi AS purpose, p.name_en AS purpose_en, count(*)::integer AS households,
        sum(s.amount)::bigint AS amount, max(s.sequence) AS sequence
      FROM share s JOIN fund f ON f.id = s.fund_id LEFT JOIN disbursement d ON d.id = s.source_id
      LEFT JOIN appeal a ON a.id = d.appeal_id LEFT JOIN disbursement_purpose p ON p.code = s.purpose
      WHERE s.amount > 0
      GROUP BY s.source_id, s.commune_code, f.unit_code, s.fund_id, f.name, d.appeal_id, a.name, p.name_vi, p.name_en`);
  }

  /**
   * Each day of each posted statement, with what the books held at its end. Where two statements tell of one day, the
   * difference stands with the fuller one: the other ended before the day did.
   */
  private async bankDays(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE VIEW public_bank_day WITH (security_barrier) AS
      WITH moved AS (
        SELECT d.account_id, d.day, d.debit - d.credit AS net FROM account_day d
        JOIN bank_account b ON b.ledger_account_id = d.account_id
        UNION ALL
        SELECT x.account, m.effective_date, x.net FROM movement m
        CROSS JOIN LATERAL (VALUES (m.debit, m.amount), (m.credit, -m.amount)) x(account, net)
        JOIN bank_account b ON b.ledger_account_id = x.account
        WHERE m.sequence > (SELECT sequence FROM day_watermark) AND m.sequence <= (SELECT sequence FROM ledger_head)),
      told AS (
        SELECT s.id AS statement_id, s.sha256, b.id AS bank_account_id, b.ledger_account_id, b.unit_code, b.fund_id,
          b.bank_name, b.number, d.date, d.rows, d.credits, d.debits, d.opening, d.closing,
          row_number() OVER (PARTITION BY b.id, d.date ORDER BY d.rows DESC, s.posted_at DESC, s.id DESC) = 1 AS fullest
        FROM statement_day d JOIN statement s ON s.id = d.statement_id AND s.state = 'posted'
        JOIN bank_account b ON b.id = s.bank_account_id),
      held AS (
        SELECT x.statement_id, x.day, sum(x.net) OVER (PARTITION BY x.account_id ORDER BY x.day)::bigint AS books
        FROM (SELECT account_id, day, net, NULL::uuid AS statement_id FROM moved
          UNION ALL SELECT ledger_account_id, date, 0, statement_id FROM told) x)
      SELECT t.bank_account_id AS account, t.date, encode(t.sha256, 'hex') AS statement_sha256, t.rows, t.credits, t.debits,
        t.opening, t.closing, h.books, CASE WHEN t.fullest THEN h.books - t.closing END AS difference, t.unit_code,
        t.fund_id, f.name AS fund, t.bank_name AS bank, t.number AS account_number
      FROM told t JOIN held h ON h.statement_id = t.statement_id AND h.day = t.date JOIN fund f ON f.id = t.fund_id`);
  }
}
