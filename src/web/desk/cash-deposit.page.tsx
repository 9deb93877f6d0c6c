/** The cashier takes cash to the bank: it leaves the box now and is on the account when the statement says so. */
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { CashDepositsService } from '../../banking/cash-deposits.service.js';
import { FundListsService } from '../../funds/fund-lists.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { formatVnd } from '../../platform/money.js';
import { SeeOther } from '../../platform/see-other.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { EmptyState, PageHead, Sheet, Stack } from '../ui/box.js';
import { DateField, MoneyField, type Option } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { langOf, sayIn, usePage, useSay } from '../ui/page.js';
import { ChoiceField, readChoice } from './choice.js';
import { DeskFrame } from './desk-frame.js';

const HERE = '/desk/cash-deposits/new';

type Places = { boxes: Option[]; accounts: Option[] };

@ApiExcludeController()
@Controller('desk/cash-deposits/new')
export class CashDepositPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly deposits: CashDepositsService,
    private readonly funds: FundListsService,
  ) {}

  @Get()
  @Permit('cash.deposit')
  form(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    return this.show(actor, request, formWith({}), query.voucher);
  }

  @Post()
  @Permit('cash.deposit')
  async deposit(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const { today, lang } = this.desk.context(request, actor);
    try {
      const { boxes, accounts } = await this.places(actor);
      const reader = new FormReader(form, today);
      const dto = {
        cashBoxId: readChoice(reader, form, 'cashBoxId', boxes),
        bankAccountId: readChoice(reader, form, 'bankAccountId', accounts),
        amount: Number(reader.amount('amount')),
        effectiveDate: reader.day('effectiveDate'),
      };
      reader.done();
      const { voucher } = await this.deposits.deposit(actor, dto, key);
      throw new SeeOther(`${HERE}?voucher=${encodeURIComponent(voucher)}`);
    } catch (error) {
      const state = formAfter(form, besideField(error, FIELD_OF), lang);
      response.status(422);
      return this.show(actor, request, state);
    }
  }

  private async show(actor: Actor, request: Request, state: FormState, voucher?: string): Promise<string> {
    const say = sayIn(langOf(request));
    const known = voucher !== undefined && /^PC-[A-Z0-9-]{1,40}$/.test(voucher);
    const notice = known && say(`Đã ghi, phiếu chi ${voucher}.`, `Recorded with voucher ${voucher}.`);
    const title = say('Nộp tiền vào ngân hàng', 'Deposit cash');
    return this.desk.render(
      request,
      actor,
      { title, current: HERE, ...(notice && { notice }) },
      <DepositForm state={state} places={await this.places(actor)} />,
    );
  }

  /** Boxes with what they hold, and accounts, of the units where this person keeps the cash. */
  private async places(actor: Actor): Promise<Places> {
    const places: Places = { boxes: [], accounts: [] };
    for (const unitCode of actor.unitsFor('cash.deposit')) {
      const filter = { unitCode, limit: 200 };
      const [boxes, accounts] = await Promise.all([
        this.funds.cashBoxes(actor, filter),
        this.funds.bankAccounts(actor, filter),
      ]);
      const open = ({ closedOn, currency }: { closedOn: string | null; currency: string }): boolean =>
        closedOn === null && currency === 'VND';
      const nameOf = (name: string, fundName: string): string =>
        name.includes(fundName) ? name : `${name} · ${fundName}`;
      places.boxes.push(
        ...boxes.items.filter(open).map(({ id, name, fundName, balance }) => ({
          value: id,
          label: `${nameOf(name, fundName)} · ${formatVnd(balance)}`,
        })),
      );
      places.accounts.push(
        ...accounts.items
          .filter(open)
          .map(({ id, bankName, number, fundName }) => ({ value: id, label: `${bankName} ${number} · ${fundName}` })),
      );
    }
    return places;
  }
}

const FIELD_OF = {
  'cash-deposit.other-fund': 'bankAccountId',
  'ledger.place-past-short': 'effectiveDate',
  'ledger.place-short': 'amount',
  'ledger.account-closed': 'effectiveDate',
  'ledger.period-closed': 'effectiveDate',
};

function DepositForm({ state, places }: { state: FormState; places: Places }): VNode {
  const say = useSay();
  const { today } = usePage();
  return (
    <Stack>
      <PageHead
        title={say('Nộp tiền vào ngân hàng', 'Deposit cash')}
        lead={say(
          'Tiền rời két với một phiếu chi và ở trạng thái đang chuyển đến khi sao kê báo đã về.',
          'The cash leaves the box with a voucher and is on its way until the statement shows it.',
        )}
      />
      <Sheet>
        {places.boxes.length === 0 || places.accounts.length === 0 ? (
          <EmptyState icon="landmark" title={say('Chưa có két hoặc tài khoản', 'No cash box or no account yet')}>
            {say('Nhờ người quản trị mở két và tài khoản của quỹ.', 'Ask the administrator to open them for the fund.')}
          </EmptyState>
        ) : (
          <Form action={HERE} state={state}>
            <MoneyField name="amount" label={say('Số tiền', 'Amount')} autofocus />
            <ChoiceField
              name="cashBoxId"
              label={say('Từ két', 'From the box')}
              options={places.boxes}
              value={places.boxes[0]?.value}
            />
            <ChoiceField
              name="bankAccountId"
              label={say('Vào tài khoản', 'Into the account')}
              hint={say('Cùng quỹ với két.', 'Of the same fund as the box.')}
              options={places.accounts}
              value={places.accounts[0]?.value}
            />
            <DateField name="effectiveDate" label={say('Ngày nộp', 'Day')} date={today} />
            <Buttons>
              <SubmitButton hint="Ctrl+Enter">{say('Ghi', 'Record')}</SubmitButton>
              <LinkButton href="/desk">{say('Thôi', 'Cancel')}</LinkButton>
            </Buttons>
          </Form>
        )}
      </Sheet>
    </Stack>
  );
}
