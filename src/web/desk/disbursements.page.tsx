import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { DisbursementReader } from '../../disbursements/disbursement-reader.service.js';
import type { DisbursementSummary, PrepareDisbursementDto } from '../../disbursements/disbursement.dto.js';
import { DisbursementsService } from '../../disbursements/disbursements.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import type { Page } from '../../platform/paging.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { EmptyState, PageHead, Pager, Sheet, Soft, Stack, Tabs } from '../ui/box.js';
import { type Option, RadioGroup, SelectField, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { langOf, sayIn, useSay } from '../ui/page.js';
import { BatchTable, DISBURSEMENTS, stateName } from './batch-views.js';
import { DeskFrame } from './desk-frame.js';
import { type MoneyOption, PayoutOptions } from './payout-options.service.js';

const STATES = ['draft', 'submitted', 'approved', 'paid', 'closed'] as const;
type State = (typeof STATES)[number];

/** The list of pay-outs and the beginning of a new one. */
@ApiExcludeController()
@Controller('desk/disbursements')
export class DisbursementsPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly reader: DisbursementReader,
    private readonly disbursements: DisbursementsService,
    private readonly options: PayoutOptions,
  ) {}

  @Get()
  @Permit('disbursement.read')
  async list(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    const state = STATES.find((one) => one === query['state']);
    const cursor = query['cursor'];
    const page = await this.reader.list(actor, {
      ...(state && { state }),
      ...(cursor !== undefined && { cursor }),
      limit: 50,
    });
    const head = { title: sayIn(langOf(request))('Đợt chi', 'Pay-outs'), current: DISBURSEMENTS };
    const body = <BatchList page={page} state={state} mayPrepare={actor.may('disbursement.prepare')} />;
    return this.desk.render(request, actor, head, body);
  }

  /** First whose money, then the rest: purposes and places follow from it. One choice only is made by itself. */
  @Get('new')
  @Permit('disbursement.prepare')
  form(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    return this.show(actor, request, query['money'], formWith({}));
  }

  @Post('new')
  @Permit('disbursement.prepare')
  async prepare(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string | undefined> {
    const { today, lang } = this.desk.context(request, actor);
    try {
      const dto = readBatch(new FormReader(form, today), form);
      const { id } = await this.disbursements.prepare(actor, dto, key);
      response.redirect(303, `${DISBURSEMENTS}/${id}`);
      return undefined;
    } catch (error) {
      const state = formAfter(
        form,
        besideField(error, { 'disbursement.purpose': 'purpose', 'disbursement.place': 'place' }),
        lang,
      );
      response.status(422);
      return this.show(actor, request, form['money'], state);
    }
  }

  private async show(actor: Actor, request: Request, wanted: string | undefined, state: FormState): Promise<string> {
    const say = sayIn(langOf(request));
    const money = await this.options.money(actor, say);
    const chosen = money.length === 1 ? money[0] : money.find(({ value }) => value === wanted);
    const head = { title: say('Lập đợt chi', 'Prepare a pay-out'), current: DISBURSEMENTS };
    const body = chosen ? (
      <BatchForm
        money={chosen}
        purposes={await this.options.purposes(chosen, say)}
        several={money.length > 1}
        places={await this.options.places(actor, chosen.fundId, say)}
        state={state}
      />
    ) : (
      <MoneyForm options={money} />
    );
    return this.desk.render(request, actor, head, body);
  }
}

function readBatch(reader: FormReader, form: FormValues): PrepareDisbursementDto {
  const [fundId = '', appealId, donationId] = (form['money'] ?? '').split('/');
  const [method, place] = (form['place'] ?? '').split('/');
  const title = reader.required('title', 200);
  const purpose = reader.required('purpose', 50);
  if (method !== 'transfer' && method !== 'cash')
    reader.problem('place', { vi: 'Chọn nơi chi tiền.', en: 'Choose where the money leaves from.' });
  reader.done();
  return {
    fundId,
    ...(appealId && { appealId }),
    ...(donationId && { donationId }),
    title,
    purpose,
    method: method === 'cash' ? 'cash' : 'transfer',
    ...(place !== undefined && (method === 'cash' ? { cashBoxId: place } : { bankAccountId: place })),
  };
}

