/** The trial balance over a period, by code or by account. */
import { Controller, Get, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { TrialBalanceService } from '../../books/trial-balance.service.js';
import { FormQuery, type FormValues } from '../form-body.js';
import { langOf, sayIn } from '../ui/page.js';
import { BooksAskedService } from './books-asked.service.js';
import { BooksHelp } from './books-help.js';
import { DeskFrame } from './desk-frame.js';
import { TrialBalanceSheet } from './trial-balance-sheet.js';

const HERE = '/desk/books/trial-balance';

@ApiExcludeController()
@Controller('desk/books')
export class TrialBalancePage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly balances: TrialBalanceService,
    private readonly asking: BooksAskedService,
  ) {}

  @Get('trial-balance')
  @Permit('ledger.read')
  async show(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    const say = sayIn(langOf(request));
    const asked = await this.asking.read(actor, query, 'asOf', say);
    const code = /^\d{1,5}$/.test(query.code ?? '') ? query.code : undefined;
    const balance = await this.balances.of({
      unitCodes: asked.unit ? [asked.unit.value] : [],
      fundId: asked.fund?.value,
      from: asked.from,
      asOf: asked.until,
      known: asked.known,
      code,
    });
    const level = query.level === 'accounts' ? 'accounts' : 'codes';
    return this.desk.render(
      request,
      actor,
      { title: say('Cân đối thử', 'Trial balance'), current: HERE, help: <BooksHelp /> },
      <TrialBalanceSheet asked={asked} balance={balance} level={level} code={code} />,
    );
  }
}
