/** Where a page of the journal or of an account's register begins or ends. Opaque outside; an altered one reads as none. */
import type { PlainDate } from '../platform/dates.js';
import { isPlainDate } from '../platform/dates.js';
import { decodeCursor, encodeCursor } from '../platform/paging.js';

/** The place of a movement in a register: day, then sequence, then line. */
export type RegisterPlace = { date: PlainDate; sequence: bigint; line: number };

/**
 * The pages after a place, or before it; `end` is the last page. `known` is the position that the first page was read
 * at: later pages are read at the same one, so that what is posted meanwhile, back-dated too, shifts no row.
 */
export type RegisterCursor = { known: bigint; towards: 'after' | 'before'; place: RegisterPlace };

const FIRST: RegisterPlace = { date: '0001-01-01', sequence: 0n, line: 0 };
const LAST: RegisterPlace = { date: '9999-12-31', sequence: 0n, line: 0 };

export function firstPage(known: bigint): RegisterCursor {
  return { known, towards: 'after', place: FIRST };
}

export function lastPage(known: bigint): RegisterCursor {
  return { known, towards: 'before', place: LAST };
}

export function writeRegisterCursor({ known, towards, place }: RegisterCursor): string {
  return encodeCursor([towards === 'after' ? 'a' : 'b', known, place.date, place.sequence, place.line].join('|'));
}

/** Nothing where the text is no cursor of ours, or names a position that the books have not come to. */
export function readRegisterCursor(text: string | undefined, head: bigint): RegisterCursor | undefined {
  const [side, known = '', date = '', sequence = '', line = ''] = decodeCursor(text)?.split('|') ?? [];
  if ((side !== 'a' && side !== 'b') || !/^\d{1,18}$/.test(known) || BigInt(known) > head) return undefined;
  if (!/^\d{1,18}$/.test(sequence) || !/^\d{1,3}$/.test(line)) return undefined;
  if (!isPlainDate(date) && date !== FIRST.date && date !== LAST.date) return undefined;
  const place = { date, sequence: BigInt(sequence), line: Number(line) };
  return { known: BigInt(known), towards: side === 'a' ? 'after' : 'before', place };
}
