/** Foreign money sold to a bank, by two people: one prepares it with the bank's paper, another approves, which posts it. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import type { BankAccount, CashBox } from '../funds/place.entity.js';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import { formatDate } from '../platform/dates.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { isId, newId } from '../platform/ids.js';
import { refuse as refuseRequest } from '../platform/refusal.js';
import { transact } from '../platform/transact.js';
import { CurrencySale } from './currency-sale.entity.js';
import { CurrencySalePosting } from './currency-sale-posting.service.js';
import { PrepareCurrencySaleDto, RejectCurrencySaleDto } from './currency-sales.dto.js';
import { refuse } from './currency-sales.refusals.js';

export type SaleApproved = { id: string; sequence: number; bookValue: number; difference: number };

@Injectable()
export class CurrencySales {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly funds: FundsService,
    private readonly posting: CurrencySalePosting,
    private readonly clock: Clock,
  ) {}

  /**
   * Prepares a sale. What could not be posted as things stand is refused now: it is posted for real and rolled back.
   * @throws Refusal currency-sale.* (422), ledger.* , date.future (400)
   */
  prepare(actor: Actor, dto: PrepareCurrencySaleDto, key: IdempotencyKey): Promise<{ id: string }> {
    return transact(this.db, async (tx) => {
      const { from, to } = await this.places(tx, dto);
      actor.require('currency.sell', from.unitCode);
      return once(tx, key, async () => {
        const effectiveDate = dto.date ?? this.clock.today();
        if (effectiveDate > this.clock.today()) throw refuseRequest('date.future', { date: formatDate(effectiveDate) });
        await this.funds.requireOpenFund(tx, from.fundId, effectiveDate);
        const sales = tx.getRepository(CurrencySale);
        const id = newId();
        await sales.insert({
          id,
          unitCode: from.unitCode,
          fundId: from.fundId,
          fromAccountId: from.ledgerAccountId,
          currency: from.currency,
          foreignAmount: BigInt(dto.foreignAmount),
          bankAccountId: to.id,
          proceeds: BigInt(dto.proceeds),
          effectiveDate,
          documentNo: dto.documentNo,
          preparedBy: actor.id,
          preparedAt: this.clock.now(),
        });
        await this.tryOut(tx, await sales.findOneByOrFail({ id }), actor.id);
        return { id };
      });
    });
  }

  /**
   * Approves a sale and posts it on its day.
   * @throws Refusal currency-sale.unknown (404), .decided, .same-person (409), .short (422), ledger.*
   */
  approve(actor: Actor, id: string, key: IdempotencyKey): Promise<SaleApproved> {
    return transact(this.db, async (tx) => {
      const sale = await this.locked(tx, id);
      actor.require('currency.approve', sale.unitCode);
      return once(tx, key, async () => {
        if (sale.state !== 'prepared') throw refuse('currency-sale.decided');
        if (sale.preparedBy === actor.id) throw refuse('currency-sale.same-person');
        const { sequence, bookValue, voucher } = await this.posting.post(tx, sale, actor.id);
        const decided = { state: 'approved' as const, decidedBy: actor.id, decidedAt: this.clock.now() };
        await tx.getRepository(CurrencySale).update({ id }, { ...decided, sequence, bookValue, voucher });
        return {
          id,
          sequence: Number(sequence),
          bookValue: Number(bookValue),
          difference: Number(sale.proceeds - bookValue),
        };
      });
    });
  }

  /** Sends a sale back; whoever prepared it may take it back so too. @throws Refusal currency-sale.unknown, .decided */
  reject(actor: Actor, id: string, dto: RejectCurrencySaleDto, key: IdempotencyKey): Promise<{ id: string }> {
    return transact(this.db, async (tx) => {
      const sale = await this.locked(tx, id);
      if (sale.preparedBy !== actor.id) actor.require('currency.approve', sale.unitCode);
      return once(tx, key, async () => {
        if (sale.state !== 'prepared') throw refuse('currency-sale.decided');
        const decided = { state: 'rejected' as const, decidedBy: actor.id, decidedAt: this.clock.now() };
        await tx.getRepository(CurrencySale).update({ id }, { ...decided, reason: dto.reason });
        return { id };
      });
    });
  }

  private async places(
    tx: EntityManager,
    dto: PrepareCurrencySaleDto,
  ): Promise<{ from: BankAccount | CashBox; to: BankAccount }> {
    const from = (await this.funds.cashBox(tx, dto.fromPlaceId)) ?? (await this.funds.bankAccount(tx, dto.fromPlaceId));
    if (!from || from.closedOn !== null) throw refuse('currency-sale.place-unknown');
    const to = await this.funds.bankAccount(tx, dto.toBankAccountId);
    if (!to || to.closedOn !== null) throw refuse('currency-sale.account-unknown');
    if (from.currency === 'VND') throw refuse('currency-sale.not-foreign');
    if (to.currency !== 'VND') throw refuse('currency-sale.account-foreign');
    if (from.fundId !== to.fundId) throw refuse('currency-sale.other-fund');
    return { from, to };
  }

  private async tryOut(tx: EntityManager, sale: CurrencySale, actorId: string): Promise<void> {
    await tx.query('SAVEPOINT currency_sale');
    await this.posting.post(tx, sale, actorId);
    // What the database would find at the commit it is asked for now.
    await tx.query('SET CONSTRAINTS place_balance_foreign IMMEDIATE');
    await tx.query('ROLLBACK TO SAVEPOINT currency_sale');
  }

  private async locked(tx: EntityManager, id: string): Promise<CurrencySale> {
    const lock = { mode: 'for_no_key_update' } as const;
    const sale = isId(id) ? await tx.getRepository(CurrencySale).findOne({ where: { id }, lock }) : null;
    if (!sale) throw refuse('currency-sale.unknown');
    return sale;
  }
}
