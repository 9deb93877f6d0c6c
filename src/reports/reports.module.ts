import { Module } from '@nestjs/common';
import { DonationsModule } from '../donations/donations.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { ExportsService } from './exports.service.js';
import { ReportsController } from './reports.controller.js';
import { Verification } from './verification.service.js';

@Module({
  imports: [DonationsModule, LedgerModule, ReceiptsModule],
  controllers: [ReportsController],
  providers: [ExportsService, Verification],
  exports: [ExportsService, Verification],
})
export class ReportsModule {}
