/** Calendar days in Vietnam, as `YYYY-MM-DD` text: a day has no hour and no zone, so a Date object would only get it wrong. */
export type PlainDate = string;

export const TIME_ZONE = 'Asia/Ho_Chi_Minh';

const isoDay = new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE, dateStyle: 'short' });
const clockTime = new Intl.DateTimeFormat('en-GB', { timeZone: TIME_ZONE, hour: '2-digit', minute: '2-digit' });

/** The last quarter of an hour that was asked for and its day: since 1911 Vietnam's clocks are full hours from UTC. */
let known = { quarter: NaN, day: '' };

/** The day in Vietnam at this instant. */
export function dayOf(instant: Date): PlainDate {
  const quarter = Math.floor(instant.getTime() / 900_000);
  if (quarter !== known.quarter) known = { quarter, day: isoDay.format(instant) };
  return known.day;
}

/** Whether the text is a day of the calendar, from 1900 to 2199. */
export function isPlainDate(text: unknown): text is PlainDate {
  if (typeof text !== 'string' || !/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

export function addDays(day: PlainDate, days: number): PlainDate {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** How many days `to` lies after `from`; negative when it lies before. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/**
 * Reads a day as a clerk types it: `5/7` (of this year), `05/07/2026`, `5-7-26`, `2026-07-05`.
 * @param today the day that gives the missing year
 */
export function parseDay(text: string, today: PlainDate): PlainDate | undefined {
  const typed = text.trim();
  if (isPlainDate(typed)) return typed;
  const [, day, month, year = today.slice(0, 4)] =
    /^(\d{1,2})[/.\-\s](\d{1,2})(?:[/.\-\s](\d{4}|\d{2}))?$/.exec(typed) ?? [];
  if (!day || !month) return undefined;
  const full = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isPlainDate(full) ? full : undefined;
}

/** `2026-07-05` → `05/07/2026`. */
export function formatDate(day: PlainDate): string {
  const [year, month, date] = day.split('-');
  return `${date}/${month}/${year}`;
}

/** `2026-07-05` → `ngày 05 tháng 7 năm 2026`: days under 10 and months under 3 carry a leading zero (NĐ 30/2020, appendix I). */
export function formatDateLong(day: PlainDate): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return `ngày ${date} tháng ${Number(month) < 3 ? month : Number(month)} năm ${year}`;
}

/** An instant as people in Vietnam read it: `09:42 ngày 21/11/2026`. */
export function formatInstant(instant: Date): string {
  return `${clockTime.format(instant)} ngày ${formatDate(dayOf(instant))}`;
}
