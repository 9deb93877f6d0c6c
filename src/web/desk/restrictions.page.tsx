/** The purposes of a unit's funds, and one of them. */
import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { BooksService } from '../../books/books.service.js';
import { refuse } from '../../platform/refusal.js';
import { RestrictionsReportService } from '../../reports/restrictions-report.service.js';
import { FormQuery, type FormValues } from '../form-body.js';
import { langOf, sayIn } from '../ui/page.js';
import { BooksAskedService } from './books-asked.service.js';
import { BooksHelp } from './books-help.js';
import { DeskFrame } from './desk-frame.js';
import { RestrictionSheet } from './restriction-sheet.js';
import { RestrictionsSheet } from './restrictions-sheet.js';

const BOOKS = '/desk/books/trial-balance';

@ApiExcludeController()
@Controller('desk/books/restrictions')
export class RestrictionsPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly report: RestrictionsReportService,
    private readonly books: BooksService,
    private readonly asking: BooksAskedService,
  ) {}

  @Get()
  @Permit('ledger.read')
  async list(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    const say = sayIn(langOf(request));
    const asked = await this.asking.read(actor, query, 'asOf', say);
    const report = await this.report.of({
      unitCodes: asked.unit ? [asked.unit.value] : [],
      fundId: asked.fund?.value,
      from: asked.from,
      asOf: asked.until,
      known: asked.known,
    });
    return this.desk.render(
      request,
      actor,
      { title: say('Mục đích', 'Purposes'), current: BOOKS, help: <BooksHelp /> },
      <RestrictionsSheet asked={asked} report={report} />,
    );
  }

  @Get(':id')
  @Permit('ledger.read')
  async one(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Param('id') id: string,
    @FormQuery() query: FormValues,
  ): Promise<string> {
    const say = sayIn(langOf(request));
    const restriction = /^\d{1,9}$/.test(id) ? await this.books.restriction(Number(id)) : undefined;
    if (!restriction) throw refuse('request.not-found');
    actor.require('ledger.read', restriction.unitCode);
    const whose = { unit: restriction.unitCode, fund: restriction.fundId };
    const asked = await this.asking.read(actor, { ...query, ...whose }, 'asOf', say);
    const report = await this.report.of({
      unitCodes: [restriction.unitCode],
      fundId: restriction.fundId,
      from: asked.from,
      asOf: asked.until,
      known: asked.known,
    });
    const fund = report.funds[0];
    const purpose = fund?.purposes.find(({ restrictionId }) => restrictionId === restriction.restrictionId);
    if (!fund || !purpose) throw refuse('request.not-found');
    return this.desk.render(
      request,
      actor,
      { title: purpose.label, current: BOOKS, help: <BooksHelp /> },
      <RestrictionSheet asked={asked} fund={fund} purpose={purpose} sequence={report.sequence} />,
    );
  }
}
