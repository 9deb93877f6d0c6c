/** Moves a debit from "to explain" (1388) to what a person said it was, on the bank's day. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { AccountId } from '../ledger/posting.dto.js';
import { BankAccounts } from './bank-accounts.service.js';
import { CashIn } from './cash-in.service.js';
import type { ExplainReason } from './statement.entity.js';
import type { DebitLine } from './statement.store.js';

/** The reasons that book the money elsewhere; a pay-out instead has its own entry already. */
type Booked = Exclude<ExplainReason, 'payout'>;

const DESCRIPTIONS: Record<Booked, string> = {
  'bank-charge': 'Phí ngân hàng, cơ quan hoàn trả',
  'cash-withdrawal': 'Rút tiền mặt về két',
  other: 'Ngân hàng ghi nợ, đã giải trình',
};

@Injectable()
export class DebitBooking {
  constructor(
    private readonly ledger: LedgerService,
    private readonly accounts: BankAccounts,
    private readonly cash: CashIn,
  ) {}

  /** Call it with the ledger's lane held. @throws Refusal statement.cash-box-missing (422), ledger.* */
  async book(
    tx: EntityManager,
    actor: Actor,
    line: DebitLine,
    asked: { reason: Booked; cashBoxId: string | undefined },
  ): Promise<{ sequence: bigint; voucher: string | null }> {
    const { debit, voucher } = await this.destination(tx, line, asked);
    const { sequence } = await this.ledger.post(tx, {
      kind: 'statement-line',
      actorId: actor.id,
      entry: {
        unitCode: line.unitCode,
        fundId: line.fundId,
        effectiveDate: line.date,
        description: DESCRIPTIONS[asked.reason],
        ...(voucher !== null && { voucher }),
        sourceKind: 'statement-line',
        sourceId: line.id,
        movements: [{ debit, credit: await this.accounts.toExplain(tx, line), amount: line.debit }],
      },
    });
    return { sequence, voucher };
  }

  private async destination(
    tx: EntityManager,
    line: DebitLine,
    asked: { reason: Booked; cashBoxId: string | undefined },
  ): Promise<{ debit: AccountId; voucher: string | null }> {
    if (asked.reason === 'bank-charge') return { debit: await this.accounts.office(tx, line), voucher: null };
    if (asked.reason === 'other') return { debit: await this.accounts.otherDebits(tx, line), voucher: null };
    return this.cash.into(tx, line, asked.cashBoxId);
  }
}
