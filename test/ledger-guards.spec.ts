/** What the program's own login could try against the books, and what an accountant could slip in by hand. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { LedgerService } from '../src/ledger/ledger.service.js';
import { transact } from '../src/platform/transact.js';
import { startApp, type TestApp } from './support/app.js';
import { apiOf, Caller } from './support/api.js';
import { withLeaves, type Writing, writeByHand } from './support/ledger-by-hand.js';
import { byTwo, CITY_BY } from './support/two-people.js';

let t: TestApp;
let clerk: Caller;
let owner: pg.Client;
let application: pg.Client;
let fundId: string;

beforeAll(async () => {
  t = await startApp();
  clerk = await Caller.of(t, 'ketoan');
  owner = new pg.Client(t.databases.ownerUrl);
  application = new pg.Client(t.databases.appUrl);
  await Promise.all([owner.connect(), application.connect()]);
  fundId = t.committee.city.CT.id;
  const gift = { fundId, amount: 1_000, channel: 'cash', effectiveDate: '2025-01-10' };
  expect((await clerk.post('/donations', gift)).status).toBe(201);
});
afterAll(async () => {
  await Promise.all([owner.end(), application.end()]);
  await t.close();
});
afterEach(() => t.verifyBooks());

type Account = { accountId: number; code: string; restrictionId: number | null };
async function account(code: string): Promise<Account> {
  const { items } = (await clerk.get(`/ledger/accounts?fund=${fundId}`)).body as { items: Account[] };
  const found = items.find((row) => row.code === code);
  if (!found) throw new Error(`no account ${code}`);
  return found;
}

/** Spends so much from the box as the database's own function takes it, around every service. */
async function spend(amount: number, recorded: Pick<Partial<Writing>, 'p_recorded_at'> = {}): Promise<void> {
  const [debit, credit] = [await account('611'), await account('1111')];
  const event = { kind: 'entry', actor_id: randomUUID(), unit_code: '01', fund_id: fundId };
  await writeByHand(application, {
    ...withLeaves([{ ...event, effective_date: '2025-06-01', description: 'around' }]),
    p_movements: [{ event: 1, line: 1, debit: debit.accountId, credit: credit.accountId, amount }],
    ...recorded,
  });
}

