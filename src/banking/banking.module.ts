import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AppealsModule } from '../appeals/appeals.module.js';
import { DonationsModule } from '../donations/donations.module.js';
import { FundsModule } from '../funds/funds.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { BookkeepingModule } from '../bookkeeping/bookkeeping.module.js';
import { BooksModule } from '../books/books.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { BankAccounts } from './bank-accounts.service.js';
import { CashDepositsService } from './cash-deposits.service.js';
import { CashIn } from './cash-in.service.js';
import { CurrencySale } from './currency-sale.entity.js';
import { CurrencySalePosting } from './currency-sale-posting.service.js';
import { CurrencySaleRegister } from './currency-sale-register.service.js';
import { CurrencySalesController } from './currency-sales.controller.js';
import { CurrencySales } from './currency-sales.service.js';
import { DebitBooking } from './debit-booking.service.js';
import { DebitExplanations } from './explanations.service.js';
import { ExplanationChoices } from './explanation-choices.service.js';
import { LinePosting } from './line-posting.service.js';
import { LineOwnersController } from './line-owners.controller.js';
import { LineOwners } from './line-owners.service.js';
import { PayoutMatching } from './payout-matching.service.js';
import { PeriodStatements } from './period-statements.service.js';
import { ReconciliationService } from './reconciliation.service.js';
import { CashDeposit, Statement, StatementDayRow, StatementLine, StatementMatch } from './statement.entity.js';
import { StatementImport } from './statement-import.service.js';
import { StatementKeeper } from './statement-keeper.service.js';
import { StatementOpening } from './statement-opening.service.js';
import { StatementPlanner } from './statement-planner.service.js';
import { StatementPosting } from './statement-posting.service.js';
import { StatementPreviews } from './statement-preview.service.js';
import { StatementRegister } from './statement-register.service.js';
import { StatementStart } from './statement-start.service.js';
import { StatementUndo } from './statement-undo.service.js';
import { CashDepositsController, StatementsController, StatementUploadController } from './statements.controller.js';
import { UndoChecks } from './undo-checks.service.js';

const ENTITIES = [CashDeposit, CurrencySale, Statement, StatementDayRow, StatementLine, StatementMatch];

const OPEN = [
  CashDepositsService,
  CurrencySaleRegister,
  CurrencySales,
  DebitExplanations,
  ExplanationChoices,
  LineOwners,
  PeriodStatements,
  ReconciliationService,
  StatementImport,
  StatementKeeper,
  StatementPosting,
  StatementPreviews,
  StatementRegister,
  StatementUndo,
];

@Module({
  imports: [
    TypeOrmModule.forFeature(ENTITIES),
    AppealsModule,
    DonationsModule,
    FundsModule,
    IdentityModule,
    BookkeepingModule,
    BooksModule,
    ReceiptsModule,
  ],
  controllers: [
    StatementUploadController,
    StatementsController,
    CashDepositsController,
    CurrencySalesController,
    LineOwnersController,
  ],
  providers: [
    ...OPEN,
    BankAccounts,
    CashIn,
    CurrencySalePosting,
    DebitBooking,
    LinePosting,
    PayoutMatching,
    StatementOpening,
    StatementPlanner,
    StatementStart,
    UndoChecks,
  ],
  exports: OPEN,
})
export class BankingModule {}
