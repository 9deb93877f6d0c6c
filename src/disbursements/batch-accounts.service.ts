import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Fund } from '../funds/fund.entity.js';
import { FundsService } from '../funds/funds.service.js';
import { HouseholdRegister } from '../households/household-register.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { AccountId } from '../ledger/posting.dto.js';
import { purposeAccount } from '../ledger/purpose-accounts.service.js';
import type { PlainDate } from '../platform/dates.js';
import type { Disbursement, DisbursementLine } from './disbursement.entity.js';
import { refuse } from './disbursement.refusals.js';

/** Finds, or opens where they are first needed, the ledger accounts that a batch moves money between. */
@Injectable()
export class BatchAccounts {
  constructor(
    private readonly ledger: LedgerService,
    private readonly funds: FundsService,
    private readonly register: HouseholdRegister,
  ) {}

  /** Support paid out under the batch's purpose on this day (611·R, or 338·R). */
  spending(tx: EntityManager, { unitCode, fundId, restrictionId }: Disbursement, on: PlainDate): Promise<AccountId> {
    return purposeAccount(tx, { unitCode, fundId, restrictionId, nature: 'support', on });
  }

  /** The bank account or cash box that the money leaves from (1121, 1111). */
  async place(tx: EntityManager, batch: Disbursement): Promise<AccountId> {
    const place =
      batch.bankAccountId !== null
        ? await this.funds.bankAccount(tx, batch.bankAccountId)
        : await this.funds.cashBox(tx, batch.cashBoxId ?? '');
    if (!place) throw refuse('disbursement.place-unknown');
    return place.ledgerAccountId;
  }

  /** Cash in the hands of the person who pays it out (141); one account for each holder. */
  async holder(tx: EntityManager, batch: Disbursement, payer: { id: string; username?: string }): Promise<AccountId> {
    const fund = await this.fundOf(tx, batch);
    return this.ledger.openAccount(tx, {
      unitCode: batch.unitCode,
      fundId: batch.fundId,
      code: '141',
      subject: payer.id,
      label: `Tạm ứng chi trả${payer.username === undefined ? '' : ` (${payer.username})`}`,
      openedOn: fund.openedOn,
    });
  }

  /** The commune of each household, for the entries. */
  async communes(tx: EntityManager, lines: DisbursementLine[]): Promise<(line: DisbursementLine) => string> {
    const briefs = await this.register.briefs(
      tx,
      lines.map(({ householdId }) => householdId),
    );
    return (line) => {
      const household = briefs.get(line.householdId);
      if (!household) throw new Error('A line names a household that is not in the register.');
      return household.unitCode;
    };
  }

  private async fundOf(tx: EntityManager, batch: Disbursement): Promise<Fund> {
    const fund = await this.funds.fund(tx, batch.fundId);
    if (!fund) throw new Error('A batch names a fund that does not exist.');
    return fund;
  }
}
