import { Module } from '@nestjs/common';
import { PublicFiguresService } from './public-figures.service.js';
import { PublicReceiptsService } from './public-receipts.service.js';
import { PublicationController } from './publication.controller.js';

@Module({
  controllers: [PublicationController],
  providers: [PublicFiguresService, PublicReceiptsService],
  exports: [PublicFiguresService, PublicReceiptsService],
})
export class PublicationModule {}
