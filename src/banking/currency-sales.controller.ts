import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import type { Page } from '../platform/paging.js';
import { CurrencySaleRegister } from './currency-sale-register.service.js';
import {
  type CurrencySaleAnswer,
  type CurrencySaleDetail,
  CurrencySalesQuery,
  PrepareCurrencySaleDto,
  RejectCurrencySaleDto,
} from './currency-sales.dto.js';
import { CurrencySales, type SaleApproved } from './currency-sales.service.js';

@ApiTags('currency sales')
@ApiBearerAuth()
@Controller('api/v1/currency-sales')
export class CurrencySalesController {
  constructor(
    private readonly sales: CurrencySales,
    private readonly register: CurrencySaleRegister,
  ) {}

  /** Prepares a sale of foreign money to a bank; nothing is posted before another person approves. */
  @Post()
  @Permit('currency.sell')
  prepare(
    @CurrentActor() actor: Actor,
    @Body() dto: PrepareCurrencySaleDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string }> {
    return this.sales.prepare(actor, dto, key);
  }

  /** Sales, newest first. */
  @Get()
  @Permit('currency.read')
  list(@CurrentActor() actor: Actor, @Query() query: CurrencySalesQuery): Promise<Page<CurrencySaleAnswer>> {
    return this.register.list(actor, query);
  }

  /** One sale; of a prepared one also how it falls on the purposes whose money it is. */
  @Get(':id')
  @Permit('currency.read')
  get(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<CurrencySaleDetail> {
    return this.register.get(actor, id);
  }

  /** Approves a sale, by another than who prepared it, and posts it. */
  @Post(':id/approve')
  @HttpCode(200)
  @Permit('currency.approve')
  approve(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Idempotency() key: IdempotencyKey,
  ): Promise<SaleApproved> {
    return this.sales.approve(actor, id, key);
  }

  /** Rejects a prepared sale; whoever prepared it may take it back. */
  @Post(':id/reject')
  @HttpCode(200)
  @Permit('currency.read')
  reject(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: RejectCurrencySaleDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string }> {
    return this.sales.reject(actor, id, dto, key);
  }
}
