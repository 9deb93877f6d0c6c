import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { SeeOther } from '../../platform/see-other.js';
import type { PledgeAnswer, PledgePage } from '../../pledges/pledge.dto.js';
import { PledgeListsService } from '../../pledges/pledge-lists.service.js';
import { PledgesService } from '../../pledges/pledges.service.js';
import { FormBody, FormReader, type FormValues } from '../form-body.js';
import { DefinitionList, Disclosure, EmptyState, PageHead, Pager, Sheet, Soft, Stack, Tabs } from '../ui/box.js';
import { TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { DateText, Figure, Figures, Meter, Money } from '../ui/money.js';
import { sayIn, useSay } from '../ui/page.js';
import { type Column, Table } from '../ui/table.js';
import { Notice, Tag } from '../ui/tag.js';
import { DeskFrame } from './desk-frame.js';

const HOME = '/desk/pledges';
const STATES = ['open', 'part-kept', 'kept', 'cancelled'] as const;
type State = (typeof STATES)[number];

@ApiExcludeController()
@Controller('desk/pledges')
export class PledgesPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly pledges: PledgesService,
    private readonly lists: PledgeListsService,
  ) {}

  @Get()
  @Permit('pledge.read')
  async list(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Query('state') wanted?: string,
    @Query('cursor') cursor?: string,
  ): Promise<string> {
    const state = STATES.find((each) => each === wanted);
    const page = await this.lists.list(actor, { state, cursor });
    const say = sayIn(this.desk.context(request, actor).lang);
    const head = { title: say('Đăng ký ủng hộ', 'Pledges'), current: HOME };
    const body = <PledgeList page={page} state={state} mayRecord={actor.may('pledge.record')} />;
    return this.desk.render(request, actor, head, body);
  }

  @Get(':id')
  @Permit('pledge.read')
  one(@CurrentActor() actor: Actor, @Req() request: Request, @Param('id') id: string): Promise<string> {
    return this.show(actor, request, id, formWith({}));
  }

  @Post(':id/cancel')
  @Permit('pledge.record')
  async cancel(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const { today, lang } = this.desk.context(request, actor);
    try {
      const reader = new FormReader(form, today);
      const reason = reader.required('reason', 500);
      if (reason.length < 3) reader.problem('reason', { vi: 'Ghi rõ hơn.', en: 'Say a little more.' });
      reader.done();
      await this.pledges.once(key, async (tx) => {
        await this.pledges.cancel(tx, actor, id, reason);
        return { id };
      });
    } catch (error) {
      const state = formAfter(form, error, lang);
      response.status(422);
      return this.show(actor, request, id, state);
    }
    throw new SeeOther(`${HOME}/${id}`);
  }

  private async show(actor: Actor, request: Request, id: string, state: FormState): Promise<string> {
    const pledge = await this.lists.one(actor, id);
    const head = { title: pledge.code, current: HOME };
    const open = pledge.left > 0n;
    const mayGive = open && actor.may('donation.record', pledge.unitCode);
    const mayCancel = open && actor.may('pledge.record', pledge.unitCode);
    const body = <PledgeSheet pledge={pledge} mayGive={mayGive} mayCancel={mayCancel} state={state} />;
    return this.desk.render(request, actor, head, body);
  }
}

function PledgeList(props: { page: PledgePage; state: State | undefined; mayRecord: boolean }): VNode {
  const say = useSay();
  const { sums } = props.page;
  const add = props.mayRecord && (
    <LinkButton href={`${HOME}/new`} tone="main" icon="plus" hint="m">
      {say('Ghi đăng ký', 'Record a pledge')}
    </LinkButton>
  );
  return (
    <Stack>
      <PageHead
        title={say('Đăng ký ủng hộ', 'Pledges')}
        lead={say(
          'Lời hứa chưa phải là tiền: các số dưới đây không nằm trong sổ quỹ và không cộng với tiền đã nhận.',
          'A promise is not money: these figures stand in no fund and are never added to what was received.',
        )}
        actions={add}
      />
      <StateTabs state={props.state} />
      <Figures>
        <Figure label={say('Đã đăng ký', 'Pledged')} amount={sums.pledged} />
        <Figure label={say('Đã thực hiện', 'Kept')} amount={sums.kept} />
        <Figure label={say('Còn lại', 'Still promised')} amount={sums.left} />
        <Figure
          label={say('Trong đó quá hẹn', 'Of which overdue')}
          amount={sums.overdue}
          {...(sums.overdue > 0n && { tone: 'wait' as const })}
        />
      </Figures>
      <PledgeTable page={props.page} add={add || undefined} />
      <Pager nextCursor={props.page.nextCursor} />
    </Stack>
  );
}

function StateTabs({ state }: { state: State | undefined }): VNode {
  const say = useSay();
  const label = useStateLabel();
  const tabs = STATES.map((each) => ({ href: `${HOME}?state=${each}`, label: label(each) }));
  const all = { href: HOME, label: say('tất cả', 'all') };
  return <Tabs tabs={[all, ...tabs]} current={state === undefined ? HOME : `${HOME}?state=${state}`} />;
}

