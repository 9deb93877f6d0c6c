import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import type { AppealAnswer } from '../../appeals/appeal.dto.js';
import { AppealListsService } from '../../appeals/appeal-lists.service.js';
import { AppealsService } from '../../appeals/appeals.service.js';
import { FundListsService } from '../../funds/fund-lists.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import type { Page } from '../../platform/paging.js';
import { SeeOther } from '../../platform/see-other.js';
import { besideField } from '../beside-field.js';
import { FormBody, type FormValues } from '../form-body.js';
import { DefinitionList, EmptyState, PageHead, Pager, Sheet, Soft, Stack } from '../ui/box.js';
import { type Option, SelectField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { DateText, DayCount, Figure, Figures, Meter, Money } from '../ui/money.js';
import { type Say, sayIn, useSay } from '../ui/page.js';
import { type Column, Table } from '../ui/table.js';
import { Tag } from '../ui/tag.js';
import { DeskFrame } from './desk-frame.js';

const HOME = '/desk/appeals';

@ApiExcludeController()
@Controller('desk/appeals')
export class AppealsPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly appeals: AppealsService,
    private readonly lists: AppealListsService,
    private readonly fundLists: FundListsService,
  ) {}

  @Get()
  @Permit('appeal.read')
  async list(@CurrentActor() actor: Actor, @Req() request: Request, @Query('cursor') cursor?: string): Promise<string> {
    const page = await this.lists.list(actor, { cursor });
    const say = sayIn(this.desk.context(request, actor).lang);
    const head = { title: say('Lời kêu gọi', 'Appeals'), current: HOME };
    return this.desk.render(request, actor, head, <AppealList page={page} mayOpen={actor.may('appeal.open')} />);
  }

  @Get(':id')
  @Permit('appeal.read')
  async one(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Param('id') id: string,
    @Query('done') done?: string,
  ): Promise<string> {
    return this.show(actor, request, id, formWith({}), done);
  }

  /** Adds an account that the appeal's gifts come to. */
  @Post(':id/bank-accounts')
  @Permit('appeal.open')
  async bindAccount(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    try {
      await this.appeals.once(key, async (tx) => {
        await this.appeals.bindAccount(tx, actor, id, form.bankAccountId ?? '');
        return { id };
      });
    } catch (error) {
      const state = formAfter(form, besideField(error, BIND_FIELDS), this.desk.context(request, actor).lang);
      response.status(422);
      return this.show(actor, request, id, state);
    }
    throw new SeeOther(`${HOME}/${id}?done=bound`);
  }

  private async show(actor: Actor, request: Request, id: string, state: FormState, done?: string): Promise<string> {
    const appeal = await this.lists.one(actor, id);
    const say = sayIn(this.desk.context(request, actor).lang);
    const mayOpen = actor.may('appeal.open', appeal.unitCode);
    const free = mayOpen ? await this.freeAccounts(actor, appeal) : [];
    const notice = noticeOf(done, say);
    const head = { title: appeal.name, current: HOME, ...(notice !== undefined && { notice }) };
    return this.desk.render(request, actor, head, <AppealSheet appeal={appeal} free={free} state={state} />);
  }

  private async freeAccounts(actor: Actor, appeal: AppealAnswer): Promise<Option[]> {
    const { items } = await this.fundLists.bankAccounts(actor, { fundId: appeal.fundId, limit: 200 });
    const bound = new Set(appeal.bankAccounts.map(({ id }) => id));
    return items
      .filter(({ id, closedOn }) => closedOn === null && !bound.has(id))
      .map(({ id, bankName, number }) => ({ value: id, label: `${bankName} ${number}` }));
  }
}

const BIND_FIELDS = { 'appeal.account-': 'bankAccountId' };

function noticeOf(done: string | undefined, say: Say): string | undefined {
  if (done === 'opened') return say('Đã mở lời kêu gọi.', 'The appeal is open.');
  if (done === 'bound') return say('Đã gắn tài khoản.', 'The account was added.');
  return undefined;
}

function AppealList({ page, mayOpen }: { page: Page<AppealAnswer>; mayOpen: boolean }): VNode {
  const say = useSay();
  const add = mayOpen && (
    <LinkButton href={`${HOME}/new`} tone="main" icon="plus" hint="m">
      {say('Mở lời kêu gọi', 'Open an appeal')}
    </LinkButton>
  );
  const columns: Column<AppealAnswer>[] = [
    { key: 'name', head: say('Lời kêu gọi', 'Appeal'), cell: (row) => <NameOf appeal={row} /> },
    { key: 'status', head: say('Tiếp nhận', 'Receiving'), cell: (row) => <StatusOf appeal={row} /> },
    { key: 'received', head: say('Đã nhận (đ)', 'Received (đ)'), money: (row) => row.received },
    { key: 'paid', head: say('Đã chi (đ)', 'Paid (đ)'), money: (row) => row.paid },
    { key: 'left', head: say('Còn (đ)', 'Left (đ)'), money: (row) => row.balance },
  ];
  const empty = (
    <EmptyState title={say('Chưa có lời kêu gọi nào.', 'No appeals yet.')} icon="hand-coins" action={add || undefined}>
      {say(
        'Lời kêu gọi là mục đích riêng: tiền ủng hộ cho nó không dùng vào việc khác.',
        'An appeal is a purpose of its own: what is given for it is used for nothing else.',
      )}
    </EmptyState>
  );
  return (
    <Stack>
      <PageHead title={say('Lời kêu gọi', 'Appeals')} actions={page.items.length > 0 && add} />
      <Sheet flush>
        <Table
          caption={say('Các lời kêu gọi', 'Appeals')}
          columns={columns}
          rows={page.items}
          keyOf={(row) => row.id}
          href={(row) => `${HOME}/${row.id}`}
          empty={empty}
        />
      </Sheet>
      <Pager nextCursor={page.nextCursor} />
    </Stack>
  );
}

