/**
 * Statements that are sent over and over are parsed and planned once on each connection. Reading and planning one takes
 * PostgreSQL several times as long as running it, where it finds a few rows by their keys.
 */
import pg from 'pg';

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

type Query = (...args: unknown[]) => unknown;

/** A connection that sends marked statements under a name of their own. */
export class PreparingClient extends pg.Client {}

// eslint-disable-next-line @typescript-eslint/unbound-method
const plain = pg.Client.prototype.query as Query;
PreparingClient.prototype.query = function (this: pg.Client, ...args: unknown[]): unknown {
  const [text, values, ...rest] = args;
  const name = typeof text === 'string' && Array.isArray(values) ? names.get(text) : undefined;
  return plain.apply(this, name === undefined ? args : [{ name, text, values }, ...rest]);
} as typeof pg.Client.prototype.query;
