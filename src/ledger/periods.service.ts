/**
 * Months and years that are closed. A period's state changes with its event, under the lane: whoever posts at that moment
 * has either posted before it or finds it closed.
 */
import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { LedgerService } from './ledger.service.js';
import type { AcceptedItem, Posted } from './posting.dto.js';

export type PeriodKind = 'month' | 'year';
export type PeriodState = 'open' | 'closed';

/** A period that was closed once; `sequence` is the event that brought it to its present state. */
export type Period = {
  unitCode: string;
  fundId: string;
  kind: PeriodKind;
  startsOn: PlainDate;
  endsOn: PlainDate;
  state: PeriodState;
  sequence: bigint;
};

type Reader = EntityManager | DataSource;

const COLUMNS = `unit_code AS "unitCode", fund_id AS "fundId", kind, starts_on AS "startsOn", ends_on AS "endsOn", state, sequence`;

@Injectable()
export class PeriodsService {
  constructor(private readonly ledger: LedgerService) {}

  /**
   * Closes a period or opens it again, with its event. Take other row locks before.
   * @param facts public facts of the event beside the unit, the fund and the period
   */
  async set(
    tx: EntityManager,
    given: Pick<Period, 'unitCode' | 'fundId' | 'kind' | 'startsOn' | 'state'> & {
      actorId: string;
      facts?: AcceptedItem['facts'];
    },
  ): Promise<Posted> {
    const { unitCode, fundId, kind, startsOn, state } = given;
    const period = startsOn.slice(0, kind === 'month' ? 7 : 4);
    const posted = await this.ledger.post(
      tx,
      { kind: state === 'closed' ? 'period-closed' : 'period-reopened', actorId: given.actorId },
      { ...given.facts, unit: unitCode, fund: fundId, period },
    );
    await tx.query(`SELECT ledger_set_period($1, $2, $3, $4, $5, $6)`, [
      unitCode,
      fundId,
      kind,
      startsOn,
      state,
      posted.sequence,
    ]);
    return posted;
  }

  /** The last closed month or year of a fund that is not over before a day, the year first: with it all earlier days are closed. */
  async closedOn(db: Reader, fundId: string, day: PlainDate): Promise<Period | undefined> {
    const rows = await db.query<Period[]>(
      `SELECT ${COLUMNS} FROM period WHERE fund_id = $1 AND state = 'closed' AND ends_on >= $2::date
       ORDER BY kind DESC, ends_on DESC LIMIT 1`,
      [fundId, day],
    );
    return rows[0];
  }

  /** Every period of these funds that was ever closed, in order of days. */
  of(db: Reader, fundIds: readonly string[]): Promise<Period[]> {
    return db.query(
      `SELECT ${COLUMNS} FROM period WHERE fund_id = ANY ($1::uuid[]) ORDER BY starts_on, kind, fund_id`,
      [fundIds],
    );
  }
}
