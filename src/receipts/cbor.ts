/**
 * The part of CBOR (RFC 8949) that a receipt's token needs: integers, byte and text strings, arrays, maps with integer
 * keys, tags. Only deterministic encoding (§4.2.1) is written and read, so that one value has one row of bytes. It runs
 * in a browser too, and so knows neither Buffer nor node:crypto.
 */

/** Integers are bigint, within 64 bits. */
export type Cbor = bigint | Uint8Array | string | readonly Cbor[] | ReadonlyMap<bigint, Cbor> | CborTag;

export class CborTag {
  constructor(
    readonly tag: bigint,
    readonly value: Cbor,
  ) {}
}

/** Bytes that are not what they should be: cut, not in the one form, or of a kind that is not read. */
export class CborError extends Error {}

const MAJOR = { uint: 0, nint: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6 } as const;
const DEEPEST = 8;
const ENDLESS = 1n << 64n;

/** The deterministic encoding of a value. @throws RangeError for an integer beyond 64 bits */
export function encodeCbor(value: Cbor): Uint8Array {
  if (typeof value === 'bigint') return value < 0n ? head(MAJOR.nint, -1n - value) : head(MAJOR.uint, value);
  if (typeof value === 'string') return string(MAJOR.text, new TextEncoder().encode(value));
  if (value instanceof Uint8Array) return string(MAJOR.bytes, value);
  if (value instanceof CborTag) return joined([head(MAJOR.tag, value.tag), encodeCbor(value.value)]);
  if (value instanceof Map) return encodeMap(value as ReadonlyMap<bigint, Cbor>);
  const items = value as readonly Cbor[];
  return joined([head(MAJOR.array, BigInt(items.length)), ...items.map(encodeCbor)]);
}

/** The value of these bytes, all of them. @throws CborError where they are not a value's deterministic encoding */
export function decodeCbor(bytes: Uint8Array): Cbor {
  const reader = { bytes, at: 0 };
  const value = read(reader, 0);
  if (reader.at !== bytes.length) throw new CborError('There are bytes after the end.');
  return value;
}

type Reader = { bytes: Uint8Array; at: number };

function read(reader: Reader, depth: number): Cbor {
  if (depth > DEEPEST) throw new CborError('Too many values within one another.');
  const { major, argument } = readHead(reader);
  switch (major) {
    case MAJOR.uint:
      return argument;
    case MAJOR.nint:
      return -1n - argument;
    case MAJOR.bytes:
      return take(reader, argument);
    case MAJOR.text:
      return textOf(take(reader, argument));
    case MAJOR.array:
      return Array.from({ length: countOf(reader, argument) }, () => read(reader, depth + 1));
    case MAJOR.map:
      return readMap(reader, countOf(reader, argument), depth);
    case MAJOR.tag:
      return new CborTag(argument, read(reader, depth + 1));
    default:
      throw new CborError('A kind of value that is not read here.');
  }
}

function readHead(reader: Reader): { major: number; argument: bigint } {
  const [first = 0] = take(reader, 1n);
  const [major, short] = [first >> 5, first & 0x1f];
  if (short < 24) return { major, argument: BigInt(short) };
  if (short > 27) throw new CborError('A length that is not said.');
  let argument = 0n;
  for (const byte of take(reader, BigInt(1 << (short - 24)))) argument = (argument << 8n) | BigInt(byte);
  if (argument < (short === 24 ? 24n : 1n << BigInt(4 << (short - 24))))
    throw new CborError('A number in a longer form than it needs.');
  return { major, argument };
}

/** Keys come in the order of their bytes, none twice (§4.2.1). */
function readMap(reader: Reader, count: number, depth: number): ReadonlyMap<bigint, Cbor> {
  const map = new Map<bigint, Cbor>();
  let before: Uint8Array | undefined;
  for (let i = 0; i < count; i++) {
    const from = reader.at;
    const key = read(reader, depth + 1);
    if (typeof key !== 'bigint') throw new CborError('A key that is not a number.');
    const bytes = reader.bytes.subarray(from, reader.at);
    if (before && compare(before, bytes) >= 0) throw new CborError('Keys out of order.');
    before = bytes;
    map.set(key, read(reader, depth + 1));
  }
  return map;
}

function encodeMap(map: ReadonlyMap<bigint, Cbor>): Uint8Array {
  const pairs = [...map].map(([key, value]) => ({ key: encodeCbor(key), value: encodeCbor(value) }));
  pairs.sort((a, b) => compare(a.key, b.key));
  return joined([head(MAJOR.map, BigInt(pairs.length)), ...pairs.flatMap(({ key, value }) => [key, value])]);
}

function take(reader: Reader, length: bigint): Uint8Array {
  const end = BigInt(reader.at) + length;
  if (end > BigInt(reader.bytes.length)) throw new CborError('The bytes end too soon.');
  return reader.bytes.slice(reader.at, (reader.at = Number(end)));
}

/** Each item takes a byte at least, so a count that is larger than what is left is a lie. */
function countOf(reader: Reader, count: bigint): number {
  if (count > BigInt(reader.bytes.length - reader.at)) throw new CborError('The bytes end too soon.');
  return Number(count);
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CborError('A text that is not UTF-8.');
  }
}

function string(major: number, bytes: Uint8Array): Uint8Array {
  return joined([head(major, BigInt(bytes.length)), bytes]);
}

/** The initial byte with its argument in the shortest form. */
function head(major: number, argument: bigint): Uint8Array {
  if (argument >= ENDLESS) throw new RangeError('An integer of CBOR has at most 64 bits.');
  if (argument < 24n) return Uint8Array.of((major << 5) | Number(argument));
  const power = argument < 0x100n ? 0 : argument < 0x1_0000n ? 1 : argument < 0x1_0000_0000n ? 2 : 3;
  const bytes = new Uint8Array(1 + (1 << power));
  bytes[0] = (major << 5) | (24 + power);
  for (let i = bytes.length - 1, rest = argument; i > 0; i--, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function compare(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
