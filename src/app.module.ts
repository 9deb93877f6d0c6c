import { type DynamicModule, Module } from '@nestjs/common';
import type { AppContext } from './app.js';
import { AppealsModule } from './appeals/appeals.module.js';
import { BankingModule } from './banking/banking.module.js';
import { ClosingModule } from './closing/closing.module.js';
import { DisbursementsModule } from './disbursements/disbursements.module.js';
import { DonationsModule } from './donations/donations.module.js';
import { FundsModule } from './funds/funds.module.js';
import { HouseholdsModule } from './households/households.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { BookkeepingModule } from './bookkeeping/bookkeeping.module.js';
import { BooksModule } from './books/books.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { LogModule } from './log/log.module.js';
import { OpenDataModule } from './opendata/open-data.module.js';
import { OversightModule } from './oversight/oversight.module.js';
import { databaseModules } from './platform/database.js';
import { PlatformModule } from './platform/platform.module.js';
import { PledgesModule } from './pledges/pledges.module.js';
import { PublicationModule } from './publication/publication.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { WebModule } from './web/web.module.js';

/** The whole program, on these two database connections. */
@Module({})
export class AppModule {
  static with(context: AppContext): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(context),
        ...databaseModules(context.appUrl, context.publicUrl),
        IdentityModule,
        LedgerModule,
        LogModule,
        BooksModule,
        BookkeepingModule,
        FundsModule,
        AppealsModule,
        PledgesModule,
        DonationsModule,
        HouseholdsModule,
        DisbursementsModule,
        BankingModule,
        OversightModule,
        ClosingModule,
        ReportsModule,
        PublicationModule,
        OpenDataModule,
        WebModule,
      ],
    };
  }
}
