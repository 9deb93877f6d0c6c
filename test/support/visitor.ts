/** A person before a real browser, who types only once what is typed into has the focus. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** A busy machine may take long to draw a page, and autofocus comes with the drawing. */
const PATIENCE_MS = 15_000;

export type Look = 'light' | 'dark';

/** A page of a new visitor, with nothing kept from another. */
export async function visitor(browser: Browser, width: number, look: Look): Promise<Page> {
  const viewport = { width, height: 800 };
  const context = await browser.newContext({ viewport, colorScheme: look, bypassCSP: true });
  return context.newPage();
}

/** By keyboard alone: the name has the focus when the page opens. */
export async function signIn(page: Page, url: string, username: string, password: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await focusOn(page, 'username');
  await page.keyboard.type(username);
  await page.keyboard.press('Tab');
  await focusOn(page, 'password');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/desk');
}

/** The words that name what has the focus. */
export function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.getAttribute('name') ?? null);
}

/** Expects that the field of this name has the focus, or has it soon: autofocus comes after the page was loaded. */
export async function focusOn(page: Page, name: string): Promise<void> {
  const hasIt = (wanted: string): boolean => document.activeElement?.getAttribute('name') === wanted;
  // After a timeout the line below says what has the focus instead.
  await page.waitForFunction(hasIt, name, { timeout: PATIENCE_MS }).catch(() => undefined);
  expect(await focused(page)).toBe(name);
}

/** Presses a key that the page's script answers, once that script has run and what carries the key is shown. */
export async function shortcut(page: Page, key: string): Promise<void> {
  await page.waitForLoadState('load');
  await page.locator(`[data-key~="${key}" i]:visible`).first().waitFor({ timeout: PATIENCE_MS });
  await page.keyboard.press(key);
}

/** Serious faults of accessibility that axe finds, by rule and place. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    type Finding = { id: string; impact: string | null; nodes: { target: unknown[] }[] };
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
    const found = (await axe.run()).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`);
  });
}

/** Whether nothing of the page stands out of the screen's width. */
export function fits(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
}
