/** The demo: loaded once, whole, through the same services as a clerk's work. */
import type { NestExpressApplication } from '@nestjs/platform-express';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import supertest from 'supertest';
import { createApp } from '../src/app.js';
import { loadConfig } from '../src/config.js';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '../src/demo/accounts.js';
import { loadDemo } from '../src/demo/load-demo.js';
import { LedgerVerification } from '../src/ledger/verify.service.js';
import { loadKeys } from '../src/platform/keys.js';
import { freshDatabase } from './support/database.js';

describe('The demo', () => {
  let app: NestExpressApplication;
  let http: ReturnType<typeof supertest.agent>;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const databases = await freshDatabase();
    const folder = await mkdtemp(path.join(tmpdir(), 'sovang-demo-'));
    const config = loadConfig({ DATA_DIR: folder }, ['--demo']);
    const keys = await loadKeys(path.join(folder, 'keys'));
    app = await createApp({ config, appUrl: databases.appUrl, publicUrl: databases.publicUrl, keys });
    await app.listen(0, '127.0.0.1');
    http = supertest.agent(await app.getUrl());
    close = async () => {
      await app.close();
      await databases.drop();
      await rm(folder, { recursive: true, force: true });
    };
    const start = Date.now();
    await loadDemo(app);
    console.log('loaded', Date.now() - start);
  }, 120_000);

  afterAll(() => close());

  it('leaves books that tie out', async () => {
    const { checks } = await app.get(LedgerVerification).verify();
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  it.each(DEMO_ACCOUNTS.map(({ username }) => username))('lets %s sign in', async (username) => {
    const answer = await http.post('/api/v1/sessions').send({ username, password: DEMO_PASSWORD });
    expect(answer.status).toBe(201);
  });
});
