/** Foreign money at the desk: the places, the gift, the sale by two people, without script. */
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { type Browser, browserOf } from './support/browser.js';

let t: TestApp;
let api: Api;
let clerk: Browser;
let chair: Browser;
let administrator: Browser;

beforeAll(async () => {
  t = await startApp();
  api = apiOf(t);
  clerk = await browserOf(t, 'ketoan');
  chair = await browserOf(t, 'chutich');
  administrator = await browserOf(t, 'quantri');
});
afterAll(() => t.close());
afterEach(() => t.verifyBooks());

/** What a reader sees, without the tags. */
const words = (html: string): string =>
  html
    .slice(html.indexOf('<main'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/\u00a0/g, ' ')
    .replace(/\s+/g, ' ');

const gift = (more: Record<string, string> = {}): Record<string, string> => ({
  amount: '',
  donorName: 'Nguyễn Thị Hoa',
  channel: 'cash',
  purpose: t.committee.city.VNN.id,
  effectiveDate: '',
  currency: 'USD',
  foreignAmount: '1.250,50',
  rate: '25.430,5',
  rateDocument: 'VCB 22/11',
  ...more,
});

async function purposeValue(): Promise<string> {
  const { text } = await clerk.open('/desk/gifts/new');
  return /<select[^>]*name="purpose"[^>]*>.*?<option value="([^"]+)"/s.exec(text)?.[1] ?? '';
}

it('opens a place for a currency, and shows what it holds in it', async () => {
  const opened = await administrator.send('/admin/cash-boxes', {
    ...{ fundId: t.committee.city.VNN.id, name: 'Két đô la', currency: 'USD', openedOn: '1/1/2024' },
  });
  expect(opened.status).toBe(303);
  const wrong = await administrator.send('/admin/cash-boxes', {
    ...{ fundId: t.committee.city.VNN.id, name: 'Két khác', currency: 'XXX', openedOn: '' },
  });
  expect(wrong.status).toBe(422);
  expect(words((await administrator.open('/admin/cash-boxes')).text)).toMatch(/Két đô la .* 0,00 USD/);
});

describe('the gift form', () => {
  it.each([
    ['no currency for the amount', { currency: '' }, 'Chọn loại ngoại tệ.'],
    ['an amount in đồng too', { amount: '500.000' }, 'Nhận ngoại tệ thì để trống ô này.'],
    ['cents of a yen', { currency: 'JPY', foreignAmount: '100,50' }, 'JPY không có số lẻ'],
    ['no rate', { rate: '' }, 'Viết như 25.430 hoặc 25.430,5.'],
    ['a rate that means two numbers', { rate: '165,250' }, 'Viết như 25.430 hoặc 25.430,5.'],
    ['a rate too small', { rate: '25,43' }, 'Tỷ giá USD phải từ 100 đồng trở lên'],
    ['no paper for the rate', { rateDocument: '' }, 'Không được để trống.'],
    ['a name for a paper', { rateDocument: 'Nguyễn Văn A' }, 'Ghi số chứng từ'],
    ['no place for the currency', { currency: 'EUR' }, 'Quỹ này chưa có két EUR'],
  ])('says %s beside the field, keeps what was typed, and records nothing', async (_, more, sentence) => {
    const answer = await clerk.send('/desk/gifts/new', gift({ purpose: await purposeValue(), ...more }));
    expect(answer.status).toBe(422);
    expect(words(answer.text)).toContain(sentence);
    expect(answer.text).toMatch(/<details class="more" open[^>]*><summary>Nhận bằng ngoại tệ/);
    expect(((await api.get('ketoan', '/donations')).body as { items: unknown[] }).items).toEqual([]);
  });

  it('is the same as ever for đồng: foreign money is folded away', async () => {
    const { text } = await clerk.open('/desk/gifts/new');
    expect(text).toMatch(/<details class="more"><summary>Nhận bằng ngoại tệ/);
    const purpose = await purposeValue();
    const plain = { amount: '500k', channel: 'cash', purpose, effectiveDate: '', currency: '', foreignAmount: '' };
    expect((await clerk.send('/desk/gifts/new', { ...plain, rate: '', rateDocument: '' })).status).toBe(303);
  });

  it('records foreign money and shows it with its worth', async () => {
    const answer = await clerk.send('/desk/gifts/new', gift({ purpose: await purposeValue() }));
    expect(answer.status).toBe(303);
    const page = words((await clerk.follow(answer)).text);
    expect(page).toContain('Đã ghi 1.250,50 USD');
    expect(page).toContain('Quy đổi 31.800.840 đ');
    expect(page).toContain('Ba mươi mốt triệu tám trăm nghìn tám trăm bốn mươi đồng');
    expect(words((await clerk.open('/desk/receipts')).text)).toContain('31.800.840 1.250,50 USD');
  });
});

