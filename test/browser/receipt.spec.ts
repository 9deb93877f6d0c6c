/** A receipt's QR on a phone: verified by the phone itself, with the network off too, and visibly wrong when altered. */
import type { Browser, Page } from 'playwright-core';
import { fromBase32, splitQrText, toBase32 } from '../../src/receipts/receipt-token.js';
import { Caller } from '../support/api.js';
import { startApp, type TestApp } from '../support/app.js';
import { browserPath, launchBrowser } from '../support/chromium.js';
import { decodeQr, readPdf } from '../support/read-pdf.js';
import { barriers, fits, type Look, visitor } from '../support/visitor.js';

const inBrowser = browserPath === undefined ? describe.skip : describe;
if (browserPath === undefined)
  console.warn('No Chromium found: the browser tests are skipped. CHROMIUM=/path names one.');

const PATIENCE = { timeout: 30_000 };
const SIGNED = 'Do quỹ này cấp và chưa bị sửa';

let t: TestApp;
let browser: Browser;
let code: string;
let token: string;
let fileText: string;

const path = (of = token): string => `${t.url}/r/${code}#${of}`;
/** The token with 950,000 in the place of 150,000, under the same signature. */
function altered(): string {
  const bytes = Buffer.from(fromBase32(token));
  bytes.writeUInt32BE(950_000, bytes.indexOf(Buffer.from('031a000249f0', 'hex')) + 2);
  return toBase32(bytes);
}
const words = async (page: Page): Promise<string> => (await page.innerText('#receipt-proof')).replaceAll('\u00a0', ' ');

async function opened(page: Page): Promise<string> {
  await page.locator('#receipt-proof[data-done]').waitFor(PATIENCE);
  return words(page);
}

inBrowser('on a phone', () => {
  beforeAll(async () => {
    t = await startApp();
    browser = await launchBrowser();
    const clerk = await Caller.of(t, 'ketoan');
    const gift = { fundId: t.committee.city.VNN.id, amount: 150_000, channel: 'cash', donorName: 'Bà Sáu' };
    const { receipt } = (await clerk.post('/donations', gift)).body;
    code = receipt.code;
    const pdf = (await clerk.get(`/receipts/${receipt.serial}.pdf`).buffer(true)).body as Buffer;
    token = splitQrText(decodeQr(readPdf(pdf)[0]!) ?? '').token;
    fileText = (await t.http.get('/verify.html')).text;
  });
  afterAll(async () => {
    await browser.close();
    await t.close();
  });
  afterEach(() => t.verifyBooks());

  it.each([
    [390, 'light'],
    [390, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
  ] as const)('tells the three answers apart and shows the signed amount (%i px, %s)', async (width, look: Look) => {
    const page = await visitor(browser, width, look);
    await page.goto(path());
    const said = await opened(page);
    expect(said).toContain(SIGNED);
    expect(said).toContain('150.000 đ');
    expect(said).toMatch(/Có trong sổ công khai, vị trí|Sổ công khai chưa tới|Chưa kiểm tra được sổ công khai/);
    expect(said).toContain('Còn hiệu lực');
    expect(await fits(page)).toBe(true);
    expect(await barriers(page)).toEqual([]);
    if (process.env.PICTURES)
      await page.screenshot({ path: `${process.env.PICTURES}/r-${width}-${look}.png`, fullPage: true });
    await page.context().close();
  });

  it('runs under the strict policy', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => /policy/i.test(message.text()) && faults.push(message.text()));
    await page.goto(path());
    expect(await opened(page)).toContain(SIGNED);
    await page.goto(`${t.url}/verify.html`);
    await page.fill('textarea', `https://x.vn/r/${code}#${token}`);
    await page.click('button[type=submit]');
    await page.locator('#answer.true').waitFor(PATIENCE);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('an altered amount fails in red, with words, before all else', async () => {
    const page = await visitor(browser, 390, 'light');
    await page.goto(path(altered()));
    await page.locator('#receipt-proof .is-wrong').waitFor(PATIENCE);
    expect(await words(page)).toContain('Chữ ký KHÔNG đúng');
    expect(await words(page)).not.toContain(SIGNED);
    expect(await page.evaluate(() => document.querySelector('main .stack')?.firstElementChild?.id)).toBe(
      'receipt-proof',
    );
    expect(await barriers(page)).toEqual([]);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/r-wrong.png`, fullPage: true });
    await page.context().close();
  });

  it('with the network off, a page visited once still verifies, and says what it could not check', async () => {
    const page = await visitor(browser, 390, 'light');
    await page.goto(path());
    await opened(page);
    await page.waitForFunction(
      async () => (await caches.match(location.pathname)) !== undefined && navigator.serviceWorker.controller !== null,
      undefined,
      PATIENCE,
    );
    await page.context().setOffline(true);
    await page.goto('about:blank');
    await page.goto(path());
    const said = await opened(page);
    expect(said).toContain(SIGNED);
    expect(said).toContain('150.000 đ');
    expect(said).toContain('Chưa kiểm tra được sổ công khai');
    expect(said).toContain('Chưa kiểm tra hủy');
    expect(said).not.toContain('Còn hiệu lực');
    await page.goto('about:blank');
    await page.goto(path(altered()));
    await page.locator('#receipt-proof .is-wrong').waitFor(PATIENCE);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('the saved file checks with no server at all (%s)', async (look) => {
    const page = await visitor(browser, 390, look);
    await page.context().setOffline(true);
    await page.setContent(fileText);
    await page.fill('textarea', `http://localhost:3000/r/${code}#${token}`);
    await page.click('button[type=submit]');
    await page.locator('#answer').waitFor(PATIENCE);
    const said = (await page.innerText('#answer')).replaceAll('\u00a0', ' ');
    // A page without an address is given no WebCrypto by some browsers; it says so then and claims nothing.
    if (await page.evaluate(() => isSecureContext)) expect(said).toContain(SIGNED);
    else expect(said).toContain('chưa kiểm được chữ ký');
    await page.fill('textarea', token.slice(0, 100));
    await page.click('button[type=submit]');
    await page.locator('#answer.wrong').waitFor(PATIENCE);
    expect(await fits(page)).toBe(true);
    expect(await barriers(page)).toEqual([]);
    if (process.env.PICTURES)
      await page.screenshot({ path: `${process.env.PICTURES}/verify-${look}.png`, fullPage: true });
    await page.context().close();
  });
});
