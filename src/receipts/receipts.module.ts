import { Module } from '@nestjs/common';
import { BooksModule } from '../books/books.module.js';
import { ReceiptTokens } from './receipt-tokens.service.js';
import { ReceiptsService } from './receipts.service.js';
import { VoucherVerification } from './voucher-verification.service.js';

const SERVICES = [ReceiptsService, ReceiptTokens, VoucherVerification];

@Module({ imports: [BooksModule], providers: SERVICES, exports: SERVICES })
export class ReceiptsModule {}
