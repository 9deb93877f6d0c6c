import { Module } from '@nestjs/common';
import { DonationsModule } from '../donations/donations.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { ExportsService } from './exports.service.js';
import { HledgerExport } from './hledger-export.service.js';
import { ReportsController } from './reports.controller.js';
import { Verification } from './verification.service.js';

@Module({
  imports: [DonationsModule, LedgerModule, ReceiptsModule],
  controllers: [ReportsController],
  providers: [ExportsService, HledgerExport, Verification],
  exports: [ExportsService, HledgerExport, Verification],
})
export class ReportsModule {}
