/** Whose statement a file is, as far as its lines say so: pure. */
import type { StatementRow } from './statement.rules.js';

/** Account numbers shorter than this occur in memos by chance. */
const SHORTEST_NUMBER = 8;

/**
 * The account that the lines name as the receiver more often than the one chosen. A number behind "tu" is the payer's
 * own: funds send money to one another.
 * @param numbers of every account that the program knows
 * @returns the other account's number; undefined where the file may be the chosen account's
 */
export function namedAccount(
  rows: readonly StatementRow[],
  chosen: string,
  numbers: readonly string[],
): string | undefined {
  const known = new Set([chosen, ...numbers].filter((number) => number.length >= SHORTEST_NUMBER));
  const counts = new Map<string, number>();
  for (const { memo } of rows) {
    for (const number of receiversIn(memo)) if (known.has(number)) counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  const own = counts.get(chosen) ?? 0;
  const [other] = [...counts].filter(([number]) => number !== chosen).sort(([, a], [, b]) => b - a);
  return other && other[1] > own ? other[0] : undefined;
}

function receiversIn(memo: string): Set<string> {
  const found = memo.matchAll(/(\btu\s*)?(?<![0-9A-Za-z])(\d[0-9A-Za-z]{7,39})(?![0-9A-Za-z])/giu);
  return new Set([...found].filter(([, from]) => from === undefined).map(([, , number = '']) => number));
}
