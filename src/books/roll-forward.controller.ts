import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { IsPlainDate } from '../platform/validation.js';
import { type RollForwardReport, RollForwardService } from './roll-forward.service.js';

export class RollForwardQuery {
  /** The fund's id. */
  @IsUUID()
  fund!: string;

  /** The first day; from the beginning of the books without it. */
  @IsOptional()
  @IsPlainDate()
  from?: string;

  /** The last day; all there is without it. */
  @IsOptional()
  @IsPlainDate()
  to?: string;

  /** As the books knew it at this position of the public log. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  known?: number;
}

@ApiTags('ledger')
@ApiBearerAuth()
@Controller('api/v1/ledger')
export class RollForwardController {
  constructor(private readonly rollForward: RollForwardService) {}

  /** Each purpose of a fund: opening + what came ± decisions - what went = closing, in both posting profiles. */
  @Get('roll-forward')
  @Permit('ledger.read')
  async of(@CurrentActor() actor: Actor, @Query() query: RollForwardQuery): Promise<RollForwardReport> {
    const { fund: fundId, from, to } = query;
    actor.require('ledger.read', await this.rollForward.unitOf(fundId));
    return this.rollForward.of({
      fundId,
      from,
      to,
      known: query.known === undefined ? undefined : BigInt(query.known),
    });
  }
}
