// Where the database is, and as whom it is used. Three logins: the owner migrates, the application works, the public pages
// read the public views. On our own server they are made here; on an external one they are named by the environment.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { log } from './log.js';
import { attachPostgres } from './postgres.js';

export type DatabaseUrls = { ownerUrl: string; appUrl: string; publicUrl: string };

/** `leave` ends this program's use of the server, where the server is our own. */
export type OpenDatabase = DatabaseUrls & { leave: () => Promise<void> };

export type DatabasePlace = {
  dataDir: string;
  databaseUrl?: string | undefined;
  databaseOwnerUrl?: string | undefined;
  databasePublicUrl?: string | undefined;
};

/** Advisory locks of the program itself, in a number space of their own (first key). */
export const LOCK_SPACE = 0x50_56;
export const LOCK = { provision: 1, migrate: 2, serve: 3 } as const;

const GROUPS = ['sovang_app', 'sovang_public'] as const;
const LOGINS = ['sovang_owner', 'sovang_app_login', 'sovang_public_login'] as const;
type Passwords = Record<(typeof LOGINS)[number], string>;

/** Attaches to the embedded server in DATA_DIR/postgres and makes its database and logins, or answers the external one's. */
export async function openDatabase(place: DatabasePlace): Promise<OpenDatabase> {
  if (place.databaseUrl) return { ...externalUrls(place.databaseUrl, place), leave: () => Promise.resolve() };
  const folder = path.join(place.dataDir, 'postgres');
  const own = await attachPostgres(folder);
  try {
    return { ...(await provision(own.superuserUrl, folder)), leave: own.leave };
  } catch (error) {
    await own.leave();
    throw error;
  }
}

/**
 * Makes the database and the three logins where absent, and gives the logins the passwords kept in the folder. Safe to run
 * again, by two programs at once, and on roles that exist already: roles belong to the whole cluster.
 */
export async function provision(superuserUrl: string, folder: string, database = 'sovang'): Promise<DatabaseUrls> {
  return withClient(superuserUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1, $2)', [LOCK_SPACE, LOCK.provision]);
    const passwords = await keptPasswords(path.join(folder, 'logins.json'));
    await makeRoles(client, passwords);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (!rowCount) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)} OWNER sovang_owner`);
    await closeToStrangers(client, database);
    return urlsOf(superuserUrl, database, passwords);
  });
}

/** Only our logins may connect to the database. A copy of a template does not inherit this, so each copy is told again. */
export async function closeToStrangers(superuser: pg.Client, database: string): Promise<void> {
  const name = pg.escapeIdentifier(database);
  await superuser.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC;
    GRANT CONNECT ON DATABASE ${name} TO sovang_app_login, sovang_public_login`);
}

/** The same logins on another database of the same server. */
export function onDatabase(urls: DatabaseUrls, database: string): DatabaseUrls {
  const move = (url: string): string => Object.assign(new URL(url), { pathname: `/${database}` }).toString();
  return { ownerUrl: move(urls.ownerUrl), appUrl: move(urls.appUrl), publicUrl: move(urls.publicUrl) };
}

/**
 * After the migrations: makes the application's and the public login members of the groups that the tables grant to.
 * Throws a sentence with the statement to run when the owner may not do that. Warns when all is one login, because then
 * the database cannot keep the application from rewriting the books.
 */
export async function grantLogins(urls: DatabaseUrls): Promise<void> {
  const owner = loginOf(urls.ownerUrl);
  const wanted = [
    { group: 'sovang_app', login: loginOf(urls.appUrl) },
    { group: 'sovang_public', login: loginOf(urls.publicUrl) },
  ];
  if (wanted.some(({ login }) => login === owner)) warnOfSingleLogin();
  await withClient(urls.ownerUrl, async (client) => {
    for (const { group, login } of wanted) if (login !== owner) await grantGroup(client, group, login);
  });
}

