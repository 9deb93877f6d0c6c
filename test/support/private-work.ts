/** A committee's work with private data wherever it can be put, to see that none of it gets out. */
import type { Response, Test } from 'supertest';
import { apiOf, Caller } from './api.js';
import type { TestApp } from './app.js';
import { CITY_BY, openBooks } from './two-people.js';

type Receipt = { serial: string; code: string };
export type Receipts = Record<'shy' | 'named' | 'void' | 'appeal', Receipt>;

/** Nothing of this may reach a public byte. */
export const PRIVATE = {
  printed: 'Nguyễn Thị Kín Đáo',
  condition: 'Chỉ dành cho cháu Lò Văn Giấu',
  reason: 'Bà Phạm Thị Nhầm chuyển hai lần',
  pledger: 'Công ty Lặng Lẽ',
  head: 'Vừ A Dấu Tên',
  village: 'Bản Khuất Nẻo',
  phone: '0987654321',
  identity: '001085004321',
  account: '0011004009999',
  holder: 'VU A DAU TEN',
  batch: 'Nhà ông Vừ A Dấu Tên',
};
export const PUBLIC_NAME = 'Gia đình bà Hiền';

/** A month of a committee's work, with private data wherever it can be put. */
export async function work(t: TestApp): Promise<Receipts> {
  const clerk = await Caller.of(t, 'ketoan');
  const receipts: Partial<Receipts> = {};
  const gift = async (more: object): Promise<Receipt> =>
    (await done(clerk.post('/donations', { channel: 'cash', ...more }))).receipt;
  const { VNN, CT } = t.committee.city;
  const place = (await clerk.get('/ledger/accounts')).body.items.find(
    (one: { code: string; fundId: string }) => one.code === '1121' && one.fundId === VNN.id,
  );
  await openBooks(apiOf(t), CITY_BY, {
    fundId: VNN.id,
    effectiveDate: '2025-12-31',
    minutesNo: '01/BB',
    lines: [{ accountId: place.accountId, amount: 5_000_000 }],
  });
  receipts.shy = await gift({
    fundId: VNN.id,
    amount: 200_000,
    donorName: PRIVATE.printed,
    effectiveDate: '2026-01-05',
  });
  receipts.named = await gift({ fundId: VNN.id, amount: 300_000, donorName: PRIVATE.printed, publicName: PUBLIC_NAME });
  const twice = await done(
    clerk.post('/donations', {
      fundId: VNN.id,
      amount: 70_000,
      channel: 'cash',
      donorName: PRIVATE.printed,
      publicName: true,
    }),
  );
  receipts.void = twice.receipt;
  await done(clerk.post(`/donations/${twice.id}/void`, { reason: PRIVATE.reason }));
  const appealId = t.committee.appeals.city;
  receipts.appeal = await gift({ fundId: CT.id, appealId, amount: 1_000_000 });
  await gift({ fundId: CT.id, appealId, amount: 500_000, condition: PRIVATE.condition, donorName: PRIVATE.printed });
  await done(
    clerk.post('/pledges', {
      fundId: CT.id,
      appealId,
      giverName: PRIVATE.pledger,
      amount: 9_000_000,
      dueDate: '2030-01-01',
      note: PRIVATE.reason,
    }),
  );
  await payOut(t, clerk);
  return receipts as Receipts;
}

/** Two households of Ba Đình are to get 100.000 đ each; the first has signed. */
async function payOut(t: TestApp, clerk: Caller): Promise<void> {
  const lines: { householdId: string; amount: number }[] = [];
  for (const number of [PRIVATE.identity, '001085004322']) {
    const household = await done(
      clerk.post('/households', {
        unitCode: '00004',
        village: PRIVATE.village,
        headName: PRIVATE.head,
        identityNumber: number,
        phone: PRIVATE.phone,
        bankAccount: { bankCode: 'vietcombank', number: PRIVATE.account, holderName: PRIVATE.holder },
      }),
    );
    lines.push({ householdId: household.id, amount: 100_000 });
  }
  const purpose = { fundId: t.committee.city.VNN.id, title: PRIVATE.batch, purpose: 'poor-tet', method: 'cash' };
  const { id } = await done(clerk.post('/disbursements', purpose));
  await done(clerk.post(`/disbursements/${id}/lines`, { lines }));
  await done(clerk.post(`/disbursements/${id}/submit`));
  await done((await Caller.of(t, 'chutich')).post(`/disbursements/${id}/approve`));
  await done((await Caller.of(t, 'thuquy')).post(`/disbursements/${id}/pay`));
  const batch = await clerk.get(`/disbursements/${id}`);
  await done(
    clerk.post(`/disbursements/${id}/lines/${batch.body.lines[0].id}/acknowledge`, { signedBy: PRIVATE.head }),
  );
}

async function done(call: Test): Promise<Response['body']> {
  const answer = await call;
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
  return answer.body;
}
