/** Opening-balance minutes: what each place of a fund held, for which purpose. A second person signs them. */
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { type EntryChoices, EntryChoicesService } from '../../bookkeeping/entry-choices.service.js';
import type { OpeningBalancesDto } from '../../bookkeeping/ledger.dto.js';
import { MinutesChoicesService, type PlaceToOpen } from '../../bookkeeping/minutes-choices.service.js';
import { MinutesService } from '../../bookkeeping/minutes.service.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { SeeOther } from '../../platform/see-other.js';
import { isDocumentNo } from '../../platform/validation.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { EmptyState, PageHead, Sheet, Stack } from '../ui/box.js';
import { DateField, MoneyField, type Option, TextField } from '../ui/fields.js';
import { Buttons, Form, FormLine, LinkButton, SubmitButton } from '../ui/form.js';
import { chosenOption, formAfter, type FormState, formWith } from '../ui/form-state.js';
import { sayIn, usePage, useSay } from '../ui/page.js';
import { BooksTabs } from './books-tabs.js';
import { ChoiceField, readChoice } from './choice.js';
import { DeskFrame } from './desk-frame.js';
import { DeskScope } from './desk-scope.service.js';
import { MINUTES_HOME } from './minutes-sheet.js';
import { purposeOptions } from './new-draft-form.js';

const BOOKS = '/desk/books/trial-balance';
const HERE = `${MINUTES_HOME}/opening/new`;
/** A further purpose at the same place takes further rows; the API takes a hundred. */
const MOST_ROWS = 12;
const FIELD_OF = {
  'date.future': 'effectiveDate',
  'ledger.account-closed': 'effectiveDate',
  'ledger.period': 'effectiveDate',
};

type OpeningView = { funds: Option[]; fund: Option | undefined; places: PlaceToOpen[]; choices?: EntryChoices };

@ApiExcludeController()
@Controller('desk/books/minutes/opening/new')
export class NewOpeningPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly minutes: MinutesService,
    private readonly choices: EntryChoicesService,
    private readonly places: MinutesChoicesService,
    private readonly scope: DeskScope,
  ) {}

  @Get()
  @Permit('ledger.open-balances')
  form(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    return this.show(actor, request, query.fund, formWith({}));
  }

  @Post()
  @Permit('ledger.open-balances')
  async draw(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const { today, lang } = this.desk.context(request, actor);
    try {
      const view = await this.view(actor, form.fund);
      const { draftId } = await this.minutes.openBalances(actor, readOpening(form, today, view), key);
      throw new SeeOther(`${MINUTES_HOME}/${draftId}`);
    } catch (error) {
      const state = formAfter(form, besideField(error, FIELD_OF), lang);
      response.status(422);
      return this.show(actor, request, form.fund, state);
    }
  }

  private async show(actor: Actor, request: Request, fund: string | undefined, state: FormState): Promise<string> {
    const title = sayIn(this.desk.context(request, actor).lang)('Biên bản số dư đầu kỳ', 'Opening-balance minutes');
    const body = <OpeningForm view={await this.view(actor, fund)} state={state} />;
    return this.desk.render(request, actor, { title, current: BOOKS }, body);
  }

  private async view(actor: Actor, asked: string | undefined): Promise<OpeningView> {
    const funds = await this.scope.funds(actor, 'ledger.open-balances');
    const value = chosenOption(funds, asked ?? '');
    const fund = funds.find((each) => each.value === value) ?? (funds.length === 1 ? funds[0] : undefined);
    if (!fund) return { funds, fund, places: [] };
    const [places, choices] = await Promise.all([this.places.places(fund.value), this.choices.of(actor, fund.value)]);
    return { funds, fund, places: places.slice(0, MOST_ROWS), choices };
  }
}

/**
 * Fields are named by the place itself: another place that is opened meanwhile is gone from the list, and what was typed
 * must not fall to the next one.
 * @throws Refusal request.invalid
 */
