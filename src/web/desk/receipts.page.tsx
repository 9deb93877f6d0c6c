/** The register of receipts: finding one, reading it whole, correcting a misspelt name, voiding it. */
import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { DonationRegister, type DonationView } from '../../donations/donation-register.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { SeeOther } from '../../platform/see-other.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { formAfter, type FormState } from '../ui/form-state.js';
import { langOf, type Say, sayIn } from '../ui/page.js';
import { DeskFrame } from './desk-frame.js';
import { ReceiptDesk } from './receipt-desk.service.js';
import { ReceiptList } from './receipt-list.js';
import { isNamedOtherwise, type ReceiptForms, ReceiptSheet } from './receipt-sheet.js';

const HERE = '/desk/receipts';

@ApiExcludeController()
@Controller('desk/receipts')
export class ReceiptPages {
  constructor(
    private readonly desk: DeskFrame,
    private readonly receipts: ReceiptDesk,
    private readonly register: DonationRegister,
  ) {}

  @Get()
  @Permit('receipt.read')
  async list(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    const say = sayIn(langOf(request));
    const data = await this.receipts.list(actor, query);
    return this.desk.render(
      request,
      actor,
      { title: say('Biên nhận', 'Receipts'), current: HERE },
      <ReceiptList {...data} query={query} mayRecord={actor.may('donation.record')} />,
    );
  }

  @Get(':serial')
  @Permit('receipt.read')
  sheet(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Param('serial') serial: string,
    @FormQuery() query: FormValues,
  ): Promise<string> {
    return this.show(actor, request, serial, {}, query.done);
  }

  @Post(':serial/correct-name')
  @Permit('donation.correct')
  correctName(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('serial') serial: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.act(
      actor,
      request,
      response,
      { serial, form, which: 'correct', done: 'corrected' },
      async (gift, read) => {
        const name = read.required('name', 200);
        const reason = reasonOf(read);
        read.done();
        // Who is shown by another name stays so: an empty box does not withdraw it, only a tick puts the real name out.
        const agreed = read.checked('public') || (isNamedOtherwise(gift) ? undefined : false);
        const dto = { name, reason, ...(agreed !== undefined && { public: agreed }) };
        await this.register.correctName(actor, gift.id, dto, key);
      },
    );
  }

  @Post(':serial/void')
  @Permit('donation.void')
  void(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('serial') serial: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.act(actor, request, response, { serial, form, which: 'void', done: 'voided' }, async ({ id }, read) => {
      const reason = reasonOf(read);
      const effectiveDate = read.day('effectiveDate');
      read.done();
      await this.register.void(actor, id, { reason, effectiveDate }, key);
    });
  }

  /** Does what the form asks and comes back to the receipt; with a problem, the form comes back as it was typed. */
  private async act(
    actor: Actor,
    request: Request,
    response: Response,
    asked: { serial: string; form: FormValues; which: keyof ReceiptForms; done: string },
    act: (gift: DonationView, read: FormReader) => Promise<void>,
  ): Promise<string> {
    const { serial, form } = asked;
    const gift = await this.register.get(actor, serial);
    try {
      await act(gift, new FormReader(form, this.receipts.today()));
      throw new SeeOther(`${HERE}/${encodeURIComponent(serial)}?done=${asked.done}`);
    } catch (error) {
      const state: FormState = formAfter(form, besideField(error, FIELDS), langOf(request));
      response.status(422);
      return this.show(actor, request, serial, { [asked.which]: state });
    }
  }

  private async show(
    actor: Actor,
    request: Request,
    serial: string,
    forms: ReceiptForms,
    done?: string,
  ): Promise<string> {
    const say = sayIn(langOf(request));
    const data = await this.receipts.sheet(actor, serial);
    const notice = noticeOf(done, say);
    return this.desk.render(
      request,
      actor,
      { title: data.gift.receipt.serial, current: HERE, ...(notice && { notice }) },
      <ReceiptSheet {...data} forms={forms} />,
    );
  }
}

const FIELDS = {
  'donation.same-name': 'name',
  'date.future': 'effectiveDate',
  'ledger.date': 'effectiveDate',
  'ledger.period-closed': 'effectiveDate',
};

function reasonOf(read: FormReader): string {
  const reason = read.required('reason', 300, { vi: 'Ghi lý do.', en: 'Give the reason.' });
  if (reason.length > 0 && reason.length < 3) {
    read.problem('reason', { vi: 'Lý do quá ngắn.', en: 'The reason is too short.' });
  }
  return reason;
}

function noticeOf(done: string | undefined, say: Say): string | undefined {
  if (done === 'corrected') return say('Đã sửa tên trên biên nhận.', 'The name on the receipt is corrected.');
  if (done === 'voided') {
    return say(
      'Đã hủy biên nhận; số vẫn giữ, sổ thêm một bút toán.',
      'The receipt is void; its number stays, and a further entry took the gift back.',
    );
  }
  return undefined;
}