function PledgeTable({ page, add }: { page: PledgePage; add: VNode | undefined }): VNode {
  const say = useSay();
  const columns: Column<PledgeAnswer>[] = [
    { key: 'giver', head: say('Người đăng ký', 'Giver'), cell: (row) => <GiverOf pledge={row} /> },
    { key: 'for', head: say('Cho', 'For'), cell: (row) => <PurposeOf pledge={row} />, wideOnly: true },
    { key: 'due', head: say('Hẹn', 'Due'), cell: (row) => <DateText date={row.dueDate} /> },
    { key: 'state', head: say('Tình trạng', 'State'), cell: (row) => <StateOf pledge={row} /> },
    { key: 'amount', head: say('Đăng ký (đ)', 'Pledged (đ)'), money: (row) => row.amount },
    { key: 'kept', head: say('Đã thực hiện (đ)', 'Kept (đ)'), money: (row) => row.kept },
    { key: 'left', head: say('Còn lại (đ)', 'Left (đ)'), money: (row) => row.left },
  ];
  const empty = (
    <EmptyState title={say('Chưa có đăng ký nào ở đây.', 'No pledges here.')} icon="hand-coins" action={add}>
      {say(
        'Ghi khi có người hứa ủng hộ; tiền đến thì mới là khoản ủng hộ.',
        'Record one when somebody promises; it becomes a gift only when money comes.',
      )}
    </EmptyState>
  );
  return (
    <Sheet flush>
      <Table
        caption={say('Các đăng ký ủng hộ', 'Pledges')}
        columns={columns}
        rows={page.items}
        keyOf={(row) => row.id}
        href={(row) => `${HOME}/${row.id}`}
        empty={empty}
      />
    </Sheet>
  );
}

function GiverOf({ pledge }: { pledge: PledgeAnswer }): VNode {
  return (
    <>
      {pledge.giverName}
      <Soft block>{pledge.code}</Soft>
    </>
  );
}

function PurposeOf({ pledge }: { pledge: PledgeAnswer }): VNode {
  return (
    <>
      {pledge.appealName ?? pledge.fundName}
      <Soft block>{pledge.unitName}</Soft>
    </>
  );
}

function useStateLabel(): (state: State) => string {
  const say = useSay();
  const labels: Record<State, string> = {
    open: say('chưa thực hiện', 'not kept yet'),
    'part-kept': say('một phần', 'kept in part'),
    kept: say('đã đủ', 'kept'),
    cancelled: say('đã hủy', 'cancelled'),
  };
  return (state) => labels[state];
}

const TONES = { open: 'wait', 'part-kept': 'wait', kept: 'true', cancelled: 'plain' } as const;

function StateOf({ pledge }: { pledge: PledgeAnswer }): VNode {
  const say = useSay();
  const label = useStateLabel();
  if (pledge.overdue) return <Tag tone="wrong">{say('quá hẹn', 'overdue')}</Tag>;
  return <Tag tone={TONES[pledge.state]}>{label(pledge.state)}</Tag>;
}

function PledgeSheet(props: { pledge: PledgeAnswer; mayGive: boolean; mayCancel: boolean; state: FormState }): VNode {
  const say = useSay();
  const { pledge } = props;
  const { note, cancelReason } = pledge;
  const items = [
    { term: say('Cho', 'For'), value: `${pledge.appealName ?? pledge.fundName} · ${pledge.unitName}` },
    { term: say('Đăng ký', 'Pledged'), value: <Money amount={pledge.amount} /> },
    { term: say('Ngày đăng ký', 'Made on'), value: <DateText date={pledge.pledgedOn} /> },
    { term: say('Hẹn ngày', 'Due'), value: <DateText date={pledge.dueDate} /> },
    { term: say('Ghi chú', 'Note'), value: note },
    { term: say('Lý do hủy', 'Why cancelled'), value: cancelReason },
  ];
  return (
    <Stack>
      <PageHead
        title={pledge.giverName}
        crumbs={[{ href: HOME, label: say('Đăng ký ủng hộ', 'Pledges') }, { label: pledge.code }]}
        tag={<StateOf pledge={pledge} />}
        actions={
          props.mayGive && (
            <LinkButton href={`/desk/gifts/new?pledge=${pledge.id}`} tone="main" icon="gift" hint="m">
              {say('Ghi tiền đã đến', 'Record money that came')}
            </LinkButton>
          )
        }
      />
      <Notice tone="plain" title={pledge.code}>
        {say(
          'Nội dung chuyển khoản: ghi mã này để tiền đến được tính cho đăng ký.',
          'Written with a transfer, this code counts the money for the pledge.',
        )}
      </Notice>
      <Sheet>
        <Meter
          label={say('Đã thực hiện', 'Kept')}
          total={pledge.amount}
          parts={[
            { label: say('đã thực hiện', 'kept'), value: pledge.kept, tone: 'true' },
            { label: say('còn lại', 'left'), value: pledge.left, tone: 'wait' },
          ]}
          legend
        />
        <DefinitionList items={items.filter(({ value }) => value !== null)} />
      </Sheet>
      {props.mayCancel && <CancelForm pledge={pledge} state={props.state} />}
    </Stack>
  );
}

function CancelForm({ pledge, state }: { pledge: PledgeAnswer; state: FormState }): VNode {
  const say = useSay();
  return (
    <Disclosure summary={say('Hủy đăng ký này', 'Cancel this pledge')} open={Object.keys(state.problems).length > 0}>
      <Form action={`${HOME}/${pledge.id}/cancel`} state={state}>
        <TextField
          name="reason"
          label={say('Lý do', 'Reason')}
          hint={say('Phần đã thực hiện vẫn giữ nguyên.', 'What was kept stays kept.')}
        />
        <Buttons>
          <SubmitButton tone="wrong">{say('Hủy đăng ký', 'Cancel the pledge')}</SubmitButton>
        </Buttons>
      </Form>
    </Disclosure>
  );
}
