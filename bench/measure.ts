export type Figure = { name: string; perSecond: number; ratio?: string; note?: string };

/** How many times a second the work is done by this many callers at once, over at least this long. */
export async function rate(callers: number, millis: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const until = performance.now() + millis;
  const started = performance.now();
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

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Rounds of all measurements in turn, so that a machine that slows down slows all of them; the median of each. */
export async function interleaved<K extends string>(
  rounds: number,
  measurements: Record<K, () => Promise<number>>,
): Promise<Record<K, number>> {
  const seen = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries<() => Promise<number>>(measurements)) {
      seen.set(name, [...(seen.get(name) ?? []), await measure()]);
    }
  }
  return Object.fromEntries([...seen].map(([name, values]) => [name, median(values)])) as Record<K, number>;
}
