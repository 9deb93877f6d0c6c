import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import type { AccountId } from '../ledger/posting.dto.js';
import { formatDate, type PlainDate } from '../platform/dates.js';
import { ReceiptsService } from '../receipts/receipts.service.js';
import { refuse } from './banking.refusals.js';

/** Cash that comes into a box, with its voucher (PT). */
@Injectable()
export class CashIn {
  constructor(
    private readonly funds: FundsService,
    private readonly receipts: ReceiptsService,
  ) {}

  /** Call it with the ledger's lane held: the voucher's number is taken. */
  async into(
    tx: EntityManager,
    line: { unitCode: string; fundId: string; date: PlainDate },
    cashBoxId: string | undefined,
  ): Promise<{ debit: AccountId; voucher: string }> {
    const { unitCode, fundId, date } = line;
    const boxes = await this.funds.cashBoxes(fundId, tx);
    const box = boxes.find(
      ({ id, openedOn, closedOn }) =>
        (cashBoxId === undefined || id === cashBoxId) && openedOn <= date && (closedOn === null || date <= closedOn),
    );
    if (!box) throw refuse('statement.cash-box-missing', { date: formatDate(date) });
    const year = Number(date.slice(0, 4));
    const voucher = await this.receipts.takeVoucher(tx, { unitCode, fundId, kind: 'PT', year });
    return { debit: box.ledgerAccountId, voucher };
  }
}
