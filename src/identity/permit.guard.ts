import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { wantsPage } from '../platform/problems.filter.js';
import { SeeOther } from '../platform/see-other.js';
import { Settings } from '../platform/settings.js';
import type { Actor, WithActor } from './actor.js';
import { refuse } from './identity.refusals.js';
import { ACCESS, type Access } from './permit.js';
import { requireSameOrigin } from './same-origin.js';
import { SessionCookieService } from './session-cookie.service.js';
import { SessionsService } from './sessions.service.js';

/** The one door: finds out who asks, and whether their roles permit the route. For which unit, the service asks later. */
@Injectable()
export class PermitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionsService,
    private readonly cookies: SessionCookieService,
    private readonly settings: Settings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!access) throw new Error(`${context.getClass().name}.${context.getHandler().name} names no permission.`);
    const request = context.switchToHttp().getRequest<Request & WithActor>();
    const actor = await this.actorOf(request);
    if (actor) request.actor = actor;
    if ('open' in access) return true;
    if (!actor) throw signInNeeded(request);
    if (actor.mustChange && access.permission !== 'account.self') throw mustChange(request);
    if (!actor.may(access.permission)) throw refuse('identity.not-permitted');
    return true;
  }

  /** Programs send their token in a header. Only a cookie goes along unasked, so only then the origin must be ours. */
  private async actorOf(request: Request): Promise<Actor | undefined> {
    const [, bearer] = /^Bearer +(\S+)$/i.exec(request.header('authorization') ?? '') ?? [];
    if (bearer !== undefined) return this.sessions.actorOf(bearer, 'api');
    requireSameOrigin(request, this.settings.publicUrl);
    const cookie = this.cookies.read(request);
    return cookie === undefined ? undefined : this.sessions.actorOf(cookie, 'browser');
  }
}

function signInNeeded(request: Request): Error {
  if (!wantsPage(request)) return refuse('identity.sign-in-needed');
  const next = request.method === 'GET' && request.header('hx-request') !== 'true' ? request.originalUrl : undefined;
  return new SeeOther(next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`);
}

function mustChange(request: Request): Error {
  return wantsPage(request) ? new SeeOther('/account/password') : refuse('identity.password-must-change');
}
