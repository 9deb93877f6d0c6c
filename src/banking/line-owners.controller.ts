import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import { LineOwnerDto } from './banking.dto.js';
import { LineOwners, type LineOwned } from './line-owners.service.js';

@ApiTags('statements')
@ApiBearerAuth()
@Controller('api/v1/statement-lines')
export class LineOwnersController {
  constructor(private readonly owners: LineOwners) {}

  /** Names who finds out what the line is. */
  @Post(':id/owner')
  @HttpCode(200)
  @Permit('statement.explain')
  name(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: LineOwnerDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<LineOwned> {
    return this.owners.name(actor, id, dto.userId, key);
  }
}
