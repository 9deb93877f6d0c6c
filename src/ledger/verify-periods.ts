/** Whether closed months and years were kept closed: from their events in the log, not from the state that they left. */
import type { EntityManager } from 'typeorm';
import { addDays, type PlainDate } from '../platform/dates.js';
import type { Check } from './verify.service.js';

type PeriodEvent = { sequence: bigint; kind: string; leaf: Buffer };
type Change = { sequence: bigint; closed: boolean; fund: string; period: string };
/** A period that was closed after an event and until another, or until now. */
type Closure = Change & { until: bigint | null };

/**
 * Entries dated in a period and recorded while it was closed are wrong, but for those that close a year or change the profile
 * in a closed month of an open year. A period's state must be that of its last event.
 */
export async function checkPeriods(tx: EntityManager): Promise<Check> {
  const name = 'periods';
  const events = await tx.query<PeriodEvent[]>(
    `SELECT sequence, kind, leaf FROM event WHERE kind IN ('period-closed', 'period-reopened') ORDER BY sequence`,
  );
  const changes: Change[] = [];
  for (const event of events) {
    const change = changeOf(event);
    if (!change) return { name, ok: false, detail: `event ${event.sequence} names no period` };
    changes.push(change);
  }
  const wrong = (await wrongState(tx, changes)) ?? (await wrongEntry(tx, closuresOf(changes)));
  const detail = wrong ?? `${changes.length} closings and reopenings, nothing was posted into a closed period`;
  return { name, ok: wrong === undefined, detail };
}

function changeOf({ sequence, kind, leaf }: PeriodEvent): Change | undefined {
  try {
    const { facts = {} } = JSON.parse(leaf.toString('utf8')) as { facts?: { fund?: unknown; period?: unknown } };
    const { fund, period } = facts;
    if (typeof fund !== 'string' || typeof period !== 'string' || !/^\d{4}(-\d\d)?$/.test(period)) return undefined;
    return { sequence, closed: kind === 'period-closed', fund, period };
  } catch {
    return undefined;
  }
}

function closuresOf(changes: Change[]): Closure[] {
  const open = new Map<string, Closure>();
  const all: Closure[] = [];
  for (const change of changes) {
    const key = `${change.fund} ${change.period}`;
    const before = open.get(key);
    if (before) before.until = change.sequence;
    open.delete(key);
    if (!change.closed) continue;
    const closure = { ...change, until: null };
    open.set(key, closure);
    all.push(closure);
  }
  return all;
}

async function wrongState(tx: EntityManager, changes: Change[]): Promise<string | undefined> {
  const last = new Map(changes.map((change) => [`${change.fund} ${change.period}`, change]));
  const rows = await tx.query<{ fund: string; period: string; state: string; sequence: bigint }[]>(
    `SELECT fund_id AS fund, to_char(starts_on, CASE kind WHEN 'month' THEN 'YYYY-MM' ELSE 'YYYY' END) AS period, state, sequence
     FROM period ORDER BY starts_on, kind, fund_id`,
  );
  for (const { fund, period, state, sequence } of rows) {
    const event = last.get(`${fund} ${period}`);
    last.delete(`${fund} ${period}`);
    if (event?.sequence !== sequence || event.closed !== (state === 'closed'))
      return `period ${period} of fund ${fund} is ${state} by event ${sequence}, the log says ${said(event)}`;
  }
  const [missing] = last.values();
  return missing && `period ${missing.period} of fund ${missing.fund} has no state, the log says ${said(missing)}`;
}

function said(event: Change | undefined): string {
  return event ? `${event.closed ? 'closed' : 'open'} by event ${event.sequence}` : 'nothing of it';
}

async function wrongEntry(tx: EntityManager, closures: Closure[]): Promise<string | undefined> {
  if (closures.length === 0) return undefined;
  const [row] = await tx.query<{ sequence: bigint; day: PlainDate; closed: bigint }[]>(
    `SELECT e.sequence, e.effective_date AS day, c.closed FROM
       unnest($1::uuid[], $2::date[], $3::boolean[], $4::bigint[], $5::bigint[]) AS c(fund, last, month, closed, until)
     JOIN entry e ON e.fund_id = c.fund AND e.effective_date <= c.last AND e.sequence > c.closed
       AND (c.until IS NULL OR e.sequence < c.until) AND NOT (c.month AND e.closing)
     ORDER BY e.sequence LIMIT 1`,
    [
      closures.map(({ fund }) => fund),
      closures.map(({ period }) => lastDay(period)),
      closures.map(({ period }) => period.length === 7),
      closures.map(({ sequence }) => sequence),
      closures.map(({ until }) => until),
    ],
  );
  return (
    row && `entry ${row.sequence} of ${row.day} stands before the end of a period that event ${row.closed} had closed`
  );
}

/** `2026-02` → `2026-02-28`, `2026` → `2026-12-31`. */
function lastDay(period: string): PlainDate {
  if (period.length === 4) return `${period}-12-31`;
  const [year, month] = [Number(period.slice(0, 4)), Number(period.slice(5))];
  const next = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
  return addDays(next, -1);
}
