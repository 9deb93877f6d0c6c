import pg from 'pg';
import { LedgerVerification } from '../src/ledger/verify.service.js';
import { startApp, type TestApp } from './support/app.js';
import { apiOf, Caller } from './support/api.js';
import { withLeaves, writeByHand } from './support/ledger-by-hand.js';
import { byTwo, CITY_BY } from './support/two-people.js';

let t: TestApp;
let clerk: Caller;
let owner: pg.Client;
let application: pg.Client;

beforeAll(async () => {
  t = await startApp();
  clerk = await Caller.of(t, 'ketoan');
  owner = new pg.Client(t.databases.ownerUrl);
  application = new pg.Client(t.databases.appUrl);
  await Promise.all([owner.connect(), application.connect()]);
});
afterAll(async () => {
  await Promise.all([owner.end(), application.end()]);
  await t.close();
});
afterEach(() => t.verifyBooks());

type AccountRow = { accountId: number; code: string; restrictionId: number | null; role: string; balance: number };
const accounts = async (fundId: string): Promise<AccountRow[]> =>
  (await clerk.get(`/ledger/accounts?fund=${fundId}`)).body.items;
const find = (rows: AccountRow[], code: string): AccountRow =>
  rows.find((row) => row.code === code) ?? fail(`no account ${code}`);
const fail = (message: string): never => {
  throw new Error(message);
};

describe('opening balances by minutes', () => {
  it('open the places once, and are never received', async () => {
    const fundId = t.committee.city.VNN.id;
    const rows = await accounts(fundId);
    const body = {
      fundId,
      effectiveDate: '2024-01-01',
      minutesNo: '01/BB-BG',
      lines: [
        { accountId: find(rows, '1111').accountId, amount: 5_000_000 },
        { accountId: find(rows, '1121').accountId, amount: 95_000_000 },
      ],
    };
    expect((await byTwo(apiOf(t), CITY_BY, '/ledger/opening-balances', body)).status).toBe(200);
    const again = await clerk.post('/ledger/opening-balances', body);
    expect([again.status, again.body.code]).toEqual([409, 'ledger.opening-twice']);
    const after = await accounts(fundId);
    expect(find(after, '421').balance).toBe(-100_000_000);
    expect(find(after, '511').balance).toBe(0);
  });
});

describe('the trial balance', () => {
  it('adds up to zero and can be asked for any day', async () => {
    const fundId = t.committee.city.CT.id;
    for (const [amount, effectiveDate] of [
      [100, '2025-01-10'],
      [20, '2025-01-20'],
      [3, '2025-02-01'],
    ] as const) {
      await clerk.post('/donations', { fundId, amount, channel: 'cash', effectiveDate });
    }
    const asOf = async (day: string): Promise<number> => {
      const { rows, totals } = (await clerk.get(`/ledger/trial-balance?fund=${fundId}&asOf=${day}`)).body;
      expect(totals.balance).toBe(0);
      expect(totals.debit).toBe(totals.credit);
      return find(rows, '1111').balance;
    };
    expect([
      await asOf('2025-01-09'),
      await asOf('2025-01-10'),
      await asOf('2025-01-31'),
      await asOf('2025-02-01'),
    ]).toEqual([0, 100, 120, 123]);
  });

  it('is not shown to those of another unit', async () => {
    const commune = await Caller.of(t, 'xa.ketoan');
    expect((await commune.get('/ledger/trial-balance?unit=01')).status).toBe(403);
    expect((await clerk.get('/ledger/trial-balance?unit=00004')).status).toBe(200);
  });
});

