/** JSON Canonicalization Scheme (RFC 8785), for values without fractions: numbers are integers up to 2^53 - 1. */
export type Canonical =
  string | number | bigint | boolean | null | readonly Canonical[] | { readonly [key: string]: Canonical | undefined };

/** Printable ASCII without the two characters that are escaped: keys, codes, dates and hashes are nothing else. */
const PLAIN = /^[ !#-[\]-~]*$/;

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * The canonical text of a value: keys in order of their UTF-16 code units (RFC 8785 §3.2.3), no white space, undefined
 * members left out. A bigint is written as the integer it is.
 * @throws RangeError on a number that is no safe integer: I-JSON (RFC 7493 §2.2) cannot carry it exactly
 */
export function canonicalJson(value: Canonical): string {
  if (typeof value === 'bigint' || typeof value === 'number') return integer(value);
  if (typeof value === 'string') return text(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = value as { readonly [key: string]: Canonical | undefined };
  let written = '';
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member !== undefined) written += `${written === '' ? '' : ','}${text(key)}:${canonicalJson(member)}`;
  }
  return `{${written}}`;
}

function integer(value: number | bigint): string {
  const safe = typeof value === 'bigint' ? value <= SAFE && value >= -SAFE : Number.isSafeInteger(value);
  if (!safe) throw new RangeError('Only whole numbers up to 2^53 - 1 have an exact canonical form.');
  return Object.is(value, -0) ? '0' : String(value);
}

/** ECMAScript's own escaping is what RFC 8785 §3.2.2.2 asks for; a lone surrogate has no UTF-8 form and is refused. */
function text(value: string): string {
  if (PLAIN.test(value)) return `"${value}"`;
  if (/\p{Cs}/u.test(value)) throw new RangeError('A lone surrogate has no canonical form.');
  return JSON.stringify(value);
}
