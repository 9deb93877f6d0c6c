/** The trial balance as of a day, and the register of one account. */
import { Controller, Get, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { BooksService } from '../../ledger/books.service.js';
import { parseDay } from '../../platform/dates.js';
import { isId } from '../../platform/ids.js';
import { FormQuery, type FormValues } from '../form-body.js';
import { formWith } from '../ui/form-state.js';
import { langOf, sayIn } from '../ui/page.js';
import { DeskFrame } from './desk-frame.js';
import { DeskScope } from './desk-scope.service.js';
import { TrialBalanceSheet } from './trial-balance-sheet.js';

const HERE = '/desk/books/trial-balance';

@ApiExcludeController()
@Controller('desk/books')
export class TrialBalancePage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly books: BooksService,
    private readonly scope: DeskScope,
  ) {}

  @Get('trial-balance')
  @Permit('ledger.read')
  async show(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    const say = sayIn(langOf(request));
    const units = await this.scope.unitOptions(actor, 'ledger.read');
    const unit = units.find(({ value }) => value === query.unit) ?? units[0];
    if (query.unit) actor.require('ledger.read', query.unit);
    const funds = unit ? await this.scope.funds(actor, 'ledger.read', unit.value) : [];
    const fund = funds.find(({ value }) => isId(query.fund) && value === query.fund);
    const asOf = parseDay(query.asOf ?? '', this.scope.today());
    const badDay = asOf === undefined && (query.asOf ?? '').trim() !== '';
    const balance = await this.books.trialBalance({
      unitCodes: unit ? [unit.value] : [],
      fundId: fund?.value,
      asOf,
    });
    const filter = formWith({ unit: unit?.value, fund: fund?.value, asOf: query.asOf });
    if (badDay) filter.problems.asOf = say('Ngày không đúng; viết như 5/7.', 'Not a day; write it as 5/7.');
    return this.desk.render(
      request,
      actor,
      { title: say('Cân đối thử', 'Trial balance'), current: HERE },
      <TrialBalanceSheet balance={balance} units={units} funds={funds} unit={unit} fund={fund} filter={filter} />,
    );
  }
}
