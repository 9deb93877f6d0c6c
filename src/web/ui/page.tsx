/**
 * What every page knows: the language, who is signed in, today. Components read it through `usePage`, so that a page
 * passes only its own data down.
 */
import { parseCookie } from 'cookie';
import type { NextFunction, Request, Response } from 'express';
import { createContext, type VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { renderToString } from 'preact-render-to-string';
import { formatInstant } from '../../platform/dates.js';
import type { Lang } from '../../platform/refusal.js';

export type { Lang };

/** The person signed in, as the header shows them. */
export type PageActor = { name: string; roleLabel: string; unitName: string };

export type PageContext = {
  lang: Lang;
  actor?: PageActor;
  /** Path and query of this page, as `/desk/donations?cursor=…`: the language switch comes back to it. */
  path: string;
  /** Whether the database is a demo; every demo page says so. */
  demo: boolean;
  /** Today in Asia/Ho_Chi_Minh, `YYYY-MM-DD`, from the product's clock. */
  today: string;
  /** One sentence about what was just done, shown once at the top. */
  notice?: string;
  /** Large print, chosen by the reader and kept in a cookie. */
  large?: boolean;
};

/** Picks the sentence in the reader's language. */
export type Say = (vi: string, en: string) => string;

type WithCookies = { headers: { cookie?: string | undefined } };

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const Page = createContext<PageContext | undefined>(undefined);

/** A whole document from one of the layouts. */
export function renderPage(page: PageContext, layout: VNode): string {
  return `<!doctype html>${renderFragment(page, layout)}`;
}

/** A piece of a page, for an answer to htmx. */
export function renderFragment(page: PageContext, node: VNode): string {
  return renderToString(<Page.Provider value={page}>{node}</Page.Provider>);
}

/** @throws Error when the component is rendered outside `renderPage` and `renderFragment` */
export function usePage(): PageContext {
  const page = useContext(Page);
  if (!page) throw new Error('A component of web/ui is rendered by renderPage or renderFragment only.');
  return page;
}

/** `const say = useSay()` then `say('Tiếng Việt', 'English')`. */
export function useSay(): Say {
  return sayIn(usePage().lang);
}

/** The same choice outside a component, as for a page's title. */
export function sayIn(lang: Lang): Say {
  return (vi, en) => (lang === 'en' ? en : vi);
}

/** When something happened: `11:26 ngày 22/11/2026`. */
export function sayInstant(say: Say, instant: Date): string {
  const text = formatInstant(instant);
  return say(text, text.replace('ngày', 'on'));
}

/** The language chosen by the reader, from the cookie `lang`; Vietnamese until they choose. */
export function langOf(req: WithCookies): Lang {
  return cookieOf(req, 'lang') === 'en' ? 'en' : 'vi';
}

/** Whether the reader asked for large print. */
export function largeOf(req: WithCookies): boolean {
  return cookieOf(req, 'large') === '1';
}

/** The context of a page from its request; the rest is what only the caller knows. */
export function pageContext(
  req: WithCookies & { originalUrl: string },
  rest: Pick<PageContext, 'demo' | 'today'> & Partial<Pick<PageContext, 'actor' | 'notice'>>,
): PageContext {
  return { lang: langOf(req), large: largeOf(req), path: req.originalUrl, ...rest };
}

/** `?lang=en` and `?large=1` on any page: keeps the choice in a cookie for a year and comes back to the same page. */
export function preferences(req: Request, res: Response, next: NextFunction): void {
  if (/^\/(api|log|open-data|assets|health|metrics)(\/|$)/.test(req.path)) return next();
  res.vary('Cookie');
  const { lang, large } = req.query;
  const chosen: [name: string, value: string][] = [];
  if (lang === 'vi' || lang === 'en') chosen.push(['lang', lang]);
  if (large === '0' || large === '1') chosen.push(['large', large]);
  if (req.method !== 'GET' || chosen.length === 0) return next();
  for (const [name, value] of chosen) {
    res.cookie(name, value, { maxAge: YEAR_MS, sameSite: 'lax', httpOnly: true, secure: req.secure, path: '/' });
  }
  res.set('cache-control', 'no-store').redirect(303, withQuery(req.originalUrl, { lang: undefined, large: undefined }));
}

/**
 * The same address with other query values; `undefined` takes one away. The answer always starts with a single slash,
 * so that `//elsewhere.example` cannot send a reader to another site.
 */
export function withQuery(path: string, values: Record<string, string | undefined>): string {
  const url = new URL(`/${path.replace(/^[/\\]+/, '')}`, 'http://page.invalid');
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return `/${url.pathname.replace(/^\/+/, '')}${url.search}`;
}

function cookieOf(req: WithCookies, name: string): string | undefined {
  return req.headers.cookie === undefined ? undefined : parseCookie(req.headers.cookie)[name];
}
