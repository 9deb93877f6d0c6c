import { Controller, Get, Header, Ip, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Open } from '../identity/permit.js';
import { type PublicFigures, PublicFiguresService } from './public-figures.service.js';
import { answerOf, PublicReceiptsService } from './public-receipts.service.js';
import { type Found, type FoundGift, PublicLookupService } from './public-lookup.service.js';
import { PublicGiftAnswer, PublicReceiptAnswer, PublicSearchAnswer, PublicSearchQuery } from './publication.dto.js';

@ApiTags('public')
@Controller('api/v1/public')
@Open('what anyone may check without an account')
export class PublicationController {
  constructor(
    private readonly figures: PublicFiguresService,
    private readonly receipts: PublicReceiptsService,
    private readonly lookup: PublicLookupService,
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

  /** A gift by its whole code, serial or bank reference, or by its exact amount and day. Never by a name. */
  @Get('search')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: PublicSearchAnswer })
  async search(@Query() query: PublicSearchQuery, @Ip() address: string): Promise<PublicSearchAnswer> {
    const { q, amount, date, time } = query;
    const found = await this.lookup.find(
      {
        ...(q !== undefined && { text: q }),
        ...(amount !== undefined && { amount: BigInt(amount) }),
        ...(date !== undefined && { date }),
        ...(time !== undefined && { time }),
      },
      address,
    );
    const items = found.items.map((gift) => giftAnswerOf(gift, found.by));
    return found.count > items.length ? { items, count: found.count } : { items };
  }
}

function giftAnswerOf(gift: FoundGift, by: Found['by']): PublicGiftAnswer {
  const { status, serial, amount, currency, date, fundName, appealName, sequence, code } = gift;
  const answer = { status, serial, amount, currency, date, fund: fundName, appeal: appealName, sequence };
  // Who typed the code has it.
  return by === 'reference' && code !== null ? { ...answer, code } : answer;
}
