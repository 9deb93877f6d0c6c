import { Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import { Settings } from '../platform/settings.js';

/** The browser's session: a cookie that script cannot read and that other sites' forms do not carry. */
@Injectable()
export class SessionCookieService {
  private readonly name: string;
  private readonly attributes: CookieOptions;

  constructor(settings: Settings) {
    const secure = settings.publicUrl.startsWith('https:');
    // With https the name itself forbids that a neighbouring domain or a plain connection plants one.
    this.name = secure ? '__Host-sovang' : 'sovang';
    this.attributes = { httpOnly: true, sameSite: 'lax', secure, path: '/' };
  }

  read(request: Pick<Request, 'headers'>): string | undefined {
    const { cookie } = request.headers;
    return cookie === undefined ? undefined : parseCookie(cookie)[this.name];
  }

  set(response: Response, session: { token: string; expiresAt: Date }): void {
    response.cookie(this.name, session.token, { ...this.attributes, expires: session.expiresAt });
  }

  clear(response: Response): void {
    response.clearCookie(this.name, this.attributes);
  }
}
