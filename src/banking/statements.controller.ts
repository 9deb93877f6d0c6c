import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey, keyOfRequest } from '../platform/idempotency.js';
import type { Page } from '../platform/paging.js';
import { languageOf } from '../platform/problems.filter.js';
import {
  CashDepositDto,
  ExplainLineDto,
  LinesQuery,
  ReconciliationQuery,
  StatementsQuery,
  UndoStatementDto,
  UploadStatementDto,
} from './banking.dto.js';
import { refuse } from './banking.refusals.js';
import { type CashDeposited, CashDepositsService } from './cash-deposits.service.js';
import { ExplanationChoices, type PayoutChoice } from './explanation-choices.service.js';
import { DebitExplanations, type LineExplained } from './explanations.service.js';
import { type Reconciliation, ReconciliationService } from './reconciliation.service.js';
import { type KeptStatement, StatementKeeper } from './statement-keeper.service.js';
import { reportAnswer } from './statement-import.service.js';
import { StatementPosting } from './statement-posting.service.js';
import { type LineView, StatementRegister, type StatementView } from './statement-register.service.js';
import { StatementUndo } from './statement-undo.service.js';
import { fileNameOf, type Uploaded, UPLOAD } from './upload.dto.js';

type Looked = ReturnType<typeof reportAnswer>;

@ApiTags('statements')
@ApiBearerAuth()
@Controller('api/v1')
export class StatementUploadController {
  constructor(private readonly keeper: StatementKeeper) {}

  /** Reads, proves and keeps a statement; never posts. With `dryRun` it keeps nothing, and problems are part of the answer. */
  @Post('bank-accounts/:id/statements')
  @Permit('statement.import')
  @UseInterceptors(FileInterceptor('file', UPLOAD))
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      properties: {
        file: { type: 'string', format: 'binary' },
        profile: { type: 'string' },
        dryRun: { type: 'boolean' },
      },
    },
  })
  async upload(
    @CurrentActor() actor: Actor,
    @Param('id') bankAccountId: string,
    @UploadedFile() file: Uploaded | undefined,
    @Body() dto: UploadStatementDto,
    @Req() request: Request,
  ): Promise<KeptStatement | Looked> {
    if (!file) throw refuse('statement.file-missing');
    const given = { bankAccountId, bytes: file.buffer, fileName: fileNameOf(file), profile: dto.profile };
    if (!dto.dryRun) return this.keeper.keep(actor, given, keyOfRequest(request));
    return reportAnswer(await this.keeper.look(actor, given), languageOf(request));
  }
}

@ApiTags('statements')
@ApiBearerAuth()
@Controller('api/v1/statements')
export class StatementsController {
  constructor(
    private readonly register: StatementRegister,
    private readonly posting: StatementPosting,
    private readonly undoing: StatementUndo,
    private readonly explanations: DebitExplanations,
    private readonly choices: ExplanationChoices,
  ) {}

  @Get()
  @Permit('statement.read')
  list(@CurrentActor() actor: Actor, @Query() query: StatementsQuery): Promise<Page<StatementView>> {
    return this.register.list(actor, { bankAccountId: query.bankAccount, limit: query.limit, cursor: query.cursor });
  }

  @Get(':id')
  @Permit('statement.read')
  get(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<StatementView> {
    return this.register.get(actor, id);
  }

  @Get(':id/lines')
  @Permit('statement.read')
  lines(@CurrentActor() actor: Actor, @Param('id') id: string, @Query() query: LinesQuery): Promise<Page<LineView>> {
    return this.register.lines(actor, id, query);
  }

  /** Posts what is not in the books yet; again, it posts nothing and answers the same. */
  @Post(':id/post')
  @HttpCode(200)
  @Permit('statement.import')
  async post(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Idempotency() key: IdempotencyKey,
  ): Promise<StatementView> {
    await this.posting.post(actor, id, key);
    return this.register.get(actor, id);
  }

  /** Takes the whole import back by reversal. */
  @Post(':id/undo')
  @HttpCode(200)
  @Permit('statement.explain')
  async undo(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() dto: UndoStatementDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<StatementView> {
    await this.undoing.undo(actor, id, dto.reason, key);
    return this.register.get(actor, id);
  }

  /** Pay-outs of exactly the debit's amount that the bank has not shown: what the debit may have been. */
  @Get('lines/:lineId/payouts')
  @Permit('statement.read')
  async payouts(@CurrentActor() actor: Actor, @Param('lineId') lineId: string): Promise<{ items: PayoutChoice[] }> {
    return { items: await this.choices.ofLine(actor, lineId) };
  }

  /** Says what a debit was. */
  @Post('lines/:lineId/explain')
  @Permit('statement.explain')
  explain(
    @CurrentActor() actor: Actor,
    @Param('lineId') lineId: string,
    @Body() dto: ExplainLineDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<LineExplained> {
    return this.explanations.explain(actor, lineId, dto, key);
  }
}

@ApiTags('statements')
@ApiBearerAuth()
@Controller('api/v1')
export class CashDepositsController {
  constructor(
    private readonly deposits: CashDepositsService,
    private readonly reconciliations: ReconciliationService,
  ) {}

  /** Cash taken to the bank. */
  @Post('cash-deposits')
  @Permit('cash.deposit')
  deposit(
    @CurrentActor() actor: Actor,
    @Body() dto: CashDepositDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<CashDeposited> {
    return this.deposits.deposit(actor, dto, key);
  }

  /** The bank beside the books, account by account. */
  @Get('reconciliation')
  @Permit('statement.read')
  async reconciliation(
    @CurrentActor() actor: Actor,
    @Query() query: ReconciliationQuery,
  ): Promise<{ items: Reconciliation[] }> {
    return { items: await this.reconciliations.list(actor, query.unit) };
  }
}
