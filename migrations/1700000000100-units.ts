import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Committees and the administrative map. The map itself is reference data, loaded at every start from units.csv. */
export class Units1700000000100 implements MigrationInterface {
  name = 'Units1700000000100';

  async up(q: QueryRunner): Promise<void> {
    // `district` is the level that ended on 2025-06-30 (Luật 72/2025/QH15): history with successors, never a new unit.
    await q.query(`
      CREATE TABLE unit (
        code text CONSTRAINT unit_pkey PRIMARY KEY CONSTRAINT unit_code_form CHECK (code ~ '^[0-9A-Z]{2,10}$'),
        level text NOT NULL CONSTRAINT unit_level_known CHECK (level IN ('centre', 'city', 'district', 'commune')),
        parent_code text CONSTRAINT unit_parent_code_fkey REFERENCES unit (code),
        valid_from date NOT NULL,
        valid_to date,
        successor_code text CONSTRAINT unit_successor_code_fkey REFERENCES unit (code),
        CONSTRAINT unit_dates_order CHECK (valid_to >= valid_from),
        CONSTRAINT unit_successor_after_end CHECK (successor_code IS NULL OR valid_to IS NOT NULL),
        CONSTRAINT unit_parent_but_centre CHECK ((parent_code IS NULL) = (level = 'centre'))
      )`);
    await q.query(`CREATE INDEX unit_parent_code_idx ON unit (parent_code)`);
    // A name lasts until the next one begins, so names of one unit can neither overlap nor leave a gap.
    await q.query(`
      CREATE TABLE unit_name (
        unit_code text NOT NULL CONSTRAINT unit_name_unit_code_fkey REFERENCES unit (code),
        valid_from date NOT NULL,
        kind text NOT NULL CONSTRAINT unit_name_kind_known
          CHECK (kind IN ('centre', 'city', 'province', 'district', 'ward', 'commune', 'special_zone')),
        name text NOT NULL CONSTRAINT unit_name_name_length CHECK (length(name) BETWEEN 1 AND 100),
        full_name text NOT NULL CONSTRAINT unit_name_full_name_length CHECK (length(full_name) BETWEEN 1 AND 150),
        CONSTRAINT unit_name_pkey PRIMARY KEY (unit_code, valid_from)
      )`);
    await this.line(q);
    // The centre is here from the first day: the named actor of the command line belongs to it.
    await q.query(`INSERT INTO unit (code, level, valid_from) VALUES ('TW', 'centre', '2025-07-01')`);
    await q.query(`
      INSERT INTO unit_name (unit_code, valid_from, kind, name, full_name)
      VALUES ('TW', '2025-07-01', 'centre', 'Trung ương', 'Ủy ban Trung ương MTTQ Việt Nam')`);
    await q.query(`GRANT SELECT ON unit, unit_name TO sovang_app`);
  }

  /** Whether one unit is the other or lies below it: for the constraints on who may hold which roles at once. */
  private async line(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION unit_is_within(p_code text, p_ancestor text) RETURNS boolean
      LANGUAGE sql STABLE STRICT SET search_path = pg_catalog, public, pg_temp AS $$
        WITH RECURSIVE line AS (
          SELECT code, parent_code, 1 AS depth FROM unit WHERE code = p_code
          UNION ALL
          SELECT u.code, u.parent_code, l.depth + 1 FROM line l JOIN unit u ON u.code = l.parent_code WHERE l.depth < 10
        )
        SELECT EXISTS (SELECT FROM line WHERE code = p_ancestor)
      $$`);
    await q.query(`GRANT EXECUTE ON FUNCTION unit_is_within(text, text) TO sovang_app`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
