import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AppealsModule } from '../appeals/appeals.module.js';
import { DonationsModule } from '../donations/donations.module.js';
import { FundsModule } from '../funds/funds.module.js';
import { HouseholdsModule } from '../households/households.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { BooksModule } from '../books/books.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { UnitsModule } from '../units/units.module.js';
import { BatchAccounts } from './batch-accounts.service.js';
import { BatchMoney } from './batch-money.service.js';
import { DisbursementAcknowledgements } from './disbursement-acknowledgements.service.js';
import { DisbursementPayments } from './disbursement-payments.service.js';
import { DisbursementReader } from './disbursement-reader.service.js';
import { DisbursementStepsController } from './disbursement-steps.controller.js';
import { DisbursementSteps } from './disbursement-steps.service.js';
import { Disbursement, DisbursementLine, DisbursementPurpose, DisbursementStep } from './disbursement.entity.js';
import { DisbursementsController } from './disbursements.controller.js';
import { DisbursementsService } from './disbursements.service.js';
import { SignedLists } from './signed-lists.service.js';
import { UnsignedPayouts } from './unsigned-payouts.service.js';

const SERVICES = [
  BatchMoney,
  DisbursementsService,
  DisbursementSteps,
  DisbursementPayments,
  DisbursementAcknowledgements,
  DisbursementReader,
  SignedLists,
  UnsignedPayouts,
];

@Module({
  imports: [
    TypeOrmModule.forFeature([Disbursement, DisbursementLine, DisbursementPurpose, DisbursementStep]),
    AppealsModule,
    DonationsModule,
    FundsModule,
    HouseholdsModule,
    IdentityModule,
    BooksModule,
    ReceiptsModule,
    UnitsModule,
  ],
  controllers: [DisbursementsController, DisbursementStepsController],
  providers: [...SERVICES, BatchAccounts],
  exports: SERVICES,
})
export class DisbursementsModule {}
