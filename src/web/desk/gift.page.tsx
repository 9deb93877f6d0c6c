/** Recording gifts one after the other: four hundred lines before noon, by keyboard alone. */
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { RecordDonationDto } from '../../donations/donations.dto.js';
import { DonationsService } from '../../donations/donations.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { isId } from '../../platform/ids.js';
import { CURRENCIES, isForeignCurrency, parseForeign, parseRate } from '../../platform/money.js';
import { SeeOther } from '../../platform/see-other.js';
import { isDocumentNo } from '../../platform/validation.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { ComboOptions } from '../ui/fields.js';
import { formAfter, type FormState } from '../ui/form-state.js';
import { langOf, renderFragment, type Say, sayIn } from '../ui/page.js';
import { DeskFrame } from './desk-frame.js';
import { GiftDesk } from './gift-desk.service.js';
import { GiftHelp, GiftPage } from './gift-views.js';

const HERE = '/desk/gifts/new';

/** Which field a refusal of the books is about. */
const FIELDS = {
  'donation.fund-unknown': 'purpose',
  'donation.appeal-unknown': 'purpose',
  'donation.appeal-closed': 'effectiveDate',
  'donation.fund-closed': 'effectiveDate',
  'donation.no-cash-box': 'channel',
  'donation.no-foreign-': 'channel',
  'donation.rate-': 'rate',
  'donation.value-too-large': 'foreignAmount',
  'date.future': 'effectiveDate',
  'ledger.period-closed': 'effectiveDate',
};

@ApiExcludeController()
@Controller('desk/gifts')
export class GiftPages {
  constructor(
    private readonly desk: DeskFrame,
    private readonly gifts: GiftDesk,
    private readonly donations: DonationsService,
  ) {}

  @Get('new')
  @Permit('donation.record')
  form(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    return this.show(actor, request, query);
  }

  @Post('new')
  @Permit('donation.record')
  async record(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const say = sayIn(langOf(request));
    try {
      const gift = await this.read(actor, form, say);
      const { receipt } = await this.donations.record(actor, gift, key);
      throw new SeeOther(`${HERE}?done=${receipt.serial}`);
    } catch (error) {
      const state = formAfter(form, besideField(error, FIELDS), langOf(request));
      response.status(422);
      return this.show(actor, request, { pledge: form.pledgeId ?? '' }, state);
    }
  }

  /** Names for the giver's field as one types. */
  @Get('donors')
  @Permit('donation.record')
  async donors(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    const names = await this.gifts.names(actor, query.donorName ?? '');
    request.res?.set('cache-control', 'no-store');
    const options = names.map((name) => ({ value: name, label: name }));
    return renderFragment(this.desk.context(request, actor), <ComboOptions options={options} />);
  }

  private async read(actor: Actor, form: FormValues, say: Say): Promise<RecordDonationDto> {
    const read = new FormReader(form, this.gifts.today());
    const purposes = await this.gifts.purposesOf(actor, say);
    const purpose = purposes.find(({ value }) => value === form.purpose);
    if (!purpose) read.problem('purpose', { vi: 'Chọn quỹ hoặc lời kêu gọi.', en: 'Choose a fund or an appeal.' });
    const money = readMoney(read, form);
    const donorName = read.optional('donorName', 200);
    const channel = read.choice('channel', ['cash', 'transfer']);
    const effectiveDate = read.day('effectiveDate');
    const condition = read.optional('condition', 500);
    if (read.checked('consent') && donorName === undefined) {
      read.problem('donorName', { vi: 'Chưa có tên để nêu công khai.', en: 'There is no name to show publicly.' });
    }
    read.done();
    return {
      fundId: purpose?.fundId ?? '',
      ...money,
      channel,
      effectiveDate,
      ...(purpose?.appealId && { appealId: purpose.appealId }),
      ...(donorName && { donorName, publicName: read.checked('consent') }),
      ...(condition && { condition }),
      ...(isId(form.pledgeId) && { pledgeId: form.pledgeId }),
    };
  }

  private async show(actor: Actor, request: Request, query: FormValues, state?: FormState): Promise<string> {
    const say = sayIn(langOf(request));
    const data = await this.gifts.page(actor, query, say, state);
    const title = say('Ghi khoản ủng hộ', 'Record a gift');
    return this.desk.render(request, actor, { title, current: HERE, help: <GiftHelp /> }, <GiftPage {...data} />);
  }
}

/** Đồng, or foreign money once its currency was chosen; both at once are a slip of the hand. */
function readMoney(
  read: FormReader,
  form: FormValues,
): Pick<RecordDonationDto, 'amount' | 'currency' | 'rate' | 'rateDocument'> {
  const currency = form.currency?.trim() ?? '';
  const typed = (name: string): boolean => (form[name] ?? '').trim() !== '';
  if (currency === '') {
    const stray = ['foreignAmount', 'rate', 'rateDocument'].find(typed);
    if (stray) read.problem('currency', { vi: 'Chọn loại ngoại tệ.', en: 'Choose the currency.' });
    return { amount: Number(stray && !typed('amount') ? 0n : read.amount('amount')) };
  }
  if (!isForeignCurrency(currency)) {
    read.problem('currency', { vi: 'Chọn một mục trong danh sách.', en: 'Choose one of the list.' });
    return { amount: 0 };
  }
  if (typed('amount'))
    read.problem('amount', {
      vi: 'Nhận ngoại tệ thì để trống ô này.',
      en: 'Leave this empty when foreign money is received.',
    });
  const amount = parseForeign(form.foreignAmount ?? '', currency);
  if (amount === undefined) {
    const { digits } = CURRENCIES[currency];
    read.problem('foreignAmount', {
      vi: digits === 0 ? `${currency} không có số lẻ; viết như 12.000.` : 'Viết như 1.250,50: nhiều nhất 2 số lẻ.',
      en: digits === 0 ? `${currency} has no decimals; write 12.000.` : 'Write 1.250,50: at most 2 decimals.',
    });
  }
  const rate = parseRate(form.rate ?? '');
  if (rate === undefined)
    read.problem('rate', { vi: 'Viết như 25.430 hoặc 25.430,5.', en: 'Write 25.430 or 25.430,5.' });
  const rateDocument = read.required('rateDocument', 60);
  if (rateDocument !== '' && !isDocumentNo(rateDocument))
    read.problem('rateDocument', {
      vi: 'Ghi số chứng từ, có ít nhất một chữ số, như VCB 22/11.',
      en: 'The number of a paper, with a digit, as VCB 22/11.',
    });
  return { amount: Number(amount ?? 0n), currency, rateDocument, ...(rate !== undefined && { rate }) };
}
