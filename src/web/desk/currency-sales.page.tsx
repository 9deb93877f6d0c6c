/** Foreign money sold to a bank: the list, a form for who prepares, a sheet for who approves. */
import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CurrencySaleRegister, type Sellable } from '../../banking/currency-sale-register.service.js';
import type { PrepareCurrencySaleDto } from '../../banking/currency-sales.dto.js';
import { CurrencySales } from '../../banking/currency-sales.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { isForeignCurrency, parseForeign } from '../../platform/money.js';
import { SeeOther } from '../../platform/see-other.js';
import { isDocumentNo } from '../../platform/validation.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { sayIn } from '../ui/page.js';
import { readChoice } from './choice.js';
import { SaleSheet } from './currency-sale-sheet.js';
import { accountOptions, placeOptions, SaleForm, SaleList } from './currency-sale-views.js';
import { DeskFrame } from './desk-frame.js';

const HOME = '/desk/currency-sales';

/** Which field a refusal is about. */
const FIELDS = {
  'currency-sale.short': 'foreignAmount',
  'currency-sale.place-unknown': 'fromPlaceId',
  'currency-sale.not-foreign': 'fromPlaceId',
  'currency-sale.other-fund': 'toBankAccountId',
  'currency-sale.account-': 'toBankAccountId',
  'ledger.place-past-short': 'date',
  'ledger.foreign-past-short': 'date',
  'ledger.period-closed': 'date',
  'ledger.account-closed': 'date',
  'ledger.restriction-short': 'proceeds',
  'fund.not-open-yet': 'date',
  'date.future': 'date',
};

@ApiExcludeController()
@Controller('desk/currency-sales')
export class CurrencySalePages {
  constructor(
    private readonly desk: DeskFrame,
    private readonly sales: CurrencySales,
    private readonly register: CurrencySaleRegister,
  ) {}

  @Get()
  @Permit('currency.read')
  async list(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    const say = sayIn(this.desk.context(request, actor).lang);
    const page = await this.register.list(actor, query.cursor ? { cursor: query.cursor } : {});
    const title = say('Bán ngoại tệ', 'Foreign money sold');
    const body = <SaleList page={page} mayPrepare={actor.may('currency.sell')} />;
    return this.desk.render(request, actor, { title, current: HOME }, body);
  }

  @Get('new')
  @Permit('currency.sell')
  form(@CurrentActor() actor: Actor, @Req() request: Request): Promise<string> {
    return this.showForm(actor, request, formWith({}));
  }

  @Post('new')
  @Permit('currency.sell')
  async prepare(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const { today, lang } = this.desk.context(request, actor);
    try {
      const dto = readSale(new FormReader(form, today), form, await this.register.sellable(actor));
      const { id } = await this.sales.prepare(actor, dto, key);
      throw new SeeOther(`${HOME}/${id}?done=prepared`);
    } catch (error) {
      response.status(422);
      return this.showForm(actor, request, formAfter(form, besideField(error, FIELDS), lang));
    }
  }

  @Get(':id')
  @Permit('currency.read')
  one(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Param('id') id: string,
    @FormQuery() query: FormValues,
  ): Promise<string> {
    return this.showOne(actor, request, id, { done: query.done });
  }

  @Post(':id/approve')
  @Permit('currency.approve')
  approve(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.decide(actor, request, { id, form, done: 'approved' }, () => this.sales.approve(actor, id, key));
  }

  @Post(':id/reject')
  @Permit('currency.read')
  reject(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.decide(actor, request, { id, form, done: 'rejected' }, async () => {
      const reader = new FormReader(form, this.desk.context(request, actor).today);
      const reason = reader.required('reason', 300);
      if (reason !== '' && reason.length < 3)
        reader.problem('reason', { vi: 'Ghi rõ lý do.', en: 'Say why in a few words.' });
      reader.done();
      await this.sales.reject(actor, id, { reason }, key);
    });
  }

  private async decide(
    actor: Actor,
    request: Request,
    { id, form, done }: { id: string; form: FormValues; done: string },
    act: () => Promise<unknown>,
  ): Promise<string> {
    try {
      await act();
    } catch (error) {
      const state = formAfter(form, error, this.desk.context(request, actor).lang);
      request.res?.status(422);
      return this.showOne(actor, request, id, { state });
    }
    throw new SeeOther(`${HOME}/${id}?done=${done}`);
  }

  private async showForm(actor: Actor, request: Request, state: FormState): Promise<string> {
    const say = sayIn(this.desk.context(request, actor).lang);
    const title = say('Bán ngoại tệ cho ngân hàng', 'Sell foreign money to a bank');
    const body = <SaleForm places={await this.register.sellable(actor)} state={state} />;
    return this.desk.render(request, actor, { title, current: HOME }, body);
  }

  private async showOne(
    actor: Actor,
    request: Request,
    id: string,
    { done, state }: { done?: string | undefined; state?: FormState },
  ): Promise<string> {
    const say = sayIn(this.desk.context(request, actor).lang);
    const sale = await this.register.get(actor, id);
    const notices: Record<string, string> = {
      prepared: say('Đã lập. Chờ người khác duyệt.', 'Prepared. It waits for another person to approve.'),
      approved: say('Đã duyệt và ghi sổ.', 'Approved and posted.'),
      rejected: say('Đã trả lại.', 'Sent back.'),
    };
    const notice = done === undefined ? undefined : notices[done];
    const own = sale.preparedById === actor.id;
    const may = { approve: !own && actor.may('currency.approve', sale.unitCode), takeBack: own };
    const title = say('Bán ngoại tệ', 'Foreign money sold');
    return this.desk.render(
      request,
      actor,
      { title, current: HOME, ...(notice !== undefined && { notice }) },
      <SaleSheet sale={sale} may={may} state={state ?? formWith({})} />,
    );
  }
}

function readSale(reader: FormReader, form: FormValues, places: Sellable[]): PrepareCurrencySaleDto {
  const fromPlaceId = readChoice(reader, form, 'fromPlaceId', placeOptions(places));
  const chosen = places.find(({ place }) => place.id === fromPlaceId);
  const toBankAccountId = readChoice(reader, form, 'toBankAccountId', accountOptions(places));
  const currency = chosen?.place.currency;
  const amount = isForeignCurrency(currency) ? parseForeign(form.foreignAmount ?? '', currency) : undefined;
  if (chosen && amount === undefined)
    reader.problem('foreignAmount', {
      vi: `Ghi số ${currency}, như 1.250,50 (JPY, KRW không có số lẻ).`,
      en: `The amount in ${currency}, as 1.250,50 (JPY and KRW have no decimals).`,
    });
  const proceeds = reader.amount('proceeds');
  const date = reader.day('date');
  const documentNo = reader.required('documentNo', 60);
  if (documentNo !== '' && !isDocumentNo(documentNo))
    reader.problem('documentNo', {
      vi: 'Ghi số chứng từ, có ít nhất một chữ số, như MB 77/2026.',
      en: 'The number of a paper, with a digit, as MB 77/2026.',
    });
  reader.done();
  return { fromPlaceId, toBankAccountId, foreignAmount: Number(amount), proceeds: Number(proceeds), date, documentNo };
}