describe('a manual entry', () => {
  const day = '2025-03-01';
  const ofFund = async (): Promise<{ fundId: string; of: (code: string) => AccountRow[] }> => {
    const fundId = t.committee.city.CT.id;
    const rows = await accounts(fundId);
    return { fundId, of: (code) => rows.filter((row) => row.code === code) };
  };
  const between = (debit: AccountRow, credit: AccountRow, amount: number): object[] => [
    { debitAccountId: debit.accountId, creditAccountId: credit.accountId, amount },
  ];
  /** The fund's own purpose, and the one of its appeal, each with 421. */
  const purposes = async (): Promise<[AccountRow, AccountRow]> => {
    const { of } = await ofFund();
    const [general, appeal] = of('421').sort((a, b) => (a.restrictionId ?? 0) - (b.restrictionId ?? 0));
    return general && appeal ? [general, appeal] : fail('the fund has one purpose only');
  };

  it('moves money to another purpose by a decision, and is reversed once by a further entry', async () => {
    const { fundId } = await ofFund();
    await clerk.post('/donations', { fundId, amount: 5_000, channel: 'cash', effectiveDate: '2025-02-10' });
    const movements = between(...(await purposes()), 1_000);
    const body = { fundId, effectiveDate: day, description: 'Điều chuyển cho lời kêu gọi', movements };
    const undecided = await clerk.post('/ledger/entries', body);
    expect([undecided.status, undecided.body.code]).toEqual([422, 'ledger.entry-has-own-way']);
    const decided = { ...body, decisionNo: '12/QĐ-MTTQ-BTT' };
    const { body: posted, status } = await byTwo(apiOf(t), CITY_BY, '/ledger/entries', decided);
    expect(status).toBe(200);
    const kept = (await clerk.get(`/ledger/entries/${posted.id}`)).body;
    expect([kept.kind, kept.decisionNo]).toEqual(['reallocation', '12/QĐ-MTTQ-BTT']);
    const back = `/ledger/entries/${posted.id}/reverse`;
    const reversed = await byTwo(apiOf(t), CITY_BY, back, { reason: 'chuyển nhầm' });
    expect(reversed.status).toBe(200);
    const twice = await clerk.post(`/ledger/entries/${posted.id}/reverse`, { reason: 'lần nữa' });
    expect([twice.status, twice.body.code]).toEqual([409, 'ledger.already-reversed']);
    expect((await clerk.get(`/ledger/entries/${posted.id}`)).body.reversedBy).toBe(reversed.body.id);
  });

  it.each([
    ['611', '1121'],
    ['421', '1121'],
    ['421', '1111'],
    ['113', '1111'],
    ['1111', '1121'],
    ['1111', '511'],
    ['421', '511'],
    ['1111', '421'],
  ])('cannot take money out, or bring it in, past receipts and the three people: %s / %s', async (debit, credit) => {
    const { fundId, of } = await ofFund();
    const [to, from] = [of(debit)[0] ?? fail(debit), of(credit)[0] ?? fail(credit)];
    const balances = async (): Promise<number[]> => (await accounts(fundId)).map(({ balance }) => balance);
    const before = await balances();
    for (const decision of [{}, { decisionNo: '13/QĐ-MTTQ' }]) {
      const body = {
        fundId,
        effectiveDate: day,
        description: 'Ghi tay',
        movements: between(to, from, 10),
        ...decision,
      };
      const answer = await clerk.post('/ledger/entries', body);
      expect([answer.status, answer.body.code]).toEqual([422, 'ledger.entry-has-own-way']);
    }
    expect(await balances()).toEqual(before);
  });

  it('of another fund’s account is refused', async () => {
    const [here] = await purposes();
    const there = find(await accounts(t.committee.city.VNN.id), '421');
    const body = {
      fundId: t.committee.city.VNN.id,
      effectiveDate: day,
      description: 'Sang quỹ khác',
      decisionNo: '14/QĐ-MTTQ',
      movements: between(there, here, 1_000),
    };
    expect((await clerk.post('/ledger/entries', body)).body.code).toBe('ledger.account-unknown');
  });

  it.each(['theo ý bà Nguyễn Thị A', 'bà Hoa, số 7', 'x'.repeat(60) + '1'])(
    'takes the number of a decision, not a sentence with a name: %s',
    async (decisionNo) => {
      const { fundId } = await ofFund();
      const movements = between(...(await purposes()), 1);
      const body = { fundId, effectiveDate: day, description: 'Điều chuyển', movements, decisionNo };
      const answer = await clerk.post('/ledger/entries', body);
      expect([answer.status, answer.body.errors[0].path]).toEqual([400, 'decisionNo']);
      const place = { accountId: find(await accounts(fundId), '1121').accountId, amount: 1 };
      const minutes = { fundId, effectiveDate: day, minutesNo: decisionNo, lines: [place] };
      const opening = await clerk.post('/ledger/opening-balances', minutes);
      expect([opening.status, opening.body.errors[0].path]).toEqual([400, 'minutesNo']);
    },
  );
});

