import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UnitName, UnitRow } from './unit.entity.js';
import { UnitsService } from './units.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([UnitRow, UnitName])],
  providers: [UnitsService],
  exports: [UnitsService],
})
export class UnitsModule {}
