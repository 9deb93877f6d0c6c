/** The browser's session: a cookie that script cannot read and that other sites' forms do not carry. */
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { Settings } from '../platform/settings.js';

type Secured = Pick<Settings, 'publicUrl'>;

/** With https the name itself forbids that a neighbouring domain or a plain connection plants one. */
function nameOf(settings: Secured): string {
  return isSecure(settings) ? '__Host-sovang' : 'sovang';
}

export function readSessionCookie(request: Pick<Request, 'headers'>, settings: Secured): string | undefined {
  const { cookie } = request.headers;
  return cookie === undefined ? undefined : parseCookie(cookie)[nameOf(settings)];
}

export function setSessionCookie(
  response: Response,
  session: { token: string; expiresAt: Date },
  settings: Secured,
): void {
  response.cookie(nameOf(settings), session.token, { ...attributes(settings), expires: session.expiresAt });
}

export function clearSessionCookie(response: Response, settings: Secured): void {
  response.clearCookie(nameOf(settings), attributes(settings));
}

function attributes(settings: Secured): { httpOnly: true; sameSite: 'lax'; secure: boolean; path: '/' } {
  return { httpOnly: true, sameSite: 'lax', secure: isSecure(settings), path: '/' };
}

function isSecure({ publicUrl }: Secured): boolean {
  return publicUrl.startsWith('https:');
}
