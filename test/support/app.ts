import type { NestExpressApplication } from '@nestjs/platform-express';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import supertest from 'supertest';
import { createApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { LedgerVerification } from '../../src/ledger/verify.service.js';
import { loadKeys } from '../../src/platform/keys.js';
import { freshDatabase } from './database.js';
import { type Committee, setUpCommittee } from './committee.js';

export type TestApp = {
  app: NestExpressApplication;
  url: string;
  http: ReturnType<typeof supertest.agent>;
  committee: Committee;
  databases: { appUrl: string; publicUrl: string; ownerUrl: string };
  /** A bearer token of this user, made once. */
  signIn(username: string): Promise<string>;
  /** Recomputes the whole ledger and fails with what is wrong. */
  verifyBooks(): Promise<void>;
  close(): Promise<void>;
};

/** The whole program on its own copy of the migrated database, listening, with one city and one commune at work. */
export async function startApp(env: Record<string, string> = {}): Promise<TestApp> {
  const databases = await freshDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), 'sovang-test-'));
  const config = loadConfig({ PUBLIC_URL: 'http://localhost:3000', DATA_DIR: folder, ...env }, []);
  const keys = await loadKeys(path.join(folder, 'keys'));
  const app = await createApp({ config, appUrl: databases.appUrl, publicUrl: databases.publicUrl, keys });
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const http = supertest.agent(url);
  const committee = await setUpCommittee(app);
  const tokens = new Map<string, Promise<string>>();

  const signIn = async (username: string): Promise<string> => {
    const answer = await http.post('/api/v1/sessions').send({ username, password: committee.password });
    if (answer.status !== 201) throw new Error(`${username} could not sign in: ${answer.status} ${answer.text}`);
    return (answer.body as { token: string }).token;
  };
  return {
    app,
    url,
    http,
    committee,
    databases,
    signIn(username) {
      const token = tokens.get(username) ?? signIn(username);
      tokens.set(username, token);
      return token;
    },
    async verifyBooks() {
      const { checks } = await app.get(LedgerVerification).verify();
      const wrong = checks.filter((check) => !check.ok);
      if (wrong.length > 0) throw new Error(wrong.map((check) => `${check.name}: ${check.detail}`).join('\n'));
    },
    async close() {
      await app.close();
      await databases.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
