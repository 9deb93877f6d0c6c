/** The clerk's path by keyboard alone, and the public's check of the receipt on a phone, in a real browser. */
import type { Browser, Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { browserPath, launchBrowser } from '../support/chromium.js';
import { barriers, fits, focusOn, type Look, shortcut, signIn, visitor } from '../support/visitor.js';

const inBrowser = browserPath === undefined ? describe.skip : describe;
if (browserPath === undefined)
  console.warn('No Chromium found: the browser tests are skipped. CHROMIUM=/path names one.');

let t: TestApp;
let browser: Browser;
let faults: string[];

/** What the console says is a fault. */
async function watched(width: number, look: Look): Promise<Page> {
  const page = await visitor(browser, width, look);
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  return page;
}

async function clerkAtDesk(): Promise<Page> {
  const page = await watched(1280, 'light');
  await signIn(page, t.url, 'ketoan', t.committee.password);
  return page;
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** By one key from any page of the desk. */
async function openGiftForm(page: Page): Promise<void> {
  await shortcut(page, 'g');
  await page.waitForURL('**/desk/gifts/new');
  await focusOn(page, 'amount');
}

inBrowser('in a browser', () => {
  beforeAll(async () => {
    t = await startApp();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await t.close();
  });
  beforeEach(() => {
    faults = [];
  });
  afterEach(async () => {
    expect(faults).toEqual([]);
    await t.verifyBooks();
  });

  it('the clerk records gifts one after the other by keyboard alone and reads each receipt’s number', async () => {
    const page = await clerkAtDesk();
    expect(await barriers(page)).toEqual([]);
    await openGiftForm(page);
    expect(await barriers(page)).toEqual([]);
    for (const [amount, number] of [
      ['500k', '000001'],
      ['1250000', '000002'],
    ] as const) {
      await focusOn(page, 'amount');
      await page.keyboard.type(amount);
      await press(page, 'Tab');
      await page.keyboard.type('Nguyễn Thị Sáu');
      await Promise.all([page.waitForURL(`**done=UH-*-${number}`), press(page, 'Enter')]);
      expect(await page.innerText('main')).toMatch(new RegExp(`UH-\\w+-01-\\d{4}-${number}`));
    }
    const said = (await page.innerText('main')).replaceAll('\u00a0', ' ');
    expect(said).toContain('Đã ghi 1.250.000 đ');
    expect(said).toContain('Một triệu hai trăm năm mươi nghìn đồng');
    expect(said).toContain('2 khoản · 1.750.000 đ');
    await focusOn(page, 'amount');
    expect(await page.inputValue('[name=amount]')).toBe('');
    expect(await barriers(page)).toEqual([]);
  });

  it('what was typed is still there after a reload, and a wrong amount is said beside its field', async () => {
    const page = await clerkAtDesk();
    await openGiftForm(page);
    await page.keyboard.type('750000');
    await press(page, 'Tab');
    await page.keyboard.type('Bà Lê Thị Mận');
    await page.reload();
    expect(await page.inputValue('[name=amount]')).toBe('750.000');
    expect(await page.inputValue('[name=donorName]')).toBe('Bà Lê Thị Mận');
    await page.fill('[name=amount]', 'nhiều');
    await press(page, 'Enter');
    await page.waitForSelector('[name=amount][aria-invalid=true]');
    await focusOn(page, 'amount');
    expect(await page.inputValue('[name=donorName]')).toBe('Bà Lê Thị Mận');
    expect(await barriers(page)).toEqual([]);
    faults = faults.filter((fault) => !fault.includes('422'));
  });

  it.each(['light', 'dark'] as const)(
    'anyone checks that receipt on a phone and sees the same amount (%s)',
    async (look) => {
      const clerk = await clerkAtDesk();
      await clerk.goto(`${t.url}/desk/receipts`);
      await press(clerk, 'ArrowDown');
      await clerk.locator('tr.opens a.whole:focus').waitFor();
      await press(clerk, 'Enter');
      await clerk.waitForURL('**/desk/receipts/UH-*');
      expect(await barriers(clerk)).toEqual([]);
      const amount = (await clerk.innerText('main .figure-value')).trim();
      const address = await clerk.getAttribute('a[href^="/r/"]', 'href');
      const phone = await watched(390, look);
      await phone.goto(t.url + (address ?? ''));
      expect(await phone.innerText('main')).toContain(amount);
      expect(await fits(phone)).toBe(true);
      expect(await barriers(phone)).toEqual([]);
    },
  );
});
