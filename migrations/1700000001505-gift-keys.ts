import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a gift's rows are found and held to, at less cost for each. Numbers and codes are compared byte by byte, not as
 * Vietnamese words; and that a list of gifts is for funds and appeals that exist is proven once for the list: a foreign
 * key asks for each row, and funds and appeals are never deleted (the program's login may not).
 */
export class GiftKeys1700000001505 implements MigrationInterface {
  name = 'GiftKeys1700000001505';

  async up(q: QueryRunner): Promise<void> {
    // A query has to name the collation to use these: `serial COLLATE "C" = $1`.
    await q.query(`ALTER TABLE receipt DROP CONSTRAINT receipt_serial_once, DROP CONSTRAINT receipt_code_once,
      DROP CONSTRAINT receipt_number_once`);
    await q.query(`CREATE UNIQUE INDEX receipt_serial_once ON receipt (serial COLLATE "C")`);
    await q.query(`CREATE UNIQUE INDEX receipt_code_once ON receipt (code COLLATE "C")`);
    // A fund is of one unit, and all receipts are of one kind.
    await q.query(`CREATE UNIQUE INDEX receipt_number_once ON receipt (fund_id, year, number)`);
    await q.query(`DROP INDEX entry_voucher_idx`);
    await q.query(`CREATE INDEX entry_voucher_idx ON entry (voucher COLLATE "C") WHERE voucher IS NOT NULL`);
    await this.purposes(q);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }

  private async purposes(q: QueryRunner): Promise<void> {
    await q.query(
      `ALTER TABLE donation DROP CONSTRAINT donation_fund_id_fkey, DROP CONSTRAINT donation_appeal_id_fkey`,
    );
    await q.query(`
      CREATE FUNCTION donation_prove_purposes() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        IF EXISTS (
          SELECT FROM (SELECT DISTINCT fund_id, unit_code, appeal_id FROM written) w
          WHERE NOT EXISTS (SELECT FROM fund f WHERE f.id = w.fund_id AND f.unit_code = w.unit_code)
            OR (w.appeal_id IS NOT NULL
              AND NOT EXISTS (SELECT FROM appeal a WHERE a.id = w.appeal_id AND a.fund_id = w.fund_id))) THEN
          RAISE EXCEPTION 'a gift is for a fund of its unit, and for an appeal of that fund'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'donation_purpose_known';
        END IF;
        RETURN NULL;
      END $$`);
    await q.query(`CREATE TRIGGER donation_purpose_known AFTER INSERT ON donation REFERENCING NEW TABLE AS written
      FOR EACH STATEMENT EXECUTE FUNCTION donation_prove_purposes()`);
  }
}
