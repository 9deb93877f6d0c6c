/** Gifts with a donor's condition: each keeps its money apart, so it can only be paid out on its own (NĐ 93/2021 art. 9.3). */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { BalancesService } from '../books/balances.service.js';
import type { RestrictionId } from '../ledger/posting.dto.js';
import { isId } from '../platform/ids.js';

export type ConditionalGift = {
  id: string;
  fundId: string;
  appealId: string | null;
  restrictionId: RestrictionId;
  /** In the clerk's words: it may hold names, so it is shown to those who read gifts, and nowhere else. */
  condition: string;
};

const STANDING = `
  SELECT d.id, d.unit_code AS "unitCode", d.fund_id AS "fundId", d.appeal_id AS "appealId",
    d.restriction_id AS "restrictionId", d.condition
  FROM donation d WHERE d.condition IS NOT NULL
    AND NOT EXISTS (SELECT FROM receipt_void v WHERE v.receipt_id = d.receipt_id)`;

@Injectable()
export class ConditionalGifts {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly balances: BalancesService,
  ) {}

  /** The gift, where it is one of this fund with a condition, and not void. */
  async find(tx: EntityManager | DataSource, fundId: string, id: string): Promise<ConditionalGift | undefined> {
    if (!isId(id)) return undefined;
    const [gift] = await tx.query<ConditionalGift[]>(`${STANDING} AND d.id = $1 AND d.fund_id = $2`, [id, fundId]);
    return gift;
  }

  /** Those of these funds that have money left which nobody has reserved, newest first; only what the reader may see. */
  async withMoneyLeft(actor: Actor, fundIds: string[]): Promise<(ConditionalGift & { available: bigint })[]> {
    const rows = await this.db.query<(ConditionalGift & { unitCode: string })[]>(
      `${STANDING} AND d.fund_id = ANY ($1::uuid[]) ORDER BY d.sequence DESC`,
      [fundIds],
    );
    const gifts = rows.filter(({ unitCode }) => actor.may('donation.read', unitCode));
    const figures = await this.balances.availableOf(gifts.map(({ restrictionId }) => restrictionId));
    return gifts
      .map((gift) => ({ ...gift, available: figures.get(gift.restrictionId) ?? 0n }))
      .filter(({ available }) => available > 0n);
  }
}
