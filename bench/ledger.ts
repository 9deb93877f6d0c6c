// `npm run bench ledger`: posting, whole gifts, gifts over HTTP and reading the books, beside what they are measured against,
// in one run on one durable server.
import { DataSource } from 'typeorm';
import { DonationsService } from '../src/donations/donations.service.js';
import { ActorsService } from '../src/identity/actors.service.js';
import { keyOf } from '../src/platform/idempotency.js';
import { transact } from '../src/platform/transact.js';
import { type Committee, PASSWORD, setUpCommittee } from '../test/support/committee.js';
import { Baselines } from './baselines.js';
import { benchGrowth } from './growth.js';
import { openHttpLoad } from './http-load.js';
import { atLeast, type Figure, interleaved, median, rate, rateOf, ratioOf, type Results } from './measure.js';
import { BULK, openPosting, SLICE } from './posting.js';
import { type BenchProgram, type BenchServer, NO_OP } from './server.js';

const ROUNDS = 5;
const MILLIS = 1_000;
/** V8 goes on compiling what runs often for some seconds, on the processor that the database would have. */
const WARM = 4_000;
const BULK_GIFTS = 3_000;

export async function benchLedger(server: BenchServer): Promise<Results> {
  const writing = await benchWriting(server);
  const growth = await benchGrowth(server);
  return {
    targets: [...writing.targets, ...growth.targets],
    figures: [...writing.figures, ...growth.figures],
  };
}

async function benchWriting(server: BenchServer): Promise<Results> {
  const program = await server.open('sovang');
  const committee = await setUpCommittee(program.app);
  const posting = await openPosting(program, committee);
  const baselines = await Baselines.open(program.ownerUrl, posting.place, posting.income);
  const gifts = await openGifts(program, committee);
  const http = await openHttp(program, committee);
  // Once around before it counts: plans, compiled code and pages are then as warm for the first as for the last.
  for (const warm of [
    () => baselines.bareInsert(WARM),
    () => posting.batched(64, WARM),
    () => gifts.batched(64, WARM),
    () => http.posts('no-op', 64, WARM),
    () => http.posts('gift', 64, WARM),
  ])
    await warm();
  await posting.bulk();
  const values = await baselines.readyValues(BULK);
  const events = await baselines.readyRows(['event', 'movement'], BULK);
  const seen = await interleaved(ROUNDS, {
    insert: () => baselines.bareInsert(MILLIS),
    one: () => posting.batched(1, MILLIS),
    sixteen: () => posting.batched(16, MILLIS),
    sixtyFour: () => posting.batched(64, MILLIS),
    thousand: () => posting.batched(1_000, MILLIS),
    bulk: () => posting.bulk(),
    copy: () => baselines.copySlices(BULK, SLICE, values),
    copyFewer: () =>
      baselines.copySlices(
        BULK,
        SLICE,
        values.filter(({ table }) => table !== 'entry'),
      ),
    copyWhole: () => baselines.copyWhole(BULK, events),
    naive: () => baselines.naive(16, MILLIS),
    giftsBulk: () => gifts.bulk(),
    gifts64: () => gifts.batched(64, MILLIS),
    noOp1: () => http.posts('no-op', 1, MILLIS),
    gift1: () => http.posts('gift', 1, MILLIS),
    noOp16: () => http.posts('no-op', 16, MILLIS),
    gift16: () => http.posts('gift', 16, MILLIS),
    noOp64: () => http.posts('no-op', 64, MILLIS),
    gift64: () => http.posts('gift', 64, MILLIS),
  });
  await baselines.close();
  await http.close();
  await program.close();
  return resultsOf(seen);
}

