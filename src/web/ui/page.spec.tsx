import express from 'express';
import { readFileSync } from 'node:fs';
import type { VNode } from 'preact';
import request from 'supertest';
import { assetUrl, mountAssets } from '../assets.js';
import { problemPageFor } from '../problem-page.js';
import { DeskLayout, PhoneLayout, PlainLayout, PortalLayout } from './layout.js';
import { Meter } from './money.js';
import { langOf, type PageContext, preferences, renderPage, withQuery } from './page.js';
import { Progress, Seal } from './tag.js';

const PAGE: PageContext = { lang: 'vi', path: '/desk/gifts?fund=1', demo: true, today: '2026-11-21' };
const EVIL = `<script>alert(1)</script>"'>`;

describe('what the reader chose', () => {
  const app = express();
  app.use(preferences);
  app.use((req, res) => void res.send(langOf(req)));

  it('keeps the language in a cookie and comes back to the same page', async () => {
    const answer = await request(app).get('/r/ABC?lang=en&x=1').expect(303);
    expect(answer.headers.location).toBe('/r/ABC?x=1');
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^lang=en;.*Path=\/;.*HttpOnly; SameSite=Lax/);
    expect((await request(app).get('/').set('cookie', 'lang=en')).text).toBe('en');
    expect((await request(app).get('/').set('cookie', 'lang=fr')).text).toBe('vi');
  });

  it('never leads to another site and leaves programs alone', async () => {
    expect((await request(app).get('//evil.example/?lang=en')).headers.location).toBe('/evil.example/');
    expect(withQuery('/\\evil.example', { large: '1' })).toBe('/evil.example?large=1');
    await request(app).get('/api/v1/funds?lang=en').expect(200);
  });

  it('prints large when asked, in either language', () => {
    const made = renderPage({ ...PAGE, large: true, lang: 'en' }, <PlainLayout title="x" children="" />);
    expect(made).toMatch(/^<!doctype html><html lang="en" data-large/);
    expect(made).toContain('Demonstration data');
  });
});

describe('pages under a strict policy', () => {
  const nav = [{ href: '/', vi: 'Tổng quan', en: 'Overview', key: 'o' }];
  const pages: Record<string, VNode> = {
    desk: <DeskLayout title="t" nav={nav} current="/" children={<Progress label="p" done={1} total={2} />} />,
    portal: (
      <PortalLayout
        title="t"
        nav={nav}
        current="/"
        children={<Meter label="m" total={3n} parts={[{ label: 'a', value: 1n, tone: 'true' }]} />}
      />
    ),
    phone: <PhoneLayout title="t" children={<Seal tone="true" title="Biên nhận đúng" />} />,
    plain: <PlainLayout title="t" refreshSeconds={5} children="x" />,
  };
  for (const [name, page] of Object.entries(pages)) {
    it(`the ${name} page has no inline style, script or handler`, () => {
      const made = renderPage(PAGE, page);
      expect(made).not.toMatch(/\sstyle=|<style|\son[a-z]+=|<script(?![^>]* src=)/);
      expect(made).toContain('<main id="main"');
      expect(made).toContain('Dữ liệu minh họa');
    });
  }

  it('the phone’s page is light: no script, and with its stylesheet under 40 kB unpacked', async () => {
    const app = express();
    mountAssets(app);
    const made = renderPage(PAGE, pages.phone as VNode);
    expect(made).not.toContain('<script');
    const css = await request(app).get(assetUrl('style.css')).set('accept-encoding', 'identity').expect(200);
    expect(Buffer.byteLength(made) + Buffer.byteLength(css.text)).toBeLessThan(40_000);
  });
});

