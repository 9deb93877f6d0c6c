/** A donor asks the board about a gift that was not found, and follows the question by its code. Without script. */
import { Controller, Get, Ip, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Open } from '../../identity/permit.js';
import { OpenTicketDto } from '../../oversight/lookup-ticket.dto.js';
import { LookupTickets } from '../../oversight/lookup-tickets.service.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { normaliseCode } from '../../platform/ids.js';
import { PublicTicketsService } from '../../publication/public-tickets.service.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { langOf } from '../ui/page.js';
import { readTime } from './lookup-page.js';
import { LookupUnits } from './lookup-units.service.js';
import { PortalFrame } from './portal-frame.js';
import { AskPage, TICKETS, TicketStatus } from './ticket-views.js';

@ApiExcludeController()
@Controller(TICKETS)
@Open('whoever does not find an own gift may ask the board')
export class TicketPageController {
  constructor(
    private readonly tickets: LookupTickets,
    private readonly shown: PublicTicketsService,
    private readonly units: LookupUnits,
    private readonly frame: PortalFrame,
  ) {}

  /** A search that found nothing leads here with what was searched. */
  @Get()
  ask(@Req() request: Request, @FormQuery() { reference, amount, date, time }: FormValues): Promise<string> {
    return this.form(request, formWith({ reference, amount, date, time }));
  }

  @Post()
  async open(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Ip() address: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string | undefined> {
    try {
      const { code } = await this.tickets.open(ticketOf(form, this.frame.today()), address, key);
      response.redirect(303, `${TICKETS}/${code}`);
      return undefined;
    } catch (error) {
      const state = formAfter(form, error, langOf(request));
      response.status(422);
      return this.form(request, state);
    }
  }

  @Get(':code')
  one(@Req() request: Request, @Param('code') code: string, @Ip() address: string): Promise<string> {
    return this.status(request, code, address, formWith({}));
  }

  @Post(':code/withdraw')
  async withdraw(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('code') code: string,
    @Ip() address: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string | undefined> {
    await this.shown.byCode(code, address);
    try {
      await this.tickets.withdraw(code, key);
      response.redirect(303, `${TICKETS}/${normaliseCode(code)}`);
      return undefined;
    } catch (error) {
      const state = formAfter(form, error, langOf(request));
      response.status(422);
      return this.status(request, code, address, state);
    }
  }

  private async form(request: Request, state: FormState): Promise<string> {
    const title = this.frame.say(request)('Hỏi Ban giám sát', 'Ask the supervision board');
    return this.frame.phone(request, title, <AskPage state={state} units={await this.units.options()} />);
  }

  private async status(request: Request, typed: string, address: string, state: FormState): Promise<string> {
    const ticket = await this.shown.byCode(typed, address);
    const title = `${this.frame.say(request)('Câu hỏi', 'Question')} ${ticket.number}`;
    const props = { ticket, code: normaliseCode(typed), unit: this.units.name(ticket.unitCode), state };
    return this.frame.phone(request, title, <TicketStatus {...props} />);
  }
}

/** @throws Refusal request.invalid with what is wrong with each field */
function ticketOf(form: FormValues, today: string): OpenTicketDto {
  const reader = new FormReader(form, today);
  const unitCode = reader.required('unitCode', 10);
  const reference = reader.optional('reference', 80);
  const contact = reader.optional('contact', 120);
  const note = reader.optional('note', 1000);
  const amount = (form['amount'] ?? '').trim() === '' ? undefined : reader.amount('amount');
  const date = reader.optionalDay('date');
  const time = readTime(form, reader);
  reader.done();
  return {
    unitCode,
    ...(reference !== undefined && { reference }),
    ...(contact !== undefined && { contact }),
    ...(note !== undefined && { note }),
    ...(amount !== undefined && { amount: Number(amount) }),
    ...(date !== undefined && { date }),
    ...(time !== undefined && { time }),
  };
}
