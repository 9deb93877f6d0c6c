import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A debit that waited to be explained may turn out to be a pay-out that was booked after the statement. */
export class DebitsAsPayouts1700000001300 implements MigrationInterface {
  name = 'DebitsAsPayouts1700000001300';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE statement_line DROP CONSTRAINT statement_line_reason_known`);
    await q.query(`ALTER TABLE statement_line ADD CONSTRAINT statement_line_reason_known
      CHECK (explained_reason IN ('bank-charge', 'cash-withdrawal', 'payout', 'other'))`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
