/** By which profile units post. */
import type { DataSource, EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import type { Profile } from './natures.js';

/** The profile of each of these units on a day; A where nothing was chosen. */
export async function profilesOn(
  db: EntityManager | DataSource,
  unitCodes: readonly string[],
  day: PlainDate,
): Promise<(unitCode: string) => Profile> {
  const rows = await db.query<{ code: string; profile: Profile }[]>(
    `SELECT u.code, unit_profile_on(u.code, $2) AS profile FROM unnest($1::text[]) AS u(code)`,
    [[...new Set(unitCodes)], day],
  );
  const found = new Map(rows.map(({ code, profile }) => [code, profile]));
  return (unitCode) => found.get(unitCode) ?? 'A';
}
