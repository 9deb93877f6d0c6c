/** Cash counted by the cashier and confirmed by an accountant: two people's word beside what the books hold. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import type { Actor } from '../identity/actor.js';
import { ClosingSums } from '../books/closing-sums.service.js';
import { PlaceHistory } from '../books/place-history.service.js';
import { Clock } from '../platform/clock.js';
import { addDays, formatDate, type PlainDate } from '../platform/dates.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { isId, newId } from '../platform/ids.js';
import { toJsonInteger } from '../platform/money.js';
import { decodeCursor, type Page, pageOf } from '../platform/paging.js';
import { refuse as refuseRequest } from '../platform/refusal.js';
import { transact } from '../platform/transact.js';
import type { BoxAtEnd } from './checklist-line.rules.js';
import { CashCountDto, CashCountsQuery } from './closing.dto.js';
import { CashCount } from './closing.entity.js';
import { refuse } from './closing.refusals.js';

/** What a difference is booked as, by a manual entry of two people; null where there is none. */
export type ToBook = { debit: string; credit: string; amount: number } | null;

export type CashCounted = { id: string; counted: number; books: number; difference: number; toBook: ToBook };

export type CashCountView = {
  id: string;
  cashBoxId: string;
  boxName: string;
  day: PlainDate;
  counted: bigint;
  /** What the books hold at the end of that day now, after what was booked since the count. */
  books: bigint;
  difference: bigint;
  countedBy: string;
  countedById: string;
  countedAt: Date;
  confirmedBy: string | null;
  confirmedAt: Date | null;
  /** Whether the box was counted again for that day, so that this count is no longer confirmed. */
  superseded: boolean;
};

type CountRow = Omit<CashCountView, 'books' | 'difference'> & { ledgerAccountId: number };

