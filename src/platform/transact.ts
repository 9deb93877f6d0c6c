import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm';

const RETRYABLE = new Set(['40001', '40P01']);

/**
 * Runs the work in one transaction, READ COMMITTED as our connections are set to (whatever posts takes the ledger's lane
 * first), and again from its start when PostgreSQL asks for that. Inside, use only the `tx` that is handed in.
 */
export async function transact<T>(db: DataSource, work: (tx: EntityManager) => Promise<T>, attempts = 5): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await withUnanswered(db, work);
    } catch (error) {
      if (!RETRYABLE.has(sqlState(error) ?? '') || attempt >= attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
    }
  }
}

/** The statements of a transaction that were sent and that nobody has waited for. */
const unanswered = new WeakMap<EntityManager, Promise<unknown>[]>();

/**
 * Takes a statement that was sent and whose answer nothing in the transaction depends on: it is waited for with the commit,
 * which PostgreSQL makes a rollback if the statement fails. Work that throws while one has failed is told what it threw:
 * that was decided on what the transaction had read. Outside of `transact` it is waited for here. Not for a
 * statement within a savepoint: rolling back to that would undo the failure, and the commit would then be one.
 */
export async function answeredLater(tx: EntityManager, sent: Promise<unknown>): Promise<void> {
  const others = unanswered.get(tx);
  if (!others) return void (await sent);
  others.push(sent);
  // `transact` throws it, or what a later statement failed with because of it; until then it is nobody's surprise.
  sent.catch(() => undefined);
}

async function withUnanswered<T>(db: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  const sent: Promise<unknown>[] = [];
  const result = await db.transaction(async (tx) => {
    unanswered.set(tx, sent);
    const done = await work(tx);
    // What the driver could not even send has failed by the next tick, and PostgreSQL knows nothing of it.
    if (sent.length > 0) await Promise.race([Promise.all(sent), nextTick()]);
    return done;
  });
  // The commit of a transaction in which one failed was answered without an error.
  await Promise.all(sent);
  return result;
}

function nextTick(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
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
