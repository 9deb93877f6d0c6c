// Ledger postings through the product's own service: decided, leaves built, written and committed while it is measured.
import { DataSource } from 'typeorm';
import { ActorsService } from '../src/identity/actors.service.js';
import { LedgerService } from '../src/ledger/ledger.service.js';
import type { Posted, PostingItem } from '../src/ledger/posting.dto.js';
import { Batcher } from '../src/platform/batcher.js';
import { transact } from '../src/platform/transact.js';
import type { Committee } from '../test/support/committee.js';
import { rate, rateOf } from './measure.js';
import type { BenchProgram } from './server.js';

/** What ours posts in bulk, in slices of a thousand, and COPY in one transaction. */
export const BULK = 10_000;
export const SLICE = 1_000;

export type Posting = {
  place: number;
  income: number;
  batched(callers: number, millis: number): Promise<number>;
  bulk(): Promise<number>;
};

/** Ledger postings of one movement each, all between the same two accounts; their leaves are built while it is measured. */
export async function openPosting({ app }: BenchProgram, { city }: Committee): Promise<Posting> {
  const db = app.get(DataSource);
  const ledger = app.get(LedgerService);
  const { id: actorId } = await app.get(ActorsService).system();
  const [accounts] = await db.query<{ unit: string; place: number; income: number }[]>(
    `SELECT f.unit_code AS unit, b.ledger_account_id AS place, a.id AS income FROM fund f
     JOIN cash_box b ON b.fund_id = f.id JOIN account a ON a.code = '511' AND a.restriction_id = f.restriction_id
     WHERE f.id = $1`,
    [city.VNN.id],
  );
  if (!accounts) throw new Error('The fund has no accounts.');
  const { unit, place, income } = accounts;
  const item = (): PostingItem => ({
    kind: 'entry',
    actorId,
    entry: {
      unitCode: unit,
      fundId: city.VNN.id,
      effectiveDate: '2026-01-01',
      description: 'Ủng hộ bằng tiền mặt',
      movements: [{ debit: place, credit: income, amount: 200_000n }],
    },
  });
  const batcher = new Batcher<PostingItem, Posted>((items) =>
    transact(db, async (tx) => {
      const { lane, decisions } = await ledger.decide(tx, items);
      const accepted = items.filter((_, i) => decisions[i]?.accepted).map((one) => ({ item: one }));
      const posted = (await ledger.write(tx, lane, accepted)).values();
      return decisions.map((d) =>
        d.accepted ? { ok: true, value: posted.next().value as Posted } : { ok: false, error: d.refusal },
      );
    }),
  );
  return {
    place,
    income,
    batched: (callers, millis) => rate(callers, millis, () => batcher.submit(item())),
    bulk: () =>
      rateOf(BULK, async () => {
        for (let done = 0; done < BULK; done += SLICE) {
          const slice = Array.from({ length: SLICE }, () => ({ item: item() }));
          await transact(db, (tx) => ledger.postAll(tx, slice));
        }
      }),
  };
}
