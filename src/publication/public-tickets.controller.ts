import { Body, Controller, Get, Header, HttpCode, Ip, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Open } from '../identity/permit.js';
import { OpenTicketDto } from '../oversight/lookup-ticket.dto.js';
import { LookupTickets, type OpenedTicket } from '../oversight/lookup-tickets.service.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import { type PublicTicket, type PublicTicketCounts, PublicTicketsService } from './public-tickets.service.js';

@ApiTags('public')
@Controller('api/v1/public/tickets')
@Open('whoever does not find an own gift may ask the board')
export class PublicTicketsController {
  constructor(
    private readonly tickets: LookupTickets,
    private readonly shown: PublicTicketsService,
  ) {}

  /** Asks the board about a gift that was not found; it answers within two working days. */
  @Post()
  @Header('Cache-Control', 'no-store')
  open(@Body() dto: OpenTicketDto, @Ip() address: string, @Idempotency() key: IdempotencyKey): Promise<OpenedTicket> {
    return this.tickets.open(dto, address, key);
  }

  /** How many were asked, and how they ended. */
  @Get()
  @Header('Cache-Control', 'no-cache')
  counts(): Promise<PublicTicketCounts> {
    return this.shown.counts();
  }

  /** Where a question stands, for who has its code. */
  @Get(':code')
  @Header('Cache-Control', 'no-store')
  one(@Param('code') code: string, @Ip() address: string): Promise<PublicTicket> {
    return this.shown.byCode(code, address);
  }

  @Post(':code/withdraw')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async withdraw(
    @Param('code') code: string,
    @Ip() address: string,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ state: string }> {
    await this.shown.byCode(code, address);
    return this.tickets.withdraw(code, key);
  }
}