function NameOf({ appeal }: { appeal: AppealAnswer }): VNode {
  return (
    <>
      {appeal.name}
      <Soft block>
        {appeal.fundName} · {appeal.unitName}
      </Soft>
    </>
  );
}

/** In words, with the days: `ngày 61/90 · còn 29 ngày`. */
function StatusOf({ appeal }: { appeal: AppealAnswer }): VNode {
  const say = useSay();
  const { status, day, of, daysLeft } = appeal;
  if (status === 'historical') return <Tag tone="plain">{say('đã qua, ghi lại', 'past, on record')}</Tag>;
  if (status === 'closed') return <Tag tone="plain">{say('đã kết thúc', 'ended')}</Tag>;
  if (status === 'upcoming') {
    return (
      <span>
        <Tag tone="wait">{say('chưa bắt đầu', 'not yet')}</Tag> <DateText date={appeal.receiveFrom} />
      </span>
    );
  }
  if (of === null) return <Tag tone="true">{say('đang nhận', 'receiving')}</Tag>;
  return (
    <span>
      <Tag tone={(daysLeft ?? 0) <= of / 5 ? 'wait' : 'true'}>{say(`ngày ${day}/${of}`, `day ${day}/${of}`)}</Tag>{' '}
      <Soft>{say(`còn ${daysLeft} ngày`, `${daysLeft} days left`)}</Soft>
    </span>
  );
}

function AppealSheet({ appeal, free, state }: { appeal: AppealAnswer; free: Option[]; state: FormState }): VNode {
  const say = useSay();
  const { status, day, of, targetAmount } = appeal;
  return (
    <Stack>
      <PageHead
        title={appeal.name}
        crumbs={[{ href: HOME, label: say('Lời kêu gọi', 'Appeals') }, { label: appeal.name }]}
        lead={`${appeal.fundName} · ${appeal.unitName}`}
        tag={<StatusOf appeal={appeal} />}
      />
      <Figures>
        <Figure label={say('Đã nhận', 'Received')} amount={appeal.received} />
        <Figure label={say('Đã chi', 'Paid')} amount={appeal.paid} />
        <Figure label={say('Đã giữ cho đợt chi', 'Reserved for pay-outs')} amount={appeal.reserved} />
        <Figure label={say('Còn dùng được', 'Available')} amount={appeal.available} />
      </Figures>
      <Sheet>
        {status === 'open' && day !== null && of !== null && (
          <DayCount label={say('Thời gian tiếp nhận', 'Time of receiving')} day={day} of={of} />
        )}
        {targetAmount !== null && (
          <>
            <p>
              {say('So với mục tiêu', 'Against the target of')} <Money amount={targetAmount} />
            </p>
            <Meter
              label={say('So với mục tiêu', 'Against the target')}
              total={targetAmount}
              parts={[{ label: say('đã nhận', 'received'), value: appeal.received, tone: 'true' }]}
              legend
            />
          </>
        )}
        <AppealFacts appeal={appeal} />
      </Sheet>
      <AppealAccounts appeal={appeal} free={free} state={state} />
    </Stack>
  );
}

const REGIME_WORDS: Record<AppealAnswer['regime'], [vi: string, en: string]> = {
  nd93: ['Cứu trợ (Nghị định 93/2021)', 'Relief (Decree 93/2021)'],
  vnn: ['Vì người nghèo', 'For the poor'],
  'bien-dao': ['Vì biển, đảo Việt Nam', 'Seas and islands'],
  other: ['Cuộc vận động khác', 'Another drive'],
};

function AppealFacts({ appeal }: { appeal: AppealAnswer }): VNode {
  const say = useSay();
  const until = appeal.receiveUntil;
  const items = [
    { term: say('Quy định', 'Rules'), value: say(...REGIME_WORDS[appeal.regime]) },
    { term: say('Văn bản', 'Document'), value: appeal.documentNo },
    { term: say('Dùng để', 'For'), value: appeal.purpose },
    { term: say('Nhận từ', 'From'), value: <DateText date={appeal.receiveFrom} /> },
    { term: say('Đến hết', 'Until'), value: until ? <DateText date={until} /> : say('không định trước', 'not set') },
  ];
  return <DefinitionList items={items.filter(({ value }) => value !== null)} />;
}

function AppealAccounts({ appeal, free, state }: { appeal: AppealAnswer; free: Option[]; state: FormState }): VNode {
  const say = useSay();
  const none = appeal.bankAccounts.length === 0;
  return (
    <Sheet title={say('Tài khoản nhận', 'Receiving accounts')}>
      {none && appeal.regime === 'nd93' && (
        <Tag tone="wait">
          {say('Cứu trợ cần một tài khoản riêng (NĐ 93/2021, Điều 9)', 'Relief needs an account of its own (art. 9)')}
        </Tag>
      )}
      {none && appeal.regime !== 'nd93' && <Soft block>{say('Chưa gắn tài khoản nào.', 'No account yet.')}</Soft>}
      <ul>
        {appeal.bankAccounts.map(({ id, bankName, number }) => (
          <li key={id}>
            {bankName} <span class="n">{number}</span>
          </li>
        ))}
      </ul>
      {free.length > 0 && (
        <Form action={`${HOME}/${appeal.id}/bank-accounts`} state={state} inline>
          <SelectField
            name="bankAccountId"
            label={say('Gắn thêm tài khoản của quỹ', 'Add an account of the fund')}
            options={free}
          />
          <Buttons>
            <SubmitButton tone="plain">{say('Gắn', 'Add')}</SubmitButton>
          </Buttons>
        </Form>
      )}
    </Sheet>
  );
}
