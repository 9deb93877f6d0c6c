/** What whoever draws up minutes may choose from: places that are not opened yet, boxes to count, posts to hand over. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import type { PlainDate } from '../platform/dates.js';
import { type Post, POSTS } from './entry-draft-content.js';
import { type BoxInBooks, boxesOf } from './minutes-handover.service.js';
import type { AccountId } from '../ledger/posting.dto.js';

export type { BoxInBooks };
export type PlaceToOpen = { accountId: AccountId; code: string; label: string };

@Injectable()
export class MinutesChoicesService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Boxes, bank accounts and other places of a fund without an opening balance that stands. */
  places(fundId: string): Promise<PlaceToOpen[]> {
    return this.db.query(
      `SELECT a.id AS "accountId", a.code, a.label FROM account a
       WHERE a.fund_id = $1 AND a.role = 'place' AND a.currency = 'VND' AND a.closed_on IS NULL AND a.code <> '113'
         AND NOT EXISTS (SELECT FROM movement m JOIN entry e ON e.sequence = m.sequence AND e.kind = 'opening-balance'
           WHERE m.debit = a.id AND NOT EXISTS (SELECT FROM entry r WHERE r.reverses = e.sequence))
       ORDER BY a.code, a.id`,
      [fundId],
    );
  }

  /** The cash boxes of a unit, with what the books say on a day. */
  boxes(unitCode: string, day: PlainDate = this.clock.today()): Promise<BoxInBooks[]> {
    return boxesOf(this.db, unitCode, day);
  }

  /** The posts that this person holds, and where; a storekeeper's has no role of its own. */
  posts(actor: Actor): { post: Post; unitCode: string }[] {
    const held = actor.roles.flatMap(({ role, unitCode }) =>
      POSTS.filter((post) => post === role).map((post) => ({ post, unitCode })),
    );
    const stores = [...new Set(actor.unitsFor('minutes.sign'))].map((unitCode) => ({
      post: 'storekeeper' as const,
      unitCode,
    }));
    return [...held, ...stores];
  }

  /** Who else holds this post in the unit now: the one who takes over is among them. */
  receivers(actor: Actor, unitCode: string, post: Post): Promise<{ username: string; name: string }[]> {
    const roles = post === 'storekeeper' ? ['accountant', 'chief_accountant', 'cashier', 'chair'] : [post];
    return this.db.query(
      `SELECT DISTINCT u.username, u.name FROM app_user u JOIN user_role r ON r.user_id = u.id
       WHERE r.role = ANY ($2) AND r.unit_code = $1 AND r.revoked_at IS NULL AND r.valid_from <= $3
         AND (r.valid_to IS NULL OR r.valid_to >= $3) AND u.state = 'active' AND u.id <> $4 ORDER BY u.name LIMIT 100`,
      [unitCode, roles, this.clock.today(), actor.id],
    );
  }
}
