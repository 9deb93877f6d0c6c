/** A person says what a debit of the bank was. Until then it stands on 1388, waiting. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { AccountId } from '../ledger/posting.dto.js';
import { Clock } from '../platform/clock.js';
import type { PlainDate } from '../platform/dates.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { isId } from '../platform/ids.js';
import { transact } from '../platform/transact.js';
import { BankAccounts } from './bank-accounts.service.js';
import { refuse } from './banking.refusals.js';
import { ExplainLineDto } from './banking.dto.js';
import { CashIn } from './cash-in.service.js';
import type { ExplainReason, LineState } from './statement.entity.js';

export type LineExplained = { id: string; sequence: number; voucher: string | null };

type WaitingDebit = {
  id: string;
  unitCode: string;
  fundId: string;
  date: PlainDate;
  debit: bigint;
  state: LineState;
};

const DESCRIPTIONS: Record<ExplainReason, string> = {
  'bank-charge': 'Phí ngân hàng, cơ quan hoàn trả',
  'cash-withdrawal': 'Rút tiền mặt về két',
  other: 'Ngân hàng ghi nợ, đã giải trình',
};

@Injectable()
export class DebitExplanations {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly ledger: LedgerService,
    private readonly accounts: BankAccounts,
    private readonly cash: CashIn,
    private readonly clock: Clock,
  ) {}

  /**
   * Moves the debit from "to explain" to what it was, on the bank's day.
   * @throws Refusal statement.line-unknown (404), .not-to-explain (409), .note-missing, .cash-box-missing (422)
   */
  explain(actor: Actor, lineId: string, dto: ExplainLineDto, key: IdempotencyKey): Promise<LineExplained> {
    return transact(this.db, async (tx) => {
      const line = await this.locked(tx, lineId);
      actor.require('statement.explain', line.unitCode);
      return once(tx, key, async () => {
        if (line.state !== 'to-explain') throw refuse('statement.not-to-explain');
        if (dto.reason === 'other' && !dto.note) throw refuse('statement.note-missing');
        await this.ledger.takeLane(tx);
        const { debit, voucher } = await this.destination(tx, line, dto);
        const { sequence } = await this.ledger.post(tx, {
          kind: 'statement-line',
          actorId: actor.id,
          entry: {
            unitCode: line.unitCode,
            fundId: line.fundId,
            effectiveDate: line.date,
            description: DESCRIPTIONS[dto.reason],
            ...(voucher !== null && { voucher }),
            sourceKind: 'statement-line',
            sourceId: line.id,
            movements: [{ debit, credit: await this.accounts.toExplain(tx, line), amount: line.debit }],
          },
        });
        await tx.query(
          `UPDATE statement_line SET state = 'explained', explained_reason = $2, note = $3, explained_sequence = $4,
             explained_by = $5, explained_at = $6 WHERE id = $1`,
          [line.id, dto.reason, dto.note ?? null, sequence, actor.id, this.clock.now()],
        );
        return { id: line.id, sequence: Number(sequence), voucher };
      });
    });
  }

  private async destination(
    tx: EntityManager,
    line: WaitingDebit,
    dto: ExplainLineDto,
  ): Promise<{ debit: AccountId; voucher: string | null }> {
    if (dto.reason === 'bank-charge') return { debit: await this.accounts.office(tx, line), voucher: null };
    if (dto.reason === 'other') return { debit: await this.accounts.otherDebits(tx, line), voucher: null };
    return this.cash.into(tx, line, dto.cashBoxId);
  }

  private async locked(tx: EntityManager, id: string): Promise<WaitingDebit> {
    const rows = isId(id)
      ? await tx.query<WaitingDebit[]>(
          `SELECT l.id, s.unit_code AS "unitCode", s.fund_id AS "fundId", l.date, l.debit, l.state
           FROM statement_line l JOIN statement s ON s.id = l.statement_id WHERE l.id = $1 FOR UPDATE OF l`,
          [id],
        )
      : [];
    const [line] = rows;
    if (!line) throw refuse('statement.line-unknown');
    return line;
  }
}
