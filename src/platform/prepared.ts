/**
 * Statements that are sent over and over are parsed and planned once on each connection. Reading and planning one takes
 * PostgreSQL several times as long as running it, where it finds a few rows by their keys.
 */

const names = new Map<string, string>();

/**
 * Marks a constant statement as one to prepare; it is sent as before, with its parameters. Not for a statement whose best
 * plan hangs on the values, as a list's with many filters.
 * @returns the statement itself
 */
export function prepared(sql: string): string {
  if (!names.has(sql)) names.set(sql, `sovang_${names.size + 1}`);
  return sql;
}

/** The name of a marked statement. */
export function nameOf(sql: string): string | undefined {
  return names.get(sql);
}
