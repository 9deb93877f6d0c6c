import pg from 'pg';
import { cannotConnect, LOCK, LOCK_SPACE } from './provision.js';

export type ServingLock = { release: () => Promise<void> };

const HEARTBEAT_MS = 5000;
/** After `kill -9` the server needs a moment to notice that the earlier holder's connection is gone. */
const PATIENCE_MS = 3000;

/**
 * Holds, for as long as the program serves, the one lock that says who serves this database. It lives in a session of its
 * own, so the database gives it back by itself when the program or its machine dies. Throws a sentence when another program
 * holds it. `onLost` is called once, with a sentence, when the session ends before `release`: another program may serve now.
 */
export async function holdServingLock(url: string, onLost: (reason: Error) => void): Promise<ServingLock> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
    keepAlive: true,
    application_name: 'sovang serving',
  });
  let held = false;
  const lose = (cause?: unknown): void => {
    if (!held) return;
    held = false;
    clearInterval(heartbeat);
    void client.end().catch(() => undefined);
    onLost(lostLock(cause));
  };
  const beat = (): void => void client.query('SELECT 1').catch(lose);
  const heartbeat = setInterval(beat, HEARTBEAT_MS).unref();
  const release = async (): Promise<void> => {
    held = false;
    clearInterval(heartbeat);
    await client.end().catch(() => undefined);
  };
  client.on('error', lose);
  client.on('end', () => lose());
  try {
    await client.connect();
    held = await tryToTake(client);
  } catch (cause) {
    await release();
    throw cannotConnect(url, cause);
  }
  if (held) return { release };
  await release();
  throw new Error(
    'Một chương trình Sổ Vàng khác đang phục vụ trên cơ sở dữ liệu này; hãy dừng chương trình đó trước.\n' +
      'Another Sổ Vàng program is already serving on this database; stop it first.',
  );
}

async function tryToTake(client: pg.Client): Promise<boolean> {
  // A dead machine says no goodbye: the server asks after the holder, so that a stand-in may take over within a minute.
  await client.query('SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3');
  for (const deadline = Date.now() + PATIENCE_MS; ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const asked = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS held', [
      LOCK_SPACE,
      LOCK.serve,
    ]);
    if (asked.rows[0]?.held) return true;
    if (Date.now() > deadline) return false;
  }
}

function lostLock(cause: unknown): Error {
  return new Error(
    'Mất kết nối giữ quyền phục vụ với cơ sở dữ liệu; chương trình dừng lại để không có hai chương trình cùng phục vụ.\n' +
      'The connection that holds the right to serve this database was lost; the program stops so that two never serve.',
    { cause },
  );
}
