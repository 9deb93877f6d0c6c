import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FundsModule } from '../funds/funds.module.js';
import { BooksModule } from '../books/books.module.js';
import { UnitsModule } from '../units/units.module.js';
import { Appeal, AppealBankAccount } from './appeal.entity.js';
import { AppealListsService } from './appeal-lists.service.js';
import { AppealsController } from './appeals.controller.js';
import { AppealsService } from './appeals.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Appeal, AppealBankAccount]), FundsModule, BooksModule, UnitsModule],
  controllers: [AppealsController],
  providers: [AppealsService, AppealListsService],
  exports: [AppealsService, AppealListsService],
})
export class AppealsModule {}
