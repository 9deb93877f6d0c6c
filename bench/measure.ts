/** One measured thing. A rate is in items a second, `millis` is what one call takes; a ratio is of what `of` names. */
export type Figure = {
  name: string;
  ratio?: number;
  of?: string;
  perSecond?: number;
  millis?: number;
  note?: string;
};

/** What was promised of a ratio, and what it is. */
export type Target = { name: string; ratio: number; wanted: string; met: boolean };

export type Results = { figures: Figure[]; targets: Target[] };

/** How many times a second the work is done by this many callers at once, over at least this long. */
export async function rate(callers: number, millis: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const started = performance.now();
  const until = started + millis;
  let [next, done] = [0, 0];
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < until) {
        await work(next++);
        done++;
      }
    }),
  );
  return done / ((performance.now() - started) / 1000);
}

/** How many items a second one piece of work of this many items makes. */
export async function rateOf(items: number, work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return items / ((performance.now() - started) / 1000);
}

/** The median milliseconds of one call. */
export async function millisOf(calls: number, work: () => Promise<unknown>): Promise<number> {
  const seen: number[] = [];
  for (let call = 0; call < calls; call++) {
    const started = performance.now();
    await work();
    seen.push(performance.now() - started);
  }
  return median(seen);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** The median of the ratios of each round, so that a machine which slows down between rounds changes little. */
export function ratioOf(values: readonly number[], base: readonly number[]): number {
  return median(values.map((value, round) => value / (base[round] ?? NaN)));
}

/** Rounds of all measurements in turn, so that a machine that slows down slows all of them; the values of each. */
export async function interleaved<K extends string>(
  rounds: number,
  measurements: Record<K, () => Promise<number>>,
): Promise<Record<K, number[]>> {
  const seen = {} as Record<K, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries<() => Promise<number>>(measurements)) {
      (seen[name as K] ??= []).push(await measure());
    }
  }
  return seen;
}

export function atLeast(name: string, ratio: number, least: number): Target {
  return { name, ratio, wanted: `at least ${least.toFixed(1)} x`, met: ratio >= least };
}

export function atMost(name: string, ratio: number, most: number): Target {
  return { name, ratio, wanted: `at most ${most.toFixed(1)} x`, met: ratio <= most };
}
