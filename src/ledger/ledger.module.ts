import { Module } from '@nestjs/common';
import { AccountRegisterService } from './account-register.service.js';
import { BalancesService } from './balances.service.js';
import { BooksController } from './books.controller.js';
import { BooksPosition } from './books-position.service.js';
import { BooksService } from './books.service.js';
import { ChartTreeService } from './chart-tree.service.js';
import { ClosingItems } from './closing-items.service.js';
import { ClosingSums } from './closing-sums.service.js';
import { DaysService } from './days.service.js';
import { ForeignHoldings } from './foreign-holdings.service.js';
import { JournalService } from './journal.service.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerService } from './ledger.service.js';
import { ManualPostingService } from './manual-posting.service.js';
import { MirrorPosting } from './mirror.service.js';
import { PeriodsService } from './periods.service.js';
import { PlaceHistory } from './place-history.service.js';
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
  ChartTreeService,
  ClosingItems,
  ClosingSums,
  DaysService,
  ForeignHoldings,
  JournalService,
  ManualPostingService,
  MirrorPosting,
  PeriodsService,
  PlaceHistory,
  RestrictionsViewService,
  RollForwardService,
  TrialBalanceService,
  LedgerVerification,
];

@Module({
  controllers: [BooksController, LedgerController, RollForwardController],
  providers: SERVICES,
  exports: SERVICES,
})
export class LedgerModule {}
