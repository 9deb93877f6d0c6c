/** The one frame of the desk: who is signed in, where one can go, what waits. Every page of the desk is shown in it. */
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { ComponentChildren, VNode } from 'preact';
import type { Actor } from '../../identity/actor.js';
import { Clock } from '../../platform/clock.js';
import { Settings } from '../../platform/settings.js';
import { UnitsService } from '../../units/units.service.js';
import { DeskLayout } from '../ui/layout.js';
import { type PageContext, pageContext, renderPage } from '../ui/page.js';
import { deskNav, roleLabel } from './desk-nav.js';
import { WaitingService } from './waiting.service.js';

export type DeskPage = {
  /** Of the window; the page's own h1 is its `PageHead`. */
  title: string;
  /** The path of the navigation's item one is at, as `/desk/receipts`. */
  current: string;
  /** One sentence about what was just done. */
  notice?: string;
  /** A short help for this screen. */
  help?: ComponentChildren;
  refreshSeconds?: number;
};

@Injectable()
export class DeskFrame {
  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly units: UnitsService,
    private readonly waiting: WaitingService,
  ) {}

  /** What the page knows before it is drawn: language, person, today. */
  context(request: Request, actor: Actor, notice?: string): PageContext {
    const today = this.clock.today();
    const context = pageContext(request, { demo: this.settings.demo, today });
    const grant = actor.roles[0];
    const unitName = this.units.get(grant?.unitCode ?? actor.unitCode)?.fullName ?? '';
    return {
      ...context,
      actor: { name: actor.name, roleLabel: grant ? roleLabel(grant.role, context.lang) : '', unitName },
      ...(notice === undefined ? {} : { notice }),
    };
  }

  /** A whole page of the desk. Its data is private, so no cache keeps it. */
  async render(request: Request, actor: Actor, page: DeskPage, body: VNode): Promise<string> {
    request.res?.set('cache-control', 'no-store');
    return renderPage(
      this.context(request, actor, page.notice),
      <DeskLayout
        title={page.title}
        nav={deskNav(actor, await this.counts(actor))}
        current={page.current}
        searchHref={actor.may('receipt.read') ? '/desk/receipts' : undefined}
        help={page.help}
        refreshSeconds={page.refreshSeconds}
      >
        {body}
      </DeskLayout>,
    );
  }

  /** How much waits behind each item of the navigation. */
  private async counts(actor: Actor): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const { at, count } of await this.waiting.of(actor)) counts.set(at, (counts.get(at) ?? 0) + count);
    return counts;
  }
}
