/** The roll-forward of each purpose: what was there, what came and went, what is left. Prints as it stands. */
import { Controller, Get, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { RollForwardService } from '../../books/roll-forward.service.js';
import { isId } from '../../platform/ids.js';
import { FormQuery, type FormValues } from '../form-body.js';
import { langOf, sayIn } from '../ui/page.js';
import { BooksAskedService } from './books-asked.service.js';
import { RollForwardSheet } from './closing-roll-forward.js';
import { DeskFrame } from './desk-frame.js';

@ApiExcludeController()
@Controller('desk/books/roll-forward')
export class RollForwardPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly rollForward: RollForwardService,
    private readonly asking: BooksAskedService,
  ) {}

  @Get()
  @Permit('ledger.read')
  async show(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    const say = sayIn(langOf(request));
    // A fund says whose it is: a link that names only the fund leads to its unit.
    const unit = isId(query.fund) && !query.unit ? await this.rollForward.unitOf(query.fund) : undefined;
    const asked = await this.asking.read(actor, { ...query, ...(unit && { unit }) }, 'to', say);
    const fund = asked.fund ?? asked.funds[0];
    const report =
      fund &&
      (await this.rollForward.of({ fundId: fund.value, from: asked.from, to: asked.until, known: asked.known }));
    return this.desk.render(
      request,
      actor,
      { title: say('Tồn và biến động', 'Roll-forward'), current: '/desk/books/trial-balance' },
      <RollForwardSheet asked={{ ...asked, fund }} report={report} />,
    );
  }
}
