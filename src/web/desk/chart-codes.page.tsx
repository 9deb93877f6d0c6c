/** The chart as data: its rows with the circular's own codes, and changes that two people make. */
import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { ChartEditing } from '../../bookkeeping/chart-editing.service.js';
import { ChangeChartDto, type ChartAnswer, type Profile } from '../../bookkeeping/profiles.dto.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { SeeOther } from '../../platform/see-other.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormReader, type FormValues } from '../form-body.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { sayIn, withQuery } from '../ui/page.js';
import { ChartCodeSheet, ChartCodesSheet, ChartHelp } from './chart-codes-sheet.js';
import { DeskFrame } from './desk-frame.js';

const HERE = '/desk/books/chart-codes';
const FIELDS = { 'chart.in-order': 'validFrom', 'date.future': 'validFrom', 'chart.source-missing': 'officialSource' };

@ApiExcludeController()
@Controller('desk/books/chart-codes')
export class ChartCodesPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly chart: ChartEditing,
  ) {}

  @Get()
  @Permit('ledger.read')
  list(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Query('profile') profile?: string,
    @Query('done') done?: string,
  ): Promise<string> {
    return this.showAll(actor, request, { profile: profileOf(profile), done });
  }

  /** One account with its history, and the form that changes it. */
  @Get(':profile/:code')
  @Permit('ledger.read')
  one(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Param('profile') profile: string,
    @Param('code') code: string,
  ): Promise<string> {
    return this.showOne(actor, request, { profile: profileOf(profile), code });
  }

  /** Prepares a change. */
  @Post(':profile/:code')
  @Permit('chart.edit')
  async change(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('profile') named: string,
    @Param('code') code: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const { today, lang } = this.desk.context(request, actor);
    const profile = profileOf(named);
    try {
      await this.chart.prepare(actor, read(new FormReader(form, today), { profile, code }), key);
    } catch (error) {
      const state = formAfter(form, besideField(error, FIELDS), lang);
      response.status(422);
      return this.showOne(actor, request, { profile, code, state });
    }
    throw new SeeOther(withQuery(HERE, { profile, done: 'prepared' }));
  }

  @Post('changes/:id/verify')
  @Permit('chart.verify')
  verify(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.decide(actor, request, response, form, 'verified', () => this.chart.verify(actor, id, key));
  }

  @Post('changes/:id/withdraw')
  @Permit('chart.edit')
  withdraw(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.decide(actor, request, response, form, 'withdrawn', () => this.chart.withdraw(actor, id, key));
  }

  private async decide(
    actor: Actor,
    request: Request,
    response: Response,
    form: FormValues,
    done: 'verified' | 'withdrawn',
    act: () => Promise<unknown>,
  ): Promise<string> {
    const profile = profileOf(form.profile);
    try {
      await act();
    } catch (error) {
      const state = formAfter({}, error, this.desk.context(request, actor).lang);
      response.status(422);
      return this.showAll(actor, request, { profile, problem: state.problems[''] });
    }
    throw new SeeOther(withQuery(HERE, { profile, done }));
  }

  private async showAll(
    actor: Actor,
    request: Request,
    query: { profile: Profile; done?: string | undefined; problem?: string | undefined },
  ): Promise<string> {
    const say = sayIn(this.desk.context(request, actor).lang);
    const notice = {
      prepared: say('Đã lập thay đổi, chờ người khác xác minh.', 'Prepared; another person verifies it.'),
      verified: say('Đã xác minh; thay đổi có trong hệ thống tài khoản.', 'Verified; the change is in the chart.'),
      withdrawn: say('Đã rút thay đổi.', 'The change was taken back.'),
    }[query.done ?? ''];
    const chart = await this.chart.list();
    const { profile, problem } = query;
    const body = <ChartCodesSheet profile={profile} chart={chart} may={this.mayOf(actor)} problem={problem} />;
    return this.render(request, actor, body, notice);
  }

  private async showOne(
    actor: Actor,
    request: Request,
    asked: { profile: Profile; code: string; state?: FormState },
  ): Promise<string> {
    const chart = await this.chart.list();
    const state = asked.state ?? formWith(presentValues(chart, asked));
    const { profile, code } = asked;
    const body = <ChartCodeSheet profile={profile} code={code} chart={chart} may={this.mayOf(actor)} state={state} />;
    return this.render(request, actor, body);
  }

  private render(request: Request, actor: Actor, body: VNode, notice?: string): Promise<string> {
    const title = sayIn(this.desk.context(request, actor).lang)('Danh mục tài khoản', 'The chart');
    const head = { title, current: '/desk/books/trial-balance', help: <ChartHelp /> };
    return this.desk.render(request, actor, { ...head, ...(notice !== undefined && { notice }) }, body);
  }

  private mayOf(actor: Actor): { edit: boolean; verify: boolean } {
    return { edit: this.chart.may(actor, 'chart.edit'), verify: this.chart.may(actor, 'chart.verify') };
  }
}

function profileOf(text: string | undefined): Profile {
  return text === 'B' ? 'B' : 'A';
}

/** The form starts from the row in use. */
function presentValues(chart: ChartAnswer, of: { profile: Profile; code: string }): Record<string, string | undefined> {
  const row = chart.items.find(({ profile, code }) => profile === of.profile && code === of.code);
  return {
    nameVi: row?.nameVi,
    nameEn: row?.nameEn,
    officialCode: row?.officialCode ?? undefined,
    officialSource: row?.officialSource ?? undefined,
  };
}

function read(reader: FormReader, of: { profile: Profile; code: string }): ChangeChartDto {
  const nameVi = reader.required('nameVi', 200);
  const nameEn = reader.required('nameEn', 200);
  const officialCode = reader.optional('officialCode', 6);
  if (officialCode !== undefined && !/^[0-9]{3,6}$/.test(officialCode))
    reader.problem('officialCode', { vi: 'Số hiệu có 3 đến 6 chữ số.', en: 'A code has 3 to 6 digits.' });
  const officialSource = reader.optional('officialSource', 200);
  const validFrom = reader.optionalDay('validFrom');
  reader.done();
  return {
    ...of,
    nameVi,
    nameEn,
    ...(officialCode !== undefined && { officialCode }),
    ...(officialSource !== undefined && { officialSource }),
    ...(validFrom !== undefined && { validFrom }),
  };
}
