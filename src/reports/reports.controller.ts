import { Controller, Get, Header } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Permit } from '../identity/permit.js';
import { Verification, type VerificationReport } from './verification.service.js';

@ApiTags('ledger')
@ApiBearerAuth()
@Controller('api/v1/ledger')
export class ReportsController {
  constructor(private readonly verification: Verification) {}

  /** Computes every balance, hash, number and name commitment again, and says what it found. */
  @Get('verify')
  @Permit('ledger.verify')
  @Header('Cache-Control', 'no-store')
  verify(): Promise<VerificationReport> {
    return this.verification.verify();
  }
}
