import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import { CostConsentDto } from './entry-draft.dto.js';
import { EntryDraftsService, type Prepared } from './entry-drafts.service.js';
import { PostEntryDto, ReverseEntryDto } from './ledger.dto.js';
import { refuse } from '../ledger/ledger.refusals.js';

/** What changes the books by hand is prepared here; another person approves it (`/ledger/drafts`). */
@ApiTags('ledger')
@ApiBearerAuth()
@Controller('api/v1/ledger')
export class LedgerController {
  constructor(private readonly drafts: EntryDraftsService) {}

  @Post('entries')
  @Permit('ledger.post')
  prepare(
    @CurrentActor() actor: Actor,
    @Body() dto: PostEntryDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Prepared> {
    return this.drafts.prepareEntry(actor, dto, key);
  }

  @Post('entries/:id/reverse')
  @Permit('ledger.reverse')
  reverse(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: ReverseEntryDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Prepared> {
    return this.drafts.prepareReversal(actor, sequenceOf(id), dto, key);
  }

  /** Donors agreed that costs are paid from a purpose. */
  @Post('cost-consents')
  @Permit('ledger.post')
  consent(
    @CurrentActor() actor: Actor,
    @Body() dto: CostConsentDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Prepared> {
    return this.drafts.prepareConsent(actor, dto, key);
  }
}

/** An entry's id is its sequence. */
function sequenceOf(id: string): bigint {
  if (!/^\d{1,18}$/.test(id)) throw refuse('ledger.entry-unknown');
  return BigInt(id);
}
