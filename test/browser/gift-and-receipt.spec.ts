/** The clerk's path by keyboard alone, and the public's check of the receipt on a phone, in a real browser. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { browserPath, launchBrowser } from '../support/chromium.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const inBrowser = browserPath === undefined ? describe.skip : describe;
if (browserPath === undefined)
  console.warn('No Chromium found: the browser tests are skipped. CHROMIUM=/path names one.');

let t: TestApp;
let browser: Browser;
let faults: string[];

/** A page of a new visitor; what its console says is a fault. */
async function visitor(width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, bypassCSP: true });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  return page;
}

/** Serious faults of accessibility that axe finds, by rule and place. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    type Finding = { id: string; impact: string | null; nodes: { target: unknown[] }[] };
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
    return (await axe.run()).violations.map(({ id, impact, nodes }) => ({
      impact: impact ?? '',
      what: `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`,
    }));
  });
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ what }) => what);
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** By keyboard alone: the name has the focus when the page opens. */
async function signIn(page: Page): Promise<void> {
  await page.goto(`${t.url}/sign-in`);
  await page.keyboard.type('ketoan');
  await press(page, 'Tab');
  await page.keyboard.type(t.committee.password);
  await press(page, 'Enter');
  await page.waitForURL('**/desk');
}

/** The words that name what has the focus. */
function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.getAttribute('name') ?? null);
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
    const page = await visitor(1280);
    await signIn(page);
    expect(await barriers(page)).toEqual([]);
    await press(page, 'g');
    await page.waitForURL('**/desk/gifts/new');
    await page.locator('[name=amount]:focus').waitFor();
    expect(await barriers(page)).toEqual([]);
    for (const [amount, number] of [
      ['500k', '000001'],
      ['1250000', '000002'],
    ] as const) {
      expect(await focused(page)).toBe('amount');
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
    expect(await focused(page)).toBe('amount');
    expect(await page.inputValue('[name=amount]')).toBe('');
    expect(await barriers(page)).toEqual([]);
  });

  it('what was typed is still there after a reload, and a wrong amount is said beside its field', async () => {
    const page = await visitor(1280);
    await signIn(page);
    await press(page, 'g');
    await page.waitForURL('**/desk/gifts/new');
    await page.locator('[name=amount]:focus').waitFor();
    await page.keyboard.type('750000');
    await press(page, 'Tab');
    await page.keyboard.type('Bà Lê Thị Mận');
    await page.reload();
    expect(await page.inputValue('[name=amount]')).toBe('750.000');
    expect(await page.inputValue('[name=donorName]')).toBe('Bà Lê Thị Mận');
    await page.fill('[name=amount]', 'nhiều');
    await press(page, 'Enter');
    await page.waitForSelector('[name=amount][aria-invalid=true]');
    faults = faults.filter((fault) => !fault.includes('422'));
    expect(await focused(page)).toBe('amount');
    expect(await page.inputValue('[name=donorName]')).toBe('Bà Lê Thị Mận');
    expect(await barriers(page)).toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    'anyone checks that receipt on a phone and sees the same amount (%s)',
    async (look) => {
      const clerk = await visitor(1280);
      await signIn(clerk);
      await clerk.goto(`${t.url}/desk/receipts`);
      await press(clerk, 'ArrowDown', 'Enter');
      await clerk.waitForURL('**/desk/receipts/UH-*');
      expect(await barriers(clerk)).toEqual([]);
      const amount = (await clerk.innerText('main .figure-value')).trim();
      const address = await clerk.getAttribute('a[href^="/r/"]', 'href');
      const phone = await visitor(390, look);
      await phone.goto(t.url + (address ?? ''));
      expect(await phone.innerText('main')).toContain(amount);
      expect(await phone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      expect(await barriers(phone)).toEqual([]);
    },
  );
});
