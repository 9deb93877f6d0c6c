import { hash } from 'node:crypto';

const LEAF_PREFIX = 0x00;

/** The hash of a leaf of the tree: SHA-256(0x00 ‖ bytes) (RFC 6962 §2.1). */
export function leafHash(bytes: Uint8Array): Buffer {
  const prefixed = Buffer.allocUnsafe(bytes.length + 1);
  prefixed[0] = LEAF_PREFIX;
  prefixed.set(bytes, 1);
  return hash('sha256', prefixed, 'buffer');
}

/** A leaf of this text: its bytes and their hash. */
export function leafOf(text: string): { bytes: Buffer; hash: Buffer } {
  const prefixed = Buffer.from(`\0${text}`);
  return { bytes: prefixed.subarray(1), hash: hash('sha256', prefixed, 'buffer') };
}

/** The commitment to a private text: SHA-256(salt ‖ utf8(text)). The salt of 16 random bytes keeps it from being guessed. */
export function commitment(salt: Uint8Array, value: string): Buffer {
  if (salt.length !== 16) throw new RangeError('A salt has 16 bytes.');
  return hash('sha256', Buffer.concat([salt, Buffer.from(value)]), 'buffer');
}
