/** "Hôm nay": what waits, what came in, where the money is, and the law's clocks. */
import { Controller, Get, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { langOf, sayIn } from '../ui/page.js';
import { DeskFrame } from './desk-frame.js';
import { HomeDesk } from './home-desk.service.js';
import { HomeHelp, HomeSheet } from './home-sheet.js';

@ApiExcludeController()
@Controller('desk')
export class HomePage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly home: HomeDesk,
  ) {}

  @Get()
  @Permit('desk.read')
  async show(@CurrentActor() actor: Actor, @Req() request: Request): Promise<string> {
    const title = sayIn(langOf(request))('Hôm nay', 'Today');
    const data = await this.home.of(actor);
    return this.desk.render(request, actor, { title, current: '/desk', help: <HomeHelp /> }, <HomeSheet {...data} />);
  }
}
