import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import type { CashBoxAnswer } from '../../funds/fund.dto.js';
import { FundListsService } from '../../funds/fund-lists.service.js';
import { FundsService, type NewCashBox } from '../../funds/funds.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import type { Page } from '../../platform/paging.js';
import { SeeOther } from '../../platform/see-other.js';
import { besideField } from '../beside-field.js';
import { ChoiceField, readChoice } from '../desk/choice.js';
import { DeskFrame } from '../desk/desk-frame.js';
import { DeskScope } from '../desk/desk-scope.service.js';
import { FormBody, FormReader, type FormValues } from '../form-body.js';
import { EmptyState, Pager, Sheet, Soft } from '../ui/box.js';
import { DateField, type Option, SelectField, TextField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { DateText } from '../ui/money.js';
import { sayIn, useSay } from '../ui/page.js';
import { type Column, Table } from '../ui/table.js';
import { Tag } from '../ui/tag.js';
import { FundPageFrame, FUNDS_NAV } from './fund-pages.js';
import { currencyOptions, Held, readCurrency } from './place-currency.js';

const HERE = '/admin/cash-boxes';
const FIELDS = { 'fund.': 'fundId', 'cash-box.name-': 'name', 'place.before-fund': 'openedOn' };

@ApiExcludeController()
@Controller('admin/cash-boxes')
export class CashBoxesPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly funds: FundsService,
    private readonly lists: FundListsService,
    private readonly scope: DeskScope,
  ) {}

  @Get()
  @Permit('fund.administer')
  list(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Query('cursor') cursor?: string,
    @Query('done') done?: string,
  ): Promise<string> {
    return this.show(actor, request, formWith({}), { cursor, done });
  }

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
      const funds = await this.scope.funds(actor, 'fund.administer');
      const asked = readBox(new FormReader(form, today), form, funds);
      await this.funds.once(key, async (tx) => ({ id: (await this.funds.openCashBox(tx, actor, asked)).id }));
    } catch (error) {
      response.status(422);
      return this.show(actor, request, formAfter(form, besideField(error, FIELDS), lang), {});
    }
    throw new SeeOther(`${HERE}?done=opened`);
  }

  private async show(
    actor: Actor,
    request: Request,
    state: FormState,
    query: { cursor?: string | undefined; done?: string | undefined },
  ): Promise<string> {
    const say = sayIn(this.desk.context(request, actor).lang);
    const [page, funds] = await Promise.all([
      this.lists.cashBoxes(actor, query.cursor === undefined ? {} : { cursor: query.cursor }),
      this.scope.funds(actor, 'fund.administer'),
    ]);
    const notice = query.done === 'opened' ? say('Đã thêm két.', 'The cash box was added.') : undefined;
    const title = say('Két tiền mặt', 'Cash boxes');
    const head = { title, current: FUNDS_NAV, ...(notice !== undefined && { notice }) };
    return this.desk.render(request, actor, head, <BoxList page={page} funds={funds} state={state} />);
  }
}

function readBox(reader: FormReader, form: FormValues, funds: Option[]): NewCashBox {
  const fundId = readChoice(reader, form, 'fundId', funds);
  const name = reader.optional('name', 100);
  const openedOn = reader.optionalDay('openedOn');
  const currency = readCurrency(reader, form);
  reader.done();
  return { fundId, currency, ...(name !== undefined && { name }), ...(openedOn !== undefined && { openedOn }) };
}

function BoxList({ page, funds, state }: { page: Page<CashBoxAnswer>; funds: Option[]; state: FormState }): VNode {
  const say = useSay();
  const columns: Column<CashBoxAnswer>[] = [
    { key: 'name', head: say('Két', 'Cash box'), cell: (row) => <NameOf box={row} /> },
    { key: 'fund', head: say('Quỹ', 'Fund'), cell: (row) => row.fundName },
    { key: 'opened', head: say('Từ ngày', 'From'), cell: (row) => <DateText date={row.openedOn} />, wideOnly: true },
    { key: 'balance', head: say('Tồn theo sổ (đ)', 'By the books (đ)'), align: 'right', cell: Held },
  ];
  return (
    <FundPageFrame
      path={HERE}
      title={say('Két tiền mặt', 'Cash boxes')}
      lead={say(
        'Tiền mặt của mỗi quỹ để riêng; két không bao giờ âm.',
        'Each fund’s cash is kept apart; a box is never below zero.',
      )}
    >
      <Sheet flush>
        <Table
          caption={say('Các két', 'Cash boxes')}
          columns={columns}
          rows={page.items}
          keyOf={(row) => row.id}
          empty={<EmptyState title={say('Chưa có két nào.', 'No cash boxes yet.')} icon="package" />}
        />
      </Sheet>
      <Pager nextCursor={page.nextCursor} />
      <Sheet title={say('Thêm két', 'Add a cash box')}>
        <Form action={HERE} state={state}>
          <ChoiceField name="fundId" label={say('Quỹ', 'Fund')} options={funds} />
          <TextField
            name="name"
            label={say('Tên két', 'Name')}
            hint={say('Để trống thì gọi theo quỹ.', 'Left empty, it is called after the fund.')}
            maxlength={100}
            optional
          />
          <SelectField
            name="currency"
            label={say('Loại tiền', 'Currency')}
            options={currencyOptions(say)}
            value="VND"
            hint={say('Mỗi nơi giữ một loại tiền.', 'Each place holds one currency.')}
          />
          <DateField
            name="openedOn"
            label={say('Có trong sổ từ ngày', 'In the books from')}
            hint={say('Để trống: từ ngày mở quỹ.', 'Left empty: from the day the fund was opened.')}
            optional
          />
          <Buttons>
            <SubmitButton hint="Ctrl+Enter">{say('Thêm két', 'Add the cash box')}</SubmitButton>
          </Buttons>
        </Form>
      </Sheet>
    </FundPageFrame>
  );
}

function NameOf({ box }: { box: CashBoxAnswer }): VNode {
  const say = useSay();
  return (
    <>
      {box.name} {box.closedOn !== null && <Tag tone="plain">{say('đã đóng', 'closed')}</Tag>}
      <Soft block>{box.unitName}</Soft>
    </>
  );
}
