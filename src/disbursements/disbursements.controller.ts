import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import type { Page } from '../platform/paging.js';
import { BatchMoney } from './batch-money.service.js';
import { DisbursementReader } from './disbursement-reader.service.js';
import {
  AddLinesDto,
  type DisbursementDetail,
  DisbursementsQuery,
  type DisbursementSummary,
  PrepareDisbursementDto,
} from './disbursement.dto.js';
import type { DisbursementPurpose } from './disbursement.entity.js';
import { DisbursementsService } from './disbursements.service.js';
import { SignedLists } from './signed-lists.service.js';

/** Pay-outs to named households: preparing and looking. The steps are in the other controller. */
@ApiTags('disbursements')
@ApiBearerAuth()
@Controller('api/v1/disbursements')
export class DisbursementsController {
  constructor(
    private readonly disbursements: DisbursementsService,
    private readonly money: BatchMoney,
    private readonly reader: DisbursementReader,
    private readonly signedLists: SignedLists,
  ) {}

  @Post()
  @Permit('disbursement.prepare')
  prepare(
    @CurrentActor() actor: Actor,
    @Body() dto: PrepareDisbursementDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string; state: 'draft' }> {
    return this.disbursements.prepare(actor, dto, key);
  }

  @Get()
  @Permit('disbursement.read')
  list(@CurrentActor() actor: Actor, @Query() query: DisbursementsQuery): Promise<Page<DisbursementSummary>> {
    return this.reader.list(actor, query);
  }

  /** What money may lawfully be paid out for. */
  @Get('purposes')
  @Permit('disbursement.read')
  async purposes(): Promise<{ items: DisbursementPurpose[] }> {
    return { items: await this.money.purposes() };
  }

  @Get(':id')
  @Permit('disbursement.read')
  detail(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<DisbursementDetail> {
    return this.reader.detail(actor, id);
  }

  @Post(':id/lines')
  @Permit('disbursement.prepare')
  addLines(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: AddLinesDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<{ id: string; lineIds: string[]; total: number }> {
    return this.disbursements.addLines(actor, id, dto, key);
  }

  @Delete(':id/lines/:lineId')
  @Permit('disbursement.prepare')
  @HttpCode(200)
  removeLine(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('lineId', ParseUUIDPipe) lineId: string,
  ): Promise<{ id: string; total: number }> {
    return this.disbursements.removeLine(actor, id, lineId);
  }

  /** The list that households sign, A4 across; the same bytes for the same list. */
  @Get(':id/signed-list.pdf')
  @Permit('disbursement.read')
  @Header('Cache-Control', 'no-store')
  async signedList(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<StreamableFile> {
    const bytes = await this.signedLists.pdf(actor, id);
    return new StreamableFile(bytes, {
      type: 'application/pdf',
      disposition: 'inline; filename="danh-sach-ky-nhan.pdf"',
    });
  }
}
