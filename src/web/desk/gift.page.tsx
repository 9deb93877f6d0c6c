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
import { SeeOther } from '../../platform/see-other.js';
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
  'date.future': 'effectiveDate',
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
    const amount = read.amount('amount');
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
      amount: Number(amount),
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
