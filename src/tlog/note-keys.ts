// The keys that sign notes, and how they are written (C2SP signed-note, § Signatures, § Verifier keys).
import { concat, fromBase64, sameBytes, toBase64, utf8 } from './encoding.js';
import type { Sha256 } from './hashing.js';
import { TlogError } from './tlog-error.js';

/** What a key signs: the text of any note (type 0x01), or a checkpoint with a time, as a witness does (type 0x04). */
export type NoteAlgorithm = 'ed25519' | 'cosignature-v1';

/** The public half of a key, with the name it signs under. */
export interface VerifierKey {
  readonly name: string;
  /** Four bytes; with the name, they say which key made a signature. */
  readonly id: Uint8Array;
  readonly algorithm: NoteAlgorithm;
  /** 32 bytes (RFC 8032). */
  readonly publicKey: Uint8Array;
}

/** Whoever can sign with a key: on a server the private key in memory, or something that keeps it away. */
export interface NoteSigner {
  readonly key: VerifierKey;
  /** The Ed25519 signature of 64 bytes over the message. */
  readonly sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

const TYPES: Readonly<Record<NoteAlgorithm, number>> = { ed25519: 0x01, 'cosignature-v1': 0x04 };

/** Public keys and seeds of Ed25519. */
export const KEY_BYTES = 32;
const KEY_ID_BYTES = 4;

/** A name is not empty and has no Unicode space and no plus sign (§ Format). */
export function isKeyName(name: string): boolean {
  return /^[^\p{White_Space}\p{Cs}+]+$/u.test(name);
}

/**
 * The verifier key of a public key; its id is the first bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key).
 * @throws TlogError `malformed` for a bad name or a key that is not of 32 bytes
 */
export async function verifierKey(
  name: string,
  algorithm: NoteAlgorithm,
  publicKey: Uint8Array,
  sha256: Sha256,
): Promise<VerifierKey> {
  if (!isKeyName(name)) throw new TlogError('malformed', 'A key name has no spaces and no plus sign.');
  if (publicKey.length !== KEY_BYTES) throw new TlogError('malformed', `A public key has ${KEY_BYTES} bytes.`);
  const digest = await sha256(concat(utf8(`${name}\n`), Uint8Array.of(TYPES[algorithm]), publicKey));
  return { name, id: digest.slice(0, KEY_ID_BYTES), algorithm, publicKey };
}

/** A verifier key as one writes it down: `<name>+<id in hex>+<base64 of type and public key>`. */
export function formatVerifierKey(key: VerifierKey): string {
  return `${key.name}+${hex(key.id)}+${toBase64(typed(key.algorithm, key.publicKey))}`;
}

/**
 * Reads a verifier key and computes its id again.
 * @throws TlogError `malformed`, also for a type that is not known here and for an id that is not of this key
 */
export async function parseVerifierKey(text: string, sha256: Sha256): Promise<VerifierKey> {
  const { name, id, algorithm, bytes } = parseKey(text);
  return sameId(await verifierKey(name, algorithm, bytes, sha256), id);
}

/** A signer key as one writes it down (a secret!): `PRIVATE+KEY+<name>+<id in hex>+<base64 of type and seed>`. */
export function formatSignerKey(key: VerifierKey, seed: Uint8Array): string {
  return `PRIVATE+KEY+${key.name}+${hex(key.id)}+${toBase64(typed(key.algorithm, seed))}`;
}

/**
 * Reads a signer key; `publicKeyOf` computes the public key of a seed, since the id is the public key's.
 * @throws TlogError `malformed`; its text holds nothing of the key
 */
export async function parseSignerKey(
  text: string,
  publicKeyOf: (seed: Uint8Array) => Uint8Array,
  sha256: Sha256,
): Promise<{ key: VerifierKey; seed: Uint8Array }> {
  const secret = /^PRIVATE\+KEY\+(.*)$/s.exec(text);
  const { name, id, algorithm, bytes: seed } = parseKey(secret?.[1] ?? '');
  return { key: sameId(await verifierKey(name, algorithm, publicKeyOf(seed), sha256), id), seed };
}

function parseKey(text: string): { name: string; id: string; algorithm: NoteAlgorithm; bytes: Uint8Array } {
  const [, name = '', id = '', base64 = ''] = /^([^+]+)\+([0-9a-fA-F]{8})\+(.+)$/s.exec(text) ?? [];
  const [type, ...bytes] = fromBase64(base64);
  const algorithm = (Object.keys(TYPES) as NoteAlgorithm[]).find((each) => TYPES[each] === type);
  if (algorithm === undefined || bytes.length !== KEY_BYTES) {
    throw new TlogError('malformed', 'Not a key of Ed25519 or of cosignature/v1.');
  }
  return { name, id: id.toLowerCase(), algorithm, bytes: Uint8Array.from(bytes) };
}

function sameId(key: VerifierKey, id: string): VerifierKey {
  if (hex(key.id) !== id) throw new TlogError('malformed', `The id of the key ${key.name} is not of this key.`);
  return key;
}

function typed(algorithm: NoteAlgorithm, bytes: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(TYPES[algorithm]), bytes);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether the two are the same key by name and id, which is all that a signature says of its key. */
export function sameKey(
  a: { readonly name: string; readonly id: Uint8Array },
  b: { readonly name: string; readonly id: Uint8Array },
): boolean {
  return a.name === b.name && sameBytes(a.id, b.id);
}
