/** A manual entry by keyboard alone: one person prepares it, another approves it; and the pages on a phone, in the dark. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { apiOf } from '../support/api.js';
import { startApp, type TestApp } from '../support/app.js';
import { browserPath, launchBrowser } from '../support/chromium.js';
import { CITY_BY, openBooks } from '../support/two-people.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const inBrowser = browserPath === undefined ? describe.skip : describe;

let t: TestApp;
let browser: Browser;

async function visitor(username: string, width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(`${t.url}/sign-in`);
  await page.keyboard.type(username);
  await page.keyboard.press('Tab');
  await page.keyboard.type(t.committee.password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/desk');
  return page;
}

/** Serious faults of accessibility, by rule and place. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    type Finding = { id: string; impact: string | null; nodes: { target: unknown[] }[] };
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
    const found = (await axe.run()).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`);
  });
}

const focused = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute('name') ?? null);
const fits = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

async function type(page: Page, ...lines: string[]): Promise<void> {
  for (const line of lines) {
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
  }
}

inBrowser('in a browser', () => {
  beforeAll(async () => {
    [t, browser] = await Promise.all([startApp(), launchBrowser()]);
    const api = apiOf(t);
    const { id: fundId } = t.committee.city.VNN;
    const { items } = (await api.get('ketoan', `/ledger/accounts?fund=${fundId}`)).body as {
      items: { code: string; accountId: number }[];
    };
    const lines = [{ accountId: items.find(({ code }) => code === '1121')?.accountId, amount: 50_000_000 }];
    await openBooks(api, CITY_BY, { fundId, effectiveDate: '2025-12-31', minutesNo: '01/BB', lines });
  });
  afterAll(async () => {
    await browser.close();
    await t.close();
  });

  it('a clerk prepares interest and the chair approves it, both without a mouse', async () => {
    const clerk = await visitor('ketoan', 1280, 'light');
    await clerk.goto(`${t.url}/desk/books/drafts`);
    await clerk.keyboard.press('m');
    await clerk.waitForURL('**/drafts/new');
    expect(await focused(clerk)).toBe('template');
    await type(clerk, 'lai tien gui');
    expect(await focused(clerk)).toBe('fund');
    await clerk.keyboard.press('Control+Enter');
    await clerk.waitForURL(/drafts\/new\?.*template=/);
    expect(await focused(clerk)).toBe('amount');
    await type(clerk, '12345');
    expect(await focused(clerk)).toBe('debitAccountId');
    await clerk.keyboard.press('Enter');
    await clerk.keyboard.press('Enter');
    expect(await focused(clerk)).toBe('documentNo');
    expect(await barriers(clerk)).toEqual([]);
    await clerk.keyboard.type('GBC 07/2026');
    await clerk.keyboard.press('Control+Enter');
    await clerk.waitForURL(/drafts\/[0-9a-f-]{36}$/);
    expect(await clerk.textContent('main')).toContain('50.012.345');
    expect(await barriers(clerk)).toEqual([]);

    const chair = await visitor('chutich', 390, 'dark');
    await chair.goto(clerk.url());
    expect([await fits(chair), await barriers(chair)]).toEqual([true, []]);
    await chair.keyboard.press('Control+Enter');
    await chair.waitForFunction(() => document.querySelector('main')?.textContent?.includes('đã ghi sổ'));
    await t.verifyBooks();
  });

  it.each([
    [1280, 'light'],
    [390, 'dark'],
  ] as const)('the pages fit a screen of %i, %s, and keep nobody out', async (width, scheme) => {
    const page = await visitor('ketoan', width, scheme);
    const fund = t.committee.city.BD.id;
    for (const path of [
      'drafts?view=all',
      `drafts/new?fund=${fund}&template=free`,
      `drafts/new?fund=${fund}&template=chi-ho`,
      'minutes',
      `minutes/opening/new?fund=${fund}`,
      'minutes/handover/new',
    ]) {
      await page.goto(`${t.url}/desk/books/${path}`);
      expect([path, await fits(page), await barriers(page)]).toEqual([path, true, []]);
    }
  });
});
