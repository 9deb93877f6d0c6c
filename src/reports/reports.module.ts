import { Module } from '@nestjs/common';
import { DonationsModule } from '../donations/donations.module.js';
import { FundsModule } from '../funds/funds.module.js';
import { LogModule } from '../log/log.module.js';
import { BooksModule } from '../books/books.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { UnitsModule } from '../units/units.module.js';
import { BooksVerification } from './books-verification.service.js';
import { EntryOriginService } from './entry-origin.service.js';
import { ExportsService } from './exports.service.js';
import { NightlyVerification } from './nightly-verification.service.js';
import { ReportsController } from './reports.controller.js';
import { RestrictionsReportService } from './restrictions-report.service.js';
import { SheetParts } from './sheet-parts.service.js';
import { SheetsController } from './sheets.controller.js';
import { SheetsService } from './sheets.service.js';
import { VerificationRuns } from './verification-runs.service.js';
import { Verification } from './verification.service.js';

@Module({
  imports: [DonationsModule, FundsModule, BooksModule, LogModule, ReceiptsModule, UnitsModule],
  controllers: [ReportsController, SheetsController],
  providers: [
    BooksVerification,
    EntryOriginService,
    ExportsService,
    NightlyVerification,
    RestrictionsReportService,
    SheetParts,
    SheetsService,
    Verification,
    VerificationRuns,
  ],
  exports: [EntryOriginService, ExportsService, RestrictionsReportService, Verification, VerificationRuns],
})
export class ReportsModule {}
