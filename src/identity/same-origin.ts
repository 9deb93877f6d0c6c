import type { Request } from 'express';
import { refuse } from '../platform/refusal.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site's page makes a browser send. Browsers say where a request comes from (Sec-Fetch-Site, or
 * Origin in older ones); a program that says neither carries no cookie that it was not given.
 * @throws Refusal request.not-allowed (403)
 */
export function requireSameOrigin(request: Request, publicUrl: string): void {
  if (SAFE.has(request.method)) return;
  const site = request.header('sec-fetch-site');
  if (site !== undefined) {
    if (site !== 'same-origin' && site !== 'none') throw refuse('request.not-allowed');
    return;
  }
  const origin = request.header('origin');
  if (origin === undefined) return;
  const host = URL.canParse(origin) ? new URL(origin).host : undefined;
  if (host === undefined || (host !== request.header('host') && host !== new URL(publicUrl).host))
    throw refuse('request.not-allowed');
}
