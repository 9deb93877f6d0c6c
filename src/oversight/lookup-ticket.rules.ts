/** How a donor's question "where is my gift" ends, and by when the board answers it. */
import { addDays, type PlainDate } from '../platform/dates.js';

export const TICKET_STATES = ['open', 'found', 'our-fault', 'not-found-here', 'withdrawn'] as const;
export type TicketState = (typeof TICKET_STATES)[number];

/** What the board may find. */
export const TICKET_RESULTS = ['found', 'our-fault', 'not-found-here'] as const;
export type TicketResult = (typeof TICKET_RESULTS)[number];

/** Working days within which the board answers, as the look-up's page promises. */
export const TICKET_DAYS = 2;

/**
 * The day so many working days after this one. Saturdays and Sundays do not count; public holidays do, since no table
 * of them is kept, so that around one the promise is stricter than it sounds.
 */
export function addWorkingDays(day: PlainDate, count: number): PlainDate {
  let reached = day;
  for (let left = count; left > 0;) {
    reached = addDays(reached, 1);
    if (isWorkingDay(reached)) left -= 1;
  }
  return reached;
}

export function isWorkingDay(day: PlainDate): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** `HT-12`: said on the phone, it opens nothing. */
export function ticketNumber(number: bigint): string {
  return `HT-${number}`;
}

/** Whether this is a phone number or an e-mail address, as far as a form can tell. */
export function isContact(text: string): boolean {
  const phone = text.replace(/[\s.()-]/g, '');
  return /^(?:\+?84|0)\d{8,10}$/.test(phone) || /^[^\s@]{1,64}@[^\s@]{1,100}\.[^\s@.]{2,20}$/.test(text);
}
