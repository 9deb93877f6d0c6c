/**
 * Many connections post into the same funds at once, close their months and take the same entries back, while daily sums are
 * rolled up and read. Nobody knows the order beforehand; but the sequence tells it afterwards, and played in that order the
 * model must take what was taken and refuse what was refused.
 */
import fc from 'fast-check';
import type { EntityManager } from 'typeorm';
import { mirroredEntries } from '../src/ledger/mirrored-entry.js';
import type { PostingItem } from '../src/ledger/posting.dto.js';
import { transact } from '../src/platform/transact.js';
import { type Books, openBooks } from './support/books.js';
import { compareBalances, compareSums, compareWithMovements } from './support/history-checks.js';
import { ACTOR, chooseProfileB, type HistoryFund, openFunds } from './support/history-funds.js';
import { HistoryModel } from './support/history-model.js';
import { show } from './support/history-play.js';
import { DAYS, history, itemOf, type Step, TODAY } from './support/history-steps.js';

const SEED = Number(process.env.HISTORY_SEED ?? Date.now() % 1_000_000);
const WORKERS = 8;
const FUNDS = 5;
const HISTORIES = 160;
const MOST_TOGETHER = 6;

type PeriodStep = Extract<Step, { do: 'period' }>;
/** What one transaction did, and the head it found: `at` is the sequence before its own. */
type Act =
  | { at: bigint; wrote: boolean; items: { fund: number; item: PostingItem; said: string }[] }
  | { at: bigint; wrote: true; fund: number; period: PeriodStep };

let books: Books;

beforeAll(async () => {
  books = await openBooks(`${TODAY}T05:00:00Z`);
  await transact(books.db, (tx) => chooseProfileB(tx, books.ledger));
});
afterAll(() => books.close());
afterEach(() => books.verify());

/** What entries this fund has by now, for those who want to take one back; two may choose the same. */
type Known = { fund: HistoryFund; model: HistoryModel; entries: bigint[] };

async function itemsFor(tx: EntityManager, known: Known, step: Exclude<Step, PeriodStep>, stranger: number) {
  if (step.do === 'dollars') return [];
  if (step.do !== 'reverse') return [itemOf(step, known.model, stranger)].filter((item) => item !== undefined);
  const target = known.entries[step.nth % Math.max(1, known.entries.length)];
  const mirror = target !== undefined && (await mirroredEntries(tx, [target])).get(target);
  if (!mirror) return [];
  const effectiveDate = step.later ? TODAY : mirror.effectiveDate;
  const entry = { ...mirror, effectiveDate, description: 'Đảo', reverses: target };
  return [{ kind: 'reversal' as const, actorId: ACTOR, entry }];
}

async function postTogether(
  tx: EntityManager,
  batch: { fund: number; step: Exclude<Step, PeriodStep> }[],
  all: Known[],
) {
  const asked: { fund: number; item: PostingItem }[] = [];
  for (const { fund, step } of batch) {
    const [known, other] = [all[fund], all[(fund + 1) % all.length]];
    if (!known || !other) continue;
    const items = await itemsFor(tx, known, step, other.fund.ids.get('general/donations') ?? 0);
    asked.push(...items.map((item) => ({ fund, item })));
  }
  const { lane, decisions } = await books.ledger.decide(
    tx,
    asked.map(({ item }) => item),
  );
  const accepted = asked.filter((_, i) => decisions[i]?.accepted);
  const posted = await books.ledger.write(tx, lane, accepted);
  const items = asked.map((one, i) => {
    const decision = decisions[i];
    return { ...one, said: !decision || decision.accepted ? 'taken' : decision.refusal.code };
  });
  return {
    act: { at: lane.sequence, wrote: accepted.length > 0, items } satisfies Act,
    taken: accepted.map((one, n) => ({ ...one, sequence: posted[n]?.sequence ?? 0n })),
  };
}

async function closeOrOpen(tx: EntityManager, fund: number, period: PeriodStep, { fund: own }: Known): Promise<Act> {
  const startsOn = period.kind === 'month' ? `${period.day.slice(0, 7)}-01` : `${period.day.slice(0, 4)}-01-01`;
  const { unitCode, fundId } = own;
  const { kind, state } = period;
  const { sequence } = await books.periods.set(tx, { unitCode, fundId, kind, startsOn, state, actorId: ACTOR });
  return { at: sequence - 1n, wrote: true, fund, period };
}

