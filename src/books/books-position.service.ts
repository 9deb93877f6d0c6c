/** Where the books are read at: the head, or a position before it, so that a report can be computed again as it was. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import type { PlainDate } from '../platform/dates.js';
import { refuse } from './books.refusals.js';

/** Whose books are read; the caller has checked that they may be. */
export type BooksFilter = { unitCodes: string[]; fundId?: string | undefined };

/** A stretch of effective days, both ends included, as the books knew it at a position; each may be left open. */
export type BooksTime = { from?: PlainDate | undefined; to?: PlainDate | undefined; known?: bigint | undefined };

@Injectable()
export class BooksPosition {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** The head of the books: how many events there are. */
  async head(): Promise<bigint> {
    const rows = await this.db.query<{ sequence: bigint }[]>(`SELECT sequence FROM ledger_head`);
    return rows[0]?.sequence ?? 0n;
  }

  /**
   * The position that is read at. Every statement that follows names it, so what is posted meanwhile is in none of them.
   * @throws Refusal ledger.known-ahead (400), ledger.days-order (400)
   */
  async of({ from, to, known }: BooksTime): Promise<bigint> {
    if (from !== undefined && to !== undefined && from > to) throw refuse('ledger.days-order');
    const head = await this.head();
    if (known !== undefined && (known < 0n || known > head)) throw refuse('ledger.known-ahead', { head });
    return known ?? head;
  }
}

/** The unit asked for, if the caller may read its books; their own without one. @throws Refusal identity.not-permitted (403) */
export function unitToRead(actor: Actor, unit: string | undefined): string {
  const code = unit ?? actor.unitsFor('ledger.read')[0] ?? actor.unitCode;
  actor.require('ledger.read', code);
  return code;
}
