import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import type { Page } from '../platform/paging.js';
import { type Decided, EntryDraftDecisions, type Posted } from './entry-draft-decisions.service.js';
import { answerOf, type DraftAnswer } from './entry-draft.answer.js';
import { DraftsQuery, HandoverDto, RejectDraftDto } from './entry-draft.dto.js';
import { type DraftView, EntryDraftsReader } from './entry-drafts-reader.service.js';
import type { Prepared } from './entry-drafts.service.js';
import { OpeningBalancesDto } from './ledger.dto.js';
import { MinutesService } from './minutes.service.js';

/** Minutes: drawn up and signed by one person, in force when a second one signs. */
@ApiTags('ledger')
@ApiBearerAuth()
@Controller('api/v1/ledger')
export class MinutesController {
  constructor(
    private readonly minutes: MinutesService,
    private readonly reader: EntryDraftsReader,
    private readonly decisions: EntryDraftDecisions,
  ) {}

  /** Opening balances by minutes; posted when they are signed. */
  @Post('opening-balances')
  @Permit('ledger.open-balances')
  openBalances(
    @CurrentActor() actor: Actor,
    @Body() dto: OpeningBalancesDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Prepared> {
    return this.minutes.openBalances(actor, dto, key);
  }

  /** Handing over a post, by who leaves it; the old rights end when the other signs. */
  @Post('handovers')
  @Permit('minutes.sign')
  handOver(
    @CurrentActor() actor: Actor,
    @Body() dto: HandoverDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Prepared> {
    return this.minutes.handOver(actor, dto, key);
  }

  @Get('minutes')
  @Permit('ledger.read')
  list(@CurrentActor() actor: Actor, @Query() query: DraftsQuery): Promise<Page<DraftView>> {
    return this.reader.list(actor, 'minutes', query);
  }

  @Get('minutes/:id')
  @Permit('ledger.read')
  async one(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<DraftAnswer> {
    return answerOf(await this.reader.one(actor, 'minutes', id));
  }

  /** The second signature. */
  @Post('minutes/:id/sign')
  @HttpCode(200)
  @Permit('minutes.sign')
  sign(@CurrentActor() actor: Actor, @Param('id') id: string, @Idempotency() key: IdempotencyKey): Promise<Posted> {
    return this.decisions.approve(actor, 'minutes', id, key);
  }

  @Post('minutes/:id/reject')
  @HttpCode(200)
  @Permit('minutes.sign')
  reject(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: RejectDraftDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Decided> {
    return this.decisions.reject(actor, 'minutes', id, dto.reason, key);
  }

  @Post('minutes/:id/recall')
  @HttpCode(200)
  @Permit('minutes.sign')
  recall(@CurrentActor() actor: Actor, @Param('id') id: string, @Idempotency() key: IdempotencyKey): Promise<Decided> {
    return this.decisions.recall(actor, 'minutes', id, key);
  }
}
