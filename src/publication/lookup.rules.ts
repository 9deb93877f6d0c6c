/** Pure decisions of the look-up: what a typed reference is found by, and what of a receipt's number a stranger may see. */
import { hash } from 'node:crypto';

/** So many gifts may be shown for an amount and a day; of more only their number is said. */
export const MOST_SHOWN = 3;

/** Counting stops here: "more than so many" tells as much. */
export const MOST_COUNTED = 1000;

/** What the banks' apps print before a reference, and people copy with it. */
const LABEL = /^(?:MBVCB|SO GD|MA GD|SO CT|REF(?:ERENCE)?(?: NO)?)[\s.:#]+(?=[0-9A-Z])/;

/**
 * The keys that this reference may stand under, whole and exact: SHA-256 of its letters and digits in upper case, as the
 * database makes them (`lookup_key`). None for what is too short to be anybody's own.
 * @param typed the reference as a person copied it: `7577855678`, `MBVCB.7577855678`, `Ref 365929.108543.245529`
 */
export function referenceKeys(typed: string): Buffer[] {
  const upper = typed
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toUpperCase();
  const texts = [upper, upper.replace(LABEL, '')];
  // Words between the digits are a name or a memo, which nobody is found by.
  const plain = texts.filter((text) => /^[0-9A-Z.\-/ ]{6,80}$/.test(text) && (text.match(/\d/g) ?? []).length >= 5);
  const keys = new Set(plain.map((text) => text.replace(/[^0-9A-Z]/g, '')));
  return [...keys].filter((key) => key.length >= 6 && key.length <= 60).map((key) => hash('sha256', key, 'buffer'));
}

/** `UH-CT-TW-2024-000123` → `UH-CT-TW-2024-····23`: enough to know it again, too little to look it up. */
export function maskSerial(serial: string): string {
  return serial.replace(/\d+$/, (digits) => '·'.repeat(Math.max(0, digits.length - 2)) + digits.slice(-2));
}
