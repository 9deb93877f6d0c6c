/** What one person prepares by hand and another approves: entries, reversals, consents to costs. */
import pg from 'pg';
import { DataSource } from 'typeorm';
import { ActorsService } from '../src/identity/actors.service.js';
import { PeriodsService } from '../src/ledger/periods.service.js';
import { Clock } from '../src/platform/clock.js';
import { addDays } from '../src/platform/dates.js';
import { transact } from '../src/platform/transact.js';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { byTwo, CITY_BY, COMMUNE_BY, openBooks } from './support/two-people.js';

const DAY = '2026-02-10';

let t: TestApp;
let api: Api;
let fundId: string;
let owner: pg.Client;

type AccountRow = { accountId: number; code: string; subject?: string; restrictionId: number | null; balance: number };

beforeAll(async () => {
  t = await startApp();
  api = apiOf(t);
  owner = new pg.Client(t.databases.ownerUrl);
  await owner.connect();
  fundId = t.committee.city.VNN.id;
  const [bank, box] = [await account('1121'), await account('1111')];
  await openBooks(api, CITY_BY, {
    fundId,
    effectiveDate: '2025-12-31',
    minutesNo: '01/BB',
    lines: [
      { accountId: bank.accountId, amount: 50_000_000 },
      { accountId: box.accountId, amount: 5_000_000 },
    ],
  });
});
afterAll(async () => {
  await owner.end();
  await t.close();
});
afterEach(() => t.verifyBooks());

async function accounts(of = fundId): Promise<AccountRow[]> {
  return (await api.get('ketoan', `/ledger/accounts?fund=${of}`)).body.items;
}
async function account(code: string, of = fundId): Promise<AccountRow> {
  const found = (await accounts(of)).find((row) => row.code === code);
  if (!found) throw new Error(`no account ${code}`);
  return found;
}
const balance = async (code: string): Promise<number> =>
  (await accounts()).filter((row) => row.code === code).reduce((sum, row) => sum + row.balance, 0);

const interest = async (more: object = {}): Promise<object> => ({
  fundId,
  template: 'interest',
  amount: 12_345,
  debitAccountId: (await account('1121')).accountId,
  effectiveDate: DAY,
  documentNo: 'GBC 07/2026',
  ...more,
});
async function prepare(body: object, path = '/ledger/entries', by = 'ketoan'): Promise<string> {
  const answer = await api.post(by, path, body);
  if (answer.status !== 201) throw new Error(answer.text);
  expect(answer.body).toEqual({ draftId: expect.any(String), state: 'prepared' });
  return answer.body.draftId;
}
const approve = (id: string, by = 'ketoantruong', key?: string) =>
  api.post(by, `/ledger/drafts/${id}/approve`, {}, key);