function resultsOf<K extends string>(seen: Record<K | Wanted, number[]>): Results {
  const line = (name: string, of: Wanted, base?: [Wanted, string], note?: string): Figure => ({
    name,
    perSecond: median(seen[of]),
    ...(base && { ratio: ratioOf(seen[of], seen[base[0]]), of: base[1] }),
    ...(note && { note }),
  });
  const insert: [Wanted, string] = ['insert', 'the bare INSERT'];
  const copy: [Wanted, string] = ['copy', 'that COPY'];
  const targets = [
    atLeast('postings, 64 callers, of the bare INSERT', ratioOf(seen.sixtyFour, seen.insert), 1),
    atLeast('postings, 1,000 callers, of the bare INSERT', ratioOf(seen.thousand, seen.insert), 1.4),
    atLeast('postings in bulk, of COPY', ratioOf(seen.bulk, seen.copy), 0.7),
    atLeast('postings in bulk, of the naive posting', ratioOf(seen.bulk, seen.naive), 15),
    atLeast('POST /donations, 64 connections, of the no-op POST', ratioOf(seen.gift64, seen.noOp64), 0.5),
  ];
  const figures = [
    line('bare INSERT of five columns, 32 connections', 'insert'),
    line('postings through the batcher, 1 caller', 'one', insert),
    line('postings through the batcher, 16 callers', 'sixteen', insert),
    line('postings through the batcher, 64 callers', 'sixtyFour', insert),
    line('postings through the batcher, 1,000 callers', 'thousand', insert),
    line(
      'COPY of events, entries and movements, slices of 1,000',
      'copy',
      undefined,
      'the rows ours writes, leaves ready',
    ),
    line('COPY without the entries, slices of 1,000', 'copyFewer', copy),
    line('COPY without the entries, 10,000 at once', 'copyWhole', copy, 'ready binary, one commit'),
    line('postings in bulk, slices of 1,000', 'bulk', copy),
    line('naive posting, six round trips, 16 callers', 'naive', insert),
    line('whole gifts with receipts in bulk, slices of 1,000', 'giftsBulk', copy),
    line('whole gifts with receipts, 64 callers', 'gifts64', insert),
    ...([1, 16, 64] as const).flatMap((n) => [
      line(`no-op POST, ${n} connections`, `noOp${n}`),
      line(`POST /donations, ${n} connections`, `gift${n}`, [`noOp${n}`, `the no-op at ${n}`]),
    ]),
  ];
  return { targets, figures };
}

type Wanted =
  | 'insert'
  | 'one'
  | 'sixteen'
  | 'sixtyFour'
  | 'thousand'
  | 'bulk'
  | 'copy'
  | 'copyWhole'
  | 'copyFewer'
  | 'naive'
  | 'giftsBulk'
  | 'gifts64'
  | `noOp${1 | 16 | 64}`
  | `gift${1 | 16 | 64}`;

type Gifts = { batched(callers: number, millis: number): Promise<number>; bulk(): Promise<number> };

/** Gifts as a clerk and as a bank's statement bring them: with donor's name, receipt, number and voucher. */
async function openGifts({ app }: BenchProgram, { city }: Committee): Promise<Gifts> {
  const db = app.get(DataSource);
  const donations = app.get(DonationsService);
  const actor = await app.get(ActorsService).byUsername('ketoan');
  if (!actor) throw new Error('There is no accountant.');
  const dto = { fundId: city.VNN.id, amount: 200_000, channel: 'cash' as const, donorName: 'Nguyễn Thị Hoa' };
  const gift = {
    actorId: actor.id,
    fundId: city.VNN.id,
    amount: 200_000n,
    channel: 'cash' as const,
    printedName: 'Nguyễn Thị Hoa',
    effectiveDate: '2026-01-01',
  };
  let keys = 0;
  return {
    batched: (callers, millis) =>
      rate(callers, millis, () => donations.record(actor, dto, keyOf(actor.id, 'POST /bench', `${keys++}`, dto))),
    bulk: () =>
      rateOf(BULK_GIFTS, async () => {
        for (let done = 0; done < BULK_GIFTS; done += SLICE) {
          const slice = new Array<typeof gift>(SLICE).fill(gift);
          await transact(db, (tx) => donations.recordAll(tx, slice));
        }
      }),
  };
}

type Http = {
  posts(what: 'gift' | 'no-op', connections: number, millis: number): Promise<number>;
  close(): Promise<unknown>;
};

async function openHttp({ url }: BenchProgram, { city }: Committee): Promise<Http> {
  const answer = await fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'ketoan', password: PASSWORD }),
  });
  const { token } = (await answer.json()) as { token: string };
  const body = { fundId: city.VNN.id, amount: 200_000, channel: 'cash', donorName: 'Nguyễn Thị Hoa' };
  const load = openHttpLoad(Number(new URL(url).port));
  let runs = 0;
  return {
    posts: (what, connections, millis) => {
      const path = what === 'gift' ? '/api/v1/donations' : NO_OP;
      return load.postsPerSecond({ path, token, body, connections, millis, run: `run${++runs}` });
    },
    close: () => load.close(),
  };
}
