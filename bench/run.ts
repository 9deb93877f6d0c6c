// `npm run bench [name]`: figures as ratios within one run on this machine, as tables and in bench/results.json.
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { benchLedger } from './ledger.js';
import { benchLog } from './log.js';
import type { Results } from './measure.js';
import { type BenchServer, openBenchServer } from './server.js';

const FILE = 'bench/results.json';
const BENCHES: Record<string, (server: BenchServer) => Promise<Results>> = {
  ledger: benchLedger,
  log: benchLog,
};

const [name] = process.argv.slice(2);
const chosen = Object.entries(BENCHES).filter(([bench]) => name === undefined || bench === name);
if (chosen.length === 0) {
  process.stderr.write(`There is no benchmark "${name}". There are: ${Object.keys(BENCHES).join(', ')}.\n`);
  process.exit(2);
}

const started = performance.now();
const load = loadavg()[0] ?? 0;
const server = await openBenchServer();
try {
  for (const [bench, run] of chosen) {
    const results = await run(server);
    print(bench, results);
    await keep(bench, results);
  }
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await server.close();
}
console.log(
  `\n${Math.round((performance.now() - started) / 1000)} s; the machine's load was ${load.toFixed(1)} before.`,
);
process.exit();

function print(bench: string, { targets, figures }: Results): void {
  console.log(`\n${bench}: targets`);
  console.table(
    Object.fromEntries(
      targets.map(({ name: of, ratio, wanted, met }) => [
        of,
        { ratio: times(ratio), wanted, '': met ? 'met' : 'NOT MET' },
      ]),
    ),
  );
  console.log(`${bench}: figures, medians of interleaved rounds`);
  console.table(
    Object.fromEntries(
      figures.map(({ name: of, ratio, of: base, perSecond, millis, note }) => [
        of,
        {
          ratio: ratio === undefined ? '' : times(ratio),
          of: base ?? '',
          'per second': perSecond === undefined ? '' : Math.round(perSecond),
          ms: millis === undefined ? '' : Number(millis.toPrecision(3)),
          note: note ?? '',
        },
      ]),
    ),
  );
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)} x`;
}

/** The results of other benchmarks stay as they are; machine and versions are those of each. */
async function keep(bench: string, { targets, figures }: Results): Promise<void> {
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), load };
  const versions = { node: process.version, postgres: server.version };
  const measured = { on: new Date().toISOString().slice(0, 10), machine, versions, targets, figures };
  const kept = JSON.parse(await readFile(FILE, 'utf8').catch(() => '{}')) as Record<string, unknown>;
  const rounded = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
  await writeFile(FILE, `${JSON.stringify({ ...kept, [bench]: measured }, rounded, 2)}\n`);
}
