import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BooksModule } from '../books/books.module.js';
import { UnitsModule } from '../units/units.module.js';
import { Fund, FundKind } from './fund.entity.js';
import { FundListsService } from './fund-lists.service.js';
import { FundsController } from './funds.controller.js';
import { FundsService } from './funds.service.js';
import { BankAccount, CashBox } from './place.entity.js';
import { PlacesController } from './places.controller.js';
import { SignatoriesService } from './signatories.service.js';
import { Signatory } from './signatory.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Fund, FundKind, BankAccount, CashBox, Signatory]), BooksModule, UnitsModule],
  controllers: [FundsController, PlacesController],
  providers: [FundsService, FundListsService, SignatoriesService],
  exports: [FundsService, FundListsService, SignatoriesService],
})
export class FundsModule {}
