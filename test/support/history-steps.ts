/** The steps of a random history, and what each asks of the books as they stand. */
import fc from 'fast-check';
import type { EventKind, MovementDraft, PostingItem, ReservationDraft } from '../../src/ledger/posting.dto.js';
import type { PlainDate } from '../../src/platform/dates.js';
import { ACTOR, type HistoryNature, type Place, PURPOSES, type Purpose } from './history-funds.js';
import type { HistoryModel } from './history-model.js';

export const TODAY: PlainDate = '2026-07-15';
const TOMORROW: PlainDate = '2026-07-16';
export const DAYS: PlainDate[] = [
  '2025-12-31',
  '2026-04-30',
  '2026-05-20',
  '2026-05-31',
  '2026-06-01',
  '2026-06-15',
  '2026-06-30',
  '2026-07-01',
  '2026-07-14',
  TODAY,
];
const LARGEST = 2n ** 53n - 1n;

type Money = { purpose: Purpose; place: Place; amount: bigint; day: PlainDate };
/** What an entry is spoilt with; each is refused for one reason. */
export type Spoilt =
  | 'zero'
  | 'negative'
  | 'unknown'
  | 'stranger'
  | 'same'
  | 'profile'
  | 'future'
  | 'closed'
  | 'foreign'
  | 'unopened'
  | 'huge';

export type Step =
  | ({ do: 'gift' | 'opening' | 'spend' | 'cost' } & Money)
  | ({ do: 'drain'; over: bigint } & Omit<Money, 'amount'>)
  | ({ do: 'settle'; source: number } & Money)
  | { do: 'reserve'; purpose: Purpose; source: number; amount: bigint | 'all' | 'one more' }
  | { do: 'release'; purpose: Purpose; source: number; amount: bigint | 'all' | 'one more' }
  | { do: 'move'; from: Place; to: Place; amount: bigint; day: PlainDate }
  | { do: 'reallocate'; from: Purpose; to: Purpose; amount: bigint; day: PlainDate; decided: boolean }
  | { do: 'owe' | 'repay'; place: Place; amount: bigint; day: PlainDate }
  | { do: 'dollars'; out: boolean; purpose: Purpose; amount: bigint; cents: bigint; day: PlainDate }
  | { do: 'reverse'; nth: number; later: boolean; again: boolean }
  | { do: 'split'; spoilt: Spoilt | undefined; at: number; purpose: Purpose; day: PlainDate }
  | { do: 'many'; movements: number; purpose: Purpose; day: PlainDate }
  | { do: 'year end'; purpose: Purpose; amount: bigint; day: PlainDate }
  | { do: 'period'; kind: 'month' | 'year'; day: PlainDate; state: 'open' | 'closed' };

/** `together`: in one call with the step before it. */
export type HistoryStep = { step: Step; together: boolean };

const purpose = fc.constantFrom<Purpose>(...PURPOSES);
const held = fc.constantFrom<Place>('box', 'box', 'bank', 'bank', 'transit', 'advance', 'closed');
const amount = fc.bigInt(1n, 300n);
const given = fc.bigInt(1n, 2_000n);
const day = fc.constantFrom(...DAYS);
const source = fc.nat(2);
const money = { purpose, place: held, amount, day };
const some = fc.oneof(amount, fc.constantFrom('all' as const, 'one more' as const));

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant('gift' as const), ...money, amount: given }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('opening' as const), ...money }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('spend' as const), ...money }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cost' as const), ...money }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('drain' as const),
      purpose,
      place: held,
      day,
      over: fc.constantFrom(0n, 1n),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const), ...money, source }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('reserve' as const), purpose, source, amount: some }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), purpose, source, amount: some }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('move' as const), from: held, to: held, amount, day }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('reallocate' as const),
      from: purpose,
      to: purpose,
      amount,
      day,
      decided: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('owe' as const, 'repay' as const), place: held, amount, day }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('dollars' as const),
      out: fc.boolean(),
      purpose,
      amount,
      cents: fc.bigInt(1n, 99n),
      day,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('reverse' as const),
      nth: fc.nat(20),
      later: fc.boolean(),
      again: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('split' as const),
      spoilt: fc.constantFrom<(Spoilt | undefined)[]>(
        undefined,
        'zero',
        'negative',
        'unknown',
        'stranger',
        'same',
        'profile',
        'future',
        'closed',
        'foreign',
        'unopened',
        'huge',
      ),
      at: fc.nat(2),
      purpose,
      day,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('many' as const),
      movements: fc.constantFrom(0, 99, 100, 101),
      purpose,
      day,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('year end' as const), purpose, amount, day }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('period' as const),
      kind: fc.constantFrom('month' as const, 'month' as const, 'month' as const, 'month' as const, 'year' as const),
      day,
      state: fc.constantFrom('open' as const, 'open' as const, 'closed' as const),
    }),
  },
);

