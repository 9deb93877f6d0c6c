import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '../identity/identity.module.js';
import { UnitsModule } from '../units/units.module.js';
import { HouseholdRegister } from './household-register.service.js';
import { Household, HouseholdIdentity, HouseholdMember, HouseholdStatusRecord } from './household.entity.js';
import { HouseholdsController } from './households.controller.js';
import { HouseholdsService } from './households.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Household, HouseholdIdentity, HouseholdMember, HouseholdStatusRecord]),
    IdentityModule,
    UnitsModule,
  ],
  controllers: [HouseholdsController],
  providers: [HouseholdsService, HouseholdRegister],
  exports: [HouseholdsService, HouseholdRegister],
})
export class HouseholdsModule {}
