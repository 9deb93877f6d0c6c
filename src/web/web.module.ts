import { Module } from '@nestjs/common';
import { UnitsModule } from '../units/units.module.js';
import { DeskFrame } from './desk/desk-frame.js';
import { HealthController } from './health.controller.js';

/** Pages for people. Feature modules are imported here for their services. */
@Module({
  imports: [UnitsModule],
  controllers: [HealthController],
  providers: [DeskFrame],
})
export class WebModule {}
