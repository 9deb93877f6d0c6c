/** One statement: looked at, posted behind the page, done; its lines, and saying what a debit was. */
import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ExplainLineDto } from '../../banking/banking.dto.js';
import { DebitExplanations } from '../../banking/explanations.service.js';
import { StatementImport } from '../../banking/statement-import.service.js';
import { StatementUndo } from '../../banking/statement-undo.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { SeeOther } from '../../platform/see-other.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { formAfter, type FormState } from '../ui/form-state.js';
import { langOf, renderFragment, type Say, sayIn } from '../ui/page.js';
import { DeskFrame } from './desk-frame.js';
import { StatementDesk } from './statement-desk.service.js';
import { PostingProgress, StatementSheet } from './statement-sheet.js';
import { STATEMENTS } from './statement-words.js';

/** Which field a refusal of the page's forms is about. */
const BESIDE = { 'statement.note-missing': 'note', 'statement.payout-': 'reason' };

/** What came of a form of the page, by the form: `post`, `undo`, or the id of the line that was explained. */
export type StatementForms = Record<string, FormState>;

@ApiExcludeController()
@Controller('desk/statements')
export class StatementPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly statements: StatementDesk,
    private readonly imports: StatementImport,
    private readonly undoing: StatementUndo,
    private readonly explanations: DebitExplanations,
  ) {}

  @Get(':id')
  @Permit('statement.read')
  sheet(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Param('id') id: string,
    @FormQuery() query: FormValues,
  ): Promise<string> {
    return this.show(actor, request, id, {}, query.done);
  }

  /** The progress alone, for a page that is open; once the work is over it leads to the page of what was done. */
  @Get(':id/progress')
  @Permit('statement.read')
  async progress(@CurrentActor() actor: Actor, @Req() request: Request, @Param('id') id: string): Promise<string> {
    const { statement, running } = await this.statements.sheet(actor, id);
    if (statement.state !== 'posting' || !running) throw new SeeOther(`${STATEMENTS}/${id}`);
    request.res?.set('cache-control', 'no-store');
    return renderFragment(this.desk.context(request, actor), <PostingProgress statement={statement} />);
  }

  /** Begins posting, or goes on with it; the page may be left. */
  @Post(':id/post')
  @Permit('statement.import')
  post(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.act(actor, request, response, { id, form, which: 'post', done: 'posting' }, () =>
      this.imports.startPosting(actor, id, key),
    );
  }

  @Post(':id/undo')
  @Permit('statement.explain')
  undo(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.act(actor, request, response, { id, form, which: 'undo', done: 'undone' }, async (reader) => {
      const reason = reader.required('reason', 300, { vi: 'Ghi lý do.', en: 'Give the reason.' });
      if (reason.length > 0 && reason.length < 3) {
        reader.problem('reason', { vi: 'Lý do quá ngắn.', en: 'The reason is too short.' });
      }
      reader.done();
      await this.undoing.undo(actor, id, reason, key);
    });
  }

  @Post(':id/lines/:lineId/explain')
  @Permit('statement.explain')
  explain(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @Param('lineId') lineId: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.act(actor, request, response, { id, form, which: lineId, done: 'explained' }, async (reader) => {
      const dto = readExplanation(reader);
      await this.explanations.explain(actor, lineId, dto, key);
    });
  }

  /** Does what the form asks and comes back to the page; with a problem, the form comes back as it was typed. */
  private async act(
    actor: Actor,
    request: Request,
    response: Response,
    asked: { id: string; form: FormValues; which: string; done: string },
    act: (reader: FormReader) => Promise<void>,
  ): Promise<string> {
    const { id, form, which } = asked;
    const { today, lang } = this.desk.context(request, actor);
    try {
      await act(new FormReader(form, today));
      throw new SeeOther(`${STATEMENTS}/${id}?done=${asked.done}`);
    } catch (error) {
      const state = formAfter(form, besideField(error, BESIDE), lang);
      response.status(422);
      return this.show(actor, request, id, { [which]: state });
    }
  }

  private async show(
    actor: Actor,
    request: Request,
    id: string,
    forms: StatementForms,
    done?: string,
  ): Promise<string> {
    const say = sayIn(langOf(request));
    const data = await this.statements.sheet(actor, id);
    const notice = noticeOf(done, say);
    const working = data.statement.state === 'posting' && data.running;
    return this.desk.render(
      request,
      actor,
      {
        title: say('Sao kê', 'Statement'),
        current: STATEMENTS,
        ...(notice !== undefined && { notice }),
        ...(working && { refreshSeconds: 2 }),
      },
      <StatementSheet {...data} forms={forms} />,
    );
  }
}

function readExplanation(reader: FormReader): ExplainLineDto {
  const reason = reader.choice('reason', ['bank-charge', 'cash-withdrawal', 'payout', 'other']);
  const note = reader.optional('note', 500);
  const cashBoxId = reader.optional('cashBoxId', 40);
  const payout = reader.optional('payout', 80);
  reader.done();
  const box = reason === 'cash-withdrawal' && cashBoxId !== undefined;
  const paid = reason === 'payout' && payout !== undefined;
  return { reason, ...(note !== undefined && { note }), ...(box && { cashBoxId }), ...(paid && { payout }) };
}

function noticeOf(done: string | undefined, say: Say): string | undefined {
  if (done === 'known') {
    return say(
      'Tệp này đã nhập trước đây; không nhập lại dòng nào.',
      'This file was imported before; no line was taken in again.',
    );
  }
  if (done === 'undone') return say('Đã rút lại cả sao kê.', 'The whole statement is taken back.');
  if (done === 'owned') return say('Đã giao người theo dõi.', 'Somebody looks after the line now.');
  if (done === 'explained') return say('Đã ghi lời giải trình.', 'The explanation is recorded.');
  return undefined;
}
