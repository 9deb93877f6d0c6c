import { Module } from '@nestjs/common';
import { BooksModule } from '../books/books.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { UnitsModule } from '../units/units.module.js';
import { ChartEditing } from './chart-editing.service.js';
import { EntryChoicesService } from './entry-choices.service.js';
import { EntryDraftDecisions } from './entry-draft-decisions.service.js';
import { EntryDraftPosting } from './entry-draft-posting.service.js';
import { EntryDraftPreview } from './entry-draft-preview.service.js';
import { EntryDraftsController } from './entry-drafts.controller.js';
import { EntryDraftsReader } from './entry-drafts-reader.service.js';
import { EntryDraftsService } from './entry-drafts.service.js';
import { EntryTemplateService } from './entry-template.service.js';
import { LedgerController } from './ledger.controller.js';
import { ManualEntries } from './manual-entries.service.js';
import { ManualPostingService } from './manual-posting.service.js';
import { MinutesChoicesService } from './minutes-choices.service.js';
import { MinutesController } from './minutes.controller.js';
import { HandoverService } from './minutes-handover.service.js';
import { MinutesService } from './minutes.service.js';
import { ProfileMove } from './profile-move.service.js';
import { ProfilesController } from './profiles.controller.js';
import { ProfilesService } from './profiles.service.js';

const SERVICES = [
  ChartEditing,
  EntryChoicesService,
  EntryDraftDecisions,
  EntryDraftPosting,
  EntryDraftPreview,
  EntryDraftsReader,
  EntryDraftsService,
  EntryTemplateService,
  ManualEntries,
  ManualPostingService,
  MinutesChoicesService,
  HandoverService,
  MinutesService,
  ProfileMove,
  ProfilesService,
];

/** What accountants do with the books by hand, two of them. */
@Module({
  imports: [BooksModule, IdentityModule, UnitsModule],
  controllers: [EntryDraftsController, LedgerController, MinutesController, ProfilesController],
  providers: SERVICES,
  exports: SERVICES,
})
export class BookkeepingModule {}
