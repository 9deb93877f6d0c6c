/**
 * A unit that keeps own accounts (A) and one that keeps others' money (B) hold the same of each purpose, and the public
 * reads the same of both; the move from B to A changes nothing of it.
 * A failure prints its seed: HISTORY_SEED=… plays it again.
 */
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { AppealsService } from '../src/appeals/appeals.service.js';
import { YearEntries } from '../src/closing/year-entries.service.js';
import { Fund } from '../src/funds/fund.entity.js';
import { FundsService } from '../src/funds/funds.service.js';
import type { Actor } from '../src/identity/actor.js';
import { ActorsService } from '../src/identity/actors.service.js';
import { UsersService } from '../src/identity/users.service.js';
import { LedgerService } from '../src/ledger/ledger.service.js';
import type { Profile } from '../src/ledger/natures.js';
import { PeriodsService } from '../src/ledger/periods.service.js';
import { ProfilesService } from '../src/bookkeeping/profiles.service.js';
import { keyOf } from '../src/platform/idempotency.js';
import { ExportsService } from '../src/reports/exports.service.js';
import { refusalOf } from '../src/platform/problems.filter.js';
import { transact } from '../src/platform/transact.js';
import { startApp, type TestApp } from './support/app.js';
import { PASSWORD } from './support/committee.js';
import { type Api, apiOf } from './support/api.js';
import { ACTOR, monthsLater, play, type Step, step, type Twin } from './support/twins.js';

const HISTORIES = Number(process.env.HISTORIES ?? 80);
const SEED = Number(process.env.HISTORY_SEED ?? Date.now() % 1_000_000);
const FIRST_DAY = '2025-07-05';
const LAST_MONTH = '2026-10';

let t: TestApp;
let db: DataSource;
let ledger: LedgerService;
let publicDb: pg.Client;
let preparer: Actor;
let confirmer: Actor;
let administrator: Actor;
let communes: string[];

beforeAll(async () => {
  t = await startApp();
  db = t.app.get(DataSource);
  ledger = t.app.get(LedgerService);
  publicDb = new pg.Client(t.databases.publicUrl);
  await publicDb.connect();
  const actors = t.app.get(ActorsService);
  const users = t.app.get(UsersService);
  const named = async (username: string): Promise<Actor> => (await actors.byUsername(username)) ?? fail(username);
  await transact(db, async (tx) => {
    const system = await actors.system();
    for (const username of ['mot', 'hai']) {
      const person = { username, name: username, unitCode: 'TW', password: PASSWORD };
      const userId = await users.createUser(tx, system, person);
      await users.grantRole(tx, system, { userId, role: 'chief_accountant', unitCode: 'TW', validFrom: '2020-01-01' });
    }
  });
  [preparer, confirmer, administrator] = [await named('mot'), await named('hai'), await named('quantri')];
  communes = (
    await db.query<{ code: string }[]>(
      `SELECT code FROM unit u WHERE level = 'commune' AND valid_to IS NULL
         AND NOT EXISTS (SELECT FROM fund f WHERE f.unit_code = u.code) ORDER BY code`,
    )
  ).map(({ code }) => code);
});
afterAll(async () => {
  await publicDb.end();
  await t.close();
});
afterEach(() => t.verifyBooks(), 120_000);

const fail = (what: string): never => {
  throw new Error(what);
};

const key = () => keyOf(randomUUID(), 'test', randomUUID(), {});

/** Chosen by one person and confirmed by another. */
async function choose(unitCode: string, profile: Profile, from: string): Promise<{ id: number; entries: number }> {
  const profiles = t.app.get(ProfilesService);
  const { id } = await profiles.prepare(preparer, { unitCode, profile, from, decisionNo: '01/QĐ-MTTQ' }, key());
  return profiles.confirm(confirmer, id, key());
}

