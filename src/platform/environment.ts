/** Reading single settings from the environment; each names its variable when the value is not valid. */
import { isIP } from 'node:net';

export type Environment = Record<string, string | undefined>;

export type DatabaseSettings = {
  databaseUrl: string | undefined;
  databaseOwnerUrl: string | undefined;
  databasePublicUrl: string | undefined;
};

/** A variable that is set to nothing is not set: compose files pass such ones on. */
export function given(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

export function databaseOf(env: Environment): DatabaseSettings {
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

export function portOf(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw invalid('PORT', text, '3000');
  return Number(text);
}

export function hostOf(text: string): string {
  if (isIP(text) === 0 && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text)) throw invalid('HOST', text, '127.0.0.1');
  return text;
}

export function publicUrlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash;
  if (!plain || url.pathname !== '/') throw invalid('PUBLIC_URL', text, 'https://sovang.example.vn');
  return url;
}

/** A name without scheme, blanks or plus sign, as the checkpoint format wants it (C2SP tlog-checkpoint, signed-note). */
export function logOriginOf(text: string): string {
  if (!/^[a-z0-9][a-z0-9./_-]{0,99}$/i.test(text)) throw invalid('LOG_ORIGIN', text, 'sovang.example.vn/so-vang');
  return text;
}

/** Not "true": trusting whatever a stranger writes into a header would let anyone evade the throttles. */
export function trustProxyOf(text: string | undefined): false | number | string[] {
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

export function invalid(name: string, value: string, example: string): Error {
  return new Error(
    `Giá trị của ${name} không hợp lệ: "${value}"; ví dụ đúng: ${example}\n` +
      `The value of ${name} is not valid: "${value}"; a valid example: ${example}`,
  );
}
