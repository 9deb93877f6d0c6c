import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { AccountRegisterService } from './account-register.service.js';
import { BalancesService } from './balances.service.js';
import { BooksController } from './books.controller.js';
import { BooksPosition } from './books-position.service.js';
import { BooksService } from './books.service.js';
import { ChartTreeService } from './chart-tree.service.js';
import { ClosingItems } from './closing-items.service.js';
import { ClosingSums } from './closing-sums.service.js';
import { JournalService } from './journal.service.js';
import { PlaceHistory } from './place-history.service.js';
import { RestrictionsViewService } from './restrictions-view.service.js';
import { RollForwardController } from './roll-forward.controller.js';
import { RollForwardService } from './roll-forward.service.js';
import { TrialBalanceService } from './trial-balance.service.js';

const SERVICES = [
  AccountRegisterService,
  BalancesService,
  BooksPosition,
  BooksService,
  ChartTreeService,
  ClosingItems,
  ClosingSums,
  JournalService,
  PlaceHistory,
  RestrictionsViewService,
  RollForwardService,
  TrialBalanceService,
];

/** Whoever reads the books mostly posts as well: the ledger comes with them. */
@Module({
  imports: [LedgerModule],
  controllers: [BooksController, RollForwardController],
  providers: SERVICES,
  exports: [LedgerModule, ...SERVICES],
})
export class BooksModule {}
