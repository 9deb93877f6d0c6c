import fc from 'fast-check';
import type { AccountAtEnd } from '../banking/period-statements.service.js';
import type { BoxAtEnd, MonthFacts } from './checklist-line.rules.js';
import { type Checklist, checklistOf, MOST_LINES, type PointName, POINTS } from './checklist.rules.js';

const END = '2025-03-31';

const facts = (given: Partial<MonthFacts> = {}): MonthFacts => ({
  fundId: 'f',
  startsOn: '2025-03-01',
  endsOn: END,
  today: '2025-04-10',
  accounts: [],
  boxes: [],
  stock: [],
  advances: [],
  transit: [],
  toExplain: [],
  suspense: [],
  unsigned: [],
  late: [],
  midnight: [],
  drafts: [],
  ...given,
});

const account = (given: Partial<AccountAtEnd> = {}): AccountAtEnd => ({
  bankAccountId: 'a',
  bankName: 'Ngân hàng',
  number: '1',
  currency: 'VND',
  books: 100n,
  proven: { day: END, closing: 100n },
  covered: true,
  moved: true,
  movedSince: false,
  pending: [],
  outstanding: [],
  ...given,
});

const box = (given: Partial<BoxAtEnd> = {}): BoxAtEnd => ({
  cashBoxId: 'b',
  name: 'Két',
  currency: 'VND',
  books: 50n,
  moved: true,
  count: { day: END, counted: 50n, booksThatDay: 50n, movedSince: false },
  unconfirmed: null,
  ...given,
});

const stateOf = (checklist: Checklist, name: PointName): string =>
  checklist.points.find(({ point }) => point === name)?.state ?? '';
const bank = (given: Partial<AccountAtEnd>): string =>
  stateOf(checklistOf(facts({ accounts: [account(given)] })), 'bank');
const cash = (given: Partial<BoxAtEnd>): string => stateOf(checklistOf(facts({ boxes: [box(given)] })), 'cash');

describe('a month with nothing in it', () => {
  it('is ready', () => {
    const { ready, points } = checklistOf(facts());
    expect(ready).toBe(true);
    expect(points.map(({ point }) => point)).toEqual([...POINTS]);
    expect(points.every(({ state }) => state === 'done')).toBe(true);
  });
});

describe('the bank', () => {
  it('is done when a statement covers the last day and the books say the same', () => {
    expect(bank({})).toBe('done');
    expect(bank({ books: 101n })).toBe('not-done');
  });

  it('is not done without a statement, unless the account did not move', () => {
    expect(bank({ proven: null, covered: false, movedSince: true })).toBe('not-done');
    expect(bank({ proven: null, covered: false, moved: false, movedSince: true })).toBe('done');
  });

  it('asks a person where the statement stops before the last day, and refuses where the books went on', () => {
    const early = { proven: { day: '2025-03-28', closing: 100n }, covered: false };
    expect(bank(early)).toBe('to-confirm');
    expect(bank({ ...early, movedSince: true })).toBe('not-done');
    expect(bank({ ...early, moved: false })).toBe('done');
  });

  it('is not done while a statement of the month is kept or being posted', () => {
    const statement = { id: 's', firstDay: '2025-03-01', lastDay: END };
    expect(bank({ pending: [{ ...statement, state: 'kept' }] })).toBe('not-done');
    expect(bank({ pending: [{ ...statement, state: 'posting' }] })).toBe('not-done');
  });

  it('lets a payment that is on its way stand, when a person says so', () => {
    const outstanding = [{ sequence: 9n, amount: 30n, date: '2025-03-31' }];
    expect(bank({ books: 70n, outstanding })).toBe('to-confirm');
    expect(bank({ books: 71n, outstanding })).toBe('not-done');
  });
});

describe('cash', () => {
  it('is done when two people counted what the books hold', () => {
    expect(cash({})).toBe('done');
    expect(cash({ count: { day: END, counted: 49n, booksThatDay: 50n, movedSince: false } })).toBe('not-done');
  });

  it('needs no count where there is none and none moved, and a new one after cash has moved', () => {
    expect(cash({ books: 0n, moved: false, count: null })).toBe('done');
    expect(cash({ count: null })).toBe('not-done');
    expect(cash({ count: { day: '2025-03-30', counted: 50n, booksThatDay: 50n, movedSince: true } })).toBe('not-done');
    expect(cash({ count: { day: '2025-02-28', counted: 50n, booksThatDay: 50n, movedSince: false } })).toBe('not-done');
  });
});

describe('answers', () => {
  const late = [{ kind: 'gift', count: 2, amount: 5n, first: 1n, last: 2n }];
  const line = { id: 'l', statementId: 's', date: '2025-03-02', amount: 5n, days: 39, ownerName: null };

  it('confirm what a person may confirm, and never what must be mended', () => {
    const asked = facts({ late, toExplain: [line] });
    const keys = checklistOf(asked).points.flatMap(({ lines }) => lines.map(({ key }) => key));
    const answered = checklistOf(
      asked,
      keys.map((key) => ({ key, note: 'đã xem' })),
    );
    expect(stateOf(answered, 'cut-off')).toBe('confirmed');
    expect(stateOf(answered, 'unexplained')).toBe('not-done');
    expect(answered.ready).toBe(false);
  });

  it('to something that changed since count for nothing', () => {
    const [key = ''] = checklistOf(facts({ late })).points.flatMap(({ lines }) => lines.map((each) => each.key));
    const more = facts({ late: [{ kind: 'gift', count: 3, amount: 6n, first: 1n, last: 3n }] });
    expect(stateOf(checklistOf(more, [{ key, note: 'đã xem' }]), 'cut-off')).toBe('to-confirm');
  });

  it('a line in suspense stands once somebody looks after it', () => {
    expect(stateOf(checklistOf(facts({ suspense: [line] })), 'suspense')).toBe('not-done');
    expect(stateOf(checklistOf(facts({ suspense: [{ ...line, ownerName: 'Chị Ba' }] })), 'suspense')).toBe('done');
  });
});

it('is ready exactly when nothing must be mended and everything else is answered, however many lines there are', () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 12n });
  const given = fc.record({
    advances: fc.array(amount, { maxLength: MOST_LINES + 20 }),
    explain: fc.integer({ min: 0, max: 3 }),
    answered: fc.boolean(),
  });
  fc.assert(
    fc.property(given, ({ advances, explain, answered }) => {
      const item = { code: '141', label: 'Tạm ứng', sourceKind: null, sourceId: null, description: '', since: END };
      const open = { id: '', statementId: 's', date: END, amount: 1n, days: 1, ownerName: null };
      const asked = facts({
        advances: advances.map((each, i) => ({ ...item, accountId: i, sequence: BigInt(i), amount: each })),
        toExplain: Array.from({ length: explain }, (_, i) => ({ ...open, id: String(i) })),
      });
      const lines = checklistOf(asked).points.flatMap((point) => point.lines);
      expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
      const sum = lines
        .filter(({ key }) => key.startsWith('advances'))
        .reduce((all, each) => all + (each.amount ?? 0n), 0n);
      expect(sum).toBe(advances.reduce((all, each) => all + each, 0n));
      const answers = answered ? lines.map(({ key }) => ({ key, note: 'đã xem' })) : [];
      expect(checklistOf(asked, answers).ready).toBe(explain === 0 && (answered || advances.length === 0));
    }),
    { numRuns: 60 },
  );
});
