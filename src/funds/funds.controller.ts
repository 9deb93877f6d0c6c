import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import type { Page } from '../platform/paging.js';
import {
  type FundAnswer,
  type FundKindAnswer,
  FundKindDto,
  FundQuery,
  type IdAnswer,
  OpenFundDto,
  type SignatoryAnswer,
  SignatoryDto,
  UnitCodeQuery,
} from './fund.dto.js';
import { FundListsService } from './fund-lists.service.js';
import { FundsService } from './funds.service.js';
import { SignatoriesService } from './signatories.service.js';

@ApiTags('funds')
@ApiBearerAuth()
@Controller('api/v1')
export class FundsController {
  constructor(
    private readonly service: FundsService,
    private readonly lists: FundListsService,
    private readonly names: SignatoriesService,
  ) {}

  /** The funds that the caller may see, with what each received, gave and holds. */
  @Get('funds')
  @Permit('reference.read')
  funds(@CurrentActor() actor: Actor, @Query() query: FundQuery): Promise<Page<FundAnswer>> {
    return this.lists.funds(actor, query);
  }

  /** Opens a fund of a kind for a unit. */
  @Post('funds')
  @Permit('fund.administer')
  openFund(
    @CurrentActor() actor: Actor,
    @Body() dto: OpenFundDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<IdAnswer> {
    return this.service.once(key, async (tx) => ({ id: (await this.service.createFund(tx, actor, dto)).id }));
  }

  /** Closes a fund that holds nothing. */
  @Post('funds/:id/close')
  @HttpCode(200)
  @Permit('fund.administer')
  closeFund(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Idempotency() key: IdempotencyKey,
  ): Promise<IdAnswer> {
    return this.service.once(key, async (tx) => {
      await this.service.closeFund(tx, actor, id);
      return { id };
    });
  }

  @Get('fund-kinds')
  @Permit('reference.read')
  kinds(): Promise<FundKindAnswer[]> {
    return this.service.kinds();
  }

  /** Adds a kind of fund, as Đền ơn đáp nghĩa. */
  @Post('fund-kinds')
  @Permit('fund.administer')
  addKind(
    @CurrentActor() actor: Actor,
    @Body() dto: FundKindDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<FundKindAnswer> {
    return this.service.once(key, async (tx) => {
      const { code, nameVi, nameEn } = await this.service.addKind(tx, actor, dto);
      return { code, nameVi, nameEn };
    });
  }

  /** Whose names stand under a unit's papers. */
  @Get('signatories')
  @Permit('fund.administer')
  signatories(@CurrentActor() actor: Actor, @Query() query: UnitCodeQuery): Promise<SignatoryAnswer[]> {
    return this.names.list(actor, query.unitCode);
  }

  @Post('signatories')
  @Permit('fund.administer')
  setSignatory(
    @CurrentActor() actor: Actor,
    @Body() dto: SignatoryDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<IdAnswer> {
    return this.service.once(key, (tx) => this.names.set(tx, actor, dto));
  }
}
