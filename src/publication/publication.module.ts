import { Module } from '@nestjs/common';
import { OversightModule } from '../oversight/oversight.module.js';
import { PublicFiguresService } from './public-figures.service.js';
import { PublicLookupService } from './public-lookup.service.js';
import { PublicReceiptsService } from './public-receipts.service.js';
import { PublicTicketsController } from './public-tickets.controller.js';
import { PublicTicketsService } from './public-tickets.service.js';
import { PublicationController } from './publication.controller.js';

@Module({
  imports: [OversightModule],
  controllers: [PublicationController, PublicTicketsController],
  providers: [PublicFiguresService, PublicReceiptsService, PublicLookupService, PublicTicketsService],
  exports: [PublicFiguresService, PublicReceiptsService, PublicLookupService, PublicTicketsService],
})
export class PublicationModule {}
