// The books on the desk, as a person reads them: links, figures, and the keyboard alone.
import { type Browser as Chromium, type Page } from 'playwright-core';
import { Caller } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { type Browser, browserOf } from './support/browser.js';
import { browserPath, launchBrowser } from './support/chromium.js';

let t: TestApp;
let clerk: Browser;
let api: Caller;

const PAGES = ['trial-balance', 'chart-tree', 'restrictions', 'entries'];

beforeAll(async () => {
  t = await startApp();
  clerk = await browserOf(t, 'ketoan');
  api = await Caller.of(t, 'ketoan');
  const fundId = t.committee.city.VNN.id;
  for (let n = 0; n < 60; n += 1) {
    const effectiveDate = `2026-03-${String(1 + (n % 20)).padStart(2, '0')}`;
    await api.post('/donations', { fundId, amount: 1_000 + n, channel: 'cash', effectiveDate });
  }
});
afterAll(() => t.close());
afterEach(() => t.verifyBooks());

const words = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const mainOf = (html: string): string => html.slice(html.indexOf('<main'), html.indexOf('</main>'));
const cashBox = async (): Promise<{ accountId: number; balance: number }> => {
  const { items } = (await api.get(`/ledger/accounts?fund=${t.committee.city.VNN.id}`)).body;
  return items.find(({ code }: { code: string }) => code === '1111');
};

it.each(PAGES)('%s of another unit is refused, and of none of one’s own shown', async (page) => {
  const elsewhere = await browserOf(t, 'xa.ketoan');
  expect((await elsewhere.open(`/desk/books/${page}?unit=01`)).status).toBe(403);
  expect((await (await browserOf(t, 'quantri')).open(`/desk/books/${page}`)).status).toBe(403);
});

it('an account and a purpose of another unit are refused', async () => {
  const elsewhere = await browserOf(t, 'xa.ketoan');
  const { funds } = (await api.get('/ledger/restrictions')).body;
  expect((await elsewhere.open(`/desk/books/accounts/${(await cashBox()).accountId}`)).status).toBe(403);
  expect((await elsewhere.open(`/desk/books/restrictions/${funds[0].purposes[0].restrictionId}`)).status).toBe(403);
  expect((await clerk.open('/desk/books/restrictions/999999')).status).toBe(404);
});

it.each(PAGES)('%s says beside the field what it could not filter by, and shows the rest', async (page) => {
  const last = page === 'entries' ? 'to' : 'asOf';
  const { status, text } = await clerk.open(`/desk/books/${page}?from=9/9/2026&${last}=1/1/2026&known=999999`);
  expect(status).toBe(200);
  expect(words(text)).toContain('Ngày đầu ở sau ngày cuối.');
  expect(words(text)).toMatch(/Chọn một vị trí từ 0 đến \d+\./);
});

it.each(PAGES)('%s names the position it was computed from, and its spreadsheet is of the same', async (page) => {
  const { text } = await clerk.open(`/desk/books/${page}?known=40`);
  expect(words(text)).toContain('như sổ biết ở vị trí 40');
  const href = /href="(\/api\/v1\/ledger\/sheets\/[^"]+\.xlsx[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect(href).toContain('known=40');
  expect((await clerk.open(href)).status).toBe(200);
});

it.each(PAGES)(
  'every link of %s leads somewhere',
  async (page) => {
    const { text } = await clerk.open(
      `/desk/books/${page}?from=1/3/2026&${page === 'entries' ? 'to' : 'asOf'}=31/3/2026`,
    );
    const links = new Set([...mainOf(text).matchAll(/href="(\/desk\/books\/[^"#]+)"/g)].map(([, href = '']) => href));
    expect(links.size).toBeGreaterThan(4);
    for (const href of [...links].slice(0, 25)) {
      expect([href, (await clerk.open(href.replaceAll('&amp;', '&'))).status]).toEqual([href, 200]);
    }
  },
  60_000,
);

it('a register is turned to its end and back, and its last line is what the account holds', async () => {
  const { accountId, balance } = await cashBox();
  const first = await clerk.open(`/desk/books/accounts/${accountId}`);
  expect(words(first.text)).toContain('Số dư đầu kỳ');
  const next = /rel="next" href="([^"]+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const second = await clerk.open(next);
  expect(words(second.text)).toContain('Mang sang');
  const totals = /<tfoot.*?<\/tfoot>/s.exec(second.text)?.[0] ?? '';
  expect(totals).toContain(`value="${balance}"`);
  const back = /rel="prev" href="([^"]+)"/.exec(second.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect(mainOf((await clerk.open(back)).text).match(/\/desk\/books\/entries\/\d+/g)).toEqual(
    mainOf(first.text).match(/\/desk\/books\/entries\/\d+/g),
  );
});

it('a purpose’s received amount opens the entries that make it', async () => {
  const { text } = await clerk.open('/desk/books/restrictions?from=1/3/2026');
  const href =
    /href="(\/desk\/books\/entries\?[^"]*flow=received[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const journal = await clerk.open(href);
  expect(words(journal.text)).toContain('Chỉ những bút toán: mục đích');
  expect(words(journal.text)).toContain('đã nhận');
});

const withBrowser = browserPath === undefined ? describe.skip : describe;

withBrowser('by the keyboard alone', () => {
  let chromium: Chromium;
  let page: Page;
  beforeAll(async () => {
    chromium = await launchBrowser();
    page = await chromium.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${t.url}/sign-in`);
    await page.fill('input[name=username]', 'ketoan');
    await page.fill('input[name=password]', t.committee.password);
    await Promise.all([page.waitForURL(/\/desk/), page.keyboard.press('Enter')]);
  }, 60_000);
  afterAll(() => chromium.close());

  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');

  it('J and K walk the rows, Enter opens one, → and ← turn the page', async () => {
    await page.goto(`${t.url}/desk/books/accounts/${(await cashBox()).accountId}`);
    await page.keyboard.press('j');
    const top = await focused();
    await page.keyboard.press('j');
    expect(await focused()).not.toBe(top);
    await page.keyboard.press('k');
    expect(await focused()).toBe(top);
    await Promise.all([page.waitForURL(/cursor=/), page.keyboard.press('ArrowRight')]);
    await Promise.all([page.waitForLoadState(), page.keyboard.press('ArrowLeft')]);
    await page.keyboard.press('j');
    await Promise.all([page.waitForURL(/entries\/\d+/), page.keyboard.press('Enter')]);
  }, 60_000);

  it('in the tree → opens a branch and ← closes it', async () => {
    await page.goto(`${t.url}/desk/books/chart-tree`);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const isOpen = (): Promise<boolean> =>
      page.evaluate(() => document.activeElement?.parentElement?.hasAttribute('open') ?? false);
    expect(await isOpen()).toBe(false);
    await page.keyboard.press('ArrowRight');
    expect(await isOpen()).toBe(true);
    await page.keyboard.press('j');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('A');
    await page.keyboard.press('k');
    await page.keyboard.press('ArrowLeft');
    expect(await isOpen()).toBe(false);
  }, 60_000);

  it.each([390, 1280])(
    'at %i pixels no page of the books is wider than the screen',
    async (width) => {
      await page.setViewportSize({ width, height: 800 });
      for (const name of PAGES) {
        await page.goto(`${t.url}/desk/books/${name}?from=1/3/2026`);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    },
    60_000,
  );
});
