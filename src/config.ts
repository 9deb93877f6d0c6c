import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';

export type Config = {
  demo: boolean;
  dataDir: string;
  keysDir: string;
  databaseUrl: string | undefined;
  databaseOwnerUrl: string | undefined;
  databasePublicUrl: string | undefined;
  /** The public log's name, fixed at the first start; without LOG_ORIGIN made from PUBLIC_URL. */
  logOrigin: string;
  logOriginGiven: boolean;
  host: string;
  port: number;
  /** Without a slash at the end: what QR codes and links point to. */
  publicUrl: string;
  /** Cookies are `__Host-` and Secure only when people come by https. */
  secureCookies: boolean;
  /** Express's "trust proxy": how many proxies stand in front, or their addresses; false when none does. */
  trustProxy: false | number | string[];
};

type Environment = Record<string, string | undefined>;

/** Reads `.env` beside the program, where there is one; what the environment sets already stays. */
export function loadEnvironmentFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}

/** The settings of a serving program or a command. Throws a sentence that names the variable when one is not valid. */
export function loadConfig(env: Environment, args: string[] = []): Config {
  const unknown = args.find((arg) => arg !== '--demo');
  if (unknown) throw invalid('argument', unknown, '--demo');
  const dataDir = path.resolve(given(env, 'DATA_DIR') ?? 'data');
  const port = portOf(given(env, 'PORT') ?? '3000');
  const publicUrl = publicUrlOf(given(env, 'PUBLIC_URL') ?? `http://localhost:${port}`);
  const logOrigin = given(env, 'LOG_ORIGIN');
  return {
    demo: args.includes('--demo'),
    dataDir,
    keysDir: path.resolve(given(env, 'KEYS_DIR') ?? path.join(dataDir, 'keys')),
    ...databaseOf(env),
    logOrigin: logOriginOf(logOrigin ?? `${publicUrl.hostname}/so-vang`),
    logOriginGiven: logOrigin !== undefined,
    host: hostOf(given(env, 'HOST') ?? '127.0.0.1'),
    port,
    publicUrl: publicUrl.toString().replace(/\/+$/, ''),
    secureCookies: publicUrl.protocol === 'https:',
    trustProxy: trustProxyOf(given(env, 'TRUST_PROXY')),
  };
}

/** A variable that is set to nothing is not set: compose files pass such ones on. */
function given(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

function databaseOf(env: Environment): Pick<Config, 'databaseUrl' | 'databaseOwnerUrl' | 'databasePublicUrl'> {
  const url = (name: string): string | undefined => {
    const text = given(env, name);
    if (text === undefined) return undefined;
    const parsed = URL.canParse(text) ? new URL(text) : undefined;
    // The value may hold a password, so it is not repeated.
    if (!parsed || !/^postgres(ql)?:$/.test(parsed.protocol) || !parsed.username || parsed.pathname.length < 2)
      throw invalid(name, '…', 'postgres://user:password@host:5432/database');
    return text;
  };
  const urls = {
    databaseUrl: url('DATABASE_URL'),
    databaseOwnerUrl: url('DATABASE_OWNER_URL'),
    databasePublicUrl: url('DATABASE_PUBLIC_URL'),
  };
  if (!urls.databaseUrl && (urls.databaseOwnerUrl || urls.databasePublicUrl))
    throw invalid('DATABASE_URL', '', 'postgres://user:password@host:5432/database');
  return urls;
}

function portOf(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw invalid('PORT', text, '3000');
  return Number(text);
}

function hostOf(text: string): string {
  if (isIP(text) === 0 && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text)) throw invalid('HOST', text, '127.0.0.1');
  return text;
}

function publicUrlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash;
  if (!plain || url.pathname !== '/') throw invalid('PUBLIC_URL', text, 'https://sovang.example.vn');
  return url;
}

/** A name without scheme, blanks or plus sign, as the checkpoint format wants it (C2SP tlog-checkpoint, signed-note). */
function logOriginOf(text: string): string {
  if (!/^[a-z0-9][a-z0-9./_-]{0,99}$/i.test(text)) throw invalid('LOG_ORIGIN', text, 'sovang.example.vn/so-vang');
  return text;
}

/** Not "true": trusting whatever a stranger writes into a header would let anyone evade the throttles. */
function trustProxyOf(text: string | undefined): Config['trustProxy'] {
  if (text === undefined || text === '0' || text === 'false') return false;
  if (/^[1-9]$/.test(text)) return Number(text);
  const parts = text.split(',').map((part) => part.trim());
  if (!parts.every(isProxyAddress)) throw invalid('TRUST_PROXY', text, '1 | loopback | 10.0.0.0/8,192.168.1.5');
  return parts;
}

function isProxyAddress(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  return isIP(address) !== 0 && more.length === 0 && (bits === undefined || /^\d{1,3}$/.test(bits));
}

function invalid(name: string, value: string, example: string): Error {
  return new Error(
    `Giá trị của ${name} không hợp lệ: "${value}"; ví dụ đúng: ${example}\n` +
      `The value of ${name} is not valid: "${value}"; a valid example: ${example}`,
  );
}
