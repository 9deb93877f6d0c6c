import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { addDays, type PlainDate } from '../../platform/dates.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { formatVnd } from '../../platform/money.js';
import { SeeOther } from '../../platform/see-other.js';
import type { PledgeAnswer } from '../../pledges/pledge.dto.js';
import { PledgeListsService } from '../../pledges/pledge-lists.service.js';
import { type NewPledge, PledgesService } from '../../pledges/pledges.service.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormReader, type FormValues } from '../form-body.js';
import { PageHead, Sheet, Stack } from '../ui/box.js';
import { DateField, MoneyField, type Option, RadioGroup, TextArea, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { sayIn, usePage, useSay } from '../ui/page.js';
import { ChoiceField, readChoice } from './choice.js';
import { DeskFrame } from './desk-frame.js';
import { DeskScope } from './desk-scope.service.js';

const HOME = '/desk/pledges';
const USUAL_DAYS = 30;

/** Many are recorded one after the other, as when units register at a ceremony: each saved one leads to the next form. */
@ApiExcludeController()
@Controller('desk/pledges/new')
export class NewPledgePage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly pledges: PledgesService,
    private readonly lists: PledgeListsService,
    private readonly scope: DeskScope,
  ) {}

  /** @param after the pledge that was recorded just before */
  @Get()
  @Permit('pledge.record')
  async form(@CurrentActor() actor: Actor, @Req() request: Request, @Query('after') after?: string): Promise<string> {
    const before = after === undefined ? undefined : await this.lists.one(actor, after);
    return this.show(actor, request, formWith(before ? { purpose: purposeOf(before) } : {}), before);
  }

  @Post()
  @Permit('pledge.record')
  async record(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const { today, lang } = this.desk.context(request, actor);
    try {
      const purposes = await this.scope.purposes(actor, sayIn(lang));
      const asked = readPledge(new FormReader(form, today), form, purposes, today);
      const { id } = await this.pledges.once(key, (tx) => this.pledges.record(tx, actor, asked));
      throw new SeeOther(`${HOME}/new?after=${id}`);
    } catch (error) {
      const state = formAfter(form, besideField(error, { 'pledge.due-before-pledged': 'dueDate' }), lang);
      response.status(422);
      return this.show(actor, request, state);
    }
  }

  private async show(actor: Actor, request: Request, state: FormState, before?: PledgeAnswer): Promise<string> {
    const say = sayIn(this.desk.context(request, actor).lang);
    const notice =
      before &&
      say(
        `Đã ghi ${before.code}: ${formatVnd(before.amount)}.`,
        `Recorded ${before.code}: ${formatVnd(before.amount)}.`,
      );
    const page = { title: say('Ghi đăng ký ủng hộ', 'Record a pledge'), current: HOME, ...(notice && { notice }) };
    const purposes = await this.scope.purposes(actor, say);
    return this.desk.render(request, actor, page, <PledgeForm state={state} purposes={purposes} />);
  }
}

function purposeOf({ fundId, appealId }: PledgeAnswer): string {
  return appealId === null ? fundId : `${fundId}/${appealId}`;
}

function readPledge(reader: FormReader, form: FormValues, purposes: Option[], today: PlainDate): NewPledge {
  const [fundId = '', appealId] = readChoice(reader, form, 'purpose', purposes).split('/');
  const asked: NewPledge = {
    fundId,
    appealId,
    giverName: reader.required('giverName', 200),
    giverKind: reader.choice('giverKind', ['organisation', 'person']),
    amount: reader.amount('amount'),
    dueDate: reader.optionalDay('dueDate', { allowFuture: true }) ?? addDays(today, USUAL_DAYS),
    pledgedOn: reader.day('pledgedOn'),
    note: reader.optional('note', 500),
  };
  reader.done();
  return asked;
}

function PledgeForm({ state, purposes }: { state: FormState; purposes: Option[] }): VNode {
  const say = useSay();
  const { today } = usePage();
  return (
    <Stack>
      <PageHead
        title={say('Ghi đăng ký ủng hộ', 'Record a pledge')}
        crumbs={[{ href: HOME, label: say('Đăng ký ủng hộ', 'Pledges') }, { label: say('Ghi mới', 'New') }]}
        lead={say('Lời hứa, chưa phải tiền: không vào sổ quỹ.', 'A promise, not money: it enters no fund.')}
      />
      <Sheet>
        <Form action={`${HOME}/new`} state={state}>
          <TextField
            name="giverName"
            label={say('Người hoặc đơn vị đăng ký', 'Who promises')}
            hint={say('Tên này không hiện trên trang công khai.', 'This name is on no public page.')}
            maxlength={200}
            autofocus
          />
          <RadioGroup
            name="giverKind"
            label={say('Là', 'Is')}
            options={[
              { value: 'organisation', label: say('đơn vị, doanh nghiệp', 'an organisation') },
              { value: 'person', label: say('cá nhân', 'a person') },
            ]}
            value="organisation"
          />
          <MoneyField name="amount" label={say('Số tiền', 'Amount')} />
          <DateField name="dueDate" label={say('Hẹn ngày', 'Due')} date={addDays(today, USUAL_DAYS)} />
          <ChoiceField name="purpose" label={say('Cho', 'For')} options={purposes} value={purposes[0]?.value} />
          <DateField name="pledgedOn" label={say('Ngày đăng ký', 'Made on')} date={today} />
          <TextArea name="note" label={say('Ghi chú', 'Note')} rows={2} maxlength={500} optional />
          <Buttons>
            <SubmitButton hint="Ctrl+Enter">{say('Ghi đăng ký', 'Record the pledge')}</SubmitButton>
            <LinkButton href={HOME}>{say('Xong', 'Done')}</LinkButton>
          </Buttons>
        </Form>
      </Sheet>
    </Stack>
  );
}