function warnOfSingleLogin(): void {
  log.warn(
    'The application and the owner of the tables are one database login: the database cannot refuse a rewriting of the ' +
      'books, nor keep the public pages to the public views. Set DATABASE_OWNER_URL and DATABASE_PUBLIC_URL.',
  );
}

async function grantGroup(client: pg.Client, group: string, login: string): Promise<void> {
  const known = await client.query<{ member: boolean | null }>(
    `SELECT (SELECT pg_has_role(oid, $1, 'MEMBER') FROM pg_roles WHERE rolname = $2) AS member`,
    [group, login],
  );
  if (known.rows[0]?.member) return;
  const statement = `GRANT ${group} TO ${pg.escapeIdentifier(login)}`;
  try {
    await client.query(statement);
  } catch (cause) {
    throw new Error(
      `Tài khoản cơ sở dữ liệu "${login}" chưa thuộc nhóm ${group}; người quản trị cơ sở dữ liệu cần chạy: ${statement};\n` +
        `The database login "${login}" is not a member of ${group}; the database administrator should run: ${statement};`,
      { cause },
    );
  }
}

function externalUrls(databaseUrl: string, place: DatabasePlace): DatabaseUrls {
  return {
    appUrl: databaseUrl,
    ownerUrl: place.databaseOwnerUrl ?? databaseUrl,
    publicUrl: place.databasePublicUrl ?? databaseUrl,
  };
}

function urlsOf(superuserUrl: string, database: string, passwords: Passwords): DatabaseUrls {
  const as = (username: keyof Passwords): string =>
    Object.assign(new URL(superuserUrl), {
      username,
      password: passwords[username],
      pathname: `/${database}`,
    }).toString();
  return { ownerUrl: as('sovang_owner'), appUrl: as('sovang_app_login'), publicUrl: as('sovang_public_login') };
}

async function makeRoles(client: pg.Client, passwords: Passwords): Promise<void> {
  const found = await client.query<{ rolname: string }>('SELECT rolname FROM pg_roles');
  const known = new Set(found.rows.map((row) => row.rolname));
  for (const group of GROUPS) if (!known.has(group)) await client.query(`CREATE ROLE ${group} NOLOGIN`);
  for (const login of LOGINS) {
    const verb = known.has(login) ? 'ALTER' : 'CREATE';
    await client.query(`${verb} ROLE ${login} LOGIN PASSWORD ${pg.escapeLiteral(passwords[login])}`);
  }
  // Public pages are cheap by design; one that is not must not hold the server.
  await client.query(`GRANT sovang_app TO sovang_app_login;
    GRANT sovang_public TO sovang_public_login;
    ALTER ROLE sovang_public_login SET statement_timeout = '15s';
    ALTER ROLE sovang_public_login SET default_transaction_read_only = on`);
}

/** Written aside and moved in when whole. Callers hold the provisioning lock, so nobody else makes them meanwhile. */
async function keptPasswords(file: string): Promise<Passwords> {
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as Passwords;
  const made = LOGINS.map((login) => [login, randomBytes(24).toString('base64url')] as const);
  await writeFile(`${file}.new`, JSON.stringify(Object.fromEntries(made)), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return Object.fromEntries(made) as Passwords;
}

export function loginOf(url: string): string {
  return decodeURIComponent(new URL(url).username);
}

/** One connection for a short errand, closed whatever happens (and with it every session lock that it took). */
export async function withClient<T>(url: string, errand: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    throw cannotConnect(url, cause);
  }
  try {
    return await errand(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Says host, database and login, never the password. */
export function cannotConnect(url: string, cause: unknown): Error {
  const { host, pathname } = new URL(url);
  const where = `${loginOf(url)}@${host}${pathname}`;
  const reason = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : String(cause);
  return new Error(`Không kết nối được cơ sở dữ liệu ${where}.\nCouldn't connect to the database ${where}: ${reason}`, {
    cause,
  });
}
