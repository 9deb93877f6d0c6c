/** The desk's pages of what takes two people, as a browser without script uses them. */
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { ActorsService } from '../src/identity/actors.service.js';
import { UsersService } from '../src/identity/users.service.js';
import { transact } from '../src/platform/transact.js';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { type Browser, browserOf } from './support/browser.js';
import { byTwo, CITY_BY, openBooks } from './support/two-people.js';

let t: TestApp;
let api: Api;
let clerk: Browser;
let chair: Browser;
let fundId: string;
let bank: number;

type AccountRow = { accountId: number; code: string; fundId: string; balance: number };
const accounts = async (): Promise<AccountRow[]> => (await api.get('ketoan', '/ledger/accounts')).body.items;
const idOf = async (fund: string, code: string): Promise<number> =>
  (await accounts()).find((row) => row.fundId === fund && row.code === code)?.accountId ?? 0;
const words = (html: string): string =>
  html
    .slice(html.indexOf('<main'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const at = (template: string): string =>
  `/desk/books/drafts/new?fund=${fundId}&template=${encodeURIComponent(template)}`;

beforeAll(async () => {
  t = await startApp();
  api = apiOf(t);
  [clerk, chair] = await Promise.all([browserOf(t, 'ketoan'), browserOf(t, 'chutich')]);
  fundId = t.committee.city.VNN.id;
  bank = await idOf(fundId, '1121');
  const lines = [{ accountId: bank, amount: 50_000_000 }];
  await openBooks(api, CITY_BY, { fundId, effectiveDate: '2025-12-31', minutesNo: '01/BB', lines });
});
afterAll(() => t.close());
afterEach(() => t.verifyBooks());

describe('a manual entry at the desk', () => {
  it('is found by a few letters, asks only for what it needs, and waits with its effect in sight', async () => {
    const first = await clerk.open('/desk/books/drafts/new');
    expect(first.text).toContain('Lãi tiền gửi');
    const unclear = await clerk.open(at('tien'));
    expect(words(unclear.text)).toContain('Chọn một mẫu trong danh sách');
    const form = await clerk.open(at('lai tien gui'));
    expect(form.text).toContain('name="documentNo"');
    expect(form.text).not.toContain('name="party"');
    expect(form.text).not.toContain('name="decisionNo"');
    const wrong = await clerk.send(at('interest'), { amount: '', debitAccountId: String(bank), documentNo: 'bà Hoa' });
    expect(wrong.status).toBe(422);
    expect(words(wrong.text)).toContain('Chưa ghi số tiền');
    expect(words(wrong.text)).toContain('Ghi số văn bản');
    const [purpose] = /name="restrictionId".*?value="(\d+)"/s.exec(form.text)?.slice(1) ?? [];
    const filled = {
      amount: '12.345',
      debitAccountId: String(bank),
      documentNo: 'GBC 07',
      restrictionId: purpose ?? '',
    };
    const sent = await clerk.send(at('interest'), { ...filled, description: 'Lãi <script>alert(1)</script>' });
    expect(sent.status).toBe(303);
    const own = await clerk.follow(sent);
    expect(own.text).not.toContain('<script>alert');
    expect(words(own.text)).toContain('50.012.345');
    expect(own.text).not.toContain('/approve');
    expect(own.text).toContain('/recall');
    expect(words((await chair.open('/desk/books/drafts')).text)).toContain('chờ duyệt');
    const posted = await chair.send(sent.headers.location as string, {});
    expect(posted.status).toBe(303);
    const late = await chair.post(`${String(sent.headers.location)}/approve`, { idempotencyKey: randomUUID() });
    expect(words(late.text)).toContain('đã được quyết định rồi');
    const done = await chair.follow(posted);
    expect(words(done.text)).toContain('đã ghi sổ');
    expect(done.text).toMatch(/\/desk\/books\/entries\/\d+/);
    expect((await accounts()).find(({ accountId }) => accountId === bank)?.balance).toBe(50_012_345);
  });

  it('says beside the fields what the books refuse, and keeps what was typed', async () => {
    const form = await clerk.open(at('charge-from-gifts'));
    const [purpose] = /name="restrictionId".*?value="(\d+)"/s.exec(form.text)?.slice(1) ?? [];
    const charge = { creditAccountId: String(bank), restrictionId: purpose ?? '', documentNo: 'GBN 1' };
    const refused = await clerk.send(at('charge-from-gifts'), { ...charge, amount: '11.000' });
    expect(refused.status).toBe(422);
    expect(words(refused.text)).toContain('đã đồng ý bằng văn bản');
    expect(refused.text).toContain('value="GBN 1"');
    const unit = await clerk.send(at('chi-ho'), {
      amount: '1tr',
      creditAccountId: String(bank),
      documentNo: 'UNC 2',
      party: 'Không Có',
    });
    expect(unit.status).toBe(422);
    expect(words(unit.text)).toContain('Không có đơn vị mang mã');
  });

  it('is sent back with a reason; a paper that another decided meanwhile says so', async () => {
    const sent = await clerk.send(at('consent'), { documentNo: '07/BB-UH', restrictionId: '1', effectiveDate: '' });
    const page = sent.headers.location as string;
    expect(sent.status).toBe(303);
    const { text } = await chair.open(page);
    expect(text).toContain('/reject');
    await api.post('ketoantruong', page.replace('/desk/books', '/ledger') + '/reject', { reason: 'thiếu chữ ký' });
    const late = await chair.open(page);
    expect(words(late.text)).toContain('thiếu chữ ký');
    expect(late.text).not.toContain('/approve');
    expect(words((await clerk.open('/desk/books/drafts?view=mine')).text)).toContain('bị trả lại');
  });
});

describe('minutes at the desk', () => {
  it('of opening balances are drawn up by one and signed by another', async () => {
    const { id } = t.committee.city.BD;
    const page = `/desk/books/minutes/opening/new?fund=${id}`;
    const { text } = await clerk.open(page);
    const [place, purpose] = /name="purpose(\d+)".*?value="(\d+)"/s.exec(text)?.slice(1) ?? [];
    const nothing = await clerk.send(page, { minutesNo: '05/BB', [`purpose${place}`]: purpose ?? '' });
    expect([nothing.status, words(nothing.text)]).toEqual([422, expect.stringContaining('ít nhất một số dư')]);
    const amount = { [`amount${place}`]: '700.000', [`purpose${place}`]: purpose ?? '' };
    const given = { minutesNo: '05/BB', ...amount, effectiveDate: '31/12/2025' };
    const sent = await clerk.send(page, given);
    expect(sent.status).toBe(303);
    const signed = await chair.send(sent.headers.location as string, {});
    expect(words((await chair.follow(signed)).text)).toContain('đã ký');
    const held = (await accounts()).filter((row) => row.fundId === id && /^11/.test(row.code));
    expect(held.map(({ balance }) => balance)).toContain(700_000);
  });

  it('keep each balance at the place that it was typed beside, though another place was opened meanwhile', async () => {
    const fundId = t.committee.city.CT.id;
    const page = `/desk/books/minutes/opening/new?fund=${fundId}`;
    const { text } = await clerk.open(page);
    const [[first, purpose], [second]] = [...text.matchAll(/name="purpose(\d+)".*?value="(\d+)"/gs)].map(
      ([, place = '', value = '']) => [place, value] as const,
    ) as [readonly [string, string], readonly [string, string]];
    const lines = [{ accountId: Number(first), amount: 1_000 }];
    const by = { fundId, effectiveDate: '2025-12-31', minutesNo: '06/BB', lines };
    expect((await byTwo(api, CITY_BY, '/ledger/opening-balances', by)).status).toBe(200);
    const typed = { [`amount${second}`]: '800.000', [`purpose${second}`]: purpose };
    const sent = await clerk.send(page, { minutesNo: '07/BB', effectiveDate: '31/12/2025', ...typed });
    const id = /minutes\/([0-9a-f-]+)/.exec(sent.headers.location as string)?.[1];
    const { body } = await api.get('ketoan', `/ledger/minutes/${id}`);
    expect((body as { content: { lines: object[] } }).content.lines).toEqual([
      { accountId: Number(second), amount: 800_000, restrictionId: Number(purpose) },
    ]);
  });

  it('of a handover show what was counted, and what the books say, to the one who takes over', async () => {
    await transact(t.app.get(DataSource), async (tx) => {
      const users = t.app.get(UsersService);
      const system = await t.app.get(ActorsService).system();
      const person = { username: 'thuquy.moi', name: 'Người Mới', unitCode: '01', password: t.committee.password };
      const userId = await users.createUser(tx, system, person);
      await users.grantRole(tx, system, { userId, role: 'cashier', unitCode: '01' });
    });
    const dollars = { fundId: t.committee.city.BD.id, name: 'Két đô la', openedOn: '2025-01-01', currency: 'USD' };
    expect((await api.post('quantri', '/cash-boxes', dollars)).status).toBe(201);
    const [cashier, other] = await Promise.all([browserOf(t, 'thuquy'), browserOf(t, 'thuquy.moi')]);
    const page = '/desk/books/minutes/handover/new?post=cashier/01';
    const boxes = [...(await cashier.open(page)).text.matchAll(/name="(counted\d+)"/g)].map(([, name]) => name ?? '');
    expect(boxes.length).toBe(4);
    const given = { minutesNo: '09/BB-BG', receiver: 'thuquy.moi' };
    const uncounted = await cashier.send(page, given);
    expect([uncounted.status, words(uncounted.text)]).toEqual([422, expect.stringContaining('đếm từng két')]);
    const counted = Object.fromEntries(boxes.map((name) => [name, '0']));
    const off = await cashier.send(page, { ...given, ...counted, [boxes[2] ?? '']: '5.000' });
    expect(words(off.text)).toContain('ghi rõ lý do lệch');
    const why = { differenceReason: 'thừa do trả lại' };
    const over = { [boxes[2] ?? '']: '5.000', [boxes[3] ?? '']: '12,50' };
    const sent = await cashier.send(page, { ...given, ...counted, ...over, ...why });
    expect(sent.status).toBe(303);
    const shown = words((await other.open(sent.headers.location as string)).text);
    expect(shown).toContain('thừa do trả lại');
    expect(shown).toMatch(/12,50\sUSD/);
    const signed = await other.send(sent.headers.location as string, {});
    expect(words((await other.follow(signed)).text)).toContain('đã ký');
  });
});