async function newTwin(profile: Profile): Promise<Twin> {
  const unitCode = communes.pop() ?? fail('no commune is left');
  if (profile === 'B') await choose(unitCode, 'B', '2025-01-01');
  return transact(db, async (tx) => {
    const funds = t.app.get(FundsService);
    const fund = await funds.createFund(tx, administrator, { unitCode, kindCode: 'VNN', openedOn: '2025-01-01' });
    const box = await funds.openCashBox(tx, administrator, { fundId: fund.id });
    const number = `77${unitCode}${profile === 'A' ? 1 : 2}`;
    const bank = await funds.openBankAccount(tx, administrator, { fundId: fund.id, bankCode: 'vietcombank', number });
    const appeal = await t.app.get(AppealsService).openAppeal(tx, confirmer, {
      fundId: fund.id,
      name: 'Khắc phục mưa lũ',
      regime: 'other',
      receiveFrom: '2025-01-01',
    });
    const of = { unitCode, fundId: fund.id };
    const given = { ...of, kind: 'earmark' as const, subject: randomUUID(), label: 'Khoản ủng hộ có điều kiện' };
    const earmark = await ledger.openRestriction(tx, given);
    const restrictions = { general: fund.restrictionId, appeal: appeal.restrictionId, earmark };
    const places = { box: box.ledgerAccountId, bank: bank.ledgerAccountId, bankAccountId: bank.id };
    const own = { gifts: [], batches: [], entries: [], outcomes: [] };
    return { profile, ...of, appealId: appeal.id, restrictions, ...places, day: FIRST_DAY, ...own };
  });
}

/** Steps up to the next change of year are one transaction; each year of profile A is closed by its own entries. */
async function playOn(twin: Twin, steps: readonly Step[]): Promise<void> {
  let rest = steps;
  while (rest.length > 0) {
    const year = twin.day.slice(0, 4);
    rest = await transact(db, async (tx) => {
      for (const [at, one] of rest.entries()) {
        await play(tx, ledger, twin, one);
        if (twin.day.slice(0, 7) > LAST_MONTH) twin.day = `${LAST_MONTH}${twin.day.slice(7)}`;
        if (twin.day.slice(0, 4) !== year) return rest.slice(at + 1);
      }
      return [];
    });
    if (twin.day.slice(0, 4) !== year) await closeYear(twin, year);
  }
}

async function closeYear(twin: Twin, year: string): Promise<void> {
  await transact(db, async (tx) => {
    if ((await ledger.profileOn(tx, twin.unitCode, `${year}-12-31`)) === 'B') return;
    const fund = await tx.getRepository(Fund).findOneByOrFail({ id: twin.fundId });
    await ledger.takeLane(tx);
    await t.app.get(YearEntries).post(tx, confirmer, fund, year);
  });
}

/** Every month before the day is closed, as the move asks. */
async function setMonths(twin: Twin, before: string, state: 'open' | 'closed' = 'closed'): Promise<void> {
  await transact(db, async (tx) => {
    const { unitCode, fundId } = twin;
    for (let startsOn = '2025-07-01'; startsOn < before; startsOn = monthsLater(startsOn, 1))
      await t.app.get(PeriodsService).set(tx, {
        unitCode,
        fundId,
        kind: 'month',
        startsOn,
        state,
        actorId: ACTOR,
      });
  });
}

type Seen = Record<string, unknown>;

/** What each purpose holds and what the public reads, without ids and names. */
async function figures(twin: Twin): Promise<Seen> {
  const { fundId } = twin;
  const purposes = Object.entries(twin.restrictions).map(
    async ([name, id]) => [name, await ledger.restrictionBalance(db, id)] as const,
  );
  const read = async (view: string, columns: string, order: string): Promise<Seen[]> =>
    (await publicDb.query<Seen>(`SELECT ${columns} FROM ${view} WHERE fund_id = $1 ORDER BY ${order}`, [fundId])).rows;
  const sums = 'opening, received, paid, passed_on, other_spent, held, reserved';
  const { rows: fund } = await publicDb.query<Seen>(
    `SELECT ${sums}, in_bank, in_cash, in_transit, in_advances, in_goods, receivable, owed, last_moved_on
     FROM public_fund WHERE id = $1`,
    [fundId],
  );
  return {
    purposes: Object.fromEntries(await Promise.all(purposes)),
    fund,
    months: await read('public_fund_month', 'month, received, paid, passed_on, other_spent', 'month'),
    appeals: await read('public_appeal', `name, ${sums}`, 'name'),
    payouts: await read('public_payout', 'paid_on, households, amount', 'paid_on, amount'),
  };
}