describe('assets', () => {
  const app = express();
  mountAssets(app);

  it('are kept for a year under the address of their bytes, and not under an old one', async () => {
    const url = assetUrl('keys.js');
    expect((await request(app).get(url).expect(200)).headers['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    );
    const old = await request(app)
      .get(url.replace(/[0-9a-f]{12}/, '000000000000'))
      .expect(200);
    expect(old.headers['cache-control']).toBe('no-cache');
    await request(app).get('/assets/none/none.js').expect(404);
    await request(app).get('/assets/x/..%2f..%2fpackage.json').expect(404);
  });

  it('travel packed and unpack to the same bytes', async () => {
    for (const encoding of ['br', 'gzip']) {
      const answer = await request(app).get(assetUrl('htmx.min.js')).set('accept-encoding', encoding).buffer(true);
      expect(answer.headers['content-encoding']).toBe(encoding);
    }
    const [packed, plain] = await Promise.all(
      ['gzip', 'identity'].map((encoding) => request(app).get(assetUrl('style.css')).set('accept-encoding', encoding)),
    );
    expect(packed?.text).toBe(plain?.text);
  });

  it('include every font that the stylesheet names', async () => {
    const css = (await request(app).get(assetUrl('style.css'))).text;
    const fonts = [...css.matchAll(/url\(([^)]+)\)/g)].map((found) => found[1] ?? '');
    expect(fonts).toHaveLength(4);
    for (const font of fonts) {
      expect((await request(app).get(font).expect(200)).headers['content-type']).toBe('font/woff2');
    }
  });
});

describe('the error page', () => {
  const page = problemPageFor({ demo: false });
  const ask = (over: object): never =>
    ({ headers: {}, originalUrl: '/desk?x=1', method: 'GET', header: () => undefined, ...over }) as never;
  const problem = { type: '', title: '', status: 409, code: 'batch.closed', detail: `Đợt chi đã đóng. ${EVIL}` };

  it('says it plainly, with the code to quote and a way back', () => {
    const made = page(problem, ask({}));
    expect(made).toContain('Đợt chi đã đóng.');
    expect(made).toContain('<code>409 batch.closed</code>');
    expect(made).toContain('href="/"');
    expect(made).not.toContain('<script>alert');
  });

  it('leads a refused form back to its page and a stranger to sign-in, never to another site', () => {
    const from = (referer: string): string =>
      page(problem, ask({ method: 'POST', header: (name: string) => ({ referer, host: 'so.example' })[name] }));
    expect(from('https://so.example/desk/gifts?a=1')).toContain('href="/desk/gifts?a=1"');
    expect(from('https://evil.example/desk')).toContain('href="/"');
    expect(page({ ...problem, status: 401 }, ask({}))).toContain('href="/sign-in?next=%2Fdesk%3Fx%3D1"');
  });
});

describe('colours', () => {
  const css = readFileSync(new URL('../assets/style.css', import.meta.url), 'utf8');
  const tokens = new Map(
    [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map((found) => [
      found[1],
      found.slice(2),
    ]),
  );
  const PAPERS = ['paper', 'sheet', 'tint'];
  const text: [string, string][] = [
    ...['ink', 'soft', 'red', 'gold', 'true', 'wait', 'wrong'].flatMap((ink) =>
      PAPERS.map((on): [string, string] => [ink, on]),
    ),
    ...['true', 'wait', 'wrong', 'gold'].flatMap((tone): [string, string][] => [
      [tone, `${tone}-tint`],
      ['ink', `${tone}-tint`],
    ]),
    ['on-main', 'main'],
    ['on-main', 'main-over'],
  ];
  const drawn: [string, string][] = ['edge', 'gold', 'gilt', 'amber', 'true', 'wrong', 'in', 'out', 'main'].map(
    (ink) => [ink, 'sheet'],
  );

  for (const [index, scheme] of ['light', 'dark'].entries()) {
    it(`of words reach 4.5 and of drawings 3 in ${scheme}`, () => {
      const weak = [...text.map((pair) => [...pair, 4.5] as const), ...drawn.map((pair) => [...pair, 3] as const)]
        .map(([ink, on, least]) => ({
          ink,
          on,
          least,
          is: contrast(tokens.get(ink)?.[index], tokens.get(on)?.[index]),
        }))
        .filter(({ is, least }) => !(is >= least));
      expect(weak).toEqual([]);
    });
  }
});

/** Contrast of two colours (WCAG 2.2, relative luminance); NaN where one is missing. */
function contrast(one: string | undefined, other: string | undefined): number {
  const [light = NaN, dark = NaN] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string | undefined): number {
  const [red = NaN, green = NaN, blue = NaN] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour?.slice(at, at + 2) ?? '', 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