/** Ten to sixteen steps, the first of them a gift, so that there is something to go wrong with. */
export const history: fc.Arbitrary<HistoryStep[]> = fc
  .tuple(
    fc.record({ do: fc.constant('gift' as const), ...money, amount: given }),
    fc.array(fc.record({ step, together: fc.boolean() }), { minLength: 0, maxLength: 18, size: 'max' }),
  )
  .map(([first, rest]) => [{ step: first, together: false }, ...rest]);

/** @param stranger an account of another fund */
export function itemOf(
  step: Exclude<Step, { do: 'period' }>,
  model: HistoryModel,
  stranger: number,
): PostingItem | undefined {
  switch (step.do) {
    case 'gift':
      return entry(model, 'entry', step.day, [one(model, step.place, `${step.purpose}/donations`, step.amount)]);
    case 'opening':
      return entry(model, 'opening-balance', step.day, [
        one(model, step.place, `${step.purpose}/carried`, step.amount),
      ]);
    case 'spend':
      return entry(model, 'entry', step.day, [one(model, `${step.purpose}/support`, step.place, step.amount)]);
    case 'cost':
      return entry(model, 'entry', step.day, [one(model, `${step.purpose}/financial-cost`, step.place, step.amount)]);
    case 'drain': {
      // Exactly what is left, or one đồng more.
      const { balance, reserved } = model.restriction(model.fund.restrictions[step.purpose]);
      const left = balance - reserved + step.over;
      return left < 1n
        ? undefined
        : entry(model, 'entry', step.day, [one(model, `${step.purpose}/support`, step.place, left)]);
    }
    case 'settle': {
      const hold = holdOf(model, step.purpose, step.source, -step.amount);
      const item = entry(model, 'paid', step.day, [one(model, `${step.purpose}/support`, step.place, step.amount)]);
      return { ...item, reservations: [hold] };
    }
    case 'reserve':
    case 'release':
      return reservation(step, model);
    case 'move':
      return entry(model, 'entry', step.day, [one(model, step.to, step.from, step.amount)]);
    case 'reallocate': {
      const item = entry(model, 'reallocation', step.day, [
        one(model, `${step.from}/carried`, `${step.to}/carried`, step.amount),
      ]);
      return step.decided && item.entry ? { ...item, entry: { ...item.entry, decisionNo: '7/QĐ' } } : item;
    }
    case 'owe':
      return entry(model, 'statement-line', step.day, [one(model, step.place, 'owed', step.amount)]);
    case 'repay':
      return entry(model, 'entry', step.day, [one(model, 'owed', step.place, step.amount)]);
    case 'dollars': {
      const other = `${step.purpose}/${step.out ? 'support' : 'donations'}`;
      const movement = step.out ? one(model, other, 'dollars', step.amount) : one(model, 'dollars', other, step.amount);
      return entry(model, 'entry', step.day, [{ ...movement, foreignAmount: step.cents }]);
    }
    case 'reverse':
      return undefined;
    case 'split':
      return spoiltSplit(step, model, stranger);
    case 'many': {
      const movement = one(model, 'box', `${step.purpose}/donations`, 1n);
      return entry(
        model,
        'entry',
        step.day,
        Array.from({ length: step.movements }, () => movement),
      );
    }
    case 'year end': {
      const movement = one(model, `${step.purpose}/donations`, `${step.purpose}/carried`, step.amount);
      return entry(model, 'year-closed', step.day, [movement]);
    }
  }
}