describe('the program’s own login', () => {
  it('plants no table of its own in the place of a balance', async () => {
    await expect(application.query('CREATE TEMP TABLE place_balance (account_id integer)')).rejects.toMatchObject({
      code: '42501',
    });
    // On a server that is not ours it may be allowed to make temporary tables, as everyone is by default.
    const name = new URL(t.databases.ownerUrl).pathname.slice(1);
    await owner.query(`GRANT TEMPORARY ON DATABASE ${pg.escapeIdentifier(name)} TO PUBLIC`);
    for (const table of ['place_balance', 'restriction_balance']) {
      await application.query(`CREATE TEMP TABLE ${table} AS SELECT * FROM public.${table}`);
      await application.query(`GRANT ALL ON pg_temp.${table} TO PUBLIC`);
      await application.query(`UPDATE pg_temp.${table} SET balance = 1000000`);
    }
    await expect(spend(5_000)).rejects.toMatchObject({ constraint: expect.stringMatching(/_balance_floor$/) });
    await application.query('DROP TABLE pg_temp.place_balance, pg_temp.restriction_balance');
  });

  it.each([-365, 1])('dates no event %i days from now', async (days) => {
    const p_recorded_at = new Date(Date.now() + days * 86_400_000);
    await expect(spend(1, { p_recorded_at })).rejects.toMatchObject({ constraint: 'event_recorded_now' });
  });

  it('voids no receipt whose gift stands, and issues none for another amount', async () => {
    const { rows } = await owner.query(`SELECT to_jsonb(receipt) AS receipt FROM receipt LIMIT 1`);
    const { id, sequence } = rows[0].receipt;
    await expect(
      application.query(`SELECT receipt_void_record($1, $2, 'vì thích', now()::date, gen_random_uuid())`, [
        id,
        sequence,
      ]),
    ).rejects.toMatchObject({ constraint: 'receipt_void_fits_entry' });
    const second = {
      ...rows[0].receipt,
      id: '0190a0a0-0000-7000-8000-00000000beef',
      serial: 'X',
      code: 'X',
      number: 2,
    };
    await owner.query('BEGIN');
    try {
      // As if the first had never been issued, so that nothing but the amount is wrong.
      await owner.query(`ALTER TABLE receipt DISABLE TRIGGER USER`);
      await owner.query(`ALTER TABLE receipt DROP CONSTRAINT receipt_sequence_once`);
      const issue = (amount: number): Promise<unknown> =>
        owner.query(`SELECT receipts_issue(ARRAY[jsonb_populate_record(NULL::receipt_row, $1::jsonb)])`, [
          JSON.stringify({ ...second, amount }),
        ]);
      await owner.query('SAVEPOINT wrong');
      await expect(issue(1_001)).rejects.toMatchObject({ constraint: 'receipt_fits_entry' });
      await owner.query('ROLLBACK TO wrong');
      await issue(1_000);
    } finally {
      await owner.query('ROLLBACK');
    }
  });

  it.each([
    'UPDATE appeal SET restriction_id = 1',
    'UPDATE fund SET restriction_id = 1',
    'UPDATE bank_account SET ledger_account_id = 1',
    'UPDATE cash_box SET ledger_account_id = 1',
    'UPDATE chart_account SET role = role',
    'UPDATE donor SET name = name',
  ])('repoints nothing: %s', async (sql) => {
    await expect(application.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('begins a pay-out as an empty draft only', async () => {
    await expect(
      application.query(
        `INSERT INTO disbursement (id, unit_code, fund_id, restriction_id, title, purpose, method, cash_box_id, state, prepared_by,
           approved_by, approved_at, reserved_sequence)
         VALUES (gen_random_uuid(), '01', $1, 1, 'x', 'relief-house', 'cash', $2, 'approved', gen_random_uuid(),
           gen_random_uuid(), now(), 1)`,
        [fundId, t.committee.city.CT.cashBoxId],
      ),
    ).rejects.toMatchObject({ constraint: 'disbursement_begins_as_draft' });
  });
});

describe('an account', () => {
  it('that two open at one moment is opened once, for both', async () => {
    const [db, ledger] = [t.app.get(DataSource), t.app.get(LedgerService)];
    const asked = { unitCode: '01', fundId, code: '1388', subject: 'both', label: 'Phải thu', openedOn: '2025-01-01' };
    const opened = await transact(db, async (tx) => {
      const first = await ledger.openAccount(tx, asked);
      const second = transact(db, (other) => ledger.openAccount(other, asked));
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { first, second };
    });
    expect(await opened.second).toBe(opened.first);
  });
});

describe('by hand', () => {
  const minutes = (line: object): object => ({
    fundId,
    effectiveDate: '2024-01-01',
    minutesNo: '02/BB',
    lines: [line],
  });

  it('only a place is opened with what it holds, for a purpose of its own fund', async () => {
    const [given, bank] = [await account('511'), await account('1121')];
    const income = await clerk.post('/ledger/opening-balances', minutes({ accountId: given.accountId, amount: 500 }));
    expect([income.status, income.body.code]).toEqual([422, 'ledger.opening-no-place']);
    const other = { accountId: bank.accountId, restrictionId: 999_999, amount: 500 };
    const elsewhere = await clerk.post('/ledger/opening-balances', minutes(other));
    expect([elsewhere.status, elsewhere.body.code]).toEqual([422, 'ledger.restriction-unknown']);
  });

  it('nothing is taken back before it was there, nor leaves before it came', async () => {
    const [box, transit] = [await account('1111'), await account('113')];
    const [db, ledger] = [t.app.get(DataSource), t.app.get(LedgerService)];
    const actorId = '0190a0a0-0000-7000-8000-000000000001';
    const move = async (effectiveDate: string, amount: bigint): Promise<bigint> => {
      const movements = [{ debit: transit.accountId, credit: box.accountId, amount }];
      const entry = { unitCode: '01', fundId, effectiveDate, description: 'Nộp tiền', movements };
      return (await transact(db, (tx) => ledger.post(tx, { kind: 'entry', actorId, entry }))).sequence;
    };
    await clerk.post('/donations', { fundId, amount: 9_000, channel: 'cash', effectiveDate: '2025-01-20' });
    await expect(move('2025-01-15', 1_001n)).rejects.toMatchObject({ code: 'ledger.place-past-short' });
    await expect(move('2025-01-09', 1n)).rejects.toMatchObject({ code: 'ledger.place-past-short' });
    const id = Number(await move('2025-01-20', 10_000n));
    const back = { reason: 'nhầm ngày', effectiveDate: '2025-01-19' };
    const reversed = await byTwo(apiOf(t), CITY_BY, `/ledger/entries/${id}/reverse`, back);
    expect([reversed.status, reversed.body.code]).toEqual([422, 'ledger.reversal-too-early']);
    const mended = await byTwo(apiOf(t), CITY_BY, `/ledger/entries/${id}/reverse`, { reason: 'nhầm ngày' });
    expect(mended.status).toBe(200);
  });
});
