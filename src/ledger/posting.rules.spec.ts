import fc from 'fast-check';
import { refuse } from './ledger.refusals.js';
import { type AccountRow, type Books, decideItems, reservedKey } from './posting.rules.js';
import type { PostingItem } from './posting.dto.js';

const UNIT = '01';
const FUND = '0190a0a0-0000-7000-8000-000000000001';
const TODAY = '2026-07-05';
const BOX = 1;
const BANK = 2;
const OWED = 3;
const INCOME_1 = 11;
const PAID_1 = 12;
const INCOME_2 = 21;

function account(id: number, role: AccountRow['role'], restrictionId: number | null = null): AccountRow {
  return {
    id,
    unitCode: UNIT,
    fundId: FUND,
    code: String(id),
    role,
    restrictionId,
    label: `n${id}`,
    openedOn: '2026-01-01',
    closedOn: null,
    nature: role === 'restriction' ? 'donations' : null,
    profile: null,
    currency: 'VND',
  };
}

function freshBooks(): Books {
  const accounts = [
    account(BOX, 'place'),
    account(BANK, 'place'),
    account(OWED, 'creditor'),
    account(INCOME_1, 'restriction', 1),
    account(PAID_1, 'restriction', 1),
    account(INCOME_2, 'restriction', 2),
  ];
  return {
    today: TODAY,
    accounts: new Map(accounts.map((a) => [a.id, a])),
    balances: new Map(accounts.map((a) => [a.id, 0n])),
    restrictions: new Map(
      [1, 2].map((id) => [id, { label: `mục đích ${id}`, balance: 0n, reserved: 0n, costsFrom: null }]),
    ),
    foreign: new Map(),
    reserved: new Map(),
    days: new Map([BOX, BANK].map((id) => [id, new Map<string, bigint>()])),
    reversible: new Map(),
    closed: [],
    profiles: [],
  };
}

function entry(debit: number, credit: number, amount: bigint, effectiveDate = TODAY): PostingItem {
  const movements = [{ debit, credit, amount }];
  return {
    kind: 'entry',
    actorId: FUND,
    entry: { unitCode: UNIT, fundId: FUND, effectiveDate, description: 'x', movements },
  };
}

function codes(books: Books, items: PostingItem[]): string[] {
  return decideItems(books, items).map((d) => (d.accepted ? 'accepted' : d.refusal.code));
}

