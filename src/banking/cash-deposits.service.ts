/** Cash taken to the bank: it leaves the box with a voucher, and is on its way (113) until the bank's line comes. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import type { BankAccount, CashBox } from '../funds/place.entity.js';
import type { Actor } from '../identity/actor.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { Clock } from '../platform/clock.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { newId } from '../platform/ids.js';
import { transact } from '../platform/transact.js';
import { ReceiptsService } from '../receipts/receipts.service.js';
import { CashDepositDto } from './banking.dto.js';
import { refuse } from './banking.refusals.js';

export type CashDeposited = { id: string; voucher: string; sequence: number };

@Injectable()
export class CashDepositsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly ledger: LedgerService,
    private readonly funds: FundsService,
    private readonly receipts: ReceiptsService,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal cash-deposit.*, ledger.place-short, ledger.place-past-short (422), date.future (400) */
  deposit(actor: Actor, dto: CashDepositDto, key: IdempotencyKey): Promise<CashDeposited> {
    return transact(this.db, async (tx) => {
      const { box, account } = await this.places(tx, dto);
      actor.require('cash.deposit', box.unitCode);
      return once(tx, key, async () => {
        const effectiveDate = dto.effectiveDate ?? this.clock.today();
        const { unitCode, fundId } = box;
        const fund = await this.funds.requireOpenFund(tx, fundId);
        const amount = BigInt(dto.amount);
        const id = newId();
        await this.ledger.takeLane(tx);
        const inTransit = await this.funds.inTransit(tx, fund);
        const year = Number(effectiveDate.slice(0, 4));
        const voucher = await this.receipts.takeVoucher(tx, { unitCode, fundId, kind: 'PC', year });
        const { sequence, recordedAt } = await this.ledger.post(tx, {
          kind: 'entry',
          actorId: actor.id,
          entry: {
            unitCode,
            fundId,
            effectiveDate,
            description: `Nộp tiền mặt vào tài khoản ${account.number}`,
            voucher,
            sourceKind: 'cash-deposit',
            sourceId: id,
            movements: [{ debit: inTransit, credit: box.ledgerAccountId, amount }],
          },
        });
        await tx.query(
          `INSERT INTO cash_deposit (id, unit_code, fund_id, cash_box_id, bank_account_id, amount, effective_date, voucher,
             sequence, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
          [id, unitCode, fundId, box.id, account.id, amount, effectiveDate, voucher, sequence, actor.id, recordedAt],
        );
        return { id, voucher, sequence: Number(sequence) };
      });
    });
  }

  private async places(tx: EntityManager, dto: CashDepositDto): Promise<{ box: CashBox; account: BankAccount }> {
    const box = await this.funds.cashBox(tx, dto.cashBoxId);
    const account = await this.funds.bankAccount(tx, dto.bankAccountId);
    if (!box || !account) throw refuse('cash-deposit.place-unknown');
    if (box.fundId !== account.fundId) throw refuse('cash-deposit.other-fund');
    return { box, account };
  }
}
