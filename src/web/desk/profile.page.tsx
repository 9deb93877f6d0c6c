/** A unit's posting profile: which one it posts by, what it chose, and a choice that two people make. */
import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import type { Profile } from '../../bookkeeping/profiles.dto.js';
import { ProfilesService } from '../../bookkeeping/profiles.service.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { SeeOther } from '../../platform/see-other.js';
import { isDocumentNo } from '../../platform/validation.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormReader, type FormValues } from '../form-body.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { sayIn, withQuery } from '../ui/page.js';
import { DeskFrame } from './desk-frame.js';
import { DeskScope } from './desk-scope.service.js';
import { ProfileHelp, ProfileSheet } from './profile-sheet.js';

const HERE = '/desk/books/profiles';
const FIELDS = {
  'profile.month-start': 'from',
  'profile.in-order': 'from',
  'date.future': 'from',
  'profile.same': 'profile',
};

const BAD_NUMBER = { vi: 'Ghi số văn bản, như 12/QĐ-MTTQ.', en: 'The number of a document, as 12/QĐ-MTTQ.' };

@ApiExcludeController()
@Controller('desk/books/profiles')
export class ProfilePage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly scope: DeskScope,
    private readonly profiles: ProfilesService,
  ) {}

  @Get()
  @Permit('ledger.read')
  async of(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Query('unit') unit?: string,
    @Query('done') done?: string,
  ): Promise<string> {
    return this.show(actor, request, formWith({}), { unit, done });
  }

  /** Prepares a choice. */
  @Post()
  @Permit('profile.prepare')
  async prepare(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const { today, lang } = this.desk.context(request, actor);
    const unit = form.unitCode ?? '';
    try {
      await this.profiles.prepare(actor, read(new FormReader(form, today), unit), key);
    } catch (error) {
      response.status(422);
      return this.show(actor, request, formAfter(form, besideField(error, FIELDS), lang), { unit });
    }
    throw new SeeOther(withQuery(HERE, { unit, done: 'prepared' }));
  }

  @Post(':id/confirm')
  @Permit('profile.confirm')
  confirm(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.decide(actor, request, response, form, 'confirmed', () => this.profiles.confirm(actor, id, key));
  }

  @Post(':id/withdraw')
  @Permit('profile.prepare')
  withdraw(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.decide(actor, request, response, form, 'withdrawn', () => this.profiles.withdraw(actor, id, key));
  }

  private async decide(
    actor: Actor,
    request: Request,
    response: Response,
    form: FormValues,
    done: 'confirmed' | 'withdrawn',
    act: () => Promise<unknown>,
  ): Promise<string> {
    try {
      await act();
    } catch (error) {
      const state = formAfter({}, error, this.desk.context(request, actor).lang);
      response.status(422);
      return this.show(actor, request, formWith({}), { unit: form.unitCode, problem: state.problems[''] });
    }
    throw new SeeOther(withQuery(HERE, { unit: form.unitCode, done }));
  }

  private async show(
    actor: Actor,
    request: Request,
    state: FormState,
    query: { unit?: string | undefined; done?: string | undefined; problem?: string | undefined },
  ): Promise<string> {
    const say = sayIn(this.desk.context(request, actor).lang);
    const units = await this.scope.unitOptions(actor, 'ledger.read');
    const unit = units.find(({ value }) => value === query.unit) ?? units[0];
    const chosen = unit && (await this.profiles.of(actor, unit.value));
    const notice = {
      prepared: say('Đã lập đề nghị, chờ người khác xác nhận.', 'Prepared; another person confirms it.'),
      confirmed: say('Đã xác nhận chế độ kế toán.', 'The profile is confirmed.'),
      withdrawn: say('Đã rút đề nghị.', 'The proposal was taken back.'),
    }[query.done ?? ''];
    const may = {
      prepare: unit !== undefined && actor.may('profile.prepare', unit.value),
      confirm: unit !== undefined && actor.may('profile.confirm', unit.value),
    };
    return this.desk.render(
      request,
      actor,
      {
        title: say('Chế độ kế toán', 'Posting profile'),
        current: '/desk/books/trial-balance',
        help: <ProfileHelp />,
        ...(notice !== undefined && { notice }),
      },
      <ProfileSheet units={units} unit={unit} chosen={chosen} may={may} state={state} problem={query.problem} />,
    );
  }
}

function read(
  reader: FormReader,
  unitCode: string,
): { unitCode: string; from: string; profile: Profile; decisionNo: string } {
  const profile = reader.choice('profile', ['A', 'B']);
  const from = reader.optionalDay('from');
  if (from === undefined) reader.problem('from', { vi: 'Ghi ngày áp dụng.', en: 'Say from which day.' });
  const decisionNo = reader.required('decisionNo', 60);
  if (decisionNo !== '' && !isDocumentNo(decisionNo)) reader.problem('decisionNo', BAD_NUMBER);
  reader.done();
  return { unitCode, from: from ?? '', profile, decisionNo };
}
