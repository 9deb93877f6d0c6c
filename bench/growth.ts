// Reading the books as they grow: a place's balance and the trial balance at a day in the middle, `verify`, and posting on top.
import { DataSource } from 'typeorm';
import { BooksService } from '../src/books/books.service.js';
import { DaysService } from '../src/ledger/days.service.js';
import { PlaceHistory } from '../src/books/place-history.service.js';
import { withClient } from '../src/platform/provision.js';
import { Verification } from '../src/reports/verification.service.js';
import { setUpCommittee } from '../test/support/committee.js';
import { fillBooks } from './fill.js';
import { atMost, type Figure, interleaved, median, millisOf, type Results } from './measure.js';
import { openPosting, type Posting } from './posting.js';
import type { BenchServer } from './server.js';

const SIZES = [10_000, 100_000, 1_000_000];
/** In the middle of the two years that the movements are spread over. */
const ASKED = '2024-12-31';
const ROUNDS = 3;
const CALLS = 20;

type Books = {
  size: number;
  posting: Posting;
  balanceMillis(): Promise<number>;
  trialBalanceMillis(): Promise<number>;
  verifyMillis(): Promise<number>;
  close(): Promise<void>;
};

export async function benchGrowth(server: BenchServer): Promise<Results> {
  const all: Books[] = [];
  for (const size of SIZES) all.push(await openBooks(server, size));
  const balance = await eachInTurn(all, (books) => books.balanceMillis());
  const trial = await eachInTurn(all, (books) => books.trialBalanceMillis());
  const verify: number[] = [];
  for (const books of all) verify.push(await books.verifyMillis());
  const bulk = await eachInTurn(all, (books) => books.posting.bulk());
  for (const books of all) await books.close();
  const lines = (name: string, of: number[]): Figure[] =>
    all.map(({ size }, i) => grown(`${name}, ${named(size)} movements`, of[i] ?? NaN, i > 0 ? of[0] : undefined));
  const flat = (balance.at(-1) ?? NaN) / (balance[0] ?? NaN);
  return {
    targets: [atMost('balance of a place at a date, 1,000,000 movements, of 10,000', flat, 2)],
    figures: [
      ...lines('balance of a place at a date', balance),
      ...lines('trial balance of a city at a date', trial),
      ...lines('verify', verify),
      ...all.map(({ size }, i) => ({
        name: `postings in bulk on top of ${named(size)} movements`,
        perSecond: bulk[i] ?? NaN,
        ...(i > 0 && { ratio: (bulk[i] ?? NaN) / (bulk[0] ?? NaN), of: 'those on 10,000' }),
      })),
    ],
  };
}

function grown(name: string, millis: number, smallest: number | undefined): Figure {
  return { name, millis, ...(smallest !== undefined && { ratio: millis / smallest, of: 'that over 10,000' }) };
}

function named(size: number): string {
  return size.toLocaleString('en');
}

/** The medians of all books, asked in turn, so that a machine that slows down slows all of them. */
async function eachInTurn(all: Books[], ask: (books: Books) => Promise<number>): Promise<number[]> {
  const seen = await interleaved(ROUNDS, Object.fromEntries(all.map((books) => [books.size, () => ask(books)])));
  return all.map(({ size }) => median(seen[size] ?? []));
}

async function openBooks(server: BenchServer, size: number): Promise<Books> {
  const program = await server.open(`growth_${size}`);
  const { app, ownerUrl } = program;
  const committee = await setUpCommittee(app);
  const db = app.get(DataSource);
  await withClient(ownerUrl, async (client) => {
    await fillBooks(client, size);
    // What a database at rest has done by itself: statistics, and the sums of each day.
    await client.query('VACUUM ANALYZE');
  });
  await app.get(DaysService).rollUp();
  const posting = await openPosting(program, committee);
  const { place } = posting;
  return {
    size,
    posting,
    balanceMillis: () => millisOf(CALLS, () => app.get(PlaceHistory).balanceOn(db, place, ASKED)),
    trialBalanceMillis: () =>
      millisOf(CALLS, () => app.get(BooksService).trialBalance({ unitCodes: ['01'], asOf: ASKED })),
    verifyMillis: () =>
      millisOf(1, async () => {
        const { ok, checks } = await app.get(Verification).verify();
        if (!ok) throw new Error(JSON.stringify(checks.filter((check) => !check.ok)));
      }),
    close: () => program.close(),
  };
}
