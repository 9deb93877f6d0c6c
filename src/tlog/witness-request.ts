// What is sent to a witness and what it answers (C2SP tlog-witness, § add-checkpoint). Who sends it is somebody else.
import { decimal, fromBase64, toBase64 } from './encoding.js';
import { type Hash, HASH_BYTES } from './hashing.js';
import { TlogError } from './tlog-error.js';

/** The body of `POST <prefix>/add-checkpoint`. */
export interface AddCheckpoint {
  /** Size of the latest checkpoint that the witness has cosigned; 0 if none. */
  readonly oldSize: number;
  /** From that size to the checkpoint's. */
  readonly proof: readonly Hash[];
  /** The signed note, as it is. */
  readonly checkpoint: string;
}

/** The type of the answer 409, whose body is the size that the witness knows. */
export const TREE_SIZE_TYPE = 'text/x.tlog.size';

const MOST_PROOF_LINES = 63;

/** @throws TlogError `malformed` where it could not be read again */
export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  const body = `old ${oldSize}\n${formatProofLines(proof)}\n${checkpoint}`;
  parseAddCheckpoint(body);
  return body;
}

/**
 * Reads a request: it is only taken apart. Neither the proof nor the note is looked at.
 * @throws TlogError `malformed`, for which a witness answers 400
 */
export function parseAddCheckpoint(body: string): AddCheckpoint {
  const [first = '', ...rest] = cut(body);
  const [, oldSize = ''] = /^old (.+)$/.exec(first) ?? [];
  const { proof, checkpoint } = parseProofLines(rest, MOST_PROOF_LINES);
  return { oldSize: decimal(oldSize), proof, checkpoint };
}

/** The body of the answer 409: the size of the latest checkpoint that was cosigned. */
export function formatTreeSize(size: number): string {
  return `${size}\n`;
}

/** @throws TlogError `malformed` */
export function parseTreeSize(body: string): number {
  return decimal(body.endsWith('\n') ? body.slice(0, -1) : '');
}

/** Hashes one to a line, as requests to witnesses and `.tlog-proof` files have them. */
export function formatProofLines(proof: readonly Hash[]): string {
  return proof.map((hash) => `${toBase64(hash)}\n`).join('');
}

/** The hashes up to the empty line, and what follows it. */
export function parseProofLines(lines: readonly string[], most: number): { proof: Hash[]; checkpoint: string } {
  const end = lines.indexOf('');
  const checkpoint = lines.slice(end + 1).join('\n');
  if (end < 0 || end > most || checkpoint === '') {
    throw new TlogError('malformed', `At most ${most} hashes, an empty line and a checkpoint are expected.`);
  }
  return { proof: lines.slice(0, end).map((line) => fromBase64(line, HASH_BYTES)), checkpoint };
}

/** Lines; a text longer than any request or proof file may be is not even cut. */
export function cut(text: string): string[] {
  if (text.length > 2_000_000) throw new TlogError('malformed', 'The text is too long.');
  return text.split('\n');
}
