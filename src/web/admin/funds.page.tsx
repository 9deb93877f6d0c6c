import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import type { FundAnswer } from '../../funds/fund.dto.js';
import type { FundKind } from '../../funds/fund.entity.js';
import { FundListsService } from '../../funds/fund-lists.service.js';
import { FundsService, type NewFund } from '../../funds/funds.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import type { Page } from '../../platform/paging.js';
import { SeeOther } from '../../platform/see-other.js';
import { UnitsService } from '../../units/units.service.js';
import { besideField } from '../beside-field.js';
import { DeskFrame } from '../desk/desk-frame.js';
import { FormBody, FormReader, type FormValues } from '../form-body.js';
import { EmptyState, Pager, Sheet, Soft } from '../ui/box.js';
import { DateField, SelectField, TextField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { DateText } from '../ui/money.js';
import { sayIn, usePage, useSay } from '../ui/page.js';
import { type Column, Table } from '../ui/table.js';
import { Tag } from '../ui/tag.js';
import { FundPageFrame, FUNDS_NAV } from './fund-pages.js';
import { UnitField, unitOf } from './unit-choice.js';

const HERE = '/admin/funds';
const FIELDS = { 'fund.exists': 'kindCode', 'fund.kind-': 'kindCode', 'fund.unit-': 'unit', 'date.': 'openedOn' };

@ApiExcludeController()
@Controller('admin/funds')
export class FundsPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly funds: FundsService,
    private readonly lists: FundListsService,
    private readonly units: UnitsService,
  ) {}

  @Get()
  @Permit('fund.administer')
  list(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Query('cursor') cursor?: string,
    @Query('done') done?: string,
  ): Promise<string> {
    return this.show(actor, request, formWith({ unit: this.ownUnit(actor) }), { cursor, done });
  }

  /** Opens a fund of a kind for a unit. */
  @Post()
  @Permit('fund.administer')
  async open(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const { today, lang } = this.desk.context(request, actor);
    try {
      const asked = this.read(new FormReader(form, today), form, await this.funds.kinds());
      await this.funds.once(key, async (tx) => ({ id: (await this.funds.createFund(tx, actor, asked)).id }));
    } catch (error) {
      response.status(422);
      return this.show(actor, request, formAfter(form, besideField(error, FIELDS), lang), {});
    }
    throw new SeeOther(`${HERE}?done=opened`);
  }

  private read(reader: FormReader, form: FormValues, kinds: FundKind[]): NewFund {
    const kindCode = reader.choice(
      'kindCode',
      kinds.map(({ code }) => code),
    );
    const name = reader.optional('name', 200);
    const openedOn = reader.day('openedOn');
    reader.required('unit', 200);
    reader.done();
    const { code: unitCode } = unitOf(this.units, form.unit);
    return { unitCode, kindCode, openedOn, ...(name !== undefined && { name }) };
  }

  private ownUnit(actor: Actor): string | undefined {
    const [code, ...others] = actor.unitsFor('fund.administer');
    return code !== undefined && others.length === 0 ? this.units.name(code) : undefined;
  }

  private async show(
    actor: Actor,
    request: Request,
    state: FormState,
    query: { cursor?: string | undefined; done?: string | undefined },
  ): Promise<string> {
    const say = sayIn(this.desk.context(request, actor).lang);
    const [page, kinds] = await Promise.all([
      this.lists.funds(actor, query.cursor === undefined ? {} : { cursor: query.cursor }),
      this.funds.kinds(),
    ]);
    const notice = query.done === 'opened' ? say('Đã mở quỹ.', 'The fund is open.') : undefined;
    const head = { title: say('Quỹ', 'Funds'), current: FUNDS_NAV, ...(notice !== undefined && { notice }) };
    return this.desk.render(request, actor, head, <FundList page={page} kinds={kinds} state={state} />);
  }
}

function FundList({ page, kinds, state }: { page: Page<FundAnswer>; kinds: FundKind[]; state: FormState }): VNode {
  const say = useSay();
  const columns: Column<FundAnswer>[] = [
    { key: 'name', head: say('Quỹ', 'Fund'), cell: (row) => <NameOf fund={row} /> },
    { key: 'unit', head: say('Đơn vị', 'Unit'), cell: (row) => row.unitName },
    { key: 'opened', head: say('Mở ngày', 'Opened'), cell: (row) => <DateText date={row.openedOn} /> },
    { key: 'received', head: say('Đã nhận (đ)', 'Received (đ)'), money: (row) => row.received },
    { key: 'paid', head: say('Đã chi (đ)', 'Paid (đ)'), money: (row) => row.paid },
    { key: 'balance', head: say('Còn (đ)', 'Left (đ)'), money: (row) => row.balance },
  ];
  return (
    <FundPageFrame
      path={HERE}
      title={say('Quỹ và tài khoản', 'Funds and accounts')}
      lead={say('Mỗi đơn vị có nhiều nhất một quỹ mỗi loại.', 'A unit has at most one fund of each kind.')}
    >
      <Sheet flush>
        <Table
          caption={say('Các quỹ', 'Funds')}
          columns={columns}
          rows={page.items}
          keyOf={(row) => row.id}
          empty={
            <EmptyState title={say('Chưa có quỹ nào.', 'No funds yet.')} icon="landmark">
              {say('Mở quỹ đầu tiên ở bên dưới.', 'Open the first one below.')}
            </EmptyState>
          }
        />
      </Sheet>
      <Pager nextCursor={page.nextCursor} />
      <OpenFund kinds={kinds} state={state} />
    </FundPageFrame>
  );
}

function NameOf({ fund }: { fund: FundAnswer }): VNode {
  const say = useSay();
  return (
    <>
      {fund.name} {fund.closedOn !== null && <Tag tone="plain">{say('đã đóng', 'closed')}</Tag>}
      <Soft block>{fund.kindCode}</Soft>
    </>
  );
}

function OpenFund({ kinds, state }: { kinds: FundKind[]; state: FormState }): VNode {
  const say = useSay();
  const { lang, today } = usePage();
  const options = kinds.map(({ code, nameVi, nameEn }) => ({ value: code, label: lang === 'en' ? nameEn : nameVi }));
  const unit = state.values.unit;
  return (
    <Sheet title={say('Mở quỹ', 'Open a fund')}>
      <Form action={HERE} state={state}>
        <UnitField {...(unit !== undefined && { value: unit })} />
        <SelectField name="kindCode" label={say('Loại quỹ', 'Kind')} options={options} value={kinds[0]?.code} />
        <TextField
          name="name"
          label={say('Tên riêng', 'Name of its own')}
          hint={say('Để trống thì theo tên loại quỹ.', 'Left empty, it is called after its kind.')}
          maxlength={200}
          optional
        />
        <DateField
          name="openedOn"
          label={say('Giữ sổ từ ngày', 'Keeps books from')}
          hint={say('Không ghi sổ cho ngày trước đó.', 'Nothing is recorded for a day before it.')}
          date={today}
        />
        <Buttons>
          <SubmitButton hint="Ctrl+Enter">{say('Mở quỹ', 'Open the fund')}</SubmitButton>
        </Buttons>
      </Form>
    </Sheet>
  );
}
