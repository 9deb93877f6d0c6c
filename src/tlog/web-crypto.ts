import type { TlogCrypto } from './hashing.js';

/**
 * Verifying with WebCrypto: in a browser on an https page, or in Node. Where it has no Ed25519 (browsers before 2025),
 * `{ ...webCrypto(), verifyEd25519: … }` takes it from elsewhere.
 */
export function webCrypto(subtle: SubtleCrypto = globalThis.crypto.subtle): TlogCrypto {
  return {
    sha256: async (data) => new Uint8Array(await subtle.digest('SHA-256', new Uint8Array(data))),
    verifyEd25519: async (publicKey, message, signature) => {
      const key = await subtle.importKey('raw', new Uint8Array(publicKey), 'Ed25519', false, ['verify']);
      return subtle.verify('Ed25519', key, new Uint8Array(signature), new Uint8Array(message));
    },
  };
}
