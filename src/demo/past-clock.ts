import type { Clock } from '../platform/clock.js';
import type { PlainDate } from '../platform/dates.js';

/**
 * Does the work as if it were nine in the morning of that day. Only before the program serves: a board's finding and
 * the steps of a pay-out are always of today, and the demo needs a month of them.
 */
export async function asOf<T>(clock: Clock, day: PlainDate, work: () => Promise<T>): Promise<T> {
  const then = new Date(`${day}T09:00:00+07:00`);
  clock.now = () => then;
  try {
    return await work();
  } finally {
    Reflect.deleteProperty(clock, 'now');
  }
}