function readOpening(form: FormValues, today: string, { fund, places, choices }: OpeningView): OpeningBalancesDto {
  const reader = new FormReader(form, today);
  const purposes = choices ? purposeOptions(choices) : [];
  const lines = places
    .filter(({ accountId }) => (form[`amount${accountId}`] ?? '').trim() !== '')
    .map(({ accountId }) => ({
      accountId,
      amount: Number(reader.amount(`amount${accountId}`)),
      restrictionId: Number(readChoice(reader, form, `purpose${accountId}`, purposes)),
    }));
  if (lines.length === 0)
    reader.problem(`amount${places[0]?.accountId ?? ''}`, {
      vi: 'Ghi ít nhất một số dư.',
      en: 'Give at least one balance.',
    });
  const minutesNo = reader.required('minutesNo', 60);
  if (minutesNo !== '' && !isDocumentNo(minutesNo))
    reader.problem('minutesNo', {
      vi: 'Ghi số biên bản, như 01/BB-BG.',
      en: 'The number of the minutes, as 01/BB-BG.',
    });
  const dto = { fundId: fund?.value ?? '', effectiveDate: reader.day('effectiveDate'), minutesNo, lines };
  reader.done();
  return dto;
}

function OpeningForm({ view, state }: { view: OpeningView; state: FormState }): VNode {
  const say = useSay();
  return (
    <Stack>
      <PageHead
        title={say('Biên bản số dư đầu kỳ', 'Opening-balance minutes')}
        crumbs={[
          { href: MINUTES_HOME, label: say('Biên bản', 'Minutes') },
          { label: say('Số dư đầu kỳ', 'Opening balances') },
        ]}
        lead={say(
          'Tiền có trước khi mở sổ không phải tiền mới nhận. Người thứ hai ký thì số dư vào sổ.',
          'Money that was there before is not received. It is posted when a second person signs.',
        )}
      />
      <BooksTabs current={MINUTES_HOME} />
      {view.fund && view.choices ? (
        <Lines view={view} choices={view.choices} state={state} />
      ) : (
        <FundFirst view={view} />
      )}
    </Stack>
  );
}

function FundFirst({ view }: { view: OpeningView }): VNode {
  const say = useSay();
  return (
    <Sheet>
      <Form action={HERE} method="get" enterMoves>
        <ChoiceField
          name="fund"
          label={say('Quỹ', 'Fund')}
          options={view.funds}
          value={view.funds[0]?.value}
          autofocus
        />
        <Buttons>
          <SubmitButton hint="Ctrl+Enter">{say('Tiếp', 'Go on')}</SubmitButton>
        </Buttons>
      </Form>
    </Sheet>
  );
}

function Lines({ view, choices, state }: { view: OpeningView; choices: EntryChoices; state: FormState }): VNode {
  const say = useSay();
  const { today } = usePage();
  const purposes = purposeOptions(choices);
  if (view.places.length === 0) {
    return (
      <EmptyState
        icon="circle-check"
        title={say('Mọi nơi giữ tiền của quỹ đã có số dư đầu kỳ.', 'Every place of this fund is opened.')}
      />
    );
  }
  return (
    <Sheet title={view.fund?.label}>
      <Form action={HERE} state={state} hidden={{ fund: view.fund?.value ?? '' }} enterMoves>
        <TextField name="minutesNo" label={say('Số biên bản', 'Number of the minutes')} maxlength={60} autofocus />
        <DateField name="effectiveDate" label={say('Ngày của số dư', 'Day of the balances')} date={today} />
        {view.places.map(({ accountId, code, label }) => (
          <FormLine key={accountId}>
            <MoneyField name={`amount${accountId}`} label={`${code} ${label}`} optional />
            <ChoiceField
              name={`purpose${accountId}`}
              label={say('Mục đích', 'Purpose')}
              options={purposes}
              value={purposes[0]?.value}
            />
          </FormLine>
        ))}
        <Buttons>
          <SubmitButton hint="Ctrl+Enter">{say('Ký và trình người thứ hai', 'Sign and pass on')}</SubmitButton>
          <LinkButton href={MINUTES_HOME}>{say('Thôi', 'Cancel')}</LinkButton>
        </Buttons>
      </Form>
    </Sheet>
  );
}
