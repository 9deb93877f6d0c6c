/**
 * Style, script, fonts and the mark, read once at start and served under an address that carries the hash of their
 * bytes: a browser keeps them for a year, and a new version has a new address. Nothing comes from another site.
 */
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { browserCode } from './browser-code.js';

const TYPES = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
} as const;

type Asset = { url: string; type: string; bytes: Buffer; gzip?: Buffer; brotli?: Buffer };

const IMMUTABLE = 'public, max-age=31536000, immutable';
const resolve = createRequire(import.meta.url).resolve;
const FONTS = ['latin-400', 'latin-600', 'vietnamese-400', 'vietnamese-600'];

const assets = new Map<string, Asset>();
for (const font of FONTS) {
  add(`${font}.woff2`, readFileSync(resolve(`@fontsource/be-vietnam-pro/files/be-vietnam-pro-${font}-normal.woff2`)));
}
add('favicon.svg', own('favicon.svg'));
add('keys.js', own('keys.js'));
add('receipt.js', Buffer.from(browserCode('web/browser/receipt-page.js')));
add('htmx.min.js', readFileSync(resolve('htmx.org/dist/htmx.min.js')));
add('style.css', Buffer.from(linkFonts(squeeze(own('style.css').toString('utf8')))));

/** The script that keeps receipts' pages for when there is no connection; it has an address of its own, beside them. */
export const receiptWorker = own('receipt-worker.js').toString('utf8');

/**
 * The address of an asset, as `/assets/3f9c1ab2d4e5/style.css`.
 * @throws Error for a name that is not an asset, which is a slip in a page
 */
export function assetUrl(name: string): string {
  const asset = assets.get(name);
  if (!asset) throw new Error(`There is no asset ${name}.`);
  return asset.url;
}

/** Serves the assets at /assets. Before the session and the throttle: they are the same for everyone. */
export function mountAssets(app: { use(path: string, handler: RequestHandler): unknown }): void {
  app.use('/assets', serveAsset);
}

function serveAsset(request: Request, response: Response, next: NextFunction): void {
  const name = request.path.split('/').at(-1) ?? '';
  const asset = assets.get(name);
  if (!asset || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
  // A page from before an update asks for an old address: it gets today's bytes, but must not keep them under it.
  const current = request.baseUrl + request.path === asset.url;
  response.set({
    'content-type': asset.type,
    'cache-control': current ? IMMUTABLE : 'no-cache',
    'x-content-type-options': 'nosniff',
    vary: 'Accept-Encoding',
  });
  const [bytes, encoding] = encodingFor(asset, request.acceptsEncodings('br', 'gzip', 'identity'));
  if (encoding) response.set('content-encoding', encoding);
  response.send(bytes);
}

function encodingFor(asset: Asset, wanted: string | false): [bytes: Buffer, encoding?: string] {
  if (wanted === 'br' && asset.brotli) return [asset.brotli, 'br'];
  if (wanted === 'gzip' && asset.gzip) return [asset.gzip, 'gzip'];
  return [asset.bytes];
}

function own(name: string): Buffer {
  return readFileSync(new URL(`./assets/${name}`, import.meta.url));
}

function add(name: string, bytes: Buffer): void {
  const extension = name.split('.').at(-1) as keyof typeof TYPES;
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const packed = extension !== 'woff2' && {
    gzip: gzipSync(bytes, { level: 9 }),
    brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  };
  assets.set(name, { url: `/assets/${hash}/${name}`, type: TYPES[extension], bytes, ...packed });
}

/** Takes comments and needless space out of the stylesheet; inside strings it has neither. */
function squeeze(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/;}/g, '}')
    .trim();
}

/** A font named in the stylesheet by its file gets its address. */
function linkFonts(css: string): string {
  return css.replace(/url\(([\w-]+\.woff2)\)/g, (_, name: string) => `url(${assetUrl(name)})`);
}
