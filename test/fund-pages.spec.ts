import { addDays, formatDate } from '../src/platform/dates.js';
import { Clock } from '../src/platform/clock.js';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { type Browser, browserOf } from './support/browser.js';

let t: TestApp;
let api: Api;
let clerk: Browser;
let administrator: Browser;
let today: string;

beforeAll(async () => {
  t = await startApp();
  api = apiOf(t);
  today = t.app.get(Clock).today();
  clerk = await browserOf(t, 'ketoan');
  administrator = await browserOf(t, 'quantri');
});
afterAll(() => t.close());
afterEach(() => t.verifyBooks());

/** What a reader sees, without the tags. */
const words = (html: string) =>
  html
    .slice(html.indexOf('<main'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/\u00a0/g, ' ')
    .replace(/\s+/g, ' ');

describe('the pledges’ pages', () => {
  const promise = () => ({
    giverName: 'Hợp tác xã <script>alert(1)</script>',
    giverKind: 'organisation',
    amount: '12.500.000',
    dueDate: '',
    purpose: t.committee.city.VNN.id,
    pledgedOn: '',
    note: '',
  });

  it('come back with what was typed and every problem beside its field', async () => {
    const answer = await clerk.send('/desk/pledges/new', {
      ...promise(),
      amount: '1.5',
      dueDate: '31/2',
      giverName: '',
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('value="1.5"');
    expect(words(answer.text)).toContain('Không được để trống.');
    expect(words(answer.text)).toContain('Số tiền phải là số nguyên đồng');
    expect(words(answer.text)).toContain('Ngày không đúng');
    expect((await api.get('ketoan', 'pledges')).body.items).toEqual([]);
  });

  it('record one after the other, show sums apart from money, and escape what was typed', async () => {
    const answer = await clerk.send('/desk/pledges/new', promise());
    expect(answer.status).toBe(303);
    const next = await clerk.follow(answer);
    expect(words(next.text)).toMatch(/Đã ghi VNN [0-9A-Z]{6}: 12\.500\.000 đ\./);
    const second = { ...promise(), amount: '500k', giverName: 'Bà Năm' };
    expect((await clerk.send('/desk/pledges/new', second)).status).toBe(303);

    const list = await clerk.open('/desk/pledges');
    expect(list.text).not.toContain('<script>alert');
    expect(list.text).toContain('&lt;script>alert(1)');
    expect(words(list.text)).toContain('Đã đăng ký 13.000.000 đ');
    expect(words(list.text)).toContain('Lời hứa chưa phải là tiền');
    expect(words((await clerk.open('/desk/pledges?state=kept')).text)).toContain('Chưa có đăng ký nào ở đây.');
  });

  it('take a pledge back with its reason', async () => {
    const { body } = await api.get('ketoan', 'pledges');
    const page = `/desk/pledges/${body.items[0].id}`;
    expect(words((await clerk.open(page)).text)).toContain('Ghi tiền đã đến');
    const empty = await clerk.send(page, { reason: ' ' });
    expect([empty.status, words(empty.text).includes('Không được để trống.')]).toEqual([422, true]);
    expect((await clerk.send(page, { reason: 'Ghi nhầm' })).status).toBe(303);
    const after = words((await clerk.open(page)).text);
    expect(after).toContain('đã hủy');
    expect(after).toContain('Ghi nhầm');
    expect(after).not.toContain('Ghi tiền đã đến');
  });

  it('show a board member the list but no form, and a stranger nothing', async () => {
    const board = await browserOf(t, 'giamsat');
    const list = await board.open('/desk/pledges');
    expect([list.status, list.text.includes('/desk/pledges/new')]).toEqual([200, false]);
    expect((await board.open('/desk/pledges/new')).status).toBe(403);
    const commune = await browserOf(t, 'xa.ketoan');
    const { body } = await api.get('ketoan', 'pledges');
    expect((await commune.open(`/desk/pledges/${body.items[0].id}`)).status).toBe(404);
  });
});

describe('the appeals’ pages', () => {
  const relief = (part: Record<string, string> = {}) => ({
    name: 'Khắc phục sạt lở',
    fundId: t.committee.city.CT.id,
    regime: 'nd93',
    receiveFrom: formatDate(addDays(today, -60)),
    receiveUntil: formatDate(addDays(today, 29)),
    documentNo: '15/LKG-MTTQ-BTT',
    purpose: '',
    targetAmount: '2.000.000.000',
    bankAccountId: '',
    ...part,
  });

  it('refuse 91 days beside the field, with the law, and keep what was typed', async () => {
    const answer = await clerk.send('/desk/appeals/new', relief({ receiveUntil: formatDate(addDays(today, 30)) }));
    expect(answer.status).toBe(422);
    const problem = /id="f-receiveUntil-problem">(.*?)<\/p>/s.exec(answer.text)?.[1] ?? '';
    expect(words(`<main>${problem}`)).toContain('Thời gian tiếp nhận không quá 90 ngày');
    expect(answer.text).toContain('value="Khắc phục sạt lở"');
  });

  it('open one, count its days, and tie an account to it that is then nobody else’s', async () => {
    const answer = await clerk.send('/desk/appeals/new', relief());
    expect(answer.status).toBe(303);
    const page = (answer.headers.location as string).split('?')[0] ?? '';
    const opened = words((await clerk.follow(answer)).text);
    for (const sentence of ['Đã mở lời kêu gọi.', 'ngày 61/90', 'còn 29 ngày', 'Cứu trợ cần một tài khoản riêng']) {
      expect(opened).toContain(sentence);
    }
    const bound = await clerk.send(page, { bankAccountId: t.committee.city.CT.bankAccountId });
    expect(bound.status).toBe(303);
    expect(words((await clerk.follow(bound)).text)).toContain('Vietcombank 1900000000002');
    const second = await clerk.send(
      '/desk/appeals/new',
      relief({ name: 'Đợt hai', bankAccountId: t.committee.city.CT.bankAccountId }),
    );
    expect(second.status).toBe(422);
    expect(/id="f-bankAccountId-problem">.*?1900000000002.*?Khắc phục sạt lở/s.test(second.text)).toBe(true);
    expect(words((await clerk.open('/desk/appeals')).text)).toContain('Khắc phục sạt lở');
  });
});

describe('the administrator’s pages of funds', () => {
  it('open a fund of a unit found by its name without marks', async () => {
    const unclear = await administrator.send('/admin/funds', {
      unit: 'khong co',
      kindCode: 'CT',
      name: '',
      openedOn: '',
    });
    expect(unclear.status).toBe(422);
    const commune = { unit: '00008', kindCode: 'CT', name: '', openedOn: '1/1/2026' };
    const answer = await administrator.send('/admin/funds', commune);
    expect(answer.status).toBe(303);
    expect(words((await administrator.follow(answer)).text)).toContain('Đã mở quỹ.');
    const again = await administrator.send('/admin/funds', commune);
    expect([again.status, words(again.text).includes('Đơn vị này đã có quỹ loại này.')]).toEqual([422, true]);
  });

  it('add an account as its number is written on a bank’s paper, and a cash box', async () => {
    const account = {
      ...{ fundId: t.committee.city.BD.id, bankCode: 'agribank', bankName: '' },
      ...{ number: '1500 2011 16868', holderName: '', openedOn: '' },
    };
    expect((await administrator.send('/admin/bank-accounts', { ...account, number: 'số 1' })).status).toBe(422);
    const answer = await administrator.send('/admin/bank-accounts', account);
    expect(answer.status).toBe(303);
    expect(words((await administrator.follow(answer)).text)).toContain('1500201116868');
    const box = await administrator.send('/admin/cash-boxes', {
      fundId: account.fundId,
      name: 'Két lưu động',
      openedOn: '',
    });
    expect(words((await administrator.follow(box)).text)).toContain('Két lưu động');
    const twice = await administrator.send('/admin/cash-boxes', {
      fundId: account.fundId,
      name: 'Két lưu động',
      openedOn: '',
    });
    expect(twice.status).toBe(422);
  });

  it('name who signs for a unit from a day on', async () => {
    const page = '/admin/signatories?unit=00004';
    const answer = await administrator.send(page, { post: 'chair', name: 'Đỗ Thị Hạnh', validFrom: '1/3/2026' });
    expect(answer.status).toBe(303);
    const after = words((await administrator.follow(answer)).text);
    expect(after).toContain('Chủ tài khoản Đỗ Thị Hạnh 01/03/2026');
    expect(after).toContain('Đã ghi tên người ký.');
  });

  it('are for administrators alone', async () => {
    for (const path of ['funds', 'bank-accounts', 'cash-boxes', 'signatories']) {
      expect((await clerk.open(`/admin/${path}`)).status).toBe(403);
    }
  });
});
