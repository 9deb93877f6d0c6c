// The public log as the books grow: a tree built and signed from nothing, a second's round on top of it, a start that proves
// all of it again, and the memory that it takes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DataSource } from 'typeorm';
import { LeavesService } from '../src/ledger/leaves.service.js';
import { LogCheckpoints } from '../src/log/checkpoints.service.js';
import { LogFiles } from '../src/log/log-files.service.js';
import { LogRounds } from '../src/log/log-rounds.service.js';
import { LogService } from '../src/log/log.service.js';
import { Clock } from '../src/platform/clock.js';
import { Keys } from '../src/platform/keys.js';
import { withClient } from '../src/platform/provision.js';
import { Settings } from '../src/platform/settings.js';
import { atMost, median, type Results } from './measure.js';
import type { BenchProgram, BenchServer } from './server.js';

const SIZES = [10_000, 100_000, 1_000_000];
const ROUNDS = 30;
const SAMPLE_MS = 20;

type Measured = { size: number; buildMs: number; roundMs: number; proveMs: number; memoryMb: number };

export async function benchLog(server: BenchServer): Promise<Results> {
  const all: Measured[] = [];
  for (const size of SIZES) all.push(await measure(server, size));
  const [small, large] = [all[0], all.at(-1)];
  const ratio = (of: (measured: Measured) => number): number => (large && small ? of(large) / of(small) : NaN);
  const named = (size: number): string => size.toLocaleString('en');
  return {
    targets: [
      atMost(
        'a round of one event on 1,000,000 leaves, of one on 10,000',
        ratio((each) => each.roundMs),
        2,
      ),
      atMost(
        'building the tree for each leaf, 1,000,000 of 10,000',
        ratio((each) => each.buildMs / each.size),
        1.5,
      ),
    ],
    figures: all.flatMap(({ size, buildMs, roundMs, proveMs, memoryMb }) => [
      {
        name: `tree of ${named(size)} leaves built, written and signed`,
        millis: buildMs,
        perSecond: (size / buildMs) * 1_000,
        note: `at most ${Math.round(memoryMb)} MB more than before`,
      },
      { name: `a round of one event on ${named(size)} leaves`, millis: roundMs },
      { name: `a start that proves ${named(size)} leaves and every tile`, millis: proveMs },
    ]),
  };
}

async function measure(server: BenchServer, size: number): Promise<Measured> {
  const program = await server.open(`log_${size}`);
  const folder = await mkdtemp(path.join(tmpdir(), 'sovang-bench-log-'));
  try {
    await fill(program, 1, size);
    const { service, rounds } = logIn(program, folder);
    const { millis: buildMs, memoryMb } = await withMemory(() => signed(service, size));
    const times: number[] = [];
    for (let n = 1; n <= ROUNDS; n++) {
      await fill(program, size + n, size + n);
      times.push(await millisOf(() => signed(service, size + n)));
    }
    rounds.forget();
    const proveMs = await millisOf(() => signed(service, size + ROUNDS));
    return { size, buildMs, roundMs: median(times), proveMs, memoryMb };
  } finally {
    await program.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The log of this database in a folder of its own: the programs of a benchmark share one. */
function logIn({ app }: BenchProgram, folder: string): { service: LogService; rounds: LogRounds } {
  const settings = new Settings('http://localhost:3000', false, 'bench.example/log', { data: folder, keys: folder });
  const db = app.get(DataSource);
  const files = new LogFiles(settings);
  const checkpoints = new LogCheckpoints(app.get(Keys), settings);
  const rounds = new LogRounds(db, app.get(LeavesService), files, checkpoints, app.get(Clock));
  return { service: new LogService(db, rounds, files, checkpoints, settings), rounds };
}

async function signed(service: LogService, size: number): Promise<void> {
  await service.extend();
  const { size: reached, halted } = await service.status();
  if (reached !== size || halted !== null) throw new Error(`The log is at ${reached}, halted: ${halted}`);
}

/** Events of the size of a gift's, past the posting: what is measured is the log. */
async function fill({ ownerUrl }: BenchProgram, from: number, to: number): Promise<void> {
  await withClient(ownerUrl, (owner) =>
    owner.query(
      `INSERT INTO event (sequence, kind, actor_id, recorded_at, leaf, leaf_hash)
       SELECT n, 'gift', '00000000-0000-7000-8000-000000000001', now(), leaf, sha256('\\x00'::bytea || leaf)
       FROM (SELECT n, convert_to(format('{"kind":"gift","number":%s,"padding":"%s"}', n, repeat('x', 400)), 'UTF8') AS leaf
         FROM generate_series($1::int, $2::int) n) f`,
      [from, to],
    ),
  );
}

async function millisOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function withMemory(work: () => Promise<unknown>): Promise<{ millis: number; memoryMb: number }> {
  const before = process.memoryUsage().rss;
  let most = before;
  const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), SAMPLE_MS);
  try {
    const millis = await millisOf(work);
    return { millis, memoryMb: (most - before) / 2 ** 20 };
  } finally {
    clearInterval(sampling);
  }
}
