import { Module } from '@nestjs/common';
import { BalancesService } from './balances.service.js';
import { BooksService } from './books.service.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerService } from './ledger.service.js';
import { ManualPostingService } from './manual-posting.service.js';
import { LedgerVerification } from './verify.service.js';

@Module({
  controllers: [LedgerController],
  providers: [LedgerService, BalancesService, BooksService, ManualPostingService, LedgerVerification],
  exports: [LedgerService, BalancesService, BooksService, ManualPostingService, LedgerVerification],
})
export class LedgerModule {}