describe('the sale', () => {
  const sale = async (more: Record<string, string> = {}): Promise<Record<string, string>> => {
    const { text } = await clerk.open('/desk/currency-sales/new');
    const option = (name: string): string =>
      new RegExp(`<select[^>]*name="${name}"[^>]*>.*?<option value="([^"]+)"`, 's').exec(text)?.[1] ?? '';
    return {
      fromPlaceId: option('fromPlaceId'),
      foreignAmount: '1.000',
      proceeds: '25,5tr',
      toBankAccountId: option('toBankAccountId'),
      date: '',
      documentNo: 'MB 77/2026',
      ...more,
    };
  };

  it.each([
    ['more than is held', { foreignAmount: '1.250,51' }, 'Không đủ ngoại tệ để bán: nơi này còn giữ 1.250,50 USD.'],
    ['what is no amount', { foreignAmount: 'một nghìn' }, 'Ghi số USD'],
    ['no paper', { documentNo: 'không' }, 'Ghi số chứng từ'],
    ['another fund’s account', { toBankAccountId: 'sai' }, 'Chọn một mục trong danh sách.'],
  ])('says %s beside the field', async (_, more, sentence) => {
    const answer = await clerk.send('/desk/currency-sales/new', await sale(more));
    expect(answer.status).toBe(422);
    expect(words(answer.text)).toContain(sentence);
    expect(((await api.get('ketoan', '/currency-sales')).body as { items: unknown[] }).items).toEqual([]);
  });

  it('shows who approves the bank’s rate, the gain and whose money it is; who prepared it cannot approve', async () => {
    const answer = await clerk.send('/desk/currency-sales/new', await sale());
    expect(answer.status).toBe(303);
    const at = String(answer.headers.location).replace(/\?.*/, '');
    const own = words((await clerk.open(at)).text);
    expect(own).toContain('chờ duyệt');
    expect(own).not.toContain('Duyệt và ghi sổ');
    expect(own).toContain('Rút lại');
    expect(words((await chair.open('/desk')).text)).toContain('1 lần bán ngoại tệ chờ duyệt');
    const seen = words((await chair.open(at)).text);
    expect(seen).toContain('25.500.000 đ (tỷ giá 25.500 đ/USD)');
    expect(seen).toContain('69.500 đ lãi');
    expect(seen).toContain('Quỹ Vì người nghèo 1.000,00 25.430.500 25.500.000 69.500');
    const approved = await chair.send(at, {});
    expect(approved.status).toBe(303);
    expect(words((await chair.follow(approved)).text)).toContain('đã ghi sổ, tiền đang về');
    expect(words((await clerk.open('/desk/currency-sales')).text)).toMatch(/1\.000,00 USD 25\.500\.000 69\.500/);
    expect(words((await administrator.open('/admin/cash-boxes')).text)).toContain('6.370.340 250,50 USD');
  });

  it('is sent back with a reason, or taken back by who prepared it', async () => {
    const answer = await clerk.send(
      '/desk/currency-sales/new',
      await sale({ foreignAmount: '250,50', proceeds: '6tr' }),
    );
    const at = String(answer.headers.location).replace(/\?.*/, '');
    const empty = await clerk.send(at, { reason: '' });
    expect(empty.status).toBe(422);
    expect((await clerk.send(at, { reason: 'ngân hàng đổi tỷ giá' })).status).toBe(303);
    const page = words((await chair.open(at)).text);
    expect(page).toContain('bị trả lại');
    expect(page).toContain('ngân hàng đổi tỷ giá');
    expect(page).not.toContain('Duyệt và ghi sổ');
  });

  it('is complete in English', async () => {
    await clerk.open('/desk/currency-sales?lang=en');
    const page = words((await clerk.open('/desk/currency-sales')).text);
    expect(page).toContain('Foreign money sold');
    expect(page).not.toMatch(/Bán ngoại tệ|chờ duyệt/);
  });
});