async function work(steps: Step[], all: Known[], acts: Act[], pick: (n: number) => number): Promise<void> {
  while (steps.length > 0) {
    const fund = pick(FUNDS);
    const step = steps.shift();
    const known = all[fund];
    if (!step || !known) continue;
    if (step.do === 'period') {
      acts.push(await transact(books.db, (tx) => closeOrOpen(tx, fund, step, known)));
      continue;
    }
    const batch = [{ fund, step }];
    for (let next = steps[0]; next && next.do !== 'period' && batch.length <= pick(MOST_TOGETHER); next = steps[0]) {
      batch.push({ fund: pick(FUNDS), step: next });
      steps.shift();
    }
    const { act, taken } = await transact(books.db, (tx) => postTogether(tx, batch, all));
    acts.push(act);
    for (const { fund: of, item, sequence } of taken) {
      // As this worker has heard of it: others may be ahead.
      all[of]?.model.take(item, sequence);
      if (item.entry) all[of]?.entries.push(sequence);
    }
  }
}

/** Each answer of the books again, in the order of the sequence, by models that know nothing but it. */
function replay(acts: Act[], funds: HistoryFund[]): HistoryModel[] {
  const models = funds.map((fund) => new HistoryModel(fund, TODAY));
  // Who wrote nothing saw the head as the next one found it.
  acts.sort((a, b) => (a.at === b.at ? Number(a.wrote) - Number(b.wrote) : a.at < b.at ? -1 : 1));
  for (const act of acts) {
    let sequence = act.at;
    if ('period' in act) {
      const { kind, day, state } = act.period;
      const model = models[act.fund];
      const closed = kind === 'month' ? model?.closedMonths : model?.closedYears;
      const name = day.slice(0, kind === 'month' ? 7 : 4);
      if (state === 'closed') closed?.add(name);
      else closed?.delete(name);
      continue;
    }
    for (const { fund, item, said } of act.items) {
      const model = models[fund];
      const reasons = [...(model?.reasonsAgainst(item) ?? [])];
      if (said === 'taken' ? reasons.length > 0 : !reasons.includes(said))
        throw new Error(
          `At ${sequence} (seed ${SEED}) ${show(item)} was ${said}, and not ${reasons.join(', ') || 'taken'}`,
        );
      if (said === 'taken') model?.take(item, ++sequence);
    }
  }
  return models;
}

it('what many connections do at once is what they would have done one after another, and sums read meanwhile are right', async () => {
  const funds = await transact(books.db, (tx) => openFunds(tx, books.ledger, ['A', 'B', 'A', 'B', 'A']));
  const all: Known[] = funds.map((fund) => ({ fund, model: new HistoryModel(fund, TODAY), entries: [] }));
  const histories = fc.sample(history, { seed: SEED, numRuns: HISTORIES });
  const dice = fc.sample(fc.nat(1_000_000), { seed: SEED, numRuns: 5_000 });
  let thrown = 0;
  const pick = (n: number): number => (dice[thrown++ % dice.length] ?? 0) % n;
  const acts: Act[] = [];
  const queues = Array.from({ length: WORKERS }, (_, w) =>
    histories.filter((_h, i) => i % WORKERS === w).flatMap((steps) => steps.map(({ step }) => step)),
  );
  let over = false;
  const accounts = funds.flatMap(({ ids }) => [...ids.values()]);
  const rolling = (async () => {
    while (!over) await books.db.query(`SELECT ledger_roll_up($1)`, [1 + pick(40)]);
  })();
  let read = 0;
  const reading = (async () => {
    for (; !over; read++) {
      await books.db.transaction('REPEATABLE READ', async (tx) => {
        const [row] = await tx.query<{ sequence: bigint }[]>(`SELECT sequence FROM ledger_head`);
        const known = BigInt(pick(Number(row?.sequence ?? 0n) + 2));
        await compareWithMovements(tx, accounts, {
          to: DAYS[pick(DAYS.length)] ?? TODAY,
          ...(pick(2) === 0 && { known }),
        });
      });
    }
  })();
  const working = Promise.all(queues.map((steps) => work(steps, all, acts, pick)));
  await working.finally(() => (over = true));
  await Promise.all([rolling, reading]);

  const models = replay(acts, funds);
  await compareBalances(books.db, models);
  for (const to of DAYS) await compareSums(books.db, models, { to });
  const said = acts.flatMap((act) => ('items' in act ? act.items.map((item) => item.said) : []));
  const taken = said.filter((one) => one === 'taken').length;
  console.log(
    `${acts.length} transactions of ${WORKERS} connections (seed ${SEED}): ${taken} items taken, ${said.length - taken} refused, ${read} looks meanwhile`,
  );
  expect(taken).toBeGreaterThan(HISTORIES);
  expect(said).toContain('ledger.already-reversed');
  expect(read).toBeGreaterThan(5);
}, 120_000);
