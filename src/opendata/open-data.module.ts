import { Module } from '@nestjs/common';
import { LogModule } from '../log/log.module.js';
import { UnitsModule } from '../units/units.module.js';
import { OpenDataController } from './open-data.controller.js';
import { OpenDataNight } from './open-data-night.service.js';
import { OpenDataReader } from './open-data-reader.service.js';
import { OpenDataService } from './open-data.service.js';
import { Snapshots } from './snapshots.service.js';

@Module({
  imports: [LogModule, UnitsModule],
  controllers: [OpenDataController],
  providers: [OpenDataNight, OpenDataReader, OpenDataService, Snapshots],
  exports: [OpenDataNight, OpenDataService, Snapshots],
})
export class OpenDataModule {}
