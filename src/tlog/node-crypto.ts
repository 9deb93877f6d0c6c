// What needs Node's crypto: hashing and verifying without promises, and keys that sign.
import { createPrivateKey, createPublicKey, hash, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import type { TlogCrypto } from './hashing.js';
import {
  formatSignerKey,
  KEY_BYTES,
  type NoteAlgorithm,
  type NoteSigner,
  parseSignerKey,
  verifierKey,
} from './note-keys.js';

/** DER of a raw Ed25519 key: what stands before its 32 bytes (RFC 8410 §4 and §7). */
const PUBLIC_DER = Buffer.from('302a300506032b6570032100', 'hex');
const PRIVATE_DER = Buffer.from('302e020100300506032b657004220420', 'hex');

export const nodeCrypto: TlogCrypto = {
  sha256: (data) => hash('sha256', data, 'buffer'),
  verifyEd25519: (publicKey, message, signature) => {
    const der = Buffer.concat([PUBLIC_DER, publicKey]);
    return verify(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
  },
};

/** A new key of this name, and the signer key to keep (a secret: a file of mode 0600). */
export async function newSigner(
  name: string,
  algorithm: NoteAlgorithm,
): Promise<{ signer: NoteSigner; signerKey: string }> {
  const seed = randomBytes(KEY_BYTES);
  const key = await verifierKey(name, algorithm, publicKeyOf(seed), nodeCrypto.sha256);
  return { signer: signerOf(key, seed), signerKey: formatSignerKey(key, seed) };
}

/**
 * Who signs with a signer key that was kept.
 * @throws TlogError `malformed`
 */
export async function readSigner(signerKey: string): Promise<NoteSigner> {
  const { key, seed } = await parseSignerKey(signerKey, publicKeyOf, nodeCrypto.sha256);
  return signerOf(key, seed);
}

/**
 * Who signs notes under this name with an Ed25519 private key that is kept elsewhere, as in a PEM file.
 * @throws TlogError `malformed` for a bad name
 */
export async function signerWith(name: string, privateKey: KeyObject): Promise<NoteSigner> {
  const key = await verifierKey(name, 'ed25519', rawPublicKey(privateKey), nodeCrypto.sha256);
  return { key, sign: (message) => sign(null, message, privateKey) };
}

function signerOf(key: NoteSigner['key'], seed: Uint8Array): NoteSigner {
  const privateKey = privateKeyOf(seed);
  return { key, sign: (message) => sign(null, message, privateKey) };
}

function publicKeyOf(seed: Uint8Array): Uint8Array {
  return rawPublicKey(privateKeyOf(seed));
}

function rawPublicKey(privateKey: KeyObject): Uint8Array {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(PUBLIC_DER.length);
}

function privateKeyOf(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PRIVATE_DER, seed]), format: 'der', type: 'pkcs8' });
}
