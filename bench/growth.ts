// Reading the books as they grow: a place's balance and the trial balance at a day in the middle, `verify`, and posting on top.
import { DataSource } from 'typeorm';
import { ActorsService } from '../src/identity/actors.service.js';
import { BooksService } from '../src/ledger/books.service.js';
import { LedgerService } from '../src/ledger/ledger.service.js';
import { PlaceHistory } from '../src/ledger/place-history.service.js';
import type { AcceptedItem, AccountId } from '../src/ledger/posting.dto.js';
import { withClient } from '../src/platform/provision.js';
import { transact } from '../src/platform/transact.js';
import { Verification } from '../src/reports/verification.service.js';
import { setUpCommittee } from '../test/support/committee.js';
import { atMost, type Figure, interleaved, median, millisOf, rateOf, type Results } from './measure.js';
import type { BenchServer } from './server.js';

const SIZES = [10_000, 100_000, 1_000_000];
const SLICE = 1_000;
const DAYS = 730;
const FIRST_DAY = Date.UTC(2024, 0, 1);
/** In the middle of the two years that the movements are spread over. */
const ASKED = '2024-12-31';
const ROUNDS = 3;
const CALLS = 20;

type Books = {
  size: number;
  fillPerSecond: number;
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
      ...all.map(({ size, fillPerSecond: perSecond }) => ({
        name: `postings in bulk, the last tenth of ${named(size)}`,
        perSecond,
        ratio: perSecond / (all[0]?.fillPerSecond ?? NaN),
        of: 'those of 10,000',
      })),
    ],
  };
}

function grown(name: string, millis: number, smallest: number | undefined): Figure {
  return { name, millis, ...(smallest !== undefined && { ratio: millis / smallest, of: 'that of 10,000' }) };
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
  await setUpCommittee(app);
  const db = app.get(DataSource);
  const funds = await readFunds(db);
  const fillPerSecond = await fill(db, app.get(LedgerService), await app.get(ActorsService).system(), funds, size);
  // What a database at rest has done by itself: statistics, and the sums of each day.
  await withClient(ownerUrl, async (client) => client.query('VACUUM ANALYZE'));
  await rollUp(db);
  const place = funds[0]?.places[0] ?? NaN;
  return {
    size,
    fillPerSecond,
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

type FundAccounts = { fundId: string; unitCode: string; places: AccountId[]; income: AccountId; support: AccountId };

function readFunds(db: DataSource): Promise<FundAccounts[]> {
  return db.query(
    `SELECT f.id AS "fundId", f.unit_code AS "unitCode", i.id AS income, s.id AS support,
       ARRAY(SELECT p.id FROM account p WHERE p.fund_id = f.id AND p.code IN ('1111', '1121') ORDER BY p.id) AS places
     FROM fund f JOIN account i ON i.code = '511' AND i.restriction_id = f.restriction_id
     JOIN account s ON s.code = '611' AND s.restriction_id = f.restriction_id
     WHERE f.unit_code = '01' ORDER BY f.id`,
  );
}

/** Fills the books as years of work do, through the product's own bulk posting; answers the speed of the last tenth. */
async function fill(
  db: DataSource,
  ledger: LedgerService,
  { id: actorId }: { id: string },
  funds: FundAccounts[],
  size: number,
): Promise<number> {
  const upTo = async (from: number, to: number): Promise<void> => {
    for (let done = from; done < to; done += SLICE) {
      await transact(db, (tx) => ledger.postAll(tx, sliceOf(funds, actorId, done, size)));
      if (done % 50_000 === 0) await rollUp(db);
    }
  };
  await upTo(0, size * 0.9);
  return rateOf(size * 0.1, () => upTo(size * 0.9, size));
}

/** Four gifts to one pay-out, in all funds and places by turns; pay-outs at the slice's end, when their money is there. */
function sliceOf(funds: FundAccounts[], actorId: string, done: number, size: number): AcceptedItem[] {
  return Array.from({ length: SLICE }, (_, i) => {
    const fund = funds[i % funds.length] as FundAccounts;
    const place = fund.places[(i >> 3) % fund.places.length] as AccountId;
    const isGift = i < SLICE * 0.8;
    const movement = isGift
      ? { debit: place, credit: fund.income, amount: 200_000n }
      : { debit: fund.support, credit: place, amount: 100_000n };
    const entry = {
      unitCode: fund.unitCode,
      fundId: fund.fundId,
      effectiveDate: dayAt(isGift ? done + i : done + SLICE - 1, size),
      description: isGift ? 'Ủng hộ bằng tiền mặt' : 'Chi hỗ trợ',
      movements: [movement],
    };
    return { item: { kind: 'entry', actorId, entry } };
  });
}

function dayAt(position: number, size: number): string {
  const day = Math.floor((position * DAYS) / size);
  return new Date(FIRST_DAY + day * 86_400_000).toISOString().slice(0, 10);
}

/** Until nothing is left to add. */
async function rollUp(db: DataSource): Promise<void> {
  for (let left = 1n; left > 0n;) {
    const [row] = await db.query<{ left: bigint }[]>('SELECT ledger_roll_up() AS left');
    left = row?.left ?? 0n;
  }
}
