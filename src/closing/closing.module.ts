import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BankingModule } from '../banking/banking.module.js';
import { DisbursementsModule } from '../disbursements/disbursements.module.js';
import { FundsModule } from '../funds/funds.module.js';
import { BooksModule } from '../books/books.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { CashCounts } from './cash-counts.service.js';
import { ChecklistFacts } from './checklist-facts.service.js';
import { ClosingRecords } from './closing-records.service.js';
import { CashCountsController, ClosingsController } from './closing.controller.js';
import { CashCount, Closing, YearReconciliation } from './closing.entity.js';
import { ClosingsReader } from './closings-reader.service.js';
import { MonthClosings } from './month-closings.service.js';
import { Reopenings } from './reopenings.service.js';
import { YearClosings } from './year-closings.service.js';
import { YearEntries } from './year-entries.service.js';
import { YearReconciliations } from './year-reconciliations.service.js';

const OPEN = [CashCounts, ClosingsReader, MonthClosings, Reopenings, YearClosings];

@Module({
  imports: [
    TypeOrmModule.forFeature([CashCount, Closing, YearReconciliation]),
    BankingModule,
    DisbursementsModule,
    FundsModule,
    BooksModule,
    ReceiptsModule,
  ],
  controllers: [ClosingsController, CashCountsController],
  providers: [...OPEN, ChecklistFacts, ClosingRecords, YearEntries, YearReconciliations],
  exports: OPEN,
})
export class ClosingModule {}
