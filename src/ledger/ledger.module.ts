import { Module } from '@nestjs/common';
import { DaysService } from './days.service.js';
import { ForeignHoldings } from './foreign-holdings.service.js';
import { LeavesService } from './leaves.service.js';
import { LedgerService } from './ledger.service.js';
import { MirrorPosting } from './mirror.service.js';
import { PeriodsService } from './periods.service.js';
import { LedgerVerification } from './verify.service.js';

const SERVICES = [
  LedgerService,
  DaysService,
  ForeignHoldings,
  LeavesService,
  MirrorPosting,
  PeriodsService,
  LedgerVerification,
];

@Module({
  providers: SERVICES,
  exports: SERVICES,
})
export class LedgerModule {}
