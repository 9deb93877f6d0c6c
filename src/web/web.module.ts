import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';

/** Pages for people. Feature modules are imported here for their services. */
@Module({
  imports: [],
  controllers: [HealthController],
})
export class WebModule {}