describe('the ledger decides', () => {
  it('takes a gift and refuses to spend more than the purpose holds, naming the purpose and the shortfall', () => {
    const books = freshBooks();
    const [taken, refused] = decideItems(books, [entry(BOX, INCOME_1, 100n), entry(PAID_1, BOX, 101n)]);
    expect(taken).toEqual({ accepted: true });
    expect(refused?.accepted === false && refused.refusal.sentence('vi')).toBe(
      'Không đủ tiền cho mục đích “mục đích 1”: còn dùng được 100 đ, thiếu 1 đ.',
    );
  });

  it('refuses to pay one purpose out of another although the box holds enough', () => {
    expect(codes(freshBooks(), [entry(BOX, INCOME_2, 500n), entry(PAID_1, BOX, 100n)])).toEqual([
      'accepted',
      'ledger.restriction-short',
    ]);
  });

  it('refuses two purposes in one entry without a decision, and takes them with one', () => {
    const books = freshBooks();
    const move = entry(INCOME_1, INCOME_2, 50n);
    expect(codes(books, [entry(BOX, INCOME_1, 100n), move])).toEqual(['accepted', 'ledger.two-restrictions']);
    expect(codes(books, [{ ...move, entry: { ...move.entry!, decisionNo: '12/QĐ' } }])).toEqual(['accepted']);
  });

  it('refuses to spend an already reserved đồng, and frees it again when it is released by the one who reserved', () => {
    const books = freshBooks();
    const hold = (amount: bigint, sourceId: string): PostingItem => ({
      kind: 'reserved',
      actorId: FUND,
      reservations: [{ restrictionId: 1, amount, sourceKind: 'disbursement', sourceId }],
    });
    expect(codes(books, [entry(BOX, INCOME_1, 100n), hold(60n, 'a'), entry(PAID_1, BOX, 41n), hold(41n, 'b')])).toEqual(
      ['accepted', 'accepted', 'ledger.restriction-short', 'ledger.restriction-short'],
    );
    expect(codes(books, [hold(-60n, 'b'), hold(-60n, 'a'), entry(PAID_1, BOX, 100n)])).toEqual([
      'ledger.reserved-short',
      'accepted',
      'accepted',
    ]);
    expect(books.reserved.get(reservedKey(1, 'a'))).toBe(0n);
  });

  it('refuses to pay out on a day before the money came, or to leave a later day short', () => {
    const books = freshBooks();
    expect(codes(books, [entry(BOX, INCOME_1, 100n, '2026-03-10'), entry(PAID_1, BOX, 10n, '2026-03-09')])).toEqual([
      'accepted',
      'ledger.place-past-short',
    ]);
    expect(
      codes(books, [
        entry(PAID_1, BOX, 90n, '2026-03-12'),
        entry(BOX, INCOME_1, 50n, '2026-03-20'),
        entry(PAID_1, BOX, 20n, '2026-03-11'),
        entry(PAID_1, BOX, 10n, '2026-03-11'),
      ]),
    ).toEqual(['accepted', 'accepted', 'ledger.place-past-short', 'accepted']);
  });

  it.each([
    ['an account of no one', entry(99, INCOME_1, 1n), 'ledger.account-unknown'],
    ['nothing', entry(BOX, INCOME_1, 0n), 'ledger.entry-empty'],
    ['less than nothing', entry(BOX, INCOME_1, -5n), 'ledger.entry-empty'],
    ['2^63 đồng', entry(BOX, INCOME_1, 2n ** 63n), 'ledger.entry-empty'],
    ['an account against itself', entry(BOX, BOX, 1n), 'ledger.entry-empty'],
    ['tomorrow', entry(BOX, INCOME_1, 1n, '2026-07-06'), 'date.future'],
    ['a day before the account was opened', entry(BOX, INCOME_1, 1n, '2025-12-31'), 'ledger.account-closed'],
    ['a debt that is not owed', entry(OWED, BOX, 1n), 'ledger.place-short'],
  ])('refuses %s', (_, item, code) => {
    expect(codes(freshBooks(), [item])).toEqual([code]);
  });

  it('refuses to reserve or release nothing, which the database would refuse for the whole batch', () => {
    const nothing = { restrictionId: 1, amount: 0n, sourceKind: 'disbursement', sourceId: 'a' };
    expect(codes(freshBooks(), [{ kind: 'reserved', actorId: FUND, reservations: [nothing] }])).toEqual([
      'ledger.reservation-empty',
    ]);
  });

  it('reverses an entry once', () => {
    const books = freshBooks();
    books.reversible.set(7n, { reversed: false });
    const back = (): PostingItem => {
      const item = entry(BOX, INCOME_1, 1n);
      return { ...item, entry: { ...item.entry!, reverses: 7n } };
    };
    expect(codes(books, [back(), back()])).toEqual(['accepted', refuse('ledger.already-reversed').code]);
  });

  it('leaves nothing behind of what it refuses, keeps places - creditors = restrictions and every floor, whatever comes', () => {
    const ids = fc.constantFrom(BOX, BANK, OWED, INCOME_1, PAID_1, INCOME_2);
    const day = fc.constantFrom('2026-02-01', '2026-02-02', '2026-02-03', TODAY);
    const posting = fc
      .tuple(ids, ids, fc.bigInt(1n, 50n), day)
      .map(([d, c, amount, date]) => entry(d, c, amount, date));
    const gift = fc
      .tuple(fc.constantFrom(INCOME_1, INCOME_2), fc.bigInt(1n, 100n), day)
      .map(([c, amount, date]) => entry(BOX, c, amount, date));
    const hold = fc
      .tuple(fc.constantFrom(1, 2), fc.bigInt(-60n, 60n), fc.constantFrom('a', 'b'))
      .map(([restrictionId, amount, sourceId]): PostingItem => ({
        kind: 'reserved',
        actorId: FUND,
        reservations: [{ restrictionId, amount, sourceKind: 's', sourceId }],
      }));
    fc.assert(
      fc.property(fc.array(fc.oneof(posting, gift, hold), { maxLength: 40 }), (items) => {
        const books = freshBooks();
        for (const item of items) {
          const before = JSON.stringify(snapshot(books));
          const [decision] = decideItems(books, [item]);
          if (!decision?.accepted) expect(JSON.stringify(snapshot(books))).toBe(before);
        }
        const at = (id: number): bigint => books.balances.get(id) ?? 0n;
        const restrictions = [...books.restrictions.values()];
        expect(at(BOX) + at(BANK) - at(OWED)).toBe(restrictions.reduce((sum, r) => sum + r.balance, 0n));
        expect([at(BOX), at(BANK), at(OWED)].every((b) => b >= 0n)).toBe(true);
        expect(restrictions.every((r) => r.reserved >= 0n && r.balance - r.reserved >= 0n)).toBe(true);
        for (const days of books.days.values()) {
          let running = 0n;
          for (const [, moved] of [...days].sort()) expect((running += moved) >= 0n).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
    // One call or many, with what is refused or without it: what is refused has left nothing that others could see.
    fc.assert(
      fc.property(fc.array(fc.oneof(posting, gift, hold), { maxLength: 40 }), (items) => {
        const [together, oneByOne, without] = [freshBooks(), freshBooks(), freshBooks()];
        const said = codes(together, items);
        expect(items.map((item) => codes(oneByOne, [item])[0])).toEqual(said);
        const accepted = items.filter((_, i) => said[i] === 'accepted');
        expect(codes(without, accepted)).toEqual(accepted.map(() => 'accepted'));
        expect(snapshot(without)).toEqual(snapshot(together));
      }),
      { numRuns: 300 },
    );
  });
});

function snapshot(books: Books): unknown {
  return [
    [...books.balances].map(String),
    [...books.restrictions].map(([id, { balance, reserved }]) => `${id}: ${balance} - ${reserved}`),
    [...books.reserved].map(String),
    [...books.days].map(([id, days]) => [id, [...days].map(String)]),
  ];
}
