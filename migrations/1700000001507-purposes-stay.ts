import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a gift is for stays what it was, and what gifts are for stays: once the keys that asked it of each row were taken
 * away, whoever repairs something by hand could have pulled a fund or an appeal from under its gifts.
 */
export class PurposesStay1700000001507 implements MigrationInterface {
  name = 'PurposesStay1700000001507';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`CREATE TRIGGER donation_purpose_stays BEFORE UPDATE OF unit_code, fund_id, appeal_id ON donation
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()`);
    await q.query(`CREATE TRIGGER fund_stays BEFORE DELETE OR TRUNCATE OR UPDATE OF id, unit_code ON fund
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()`);
    await q.query(`CREATE TRIGGER appeal_stays BEFORE DELETE OR TRUNCATE OR UPDATE OF id, fund_id ON appeal
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
