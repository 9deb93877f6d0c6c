import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import { type Page } from '../platform/paging.js';
import { BooksService, type EntryView, type TrialBalance, type TrialBalanceRow } from './books.service.js';
import { BooksQuery, EntriesQuery, OpeningBalancesDto, PostEntryDto, ReverseEntryDto } from './ledger.dto.js';
import { refuse } from './ledger.refusals.js';
import { ManualPostingService } from './manual-posting.service.js';

@ApiTags('ledger')
@ApiBearerAuth()
@Controller('api/v1/ledger')
export class LedgerController {
  constructor(
    private readonly books: BooksService,
    private readonly posting: ManualPostingService,
  ) {}

  /** The accounts of a unit with what they hold. */
  @Get('accounts')
  @Permit('ledger.read')
  async accounts(@CurrentActor() actor: Actor, @Query() query: BooksQuery): Promise<{ items: TrialBalanceRow[] }> {
    return { items: (await this.trialBalance(actor, query)).rows };
  }

  /** Sums of every account as of a day, with the position in the log they were computed from. */
  @Get('trial-balance')
  @Permit('ledger.read')
  trialBalance(@CurrentActor() actor: Actor, @Query() query: BooksQuery): Promise<TrialBalance> {
    return this.books.trialBalance({ unitCodes: [unitOf(actor, query.unit)], fundId: query.fund, asOf: query.asOf });
  }

  /** Entries, newest first. */
  @Get('entries')
  @Permit('ledger.read')
  entries(@CurrentActor() actor: Actor, @Query() query: EntriesQuery): Promise<Page<EntryView>> {
    const { fund, unit, from, to, voucher, account, limit, cursor } = query;
    const filter = { unitCodes: [unitOf(actor, unit)], fundId: fund, from, to, voucher, accountId: account };
    return this.books.entries(filter, { ...(limit && { limit }), ...(cursor && { cursor }) });
  }

  @Get('entries/:id')
  @Permit('ledger.read')
  async entry(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<EntryView> {
    const entry = await this.books.entry(sequenceOf(id));
    if (!entry) throw refuse('ledger.entry-unknown');
    actor.require('ledger.read', entry.unitCode);
    return entry;
  }

  @Post('entries')
  @Permit('ledger.post')
  post(
    @CurrentActor() actor: Actor,
    @Body() dto: PostEntryDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: number }> {
    return this.posting.postEntry(actor, dto, key);
  }

  @Post('entries/:id/reverse')
  @Permit('ledger.reverse')
  reverse(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: ReverseEntryDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: number }> {
    return this.posting.reverse(actor, sequenceOf(id), dto, key);
  }

  /** Opening balances by minutes. */
  @Post('opening-balances')
  @Permit('ledger.open-balances')
  openBalances(
    @CurrentActor() actor: Actor,
    @Body() dto: OpeningBalancesDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: number }> {
    return this.posting.openBalances(actor, dto, key);
  }
}

/** The unit asked for, if the caller may read its books; their own without one. */
function unitOf(actor: Actor, unit: string | undefined): string {
  const code = unit ?? actor.unitsFor('ledger.read')[0] ?? actor.unitCode;
  actor.require('ledger.read', code);
  return code;
}

/** An entry's id is its sequence. */
function sequenceOf(id: string): bigint {
  if (!/^\d{1,18}$/.test(id)) throw refuse('ledger.entry-unknown');
  return BigInt(id);
}
