import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import type { Page } from '../platform/paging.js';
import { HouseholdRegister } from './household-register.service.js';
import {
  type HouseholdDetail,
  HouseholdsQuery,
  type HouseholdSummary,
  PayeeAccountDto,
  RecordHouseholdDto,
  StatusDto,
} from './household.dto.js';
import { HouseholdsService } from './households.service.js';

@ApiTags('households')
@ApiBearerAuth()
@Controller('api/v1/households')
export class HouseholdsController {
  constructor(
    private readonly households: HouseholdsService,
    private readonly register: HouseholdRegister,
  ) {}

  @Post()
  @Permit('household.record')
  record(
    @CurrentActor() actor: Actor,
    @Body() dto: RecordHouseholdDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string }> {
    return this.households.record(actor, dto, key);
  }

  @Get()
  @Permit('household.read')
  list(@CurrentActor() actor: Actor, @Query() query: HouseholdsQuery): Promise<Page<HouseholdSummary>> {
    return this.register.list(actor, query);
  }

  @Get(':id')
  @Permit('household.read')
  detail(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<HouseholdDetail> {
    return this.register.detail(actor, id);
  }

  @Post(':id/statuses')
  @Permit('household.record')
  addStatus(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: StatusDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string }> {
    return this.households.addStatus(actor, id, dto, key);
  }

  @Post(':id/bank-account')
  @Permit('household.record')
  setBankAccount(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: PayeeAccountDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string }> {
    return this.households.setBankAccount(actor, id, dto, key);
  }
}
