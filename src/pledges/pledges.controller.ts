import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import {
  CancelPledgeDto,
  type PledgeAnswer,
  type PledgePage,
  PledgeQuery,
  type PledgeReference,
  RecordPledgeDto,
} from './pledge.dto.js';
import { PledgeListsService } from './pledge-lists.service.js';
import { PledgesService } from './pledges.service.js';

@ApiTags('pledges')
@ApiBearerAuth()
@Controller('api/v1/pledges')
export class PledgesController {
  constructor(
    private readonly service: PledgesService,
    private readonly lists: PledgeListsService,
  ) {}

  /** Promises with what is kept and left of each, and their sums apart from money. */
  @Get()
  @Permit('pledge.read')
  list(@CurrentActor() actor: Actor, @Query() query: PledgeQuery): Promise<PledgePage> {
    return this.lists.list(actor, query);
  }

  @Get(':id')
  @Permit('pledge.read')
  one(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PledgeAnswer> {
    return this.lists.one(actor, id);
  }

  /** Records a promise: it is not money and changes no balance. */
  @Post()
  @Permit('pledge.record')
  record(
    @CurrentActor() actor: Actor,
    @Body() dto: RecordPledgeDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<PledgeReference> {
    return this.service.once(key, (tx) => this.service.record(tx, actor, { ...dto, amount: BigInt(dto.amount) }));
  }

  /** Takes a promise back, with the reason. */
  @Post(':id/cancel')
  @HttpCode(200)
  @Permit('pledge.record')
  cancel(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: CancelPledgeDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string }> {
    return this.service.once(key, async (tx) => {
      await this.service.cancel(tx, actor, id, dto.reason);
      return { id };
    });
  }
}
