import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import type { Page } from '../platform/paging.js';
import {
  type FindingDetail,
  FindingNoteDto,
  FindingsQuery,
  type FindingSummary,
  RecordFindingDto,
} from './finding.dto.js';
import type { FindingState } from './finding.rules.js';
import { FindingsReader } from './findings-reader.service.js';
import { FindingsService } from './findings.service.js';

@ApiTags('findings')
@ApiBearerAuth()
@Controller('api/v1/findings')
export class FindingsController {
  constructor(
    private readonly findings: FindingsService,
    private readonly reader: FindingsReader,
  ) {}

  @Post()
  @Permit('finding.record')
  record(
    @CurrentActor() actor: Actor,
    @Body() dto: RecordFindingDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string; number: string; dueOn: string; sequence: number }> {
    return this.findings.record(actor, dto, key);
  }

  @Get()
  @Permit('finding.read')
  list(@CurrentActor() actor: Actor, @Query() query: FindingsQuery): Promise<Page<FindingSummary>> {
    return this.reader.list(actor, query);
  }

  @Get(':id')
  @Permit('finding.read')
  detail(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<FindingDetail> {
    return this.reader.detail(actor, id);
  }

  /** The unit's answer. */
  @Post(':id/answer')
  @HttpCode(200)
  @Permit('finding.answer')
  answer(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: FindingNoteDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string; state: FindingState }> {
    return this.findings.take(actor, id, 'answer', dto, key);
  }

  /** The board finds the answer wanting. */
  @Post(':id/ask-again')
  @HttpCode(200)
  @Permit('finding.record')
  askAgain(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: FindingNoteDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string; state: FindingState }> {
    return this.findings.take(actor, id, 'ask-again', dto, key);
  }

  /** The board ends it. */
  @Post(':id/close')
  @HttpCode(200)
  @Permit('finding.record')
  close(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: FindingNoteDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string; state: FindingState }> {
    return this.findings.take(actor, id, 'close', dto, key);
  }
}
