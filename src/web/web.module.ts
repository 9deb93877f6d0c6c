import { Module } from '@nestjs/common';
import { AppealsModule } from '../appeals/appeals.module.js';
import { BankingModule } from '../banking/banking.module.js';
import { ClosingModule } from '../closing/closing.module.js';
import { DisbursementsModule } from '../disbursements/disbursements.module.js';
import { DonationsModule } from '../donations/donations.module.js';
import { FundsModule } from '../funds/funds.module.js';
import { HouseholdsModule } from '../households/households.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { BookkeepingModule } from '../bookkeeping/bookkeeping.module.js';
import { BooksModule } from '../books/books.module.js';
import { OversightModule } from '../oversight/oversight.module.js';
import { PledgesModule } from '../pledges/pledges.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { UnitsModule } from '../units/units.module.js';
import { AccountFrame } from './account/account-frame.js';
import { OneTimeLinkPage } from './account/one-time-link.js';
import { PasswordPage } from './account/password.js';
import { SignInPage } from './account/sign-in.js';
import { BankAccountsPage } from './admin/bank-accounts.page.js';
import { CashBoxesPage } from './admin/cash-boxes.page.js';
import { FundsPage } from './admin/funds.page.js';
import { SignatoriesPage } from './admin/signatories.page.js';
import { UserFrame } from './admin/user-frame.js';
import { UserPage } from './admin/user.js';
import { UsersPage } from './admin/users.js';
import { BoardPage } from './board/board.page.js';
import { FindingsPage } from './board/findings.page.js';
import { NewFindingPage } from './board/new-finding.page.js';
import { TicketsPage } from './board/tickets.page.js';
import { AppealsPage } from './desk/appeals.page.js';
import { BatchPage } from './desk/batch.page.js';
import { BooksAskedService } from './desk/books-asked.service.js';
import { BooksDesk } from './desk/books-desk.service.js';
import { BooksWaiting } from './desk/books-waiting.service.js';
import { CashDepositPage } from './desk/cash-deposit.page.js';
import { ChartCodesPage } from './desk/chart-codes.page.js';
import { ChartTreePage } from './desk/chart-tree.page.js';
import { CurrencySalePages } from './desk/currency-sales.page.js';
import { CashCountsPage } from './desk/closing-counts.page.js';
import { ClosingDesk } from './desk/closing-desk.service.js';
import { RollForwardPage } from './desk/closing-roll-forward.page.js';
import { ClosingPage } from './desk/closing.page.js';
import { DeskFrame } from './desk/desk-frame.js';
import { DeskScope } from './desk/desk-scope.service.js';
import { DisbursementsPage } from './desk/disbursements.page.js';
import { DraftDesk } from './desk/draft-desk.service.js';
import { EntryDraftsPage } from './desk/entry-drafts.page.js';
import { EntryPages } from './desk/entries.page.js';
import { GiftDesk } from './desk/gift-desk.service.js';
import { GiftPages } from './desk/gift.page.js';
import { HomeDesk } from './desk/home-desk.service.js';
import { HomePage } from './desk/home.page.js';
import { HouseholdsPage } from './desk/households.page.js';
import { NewAppealPage } from './desk/new-appeal.page.js';
import { MinutesPage } from './desk/minutes.page.js';
import { NewDraftPage } from './desk/new-draft.page.js';
import { NewHandoverPage } from './desk/new-handover.page.js';
import { NewHouseholdPage } from './desk/new-household.page.js';
import { NewOpeningPage } from './desk/new-opening.page.js';
import { NewPledgePage } from './desk/new-pledge.page.js';
import { PayoutOptions } from './desk/payout-options.service.js';
import { PayoutSteps } from './desk/payout-steps.service.js';
import { PledgesPage } from './desk/pledges.page.js';
import { ProfilePage } from './desk/profile.page.js';
import { ReceiptDesk } from './desk/receipt-desk.service.js';
import { ReceiptPages } from './desk/receipts.page.js';
import { RestrictionsPage } from './desk/restrictions.page.js';
import { StatementDesk } from './desk/statement-desk.service.js';
import { StatementLinesPage } from './desk/statement-lines.page.js';
import { StatementOwnerPage } from './desk/statement-owner.page.js';
import { StatementPage } from './desk/statement.page.js';
import { StatementsPage } from './desk/statements.page.js';
import { TrialBalancePage } from './desk/trial-balance.page.js';
import { VerificationPage } from './desk/verification.page.js';
import { WaitingService } from './desk/waiting.service.js';
import { HealthController } from './health.controller.js';
import { PortalModule } from './portal/portal.module.js';

/** Pages for people. Feature modules are imported here for their services. */
@Module({
  imports: [
    HouseholdsModule,
    IdentityModule,
    UnitsModule,
    PortalModule,
    FundsModule,
    AppealsModule,
    BankingModule,
    PledgesModule,
    DonationsModule,
    DisbursementsModule,
    BookkeepingModule,
    BooksModule,
    OversightModule,
    ClosingModule,
    ReportsModule,
  ],
  controllers: [
    HealthController,
    SignInPage,
    PasswordPage,
    OneTimeLinkPage,
    UsersPage,
    UserPage,
    // `/new` before `/:id`, which would take it for an id.
    FundsPage,
    BankAccountsPage,
    CashBoxesPage,
    SignatoriesPage,
    NewAppealPage,
    AppealsPage,
    NewPledgePage,
    PledgesPage,
    HomePage,
    GiftPages,
    ReceiptPages,
    TrialBalancePage,
    ChartCodesPage,
    ProfilePage,
    ChartTreePage,
    RestrictionsPage,
    VerificationPage,
    NewDraftPage,
    EntryDraftsPage,
    NewOpeningPage,
    NewHandoverPage,
    MinutesPage,
    EntryPages,
    StatementsPage,
    StatementPage,
    StatementLinesPage,
    StatementOwnerPage,
    ClosingPage,
    CashCountsPage,
    RollForwardPage,
    CashDepositPage,
    CurrencySalePages,
    NewHouseholdPage,
    HouseholdsPage,
    DisbursementsPage,
    BatchPage,
    NewFindingPage,
    FindingsPage,
    TicketsPage,
    BoardPage,
  ],
  providers: [
    DeskFrame,
    AccountFrame,
    UserFrame,
    DeskScope,
    BooksWaiting,
    WaitingService,
    HomeDesk,
    GiftDesk,
    ReceiptDesk,
    BooksAskedService,
    BooksDesk,
    DraftDesk,
    StatementDesk,
    ClosingDesk,
    PayoutOptions,
    PayoutSteps,
  ],
})
export class WebModule {}
