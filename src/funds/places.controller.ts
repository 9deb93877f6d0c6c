import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import type { Page } from '../platform/paging.js';
import {
  type BankAccountAnswer,
  type CashBoxAnswer,
  FundQuery,
  type IdAnswer,
  OpenBankAccountDto,
  OpenCashBoxDto,
} from './fund.dto.js';
import { FundListsService } from './fund-lists.service.js';
import { FundsService } from './funds.service.js';

@ApiTags('funds')
@ApiBearerAuth()
@Controller('api/v1')
export class PlacesController {
  constructor(
    private readonly service: FundsService,
    private readonly lists: FundListsService,
  ) {}

  /** The accounts at banks and the treasury that the caller may see, with what the books say they hold. */
  @Get('bank-accounts')
  @Permit('reference.read')
  bankAccounts(@CurrentActor() actor: Actor, @Query() query: FundQuery): Promise<Page<BankAccountAnswer>> {
    return this.lists.bankAccounts(actor, query);
  }

  @Post('bank-accounts')
  @Permit('fund.administer')
  openBankAccount(
    @CurrentActor() actor: Actor,
    @Body() dto: OpenBankAccountDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<IdAnswer> {
    return this.service.once(key, async (tx) => ({ id: (await this.service.openBankAccount(tx, actor, dto)).id }));
  }

  /** Closes an account that holds nothing. */
  @Post('bank-accounts/:id/close')
  @HttpCode(200)
  @Permit('fund.administer')
  closeBankAccount(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Idempotency() key: IdempotencyKey,
  ): Promise<IdAnswer> {
    return this.close(key, actor, 'bank-account', id);
  }

  @Get('cash-boxes')
  @Permit('reference.read')
  cashBoxes(@CurrentActor() actor: Actor, @Query() query: FundQuery): Promise<Page<CashBoxAnswer>> {
    return this.lists.cashBoxes(actor, query);
  }

  @Post('cash-boxes')
  @Permit('fund.administer')
  openCashBox(
    @CurrentActor() actor: Actor,
    @Body() dto: OpenCashBoxDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<IdAnswer> {
    return this.service.once(key, async (tx) => ({ id: (await this.service.openCashBox(tx, actor, dto)).id }));
  }

  /** Closes a cash box that holds nothing. */
  @Post('cash-boxes/:id/close')
  @HttpCode(200)
  @Permit('fund.administer')
  closeCashBox(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Idempotency() key: IdempotencyKey,
  ): Promise<IdAnswer> {
    return this.close(key, actor, 'cash-box', id);
  }

  private close(key: IdempotencyKey, actor: Actor, kind: 'bank-account' | 'cash-box', id: string): Promise<IdAnswer> {
    return this.service.once(key, async (tx) => {
      await this.service.closePlace(tx, actor, kind, id);
      return { id };
    });
  }
}