describe('one history in both profiles', () => {
  const history = fc.record({
    steps: fc.array(step, { minLength: 8, maxLength: 28 }),
    /** After how many steps the unit of profile B moves to A; beyond the last one it stays. */
    moveAfter: fc.nat({ max: 36 }),
  });
  const came = { taken: 0, refused: 0, moved: 0, entries: 0, years: 0 };

  it(`leaves the same purposes, reservations and public figures, whatever happens (seed ${SEED})`, async () => {
    const property = fc.asyncProperty(history, async ({ steps, moveAfter }) => {
      const twins = [await newTwin('A'), await newTwin('B')] as const;
      for (const twin of twins) await playOn(twin, steps.slice(0, moveAfter));
      if (moveAfter < steps.length) {
        const before = await figures(twins[1]);
        const first = monthsLater(`${twins[1].day.slice(0, 7)}-01`, 1);
        for (const twin of twins) {
          await setMonths(twin, first);
          twin.day = `${first.slice(0, 7)}-05`;
        }
        came.entries += (await choose(twins[1].unitCode, 'A', first)).entries;
        came.moved++;
        expect(await figures(twins[1])).toEqual(before);
        // The year that the move stands in ends as any other: nothing was closed by it.
        if (first.endsWith('-01-01')) await transact(db, (tx) => yearEnd(tx, twins[0], first));
        for (const twin of twins) await playOn(twin, steps.slice(moveAfter));
      }
      const [a, b] = twins;
      expect(b.outcomes).toEqual(a.outcomes);
      expect(await figures(b)).toEqual(await figures(a));
      for (const outcome of a.outcomes) came[outcome === 'taken' ? 'taken' : 'refused']++;
      if (a.day >= '2026') came.years++;
    });
    await fc.assert(property, { numRuns: HISTORIES, seed: SEED, endOnFailure: true });
    // The histories do what they are for, and are not all refused.
    expect(came.taken).toBeGreaterThan(came.refused);
    expect(came.moved).toBeGreaterThan(HISTORIES / 4);
    expect(came.entries).toBeGreaterThan(HISTORIES / 4);
    expect(came.years).toBeGreaterThan(HISTORIES / 8);
    const { rows } = await publicDb.query<{ n: string }>(`SELECT count(*) AS n FROM public_payout`);
    expect(Number(rows[0]?.n)).toBeGreaterThan(0);
  }, 600_000);

  async function yearEnd(tx: EntityManager, twin: Twin, first: string): Promise<void> {
    const fund = await tx.getRepository(Fund).findOneByOrFail({ id: twin.fundId });
    await ledger.takeLane(tx);
    await t.app.get(YearEntries).post(tx, confirmer, fund, String(Number(first.slice(0, 4)) - 1));
  }
});

