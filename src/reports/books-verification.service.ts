/** The audit of the books proper: what was posted, whose foreign money it is, and the public log of it. */
import { Injectable } from '@nestjs/common';
import { ForeignHoldings } from '../ledger/foreign-holdings.service.js';
import { type Check, LedgerVerification } from '../ledger/verify.service.js';
import { LogVerification } from '../log/log-verification.service.js';

@Injectable()
export class BooksVerification {
  constructor(
    private readonly ledger: LedgerVerification,
    private readonly foreign: ForeignHoldings,
    private readonly log: LogVerification,
  ) {}

  /** @param signal stops it between two steps; it throws then */
  async verify(signal?: AbortSignal): Promise<{ sequence: bigint; checks: Check[] }> {
    const { sequence, checks } = await this.ledger.verify(signal);
    signal?.throwIfAborted();
    checks.push(await this.foreign.verify(), await this.log.verify(signal));
    return { sequence, checks };
  }
}
