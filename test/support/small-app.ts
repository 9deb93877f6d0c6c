import type { Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import supertest from 'supertest';
import { IdentityModule } from '../../src/identity/identity.module.js';
import { databaseModules } from '../../src/platform/database.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { ProblemsFilter } from '../../src/platform/problems.filter.js';
import { CheckedPipe } from '../../src/platform/validation.js';
import { loadKeys } from '../../src/platform/keys.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freshDatabase } from './database.js';

/** Only the people and the map, with these routes beside: for what no route of the program shows by itself. */
export async function startSmallApp(controllers: Type[] = []) {
  const databases = await freshDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), 'sovang-test-'));
  const keys = await loadKeys(folder, { create: true });
  const module = await Test.createTestingModule({
    imports: [
      PlatformModule.with({ keys, publicUrl: 'http://localhost:3000', demo: false }),
      ...databaseModules(databases.appUrl, databases.publicUrl),
      IdentityModule,
    ],
    controllers,
  }).compile();
  const app = module.createNestApplication<NestExpressApplication>();
  app.useGlobalPipes(new CheckedPipe());
  app.useGlobalFilters(new ProblemsFilter((problem) => `<h1>${problem.code}</h1>`));
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    url,
    http: supertest.agent(url),
    databases,
    close: async () => {
      await app.close();
      await databases.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
