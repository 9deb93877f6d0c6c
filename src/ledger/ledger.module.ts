import { Module } from '@nestjs/common';
import { BalancesService } from './balances.service.js';
import { BooksService } from './books.service.js';
import { DaysService } from './days.service.js';
import { JournalService } from './journal.service.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerService } from './ledger.service.js';
import { ManualPostingService } from './manual-posting.service.js';
import { MirrorPosting } from './mirror.service.js';
import { PeriodsService } from './periods.service.js';
import { PlaceHistory } from './place-history.service.js';
import { LedgerVerification } from './verify.service.js';

const SERVICES = [
  LedgerService,
  BalancesService,
  BooksService,
  DaysService,
  JournalService,
  ManualPostingService,
  MirrorPosting,
  PeriodsService,
  PlaceHistory,
  LedgerVerification,
];

@Module({ controllers: [LedgerController], providers: SERVICES, exports: SERVICES })
export class LedgerModule {}
