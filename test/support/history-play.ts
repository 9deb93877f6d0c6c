/** Plays many histories at once: each call of the books carries the next steps of all of them. */
import type { EntityManager } from 'typeorm';
import type { LedgerService } from '../../src/ledger/ledger.service.js';
import { mirroredEntries } from '../../src/ledger/mirrored-entry.js';
import type { PeriodsService } from '../../src/ledger/periods.service.js';
import type { PostingItem } from '../../src/ledger/posting.dto.js';
import { transact } from '../../src/platform/transact.js';
import type { Books } from './books.js';
import { ACTOR } from './history-funds.js';
import type { HistoryModel, TakenEntry } from './history-model.js';
import { type HistoryStep, itemOf, type Step, TODAY } from './history-steps.js';

type PeriodStep = Extract<Step, { do: 'period' }>;

const MOST_TOGETHER = 4;

type Asked = { model: HistoryModel; item: PostingItem; step: Step };

/**
 * Plays each history on its own fund; fails where the ledger decides otherwise than the model.
 * @returns how many items were taken and how many refused
 */
export async function play(
  books: Pick<Books, 'db' | 'ledger' | 'periods'>,
  histories: readonly (readonly HistoryStep[])[],
  models: readonly HistoryModel[],
  stranger: number,
): Promise<{ taken: number; refused: number }> {
  const counts = { taken: 0, refused: 0 };
  const queues = histories.map((steps) => [...steps]);
  while (queues.some((queue) => queue.length > 0)) {
    await transact(books.db, async (tx) => {
      const bursts = queues.map((queue, i) => ({ model: models[i], steps: nextBurst(queue) }));
      const mirrors = await mirrorsOf(tx, bursts);
      const [asked, periods]: [Asked[], { model: HistoryModel; step: PeriodStep }[]] = [[], []];
      const outcomes: { reasons: Set<string>; taken: TakenEntry | undefined }[] = [];
      for (const { model, steps } of bursts) {
        for (const step of steps) {
          if (!model) throw new Error('A history has no fund.');
          if (step.do === 'period') {
            periods.push({ model, step });
            continue;
          }
          for (const item of itemsOf(step, model, stranger, mirrors)) {
            const reasons = model.reasonsAgainst(item);
            if (reasons.size === 0 && !model.holdsForeign(item)) continue;
            asked.push({ model, item, step });
            outcomes.push({ reasons, taken: reasons.size === 0 ? model.take(item) : undefined });
          }
        }
      }
      await post(books.ledger, tx, asked, outcomes);
      for (const { model, step } of periods) await setPeriod(books.periods, tx, model, step);
      counts.refused += outcomes.filter(({ reasons }) => reasons.size > 0).length;
      counts.taken += outcomes.filter(({ reasons }) => reasons.size === 0).length;
    });
  }
  return counts;
}

function nextBurst(queue: HistoryStep[]): Step[] {
  const burst: Step[] = [];
  for (let next = queue[0]; next && burst.length < MOST_TOGETHER; next = queue[0]) {
    // What closes a period stands alone: the items of one call are decided before it.
    const alone = next.step.do === 'period' || burst[0]?.do === 'period';
    if (burst.length > 0 && (alone || !next.together)) break;
    burst.push(next.step);
    queue.shift();
  }
  return burst;
}

type Mirrors = Awaited<ReturnType<typeof mirroredEntries>>;

async function mirrorsOf(
  tx: EntityManager,
  bursts: { model: HistoryModel | undefined; steps: Step[] }[],
): Promise<Mirrors> {
  const sequences = bursts.flatMap(({ model, steps }) =>
    steps.flatMap((step) => (step.do === 'reverse' && model ? (targetOf(step, model)?.sequence ?? []) : [])),
  );
  return sequences.length === 0 ? new Map() : mirroredEntries(tx, sequences);
}

function targetOf({ nth }: Extract<Step, { do: 'reverse' }>, { entries }: HistoryModel): TakenEntry | undefined {
  const written = entries.filter(({ sequence }) => sequence > 0n);
  return written[nth % Math.max(1, written.length)];
}

function itemsOf(
  step: Exclude<Step, PeriodStep>,
  model: HistoryModel,
  stranger: number,
  mirrors: Mirrors,
): PostingItem[] {
  if (step.do !== 'reverse') {
    const item = itemOf(step, model, stranger);
    return item ? [item] : [];
  }
  const target = targetOf(step, model);
  if (!target) return [];
  const mirror = mirrors.get(target.sequence);
  if (!mirror) throw new Error(`Entry ${target.sequence} has no mirror.`);
  const effectiveDate = step.later ? TODAY : mirror.effectiveDate;
  const entry = { ...mirror, effectiveDate, description: 'Đảo', reverses: target.sequence };
  // An entry that closed a year is taken back on the same terms, in a month that may be closed.
  const kind = target.kind === 'year-closed' ? 'year-closed' : 'reversal';
  const item: PostingItem = { kind, actorId: ACTOR, entry };
  return step.again ? [item, { ...item, entry: { ...entry } }] : [item];
}

async function post(
  ledger: LedgerService,
  tx: EntityManager,
  asked: Asked[],
  outcomes: { reasons: Set<string>; taken: TakenEntry | undefined }[],
): Promise<void> {
  const { lane, decisions } = await ledger.decide(
    tx,
    asked.map(({ item }) => item),
  );
  decisions.forEach((decision, i) => {
    const reasons = [...(outcomes[i]?.reasons ?? [])];
    const said = decision.accepted ? 'taken' : decision.refusal.code;
    if (decision.accepted ? reasons.length > 0 : !reasons.includes(said)) {
      const expected = reasons.length > 0 ? `refused for ${reasons.join(' or ')}` : 'taken';
      throw new Error(`${show(asked[i]?.step)} should be ${expected}, but was ${said}`);
    }
  });
  const accepted = asked.flatMap(({ item }, i) => (decisions[i]?.accepted ? { item, i } : []));
  const posted = await ledger.write(tx, lane, accepted);
  posted.forEach(({ sequence }, n) => {
    if (sequence !== lane.sequence + BigInt(n + 1)) throw new Error(`The sequence has a gap at ${sequence}.`);
    const taken = outcomes[accepted[n]?.i ?? -1]?.taken;
    if (!taken) return;
    taken.sequence = sequence;
    for (const moved of taken.moved) moved.sequence = sequence;
  });
}

async function setPeriod(
  periods: PeriodsService,
  tx: EntityManager,
  model: HistoryModel,
  { kind, day, state }: PeriodStep,
): Promise<void> {
  const { unitCode, fundId } = model.fund;
  const startsOn = kind === 'month' ? `${day.slice(0, 7)}-01` : `${day.slice(0, 4)}-01-01`;
  await periods.set(tx, { unitCode, fundId, kind, startsOn, state, actorId: ACTOR });
  const closed = kind === 'month' ? model.closedMonths : model.closedYears;
  const name = startsOn.slice(0, kind === 'month' ? 7 : 4);
  if (state === 'closed') closed.add(name);
  else closed.delete(name);
}

export function show(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));
}
