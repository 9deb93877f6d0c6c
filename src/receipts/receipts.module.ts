import { Module } from '@nestjs/common';
import { BooksModule } from '../books/books.module.js';
import { ReceiptsService } from './receipts.service.js';
import { VoucherVerification } from './voucher-verification.service.js';

const SERVICES = [ReceiptsService, VoucherVerification];

@Module({ imports: [BooksModule], providers: SERVICES, exports: SERVICES })
export class ReceiptsModule {}
