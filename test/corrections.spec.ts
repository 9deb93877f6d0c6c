/** Corrections that come late: after the year has changed, and after the bank has spoken. */
import { randomUUID } from 'node:crypto';
import { formatDate } from '../src/platform/dates.js';
import { formatNumber } from '../src/platform/money.js';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { byTwo, CITY_BY, openBooks } from './support/two-people.js';

const DAY = '2026-02-10';

let t: TestApp;
let api: Api;
let fund: TestApp['committee']['city']['VNN'];

beforeEach(async () => {
  t = await startApp();
  api = apiOf(t);
  fund = t.committee.city.VNN;
});
afterEach(async () => {
  await t.verifyBooks();
  await t.close();
});

type Account = { accountId: number; code: string; balance: number };

async function account(code: string): Promise<Account> {
  const { items } = (await api.get('ketoan', `/ledger/accounts?fund=${fund.id}`)).body as { items: Account[] };
  const found = items.find((row) => row.code === code);
  if (!found) throw new Error(`no account ${code}`);
  return found;
}

const interest = async (effectiveDate: string): Promise<object> => ({
  fundId: fund.id,
  template: 'interest',
  amount: 12_345,
  debitAccountId: (await account('1121')).accountId,
  effectiveDate,
  documentNo: 'GBC 07',
});

/** A statement of one credit, posted. */
async function bankSays(credit: number, opening: number): Promise<void> {
  const cells = ['', formatNumber(BigInt(credit)), formatNumber(BigInt(opening + credit))];
  const file = [
    'PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails',
    `1,${formatDate(DAY)},0.1,${cells.map((cell) => `"${cell}"`).join(',')},"nop tien"`,
  ].join('\n');
  const kept = await t.http
    .post(`/api/v1/bank-accounts/${fund.bankAccountId}/statements`)
    .set('Authorization', `Bearer ${await t.signIn('ketoan')}`)
    .set('Idempotency-Key', randomUUID())
    .field('profile', 'vietcombank')
    .attach('file', Buffer.from(file), 'sao-ke.csv');
  const posted = await api.post('ketoan', `/statements/${kept.body.id as string}/post`);
  if (posted.status !== 200) throw new Error(`${kept.text} ${posted.text}`);
}

it('what an earlier year received is taken back out of what was left of it, and not out of this year’s income', async () => {
  const bank = (await account('1121')).accountId;
  const lines = [{ accountId: bank, amount: 50_000_000 }];
  await openBooks(api, CITY_BY, { fundId: fund.id, effectiveDate: '2025-06-30', minutesNo: '01/BB', lines });
  const codesOf = async (id: number): Promise<string[]> => {
    const { movements } = (await api.get('ketoan', `/ledger/entries/${id}`)).body as {
      movements: { debit: Account; credit: Account }[];
    };
    return movements.flatMap(({ debit, credit }) => [debit.code, credit.code]);
  };
  const { body: received } = await byTwo(api, CITY_BY, '/ledger/entries', await interest('2025-11-10'));
  expect(await codesOf(received.id as number)).toEqual(['1121', '515']);
  const path = `/ledger/entries/${received.id as number}/reverse`;
  const back = await byTwo(api, CITY_BY, path, { reason: 'ngân hàng trả nhầm', effectiveDate: DAY });
  expect(await codesOf(back.body.id as number)).toEqual(['421', '1121']);
  const { body: same } = await byTwo(api, CITY_BY, '/ledger/entries', await interest(DAY));
  const again = await byTwo(api, CITY_BY, `/ledger/entries/${same.id as number}/reverse`, { reason: 'ghi hai lần' });
  expect(await codesOf(again.body.id as number)).toEqual(['515', '1121']);
});

it('cash on its way is not taken back once the bank has it: else other money on its way would come to the box', async () => {
  const gift = { fundId: fund.id, amount: 900_000, channel: 'cash', effectiveDate: DAY };
  await api.post('ketoan', '/donations', gift);
  const places = { cashBoxId: fund.cashBoxId, bankAccountId: fund.bankAccountId, effectiveDate: DAY };
  const { body: first } = await api.post('thuquy', '/cash-deposits', { ...places, amount: 300_000 });
  const path = `/ledger/entries/${first.sequence as number}/reverse`;
  const prepared = await api.post('ketoan', path, { reason: 'nộp nhầm' });
  expect(prepared.status).toBe(201);
  await bankSays(300_000, 0);
  await api.post('ketoan', '/donations', { ...gift, channel: 'transfer' });
  const approved = await api.post('chutich', `/ledger/drafts/${prepared.body.draftId as string}/approve`);
  expect([approved.status, approved.body.code]).toEqual([422, 'ledger.reverse-elsewhere']);
  expect([(await account('1111')).balance, (await account('113')).balance]).toEqual([600_000, 900_000]);
});

it('an entry at the bank that was prepared before the first statement is not approved after it', async () => {
  const prepared = await api.post('ketoan', '/ledger/entries', await interest(DAY));
  expect(prepared.status).toBe(201);
  await bankSays(12_345, 0);
  const approved = await api.post('chutich', `/ledger/drafts/${prepared.body.draftId as string}/approve`);
  expect([approved.status, approved.body.code]).toEqual([422, 'draft.bank-has-statement']);
});
