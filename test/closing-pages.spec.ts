/** The desk's pages of closing: what a person sees, fills in without script, and is told when it cannot be. */
import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { formatDate } from '../src/platform/dates.js';
import { formatNumber } from '../src/platform/money.js';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { type Browser, browserOf } from './support/browser.js';

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

/** What a reader sees of the page's own part, without the tags. */
const words = ({ text }: Response): string =>
  text
    .slice(text.indexOf('<main'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/\u00a0/g, ' ')
    .replace(/\s+/g, ' ');

const give = async (amount: number, effectiveDate: string): Promise<void> => {
  const { status, text } = await api.post('ketoan', 'donations', {
    fundId: fund.id,
    amount,
    channel: 'cash',
    effectiveDate,
  });
  if (status !== 201) throw new Error(text);
};

/** Sends the form of a page that goes to this address, with its hidden fields. */
async function sendTo(browser: Browser, page: Response, action: string, fields: Record<string, string>) {
  const opening = `<form[^>]* action="${action.replace(/[?/]/g, '\\$&')}" method="post"[^>]*>`;
  const form = new RegExp(`${opening}.*?</form>`, 's').exec(page.text);
  if (!form) throw new Error(`No form goes to ${action}.`);
  const hidden = [...form[0].matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const values = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
  return browser.post(action, { ...values, ...fields });
}

const noteFields = ({ text }: Response): string[] =>
  [...text.matchAll(/ name="(note\.[^"]+)"/g)].map(([, name = '']) => name);

it('closes a month with what is missing, where it is mended, and a note of who looked; then shows who closed it', async () => {
  await give(100_000, '2024-03-05');
  const chief = await browserOf(t, 'ketoantruong');
  const page = await chief.open(`/desk/closings?fund=${fund.id}`);
  expect(words(page)).toContain('Việc cuối tháng 03/2024');
  expect(words(page)).toMatch(/Tháng 3 đang mở .*Tháng 12/);
  expect(words(page)).toMatch(/Két .*: chưa kiểm quỹ đến ngày 31\/03\/2024 .*làm ngay/);
  expect(page.text).toContain(`href="/desk/cash-counts?fund=${fund.id}"`);
  expect(page.text).toMatch(/<button[^>]*disabled[^>]*>.*?Khóa sổ tháng 03\/2024/s);

  // The cashier counts, an accountant confirms.
  const cashier = await browserOf(t, 'thuquy');
  const counting = await cashier.open('/desk/cash-counts');
  const wrong = await sendTo(cashier, counting, '/desk/cash-counts', {
    cashBoxId: fund.cashBoxId,
    day: '31/3/2024',
    counted: 'x',
  });
  expect(wrong.status).toBe(422);
  expect(words(wrong)).toContain('Số tiền phải là số nguyên đồng');
  const counted = await sendTo(cashier, counting, '/desk/cash-counts', {
    cashBoxId: fund.cashBoxId,
    day: '31/3/2024',
    counted: '100.000',
  });
  expect(counted.status).toBe(303);
  expect(words(await cashier.follow(counted))).toContain('chờ kế toán xác nhận');
  const accountant = await browserOf(t, 'ketoan');
  const list = await accountant.open(`/desk/cash-counts?fund=${fund.id}`);
  const [confirm = ''] = /\/desk\/cash-counts\/[0-9a-f-]+\/confirm/.exec(list.text) ?? [];
  expect((await sendTo(accountant, list, confirm, {})).status).toBe(303);

  const ready = await chief.open(`/desk/closings?fund=${fund.id}`);
  const [note = ''] = noteFields(ready);
  const silent = await sendTo(chief, ready, '/desk/closings', {});
  expect(silent.status).toBe(422);
  expect(words(silent)).toContain('Khoản ủng hộ: 1 bút toán ghi sau khi hết tháng');
  const short = await sendTo(chief, ready, '/desk/closings', { [note]: 'x' });
  expect(words(short)).toContain('Ghi rõ đã xem gì');
  const closed = await sendTo(chief, ready, '/desk/closings', { [note]: 'Phiếu thu 01 ghi bù' });
  expect(closed.status).toBe(303);
  const after = await chief.follow(closed);
  expect(words(after)).toContain('Tháng 03/2024 đã khóa sổ. Người dùng ketoantruong');
  expect(words(after)).toContain('“Phiếu thu 01 ghi bù”');
  expect(after.text).not.toContain('/reopen"');

  const chair = await browserOf(t, 'chutich');
  const standing = await chair.open(`/desk/closings?fund=${fund.id}&month=2024-03`);
  const [reopen = ''] = /\/desk\/closings\/[0-9a-f-]+\/reopen/.exec(standing.text) ?? [];
  const without = await sendTo(chair, standing, reopen, { reason: '' });
  expect(words(without)).toContain('Ghi lý do.');
  const opened = await sendTo(chair, standing, reopen, { reason: 'Bỏ sót phiếu thu' });
  expect(opened.status).toBe(303);
  expect(words(await chair.follow(opened))).toContain('Tháng 03/2024 đã được mở lại. Người dùng chutich');
});

it('takes one note for all lines of a point that were left empty', async () => {
  for (const [day, amount] of [
    ['2024-03-05', 1_000],
    ['2024-03-06', 2_000],
  ] as const) {
    const transfer = { fundId: fund.id, amount, channel: 'transfer', effectiveDate: day };
    await api.post('ketoan', 'donations', transfer);
  }
  const chief = await browserOf(t, 'ketoantruong');
  const page = await chief.open(`/desk/closings?fund=${fund.id}`);
  expect(noteFields(page).filter((name) => name.startsWith('note.transit'))).toHaveLength(2);
  const [late = ''] = noteFields(page).filter((name) => name.startsWith('note.cut-off'));
  const sent = { 'all.transit': 'Đã hỏi ngân hàng, tiền về đầu tháng 4', [late]: 'Chuyển khoản ghi bù' };
  const closed = await sendTo(chief, page, '/desk/closings', sent);
  expect(closed.status).toBe(303);
  expect(words(await chief.follow(closed)).match(/“Đã hỏi ngân hàng/g)).toHaveLength(2);
});

it('closes a year, shows that it is carried over, and the roll-forward of each purpose as paper', async () => {
  await give(100_000, '2024-12-05');
  const count = await api.post('thuquy', 'cash-counts', {
    cashBoxId: fund.cashBoxId,
    day: '2024-12-31',
    counted: 100_000,
  });
  await api.post('ketoan', `cash-counts/${(count.body as { id: string }).id}/confirm`);
  const chief = await browserOf(t, 'ketoantruong');
  const month = await chief.open(`/desk/closings?fund=${fund.id}`);
  const notes = Object.fromEntries(noteFields(month).map((name) => [name, 'Đã xem']));
  expect((await sendTo(chief, month, '/desk/closings', notes)).status).toBe(303);
  const page = await chief.open(`/desk/closings?fund=${fund.id}&year=2024`);
  const year = await sendTo(chief, page, '/desk/closings/year', {});
  expect(year.status).toBe(303);
  expect(words(await chief.follow(year))).toMatch(/Năm 2024 đã khóa .*Khóa bởi Người dùng ketoantruong/);
  const paper = await chief.open(`/desk/books/roll-forward?fund=${fund.id}&from=1/1/2024&to=31/12/2024`);
  expect(words(paper)).toMatch(/Tồn và biến động theo mục đích · từ 01\/01\/2024 đến 31\/12\/2024/);
  expect(words(paper)).toMatch(/Cộng 0 100\.000 0 100\.000/);
  const english = await chief.open(`/desk/books/roll-forward?fund=${fund.id}&lang=en`);
  expect(words(await chief.follow(english))).toContain('Roll-forward by purpose');
});

it('shows closing to who may look, without buttons, and to nobody else', async () => {
  await give(100_000, '2024-03-05');
  for (const who of ['ketoan', 'thuquy', 'chutich', 'giamsat']) {
    const page = await (await browserOf(t, who)).open(`/desk/closings?fund=${fund.id}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('Khóa sổ tháng 03/2024</span>');
  }
  expect((await (await browserOf(t, 'quantri')).open('/desk/closings')).status).toBe(403);
  const stranger = await (await browserOf(t, 'xa.ketoan')).open(`/desk/closings?fund=${fund.id}`);
  expect(words(stranger)).not.toContain('Tháng 3 đang mở');
  const malformed = await (await browserOf(t, 'ketoantruong')).open('/desk/closings?fund=x&month=2024-99&year=abc');
  expect(malformed.status).toBe(200);
});

it('says beside the day of a gift that its month is closed', async () => {
  await give(100_000, '2024-03-05');
  const count = await api.post('thuquy', 'cash-counts', {
    cashBoxId: fund.cashBoxId,
    day: '2024-03-31',
    counted: 100_000,
  });
  await api.post('ketoan', `cash-counts/${(count.body as { id: string }).id}/confirm`);
  const chief = await browserOf(t, 'ketoantruong');
  const page = await chief.open(`/desk/closings?fund=${fund.id}`);
  await sendTo(chief, page, '/desk/closings', Object.fromEntries(noteFields(page).map((name) => [name, 'Đã xem'])));
  const clerk = await browserOf(t, 'ketoan');
  const refused = await clerk.send('/desk/gifts/new', {
    amount: '50.000',
    channel: 'cash',
    purpose: fund.id,
    effectiveDate: '20/3/2024',
    donorName: '',
  });
  expect(refused.status).toBe(422);
  expect(refused.text).toMatch(/id="f-effectiveDate-problem">.*?Ghi ngày hôm nay và nêu kỳ được điều chỉnh/s);
});

it('names on the statement who looks after a line, with the days it has been open', async () => {
  const csv = [
    'PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails',
    `1,${formatDate('2024-03-04')},1.1,,${formatNumber(50_000n)},${formatNumber(50_000n)},"ung ho"`,
    `1,${formatDate('2024-03-31')},2.1,${formatNumber(1_000n)},,${formatNumber(49_000n)},"phi"`,
  ].join('\n');
  const token = await t.signIn('ketoan');
  const kept = await t.http
    .post(`/api/v1/bank-accounts/${fund.bankAccountId}/statements`)
    .set('Authorization', `Bearer ${token}`)
    .set('Idempotency-Key', randomUUID())
    .attach('file', Buffer.from(csv), 'sao-ke.csv');
  const { id } = kept.body as { id: string };
  await api.post('ketoan', `statements/${id}/post`);
  const clerk = await browserOf(t, 'ketoan');
  const page = await clerk.open(`/desk/statements/${id}`);
  expect(words(page)).toMatch(/chưa có người theo dõi · \d+ ngày/);
  const [action = ''] = /\/desk\/statements\/[0-9a-f-]+\/lines\/[0-9a-f-]+\/owner/.exec(page.text) ?? [];
  expect(words(await sendTo(clerk, page, action, {}))).toContain('Chọn người theo dõi.');
  const [, person = ''] = /<option value="([0-9a-f-]{36})"[^>]*>Người dùng ketoantruong</.exec(page.text) ?? [];
  const named = await sendTo(clerk, page, action, { userId: person });
  expect(named.status).toBe(303);
  expect(words(await clerk.follow(named))).toMatch(/Người dùng ketoantruong theo dõi · \d+ ngày/);
});
