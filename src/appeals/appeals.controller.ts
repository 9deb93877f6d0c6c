import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import type { Page } from '../platform/paging.js';
import { type AppealAnswer, type AppealId, AppealQuery, BindAccountDto, OpenAppealDto } from './appeal.dto.js';
import { AppealListsService } from './appeal-lists.service.js';
import { AppealsService } from './appeals.service.js';

@ApiTags('appeals')
@ApiBearerAuth()
@Controller('api/v1/appeals')
export class AppealsController {
  constructor(
    private readonly service: AppealsService,
    private readonly lists: AppealListsService,
  ) {}

  /** The appeals that the caller may see, with what each received, gave and holds. */
  @Get()
  @Permit('appeal.read')
  list(@CurrentActor() actor: Actor, @Query() query: AppealQuery): Promise<Page<AppealAnswer>> {
    return this.lists.list(actor, query);
  }

  @Get(':id')
  @Permit('appeal.read')
  one(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<AppealAnswer> {
    return this.lists.one(actor, id);
  }

  /** Opens an appeal under a fund, by the rules of its regime. */
  @Post()
  @Permit('appeal.open')
  open(
    @CurrentActor() actor: Actor,
    @Body() dto: OpenAppealDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<AppealId> {
    const targetAmount = dto.targetAmount === undefined ? undefined : BigInt(dto.targetAmount);
    return this.service.once(key, async (tx) => ({
      id: (await this.service.openAppeal(tx, actor, { ...dto, targetAmount })).id,
    }));
  }

  /** Adds an account that the appeal's gifts come to. */
  @Post(':id/bank-accounts')
  @Permit('appeal.open')
  bindAccount(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: BindAccountDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<AppealId> {
    return this.service.once(key, async (tx) => {
      await this.service.bindAccount(tx, actor, id, dto.bankAccountId);
      return { id };
    });
  }
}
