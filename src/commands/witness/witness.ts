/** `sovang witness`: a server of its own, for whoever watches a log and does not belong to the committee. */
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { nodeCrypto } from '../../tlog/node-crypto.js';
import { formatVerifierKey, parseVerifierKey, type VerifierKey } from '../../tlog/note-keys.js';
import { Witness } from '../../tlog/witness.js';
import type { ApartCommand } from '../apart.js';
import { ownSigner, WitnessFiles } from './witness-files.js';
import { witnessServer } from './witness-server.js';
import { refuse } from './witness.refusals.js';

const PORT = 3080;
const HOST = '127.0.0.1';

/** Serves until a signal ends it. */
export const runWitness: ApartCommand = async ({ asked, answers, lifetime }) => {
  const folder = asked.must('state');
  const port = portOf(asked.option('port'));
  const host = asked.option('host') ?? HOST;
  const logs = await Promise.all(asked.all('log').map(logKey));
  const signer = await ownSigner(folder, asked.option('name'));
  const files = new WitnessFiles(folder, [...new Set(logs.map(({ name }) => name))]);
  await files.begin(new Date());
  const now = (): number => Math.floor(Date.now() / 1000);
  const witness = new Witness(signer, logs, files, nodeCrypto, now);
  const server = witnessServer({ witness, files, key: signer.key });
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(refuse('witness.port-taken', { host, port, code: error.code ?? '' })),
    );
    server.listen(port, host, resolve);
  });
  await lifetime.hold(listening, () => {
    server.closeIdleConnections();
    return promisify(server.close.bind(server))();
  });
  const bound = (server.address() as AddressInfo).port;
  const vkey = formatVerifierKey(signer.key);
  const words = [
    `Người làm chứng ${signer.key.name} đang nghe ở http://${host}:${bound}`,
    `The witness ${signer.key.name} listens at http://${host}:${bound}`,
    vkey,
  ];
  await answers.answer({ name: signer.key.name, vkey, host, port: bound }, words.join('\n'));
  return new Promise<boolean>(() => undefined);
};

async function logKey(vkey: string, index: number): Promise<VerifierKey> {
  const key = await parseVerifierKey(vkey, nodeCrypto.sha256).catch(() => undefined);
  if (key?.algorithm !== 'ed25519') throw refuse('witness.bad-log', { at: index + 1 });
  return key;
}

function portOf(given: string | undefined): number {
  if (given === undefined) return PORT;
  if (!/^\d{1,5}$/.test(given) || Number(given) > 65_535) throw refuse('witness.bad-port');
  return Number(given);
}
