/**
 * What a receipt's QR says beside its address: a COSE_Sign1 (RFC 9052 §4.2) with Ed25519 over the facts of the gift, so
 * that anyone tells without a connection that the fund issued it and that nothing was altered. Reading and verifying run
 * in a browser as they are; signing is handed in.
 */
import { type Cbor, CborTag, decodeCbor, encodeCbor } from './cbor.js';

/** What the signature is over: public facts, and the salt with which whoever knows the name can prove it. */
export interface ReceiptClaims {
  /** The position of the gift in the public log, from 1 on. */
  readonly sequence: bigint;
  /** The day of the gift, `YYYY-MM-DD`. */
  readonly date: string;
  /** As it was given, in the currency's minor unit. */
  readonly amount: bigint;
  /** ISO 4217. */
  readonly currency: string;
  /** The fund's id (UUID). */
  readonly fund: string;
  readonly kind: 'gift';
  /** 16 bytes: SHA-256(salt ‖ name) is what the leaf says of the name. Absent where no name was printed. */
  readonly salt?: Uint8Array;
  /** 32 bytes (RFC 6962 §2.1). */
  readonly leafHash: Uint8Array;
}

export interface ReceiptToken extends ReceiptClaims {
  /** The first four bytes of the SHA-256 of the public key. */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
  /** The bytes that are signed. */
  readonly signed: Uint8Array;
}

/** A text that is no receipt's token: cut, altered in its form, or made by something else. */
export class ReceiptTokenError extends Error {}

const SIGN1 = 18n;
const HEADER = { algorithm: 1n, keyId: 4n } as const;
const EDDSA = -8n;
const CLAIM = { sequence: 1n, date: 2n, amount: 3n, currency: 4n, fund: 5n, kind: 6n, salt: 7n, leafHash: 8n } as const;
const GIFT = 1n;
const DAY_MS = 86_400_000;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const EMPTY = new Uint8Array();

/**
 * The token as the QR holds it: base32 (RFC 4648 §6) without padding, whose letters a QR packs two in eleven bits.
 * @param keyId four bytes
 * @param sign the Ed25519 signature (64 bytes) of these bytes; the same each time, and so is the token
 */
export function signReceipt(
  claims: ReceiptClaims,
  keyId: Uint8Array,
  sign: (message: Uint8Array) => Uint8Array,
): string {
  const header = new Map<bigint, Cbor>([
    [HEADER.algorithm, EDDSA],
    [HEADER.keyId, keyId],
  ]);
  const [guarded, payload] = [encodeCbor(header), encodeCbor(mapOf(claims))];
  const signature = sign(toBeSigned(guarded, payload));
  return toBase32(encodeCbor(new CborTag(SIGN1, [guarded, new Map(), payload, signature])));
}

/**
 * What a token says; whether it is true is for `verifyReceipt`.
 * @throws ReceiptTokenError for anything but the one form of a token
 */
export function readReceipt(text: string): ReceiptToken {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof ReceiptTokenError) throw error;
    throw new ReceiptTokenError(error instanceof Error ? error.message : 'Not a token.');
  }
}

/** Whether the key with the token's own id signed it. @param keys public keys of 32 bytes */
export async function verifyReceipt(
  token: ReceiptToken,
  keys: readonly { readonly id: Uint8Array; readonly key: Uint8Array }[],
  verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>,
): Promise<boolean> {
  for (const { id, key } of keys) {
    if (toHex(id) === toHex(token.keyId) && (await verify(key, token.signed, token.signature))) return true;
  }
  return false;
}

/** The Sig_structure of a COSE_Sign1 without external data (RFC 9052 §4.4). */
export function toBeSigned(guarded: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(['Signature1', guarded, EMPTY, payload]);
}

/** The address and the token of what a QR says; a text without "#" is all address. */
export function splitQrText(text: string): { address: string; token: string } {
  const at = text.indexOf('#');
  return at < 0 ? { address: text, token: '' } : { address: text.slice(0, at), token: text.slice(at + 1) };
}