describe('over HTTP', () => {
  let api: Api;
  beforeAll(() => {
    api = apiOf(t);
  });

  const must = async (user: string, path: string, body: object = {}): Promise<Record<string, unknown>> => {
    const answer = await api.post(user, path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.body as Record<string, unknown>;
  };
  const upload = async (twin: Twin, content: string): Promise<string> => {
    const answer = await t.http
      .post(`/api/v1/bank-accounts/${twin.bankAccountId}/statements`)
      .set('Authorization', `Bearer ${await t.signIn('tw.ketoan')}`)
      .set('Idempotency-Key', randomUUID())
      .attach('file', Buffer.from(content), 'sao-ke.csv');
    if (answer.status !== 201) throw new Error(answer.text);
    return (answer.body as { id: string }).id;
  };
  /** As the bank writes it, from an empty account: two gifts and a charge on one day. No two accounts have one file. */
  const statement = (unitCode: string, gifts: readonly [number, number]): string => {
    const dots = (amount: number): string => String(amount).replace(/\B(?=(\d{3})+$)/g, '.');
    return [
      'PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails',
      `1,02/02/2026,0.1,,${dots(gifts[0])},,"ung ho ${unitCode}"`,
      `1,02/02/2026,1.1,,${dots(gifts[1])},,"ung ho bao lu"`,
      `1,02/02/2026,2.1,${dots(1_100)},,${dots(gifts[0] + gifts[1] - 1_100)},"phi dich vu"`,
    ].join('\n');
  };
  const payOut = async (twin: Twin, method: 'transfer' | 'cash', amounts: readonly number[]): Promise<string> => {
    const { fundId, unitCode } = twin;
    const lines = [];
    for (const [i, amount] of amounts.entries()) {
      const number = `${unitCode}${method === 'cash' ? 1 : 2}${i}`.padStart(12, '0');
      const account = { bankCode: 'agribank', number: `9${number}`, holderName: `CHU HO ${i}` };
      const person = { village: `Tổ ${i + 1}`, headName: 'Chủ Hộ Bịa', identityNumber: number, bankAccount: account };
      const given = { unitCode, ...person, status: 'poor', year: new Date().getUTCFullYear() };
      lines.push({ householdId: (await must('tw.ketoan', 'households', given)).id, amount });
    }
    const batch = { fundId, title: 'Quà Tết', purpose: 'poor-tet', method };
    const id = String((await must('tw.ketoan', 'disbursements', batch)).id);
    await must('tw.ketoan', `disbursements/${id}/lines`, { lines });
    await must('tw.ketoan', `disbursements/${id}/submit`);
    await must('tw.chutich', `disbursements/${id}/approve`, { decisionNo: '07/QĐ-MTTQ-BTT' });
    await must('tw.thuquy', `disbursements/${id}/pay`);
    return id;
  };

  /** Gifts with receipts, a void and a bank's statement. */
  const receive = async (twin: Twin, [a, b, c, d]: readonly [number, number, number, number]): Promise<void> => {
    const { fundId, appealId } = twin;
    const gift = (amount: number, more: object = {}): Promise<Record<string, unknown>> =>
      must('tw.ketoan', 'donations', { fundId, amount, channel: 'cash', effectiveDate: '2026-01-10', ...more });
    await gift(a + 400_000);
    await gift(b, { appealId, donorName: 'Người Ủng Hộ', condition: 'mua sách' });
    const wrong = await gift(c, { effectiveDate: '2025-12-10' });
    await must('tw.ketoan', `donations/${String(wrong.id)}/void`, { reason: 'Ghi nhầm', effectiveDate: '2026-01-11' });
    const imported = await upload(twin, statement(twin.unitCode, [c + 400_000, d]));
    await must('tw.ketoan', `statements/${imported}/post`);
  };
  /** A pay-out by transfer and one in cash, of which one part comes back. */
  const give = async (twin: Twin): Promise<void> => {
    await payOut(twin, 'transfer', [100_000, 150_000]);
    const cash = await payOut(twin, 'cash', [120_000, 130_000]);
    const { lines } = (await api.get('tw.ketoan', `disbursements/${cash}`)).body as { lines: { id: string }[] };
    await must('tw.ketoan', `disbursements/${cash}/lines/${lines[0]?.id}/acknowledge`);
    await must('tw.thuquy', `disbursements/${cash}/return-advance`);
  };

  const codesOf = async (twin: Twin): Promise<{ codes: string[]; balance: number }> => {
    const { body } = await api.get('tw.ketoan', `ledger/trial-balance?unit=${twin.unitCode}`);
    const { rows, totals } = body as { rows: { code: string; debit: number }[]; totals: { balance: number } };
    const moved = rows.filter(
      ({ debit, ...row }) => debit !== 0 || (row as unknown as { credit: number }).credit !== 0,
    );
    return { codes: [...new Set(moved.map(({ code }) => code))].sort(), balance: totals.balance };
  };

  /** From March on the unit keeps own accounts: prepared and confirmed over HTTP. */
  const move = async (twin: Twin): Promise<void> => {
    await setMonths(twin, '2026-03-01');
    const choice = { unitCode: twin.unitCode, profile: 'A', from: '2026-03-01', decisionNo: '2/QĐ' };
    const { id } = await must('tw.ketoan', 'ledger/profiles', choice);
    const { entries } = await must('tw.chutich', `ledger/profiles/${String(id)}/confirm`);
    expect(entries).toBe(2);
  };

  it('a month of work is done and read in profile B as in profile A, and survives the move', async () => {
    const amount = fc.integer({ min: 1_000, max: 5_000_000 });
    const history = fc.record({ amounts: fc.tuple(amount, amount, amount, amount), moves: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(history, async ({ amounts, moves }) => {
        const [a, b] = [await newTwin('A'), await newTwin('B')];
        for (const twin of [a, b]) await receive(twin, amounts);
        if (moves) await move(b);
        for (const twin of [a, b]) await give(twin);
        expect(await figures(b)).toEqual(await figures(a));
        const shared = ['1111', '1121', '1388', '141'];
        expect(await codesOf(a)).toEqual({ codes: [...shared, '421', '511', '611'], balance: 0 });
        const own = moves ? ['338', '421', '611'] : ['338'];
        expect(await codesOf(b)).toEqual({ codes: [...shared, ...own].sort(), balance: 0 });
      }),
      { numRuns: 4, seed: SEED, examples: [[{ amounts: [1_000, 1_000, 1_000, 1_000], moves: true }]] },
    );
    for (const format of ['hledger', 'beancount']) {
      const lines: string[] = [];
      await t.app.get(ExportsService).export(format, (text) => {
        lines.push(text);
      });
      expect(lines.join('').length).toBeGreaterThan(1_000);
    }
  }, 300_000);
});

describe('a choice of profile', () => {
  const choice = (unitCode: string, more: object = {}) => ({
    unitCode,
    profile: 'B',
    from: '2026-01-01',
    decisionNo: '12/QĐ-MTTQ',
    ...more,
  });

  it('is the first of a month that has come, by who keeps the books, and is not what holds already', async () => {
    const api = apiOf(t);
    const unit = communes.at(-1) ?? fail('no commune is left');
    for (const [more, status, code] of [
      [{ from: '2026-01-02' }, 422, 'profile.month-start'],
      [{ from: '2049-01-01' }, 400, 'date.future'],
      [{ profile: 'A' }, 409, 'profile.same'],
      [{ profile: 'C' }, 400, 'request.invalid'],
      [{ decisionNo: 'không số' }, 400, 'request.invalid'],
      [{ unitCode: 'XXX' }, 403, 'identity.not-permitted'],
    ] as const) {
      const answer = await api.post('tw.ketoan', 'ledger/profiles', choice(unit, more));
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
    for (const user of ['tw.thuquy', 'giamsat', 'xa.ketoan'])
      expect((await api.post(user, 'ledger/profiles', choice(unit))).status).toBe(403);
  });

  it('takes two people, once, and holds from its day', async () => {
    const api = apiOf(t);
    const unit = communes.pop() ?? fail('no commune is left');
    const { id } = (await api.post('tw.ketoan', 'ledger/profiles', choice(unit))).body as { id: string };
    expect((await api.post('tw.ketoan', 'ledger/profiles', choice(unit))).body.code).toBe('profile.waiting');
    expect((await api.post('tw.ketoan', `ledger/profiles/${id}/confirm`)).status).toBe(403);
    const mot = await api.post('mot', 'ledger/profiles', choice(unit));
    expect(mot.body.code).toBe('profile.waiting');
    const [first, second] = await Promise.all(
      ['tw.chutich', 'hai'].map((user) => api.post(user, `ledger/profiles/${id}/confirm`)),
    );
    expect([first?.status, second?.status].sort()).toEqual([201, 409]);
    expect([first?.body.code, second?.body.code]).toContain('profile.decided');
    const { body } = await api.get('tw.ketoan', `ledger/profiles?unit=${unit}`);
    expect(body).toMatchObject({ profile: 'B', items: [{ from: '2026-01-01', profile: 'B' }], waiting: null });
    expect(await ledger.profileOn(db, unit, '2025-12-31')).toBe('A');
    const same = await api.post('mot', 'ledger/profiles', choice(unit, { profile: 'A' }));
    expect([same.status, same.body.code]).toEqual([409, 'profile.in-order']);
    const own = await api.post('mot', 'ledger/profiles', choice(unit, { profile: 'A', from: '2026-02-01' }));
    const self = await api.post('mot', `ledger/profiles/${own.body.id}/confirm`);
    expect([self.status, self.body.code]).toEqual([409, 'profile.same-person']);
    expect((await api.post('mot', `ledger/profiles/${own.body.id}/withdraw`)).status).toBe(201);
  });

  it('of B is refused once own accounts have entries, and the move to A while months are open', async () => {
    const [a, b] = [await newTwin('A'), await newTwin('B')];
    await playOn(a, [{ do: 'gift', purpose: 'general', into: 'box', amount: 5n }]);
    await playOn(b, [{ do: 'gift', purpose: 'general', into: 'box', amount: 5n }]);
    const refused = (unit: string, profile: Profile, from: string): Promise<string> =>
      choose(unit, profile, from).then(
        () => 'taken',
        (error: unknown) => refusalOf(error)?.code ?? fail(String(error)),
      );
    expect(await refused(b.unitCode, 'A', '2025-07-01')).toBe('ledger.profile-entries');
    expect(await refused(b.unitCode, 'A', '2025-08-01')).toBe('profile.months-open');
    expect(await refused(a.unitCode, 'B', '2025-08-01')).toBe('ledger.profile-entries');
  });

  it('once made keeps everything out of the accounts that were left, on any day', async () => {
    const b = await newTwin('B');
    await playOn(b, [
      { do: 'gift', purpose: 'appeal', into: 'box', amount: 900n },
      { do: 'goods-in', purpose: 'general', amount: 70n },
      { do: 'reallocate', purpose: 'appeal', to: 'general', amount: 100n },
    ]);
    await setMonths(b, '2025-08-01');
    expect((await choose(b.unitCode, 'A', '2025-08-01')).entries).toBe(3);
    const late = { ...b, day: '2025-07-20', outcomes: [] };
    await playOn(late, [{ do: 'gift', purpose: 'general', into: 'box', amount: 1n }]);
    expect(late.outcomes).toEqual(['ledger.period-closed']);
    // Opened again, or never closed: nothing of a purpose goes there any more.
    await setMonths(b, '2025-08-01', 'open');
    const earlier = { ...b, day: '2025-06-20', outcomes: [] };
    await playOn(earlier, [{ do: 'gift', purpose: 'general', into: 'box', amount: 1n }]);
    expect(earlier.outcomes).toEqual(['ledger.profile-left']);
    const now = { ...b, day: '2025-08-05', outcomes: [] };
    await playOn(now, [
      { do: 'undo', entry: 0 },
      { do: 'void', gift: 0 },
    ]);
    expect(now.outcomes).toEqual(['taken', 'ledger.restriction-short']);
  });
});
