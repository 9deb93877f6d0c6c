import { TlogError } from './tlog-error.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/**
 * The text of bytes that arrived from outside.
 * @throws TlogError `malformed` where they are not UTF-8
 */
export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new TlogError('malformed', 'Not valid UTF-8.');
  }
}

/** Standard base64 with padding (RFC 4648 §4), the one that all C2SP formats use. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/**
 * The bytes of canonical base64: what would not be written the same again (white space, missing padding, bits left
 * over) is refused, so that one value has one text.
 * @param length how many bytes it must be, where that is known
 * @throws TlogError `malformed`
 */
export function fromBase64(text: string, length?: number): Uint8Array {
  let bytes: Uint8Array | undefined;
  try {
    bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    bytes = undefined;
  }
  if (bytes === undefined || toBase64(bytes) !== text) throw new TlogError('malformed', 'Not canonical base64.');
  if (length !== undefined && bytes.length !== length) {
    throw new TlogError('malformed', `${bytes.length} bytes of base64 instead of ${length}.`);
  }
  return bytes;
}

/**
 * A tree size or index: ASCII decimal without leading zeros, at most 2^53 - 1 (the formats allow up to 2^63 - 1, which
 * no log will reach).
 * @throws TlogError `malformed`
 */
export function decimal(text: string): number {
  const value = Number(text);
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text) || !Number.isSafeInteger(value)) {
    throw new TlogError('malformed', 'Not a decimal number without leading zeros.');
  }
  return value;
}

/** One array of all the bytes, in order. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
