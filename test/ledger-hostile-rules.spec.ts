/**
 * The rules of the books, broken by calls around every service that are well-formed: amounts, accounts, days, currencies,
 * purposes, floors, reversals and reservations. Each is refused by the rule it breaks, and nothing is written.
 */
import { Attack, type Case, MOST, OVERFLOW } from './support/attack.js';
import { ACTOR } from './support/history-funds.js';

let a: Attack;
beforeAll(async () => {
  a = await Attack.begin();
});
afterAll(() => a.end());
afterEach(() => a.books.verify());

const HOSTILE: Case[] = [
  ['an amount of nothing', 'movement_amount_positive', (a) => a.movements({ amount: 0n })],
  ['an amount below nothing', 'movement_amount_positive', (a) => a.movements({ amount: -5n })],
  ['no amount', 'no amount', (a) => a.movements({}, { amount: null, line: 2 })],
  ['amounts that overflow together', OVERFLOW, (a) => a.movements({ amount: MOST }, { amount: MOST, line: 2 })],
  ['an amount that overflows with what is there', OVERFLOW, (a) => a.movements({ amount: MOST })],
  ['more than a purpose can hold', 'restriction_balance_ceiling', (a) => a.movements({ amount: 2n ** 53n - 1n })],
  [
    'more than a purpose can hold, and nothing reserved',
    'restriction_balance_ceiling',
    (a) => ({ ...a.movements({ amount: 2n ** 53n - 1n }), p_reservations: null }),
  ],
  ['one account on both sides', 'movement_two_accounts', (a) => a.movements({ credit: a.id('box') })],
  ['an account of no one', 'movement_accounts_of_fund', (a) => a.movements({ debit: 2 ** 31 - 1 })],
  ['no account', 'no debit', (a) => a.movements({ debit: null })],
  ['no account on the other side', 'no credit', (a) => a.movements({ credit: null })],
  [
    'an account of another fund',
    'movement_accounts_of_fund',
    (a) => a.movements({ credit: a.id('general/donations', a.other) }),
  ],
  [
    'accounts of another fund on both sides',
    'movement_accounts_of_fund',
    (a) => a.movements({ debit: a.id('box', a.other), credit: a.id('general/donations', a.other) }),
  ],
  ['a fund of its own making', 'movement_accounts_of_fund', (a) => a.events({ fund_id: ACTOR })],
  ['another unit than the fund’s', 'movement_accounts_of_fund', (a) => a.events({ unit_code: '00004' })],
  [
    'a day before its accounts were opened',
    'movement_accounts_of_fund',
    (a) => a.events({ effective_date: '2024-12-31' }),
  ],
  ['an account that is closed', 'movement_accounts_of_fund', (a) => a.movements({ debit: a.id('closed') })],
  [
    'an account of the other profile',
    'movement_profile_of_unit',
    (a) => a.movements({ credit: a.id('other profile') }),
  ],
  [
    'an entry in a closed month',
    'entry_period_open',
    (a) => ({
      ...a.events(a.entryOn('2026-02-10', a.other)),
      ...a.movements({ debit: a.id('box', a.other), credit: a.id('general/donations', a.other) }),
    }),
  ],
  [
    'what closes a year that is closed',
    'entry_period_open',
    (a) => ({
      ...a.events({ kind: 'year-closed', ...a.entryOn('2025-12-31', a.other) }),
      ...a.movements({ debit: a.id('general/donations', a.other), credit: a.id('general/carried', a.other) }),
    }),
  ],
  ['money moved as if a year were closed', 'entry_closing_moves_no_money', (a) => a.events({ kind: 'year-closed' })],
  ['money moved as if a profile were', 'entry_closing_moves_no_money', (a) => a.events({ kind: 'profile-changed' })],
  [
    'a cost that nobody agreed to',
    'movement_cost_consented',
    (a) => a.spent({ debit: a.id('general/financial-cost'), amount: 1n }),
  ],
  ['foreign money on a place of đồng', 'movement_currency_whole', (a) => a.movements({ foreign_amount: 5n })],
  [
    'foreign money on one movement of two between places of đồng',
    'movement_currency_whole',
    (a) => a.movements({}, { line: 2, foreign_amount: 5n }),
  ],
  ['no foreign money on a place of dollars', 'movement_currency_whole', (a) => a.movements({ debit: a.id('dollars') })],
  [
    'foreign money below nothing',
    'movement_foreign_amount_positive',
    (a) =>
      a.movements(
        { debit: a.id('dollars'), foreign_amount: 9n },
        { debit: a.id('dollars'), foreign_amount: -5n, line: 2 },
      ),
  ],
  [
    'foreign money that overflows together',
    OVERFLOW,
    (a) =>
      a.movements(
        { debit: a.id('dollars'), foreign_amount: MOST },
        { debit: a.id('dollars'), foreign_amount: MOST, line: 2 },
      ),
  ],
  [
    'foreign money that the place does not hold',
    'place_balance_foreign_floor',
    (a) =>
      a.movements(
        { debit: a.id('dollars'), foreign_amount: 5n },
        { debit: a.id('general/support'), credit: a.id('dollars'), foreign_amount: 6n, line: 2 },
      ),
  ],
  [
    'two purposes without a decision',
    'entry_one_restriction',
    (a) => a.movements({ debit: a.id('general/carried'), credit: a.id('appeal/carried') }),
  ],
  [
    'two purposes on two lines without a decision',
    'entry_one_restriction',
    (a) => a.movements({}, { credit: a.id('appeal/donations'), line: 2 }),
  ],
  [
    'two purposes by a decision without a number',
    'entry_one_restriction',
    (a) => ({
      ...a.events({ decision_no: '' }),
      ...a.movements({ debit: a.id('general/carried'), credit: a.id('appeal/carried') }),
    }),
  ],

  ['what the purpose does not hold', 'restriction_balance_floor', (a) => a.spent({ debit: a.id('appeal/support') })],
  ['what is reserved', 'restriction_balance_floor', (a) => ({ ...a.spent({ amount: 801n }), p_reservations: [] })],
  ['what it reserves itself', 'restriction_balance_floor', (a) => a.spent({ amount: 701n })],
  ['what the place does not hold', 'place_balance_floor', (a) => a.spent({ credit: a.id('bank') })],
  [
    'what the place did not hold on that day',
    'place_balance_past_floor',
    (a) => ({ ...a.events({ effective_date: '2026-05-31' }), ...a.spent() }),
  ],
  [
    'what comes to the place a day later',
    'place_balance_past_floor',
    (a) => ({
      ...a.events({}, a.entryOn('2026-07-02')),
      ...a.movements({ debit: a.id('general/support'), credit: a.id('bank') }, { event: 2, debit: a.id('bank') }),
    }),
  ],
  ['a creditor paid who is owed nothing', 'creditor_balance_floor', (a) => a.spent({ debit: a.id('owed') })],

  ['a reversal of what is not there', 'entry_reverses_earlier', (a) => a.events({ reverses: 10_000n })],
  ['a reversal of itself', 'entry_reverses_earlier', (a) => a.events({ reverses: a.earlier + 3n })],
  ['a reversal of what comes after it', 'entry_reverses_earlier', (a) => a.events({ reverses: a.earlier + 4n })],
  ['a reversal of an event without an entry', 'entry_reverses_entry', (a) => a.events({ reverses: a.earlier + 1n })],
  ['a reversal of another fund’s entry', 'entry_reverses_entry', (a) => a.events({ reverses: a.earlier + 2n })],
  ['a reversal of nothing', 'entry_reverses_entry', (a) => a.events({ reverses: 0n })],
  [
    'two reversals of one entry',
    'entry_reversed_once',
    (a) => ({
      ...a.events({ reverses: a.earlier }, { ...a.entryOn('2026-07-01'), reverses: a.earlier }),
      ...a.movements({}, { event: 2 }),
    }),
  ],

  ['a reservation that is nothing', 'event_has_leaf', () => ({ p_reservations: '{NULL}' })],
  ['a reservation of no event', 'event_has_leaf', (a) => a.reservations({ event: null })],
  ['a reservation of an event of before', 'event_has_leaf', (a) => a.reservations({ event: 0, line: 9 })],
  ['a reservation of an event to come', 'event_has_leaf', (a) => a.reservations({ event: 3 })],
  ['two reservations on one line', 'reservation_pkey', (a) => a.reservations({}, {})],
  ['a reservation of nothing', 'reservation_amount_not_zero', (a) => a.reservations({ amount: 0n })],
  ['a reservation of no amount', 'no amount', (a) => a.reservations({ amount: null })],
  [
    'a reservation of no purpose there is',
    'reservation_of_restriction',
    (a) => a.reservations({ restriction_id: 2 ** 31 - 1 }),
  ],
  ['a reservation of no purpose', 'no restriction_id', (a) => a.reservations({}, { restriction_id: null, line: 2 })],
  [
    'a reservation of no purpose, to spend what another does not hold',
    'no restriction_id',
    (a) => ({ ...a.spent({ debit: a.id('appeal/support') }), ...a.reservations({ restriction_id: null }) }),
  ],
  ['a reservation for nothing', 'no source_id', (a) => a.reservations({ source_id: null })],
  [
    'a release of what another has reserved',
    'reservation_released_at_most',
    (a) => a.reservations({ amount: -100n, source_id: ACTOR }),
  ],
  [
    'a release of more than was reserved, behind another’s reservation',
    'reservation_released_at_most',
    (a) => a.reservations({ source_id: ACTOR }, { amount: -201n, line: 2 }),
  ],
  ['a release of more than is', 'restriction_balance_reserved_floor', (a) => a.reservations({ amount: -201n })],
  ['a reservation below the floor', 'restriction_balance_floor', (a) => a.reservations({ amount: 1_301n })],
  ['reservations that overflow together', OVERFLOW, (a) => a.reservations({ amount: MOST }, { amount: MOST, line: 2 })],
];

it.each(HOSTILE)('the database refuses %s: %s', async (_, refusal, change) => {
  expect(await a.refusalOf(await change(a))).toBe(refusal);
});
