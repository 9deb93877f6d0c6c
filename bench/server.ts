// A durable server of the benchmark's own (fsync on, as in earnest), and the whole program on fresh databases of it.
import { Body, Controller, Module, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createApp } from '../src/app.js';
import { AppModule } from '../src/app.module.js';
import { loadConfig } from '../src/config.js';
import { migrate } from '../src/data-source.js';
import { RecordDonationDto } from '../src/donations/donations.dto.js';
import type { DonationRecorded } from '../src/donations/donations.service.js';
import { Actor, CurrentActor } from '../src/identity/actor.js';
import { Permit } from '../src/identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../src/platform/idempotency.js';
import { checkInstance } from '../src/platform/instance.js';
import { loadKeys } from '../src/platform/keys.js';
import { attachPostgres } from '../src/platform/postgres.js';
import { type DatabaseUrls, provision, withClient } from '../src/platform/provision.js';
import { NightlyVerification } from '../src/reports/nightly-verification.service.js';
import { loadReferenceData } from '../src/reference-data.js';

export const NO_OP = '/api/v1/bench/no-op';

/** The program on one database. */
export type BenchProgram = DatabaseUrls & { app: NestExpressApplication; url: string; close(): Promise<void> };

export type BenchServer = {
  version: string;
  /** Makes the database where it is not there, migrated and empty, or as a copy of another that no program uses. */
  open(database: string, copyOf?: string): Promise<BenchProgram>;
  close(): Promise<void>;
};

/** Asks what a gift asks, of the same people, body and key, and does nothing. */
@Controller(NO_OP)
class NoOpController {
  @Post()
  @Permit('donation.record')
  nothing(
    @CurrentActor() actor: Actor,
    @Body() dto: RecordDonationDto,
    @Idempotency() key: IdempotencyKey,
  ): DonationRecorded {
    return { id: actor.id, receipt: { serial: `UH-VNN-01-2026-${dto.amount}`, code: key.key } };
  }
}

@Module({})
class BenchModule {}

export async function openBenchServer(): Promise<BenchServer> {
  const folder = await mkdtemp(path.resolve('data/bench-'));
  const own = await attachPostgres(folder);
  const { superuserUrl } = own;
  const programs: BenchProgram[] = [];
  const open: BenchServer['open'] = async (database, copyOf) => {
    if (copyOf) await sql(superuserUrl, `CREATE DATABASE ${database} TEMPLATE ${copyOf} OWNER sovang_owner`);
    const urls = await provision(superuserUrl, folder, database);
    if (!copyOf) {
      await migrate(urls.ownerUrl);
      await loadReferenceData(urls.ownerUrl);
    }
    const program = { ...(await serve(folder, urls)), ...urls };
    programs.push(program);
    return program;
  };
  const close = async (): Promise<void> => {
    for (const program of programs) await program.close();
    await own.leave();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { version: await sql(superuserUrl, 'SHOW server_version'), open, close };
}

async function serve(folder: string, urls: DatabaseUrls): Promise<Omit<BenchProgram, keyof DatabaseUrls>> {
  const config = loadConfig({ DATA_DIR: folder, PORT: '0', PUBLIC_URL: 'http://localhost:3000' }, []);
  const keys = await loadKeys(config.keysDir);
  await checkInstance(urls.ownerUrl, { ...config, keys });
  const context = { config, keys, appUrl: urls.appUrl, publicUrl: urls.publicUrl };
  const imports = [AppModule.with(context)];
  const app = await createApp(context, { module: BenchModule, imports, controllers: [NoOpController] });
  await app.listen(0, '127.0.0.1');
  // The night's verification would run beside what is measured.
  await app.get(NightlyVerification).beforeApplicationShutdown();
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  let closed: Promise<void> | undefined;
  return { app, url, close: () => (closed ??= app.close()) };
}

/** The first value of the first row. */
function sql(url: string, text: string): Promise<string> {
  return withClient(url, async (client) => String(Object.values((await client.query(text)).rows[0] ?? {})[0]));
}
