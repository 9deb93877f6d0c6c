import { Body, Controller, Get, Header, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiProduces, ApiTags } from '@nestjs/swagger';
import { FundsService } from '../funds/funds.service.js';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import type { Page } from '../platform/paging.js';
import { DonationRegister, type DonationView } from './donation-register.service.js';
import { CorrectNameDto, DonationsQuery, RecordDonationDto, VoidDonationDto } from './donations.dto.js';
import { type DonationRecorded, DonationsService } from './donations.service.js';
import { ReceiptPaperService } from './receipt-paper.service.js';

@ApiTags('donations')
@ApiBearerAuth()
@Controller('api/v1/donations')
export class DonationsController {
  constructor(
    private readonly donations: DonationsService,
    private readonly register: DonationRegister,
    private readonly funds: FundsService,
  ) {}

  /** Records a gift with its receipt. */
  @Post()
  @Permit('donation.record')
  record(
    @CurrentActor() actor: Actor,
    @Body() dto: RecordDonationDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<DonationRecorded> {
    return this.donations.record(actor, dto, key);
  }

  /** Gifts, newest first. */
  @Get()
  @Permit('donation.read')
  async list(@CurrentActor() actor: Actor, @Query() query: DonationsQuery): Promise<Page<DonationView>> {
    const units = query.unit ? [query.unit] : await this.funds.unitsWithFunds(actor, 'donation.read');
    return this.register.list(actor, query, units);
  }

  @Get(':id')
  @Permit('donation.read')
  get(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<DonationView> {
    return this.register.get(actor, id);
  }

  /** Voids a gift by a further entry; its receipt keeps its number. */
  @Post(':id/void')
  @Permit('donation.void')
  void(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: VoidDonationDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string; sequence: number }> {
    return this.register.void(actor, id, dto, key);
  }

  /** Corrects a misspelt name on a receipt. */
  @Post(':id/correct-name')
  @Permit('donation.correct')
  correctName(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: CorrectNameDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string; sequence: number }> {
    return this.register.correctName(actor, id, dto, key);
  }
}

/** The issued receipts, as the clerk sees them; the public's view is /r/CODE. */
@ApiTags('receipts')
@ApiBearerAuth()
@Controller('api/v1/receipts')
export class ReceiptsController {
  constructor(
    private readonly register: DonationRegister,
    private readonly papers: ReceiptPaperService,
  ) {}

  /** The receipt on paper: A5, the same bytes each time. */
  @Get(':serial.pdf')
  @Permit('receipt.read')
  @ApiProduces('application/pdf')
  @Header('Cache-Control', 'private, no-store')
  async pdf(@CurrentActor() actor: Actor, @Param('serial') serial: string): Promise<StreamableFile> {
    const donation = await this.register.get(actor, serial);
    const bytes = await this.papers.pdf(donation);
    return new StreamableFile(bytes, {
      type: 'application/pdf',
      disposition: `inline; filename="${donation.receipt.serial}.pdf"`,
    });
  }

  @Get(':serial')
  @Permit('receipt.read')
  get(@CurrentActor() actor: Actor, @Param('serial') serial: string): Promise<DonationView> {
    return this.register.get(actor, serial);
  }
}
