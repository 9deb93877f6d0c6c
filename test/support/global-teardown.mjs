/** The last run to leave stops the server. */
export default async function () {
  await globalThis.testServer.close();
}
