import { dayOf, type PlainDate } from '../platform/dates.js';

/** At 02:00 in Vietnam the night's run is due: offices are closed, and nobody closes a period. */
const AFTER_MIDNIGHT_MS = 2 * 60 * 60 * 1_000;

/** The night whose run is due at this instant: from 02:00 today's, before that still yesterday's. */
export function nightDue(now: Date): PlainDate {
  return dayOf(new Date(now.getTime() - AFTER_MIDNIGHT_MS));
}
