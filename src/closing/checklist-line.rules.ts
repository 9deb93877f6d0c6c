/** What the points of a checklist are made of: the facts of a month's end, and lines that stand against closing it. */
import type { AccountAtEnd, OpenLine } from '../banking/period-statements.service.js';
import type { UnsignedBatch } from '../disbursements/unsigned-payouts.service.js';
import type { EntryGroup, OpenItem } from '../books/closing-items.service.js';
import type { PlaceOn } from '../books/closing-sums.service.js';
import { formatDate, type PlainDate } from '../platform/dates.js';

/** `mend`: the month does not close while it stands. `confirm`: a person says in words that it was looked at. */
export type Need = 'mend' | 'confirm';

export type PointLine = {
  /** Stable name, to confirm it by: the same line has the same key the next time. */
  key: string;
  vi: string;
  en: string;
  amount: bigint | null;
  /** Days that it has been open. */
  days: number | null;
  /** Where it is looked at or mended. */
  href: string | null;
  needs: Need;
  /** What the person who confirmed it wrote. */
  note: string | null;
};

/** A cash box as the month ended. */
export type BoxAtEnd = {
  cashBoxId: string;
  name: string;
  currency: string;
  books: bigint;
  /** Whether cash moved in the month. */
  moved: boolean;
  /** The last count up to the month's end that two people signed. */
  count: { day: PlainDate; counted: bigint; booksThatDay: bigint; movedSince: boolean } | null;
  /** A later count that still lacks its second person. */
  unconfirmed: PlainDate | null;
};

export type DraftAtEnd = { id: string; day: PlainDate; description: string };

export type MonthFacts = {
  fundId: string;
  startsOn: PlainDate;
  endsOn: PlainDate;
  today: PlainDate;
  accounts: AccountAtEnd[];
  boxes: BoxAtEnd[];
  stock: PlaceOn[];
  advances: OpenItem[];
  transit: OpenItem[];
  toExplain: OpenLine[];
  suspense: OpenLine[];
  unsigned: UnsignedBatch[];
  late: EntryGroup[];
  midnight: EntryGroup[];
  drafts: DraftAtEnd[];
};

/** A line without amount, days and link; the caller fills in what it has. */
export function line(
  key: string,
  needs: Need,
  text: { vi: string; en: string },
  more: Partial<Pick<PointLine, 'amount' | 'days' | 'href'>> = {},
): PointLine {
  return { key, ...text, amount: null, days: null, href: null, ...more, needs, note: null };
}

/** Both languages with the same day. */
export function onDay(vi: string, en: string, day: PlainDate): { vi: string; en: string } {
  return { vi: `${vi} ${formatDate(day)}`, en: `${en} ${formatDate(day)}` };
}
