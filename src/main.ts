// The serving program. It takes what it needs in this order and gives it back in the other: the database server, the right
// to serve it, the application. It says where it is only when everything is there.
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { AddressInfo } from 'node:net';
import { loadConfig, loadEnvironmentFile, type Config } from './config.js';
import { demoAccounts } from './demo/accounts.js';
import { checkInstance, hasInstance } from './platform/instance.js';
import { loadKeys } from './platform/keys.js';
import { Lifetime } from './platform/lifetime.js';
import { assertPortIsFree } from './platform/port.js';
import { grantLogins, openDatabase } from './platform/provision.js';
import { holdServingLock } from './platform/serving-lock.js';

const CLOSING_MS = 5000;
const FIRST_STEP =
  'Tạo người quản trị đầu tiên bằng liên kết này, dùng một lần · Create the first administrator by this link, once:';

const lifetime = new Lifetime().watchSignals();
await start().catch((error: unknown) => lifetime.end(1, error));

async function start(): Promise<void> {
  loadEnvironmentFile();
  const config = loadConfig(process.env, process.argv.slice(2));
  await assertPortIsFree(config.host, config.port);

  // Most of a start is reading the program itself: that goes on while the database server starts.
  const opening = lifetime.hold(openDatabase(config), (held) => held.leave());
  const reading = Promise.all([import('./app.js'), import('./data-source.js'), import('./reference-data.js')]);
  const database = await opening;
  // Before the migrations: another version of the program may be serving this database.
  const stopAtOnce = (reason: Error): void => void lifetime.end(1, reason);
  await lifetime.hold(holdServingLock(database.ownerUrl, stopAtOnce), (lock) => lock.release());
  const [{ createApp }, { migrate }, { loadReferenceData }] = await reading;
  await migrate(database.ownerUrl);
  await grantLogins(database);
  await loadReferenceData(database.ownerUrl);

  const keys = await loadKeys(config.keysDir, { create: !(await hasInstance(database.ownerUrl)) });
  const { logOrigin } = await checkInstance(database.ownerUrl, { ...config, keys });
  const { appUrl, publicUrl } = database;
  const app = await lifetime.hold(createApp({ config: { ...config, logOrigin }, appUrl, publicUrl, keys }), close);
  await app.init();
  if (config.demo) await (await import('./demo/load-demo.js')).loadDemo(app);
  await app.listen(config.port, config.host);
  app.get((await import('./log/log-job.service.js')).LogJob).start();
  await announce(app, config);
}

/** Requests under way are answered; a connection that stays open beyond that is cut. */
async function close(app: NestExpressApplication): Promise<void> {
  const server = app.getHttpServer();
  const cut = setTimeout(() => server.closeAllConnections(), CLOSING_MS);
  await app.close();
  clearTimeout(cut);
}

async function announce(app: NestExpressApplication, config: Config): Promise<void> {
  const { port } = app.getHttpServer().address() as AddressInfo;
  const host = config.host === '127.0.0.1' ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
  const ready = `Sổ Vàng đã sẵn sàng · is ready at http://${host}:${port}\n`;
  const { CredentialsService } = await import('./identity/credentials.service.js');
  const link = config.demo ? undefined : await app.get(CredentialsService).firstAdministratorLink();
  const next = link ? `${FIRST_STEP}\n${config.publicUrl}${link.path}\n` : config.demo ? `\n${demoAccounts()}` : '';
  process.stdout.write(ready + next);
}
