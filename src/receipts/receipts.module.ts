import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { ReceiptsService } from './receipts.service.js';
import { VoucherVerification } from './voucher-verification.service.js';

const SERVICES = [ReceiptsService, VoucherVerification];

@Module({ imports: [LedgerModule], providers: SERVICES, exports: SERVICES })
export class ReceiptsModule {}
