/** The accounts of the books that a bank's lines move money between, opened where they are first needed. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import type { BankAccount } from '../funds/place.entity.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { AccountId } from '../ledger/posting.dto.js';

type OfFund = Pick<BankAccount, 'unitCode' | 'fundId'>;

@Injectable()
export class BankAccounts {
  constructor(
    private readonly ledger: LedgerService,
    private readonly funds: FundsService,
  ) {}

  /** Money that left one place and has not reached the other (113). */
  inTransit(tx: EntityManager, of: OfFund): Promise<AccountId> {
    return this.account(tx, of, '113', '', 'Tiền đang chuyển');
  }

  /** Money whose purpose cannot be told (3388). */
  suspense(tx: EntityManager, of: OfFund): Promise<AccountId> {
    return this.account(tx, of, '3388', 'suspense', 'Tiền về chưa rõ mục đích');
  }

  /** Debits that nobody has explained yet (1388). */
  toExplain(tx: EntityManager, of: OfFund): Promise<AccountId> {
    return this.account(tx, of, '1388', 'to-explain', 'Ngân hàng ghi nợ chờ giải trình');
  }

  /** Bank charges: the office pays them back, donors' money does not bear them (1388). */
  office(tx: EntityManager, of: OfFund): Promise<AccountId> {
    return this.account(tx, of, '1388', 'office', 'Phải thu của cơ quan (phí ngân hàng)');
  }

  /** Debits that a person has explained otherwise; the money is still to come back (1388). */
  otherDebits(tx: EntityManager, of: OfFund): Promise<AccountId> {
    return this.account(tx, of, '1388', 'other-debits', 'Phải thu khác đã giải trình');
  }

  private async account(
    tx: EntityManager,
    { unitCode, fundId }: OfFund,
    code: string,
    subject: string,
    label: string,
  ): Promise<AccountId> {
    const [known] = await this.ledger.accountIds(tx, [{ fundId, code, subject }]);
    if (known !== undefined) return known;
    const fund = await this.funds.fund(tx, fundId);
    if (!fund) throw new Error('A bank account names a fund that does not exist.');
    return this.ledger.openAccount(tx, { unitCode, fundId, code, subject, label, openedOn: fund.openedOn });
  }
}
