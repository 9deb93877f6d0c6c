// Merkle tree hashing (RFC 6962 §2.1). What is hashed is said here; who computes SHA-256 is passed in, so that the same
// code verifies on a server (Node's crypto, at once) and in a browser (WebCrypto, a promise).
import { concat, fromBase64 } from './encoding.js';

/** SHA-256, 32 bytes. */
export type Hash = Uint8Array;

export type Sha256 = (data: Uint8Array) => Hash | Promise<Hash>;

/** All that verifying needs of cryptography; node-crypto.ts and web-crypto.ts are two of them. */
export interface TlogCrypto {
  readonly sha256: Sha256;
  /** Whether the signature of 64 bytes over the message is of the public key of 32 bytes (RFC 8032, Ed25519). */
  readonly verifyEd25519: (
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ) => boolean | Promise<boolean>;
}

export const HASH_BYTES = 32;

/** The root of the tree without leaves: the hash of nothing. */
export const EMPTY_ROOT: Hash = fromBase64('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=', HASH_BYTES);

const LEAF_PREFIX = Uint8Array.of(0x00);
const NODE_PREFIX = Uint8Array.of(0x01);

/** What the hash of a leaf is the hash of. */
export function leafInput(entry: Uint8Array): Uint8Array {
  return concat(LEAF_PREFIX, entry);
}

/** What the hash of a node is the hash of. */
export function nodeInput(left: Hash, right: Hash): Uint8Array {
  return concat(NODE_PREFIX, left, right);
}

/**
 * The root over a row of nodes that stand side by side from the left: pair by pair, an odd last one going up as it is,
 * which is the same tree as RFC 6962's split at the largest power of two.
 */
export async function rootOfRow(row: readonly Hash[], sha256: Sha256): Promise<Hash> {
  let layer = row;
  while (layer.length > 1) {
    const above: Hash[] = [];
    for (let i = 0; i < layer.length; i += 2) {
      const [left, right] = [layer[i], layer[i + 1]];
      if (left !== undefined) above.push(right === undefined ? left : await sha256(nodeInput(left, right)));
    }
    layer = above;
  }
  return layer[0] ?? EMPTY_ROOT;
}
