/**
 * The checklist of a month's end: for each point the lines that fail, computed from the books, each to be mended where it
 * says or confirmed by a person in words. Pure: the facts were read with the ledger's lane held.
 */
import { advances, boxes, cutOff, drafts, stock, transit, unsigned } from './checklist-lines.rules.js';
import { banks, suspense, unexplained } from './checklist-bank.rules.js';
import type { MonthFacts, PointLine } from './checklist-line.rules.js';

export const POINTS = [
  'bank',
  'cash',
  'stock',
  'advances',
  'transit',
  'unexplained',
  'suspense',
  'acknowledged',
  'cut-off',
  'drafts',
] as const;
export type PointName = (typeof POINTS)[number];

export type PointState = 'done' | 'not-done' | 'to-confirm' | 'confirmed';
export type Point = { point: PointName; state: PointState; lines: PointLine[] };
export type Checklist = { ready: boolean; points: Point[] };

export type Answer = { key: string; note: string };

/** The lines that a point lists one by one; what is beyond is confirmed as one. */
export const MOST_LINES = 100;

const LINES: Record<PointName, (facts: MonthFacts) => PointLine[]> = {
  bank: banks,
  cash: boxes,
  stock,
  advances,
  transit,
  unexplained,
  suspense,
  acknowledged: unsigned,
  'cut-off': cutOff,
  drafts,
};

/** Every point with what stands against it; an answer to a line that is no longer there, or that must be mended, counts for nothing. */
export function checklistOf(facts: MonthFacts, answers: readonly Answer[] = []): Checklist {
  const notes = new Map(answers.map(({ key, note }) => [key, note]));
  const points = POINTS.map((point): Point => {
    const lines = capped(point, LINES[point](facts)).map((line) =>
      line.needs === 'confirm' ? { ...line, note: notes.get(line.key) ?? null } : line,
    );
    return { point, state: stateOf(lines), lines };
  });
  return { ready: points.every(({ state }) => state === 'done' || state === 'confirmed'), points };
}

function stateOf(lines: readonly PointLine[]): PointState {
  if (lines.length === 0) return 'done';
  if (lines.some(({ needs }) => needs === 'mend')) return 'not-done';
  return lines.every(({ note }) => note !== null) ? 'confirmed' : 'to-confirm';
}

/** What must be mended is never hidden behind what is confirmed as one. */
function capped(point: PointName, lines: PointLine[]): PointLine[] {
  if (lines.length <= MOST_LINES) return lines;
  const ordered = [...lines.filter(({ needs }) => needs === 'mend'), ...lines.filter(({ needs }) => needs !== 'mend')];
  const rest = ordered.slice(MOST_LINES);
  const amount = rest.reduce((sum, line) => sum + (line.amount ?? 0n), 0n);
  const [vi, en] = [`và ${rest.length} khoản nữa`, `and ${rest.length} more`];
  const needs = rest.some((line) => line.needs === 'mend') ? 'mend' : 'confirm';
  const more: PointLine = { key: `${point}:rest`, vi, en, amount, days: null, href: null, needs, note: null };
  return [...ordered.slice(0, MOST_LINES), more];
}
