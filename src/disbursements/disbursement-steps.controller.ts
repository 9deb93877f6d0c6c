import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import { DisbursementAcknowledgements } from './disbursement-acknowledgements.service.js';
import { DisbursementPayments } from './disbursement-payments.service.js';
import { DisbursementSteps } from './disbursement-steps.service.js';
import {
  AcknowledgeDto,
  AcknowledgeManyDto,
  ApproveDto,
  NothingDto,
  PayDto,
  ReasonDto,
  type StepAnswer,
} from './disbursement.dto.js';

/** The way of a pay-out through three people. Each step answers the batch's new state. */
@ApiTags('disbursements')
@ApiBearerAuth()
@Controller('api/v1/disbursements/:id')
export class DisbursementStepsController {
  constructor(
    private readonly steps: DisbursementSteps,
    private readonly payments: DisbursementPayments,
    private readonly acknowledgements: DisbursementAcknowledgements,
  ) {}

  @Post('submit')
  @HttpCode(200)
  @Permit('disbursement.prepare')
  submit(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() _: NothingDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<StepAnswer> {
    return this.steps.submit(actor, id, key);
  }

  @Post('recall')
  @HttpCode(200)
  @Permit('disbursement.prepare')
  recall(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() _: NothingDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<StepAnswer> {
    return this.steps.recall(actor, id, key);
  }

  @Post('reopen')
  @HttpCode(200)
  @Permit('disbursement.prepare')
  reopen(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() _: NothingDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<StepAnswer> {
    return this.steps.reopen(actor, id, key);
  }

  @Post('end')
  @HttpCode(200)
  @Permit('disbursement.prepare')
  end(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() _: NothingDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<StepAnswer> {
    return this.steps.end(actor, id, key);
  }

  @Post('approve')
  @HttpCode(200)
  @Permit('disbursement.approve')
  approve(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: ApproveDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<StepAnswer> {
    return this.steps.approve(actor, id, dto, key);
  }

  @Post('reject')
  @HttpCode(200)
  @Permit('disbursement.approve')
  reject(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: ReasonDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<StepAnswer> {
    return this.steps.reject(actor, id, dto, key);
  }

  @Post('cancel')
  @HttpCode(200)
  @Permit('disbursement.approve')
  cancel(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: ReasonDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<StepAnswer> {
    return this.steps.cancel(actor, id, dto, key);
  }

  @Post('pay')
  @HttpCode(200)
  @Permit('disbursement.pay')
  pay(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: PayDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<StepAnswer> {
    return this.payments.pay(actor, id, dto, key);
  }

  @Post('lines/:lineId/acknowledge')
  @HttpCode(200)
  @Permit('disbursement.acknowledge')
  acknowledge(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('lineId', ParseUUIDPipe) lineId: string,
    @Body() dto: AcknowledgeDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<StepAnswer> {
    return this.acknowledgements.acknowledge(actor, id, lineId, dto, key);
  }

  @Post('acknowledge')
  @HttpCode(200)
  @Permit('disbursement.acknowledge')
  acknowledgeMany(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: AcknowledgeManyDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<StepAnswer> {
    return this.acknowledgements.acknowledgeMany(actor, id, dto, key);
  }

  @Post('return-advance')
  @HttpCode(200)
  @Permit('disbursement.pay')
  returnAdvance(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: PayDto,
    @Idempotency() key: IdempotencyKey,
  ): Promise<StepAnswer> {
    return this.payments.returnAdvance(actor, id, dto, key);
  }
}
