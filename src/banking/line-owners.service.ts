/** Who finds out what a line of a statement is, while the books hold it in suspense or to be explained. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { type Colleague, Colleagues } from '../identity/colleagues.service.js';
import { Clock } from '../platform/clock.js';
import { daysBetween } from '../platform/dates.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { transact } from '../platform/transact.js';
import { refuse } from './line-owners.refusals.js';
import { debitLineOf, statementOf } from './statement.store.js';

export type LineOwned = { id: string; owner: { id: string; name: string }; days: number };

@Injectable()
export class LineOwners {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly colleagues: Colleagues,
    private readonly clock: Clock,
  ) {}

  /** Who can be named for lines of this unit. */
  choices(unitCode: string): Promise<Colleague[]> {
    return this.colleagues.with('statement.explain', unitCode);
  }

  /**
   * Names the owner, or another one. The days are counted from the bank's day: money is to be explained soon whoever looks.
   * @throws Refusal statement.line-unknown (404), .line-settled (409), .owner-unknown (422)
   */
  name(actor: Actor, lineId: string, userId: string, key: IdempotencyKey): Promise<LineOwned> {
    return transact(this.db, async (tx) => {
      const { statementId, unitCode } = await debitLineOf(tx, lineId);
      actor.require('statement.explain', unitCode);
      return once(tx, key, async () => {
        await statementOf(tx, statementId, true);
        const line = await debitLineOf(tx, lineId, true);
        if (line.state !== 'suspense' && line.state !== 'to-explain') throw refuse('statement.line-settled');
        const owner = (await this.colleagues.with('statement.explain', unitCode, tx)).find(({ id }) => id === userId);
        if (!owner) throw refuse('statement.owner-unknown');
        await tx.query(`UPDATE statement_line SET owner_id = $2, owned_since = $3, owner_named_by = $4 WHERE id = $1`, [
          lineId,
          userId,
          this.clock.now(),
          actor.id,
        ]);
        return { id: lineId, owner, days: daysBetween(line.date, this.clock.today()) };
      });
    });
  }
}
