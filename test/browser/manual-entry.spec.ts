/** A manual entry by keyboard alone: one person prepares it, another approves it; and the pages on a phone, in the dark. */
import type { Browser, Page } from 'playwright-core';
import { apiOf } from '../support/api.js';
import { startApp, type TestApp } from '../support/app.js';
import { browserPath, launchBrowser } from '../support/chromium.js';
import { CITY_BY, openBooks } from '../support/two-people.js';
import { barriers, fits, focusOn, type Look, shortcut, signIn, visitor } from '../support/visitor.js';

const inBrowser = browserPath === undefined ? describe.skip : describe;

let t: TestApp;
let browser: Browser;

async function atDesk(username: string, width: number, look: Look): Promise<Page> {
  const page = await visitor(browser, width, look);
  await signIn(page, t.url, username, t.committee.password);
  return page;
}

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
    const clerk = await atDesk('ketoan', 1280, 'light');
    await clerk.goto(`${t.url}/desk/books/drafts`);
    await shortcut(clerk, 'm');
    await clerk.waitForURL('**/drafts/new');
    await focusOn(clerk, 'template');
    await type(clerk, 'lai tien gui');
    await focusOn(clerk, 'fund');
    await clerk.keyboard.press('Control+Enter');
    await clerk.waitForURL(/drafts\/new\?.*template=/);
    await focusOn(clerk, 'amount');
    await type(clerk, '12345');
    await focusOn(clerk, 'debitAccountId');
    await clerk.keyboard.press('Enter');
    await clerk.keyboard.press('Enter');
    await focusOn(clerk, 'documentNo');
    expect(await barriers(clerk)).toEqual([]);
    await clerk.keyboard.type('GBC 07/2026');
    await clerk.keyboard.press('Control+Enter');
    await clerk.waitForURL(/drafts\/[0-9a-f-]{36}$/);
    expect(await clerk.textContent('main')).toContain('50.012.345');
    expect(await barriers(clerk)).toEqual([]);

    const chair = await atDesk('chutich', 390, 'dark');
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
    const page = await atDesk('ketoan', width, scheme);
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
