// Signed notes (C2SP signed-note), and the cosignatures that witnesses add to them (C2SP tlog-cosignature).
import { concat, fromBase64, toBase64, utf8 } from './encoding.js';
import type { TlogCrypto } from './hashing.js';
import { isKeyName, type NoteSigner, sameKey, type VerifierKey } from './note-keys.js';
import { TlogError } from './tlog-error.js';

/** One signature line: the key by name and id, and what the key's algorithm made. */
export interface NoteSignature {
  readonly name: string;
  /** Four bytes. */
  readonly id: Uint8Array;
  readonly signature: Uint8Array;
}

/** A text, which ends in a newline, and who is said to have signed it. Nothing is verified yet. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A signature that was verified; a cosignature says when it was made, in seconds since 1970. */
export interface VerifiedSignature {
  readonly key: VerifierKey;
  readonly timestamp?: number;
}

/** The specification asks for a limit of at least 16; Go's reference implementation has this one. */
const MOST_SIGNATURES = 100;
/** Characters: room for a hundred signatures of post-quantum size (5 kB). */
const LONGEST_NOTE = 1_000_000;
const KEY_ID_BYTES = 4;
const ED25519_BYTES = 64;
const TIMESTAMP_BYTES = 8;

/**
 * Takes a note apart (§ Format). Whatever it says is only words until its signatures are verified.
 * @throws TlogError `malformed`
 */
export function parseNote(message: string): Note {
  const end = message.lastIndexOf('\n\n');
  const lines = message.slice(end + 2);
  if (message.length > LONGEST_NOTE || !isPlain(message)) {
    throw new TlogError('malformed', 'A note is not too long, and has no control characters but newlines.');
  }
  if (end < 0 || lines === '') throw new TlogError('malformed', 'A note is a text, an empty line and signatures.');
  return { text: message.slice(0, end + 1), signatures: parseSignatureLines(lines) };
}

/** Signature lines alone, as a witness answers them: one to a hundred, each ended by a newline. */
export function parseSignatureLines(lines: string): NoteSignature[] {
  const each = lines.split('\n');
  if (each.pop() !== '' || each.length < 1 || each.length > MOST_SIGNATURES) {
    throw new TlogError('malformed', `One to ${MOST_SIGNATURES} signature lines are expected, each with its newline.`);
  }
  return each.map((line) => {
    const [, name = '', base64 = ''] = /^— ([^ ]+) (.+)$/.exec(line) ?? [];
    const bytes = fromBase64(base64);
    if (!isKeyName(name) || bytes.length <= KEY_ID_BYTES) throw new TlogError('malformed', 'Not a signature line.');
    return { name, id: bytes.slice(0, KEY_ID_BYTES), signature: bytes.slice(KEY_ID_BYTES) };
  });
}

/** The lines of these signatures: em dash, space, name, space, base64 of id and signature, newline. */
export function formatSignatureLines(signatures: readonly NoteSignature[]): string {
  return signatures.map(({ name, id, signature }) => `— ${name} ${toBase64(concat(id, signature))}\n`).join('');
}

/**
 * The note as it is published.
 * @throws TlogError `malformed` where it could not be read again
 */
export function formatNote(note: Note): string {
  const message = `${note.text}\n${formatSignatureLines(note.signatures)}`;
  if (parseNote(message).text !== note.text) throw new TlogError('malformed', 'The text of a note ends in a newline.');
  return message;
}

/** The note with more signatures, verified before, behind its own; one of the same key takes the place of the older one. */
export function withSignatures(note: Note, added: readonly NoteSignature[]): Note {
  const kept = note.signatures.filter((signature) => !added.some((other) => sameKey(other, signature)));
  return { text: note.text, signatures: [...kept, ...added] };
}

/**
 * Verifies every signature of a known key; those of keys that are not known are passed over, whatever they are.
 * @returns for each key that signed, its signature (the first, if a key signed more than once)
 * @throws TlogError `bad-signature` if one of a known key does not verify, `unsigned` if no known key has signed
 */
export async function verifyNote(
  note: Note,
  keys: readonly VerifierKey[],
  { verifyEd25519 }: TlogCrypto,
): Promise<VerifiedSignature[]> {
  const verified: VerifiedSignature[] = [];
  for (const line of note.signatures) {
    const key = keys.find((each) => sameKey(each, line));
    if (key === undefined) continue;
    const { timestamp, message, signature } = signedBy(key, note.text, line.signature);
    if (signature.length !== ED25519_BYTES || !(await verifyEd25519(key.publicKey, message, signature))) {
      throw new TlogError('bad-signature', `The signature of ${key.name} does not verify.`);
    }
    if (verified.some((earlier) => earlier.key === key)) continue;
    verified.push(timestamp === undefined ? { key } : { key, timestamp });
  }
  if (verified.length === 0) throw new TlogError('unsigned', 'No known key has signed the note.');
  return verified;
}

/** Signs a note's text (§ Ed25519 signatures). */
export async function signNote(text: string, { key, sign }: NoteSigner): Promise<NoteSignature> {
  if (key.algorithm !== 'ed25519') throw new TlogError('malformed', 'This key makes cosignatures only.');
  return { name: key.name, id: key.id, signature: await sign(utf8(text)) };
}

/**
 * Cosigns a checkpoint's text: "as of this time, this is the largest tree of this log that I have seen, and it is
 * consistent with those before". Whether that is so, the caller has verified.
 * @param timestamp seconds since 1970
 */
export async function cosignNote(text: string, { key, sign }: NoteSigner, timestamp: number): Promise<NoteSignature> {
  if (key.algorithm !== 'cosignature-v1') throw new TlogError('malformed', 'This key does not make cosignatures.');
  if (!Number.isSafeInteger(timestamp) || timestamp < 0) throw new TlogError('malformed', 'Not a time in seconds.');
  const time = new DataView(new ArrayBuffer(TIMESTAMP_BYTES));
  time.setBigUint64(0, BigInt(timestamp));
  const signature = await sign(cosignedMessage(text, timestamp));
  return { name: key.name, id: key.id, signature: concat(new Uint8Array(time.buffer), signature) };
}

/** What was signed, and the signature proper: a cosignature has its time before it (tlog-cosignature, § Format). */
function signedBy(
  key: VerifierKey,
  text: string,
  signature: Uint8Array,
): { timestamp?: number; message: Uint8Array; signature: Uint8Array } {
  if (key.algorithm === 'ed25519') return { message: utf8(text), signature };
  if (signature.length !== TIMESTAMP_BYTES + ED25519_BYTES) {
    throw new TlogError('bad-signature', `The cosignature of ${key.name} is not of the right length.`);
  }
  const timestamp = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
  if (!Number.isSafeInteger(timestamp)) {
    throw new TlogError('bad-signature', `The cosignature of ${key.name} is of no time.`);
  }
  return { timestamp, message: cosignedMessage(text, timestamp), signature: signature.subarray(TIMESTAMP_BYTES) };
}

/** tlog-cosignature, § Ed25519 signed message. */
function cosignedMessage(text: string, timestamp: number): Uint8Array {
  return utf8(`cosignature/v1\ntime ${timestamp}\n${text}`);
}

/** No control characters but newlines, and nothing that UTF-8 cannot say. */
function isPlain(text: string): boolean {
  return !/[\u0000-\u0009\u000b-\u001f\p{Cs}]/u.test(text);
}
