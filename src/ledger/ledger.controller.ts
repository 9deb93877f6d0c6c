import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import { OpeningBalancesDto, PostEntryDto, ReverseEntryDto } from './ledger.dto.js';
import { refuse } from './ledger.refusals.js';
import { ManualPostingService } from './manual-posting.service.js';

@ApiTags('ledger')
@ApiBearerAuth()
@Controller('api/v1/ledger')
export class LedgerController {
  constructor(private readonly posting: ManualPostingService) {}

  @Post('entries')
  @Permit('ledger.post')
  post(
    @CurrentActor() actor: Actor,
    @Body() dto: PostEntryDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: number }> {
    return this.posting.postEntry(actor, dto, key);
  }

  @Post('entries/:id/reverse')
  @Permit('ledger.reverse')
  reverse(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: ReverseEntryDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: number }> {
    return this.posting.reverse(actor, sequenceOf(id), dto, key);
  }

  /** Opening balances by minutes. */
  @Post('opening-balances')
  @Permit('ledger.open-balances')
  openBalances(
    @CurrentActor() actor: Actor,
    @Body() dto: OpeningBalancesDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: number }> {
    return this.posting.openBalances(actor, dto, key);
  }
}

/** An entry's id is its sequence. */
function sequenceOf(id: string): bigint {
  if (!/^\d{1,18}$/.test(id)) throw refuse('ledger.entry-unknown');
  return BigInt(id);
}
