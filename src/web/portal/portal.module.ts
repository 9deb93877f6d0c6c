import { Module } from '@nestjs/common';
import { PublicationModule } from '../../publication/publication.module.js';
import { UnitsModule } from '../../units/units.module.js';
import { AppealPageController } from './appeal-page.js';
import { FrontPageController } from './front-page.js';
import { PortalFrame } from './portal-frame.js';
import { ReceiptPageController } from './receipt-page.js';

/** Pages for everyone. */
@Module({
  imports: [PublicationModule, UnitsModule],
  controllers: [FrontPageController, ReceiptPageController, AppealPageController],
  providers: [PortalFrame],
})
export class PortalModule {}
