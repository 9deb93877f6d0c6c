// Proofs that are kept in a file (C2SP tlog-proof): with the log's and the witnesses' keys alone, they show that an
// entry is in a log, without asking anybody.
import { type LogTrust, type OpenedCheckpoint, openCheckpoint } from './checkpoint.js';
import { decimal, fromBase64, toBase64 } from './encoding.js';
import type { Hash, TlogCrypto } from './hashing.js';
import { verifyInclusion } from './proofs.js';
import { TlogError } from './tlog-error.js';
import { cut, formatProofLines, parseProofLines } from './witness-request.js';

/** What a `.tlog-proof` file holds. */
export interface TlogProof {
  /** Which entry of the log. */
  readonly index: number;
  /** From the leaf's sibling up to the root's child. */
  readonly proof: readonly Hash[];
  /** The signed note, with its cosignatures, as it is. */
  readonly checkpoint: string;
  /** Bytes that mean something to the application; nobody vouches for them. */
  readonly extra?: Uint8Array;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
const LONGEST_PROOF = 63;

/** @throws TlogError `malformed` where it could not be read again */
export function formatTlogProof({ index, proof, checkpoint, extra }: TlogProof): string {
  const extraLine = extra === undefined ? '' : `extra ${toBase64(extra)}\n`;
  const text = `${HEADER}\n${extraLine}index ${index}\n${formatProofLines(proof)}\n${checkpoint}`;
  parseTlogProof(text);
  return text;
}

/**
 * Takes a proof apart (§ Format); it is not verified.
 * @throws TlogError `malformed`
 */
export function parseTlogProof(text: string): TlogProof {
  const [header, ...lines] = cut(text);
  if (header !== HEADER) throw new TlogError('malformed', `The proof does not begin with ${HEADER}.`);
  const extraLine = lines[0]?.startsWith('extra ') === true ? lines.shift() : undefined;
  const [, index = ''] = /^index (.+)$/.exec(lines.shift() ?? '') ?? [];
  const parsed = { index: decimal(index), ...parseProofLines(lines, LONGEST_PROOF) };
  return extraLine === undefined ? parsed : { ...parsed, extra: fromBase64(extraLine.slice('extra '.length)) };
}

/**
 * Verifies that the leaf is in the log that the trust names, at the index of the proof.
 * @returns the checkpoint that covers it, with those who have signed
 * @throws TlogError as `openCheckpoint` and `verifyInclusion`
 */
export async function verifyTlogProof(
  proof: TlogProof,
  leafHash: Hash,
  trust: LogTrust,
  crypto: TlogCrypto,
): Promise<OpenedCheckpoint> {
  const checkpoint = await openCheckpoint(proof.checkpoint, trust, crypto);
  const { size, root } = checkpoint;
  await verifyInclusion({ index: proof.index, size, root, leafHash, proof: proof.proof }, crypto.sha256);
  return checkpoint;
}
