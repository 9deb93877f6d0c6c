import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import type { BankAccountAnswer } from '../../funds/fund.dto.js';
import { FundListsService } from '../../funds/fund-lists.service.js';
import { FundsService, type NewBankAccount } from '../../funds/funds.service.js';
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
import { sayIn, useSay } from '../ui/page.js';
import { type Column, Table } from '../ui/table.js';
import { Tag } from '../ui/tag.js';
import { FundPageFrame, FUNDS_NAV } from './fund-pages.js';
import { currencyOptions, Held, readCurrency } from './place-currency.js';

const HERE = '/admin/bank-accounts';
const FIELDS = {
  'fund.': 'fundId',
  'bank-account.number-': 'number',
  'bank-account.bank-': 'bankName',
  'place.before-fund': 'openedOn',
};

@ApiExcludeController()
@Controller('admin/bank-accounts')
export class BankAccountsPage {
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
      const asked = readAccount(new FormReader(form, today), form, funds, this.funds.banks());
      await this.funds.once(key, async (tx) => ({ id: (await this.funds.openBankAccount(tx, actor, asked)).id }));
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
      this.lists.bankAccounts(actor, query.cursor === undefined ? {} : { cursor: query.cursor }),
      this.scope.funds(actor, 'fund.administer'),
    ]);
    const notice = query.done === 'opened' ? say('Đã thêm tài khoản.', 'The account was added.') : undefined;
    const title = say('Tài khoản ngân hàng', 'Bank accounts');
    const head = { title, current: FUNDS_NAV, ...(notice !== undefined && { notice }) };
    const body = <AccountList page={page} funds={funds} banks={this.funds.banks()} state={state} />;
    return this.desk.render(request, actor, head, body);
  }
}

function readAccount(reader: FormReader, form: FormValues, funds: Option[], banks: Option[]): NewBankAccount {
  const fundId = readChoice(reader, form, 'fundId', funds);
  const bankCode = reader.choice(
    'bankCode',
    banks.map(({ value }) => value),
  );
  const bankName = reader.optional('bankName', 100);
  const number = reader.required('number', 60).replace(/[\s-]/g, '');
  if (!/^[0-9A-Za-z.]{4,40}$/.test(number)) {
    reader.problem('number', {
      vi: 'Số tài khoản gồm 4 đến 40 chữ số, chữ cái không dấu hoặc dấu chấm.',
      en: 'An account number is 4 to 40 digits, plain letters or dots.',
    });
  }
  const holderName = reader.optional('holderName', 200);
  const openedOn = reader.optionalDay('openedOn');
  const currency = readCurrency(reader, form);
  reader.done();
  return {
    ...{ fundId, bankCode, number, currency },
    ...(bankName !== undefined && { bankName }),
    ...(holderName !== undefined && { holderName }),
    ...(openedOn !== undefined && { openedOn }),
  };
}

type Shown = { page: Page<BankAccountAnswer>; funds: Option[]; banks: Option[]; state: FormState };

function AccountList({ page, funds, banks, state }: Shown): VNode {
  const say = useSay();
  const columns: Column<BankAccountAnswer>[] = [
    { key: 'number', head: say('Tài khoản', 'Account'), cell: (row) => <NumberOf account={row} /> },
    { key: 'fund', head: say('Quỹ', 'Fund'), cell: (row) => <FundOf account={row} /> },
    { key: 'holder', head: say('Tên chủ tài khoản', 'Holder'), cell: (row) => row.holderName, wideOnly: true },
    {
      key: 'qr',
      head: 'VietQR',
      cell: (row) => (row.vietQr ? say('có', 'yes') : say('không', 'no')),
      wideOnly: true,
    },
    { key: 'balance', head: say('Theo sổ (đ)', 'By the books (đ)'), align: 'right', cell: Held },
  ];
  return (
    <FundPageFrame
      path={HERE}
      title={say('Tài khoản ngân hàng', 'Bank accounts')}
      lead={say(
        'Số tài khoản của quỹ là công khai: người ủng hộ chuyển tiền vào đó.',
        'A fund’s account number is public: givers pay into it.',
      )}
    >
      <Sheet flush>
        <Table
          caption={say('Các tài khoản', 'Accounts')}
          columns={columns}
          rows={page.items}
          keyOf={(row) => row.id}
          empty={<EmptyState title={say('Chưa có tài khoản nào.', 'No accounts yet.')} icon="landmark" />}
        />
      </Sheet>
      <Pager nextCursor={page.nextCursor} />
      <OpenAccount funds={funds} banks={banks} state={state} />
    </FundPageFrame>
  );
}

function NumberOf({ account }: { account: BankAccountAnswer }): VNode {
  const say = useSay();
  return (
    <>
      <span class="n">{account.number}</span>{' '}
      {account.closedOn !== null && <Tag tone="plain">{say('đã đóng', 'closed')}</Tag>}
      <Soft block>{account.bankName}</Soft>
    </>
  );
}

function FundOf({ account }: { account: BankAccountAnswer }): VNode {
  return (
    <div>
      {account.fundName}
      <Soft block>{account.unitName}</Soft>
    </div>
  );
}

function OpenAccount({ funds, banks, state }: Omit<Shown, 'page'>): VNode {
  const say = useSay();
  return (
    <Sheet title={say('Thêm tài khoản', 'Add an account')}>
      <Form action={HERE} state={state}>
        <ChoiceField name="fundId" label={say('Quỹ', 'Fund')} options={funds} />
        <SelectField name="bankCode" label={say('Ngân hàng', 'Bank')} options={banks} value={banks[0]?.value} />
        <TextField
          name="bankName"
          label={say('Tên ngân hàng', 'Name of the bank')}
          hint={say('Chỉ cần khi chọn “Ngân hàng khác”.', 'Only for another bank than those listed.')}
          maxlength={100}
          optional
        />
        <TextField name="number" label={say('Số tài khoản', 'Account number')} maxlength={60} />
        <SelectField
          name="currency"
          label={say('Loại tiền', 'Currency')}
          options={currencyOptions(say)}
          value="VND"
          hint={say('Mỗi nơi giữ một loại tiền.', 'Each place holds one currency.')}
        />
        <TextField
          name="holderName"
          label={say('Tên chủ tài khoản', 'Holder')}
          hint={say('Để trống: tên Ủy ban và tên quỹ.', 'Left empty: the committee and the fund.')}
          maxlength={200}
          optional
        />
        <DateField
          name="openedOn"
          label={say('Có trong sổ từ ngày', 'In the books from')}
          hint={say('Để trống: từ ngày mở quỹ.', 'Left empty: from the day the fund was opened.')}
          optional
        />
        <Buttons>
          <SubmitButton hint="Ctrl+Enter">{say('Thêm tài khoản', 'Add the account')}</SubmitButton>
        </Buttons>
      </Form>
    </Sheet>
  );
}
