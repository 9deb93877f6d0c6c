import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { LINE_STATES } from '../../banking/banking.dto.js';
import { StatementRegister } from '../../banking/statement-register.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { FormQuery, type FormValues } from '../form-body.js';
import { langOf, sayIn } from '../ui/page.js';
import { DeskFrame } from './desk-frame.js';
import { LinesPage } from './statement-lines.js';
import { STATEMENTS } from './statement-words.js';

/** The lines of a statement, as the bank wrote them, with what became of each. */
@ApiExcludeController()
@Controller('desk/statements/:id/lines')
export class StatementLinesPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly register: StatementRegister,
  ) {}

  @Get()
  @Permit('statement.read')
  async list(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Param('id') id: string,
    @FormQuery() query: FormValues,
  ): Promise<string> {
    const statement = await this.register.get(actor, id);
    const state = LINE_STATES.find((one) => one === query.state);
    const lines = await this.register.lines(actor, id, { state, limit: 50, cursor: query.cursor });
    const title = sayIn(langOf(request))('Các dòng của sao kê', 'The lines of the statement');
    const body = <LinesPage statement={statement} lines={lines} state={state} />;
    return this.desk.render(request, actor, { title, current: STATEMENTS }, body);
  }
}
