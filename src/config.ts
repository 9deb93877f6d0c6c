import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  databaseOf,
  type Environment,
  given,
  hostOf,
  invalid,
  logOriginOf,
  portOf,
  publicUrlOf,
  trustProxyOf,
} from './platform/environment.js';

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