function BatchList({
  page,
  state,
  mayPrepare,
}: {
  page: Page<DisbursementSummary>;
  state: State | undefined;
  mayPrepare: boolean;
}): VNode {
  const say = useSay();
  const add = mayPrepare && (
    <LinkButton href={`${DISBURSEMENTS}/new`} tone="main" icon="plus" hint="m">
      {say('Lập đợt chi', 'Prepare a pay-out')}
    </LinkButton>
  );
  const tabs = [
    { href: DISBURSEMENTS, label: say('tất cả', 'all') },
    ...STATES.map((one) => ({ href: `${DISBURSEMENTS}?state=${one}`, label: stateName(one, say) })),
  ];
  return (
    <Stack>
      <PageHead
        title={say('Đợt chi', 'Pay-outs')}
        lead={say(
          'Người lập, người duyệt và người chi là ba người khác nhau; ký nhận khép lại đợt chi.',
          'Prepared, approved and paid by three different people; the signatures close it.',
        )}
        actions={add}
      />
      <Tabs tabs={tabs} current={state === undefined ? DISBURSEMENTS : `${DISBURSEMENTS}?state=${state}`} />
      <BatchTable
        rows={page.items}
        hrefOf={(row) => `${DISBURSEMENTS}/${row.id}`}
        empty={
          <EmptyState
            title={say('Chưa có đợt chi nào ở đây.', 'No pay-outs here.')}
            icon="hand-coins"
            action={add || undefined}
          >
            {say('Lập đợt chi, thêm hộ, rồi trình người duyệt.', 'Prepare one, add households, then submit it.')}
          </EmptyState>
        }
      />
      <Pager nextCursor={page.nextCursor} />
    </Stack>
  );
}

function Head(): VNode {
  const say = useSay();
  return (
    <PageHead
      title={say('Lập đợt chi', 'Prepare a pay-out')}
      crumbs={[{ href: DISBURSEMENTS, label: say('Đợt chi', 'Pay-outs') }, { label: say('Lập mới', 'New') }]}
    />
  );
}

function MoneyForm({ options }: { options: MoneyOption[] }): VNode {
  const say = useSay();
  return (
    <Stack>
      <Head />
      <Sheet>
        {options.length === 0 ? (
          <EmptyState title={say('Chưa có quỹ nào để chi.', 'There is no fund to pay from.')} icon="landmark" />
        ) : (
          <Form action={`${DISBURSEMENTS}/new`} method="get">
            <SelectField
              name="money"
              label={say('Chi từ tiền của', 'Whose money')}
              hint={say(
                'Tiền của một lời kêu gọi chỉ chi cho mục đích của lời kêu gọi đó; khoản có điều kiện chi riêng, theo điều kiện.',
                "An appeal's money goes only to what it was asked for; a gift with a condition is paid out by itself, for that.",
              )}
              options={options}
              autofocus
            />
            <Buttons>
              <SubmitButton icon="arrow-right">{say('Tiếp', 'Next')}</SubmitButton>
            </Buttons>
          </Form>
        )}
      </Sheet>
    </Stack>
  );
}

function BatchForm(props: {
  money: MoneyOption;
  several: boolean;
  purposes: Option[];
  places: Option[];
  state: FormState;
}): VNode {
  const say = useSay();
  const { money, purposes, places } = props;
  return (
    <Stack>
      <Head />
      <Sheet
        title={money.label}
        {...(props.several && {
          actions: <LinkButton href={`${DISBURSEMENTS}/new`}>{say('Chọn quỹ khác', 'Another fund')}</LinkButton>,
        })}
      >
        <Form action={`${DISBURSEMENTS}/new`} state={props.state} hidden={{ money: money.value }}>
          <TextField
            name="title"
            label={say('Tên đợt chi', 'Title')}
            hint={say('Như “Quà Tết Bính Ngọ”. Không ghi tên người nhận.', 'As “Tết gifts 2026”. No name of a person.')}
            maxlength={200}
            autofocus
          />
          <SelectField
            name="purpose"
            label={say('Mục đích', 'Purpose')}
            options={purposes}
            blank={say('chọn một mục đích', 'choose one')}
          />
          <RadioGroup name="place" label={say('Chi bằng', 'Paid by')} options={places} value={places[0]?.value} />
          {places.length === 0 && (
            <Soft block>
              {say('Quỹ chưa có tài khoản hay két tiền mặt.', 'The fund has no account and no cash box.')}
            </Soft>
          )}
          <Buttons>
            <SubmitButton hint="Ctrl+Enter">{say('Lập và thêm hộ', 'Prepare and add households')}</SubmitButton>
            <LinkButton href={DISBURSEMENTS}>{say('Thôi', 'Leave')}</LinkButton>
          </Buttons>
        </Form>
      </Sheet>
    </Stack>
  );
}
