/** The frame of what one does before working: signing in, setting a password. */
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { VNode } from 'preact';
import type { Actor } from '../../identity/actor.js';
import { Clock } from '../../platform/clock.js';
import { Settings } from '../../platform/settings.js';
import { PlainLayout } from '../ui/layout.js';
import { pageContext, renderPage } from '../ui/page.js';

@Injectable()
export class AccountFrame {
  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /** A whole page, which no cache keeps. */
  render(request: Request, title: string, body: VNode): string {
    request.res?.set('cache-control', 'no-store');
    const context = pageContext(request, { demo: this.settings.demo, today: this.clock.today() });
    return renderPage(context, <PlainLayout title={title}>{body}</PlainLayout>);
  }
}

/** Where a person's work begins. */
export function homeOf(actor: Actor): string {
  if (actor.may('desk.read')) return '/desk';
  if (actor.may('finding.record')) return '/board';
  return actor.may('user.administer') ? '/admin/users' : '/account/password';
}

/** The page of this site that someone was on their way to, else the other one: never another site. */
export function ownPath(wanted: string | undefined, otherwise: string): string {
  return wanted !== undefined && /^\/(?![/\\])[\x21-\x7e]{0,1000}$/.test(wanted) ? wanted : otherwise;
}
