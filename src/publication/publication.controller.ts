import { Controller, Get, Header, Ip, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Open } from '../identity/permit.js';
import { Refusal } from '../platform/refusal.js';
import { type PublicFigures, PublicFiguresService } from './public-figures.service.js';
import { answerOf, PublicReceiptsService } from './public-receipts.service.js';
import { PublicReceiptAnswer, PublicSearchAnswer, PublicSearchQuery } from './publication.dto.js';

@ApiTags('public')
@Controller('api/v1/public')
@Open('what anyone may check without an account')
export class PublicationController {
  constructor(
    private readonly figures: PublicFiguresService,
    private readonly receipts: PublicReceiptsService,
  ) {}

  /** Whether a receipt is real, by the code on it; 404 when there is none. */
  @Get('receipts/:code')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: PublicReceiptAnswer })
  async receipt(@Param('code') code: string, @Ip() address: string): Promise<PublicReceiptAnswer> {
    return answerOf(await this.receipts.byCode(code, address));
  }

  /** What the funds and appeals received, gave and hold, with the position in the log that the figures are of. */
  @Get('summary')
  @Header('Cache-Control', 'no-cache')
  summary(): Promise<PublicFigures> {
    return this.figures.figures();
  }

  /** A receipt by its whole code or serial. Never by a name. */
  @Get('search')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: PublicSearchAnswer })
  async search(@Query() { q = '' }: PublicSearchQuery, @Ip() address: string): Promise<PublicSearchAnswer> {
    try {
      return { items: q === '' ? [] : [answerOf(await this.receipts.bySerialOrCode(q, address))] };
    } catch (error) {
      if (error instanceof Refusal && error.code === 'public.receipt-unknown') return { items: [] };
      throw error;
    }
  }
}
