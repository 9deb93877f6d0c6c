/**
 * Random histories on real books. Each has a fund of its own, and a hundred advance together, so thousands take well under
 * a minute. A model in plain maps says of each step whether it must be taken or refused; at the end of each crowd every
 * figure, as of any day and as known at any position, is what the movements and the model say.
 * A failure prints its seed: HISTORY_SEED=… plays it again; HISTORIES=… plays more of them.
 */
import fc from 'fast-check';
import { transact } from '../src/platform/transact.js';
import { type Books, openBooks } from './support/books.js';
import { type Asked, compareBalances, compareSums } from './support/history-checks.js';
import { chooseProfileB, openFunds } from './support/history-funds.js';
import { HistoryModel } from './support/history-model.js';
import { play } from './support/history-play.js';
import { DAYS, history, type HistoryStep, TODAY } from './support/history-steps.js';

const HISTORIES = Number(process.env.HISTORIES ?? 2_000);
const CROWD = 200;
const SEED = Number(process.env.HISTORY_SEED ?? Date.now() % 1_000_000);

let books: Books;
let stranger: number;

beforeAll(async () => {
  // The histories' days are fixed, so that a seed plays the same on any day.
  books = await openBooks(`${TODAY}T05:00:00Z`);
  await transact(books.db, async (tx) => {
    await chooseProfileB(tx, books.ledger);
    const [fund] = await openFunds(tx, books.ledger, ['A']);
    stranger = fund?.ids.get('general/donations') ?? 0;
  });
});
afterAll(() => books.close());
afterEach(() => books.verify(), 300_000);

async function head(): Promise<bigint> {
  const [row] = await books.db.query<{ sequence: bigint }[]>(`SELECT sequence FROM ledger_head`);
  return row?.sequence ?? 0n;
}

async function watermark(): Promise<bigint> {
  const [row] = await books.db.query<{ sequence: bigint }[]>(`SELECT sequence FROM day_watermark`);
  return row?.sequence ?? 0n;
}

/** Every figure with the watermark far behind, in the middle of what was just posted, and at the head. */
async function compareAllTimes(models: HistoryModel[], before: bigint, pick: (n: number) => number): Promise<void> {
  for (const part of [0, 0.5, 1]) {
    const now = await head();
    const most = BigInt(Math.round(part * Number(now - (await watermark()))));
    if (most > 0n) await books.db.query(`SELECT ledger_roll_up($1)`, [most]);
    const some = (): bigint => before + BigInt(pick(Number(now - before) + 1));
    const day = (): string => DAYS[pick(DAYS.length)] ?? TODAY;
    const [one, other] = [day(), day()].sort();
    const questions: Asked[] = [
      { to: day() },
      { known: some() },
      { ...(one && { from: one }), ...(other && { to: other }), known: some() },
      { to: day(), known: (await watermark()) + BigInt(pick(3)) - 1n },
      // Far back, before the first of these histories; and beyond the head.
      pick(2) === 0 ? { known: now + 5n } : { to: day(), known: BigInt(pick(Number(before) + 1)) },
    ];
    for (const asked of questions) await compareSums(books.db, models, asked);
  }
}

let played = 0;
const counts = { taken: 0, refused: 0 };

async function playCrowd(crowd: HistoryStep[][], profileOf: (n: number) => 'A' | 'B', pick: (n: number) => number) {
  const before = await head();
  const funds = await transact(books.db, (tx) =>
    openFunds(
      tx,
      books.ledger,
      crowd.map((_, i) => profileOf(i)),
    ),
  );
  const models = funds.map((fund) => new HistoryModel(fund, TODAY));
  const done = await play(books, crowd, models, stranger);
  await compareBalances(books.db, models);
  await compareAllTimes(models, before, pick);
  played += crowd.length;
  counts.taken += done.taken;
  counts.refused += done.refused;
}

describe('after thousands of random histories', () => {
  it('the ledger decided as the model, balances and floors hold, and every figure of any time is what was posted', async () => {
    const crowds = fc.array(history, { minLength: 1, maxLength: CROWD, size: 'max' });
    const dice = fc.infiniteStream(fc.nat(1_000_000));
    for (let seed = SEED; played < HISTORIES; seed++) {
      await fc.assert(
        fc.asyncProperty(crowds, fc.boolean(), dice, async (crowd, startsWithB, picks) => {
          const pick = (n: number): number => (picks.next().value ?? 0) % n;
          await playCrowd(crowd, (i) => ((i % 3 === 0) === startsWithB ? 'B' : 'A'), pick);
        }),
        { seed, numRuns: 5, interruptAfterTimeLimit: 60_000 },
      );
    }
    console.log(`${played} histories (seed ${SEED}): ${counts.taken} items taken, ${counts.refused} refused`);
    // Neither side of the rules is idle.
    expect(counts.taken).toBeGreaterThan(played * 2);
    expect(counts.refused).toBeGreaterThan(played * 2);
  }, 600_000);
});
