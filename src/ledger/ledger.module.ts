import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/identity.module.js';
import { UnitsModule } from '../units/units.module.js';
import { AccountRegisterService } from './account-register.service.js';
import { BalancesService } from './balances.service.js';
import { BooksController } from './books.controller.js';
import { BooksPosition } from './books-position.service.js';
import { BooksService } from './books.service.js';
import { ChartEditing } from './chart-editing.service.js';
import { ChartTreeService } from './chart-tree.service.js';
import { ClosingItems } from './closing-items.service.js';
import { ClosingSums } from './closing-sums.service.js';
import { DaysService } from './days.service.js';
import { EntryChoicesService } from './entry-choices.service.js';
import { EntryDraftDecisions } from './entry-draft-decisions.service.js';
import { EntryDraftPosting } from './entry-draft-posting.service.js';
import { EntryDraftPreview } from './entry-draft-preview.service.js';
import { EntryDraftsController } from './entry-drafts.controller.js';
import { EntryDraftsReader } from './entry-drafts-reader.service.js';
import { EntryDraftsService } from './entry-drafts.service.js';
import { EntryTemplateService } from './entry-template.service.js';
import { ForeignHoldings } from './foreign-holdings.service.js';
import { JournalService } from './journal.service.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerService } from './ledger.service.js';
import { ManualEntries } from './manual-entries.service.js';
import { ManualPostingService } from './manual-posting.service.js';
import { MinutesChoicesService } from './minutes-choices.service.js';
import { MinutesController } from './minutes.controller.js';
import { HandoverService } from './minutes-handover.service.js';
import { MinutesService } from './minutes.service.js';
import { MirrorPosting } from './mirror.service.js';
import { PeriodsService } from './periods.service.js';
import { PlaceHistory } from './place-history.service.js';
import { ProfileMove } from './profile-move.service.js';
import { ProfilesController } from './profiles.controller.js';
import { ProfilesService } from './profiles.service.js';
import { RestrictionsViewService } from './restrictions-view.service.js';
import { RollForwardController } from './roll-forward.controller.js';
import { RollForwardService } from './roll-forward.service.js';
import { TrialBalanceService } from './trial-balance.service.js';
import { LedgerVerification } from './verify.service.js';

const SERVICES = [
  LedgerService,
  AccountRegisterService,
  BalancesService,
  BooksPosition,
  BooksService,
  ChartEditing,
  ChartTreeService,
  ClosingItems,
  ClosingSums,
  DaysService,
  EntryChoicesService,
  EntryDraftDecisions,
  EntryDraftPosting,
  EntryDraftPreview,
  EntryDraftsReader,
  EntryDraftsService,
  EntryTemplateService,
  ForeignHoldings,
  HandoverService,
  JournalService,
  ManualEntries,
  ManualPostingService,
  MinutesChoicesService,
  MinutesService,
  MirrorPosting,
  PeriodsService,
  PlaceHistory,
  ProfileMove,
  ProfilesService,
  RestrictionsViewService,
  RollForwardService,
  TrialBalanceService,
  LedgerVerification,
];

@Module({
  imports: [IdentityModule, UnitsModule],
  controllers: [
    BooksController,
    EntryDraftsController,
    LedgerController,
    MinutesController,
    RollForwardController,
    ProfilesController,
  ],
  providers: SERVICES,
  exports: SERVICES,
})
export class LedgerModule {}
