import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import type { Page } from '../platform/paging.js';
import { AnswerTicketDto, type TicketDetail, TicketsQuery, type TicketSummary } from './lookup-ticket.dto.js';
import type { TicketState } from './lookup-ticket.rules.js';
import { LookupTicketsReader } from './lookup-tickets-reader.service.js';
import { LookupTickets } from './lookup-tickets.service.js';

/** Donors' questions about gifts that were not found, as the board works through them. */
@ApiTags('tickets')
@ApiBearerAuth()
@Controller('api/v1/lookup-tickets')
export class LookupTicketsController {
  constructor(
    private readonly tickets: LookupTickets,
    private readonly reader: LookupTicketsReader,
  ) {}

  @Get()
  @Permit('ticket.read')
  list(@CurrentActor() actor: Actor, @Query() query: TicketsQuery): Promise<Page<TicketSummary>> {
    return this.reader.list(actor, query);
  }

  /** With the donor's contact; the look is on record. */
  @Get(':id')
  @Permit('ticket.read')
  detail(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<TicketDetail> {
    return this.reader.detail(actor, id);
  }

  @Post(':id/answer')
  @HttpCode(200)
  @Permit('ticket.answer')
  answer(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: AnswerTicketDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string; state: TicketState }> {
    return this.tickets.answer(actor, id, dto, key);
  }
}
