import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How far the demo was loaded, so that it is loaded once and a load that was cut short goes on where it stopped. Empty
 * for good in an instance for real use.
 */
export class Demo1700000001200 implements MigrationInterface {
  name = 'Demo1700000001200';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE demo_step (
        name text CONSTRAINT demo_step_pkey PRIMARY KEY,
        answer jsonb NOT NULL,
        done_at timestamptz NOT NULL DEFAULT now()
      )`);
    await q.query(`GRANT SELECT, INSERT ON demo_step TO sovang_app`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
