import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import { unitToRead } from '../books/books-position.service.js';
import { ChartEditing } from './chart-editing.service.js';
import { ChangeChartDto, ChartAnswer, ChooseProfileDto, ProfilesQuery, UnitProfiles } from './profiles.dto.js';
import { type ProfileConfirmed, ProfilesService } from './profiles.service.js';

@ApiTags('ledger')
@ApiBearerAuth()
@Controller('api/v1/ledger')
export class ProfilesController {
  constructor(
    private readonly profiles: ProfilesService,
    private readonly chart: ChartEditing,
  ) {}

  /** By which profile a unit posts, and what it chose. */
  @Get('profiles')
  @Permit('ledger.read')
  of(@CurrentActor() actor: Actor, @Query() query: ProfilesQuery): Promise<UnitProfiles> {
    return this.profiles.of(actor, unitToRead(actor, query.unit));
  }

  /** Prepares a choice of profile; another person confirms it. */
  @Post('profiles')
  @Permit('profile.prepare')
  prepare(
    @CurrentActor() actor: Actor,
    @Body() dto: ChooseProfileDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string }> {
    return this.profiles.prepare(actor, dto, key);
  }

  /** Confirms it. A unit that leaves B carries its balances over in the same moment; answers its place in the log. */
  @Post('profiles/:id/confirm')
  @Permit('profile.confirm')
  confirm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Idempotency() key: IdempotencyKey,
  ): Promise<ProfileConfirmed> {
    return this.profiles.confirm(actor, id, key);
  }

  @Post('profiles/:id/withdraw')
  @Permit('profile.prepare')
  withdraw(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string }> {
    return this.profiles.withdraw(actor, id, key);
  }

  /** The chart of both profiles with its history, and the changes that wait for a second person. */
  @Get('chart')
  @Permit('ledger.read')
  list(): Promise<ChartAnswer> {
    return this.chart.list();
  }

  /** Prepares a change of the chart; another person verifies it against its source. */
  @Post('chart')
  @Permit('chart.edit')
  change(
    @CurrentActor() actor: Actor,
    @Body() dto: ChangeChartDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string }> {
    return this.chart.prepare(actor, dto, key);
  }

  @Post('chart/:id/verify')
  @Permit('chart.verify')
  verify(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: number }> {
    return this.chart.verify(actor, id, key);
  }

  @Post('chart/:id/withdraw')
  @Permit('chart.edit')
  withdrawChange(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string }> {
    return this.chart.withdraw(actor, id, key);
  }
}