/** Writes one movement as the database's own function takes it, around every service; or only reserves, where it moves nothing. */
async function write(
  client: pg.Client,
  given: {
    debit: number;
    credit: number;
    amount: number;
    fundId: string;
    reserve?: { restriction: number; amount: number };
  },
): Promise<void> {
  const { debit, credit, amount, fundId, reserve } = given;
  const event = { kind: 'entry', actor_id: '0190a0a0-0000-7000-8000-000000000001' };
  const entry = { unit_code: '01', fund_id: fundId, effective_date: '2025-06-01', description: 'around' };
  const source = { source_kind: 'test', source_id: '0190a0a0-0000-7000-8000-000000000002' };
  await writeByHand(client, {
    ...withLeaves([amount > 0 ? { ...event, ...entry } : event]),
    p_movements: amount > 0 ? [{ event: 1, line: 1, debit, credit, amount }] : [],
    p_reservations: reserve
      ? [{ event: 1, line: 1, restriction_id: reserve.restriction, amount: reserve.amount, ...source }]
      : [],
  });
}

describe('the database itself', () => {
  const fundId = (): string => t.committee.city.CT.id;

  it('refuses to spend more than a purpose holds, whoever calls and whatever the service thinks', async () => {
    const rows = await accounts(fundId());
    const paid = find(rows, '611');
    const box = find(rows, '1111');
    const held = box.balance;
    await expect(
      write(application, { debit: paid.accountId, credit: box.accountId, amount: held + 1, fundId: fundId() }),
    ).rejects.toMatchObject({
      constraint: expect.stringMatching(/^(place|restriction)_balance_floor$/),
    });
    await expect(
      write(owner, { debit: paid.accountId, credit: box.accountId, amount: held + 1, fundId: fundId() }),
    ).rejects.toMatchObject({
      code: '23514',
    });
  });

  it('refuses to spend an already reserved đồng', async () => {
    const rows = await accounts(fundId());
    const paid = find(rows, '611');
    const box = find(rows, '1111');
    const general = paid.restrictionId ?? fail('611 has no purpose');
    await application.query('BEGIN');
    try {
      await write(application, {
        debit: 0,
        credit: 0,
        amount: 0,
        fundId: fundId(),
        reserve: { restriction: general, amount: box.balance },
      });
      await expect(
        write(application, { debit: paid.accountId, credit: box.accountId, amount: 1, fundId: fundId() }),
      ).rejects.toMatchObject({
        constraint: 'restriction_balance_floor',
      });
    } finally {
      await application.query('ROLLBACK');
    }
  });

  it('refuses money of one purpose for another without a decision', async () => {
    const rows = await accounts(fundId());
    const [one, other] = [...new Set(rows.filter((r) => r.code === '511').map((r) => r.accountId))];
    await expect(
      write(application, { debit: one!, credit: other!, amount: 1, fundId: fundId() }),
    ).rejects.toMatchObject({
      constraint: expect.stringMatching(/entry_one_restriction|restriction_balance_floor/),
    });
  });

  it.each([
    ['INSERT INTO movement (sequence, line, effective_date, debit, credit, amount) VALUES (1, 9, now(), 1, 2, 5)'],
    ['UPDATE movement SET amount = 1'],
    ['DELETE FROM entry'],
    ['TRUNCATE event'],
    ['UPDATE place_balance SET balance = 999'],
    ['UPDATE restriction_balance SET reserved = 0'],
    ['UPDATE ledger_head SET sequence = 0'],
    [
      "INSERT INTO account (unit_code, fund_id, code, role, label, opened_on) VALUES ('01', gen_random_uuid(), '1111', 'place', 'x', now())",
    ],
    ['UPDATE account SET restriction_id = 1'],
    ['INSERT INTO receipt (id) VALUES (gen_random_uuid())'],
    ['UPDATE number_series SET last = 99'],
    ['DELETE FROM receipt_void'],
    ['ALTER TABLE movement DISABLE TRIGGER ALL'],
    ['DROP TABLE movement'],
  ])('refuses the application’s login: %s', async (sql) => {
    await expect(application.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it.each([
    'UPDATE movement SET amount = amount + 1',
    'DELETE FROM entry',
    'TRUNCATE event',
    'DELETE FROM receipt',
    'UPDATE reservation SET amount = 1',
  ])('refuses even the owner what would rewrite the past: %s', async (sql) => {
    await expect(owner.query(sql)).rejects.toThrow('append-only');
  });
});

describe('verify', () => {
  beforeAll(async () => {
    const gift = { fundId: t.committee.city.CT.id, amount: 7, channel: 'cash', effectiveDate: '2025-06-02' };
    expect((await clerk.post('/donations', gift)).status).toBe(201);
  });

  /** What someone with every right on the database might do, how it is undone, and who has to notice. */
  const LAST = '(SELECT max(sequence) FROM movement)';
  const EMPTY_LEAF = `leaf = convert_to('{}', 'UTF8'), leaf_hash = sha256('\\x00'::bytea || convert_to('{}', 'UTF8'))`;

  it.each([
    [
      'an amount changed',
      'movement',
      `UPDATE movement SET amount = amount + 1 WHERE sequence = ${LAST}`,
      `UPDATE movement SET amount = amount - 1 WHERE sequence = ${LAST}`,
      ['places', 'leaves'],
    ],
    [
      'the last event deleted',
      'event',
      `CREATE TABLE kept AS SELECT * FROM event WHERE sequence = (SELECT max(sequence) FROM event);
       DELETE FROM event WHERE sequence = (SELECT max(sequence) FROM event)`,
      `INSERT INTO event SELECT * FROM kept; DROP TABLE kept`,
      ['sequence', 'entries'],
    ],
    [
      'a leaf rewritten together with its hash',
      'event',
      `CREATE TABLE kept AS SELECT * FROM event WHERE sequence = 3; UPDATE event SET ${EMPTY_LEAF} WHERE sequence = 3`,
      `UPDATE event e SET leaf = k.leaf, leaf_hash = k.leaf_hash FROM kept k WHERE k.sequence = e.sequence; DROP TABLE kept`,
      ['leaves'],
    ],
    [
      'a balance changed',
      'place_balance',
      `UPDATE place_balance SET balance = balance + 5 WHERE balance > 0`,
      `UPDATE place_balance SET balance = balance - 5 WHERE balance > 0`,
      ['places', 'identity'],
    ],
    [
      'a reservation that nobody made',
      'restriction_balance',
      `UPDATE restriction_balance SET reserved = 1 WHERE balance > 0`,
      `UPDATE restriction_balance SET reserved = 0 WHERE balance > 0`,
      ['restrictions'],
    ],
    [
      'the trigger switched off',
      'movement',
      `ALTER TABLE movement DISABLE TRIGGER movement_append_only`,
      `ALTER TABLE movement ENABLE TRIGGER movement_append_only`,
      ['append-only'],
    ],
  ])('finds and names %s', async (_, table, fault, undo, named) => {
    const tamper = async (sql: string): Promise<void> => {
      await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER; ${sql}`);
      if (!named.includes('append-only')) await owner.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    };
    await tamper(fault);
    try {
      const { checks } = await t.app.get(LedgerVerification).verify();
      expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(expect.arrayContaining(named));
    } finally {
      await tamper(undo);
    }
  });
});
