/** Months and years: their checklists, closing them, opening them again. */
import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { MonthClosings } from '../../closing/month-closings.service.js';
import { Reopenings } from '../../closing/reopenings.service.js';
import { YearClosings } from '../../closing/year-closings.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { refuse } from '../../platform/refusal.js';
import { SeeOther } from '../../platform/see-other.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { formAfter } from '../ui/form-state.js';
import { langOf, type Say, sayIn, withQuery } from '../ui/page.js';
import { noteOf } from './closing-checklist.js';
import { ClosingDesk } from './closing-desk.service.js';
import { readAnswers } from './closing-form.js';
import { type ClosingForms, ClosingSheet } from './closing-sheet.js';
import { CLOSINGS } from './closing-words.js';
import { DeskFrame } from './desk-frame.js';

type Asked = { form: FormValues; which: string; done: string };

@ApiExcludeController()
@Controller('desk/closings')
export class ClosingPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly data: ClosingDesk,
    private readonly months: MonthClosings,
    private readonly years: YearClosings,
    private readonly reopenings: Reopenings,
  ) {}

  @Get()
  @Permit('period.read')
  sheet(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    return this.show(actor, request, query, {}, query.done);
  }

  @Post()
  @Permit('period.close')
  close(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.act(actor, request, response, { form, which: 'close', done: 'closed' }, async () => {
      const { checklist, fund, month } = await this.data.data(actor, form);
      // What is closed is what was shown: another fund or month is not put in its place.
      if (!fund || !month || fund.value !== form.fund || month !== form.month) throw refuse('request.malformed');
      const answers = readAnswers(form, checklist);
      await this.months.close(actor, { fundId: fund.value, month, answers }, key);
    });
  }

  @Post('year')
  @Permit('period.close')
  closeYear(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.act(actor, request, response, { form, which: 'year', done: 'year' }, async () => {
      const { closings } = await this.data.data(actor, form);
      if (!closings || closings.fundId !== form.fund || closings.year.period !== form.year)
        throw refuse('request.malformed');
      await this.years.close(actor, { fundId: closings.fundId, year: closings.year.period }, key);
    });
  }

  @Post('reconciliations/:id/sign')
  @Permit('period.sign')
  sign(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.act(actor, request, response, { form, which: 'year', done: 'year' }, () =>
      this.years.countersign(actor, id, key),
    );
  }

  @Post(':id/reopen')
  @Permit('period.reopen')
  reopen(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const which = form.month ? 'reopen' : 'reopen-year';
    return this.act(actor, request, response, { form, which, done: 'reopened' }, async (reader) => {
      const reason = reader.required('reason', 300, { vi: 'Ghi lý do.', en: 'Give the reason.' });
      if (reason.length > 0 && reason.length < 3)
        reader.problem('reason', { vi: 'Lý do quá ngắn.', en: 'The reason is too short.' });
      reader.done();
      await this.reopenings.reopen(actor, id, reason, key);
    });
  }

  /** Does what the form asks and comes back to the page; with a problem, the form comes back as it was typed. */
  private async act(
    actor: Actor,
    request: Request,
    response: Response,
    { form, which, done }: Asked,
    act: (reader: FormReader) => Promise<unknown>,
  ): Promise<string> {
    const { fund, month, year } = form;
    try {
      await act(new FormReader(form, this.data.today()));
      throw new SeeOther(withQuery(CLOSINGS, { fund, month, year, done }));
    } catch (error) {
      const state = formAfter(form, error, langOf(request));
      // A line of the checklist is answered in a field of its own.
      const problems: Record<string, string> = {};
      for (const [name, text] of Object.entries(state.problems)) {
        problems[name.includes(':') ? noteOf(name) : name] = text;
      }
      response.status(422);
      return this.show(actor, request, form, { [which]: { ...state, problems } });
    }
  }

  private async show(
    actor: Actor,
    request: Request,
    query: FormValues,
    forms: ClosingForms,
    done?: string,
  ): Promise<string> {
    const say = sayIn(langOf(request));
    const data = await this.data.data(actor, query);
    const notice = noticeOf(done, say);
    return this.desk.render(
      request,
      actor,
      { title: say('Khóa sổ', 'Closing'), current: CLOSINGS, ...(notice && { notice }) },
      <ClosingSheet {...data} forms={forms} />,
    );
  }
}

function noticeOf(done: string | undefined, say: Say): string | undefined {
  if (done === 'closed') return say('Đã khóa sổ tháng.', 'The month is closed.');
  if (done === 'reopened') return say('Đã mở lại.', 'It is open again.');
  if (done === 'year') return say('Đã ghi cho năm.', 'Done for the year.');
  return undefined;
}
