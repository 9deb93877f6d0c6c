// A durable server of the benchmark's own (fsync on, as in earnest), with the whole program on a fresh database.
import type { NestExpressApplication } from '@nestjs/platform-express';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createApp } from '../src/app.js';
import { loadConfig } from '../src/config.js';
import { migrate } from '../src/data-source.js';
import { checkInstance } from '../src/platform/instance.js';
import { loadKeys } from '../src/platform/keys.js';
import { openDatabase, withClient } from '../src/platform/provision.js';
import { loadReferenceData } from '../src/reference-data.js';
import { type Committee, PASSWORD, setUpCommittee } from '../test/support/committee.js';

export type BenchServer = {
  app: NestExpressApplication;
  url: string;
  ownerUrl: string;
  token: string;
  committee: Committee;
  version: string;
  close(): Promise<void>;
};

export async function openBenchServer(): Promise<BenchServer> {
  const folder = await mkdtemp(path.resolve('data/bench-'));
  const config = loadConfig({ DATA_DIR: folder, PORT: '0', PUBLIC_URL: 'http://localhost:3000' }, []);
  const database = await openDatabase(config);
  const { ownerUrl, appUrl, publicUrl } = database;
  await migrate(ownerUrl);
  await loadReferenceData(ownerUrl);
  const keys = await loadKeys(config.keysDir);
  await checkInstance(ownerUrl, { ...config, keys });
  const app = await createApp({ config, appUrl, publicUrl, keys });
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  const committee = await setUpCommittee(app);
  const answer = await fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'ketoan', password: PASSWORD }),
  });
  const { token } = (await answer.json()) as { token: string };
  const version = await withClient(ownerUrl, async (client) =>
    String((await client.query('SHOW server_version')).rows[0].server_version),
  );
  const close = async (): Promise<void> => {
    await app.close();
    await database.leave();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { app, url, ownerUrl, token, committee, version, close };
}
