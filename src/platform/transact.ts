import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm';

const RETRYABLE = new Set(['40001', '40P01']);

/**
 * Runs the work in one transaction, READ COMMITTED as our connections are set to (whatever posts takes the ledger's lane
 * first), and again from its start when PostgreSQL asks for that. Inside, use only the `tx` that is handed in.
 */
export async function transact<T>(db: DataSource, work: (tx: EntityManager) => Promise<T>, attempts = 5): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (!RETRYABLE.has(sqlState(error) ?? '') || attempt >= attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
    }
  }
}

type DriverError = { code?: string; constraint?: string };

/** The SQLSTATE of a failed query. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof QueryFailedError ? (error.driverError as DriverError).code : undefined;
}

/** The name of the constraint that a failed query violated. Our own functions raise with a constraint name too. */
export function violatedConstraint(error: unknown): string | undefined {
  return error instanceof QueryFailedError ? (error.driverError as DriverError).constraint : undefined;
}