describe('a manual entry', () => {
  it('changes nothing until another person approves it, and shows beforehand what it will do', async () => {
    const before = await balance('1121');
    const id = await prepare(await interest());
    expect(await balance('1121')).toBe(before);
    const { body: draft } = await api.get('chutich', `/ledger/drafts/${id}`);
    expect(draft).toMatchObject({ state: 'prepared', kind: 'entry', total: 12_345, may: { approve: true } });
    expect(draft.preview.possible).toBe(true);
    expect(draft.preview.places).toEqual([expect.objectContaining({ code: '1121', before, after: before + 12_345 })]);
    const [purpose] = draft.preview.purposes;
    expect(purpose.after - purpose.before).toBe(12_345);
    expect(await balance('1121')).toBe(before);
    const answer = await approve(id, 'chutich');
    expect([answer.status, answer.body]).toEqual([200, { id: expect.any(Number) }]);
    expect(await balance('1121')).toBe(before + 12_345);
    expect(await balance('515')).toBe(-12_345);
    const entry = (await api.get('ketoan', `/ledger/entries/${answer.body.id}`)).body;
    expect(entry).toMatchObject({ kind: 'entry', documentNo: 'GBC 07/2026', effectiveDate: DAY });
    const settled = (await api.get('ketoan', `/ledger/drafts/${id}`)).body;
    expect(settled).toMatchObject({ state: 'posted', sequence: answer.body.id, preview: null });
  });

  it('is not approved by who prepared it, nor by who may not, nor twice', async () => {
    const id = await prepare(await interest(), '/ledger/entries', 'ketoantruong');
    expect((await approve(id)).body.code).toBe('draft.same-person');
    expect((await approve(id, 'ketoan')).status).toBe(403);
    expect((await approve(id, 'thuquy')).status).toBe(403);
    expect((await approve(id, 'xa.chutich')).status).toBe(403);
    expect((await approve(id, 'chutich')).status).toBe(200);
    const again = await approve(id, 'chutich');
    expect([again.status, again.body.code]).toEqual([409, 'draft.decided']);
    const late = await api.post('chutich', `/ledger/drafts/${id}/reject`, { reason: 'muộn rồi' });
    expect([late.status, late.body.code]).toEqual([409, 'draft.decided']);
  });

  it('is posted once by two who approve at one moment, and again the same to who asks again', async () => {
    const before = await balance('1121');
    const id = await prepare(await interest({ amount: 1_000 }));
    const answers = await Promise.all([approve(id), approve(id, 'chutich'), approve(id), approve(id, 'chutich')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect(await balance('1121')).toBe(before + 1_000);
    const other = await prepare(await interest({ amount: 1_000 }));
    const [first, second] = [await approve(other, 'chutich', 'one-key'), await approve(other, 'chutich', 'one-key')];
    expect(second.body).toEqual(first.body);
    expect(await balance('1121')).toBe(before + 2_000);
  });

  it('is sent back with a reason, or taken back by who prepared it and by nobody else', async () => {
    const before = await balance('1121');
    const sentBack = await prepare(await interest());
    const own = await api.post('ketoan', `/ledger/drafts/${sentBack}/reject`, { reason: 'sai số' });
    expect(own.status).toBe(403);
    expect((await api.post('chutich', `/ledger/drafts/${sentBack}/reject`, { reason: 'x' })).status).toBe(400);
    const rejected = await api.post('chutich', `/ledger/drafts/${sentBack}/reject`, { reason: 'sai số tiền' });
    expect(rejected.body).toEqual({ draftId: sentBack, state: 'rejected' });
    expect((await approve(sentBack)).body.code).toBe('draft.decided');
    const recalled = await prepare(await interest());
    const other = await api.post('ketoantruong', `/ledger/drafts/${recalled}/recall`);
    expect([other.status, other.body.code]).toEqual([409, 'draft.not-preparer']);
    expect((await api.post('ketoan', `/ledger/drafts/${recalled}/recall`)).body.state).toBe('recalled');
    expect((await approve(recalled)).body.code).toBe('draft.decided');
    expect(await balance('1121')).toBe(before);
    const list = (await api.get('ketoan', '/ledger/drafts?mine=true&state=rejected')).body.items;
    expect(list).toEqual([expect.objectContaining({ id: sentBack, reason: 'sai số tiền' })]);
  });

  it('waits in the list of those who may approve it, and not of who prepared it', async () => {
    const id = await prepare(await interest(), '/ledger/entries', 'ketoantruong');
    const waiting = async (who: string): Promise<string[]> =>
      (await api.get(who, '/ledger/drafts?waiting=true')).body.items.map((one: { id: string }) => one.id);
    expect(await waiting('chutich')).toContain(id);
    expect(await waiting('ketoantruong')).not.toContain(id);
    expect(await waiting('ketoan')).not.toContain(id);
    expect((await api.get('xa.ketoan', '/ledger/drafts')).body.items).toEqual([]);
    expect((await api.get('xa.ketoan', `/ledger/drafts/${id}`)).status).toBe(403);
    await api.post('ketoantruong', `/ledger/drafts/${id}/recall`);
  });

  it('is proven again when it is approved: what was there then may be gone', async () => {
    const [box, held] = [await account('1111'), await balance('1111')];
    const short = {
      fundId,
      template: 'cash-short',
      creditAccountId: box.accountId,
      amount: held,
      effectiveDate: DAY,
      documentNo: '01/BB-KK',
    };
    const [one, other] = [await prepare(short), await prepare(short)];
    expect((await approve(one)).status).toBe(200);
    const { body: draft } = await api.get('chutich', `/ledger/drafts/${other}`);
    expect(draft.preview).toMatchObject({ possible: false, code: 'ledger.place-short' });
    expect(draft.preview.vi).toContain('thiếu');
    const refused = await approve(other);
    expect([refused.status, refused.body.code]).toEqual([422, 'ledger.place-short']);
    expect((await api.get('chutich', `/ledger/drafts/${other}`)).body.state).toBe('prepared');
    const over = { ...short, template: 'cash-over', creditAccountId: undefined, debitAccountId: box.accountId };
    expect((await byTwo(api, CITY_BY, '/ledger/entries', over)).status).toBe(200);
    expect((await approve(other)).status).toBe(200);
    await byTwo(api, CITY_BY, '/ledger/entries', over);
  });
});

describe('the database itself', () => {
  const asOwner = (sql: string, values: unknown[]): Promise<unknown> => owner.query(sql, values);
  const decide = `UPDATE entry_draft SET state = $2, decided_by = $3, decided_at = now(), sequence = $4, reason = $5 WHERE id = $1`;

  it('refuses the preparer as the approver, a second decision, another content and a draft that vanishes', async () => {
    const id = await prepare(await interest());
    const actors = t.app.get(ActorsService);
    const [clerk, chair] = [await actors.byUsername('ketoan'), await actors.byUsername('chutich')];
    const fails = (values: unknown[], constraint: string): Promise<void> =>
      expect(asOwner(decide, [id, ...values])).rejects.toMatchObject({ constraint });
    await fails(['posted', clerk?.id, 1, null], 'entry_draft_two_people');
    await fails(['rejected', clerk?.id, null, 'vì vậy'], 'entry_draft_two_people');
    await fails(['recalled', chair?.id, null, null], 'entry_draft_two_people');
    await fails(['posted', chair?.id, null, null], 'entry_draft_decided_whole');
    await expect(
      asOwner(`UPDATE entry_draft SET content = jsonb_set(content, '{movements,0,amount}', '9') WHERE id = $1`, [id]),
    ).rejects.toMatchObject({ constraint: 'entry_draft_content_stands' });
    await expect(asOwner(`DELETE FROM entry_draft WHERE id = $1`, [id])).rejects.toThrow('append-only');
    expect((await approve(id)).status).toBe(200);
    await fails(['recalled', clerk?.id, null, null], 'entry_draft_decided_once');
  });
});

describe('bad input', () => {
  const LARGE = '{"amount":9223372036854775808}';

  it.each([
    ['an unknown template', { template: 'donation' }, 400, 'template'],
    ['no amount', { amount: undefined }, 400, 'amount'],
    ['a fraction', { amount: 1.5 }, 400, 'amount'],
    ['2^63', { amount: (JSON.parse(LARGE) as { amount: number }).amount }, 400, 'amount'],
    ['a name in place of a paper’s number', { documentNo: 'theo bà Nguyễn Thị A' }, 400, 'documentNo'],
    ['a month that is none', { adjusts: '2026-13' }, 400, 'adjusts'],
  ])('is named by its field: %s', async (_, more, status, path) => {
    const answer = await api.post('ketoan', '/ledger/entries', await interest(more));
    expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([status, path]);
  });

  it.each([
    [
      'another fund’s account',
      async () => ({ debitAccountId: (await account('1121', t.committee.city.CT.id)).accountId }),
      'draft.account-not-offered',
    ],
    ['no account', () => ({ debitAccountId: undefined }), 'draft.account-not-offered'],
    [
      'a box for a bank account',
      async () => ({ debitAccountId: (await account('1111')).accountId }),
      'draft.account-not-offered',
    ],
    [
      'another fund’s purpose',
      async () => ({ restrictionId: (await account('421', t.committee.city.CT.id)).restrictionId }),
      'ledger.restriction-unknown',
    ],
    ['no paper', () => ({ documentNo: undefined }), 'draft.paper-missing'],
    ['a month that is open', () => ({ adjusts: '2026-01' }), 'draft.month-open'],
    ['its own month', () => ({ adjusts: '2026-02' }), 'draft.adjusts-itself'],
    ['foreign money for đồng', () => ({ foreignAmount: 100 }), 'ledger.currency-mixed'],
    ['a day before the account', () => ({ effectiveDate: '2020-01-01' }), 'ledger.account-closed'],
  ])('is refused when it is prepared, and leaves nothing: %s', async (_, more, code) => {
    const count = async (): Promise<number> =>
      (await api.get('ketoan', '/ledger/drafts?mine=true&limit=200')).body.items.length;
    const before = await count();
    const answer = await api.post('ketoan', '/ledger/entries', await interest(await more()));
    expect([answer.status, answer.body.code]).toEqual([422, code]);
    expect(await count()).toBe(before);
  });

  it('a free entry with one bad movement is refused whole', async () => {
    const opened = await byTwo(api, CITY_BY, '/ledger/entries', {
      fundId,
      template: 'chi-ho',
      party: '00004',
      creditAccountId: (await account('1121')).accountId,
      amount: 700,
      effectiveDate: DAY,
      documentNo: 'UNC 01',
    });
    expect(opened.status).toBe(200);
    const [owed, debtor] = [await account('136'), await account('1388')];
    const good = { debitAccountId: debtor.accountId, creditAccountId: owed.accountId, amount: 100 };
    const free = { fundId, effectiveDate: DAY, description: 'Chuyển nợ <script>alert(1)</script>' };
    for (const bad of [
      { ...good, debitAccountId: 2_000_000_000 },
      { ...good, amount: 601 },
      { ...good, creditAccountId: debtor.accountId },
    ]) {
      const answer = await api.post('ketoan', '/ledger/entries', { ...free, movements: [good, bad] });
      expect(answer.status).toBe(422);
    }
    const posted = await byTwo(api, CITY_BY, '/ledger/entries', { ...free, movements: [good] });
    expect(posted.status).toBe(200);
    expect((await api.get('ketoan', `/ledger/entries/${posted.body.id}`)).body.description).toContain('<script>');
  });

  it('keeps a free entry off the boxes, the bank and what purposes hold', async () => {
    const [bank, debtor, given] = [await account('1121'), await account('1388'), await account('511')];
    for (const [debit, credit] of [
      [bank, debtor],
      [debtor, bank],
      [debtor, given],
      [given, debtor],
    ]) {
      const movements = [{ debitAccountId: debit?.accountId, creditAccountId: credit?.accountId, amount: 1 }];
      const body = { fundId, effectiveDate: DAY, description: 'Ghi tay', decisionNo: '9/QĐ', movements };
      expect((await api.post('ketoan', '/ledger/entries', body)).body.code).toBe('ledger.entry-has-own-way');
    }
  });
});

describe('a closed period', () => {
  const set = (state: 'open' | 'closed', startsOn: string): Promise<unknown> =>
    transact(t.app.get(DataSource), async (tx) => {
      const actor = await t.app.get(ActorsService).byUsername('ketoantruong');
      const of = { unitCode: '01', fundId, kind: 'month' as const, startsOn, actorId: actor?.id ?? '' };
      await t.app.get(PeriodsService).set(tx, { ...of, state });
    });

  it('that is closed between preparing and approving refuses the entry, which may be posted once it is open again', async () => {
    const id = await prepare(await interest());
    await set('closed', '2026-02-01');
    const refused = await approve(id);
    expect([refused.status, refused.body.code]).toEqual([409, 'ledger.period-closed']);
    await set('open', '2026-02-01');
    expect((await approve(id)).status).toBe(200);
  });

  it('is adjusted later by an entry that names it; one of an earlier year is no longer this year’s', async () => {
    for (const month of ['2026-01-01', '2025-11-01']) await set('closed', month);
    const income = await balance('515');
    const sameYear = await byTwo(api, CITY_BY, '/ledger/entries', await interest({ adjusts: '2026-01', amount: 50 }));
    const adjustment = (await api.get('ketoan', `/ledger/entries/${sameYear.body.id}`)).body;
    expect(adjustment).toMatchObject({ kind: 'adjustment', adjusts: '2026-01-01', effectiveDate: DAY });
    expect(await balance('515')).toBe(income - 50);
    const earlier = await byTwo(api, CITY_BY, '/ledger/entries', await interest({ adjusts: '2025-11-01', amount: 70 }));
    const entry = (await api.get('ketoan', `/ledger/entries/${earlier.body.id}`)).body;
    expect([entry.kind, entry.movements[0].credit.code]).toEqual(['adjustment', '421']);
    expect(await balance('515')).toBe(income - 50);
    for (const month of ['2026-01-01', '2025-11-01']) await set('open', month);
  });
});

describe('taking an entry back', () => {
  it('has one draft at a time: of two at one moment one is refused in words', async () => {
    const { body } = await byTwo(api, CITY_BY, '/ledger/entries', await interest());
    const path = `/ledger/entries/${body.id}/reverse`;
    const answers = await Promise.all(
      ['ketoan', 'ketoantruong'].map((who) => api.post(who, path, { reason: 'ghi hai lần' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('draft.reversal-waiting');
    const draftId = answers.find(({ status }) => status === 201)?.body.draftId as string;
    const posted = await approve(draftId, 'chutich');
    expect(posted.status).toBe(200);
    const entry = (await api.get('ketoan', `/ledger/entries/${body.id}`)).body;
    expect(entry.reversedBy).toBe(posted.body.id);
    const again = await api.post('ketoan', path, { reason: 'lần nữa' });
    expect([again.status, again.body.code]).toEqual([409, 'ledger.already-reversed']);
  });

  it('may be prepared again once the first was sent back, and is refused of what belongs elsewhere', async () => {
    const { body } = await byTwo(api, CITY_BY, '/ledger/entries', await interest());
    const path = `/ledger/entries/${body.id}/reverse`;
    const first = await prepare({ reason: 'ghi nhầm' }, path);
    await api.post('chutich', `/ledger/drafts/${first}/reject`, { reason: 'không nhầm' });
    expect((await byTwo(api, CITY_BY, path, { reason: 'nhầm thật' })).status).toBe(200);
    const gift = { fundId, amount: 500, channel: 'cash', effectiveDate: DAY };
    const { serial } = (await api.post('ketoan', '/donations', gift)).body.receipt;
    const { sequence } = (await api.get('ketoan', `/receipts/${serial}`)).body;
    const own = await api.post('ketoan', `/ledger/entries/${sequence}/reverse`, { reason: 'thử' });
    expect([own.status, own.body.code]).toEqual([422, 'ledger.reverse-elsewhere']);
    expect((await api.post('ketoan', '/ledger/entries/99999999/reverse', { reason: 'thử' })).status).toBe(404);
  });
});

describe('costs', () => {
  it('are paid from a purpose only once a consent to it was recorded by two people', async () => {
    const bank = await account('1121');
    const charge = {
      fundId,
      template: 'charge-from-gifts',
      creditAccountId: bank.accountId,
      amount: 11_000,
      effectiveDate: DAY,
      documentNo: 'GBN 03',
    };
    const refused = await api.post('ketoan', '/ledger/entries', charge);
    expect([refused.status, refused.body.code]).toEqual([422, 'ledger.cost-not-consented']);
    const { restrictionId } = await account('421');
    const consent = { restrictionId, documentNo: '05/BB-UH', agreedOn: '2026-01-20' };
    const agreedOn = addDays(t.app.get(Clock).today(), 1);
    const tomorrow = await api.post('ketoan', '/ledger/cost-consents', { ...consent, agreedOn });
    expect([tomorrow.status, tomorrow.body.code]).toEqual([400, 'date.future']);
    const somebodys = await api.post('ketoan', '/ledger/cost-consents', { ...consent, documentNo: '0912 345 678' });
    expect(somebodys.status).toBe(400);
    const draftId = await prepare(consent, '/ledger/cost-consents');
    expect((await api.post('ketoan', '/ledger/cost-consents', consent)).body.code).toBe('draft.consent-known');
    expect((await api.post('ketoan', '/ledger/entries', charge)).body.code).toBe('ledger.cost-not-consented');
    expect((await approve(draftId)).status).toBe(200);
    const { items } = (await api.get('ketoan', '/ledger/cost-consents')).body;
    expect(items).toEqual([expect.objectContaining({ restrictionId, documentNo: '05/BB-UH', agreedOn: '2026-01-20' })]);
    const before = await balance('1121');
    const sooner = await api.post('ketoan', '/ledger/entries', { ...charge, effectiveDate: '2026-01-19' });
    expect([sooner.status, sooner.body.code]).toEqual([422, 'ledger.cost-not-consented']);
    expect((await byTwo(api, CITY_BY, '/ledger/entries', charge)).status).toBe(200);
    expect([await balance('615'), await balance('1121')]).toEqual([11_000, before - 11_000]);
  });
});

describe('bought goods', () => {
  it('keep their purpose’s money reserved until they are given out, and give it back when taken back', async () => {
    const available = async (): Promise<number> => {
      const { body } = await api.get('ketoan', `/ledger/drafts/${probe}`);
      const [purpose] = body.preview.purposes;
      return purpose.availableBefore;
    };
    const probe = await prepare(await interest({ amount: 1 }));
    const before = await available();
    const of = { fundId, effectiveDate: t.app.get(Clock).today(), amount: 3_000_000 };
    const bought = { ...of, template: 'purchase', party: 'Công ty Gạo Bịa', documentNo: 'HĐ 000123' };
    const purchase = await byTwo(api, CITY_BY, '/ledger/entries', bought);
    expect(purchase.status).toBe(200);
    expect([await available(), await balance('152'), await balance('331')]).toEqual([
      before - 3_000_000,
      3_000_000,
      -3_000_000,
    ]);
    const givenOut = { ...of, amount: 1_000_000, template: 'goods-given-out', documentNo: 'DS 01' };
    const out = await byTwo(api, CITY_BY, '/ledger/entries', givenOut);
    expect([out.status, await available(), await balance('6112')]).toEqual([200, before - 3_000_000, 1_000_000]);
    const back = `/ledger/entries/${out.body.id}/reverse`;
    expect((await byTwo(api, CITY_BY, back, { reason: 'chưa phát' })).status).toBe(200);
    expect([await available(), await balance('152')]).toEqual([before - 3_000_000, 3_000_000]);
    await byTwo(api, CITY_BY, `/ledger/entries/${purchase.body.id}/reverse`, { reason: 'trả hàng' });
    expect([await available(), await balance('152'), await balance('331')]).toEqual([before, 0, 0]);
    await api.post('ketoan', `/ledger/drafts/${probe}/recall`);
  });
});

describe('every template', () => {
  /** Choices that let each one be posted in this order, from a bank account that has no statements. */
  const CASES: [template: string, choices: { debit?: string; credit?: string; party?: string; decision?: true }][] = [
    ['interest', { debit: '1121' }],
    ['other-income', { debit: '1121' }],
    ['bank-charge', { credit: '1121' }],
    ['charge-refill', { debit: '1121' }],
    ['charge-from-gifts', { credit: '1121' }],
    ['management-cost', { credit: '1121' }],
    ['cash-short', { credit: '1111' }],
    ['cash-over', { debit: '1111' }],
    ['unexplained-debit', { credit: '1121' }],
    ['suspense-credit', { debit: '1121' }],
    ['refund', { debit: '3388:suspense', credit: '1121' }],
    ['chi-ho', { party: 'unit', credit: '1121' }],
    ['chi-ho-settled', { credit: '136' }],
    ['chi-ho-received', { party: 'unit', debit: '1121' }],
    ['chi-ho-paid', { debit: '336', credit: '1121' }],
    ['support-to-unit', { credit: '1121' }],
    ['support-from-unit', { debit: '1121' }],
    ['thu-ho', { party: 'Quỹ Vắc-xin', debit: '1121' }],
    ['thu-ho-passed-on', { debit: '3388:thu-ho', credit: '1121' }],
    ['purchase', { party: 'Công ty Gạo Bịa' }],
    ['supplier-paid', { debit: '331', credit: '1121' }],
    ['goods-received', {}],
    ['goods-given-out', {}],
    ['returned-transfer', { debit: '1121' }],
    ['returned-paid-again', { debit: '3388:returned', credit: '1121' }],
    ['returned-transfer', { debit: '1121' }],
    ['returned-cancelled', { debit: '3388:returned' }],
    ['loss', {}],
    ['loss-made-good', { debit: '1121', credit: '1388:person' }],
    ['loss', {}],
    ['write-off', { credit: '1388:person', decision: true }],
    ['interest-taken-back', { credit: '1121' }],
    ['reallocation', { decision: true }],
  ];

  const choose = async (fund: string, wanted: string | undefined): Promise<number | undefined> => {
    const [code, subject] = (wanted ?? '').split(':');
    const rows = await t.app.get(DataSource).query<{ id: number }[]>(
      `SELECT a.id FROM account a
       WHERE a.fund_id = $1 AND a.code = $2 AND ($3::text IS NULL OR a.subject = $3 OR a.subject LIKE $3 || ':%')
       ORDER BY (SELECT balance FROM place_balance p WHERE p.account_id = a.id) DESC NULLS LAST, a.id DESC LIMIT 1`,
      [fund, code, subject ?? null],
    );
    return rows[0]?.id;
  };

  const play = async (by: typeof CITY_BY, of: { fundId: string; unitCode: string; other: string }): Promise<void> => {
    const [aside] = await t.app
      .get(DataSource)
      .query<{ id: number }[]>(
        `SELECT ledger_open_restriction($1, $2, 'earmark', gen_random_uuid(), 'Cho trẻ em') AS id`,
        [of.unitCode, of.fundId],
      );
    for (const [i, [template, { debit, credit, party, decision }]] of CASES.entries()) {
      const answer = await byTwo(api, by, '/ledger/entries', {
        fundId: of.fundId,
        template,
        amount: 2_000,
        effectiveDate: t.app.get(Clock).today(),
        documentNo: `CT ${i}`,
        debitAccountId: debit && (await choose(of.fundId, debit)),
        creditAccountId: credit && (await choose(of.fundId, credit)),
        party: party === 'unit' ? of.other : party,
        ...(template === 'reallocation' && { toRestrictionId: aside?.id }),
        ...(decision && { decisionNo: '21/QĐ' }),
      });
      expect({ template, status: answer.status, code: answer.body.code }).toEqual({
        template,
        status: 200,
        code: undefined,
      });
    }
  };

  it('is among the cases', async () => {
    const { items } = (await api.get('ketoan', '/ledger/entry-templates')).body;
    const named = items.map(({ id }: { id: string }) => id).sort();
    expect([...new Set(CASES.map(([id]) => id))].sort()).toEqual(named);
  });

  it('can be prepared and approved in profile A, in one fund’s course', () =>
    play(CITY_BY, { fundId, unitCode: '01', other: '00004' }));

  it('can be so in profile B, by other accounts', async () => {
    const { id: communeFund } = t.committee.commune.VNN;
    const chosen = { unitCode: '00004', from: '2025-01-01', profile: 'B', decisionNo: '02/QĐ-KT' };
    const profile = await api.post('xa.ketoan', '/ledger/profiles', chosen);
    expect(profile.status).toBe(201);
    expect((await api.post('xa.chutich', `/ledger/profiles/${profile.body.id}/confirm`)).status).toBeLessThan(300);
    const rows = (await api.get('xa.ketoan', `/ledger/accounts?fund=${communeFund}`)).body.items as AccountRow[];
    const place = (code: string): object => ({
      accountId: rows.find((row) => row.code === code)?.accountId,
      amount: 1_000_000,
    });
    const minutes = { fundId: communeFund, effectiveDate: '2025-12-31', minutesNo: '01/BB' };
    await openBooks(api, COMMUNE_BY, { ...minutes, lines: [place('1111'), place('1121')] });
    const restrictionId = rows.find((row) => row.restrictionId !== null)?.restrictionId;
    const consent = { restrictionId, documentNo: '05/BB-UH', agreedOn: '2026-01-20' };
    expect((await byTwo(api, COMMUNE_BY, '/ledger/cost-consents', consent)).status).toBe(200);
    await play(COMMUNE_BY, { fundId: communeFund, unitCode: '00004', other: '01' });
    const after = (await api.get('xa.ketoan', `/ledger/accounts?fund=${communeFund}`)).body.items as AccountRow[];
    const moved = after.filter((row) => row.balance !== 0).map(({ code }) => code);
    expect(moved.filter((code) => /^(421|[5-9])/.test(code))).toEqual([]);
    expect(moved).toEqual(expect.arrayContaining(['338', '0029']));
  });
});
