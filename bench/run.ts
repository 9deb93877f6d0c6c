// `npm run bench [name]`: figures as ratios within one run on this machine, as a table and in bench/results.json.
import { writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { benchGifts } from './gifts.js';
import type { Figure } from './measure.js';
import { openBenchServer } from './server.js';

const BENCHES: Record<string, (server: Awaited<ReturnType<typeof openBenchServer>>) => Promise<Figure[]>> = {
  gifts: benchGifts,
};

const [name] = process.argv.slice(2);
const chosen = Object.entries(BENCHES).filter(([bench]) => name === undefined || bench === name);
if (chosen.length === 0) {
  process.stderr.write(`There is no benchmark "${name}". There are: ${Object.keys(BENCHES).join(', ')}.\n`);
  process.exit(2);
}

const server = await openBenchServer();
try {
  const results: Record<string, Figure[]> = {};
  for (const [bench, run] of chosen) {
    results[bench] = await run(server);
    console.log(`\n${bench}`);
    console.table(
      Object.fromEntries(
        results[bench].map(({ name: of, perSecond, ratio, note }) => [
          of,
          { 'per second': Math.round(perSecond), ratio, note },
        ]),
      ),
    );
  }
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) };
  const versions = { node: process.version, postgres: server.version };
  await writeFile('bench/results.json', `${JSON.stringify({ machine, versions, results }, null, 2)}\n`);
} finally {
  await server.close();
}
process.exit(0);
