import { openTestServer } from './test-server.ts';

/** One server for the whole run, with one migrated database that every test file copies. */
export default async function () {
  globalThis.testServer = await openTestServer();
  process.env.TEST_SERVER = JSON.stringify(globalThis.testServer.databases);
}
