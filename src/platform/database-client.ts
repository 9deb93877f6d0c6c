/**
 * A connection that waits for the server less often. Statements marked as prepared go under a name of their own; a
 * transaction is opened together with its first statement; and a statement is sent while others are being answered
 * ("pipelining": the server takes them in the order they were sent). PostgreSQL documentation, 54.2.3 and 54.2.4.
 */
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import pg from 'pg';
import { nameOf } from './prepared.js';

/** The driver's own parts that a statement is sent by; its published types leave them out. */
type Connection = {
  parsedStatements: Record<string, string | undefined>;
  submittedNamedStatements: Record<string, string | undefined>;
  parse(query: { text: string }): void;
  bind(): void;
  execute(): void;
  close(what: { type: 'S'; name: string }): void;
};
type Config = { text: string; values?: unknown[]; name?: string | undefined; queryMode: 'extended' };
type Driven = {
  name?: string;
  callback?: (error: Error | null, result: unknown) => void;
  prepare(connection: Connection): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
};
const DrivenQuery = pg.Query as unknown as new (config: Config) => Driven;

const OPEN = 'START TRANSACTION';

class Statement extends DrivenQuery {
  private failed = false;

  /** @param opening opens the transaction it runs in, in one piece with it: where that fails, PostgreSQL skips the rest */
  constructor(
    config: Config,
    private opening: boolean,
  ) {
    super(config);
  }

  override prepare(connection: Connection): void {
    if (this.opening) {
      connection.parse({ text: OPEN });
      connection.bind();
      connection.execute();
    }
    const { name } = this;
    // After a failure the server may know the name though we forgot it; closing what is not there is no error.
    if (name && !connection.parsedStatements[name] && !connection.submittedNamedStatements[name])
      connection.close({ type: 'S', name });
    super.prepare(connection);
  }

  override handleCommandComplete(message: unknown, connection: Connection): void {
    if (this.opening) this.opening = false;
    else super.handleCommandComplete(message, connection);
  }

  override handleError(error: Error, connection: Connection): void {
    this.failed = true;
    this.forget(connection);
    super.handleError(error, connection);
  }

  override handleReadyForQuery(connection: Connection): void {
    // A parameter that could not be written: what was parsed for it is answered only now, and the driver closed it again.
    if (this.failed) this.forget(connection);
    else super.handleReadyForQuery(connection);
  }

  /** Whether the server knows the name after a failure is not known: the next to use it closes it, and parses anew. */
  private forget(connection: Connection): void {
    if (!this.name) return;
    delete connection.parsedStatements[this.name];
    delete connection.submittedNamedStatements[this.name];
  }
}

type Query = (...args: unknown[]) => unknown;
type Sending = pg.Client & { opening?: boolean; held?: boolean; connection: EventEmitter & { stream: Socket } };

/** Statements of one turn go out together up to so many bytes; a longer one is not kept waiting. */
const HOLD_BYTES = 8_192;

export class DatabaseClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super({ ...config, pipeline: true });
    // One that breaks between being opened and being handed out is listened to by nobody, and that would end the program.
    // Whoever gets it is told with the first statement.
    this.on('error', () => undefined);
    // In the order the server says it; those who sent the statements are not told in that order.
    let first: Error | undefined;
    (this as unknown as Sending).connection.on('errorMessage', (error: pg.DatabaseError) => {
      if (this.getTransactionStatus() !== 'E') first = error;
      else if (FOLLOWING.has(error.code ?? '')) error.cause = first;
    });
  }
}

/**
 * Refused because of what failed before it, which is what its sender is told: "current transaction is aborted", and
 * "prepared statement does not exist" where the statement that would have made it known was itself refused so.
 */
const FOLLOWING = new Set(['25P02', '26000']);

function reasonOf(error: Error & { code?: string }): Error {
  return FOLLOWING.has(error.code ?? '') && error.cause instanceof Error ? error.cause : error;
}

// eslint-disable-next-line @typescript-eslint/unbound-method
const plain = pg.Client.prototype.query as Query;
DatabaseClient.prototype.query = function (this: Sending, ...args: unknown[]): unknown {
  const [text, values] = args;
  if (typeof text !== 'string' || args.length > 2 || typeof values === 'function')
    return together(this, () => plain.apply(this, args));
  if (text === OPEN) {
    this.opening = true;
    return Promise.resolve({ command: 'START', rowCount: null, rows: [] });
  }
  const opening = this.opening === true;
  this.opening = false;
  if (opening && (text === 'COMMIT' || text === 'ROLLBACK'))
    return Promise.resolve({ command: text, rowCount: null, rows: [] });
  const name = Array.isArray(values) ? nameOf(text) : undefined;
  if (!opening && name === undefined)
    return together(this, () => plain.apply(this, args) as Promise<unknown>).catch((error: Error) => {
      throw reasonOf(error);
    });
  const config = { text, ...(Array.isArray(values) && { values }), name, queryMode: 'extended' as const };
  return new Promise((resolve, reject) => {
    const statement = new Statement(config, opening);
    statement.callback = (error, result) => (error ? reject(reasonOf(error)) : resolve(result));
    together(this, () => plain.call(this, statement));
  });
} as typeof pg.Client.prototype.query;

/** Writes to the socket once for what is sent in one turn: each writing wakes the server, and waits for it to wake. */
function together<T>(client: Sending, send: () => T): T {
  const { stream } = client.connection;
  const release = (): void => {
    if (client.held) stream.uncork();
    client.held = false;
  };
  if (!client.held) {
    client.held = true;
    stream.cork();
    process.nextTick(release);
  }
  try {
    return send();
  } finally {
    if (stream.writableLength > HOLD_BYTES) release();
  }
}
