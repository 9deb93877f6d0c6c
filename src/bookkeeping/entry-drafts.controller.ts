import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import type { Page } from '../platform/paging.js';
import { type Decided, EntryDraftDecisions, type Posted } from './entry-draft-decisions.service.js';
import { DraftsQuery, RejectDraftDto } from './entry-draft.dto.js';
import { type ConsentView, type DraftView, EntryDraftsReader } from './entry-drafts-reader.service.js';
import { answerOf, type DraftAnswer } from './entry-draft.answer.js';
import { ENTRY_TEMPLATES, type EntryTemplate } from './entry-templates.js';

@ApiTags('ledger')
@ApiBearerAuth()
@Controller('api/v1/ledger')
export class EntryDraftsController {
  constructor(
    private readonly reader: EntryDraftsReader,
    private readonly decisions: EntryDraftDecisions,
  ) {}

  /** The usual manual entries: what stands on each side, and which papers they take. */
  @Get('entry-templates')
  @Permit('ledger.read')
  templates(): { items: readonly EntryTemplate[] } {
    return { items: ENTRY_TEMPLATES };
  }

  @Get('cost-consents')
  @Permit('ledger.read')
  async consents(@CurrentActor() actor: Actor): Promise<{ items: ConsentView[] }> {
    return { items: await this.reader.consents(actor) };
  }

  @Get('drafts')
  @Permit('ledger.read')
  list(@CurrentActor() actor: Actor, @Query() query: DraftsQuery): Promise<Page<DraftView>> {
    return this.reader.list(actor, 'drafts', query);
  }

  /** With a preview of what it would do to the balances it touches, while it waits. */
  @Get('drafts/:id')
  @Permit('ledger.read')
  async one(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<DraftAnswer> {
    return answerOf(await this.reader.one(actor, 'drafts', id));
  }

  /** Posts it. */
  @Post('drafts/:id/approve')
  @HttpCode(200)
  @Permit('ledger.approve')
  approve(@CurrentActor() actor: Actor, @Param('id') id: string, @Idempotency() key: IdempotencyKey): Promise<Posted> {
    return this.decisions.approve(actor, 'drafts', id, key);
  }

  @Post('drafts/:id/reject')
  @HttpCode(200)
  @Permit('ledger.approve')
  reject(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: RejectDraftDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Decided> {
    return this.decisions.reject(actor, 'drafts', id, dto.reason, key);
  }

  /** Taken back by who prepared it. */
  @Post('drafts/:id/recall')
  @HttpCode(200)
  @Permit('ledger.post')
  recall(@CurrentActor() actor: Actor, @Param('id') id: string, @Idempotency() key: IdempotencyKey): Promise<Decided> {
    return this.decisions.recall(actor, 'drafts', id, key);
  }
}
