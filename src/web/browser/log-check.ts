/** Whether a leaf stands in the public log, checked in the browser against tiles that nobody has to trust. */
import { openCheckpoint } from '../../tlog/checkpoint.js';
import { textOf } from '../../tlog/encoding.js';
import { parseVerifierKey } from '../../tlog/note-keys.js';
import { proveInclusion, verifyInclusion } from '../../tlog/proofs.js';
import { openTree } from '../../tlog/tile-reader.js';
import { TlogError } from '../../tlog/tlog-error.js';
import { webCrypto } from '../../tlog/web-crypto.js';

/** `unknown`: no connection or no log; `later`: the log has not come so far; `absent`: it is not there, or the log lies. */
export type LogVerdict = { state: 'there' | 'later'; size: number } | { state: 'absent' | 'unknown' };

/** @param sequence of the event, from 1 on; its place in the tree is one less */
export async function checkLog(sequence: bigint, leafHash: Uint8Array): Promise<LogVerdict> {
  const crypto = webCrypto();
  try {
    const keys = textOf(await fetched('vkey')).split('\n');
    const logKeys = await Promise.all(
      keys.filter((line) => line !== '').map((line) => parseVerifierKey(line, crypto.sha256)),
    );
    const origin = logKeys[0]?.name ?? '';
    const trust = { origin, logKeys, witnessKeys: [], quorum: 0 };
    const checkpoint = await openCheckpoint(textOf(await fetched('checkpoint')), trust, crypto);
    const { size, root } = checkpoint;
    if (BigInt(size) < sequence) return { state: 'later', size };
    const tree = await openTree(checkpoint, fetched, crypto.sha256);
    const index = Number(sequence) - 1;
    const proof = await proveInclusion(tree, index);
    await verifyInclusion({ index, size, root, leafHash, proof }, crypto.sha256);
    return { state: 'there', size };
  } catch (error) {
    return { state: error instanceof TlogError ? 'absent' : 'unknown' };
  }
}

async function fetched(path: string): Promise<Uint8Array> {
  const answer = await fetch(`/log/${path}`);
  if (!answer.ok) throw new Error(`The log answered ${answer.status}.`);
  return new Uint8Array(await answer.arrayBuffer());
}
