/** Reading the books as JSON. Every answer names the position in the public log that it was computed from. */
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { type AccountRegister, AccountRegisterService } from './account-register.service.js';
import { BooksQuery, EntriesQuery, RegisterQuery } from './books.dto.js';
import { refuse as refuseReading } from './books.refusals.js';
import {
  BooksService,
  type EntriesPage,
  type EntryView,
  type TrialBalance,
  type TrialBalanceFilter,
  type TrialBalanceRow,
} from './books.service.js';
import { type ChartTree, ChartTreeService } from './chart-tree.service.js';
import { unitToRead } from './books-position.service.js';
import { refuse } from '../ledger/ledger.refusals.js';

@ApiTags('ledger')
@ApiBearerAuth()
@Controller('api/v1/ledger')
export class BooksController {
  constructor(
    private readonly books: BooksService,
    private readonly registers: AccountRegisterService,
    private readonly chart: ChartTreeService,
  ) {}

  /** The accounts of a unit with what they hold. */
  @Get('accounts')
  @Permit('ledger.read')
  async accounts(@CurrentActor() actor: Actor, @Query() query: BooksQuery): Promise<{ items: TrialBalanceRow[] }> {
    return { items: (await this.trialBalance(actor, query)).rows };
  }

  /** The register of one account: each movement with its counter-account and what was left, in order of days. */
  @Get('accounts/:id/register')
  @Permit('ledger.read')
  async register(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() query: RegisterQuery,
  ): Promise<AccountRegister> {
    if (!/^\d{1,9}$/.test(id)) throw refuseReading('ledger.account-not-found');
    const account = await this.registers.account(Number(id));
    actor.require('ledger.read', account.unitCode);
    return this.registers.page(account, { ...query, known: positionOf(query.known) });
  }

  /** Opening, turnover and balance of every account, with the position in the log they were computed from. */
  @Get('trial-balance')
  @Permit('ledger.read')
  trialBalance(@CurrentActor() actor: Actor, @Query() query: BooksQuery): Promise<TrialBalance> {
    return this.books.trialBalance(balanceFilter(actor, query));
  }

  /** The same as a tree: class, codes, accounts. */
  @Get('chart-tree')
  @Permit('ledger.read')
  chartTree(@CurrentActor() actor: Actor, @Query() query: BooksQuery): Promise<ChartTree> {
    return this.chart.of(balanceFilter(actor, query));
  }

  /** Entries, newest first. */
  @Get('entries')
  @Permit('ledger.read')
  entries(@CurrentActor() actor: Actor, @Query() query: EntriesQuery): Promise<EntriesPage> {
    const { fund, unit, account, restriction, source, amountFrom, amountTo, known, limit, cursor, ...same } = query;
    const filter = {
      ...same,
      unitCodes: [unitToRead(actor, unit)],
      fundId: fund,
      accountId: account,
      restrictionId: restriction,
      sourceId: source,
      amountFrom: amountFrom === undefined ? undefined : BigInt(amountFrom),
      amountTo: amountTo === undefined ? undefined : BigInt(amountTo),
      known: positionOf(known),
    };
    return this.books.entries(filter, { ...(limit && { limit }), ...(cursor && { cursor }) });
  }

  @Get('entries/:id')
  @Permit('ledger.read')
  async entry(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<EntryView> {
    const entry = /^\d{1,18}$/.test(id) ? await this.books.entry(BigInt(id)) : undefined;
    if (!entry) throw refuse('ledger.entry-unknown');
    actor.require('ledger.read', entry.unitCode);
    return entry;
  }
}

function balanceFilter(actor: Actor, { unit, fund, from, asOf, known, code }: BooksQuery): TrialBalanceFilter {
  return { unitCodes: [unitToRead(actor, unit)], fundId: fund, from, asOf, known: positionOf(known), code };
}

function positionOf(known: number | undefined): bigint | undefined {
  return known === undefined ? undefined : BigInt(known);
}
