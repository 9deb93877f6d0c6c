/** The frame of the public pages: no one is signed in here, and what is shown comes from the public views alone. */
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { VNode } from 'preact';
import { Clock } from '../../platform/clock.js';
import { Settings } from '../../platform/settings.js';
import { type NavItem, PhoneLayout, PortalLayout } from '../ui/layout.js';
import { pageContext, renderPage, type Say, sayIn, langOf } from '../ui/page.js';

export type PortalPage = {
  title: string;
  /** The path of the navigation's item one is at. */
  current: string;
  unit?: string | undefined;
  description?: string;
};

const NAV: NavItem[] = [
  { href: '/', vi: 'Tổng quan', en: 'Overview' },
  { href: '/r', vi: 'Tra biên nhận', en: 'Check a receipt' },
  { href: '/open-data', vi: 'Dữ liệu mở', en: 'Open data' },
  { href: '/sign-in', vi: 'Đăng nhập', en: 'Sign in' },
];

@Injectable()
export class PortalFrame {
  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  today(): string {
    return this.clock.today();
  }

  say(request: Request): Say {
    return sayIn(langOf(request));
  }

  /** A wide page: figures, appeals. Each look gets today's figures, so a cache asks first. */
  portal(request: Request, page: PortalPage, body: VNode): string {
    request.res?.set('cache-control', 'no-cache');
    return renderPage(
      pageContext(request, { demo: this.settings.demo, today: this.today() }),
      <PortalLayout
        title={page.title}
        nav={NAV}
        current={page.current}
        {...(page.unit !== undefined && { unit: page.unit })}
        {...(page.description !== undefined && { description: page.description })}
      >
        {body}
      </PortalLayout>,
    );
  }

  /** One thing on a phone, with one script of its own at most. The address of a receipt is known to who holds it: no cache and no search engine keeps it. */
  phone(request: Request, title: string, body: VNode, script?: string): string {
    request.res?.set({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
    const context = pageContext(request, { demo: this.settings.demo, today: this.today() });
    return renderPage(
      context,
      <PhoneLayout title={title} {...(script !== undefined && { script })}>
        {body}
      </PhoneLayout>,
    );
  }
}
