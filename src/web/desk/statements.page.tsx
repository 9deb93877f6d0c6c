/** The bank beside the books, and taking a statement in. */
import { Controller, Get, Post, Req, Res, UploadedFile, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { StatementKeeper } from '../../banking/statement-keeper.service.js';
import { fileNameOf, type Uploaded, UPLOAD } from '../../banking/upload.dto.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { refusalOf } from '../../platform/problems.filter.js';
import { SeeOther } from '../../platform/see-other.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { formAfter, formWith } from '../ui/form-state.js';
import { langOf, sayIn } from '../ui/page.js';
import { readChoice } from './choice.js';
import { DeskFrame } from './desk-frame.js';
import { StatementDesk } from './statement-desk.service.js';
import { StatementList, StatementsHelp, type UploadState } from './statement-list.js';
import { STATEMENTS } from './statement-words.js';

@ApiExcludeController()
@Controller('desk/statements')
export class StatementsPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly statements: StatementDesk,
    private readonly keeper: StatementKeeper,
  ) {}

  @Get()
  @Permit('statement.read')
  list(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    return this.show(actor, request, { state: formWith({ bankAccountId: query.account }), problems: [] }, query.cursor);
  }

  /** Proves and keeps the file, then shows it; a wrong file comes back with its problems beside the field. */
  @Post()
  @Permit('statement.import')
  @UseInterceptors(FileInterceptor('file', UPLOAD))
  async upload(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @UploadedFile() file: Uploaded | undefined,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const { lang, today } = this.desk.context(request, actor);
    try {
      const { accounts } = await this.statements.list(actor, undefined);
      const options = accounts.map(({ bankAccountId: value, bankName, number, fundName }) => ({
        value,
        label: `${bankName} ${number} · ${fundName}`,
      }));
      const reader = new FormReader(form, today);
      const bankAccountId = readChoice(reader, form, 'bankAccountId', options);
      if (!file) reader.problem('file', { vi: 'Chọn tệp sao kê.', en: 'Choose the statement file.' });
      reader.done();
      const bytes = file?.buffer ?? Buffer.alloc(0);
      const { id, duplicates, rows } = await this.keeper.keep(
        actor,
        { bankAccountId, bytes, fileName: file ? fileNameOf(file) : '' },
        key,
      );
      throw new SeeOther(`${STATEMENTS}/${id}${duplicates === rows ? '?done=known' : ''}`);
    } catch (error) {
      const state = formAfter(form, besideField(error, { 'statement.': 'file' }), lang);
      const problems = (refusalOf(error)?.problems ?? []).filter(({ path }) => path === 'file');
      response.status(422);
      return this.show(actor, request, { state, problems: problems.map((problem) => problem[lang]) });
    }
  }

  private async show(actor: Actor, request: Request, upload: UploadState, cursor?: string): Promise<string> {
    const title = sayIn(langOf(request))('Sao kê', 'Statements');
    const data = await this.statements.list(actor, cursor);
    return this.desk.render(
      request,
      actor,
      { title, current: STATEMENTS, help: <StatementsHelp /> },
      <StatementList {...data} upload={upload} />,
    );
  }
}
