/** The whole product's own audit: what the books say is computed again from what was written, part by part. */
import { Injectable } from '@nestjs/common';
import { DonationVerification } from '../donations/donation-verification.service.js';
import type { Check } from '../ledger/verify.service.js';
import { ReceiptsService } from '../receipts/receipts.service.js';
import { VoucherVerification } from '../receipts/voucher-verification.service.js';
import { BooksVerification } from './books-verification.service.js';

export type { Check };

/** `ok` when every check is; `sequence` is the position of the books that was checked. */
export type VerificationReport = { ok: boolean; sequence: bigint; checks: Check[] };

@Injectable()
export class Verification {
  constructor(
    private readonly books: BooksVerification,
    private readonly receipts: ReceiptsService,
    private readonly vouchers: VoucherVerification,
    private readonly donations: DonationVerification,
  ) {}

  /**
   * Reads everything and changes nothing. Each check says what it looked at, or names the first thing that is wrong.
   * @param signal stops it between two steps; it throws then
   */
  async verify(signal?: AbortSignal): Promise<VerificationReport> {
    const { sequence, checks } = await this.books.verify(signal);
    signal?.throwIfAborted();
    checks.push(await this.receipts.verify(), await this.vouchers.verify(), ...(await this.donations.verify()));
    return { ok: checks.every((check) => check.ok), sequence, checks };
  }
}