/** Base32 without padding, upper case. */
export function toBase32(bytes: Uint8Array): string {
  let [text, bits, held] = ['', 0, 0];
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += LETTERS[(held >> (bits - 5)) & 31];
  }
  return bits === 0 ? text : text + LETTERS[(held << (5 - bits)) & 31];
}

/** @throws ReceiptTokenError for a text that `toBase32` would not write */
export function fromBase32(text: string): Uint8Array {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) throw new ReceiptTokenError('A letter that base32 does not have.');
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) bytes.push((held >> (bits -= 8)) & 0xff);
  }
  const found = Uint8Array.from(bytes);
  if (toBase32(found) !== text) throw new ReceiptTokenError('The text is cut or was not written so.');
  return found;
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function mapOf(claims: ReceiptClaims): ReadonlyMap<bigint, Cbor> {
  const { sequence, date, amount, currency, fund, salt, leafHash } = claims;
  return new Map<bigint, Cbor>([
    [CLAIM.sequence, sequence],
    [CLAIM.date, BigInt(Date.parse(`${date}T00:00:00Z`) / DAY_MS)],
    [CLAIM.amount, amount],
    [CLAIM.currency, currency],
    [CLAIM.fund, fromHex(fund.replaceAll('-', ''))],
    [CLAIM.kind, GIFT],
    ...(salt ? [[CLAIM.salt, salt] as const] : []),
    [CLAIM.leafHash, leafHash],
  ]);
}

function read(text: string): ReceiptToken {
  const whole = decodeCbor(fromBase32(text));
  const parts = whole instanceof CborTag && whole.tag === SIGN1 ? whole.value : undefined;
  if (!Array.isArray(parts) || parts.length !== 4) throw new ReceiptTokenError('Not a COSE_Sign1.');
  const [guarded, open, payload, signature] = parts as Cbor[];
  if (!(open instanceof Map) || open.size > 0) throw new ReceiptTokenError('A header that nobody signed.');
  const [guardedBytes, payloadBytes] = [bytesOf(guarded), bytesOf(payload)];
  const header = decodeCbor(guardedBytes);
  if (!(header instanceof Map) || header.size !== 2 || header.get(HEADER.algorithm) !== EDDSA)
    throw new ReceiptTokenError('Not signed with Ed25519.');
  return {
    ...claimsOf(decodeCbor(payloadBytes)),
    keyId: bytesOf(header.get(HEADER.keyId) as Cbor | undefined, 4),
    signature: bytesOf(signature, 64),
    signed: toBeSigned(guardedBytes, payloadBytes),
  };
}

function claimsOf(payload: Cbor): ReceiptClaims {
  if (!(payload instanceof Map)) throw new ReceiptTokenError('Not a map of claims.');
  const claims = payload as ReadonlyMap<bigint, Cbor>;
  const salt = claims.get(CLAIM.salt);
  if (claims.size !== (salt === undefined ? 7 : 8)) throw new ReceiptTokenError('Other claims than a receipt has.');
  const currency = claims.get(CLAIM.currency);
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) throw new ReceiptTokenError('Not a currency.');
  if (claims.get(CLAIM.kind) !== GIFT) throw new ReceiptTokenError('Not the receipt of a gift.');
  const days = positive(claims.get(CLAIM.date));
  if (days > 2_900_000n) throw new ReceiptTokenError('Not a day.');
  return {
    sequence: positive(claims.get(CLAIM.sequence)),
    date: new Date(Number(days) * DAY_MS).toISOString().slice(0, 10),
    amount: positive(claims.get(CLAIM.amount)),
    currency,
    fund: toHex(bytesOf(claims.get(CLAIM.fund), 16)).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    kind: 'gift',
    ...(salt !== undefined && { salt: bytesOf(salt, 16) }),
    leafHash: bytesOf(claims.get(CLAIM.leafHash), 32),
  };
}

function positive(value: Cbor | undefined): bigint {
  if (typeof value !== 'bigint' || value <= 0n) throw new ReceiptTokenError('Not a positive number.');
  return value;
}

function bytesOf(value: Cbor | undefined, length?: number): Uint8Array {
  if (!(value instanceof Uint8Array) || (length !== undefined && value.length !== length))
    throw new ReceiptTokenError('Not bytes of the right length.');
  return value;
}
