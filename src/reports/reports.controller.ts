import { Controller, Get, Header, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Actor, CurrentActor } from '../identity/actor.js';
import { Permit } from '../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../platform/idempotency.js';
import { type Page, PageQuery } from '../platform/paging.js';
import { type VerificationAnswer, type VerificationRun, VerificationRuns } from './verification-runs.service.js';
import { Verification, type VerificationReport } from './verification.service.js';

@ApiTags('ledger')
@ApiBearerAuth()
@Controller('api/v1/ledger')
export class ReportsController {
  constructor(
    private readonly verification: Verification,
    private readonly runs: VerificationRuns,
  ) {}

  /** Computes every balance, hash, number and name commitment again, and says what it found. */
  @Get('verify')
  @Permit('ledger.verify')
  @Header('Cache-Control', 'no-store')
  verify(): Promise<VerificationReport> {
    return this.verification.verify();
  }

  /** The same, and keeps what it found as the night's runs are kept. */
  @Post('verify-runs')
  @Permit('ledger.verify')
  run(@CurrentActor() actor: Actor, @Idempotency() key: IdempotencyKey): Promise<VerificationAnswer> {
    return this.runs.ask(actor, key);
  }

  /** Verifications of each night and those that people asked for, newest first. */
  @Get('verify-runs')
  @Permit('ledger.verify')
  @Header('Cache-Control', 'no-store')
  verifyRuns(@Query() { limit, cursor }: PageQuery): Promise<Page<VerificationRun>> {
    return this.runs.list({ ...(limit && { limit }), ...(cursor && { cursor }) });
  }
}
