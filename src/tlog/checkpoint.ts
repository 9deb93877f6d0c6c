// Checkpoints (C2SP tlog-checkpoint): what a log says of itself, signed.
import { fromBase64, decimal, sameBytes, toBase64 } from './encoding.js';
import { EMPTY_ROOT, type Hash, HASH_BYTES, type TlogCrypto } from './hashing.js';
import { type Note, parseNote, type VerifiedSignature, verifyNote } from './note.js';
import type { VerifierKey } from './note-keys.js';
import { TlogError } from './tlog-error.js';

/** The tree of a log as it was at one size. */
export interface Checkpoint {
  /** Which log this is. */
  readonly origin: string;
  /** Leaves. */
  readonly size: number;
  readonly root: Hash;
  /** Further lines, which mean nothing to others; a log had better have none. */
  readonly extensions: readonly string[];
}

/** Whom one believes about a log. */
export interface LogTrust {
  readonly origin: string;
  /** Keys of the log, more than one while it changes them; one must have signed. */
  readonly logKeys: readonly VerifierKey[];
  /** Keys of the witnesses whose word counts. */
  readonly witnessKeys?: readonly VerifierKey[];
  /** How many of the witnesses must have cosigned; none unless said. */
  readonly quorum?: number;
}

/** A checkpoint whose signatures were verified. */
export interface OpenedCheckpoint extends Checkpoint {
  /** The note it came in, with all its signatures, also of keys that are not known. */
  readonly note: Note;
  /** The signatures of the log's keys. */
  readonly signatures: readonly VerifiedSignature[];
  /** The cosignatures of the witnesses that are known, one for each. */
  readonly cosignatures: readonly VerifiedSignature[];
}

/**
 * The text of the note that says this checkpoint (§ Note text).
 * @throws TlogError `malformed` where it could not be read again
 */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  const text = [origin, String(size), toBase64(root), ...extensions].map((line) => `${line}\n`).join('');
  const read = parseCheckpoint(text);
  if (read.origin !== origin || read.extensions.length !== extensions.length) {
    throw new TlogError('malformed', 'A line of a checkpoint is one line.');
  }
  return text;
}

/**
 * The checkpoint that a note's text says: at least three lines, none of them empty.
 * @throws TlogError `malformed`
 */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n');
  const [origin = '', size = '', root = '', ...extensions] = lines;
  if (extensions.pop() !== '' || lines.slice(0, -1).includes('')) {
    throw new TlogError('malformed', 'A checkpoint is at least three lines, none of them empty.');
  }
  const checkpoint = { origin, size: decimal(size), root: fromBase64(root, HASH_BYTES), extensions };
  if (checkpoint.size === 0 && !sameBytes(checkpoint.root, EMPTY_ROOT)) {
    throw new TlogError('malformed', 'The empty tree has the root of the empty tree.');
  }
  return checkpoint;
}

/**
 * Reads a signed checkpoint and verifies that it is of this log, that the log has signed it, and enough witnesses too.
 * @throws TlogError `malformed`, `wrong-log`, `bad-signature`, `unsigned`
 */
export async function openCheckpoint(message: string, trust: LogTrust, crypto: TlogCrypto): Promise<OpenedCheckpoint> {
  const { origin, logKeys, witnessKeys = [], quorum = 0 } = trust;
  const note = parseNote(message);
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint.origin !== origin) throw new TlogError('wrong-log', 'The checkpoint is of another log.');
  const verified = await verifyNote(note, [...logKeys, ...witnessKeys], crypto);
  const signatures = verified.filter(({ key }) => logKeys.includes(key));
  const cosignatures = verified.filter(({ key }) => witnessKeys.includes(key) && !logKeys.includes(key));
  if (signatures.length === 0) throw new TlogError('unsigned', 'The log has not signed the checkpoint.');
  if (cosignatures.length < quorum) {
    throw new TlogError('unsigned', `${cosignatures.length} of ${quorum} witnesses have cosigned the checkpoint.`);
  }
  return { ...checkpoint, note, signatures, cosignatures };
}