/** Three movements, of which one may be bad: then none may stand. */
function spoiltSplit(step: Extract<Step, { do: 'split' }>, model: HistoryModel, stranger: number): PostingItem {
  const income = `${step.purpose}/donations` satisfies `${Purpose}/${HistoryNature}`;
  const movements = (['box', 'bank', 'box'] as const).map((place) => one(model, place, income, 5n));
  const good = one(model, 'box', income, 5n);
  const bad: Record<Spoilt, MovementDraft> = {
    zero: { ...good, amount: 0n },
    negative: { ...good, amount: -5n },
    unknown: { ...good, debit: 2 ** 31 - 1 },
    stranger: { ...good, credit: stranger },
    same: { ...good, credit: good.debit },
    profile: { ...good, credit: idOf(model, 'other profile') },
    future: good,
    closed: { ...good, debit: idOf(model, 'closed') },
    foreign: { ...good, ...(step.at === 0 ? { foreignAmount: 5n } : { debit: idOf(model, 'dollars') }) },
    unopened: good,
    huge: { ...good, amount: step.at === 0 ? LARGEST + 1n : LARGEST },
  };
  if (step.spoilt) movements[step.at] = bad[step.spoilt];
  const on = { future: TOMORROW, closed: '2026-06-01', unopened: '2024-12-31' } as Partial<Record<Spoilt, PlainDate>>;
  return entry(model, 'entry', (step.spoilt && on[step.spoilt]) ?? step.day, movements);
}

function reservation(step: Extract<Step, { do: 'reserve' | 'release' }>, model: HistoryModel): PostingItem | undefined {
  const restrictionId = model.fund.restrictions[step.purpose];
  const { balance, reserved } = model.restriction(restrictionId);
  const whole =
    step.do === 'reserve' ? balance - reserved : model.reservedBy(restrictionId, sourceOf(model, step.source));
  const amount = typeof step.amount === 'bigint' ? step.amount : step.amount === 'all' ? whole : whole + 1n;
  const [kind, signed] = step.do === 'reserve' ? (['reserved', amount] as const) : (['released', -amount] as const);
  return { kind, actorId: ACTOR, reservations: [holdOf(model, step.purpose, step.source, signed)] };
}

function holdOf(model: HistoryModel, of: Purpose, source: number, signed: bigint): ReservationDraft {
  const restrictionId = model.fund.restrictions[of];
  return { restrictionId, amount: signed, sourceKind: 'disbursement', sourceId: sourceOf(model, source) };
}

/** What money is reserved for: some of the fund's own. */
function sourceOf({ fund }: HistoryModel, source: number): string {
  return `${source}${fund.fundId.slice(1)}`;
}

function one(model: HistoryModel, debit: string, credit: string, amountVnd: bigint): MovementDraft {
  return { debit: idOf(model, debit), credit: idOf(model, credit), amount: amountVnd };
}

function idOf({ fund }: HistoryModel, name: string): number {
  const id = fund.ids.get(name);
  if (id === undefined) throw new Error(`The history has no account ${name}.`);
  return id;
}

function entry(
  { fund }: HistoryModel,
  kind: EventKind,
  effectiveDate: PlainDate,
  movements: MovementDraft[],
): PostingItem {
  const { unitCode, fundId } = fund;
  return { kind, actorId: ACTOR, entry: { unitCode, fundId, effectiveDate, description: 'Bước thử', movements } };
}
