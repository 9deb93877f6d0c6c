import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { AppealsService, type NewAppeal, type Regime } from '../../appeals/appeals.service.js';
import { FundListsService } from '../../funds/fund-lists.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { SeeOther } from '../../platform/see-other.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormReader, type FormValues } from '../form-body.js';
import { PageHead, Sheet, Stack } from '../ui/box.js';
import { DateField, MoneyField, type Option, RadioGroup, TextArea, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { sayIn, usePage, useSay } from '../ui/page.js';
import { ChoiceField, readChoice, readOptionalChoice } from './choice.js';
import { DeskFrame } from './desk-frame.js';
import { DeskScope } from './desk-scope.service.js';

const HOME = '/desk/appeals';
/** As many as one form offers; a further one is added on the appeal's own page. */
const MOST_ACCOUNTS = 200;

type Choices = { funds: Option[]; accounts: Option[]; regimes: Regime[] };

@ApiExcludeController()
@Controller('desk/appeals/new')
export class NewAppealPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly appeals: AppealsService,
    private readonly scope: DeskScope,
    private readonly fundLists: FundListsService,
  ) {}

  @Get()
  @Permit('appeal.open')
  async form(@CurrentActor() actor: Actor, @Req() request: Request): Promise<string> {
    return this.show(actor, request, formWith({}));
  }

  @Post()
  @Permit('appeal.open')
  async open(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const { today, lang } = this.desk.context(request, actor);
    try {
      const asked = readAppeal(new FormReader(form, today), form, await this.choices(actor));
      const { id } = await this.appeals.once(key, async (tx) => ({
        id: (await this.appeals.openAppeal(tx, actor, asked)).id,
      }));
      throw new SeeOther(`${HOME}/${id}?done=opened`);
    } catch (error) {
      const state = formAfter(form, besideField(error, FIELD_OF), lang);
      response.status(422);
      return this.show(actor, request, state);
    }
  }

  private async show(actor: Actor, request: Request, state: FormState): Promise<string> {
    const say = sayIn(this.desk.context(request, actor).lang);
    const page = { title: say('Mở lời kêu gọi', 'Open an appeal'), current: HOME };
    return this.desk.render(request, actor, page, <AppealForm state={state} choices={await this.choices(actor)} />);
  }

  private async choices(actor: Actor): Promise<Choices> {
    const funds = await this.scope.funds(actor, 'appeal.open');
    const ids = new Set(funds.map(({ value }) => value));
    const { items } = await this.fundLists.bankAccounts(actor, { limit: MOST_ACCOUNTS });
    const accounts = items
      .filter(({ fundId, closedOn }) => closedOn === null && ids.has(fundId))
      .map(({ id, bankName, number, fundName, unitName }) => ({
        value: id,
        label: `${bankName} ${number} · ${fundName} · ${unitName}`,
      }));
    return { funds, accounts, regimes: this.appeals.regimes() };
  }
}

/** The field that mends each refusal. */
const FIELD_OF = {
  'appeal.window-': 'receiveUntil',
  'appeal.regime-not-in-force': 'regime',
  'appeal.name-taken': 'name',
  'appeal.account-': 'bankAccountId',
  'fund.closed': 'fundId',
};

function readAppeal(reader: FormReader, form: FormValues, choices: Choices): NewAppeal {
  const bankAccountId = readOptionalChoice(reader, form, 'bankAccountId', choices.accounts);
  const asked: NewAppeal = {
    fundId: readChoice(reader, form, 'fundId', choices.funds),
    name: reader.required('name', 200),
    regime: reader.choice(
      'regime',
      choices.regimes.map(({ code }) => code),
    ),
    documentNo: reader.optional('documentNo', 100),
    purpose: reader.optional('purpose', 1000),
    receiveFrom: reader.day('receiveFrom', { allowFuture: true }),
    receiveUntil: reader.optionalDay('receiveUntil', { allowFuture: true }),
    targetAmount: (form.targetAmount ?? '').trim() === '' ? undefined : reader.amount('targetAmount'),
    bankAccountIds: bankAccountId === undefined ? [] : [bankAccountId],
  };
  reader.done();
  return asked;
}

function AppealForm({ state, choices }: { state: FormState; choices: Choices }): VNode {
  const say = useSay();
  const { lang, today } = usePage();
  const regimes = choices.regimes.map(({ code, nameVi, nameEn, source, longestDays }) => ({
    value: code,
    label: lang === 'en' ? nameEn : nameVi,
    note:
      longestDays === undefined
        ? source
        : `${source} · ${say(`tối đa ${longestDays} ngày`, `at most ${longestDays} days`)}`,
  }));
  return (
    <Stack>
      <PageHead
        title={say('Mở lời kêu gọi', 'Open an appeal')}
        crumbs={[{ href: HOME, label: say('Lời kêu gọi', 'Appeals') }, { label: say('Mở mới', 'New') }]}
        lead={say(
          'Tiền ủng hộ cho lời kêu gọi là mục đích riêng, sổ sách không cho chi vào việc khác.',
          'What is given for an appeal is a purpose of its own; the books refuse to spend it on anything else.',
        )}
      />
      <Sheet>
        <Form action={`${HOME}/new`} state={state}>
          <TextField name="name" label={say('Tên', 'Name')} maxlength={200} autofocus />
          <ChoiceField
            name="fundId"
            label={say('Quỹ', 'Fund')}
            options={choices.funds}
            blank={say('Chọn quỹ', 'Choose a fund')}
            {...(choices.funds.length === 1 && { value: choices.funds[0]?.value })}
          />
          <RadioGroup name="regime" label={say('Theo quy định', 'Rules')} options={regimes} value={regimes[0]?.value} />
          <DateField name="receiveFrom" label={say('Nhận từ ngày', 'Receive from')} date={today} />
          <DateField
            name="receiveUntil"
            label={say('Đến hết ngày', 'Until')}
            hint={say(
              'Cứu trợ phải có; cuộc vận động khác có thể để trống.',
              'Relief needs one; other drives may leave it empty.',
            )}
            optional
          />
          <TextField
            name="documentNo"
            label={say('Số văn bản', 'Document number')}
            maxlength={100}
            size="short"
            optional
          />
          <TextArea name="purpose" label={say('Dùng để', 'What it is for')} maxlength={1000} optional />
          <MoneyField name="targetAmount" label={say('Mục tiêu', 'Target')} optional />
          <ChoiceField
            name="bankAccountId"
            label={say('Tài khoản nhận', 'Receiving account')}
            hint={say(
              'Cứu trợ cần tài khoản riêng. Có thể gắn sau.',
              'Relief needs one of its own. It can be added later.',
            )}
            options={choices.accounts}
            blank={say('Chưa gắn', 'None yet')}
            optional
          />
          <Buttons>
            <SubmitButton hint="Ctrl+Enter">{say('Mở lời kêu gọi', 'Open the appeal')}</SubmitButton>
            <LinkButton href={HOME}>{say('Thôi', 'Cancel')}</LinkButton>
          </Buttons>
        </Form>
      </Sheet>
    </Stack>
  );
}
