/** The look-up and the question to the board as a donor and a board member see them, in a real browser. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { receiveByBank } from '../support/bank-lines.js';
import { browserPath, launchBrowser } from '../support/chromium.js';
import { barriers, fits, visitor } from '../support/visitor.js';

const inBrowser = browserPath === undefined ? describe.skip : describe;
if (browserPath === undefined)
  console.warn('No Chromium found: the browser tests are skipped. CHROMIUM=/path names one.');

const DAY = '2024-09-08';
const SCREENS = [
  [390, 'light'],
  [390, 'dark'],
  [1280, 'light'],
  [1280, 'dark'],
] as const;

let t: TestApp;
let browser: Browser;

/** Kept where PICTURES names a folder, for whoever wants to look. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES'];
  if (folder) await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

inBrowser('The look-up in a browser', () => {
  beforeAll(async () => {
    t = await startApp();
    await receiveByBank(
      t,
      [
        { reference: '4826.93651', credit: 50_000n, memo: 'ung ho' },
        { reference: '4826.93652', credit: 200_000n, memo: 'UNG HO BAO SO 3-613422-18:47:08 363646' },
        { reference: '4826.93653', credit: 200_000n, memo: 'ung ho' },
      ],
      DAY,
    );
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await t.close();
  });

  const asked = async (): Promise<{ code: string }> => {
    const question = { unitCode: '00004', amount: 123_000, date: DAY, time: '08:21', contact: '0987 654 321' };
    const answer = await t.http.post('/api/v1/public/tickets').set('Idempotency-Key', randomUUID()).send(question);
    return answer.body as { code: string };
  };

  it.each(SCREENS)('fits a screen of %i px, %s, and nothing bars the way', async (width, look) => {
    const { code } = await asked();
    const page = await visitor(browser, width, look);
    const pages = {
      form: '/search',
      reference: '/search?q=4826.93651',
      several: '/search?amount=200.000&date=8/9/2024',
      missing: '/search?amount=321.000&date=8/9/2024',
      ask: '/search/ticket?amount=321.000&date=8/9/2024',
      ticket: `/search/ticket/${code}`,
    };
    for (const [name, address] of Object.entries(pages)) {
      await page.goto(t.url + address);
      await picture(page, `${name}-${width}-${look}`);
      expect([name, await fits(page), await barriers(page)]).toEqual([name, true, []]);
    }
    await page.close();
  });

  it.each(SCREENS)('the board’s list and question fit a screen of %i px, %s', async (width, look) => {
    await asked();
    const page = await visitor(browser, width, look);
    await page.setExtraHTTPHeaders({ authorization: `Bearer ${await t.signIn('xa.giamsat')}` });
    await page.goto(`${t.url}/board/tickets`);
    await picture(page, `board-list-${width}-${look}`);
    expect([await fits(page), await barriers(page)]).toEqual([true, []]);
    await page.goto(t.url + ((await page.locator('a[href^="/board/tickets/"]').first().getAttribute('href')) ?? ''));
    await picture(page, `board-ticket-${width}-${look}`);
    expect([await fits(page), await barriers(page)]).toEqual([true, []]);
    await page.close();
  });
});