@Injectable()
export class CashCounts {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly funds: FundsService,
    private readonly history: PlaceHistory,
    private readonly sums: ClosingSums,
    private readonly clock: Clock,
  ) {}

  /**
   * Records what was found in the box at the end of a day.
   * @throws Refusal count.box-unknown, count.box-closed, count.foreign (422), date.future (400)
   */
  count(actor: Actor, dto: CashCountDto, key: IdempotencyKey): Promise<CashCounted> {
    return transact(this.db, async (tx) => {
      const box = await this.funds.cashBox(tx, dto.cashBoxId);
      if (!box) throw refuse('count.box-unknown');
      actor.require('cash.count', box.unitCode);
      if (box.currency !== 'VND') throw refuse('count.foreign', { currency: box.currency });
      return once(tx, key, async () => {
        const { day } = dto;
        if (day > this.clock.today()) throw refuseRequest('date.future', { date: formatDate(day) });
        if (day < box.openedOn || (box.closedOn !== null && day > box.closedOn))
          throw refuse('count.box-closed', { day: formatDate(day) });
        // With the lane held, so that what the books held is what they hold in the record for good.
        await this.sums.hold(tx);
        const books = await this.history.balanceOn(tx, box.ledgerAccountId, day);
        const counted = BigInt(dto.counted);
        const id = newId();
        await tx.getRepository(CashCount).insert({
          id,
          unitCode: box.unitCode,
          fundId: box.fundId,
          cashBoxId: box.id,
          day,
          counted,
          books,
          countedBy: actor.id,
          countedAt: this.clock.now(),
          confirmedBy: null,
          confirmedAt: null,
        });
        const difference = counted - books;
        return {
          id,
          counted: toJsonInteger(counted),
          books: toJsonInteger(books),
          difference: toJsonInteger(difference),
          toBook: toBook(difference),
        };
      });
    });
  }

  /**
   * The second person's word. A count that was made again for the same day is no longer confirmed.
   * @throws Refusal count.unknown (404), count.confirmed-already, count.superseded, count.same-person (409)
   */
  confirm(actor: Actor, id: string, key: IdempotencyKey): Promise<{ id: string }> {
    return transact(this.db, async (tx) => {
      const lock = { mode: 'for_no_key_update' } as const;
      const count = isId(id) && (await tx.getRepository(CashCount).findOne({ where: { id }, lock }));
      if (!count) throw refuse('count.unknown');
      actor.require('cash.confirm', count.unitCode);
      return once(tx, key, async () => {
        if (count.confirmedBy !== null) throw refuse('count.confirmed-already');
        if (count.countedBy === actor.id) throw refuse('count.same-person');
        const [newer] = await tx.query<unknown[]>(
          `SELECT 1 FROM cash_count WHERE cash_box_id = $1 AND day = $2 AND id > $3 LIMIT 1`,
          [count.cashBoxId, count.day, id],
        );
        if (newer) throw refuse('count.superseded');
        await tx.getRepository(CashCount).update({ id }, { confirmedBy: actor.id, confirmedAt: this.clock.now() });
        return { id };
      });
    });
  }

  /** The counts of a fund's boxes, newest first. @throws Refusal closing.fund-unknown (422) */
  async list(actor: Actor, query: CashCountsQuery): Promise<Page<CashCountView>> {
    const fund = await this.funds.fund(this.db, query.fund);
    if (!fund) throw refuse('closing.fund-unknown');
    actor.require('period.read', fund.unitCode);
    const limit = query.limit ?? 50;
    const before = decodeCursor(query.cursor);
    const rows = await this.db.query<CountRow[]>(
      `SELECT c.id, c.cash_box_id AS "cashBoxId", b.name AS "boxName", b.ledger_account_id AS "ledgerAccountId", c.day, c.counted,
         u.name AS "countedBy", c.counted_by AS "countedById", c.counted_at AS "countedAt", v.name AS "confirmedBy",
         c.confirmed_at AS "confirmedAt",
         EXISTS (SELECT FROM cash_count n WHERE n.cash_box_id = c.cash_box_id AND n.day = c.day AND n.id > c.id) AS superseded
       FROM cash_count c JOIN cash_box b ON b.id = c.cash_box_id JOIN app_user u ON u.id = c.counted_by
       LEFT JOIN app_user v ON v.id = c.confirmed_by
       WHERE c.fund_id = $1 AND ($2::uuid IS NULL OR c.id < $2) ORDER BY c.id DESC LIMIT $3`,
      [fund.id, isId(before) ? before : null, limit + 1],
    );
    const { items, nextCursor } = pageOf(rows, limit, ({ id }) => id);
    const views = items.map(async ({ ledgerAccountId, ...row }) => {
      const books = await this.history.balanceOn(this.db, ledgerAccountId, row.day);
      return { ...row, books, difference: row.counted - books };
    });
    return { items: await Promise.all(views), nextCursor };
  }

  /** Every box of the fund that was open in the period, or that the books still show something on. */
  async boxesAtEnd(tx: EntityManager, fundId: string, from: PlainDate, to: PlainDate): Promise<BoxAtEnd[]> {
    const boxes: BoxAtEnd[] = [];
    for (const box of await this.funds.cashBoxes(fundId, tx)) {
      if (box.openedOn > to || (box.closedOn !== null && box.closedOn < from)) continue;
      const { id: cashBoxId, name, currency, ledgerAccountId } = box;
      const newest = await newestCounts(tx, cashBoxId, to);
      const signed = newest.find(({ confirmed }) => confirmed);
      const waiting = newest[0] && !newest[0].confirmed ? newest[0].day : null;
      boxes.push({
        cashBoxId,
        name,
        currency,
        books: await this.history.balanceOn(tx, ledgerAccountId, to),
        moved: await this.sums.moved(tx, ledgerAccountId, from, to),
        count: signed
          ? {
              day: signed.day,
              counted: signed.counted,
              booksThatDay: await this.history.balanceOn(tx, ledgerAccountId, signed.day),
              movedSince: await this.sums.moved(tx, ledgerAccountId, addDays(signed.day, 1), to),
            }
          : null,
        unconfirmed: waiting,
      });
    }
    return boxes;
  }
}

/** Short: owed by the cashier until it is cleared up; over: owed to whoever it belongs to (accounting.md, "cash short, over"). */
export function toBook(difference: bigint): ToBook {
  if (difference === 0n) return null;
  const amount = toJsonInteger(difference < 0n ? -difference : difference);
  return difference < 0n ? { debit: '1388', credit: '1111', amount } : { debit: '1111', credit: '3388', amount };
}

/** The newest count of all, and the newest that two people signed, up to a day. */
async function newestCounts(
  tx: EntityManager,
  cashBoxId: string,
  to: PlainDate,
): Promise<{ day: PlainDate; counted: bigint; confirmed: boolean }[]> {
  return tx.query(
    `SELECT day, counted, confirmed FROM (
       SELECT day, counted, id, confirmed_at IS NOT NULL AS confirmed,
         row_number() OVER (ORDER BY day DESC, id DESC) AS place,
         row_number() OVER (PARTITION BY confirmed_at IS NOT NULL ORDER BY day DESC, id DESC) AS place_of_its_kind
       FROM cash_count WHERE cash_box_id = $1 AND day <= $2) c
     WHERE place = 1 OR (confirmed AND place_of_its_kind = 1) ORDER BY day DESC, id DESC`,
    [cashBoxId, to],
  );
}
