/**
 * The published report (`GET /api/v1/public/summary`) against the sums of the leaves up to the same event. Compared are,
 * of every fund, `held`, `reserved` and where its money is; of every appeal `held` and `reserved`. What was received,
 * paid and passed on is not: leaves name accounts, and in the second posting profile one code serves several of these.
 */
import { LeafSums, type Place, PLACES } from './leaf-sums.js';
import { refuse } from './monitor.refusals.js';

type Figures = Record<string, unknown> & { id: string };
export type Report = { sequence: number; funds: Figures[]; appeals: Figures[] };

/** How many figures were compared. */
export type Compared = { funds: number; appeals: number; figures: number };

/** @throws Refusal monitor.report-unreadable */
export function readReport(text: string): Report {
  let value: Partial<Report> | null;
  try {
    value = JSON.parse(text) as Partial<Report> | null;
  } catch {
    value = null;
  }
  const { sequence, funds, appeals } = value ?? {};
  const whole = typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence >= 0;
  if (!whole || !isFigures(funds) || !isFigures(appeals)) throw refuse('monitor.report-unreadable');
  return { sequence, funds, appeals };
}

/**
 * @param sums of the leaves up to the report's sequence
 * @throws Refusal monitor.figures
 */
export function compareReport(report: Report, sums: LeafSums): Compared {
  const { sequence } = report;
  const compared = { funds: report.funds.length, appeals: report.appeals.length, figures: 0 };
  const same = (whose: string, figure: string, published: unknown, computed: bigint | number): void => {
    compared.figures += 1;
    if (typeof published !== 'number' || !Number.isSafeInteger(published) || BigInt(published) !== BigInt(computed))
      throw refuse('monitor.figures', {
        whose,
        figure,
        published: JSON.stringify(published ?? null),
        sequence,
        computed,
      });
  };
  const nowhere = Object.fromEntries(PLACES.map((place) => [place, 0n])) as Record<Place, bigint>;
  same('the report', 'number of funds', report.funds.length, sums.funds.size);
  same('the report', 'number of appeals', report.appeals.length, sums.appeals.size);
  for (const fund of report.funds) {
    const whose = `fund ${fund.id}`;
    const { held, reserved } = sums.held((purpose) => purpose.fund === fund.id);
    const places = sums.funds.get(fund.id) ?? nowhere;
    same(whose, 'held', fund.held, held);
    same(whose, 'reserved', fund.reserved, reserved);
    for (const place of PLACES) same(whose, place, fund[place], places[place]);
  }
  for (const appeal of report.appeals) {
    const { held, reserved } = sums.held((purpose) => purpose.appeal === appeal.id);
    same(`appeal ${appeal.id}`, 'held', appeal.held, held);
    same(`appeal ${appeal.id}`, 'reserved', appeal.reserved, reserved);
  }
  return compared;
}

/** Rows that name each fund or appeal once. */
function isFigures(value: unknown): value is Figures[] {
  if (!Array.isArray(value)) return false;
  const ids = value.map((each: Partial<Figures> | null) => each?.id);
  return ids.every((id) => typeof id === 'string') && new Set(ids).size === ids.length;
}
