import fc from 'fast-check';
import { canonicalJson } from '../tlog/canonical.js';
import { leafText } from './leaf-content.js';
import type { AcceptedItem, EventKind } from './posting.dto.js';

const ACCOUNTS = new Map([
  [1, { code: '1111', restrictionId: null, currency: 'VND' }],
  [2, { code: '511', restrictionId: 7, currency: 'VND' }],
  [3, { code: '1122', restrictionId: null, currency: 'USD' }],
]);
const RECORDED = new Date('2026-07-05T03:04:05.678Z');

const text = fc.string({ unit: 'grapheme' });
const maybe = fc.option(text, { nil: undefined });
const account = fc.constantFrom(1, 2, 3);
const movement = fc.record({
  debit: account,
  credit: account,
  amount: fc.bigInt(1n, 2n ** 53n - 1n),
  foreignAmount: fc.option(fc.bigInt(1n, 10n ** 9n), { nil: undefined }),
});
const entry = fc.record({
  unitCode: text,
  fundId: fc.uuid(),
  effectiveDate: fc.constant('2026-07-05'),
  description: text,
  movements: fc.array(movement, { minLength: 1, maxLength: 4 }),
  voucher: maybe,
  reverses: fc.option(fc.bigInt(1n, 10n ** 12n), { nil: undefined }),
  decisionNo: maybe,
  documentNo: maybe,
  adjusts: fc.option(fc.constant('2026-06-01'), { nil: undefined }),
  communeCode: maybe,
  purpose: maybe,
  householdId: maybe,
});
const reservation = fc.record({
  restrictionId: fc.nat(),
  amount: fc.bigInt(-(10n ** 12n), 10n ** 12n),
  sourceKind: text,
  sourceId: fc.uuid(),
});
const accepted = fc.record({
  item: fc.record({
    kind: fc.constantFrom<EventKind>('entry', 'gift', 'reserved'),
    actorId: fc.uuid(),
    entry: fc.option(entry, { nil: undefined }),
    reservations: fc.option(fc.array(reservation, { maxLength: 3 }), { nil: undefined }),
  }),
  facts: fc.option(fc.dictionary(fc.string(), fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null))), {
    nil: undefined,
  }),
}) as fc.Arbitrary<AcceptedItem>;

it('is in the canonical form of RFC 8785, whatever it says', () => {
  fc.assert(
    fc.property(accepted, (one) => {
      const leaf = leafText(one, RECORDED, ACCOUNTS);
      expect(leaf).toBe(canonicalJson(JSON.parse(leaf)));
    }),
  );
});

it('says of an entry and its reservations what is public, and no more', () => {
  const leaf = leafText(
    {
      item: {
        kind: 'gift',
        actorId: 'somebody',
        entry: {
          unitCode: '01',
          fundId: 'f',
          effectiveDate: '2026-07-05',
          description: 'private',
          householdId: 'h',
          movements: [{ debit: 3, credit: 2, amount: 2_500_000n, foreignAmount: 10_000n }],
        },
        reservations: [{ restrictionId: 7, amount: -5n, sourceKind: 'k', sourceId: 's' }],
      },
      facts: { receipt: 'UH-1' },
    },
    RECORDED,
    ACCOUNTS,
  );
  expect(JSON.parse(leaf)).toEqual({
    v: 1,
    kind: 'gift',
    recorded: '2026-07-05T03:04:05.678Z',
    date: '2026-07-05',
    unit: '01',
    fund: 'f',
    movements: [
      {
        debit: '1122',
        debitAccount: 3,
        credit: '511',
        creditAccount: 2,
        creditRestriction: 7,
        amount: 2_500_000,
        currency: 'USD',
        foreignAmount: 10_000,
      },
    ],
    reservations: [{ restriction: 7, amount: -5 }],
    facts: { receipt: 'UH-1' },
  });
});
