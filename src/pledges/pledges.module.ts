import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AppealsModule } from '../appeals/appeals.module.js';
import { FundsModule } from '../funds/funds.module.js';
import { UnitsModule } from '../units/units.module.js';
import { Pledge, PledgeGift } from './pledge.entity.js';
import { PledgeListsService } from './pledge-lists.service.js';
import { PledgesController } from './pledges.controller.js';
import { PledgesService } from './pledges.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Pledge, PledgeGift]), FundsModule, AppealsModule, UnitsModule],
  controllers: [PledgesController],
  providers: [PledgesService, PledgeListsService],
  exports: [PledgesService, PledgeListsService],
})
export class PledgesModule {}
