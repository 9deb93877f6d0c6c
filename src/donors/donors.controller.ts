import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import type { Page } from '../platform/paging.js';
import type { Donor } from './donor.entity.js';
import { CreateDonorDto, DonorsQuery } from './donors.dto.js';
import { DonorsService } from './donors.service.js';

@ApiTags('donors')
@ApiBearerAuth()
@Controller('api/v1/donors')
export class DonorsController {
  constructor(private readonly donors: DonorsService) {}

  @Post()
  @Permit('donation.record')
  create(
    @CurrentActor() actor: Actor,
    @Body() dto: CreateDonorDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string }> {
    return this.donors.create(actor, dto, key);
  }

  @Get()
  @Permit('donation.read')
  list(@CurrentActor() actor: Actor, @Query() query: DonorsQuery): Promise<Page<Donor>> {
    return this.donors.list(actor, query);
  }
}
