/** Names who finds out what a line of a statement is. */
import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { LineOwners } from '../../banking/line-owners.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { SeeOther } from '../../platform/see-other.js';
import { FormBody, FormReader, type FormValues } from '../form-body.js';
import { formAfter } from '../ui/form-state.js';
import { langOf, sayIn } from '../ui/page.js';
import { DeskFrame } from './desk-frame.js';
import { StatementDesk } from './statement-desk.service.js';
import { StatementSheet } from './statement-sheet.js';
import { STATEMENTS } from './statement-words.js';

@ApiExcludeController()
@Controller('desk/statements/:id/lines/:lineId/owner')
export class StatementOwnerPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly statements: StatementDesk,
    private readonly owners: LineOwners,
  ) {}

  @Post()
  @Permit('statement.explain')
  async name(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @Param('lineId') lineId: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const say = sayIn(langOf(request));
    try {
      const reader = new FormReader(form, this.desk.context(request, actor).today);
      const userId = reader.required('userId', 40, { vi: 'Chọn người theo dõi.', en: 'Choose a person.' });
      reader.done();
      await this.owners.name(actor, lineId, userId, key);
      throw new SeeOther(`${STATEMENTS}/${id}?done=owned`);
    } catch (error) {
      const forms = { [`owner-${lineId}`]: formAfter(form, error, langOf(request)) };
      response.status(422);
      const data = await this.statements.sheet(actor, id);
      const page = { title: say('Sao kê', 'Statement'), current: STATEMENTS };
      return this.desk.render(request, actor, page, <StatementSheet {...data} forms={forms} />);
    }
  }
}
