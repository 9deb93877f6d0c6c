import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AppealsModule } from '../appeals/appeals.module.js';
import { DonorsModule } from '../donors/donors.module.js';
import { FundsModule } from '../funds/funds.module.js';
import { BooksModule } from '../books/books.module.js';
import { PledgesModule } from '../pledges/pledges.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { UnitsModule } from '../units/units.module.js';
import { ConditionalGifts } from './conditional-gifts.service.js';
import { Donation } from './donation.entity.js';
import { DonationVerification } from './donation-verification.service.js';
import { DonationRegister } from './donation-register.service.js';
import { DonationsController, ReceiptsController } from './donations.controller.js';
import { DonationsService } from './donations.service.js';
import { GiftContext } from './gift-context.service.js';
import { GiftPlaces } from './gift-places.service.js';
import { GiftRecorder } from './gift-recorder.service.js';
import { GiftTally } from './gift-tally.service.js';
import { GiftWithdrawal } from './gift-withdrawal.service.js';
import { ReceiptPaperService } from './receipt-paper.service.js';
import { VoidPosting } from './void-posting.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Donation]),
    AppealsModule,
    DonorsModule,
    FundsModule,
    BooksModule,
    PledgesModule,
    ReceiptsModule,
    UnitsModule,
  ],
  controllers: [DonationsController, ReceiptsController],
  providers: [
    ConditionalGifts,
    DonationsService,
    DonationRegister,
    DonationVerification,
    GiftRecorder,
    GiftContext,
    GiftPlaces,
    GiftWithdrawal,
    GiftTally,
    ReceiptPaperService,
    VoidPosting,
  ],
  exports: [
    ConditionalGifts,
    GiftTally,
    GiftWithdrawal,
    DonationsService,
    DonationRegister,
    DonationVerification,
    ReceiptPaperService,
  ],
})
export class DonationsModule {}
