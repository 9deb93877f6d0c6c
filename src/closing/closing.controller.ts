import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import type { Page } from '../platform/paging.js';
import { type CashCounted, CashCounts, type CashCountView } from './cash-counts.service.js';
import {
  CashCountDto,
  CashCountsQuery,
  ChecklistQuery,
  CloseMonthDto,
  CloseYearDto,
  ClosingsQuery,
  ReopenDto,
} from './closing.dto.js';
import { type ChecklistView, type Closings, ClosingsReader } from './closings-reader.service.js';
import { type MonthClosed, MonthClosings } from './month-closings.service.js';
import { type Reopened, Reopenings } from './reopenings.service.js';
import { type YearAnswer, YearClosings } from './year-closings.service.js';

@ApiTags('closings')
@ApiBearerAuth()
@Controller('api/v1/closings')
export class ClosingsController {
  constructor(
    private readonly reader: ClosingsReader,
    private readonly months: MonthClosings,
    private readonly years: YearClosings,
    private readonly reopenings: Reopenings,
  ) {}

  /** The twelve months of a year: state, who closed and when, and what stands in the way. */
  @Get()
  @Permit('period.read')
  list(@CurrentActor() actor: Actor, @Query() query: ClosingsQuery): Promise<Closings> {
    return this.reader.of(actor, query.fund, query.year);
  }

  /** What a month's end needs: each point with the lines that fail, or what was kept when it was closed. */
  @Get('checklist')
  @Permit('period.read')
  checklist(@CurrentActor() actor: Actor, @Query() query: ChecklistQuery): Promise<ChecklistView> {
    return this.reader.checklist(actor, query.fund, query.month);
  }

  /** Closes a month; `answers` confirm lines of its checklist by their keys. */
  @Post()
  @Permit('period.close')
  close(
    @CurrentActor() actor: Actor,
    @Body() dto: CloseMonthDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<MonthClosed> {
    return this.months.close(actor, dto, key);
  }

  /** Closes a year; in profile B signs its reconciliation for the first time. */
  @Post('year')
  @Permit('period.close')
  closeYear(
    @CurrentActor() actor: Actor,
    @Body() dto: CloseYearDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<YearAnswer> {
    return this.years.close(actor, dto, key);
  }

  /** The second signature under a year's reconciliation, which closes the year. */
  @Post('reconciliations/:id/sign')
  @HttpCode(200)
  @Permit('period.sign')
  sign(@CurrentActor() actor: Actor, @Param('id') id: string, @Idempotency() key: IdempotencyKey): Promise<YearAnswer> {
    return this.years.countersign(actor, id, key);
  }

  /** Opens a month or a year again. */
  @Post(':id/reopen')
  @HttpCode(200)
  @Permit('period.reopen')
  reopen(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: ReopenDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Reopened> {
    return this.reopenings.reopen(actor, id, dto.reason, key);
  }
}

@ApiTags('closings')
@ApiBearerAuth()
@Controller('api/v1/cash-counts')
export class CashCountsController {
  constructor(private readonly counts: CashCounts) {}

  @Get()
  @Permit('period.read')
  list(@CurrentActor() actor: Actor, @Query() query: CashCountsQuery): Promise<Page<CashCountView>> {
    return this.counts.list(actor, query);
  }

  /** Cash counted at the end of a day, with what the books hold and what a difference is booked as. */
  @Post()
  @Permit('cash.count')
  count(
    @CurrentActor() actor: Actor,
    @Body() dto: CashCountDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<CashCounted> {
    return this.counts.count(actor, dto, key);
  }

  /** The second person's word. */
  @Post(':id/confirm')
  @HttpCode(200)
  @Permit('cash.confirm')
  confirm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string }> {
    return this.counts.confirm(actor, id, key);
  }
}
