import { Module } from '@nestjs/common';
import { OpenDataModule } from '../../opendata/open-data.module.js';
import { OversightModule } from '../../oversight/oversight.module.js';
import { PublicationModule } from '../../publication/publication.module.js';
import { ReceiptsModule } from '../../receipts/receipts.module.js';
import { UnitsModule } from '../../units/units.module.js';
import { AppealPageController } from './appeal-page.js';
import { FrontPageController } from './front-page.js';
import { LookupPageController } from './lookup-page.js';
import { LookupUnits } from './lookup-units.service.js';
import { OpenDataPageController } from './open-data-page.js';
import { PortalFrame } from './portal-frame.js';
import { ReceiptPageController } from './receipt-page.js';
import { ReceiptTools } from './receipt-tools.js';
import { TicketPageController } from './ticket-page.js';

/** Pages for everyone. The tools' /r/sw.js comes before /r/:code, which would take it for a code. */
@Module({
  imports: [OversightModule, OpenDataModule, PublicationModule, ReceiptsModule, UnitsModule],
  controllers: [
    FrontPageController,
    ReceiptTools,
    ReceiptPageController,
    AppealPageController,
    LookupPageController,
    TicketPageController,
    OpenDataPageController,
  ],
  providers: [PortalFrame, LookupUnits],
})
export class PortalModule {}
