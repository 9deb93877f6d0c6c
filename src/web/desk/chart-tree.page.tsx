/** The chart of accounts as a tree with balances. */
import { Controller, Get, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { ChartTreeService } from '../../books/chart-tree.service.js';
import { FormQuery, type FormValues } from '../form-body.js';
import { langOf, sayIn } from '../ui/page.js';
import { BooksAskedService } from './books-asked.service.js';
import { BooksHelp } from './books-help.js';
import { ChartTreeSheet } from './chart-tree-sheet.js';
import { DeskFrame } from './desk-frame.js';

@ApiExcludeController()
@Controller('desk/books')
export class ChartTreePage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly chart: ChartTreeService,
    private readonly asking: BooksAskedService,
  ) {}

  @Get('chart-tree')
  @Permit('ledger.read')
  async show(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    const say = sayIn(langOf(request));
    const asked = await this.asking.read(actor, query, 'asOf', say);
    const tree = await this.chart.of({
      unitCodes: asked.unit ? [asked.unit.value] : [],
      fundId: asked.fund?.value,
      from: asked.from,
      asOf: asked.until,
      known: asked.known,
    });
    const title = say('Cây tài khoản', 'Chart of accounts');
    return this.desk.render(
      request,
      actor,
      { title, current: '/desk/books/trial-balance', help: <BooksHelp /> },
      <ChartTreeSheet asked={asked} tree={tree} />,
    );
  }
}
