/**
 * A debit that stood in the books before the pay-out it was: the statement had come first, and the pay-out's own entry
 * took the money from the account a second time. The line's entry is taken back and the line is the bank's side of the
 * pay-out, as if the pay-out had been there when the statement was posted.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import type { Actor } from '../identity/actor.js';
import { MirrorPosting } from '../ledger/mirror.service.js';
import { PlaceHistory } from '../books/place-history.service.js';
import { Clock } from '../platform/clock.js';
import { daysBetween } from '../platform/dates.js';
import { formatVnd } from '../platform/money.js';
import { refuse } from './banking.refusals.js';
import { type Payment, type Payout, payoutsOf } from './matching.rules.js';
import { type DebitLine, insertMatches, notAtBank, type Reader } from './statement.store.js';

type Debit = Pick<DebitLine, 'date' | 'debit'>;

@Injectable()
export class PayoutMatching {
  constructor(
    private readonly funds: FundsService,
    private readonly history: PlaceHistory,
    private readonly mirror: MirrorPosting,
    private readonly clock: Clock,
  ) {}

  /** All that left the account by transfer, one by one and batch by batch, and the bank has not shown. */
  async waiting(db: Reader, bankAccountId: string): Promise<Payout[]> {
    return payoutsOf(await notAtBank(db, await this.paid(db, bankAccountId)));
  }

  /**
   * Call it with the ledger's lane held. @returns the sequence of the entry that took the line's own back
   * @throws Refusal statement.payout-none, .payout-missing, .payout-unknown, .payout-differs (422), .payout-taken (409)
   */
  async match(tx: EntityManager, actor: Actor, line: DebitLine, choice: string | undefined): Promise<bigint> {
    if (line.sequence === null) throw new Error('A line that waits to be explained has an entry.');
    const payout = await this.chosen(tx, line, choice);
    const [posted] = await this.mirror.post(tx, {
      actorId: actor.id,
      kind: 'statement-line',
      entries: [{ sequence: line.sequence, description: `Khoản chi đã có trong sổ: đảo bút toán ${line.sequence}` }],
    });
    if (!posted) throw new Error('Nothing was posted.');
    await insertMatches(
      tx,
      payout.entries.map(({ sequence }) => ({ lineId: line.id, sequence })),
    );
    return posted.sequence;
  }

  private async chosen(tx: EntityManager, line: DebitLine, choice: string | undefined): Promise<Payout> {
    const paid = await this.paid(tx, line.bankAccountId);
    const waiting = payoutsOf(await notAtBank(tx, paid));
    const debit = formatVnd(line.debit);
    if (choice === undefined) {
      throw fitting(waiting, line).length === 0
        ? refuse('statement.payout-none', { debit })
        : refuse('statement.payout-missing');
    }
    const payout = waiting.find((one) => one.choice === choice);
    if (!payout) {
      const shown = payoutsOf(paid).some((one) => one.choice === choice);
      throw refuse(shown ? 'statement.payout-taken' : 'statement.payout-unknown');
    }
    if (payout.amount !== line.debit) {
      const off = payout.amount > line.debit ? payout.amount - line.debit : line.debit - payout.amount;
      const values = { paid: formatVnd(payout.amount), debit, difference: formatVnd(off) };
      throw refuse('statement.payout-differs', values);
    }
    return payout;
  }

  private async paid(db: Reader, bankAccountId: string): Promise<Payment[]> {
    const account = await this.funds.bankAccount(db, bankAccountId);
    if (!account) throw new Error('A statement names a bank account that does not exist.');
    return this.history.paidFrom(db, account.ledgerAccountId, '1900-01-01', this.clock.today());
  }
}

/** Those of exactly the debit's amount, the nearest day first. */
export function fitting(payouts: readonly Payout[], line: Debit): Payout[] {
  const days = ({ date }: Payout): number => Math.abs(daysBetween(date, line.date));
  return payouts.filter(({ amount }) => amount === line.debit).sort((a, b) => days(a) - days(b));
}
