/**
 * The administrative map in force since 2025-07-01: 34 provinces and 3,321 communes by their statistics codes, and the
 * change of 2026-04-30, when Đồng Nai became a city (NQ 30/2026/QH16) and ten of its communes became wards with the same
 * name and code (NQ 237/NQ-UBTVQH16; Lộc Ninh, Tân Khai, Đồng Phú, Tân Phú, Trị An, Trảng Bom, Dầu Giây, Long Thành, Xuân
 * Lộc and Nhơn Trạch, the difference between its list of 2025-07-01 and that of 2026-04-30). Facts from the statistics
 * office's list as compiled by thanglequoc/vietnamese-provinces-database (MIT). Days before 2025-07-01 are not in the
 * file: a former unit is entered with its end and its successor.
 */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { withClient } from '../platform/provision.js';

type Line = {
  code: string;
  level: string;
  kind: string;
  name: string;
  full_name: string;
  parent_code: string;
  valid_from: string;
  valid_to: string;
};

const FILE = new URL('units.csv', import.meta.url);

/** Brings the database's map up to the file. Idempotent, and one statement for each table. Needs the owner's login. */
export async function loadReferenceUnits(ownerUrl: string): Promise<void> {
  const lines = JSON.stringify(await readLines());
  await withClient(ownerUrl, async (client) => {
    await client.query('BEGIN');
    for (const statement of [UNITS, NAMES]) await client.query(statement, [lines]);
    await client.query('COMMIT');
  });
}

/** The reference file as it is. */
export function readUnitsFile(): Promise<string> {
  return readFile(FILE, 'utf8');
}

async function readLines(): Promise<Line[]> {
  return parse(await readUnitsFile(), { columns: true });
}

const RECORDS = `jsonb_to_recordset($1) AS r(code text, level text, kind text, name text, full_name text, parent_code text,
  valid_from date, valid_to text)`;

// A unit lasts from the first to the last of its lines; without an end on the last, it is in force.
const UNITS = `
  INSERT INTO unit AS u (code, level, parent_code, valid_from, valid_to)
  SELECT code, min(level), min(parent_code), min(valid_from), nullif(max(coalesce(nullif(valid_to, ''), 'infinity')::date), 'infinity')
  FROM ${RECORDS} GROUP BY code
  ON CONFLICT ON CONSTRAINT unit_pkey DO UPDATE
  SET level = excluded.level, parent_code = excluded.parent_code, valid_from = excluded.valid_from, valid_to = excluded.valid_to
  WHERE (u.level, u.parent_code, u.valid_from) IS DISTINCT FROM (excluded.level, excluded.parent_code, excluded.valid_from)
    OR (u.valid_to IS NULL AND excluded.valid_to IS NOT NULL)`;

const NAMES = `
  INSERT INTO unit_name AS n (unit_code, valid_from, kind, name, full_name)
  SELECT code, valid_from, kind, name, full_name FROM ${RECORDS}
  ON CONFLICT ON CONSTRAINT unit_name_pkey DO UPDATE
  SET kind = excluded.kind, name = excluded.name, full_name = excluded.full_name
  WHERE (n.kind, n.name, n.full_name) IS DISTINCT FROM (excluded.kind, excluded.name, excluded.full_name)`;
