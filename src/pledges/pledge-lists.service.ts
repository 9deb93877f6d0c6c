import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import { isId } from '../platform/ids.js';
import { decodeCursor, pageOf } from '../platform/paging.js';
import { UnitsService } from '../units/units.service.js';
import type { PledgeAnswer, PledgePage, PledgeSums } from './pledge.dto.js';
import { refuse } from './pledges.refusals.js';
import { type PledgeState, printedCode, standingOf } from './pledges.rules.js';

export type PledgeFilter = {
  fundId?: string | undefined;
  appealId?: string | undefined;
  state?: PledgeState | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
};

type PledgeRow = Omit<PledgeAnswer, 'unitName' | 'left' | 'state' | 'overdue'> & {
  kindCode: string;
  cancelled: boolean;
};

/** Every pledge with what is kept and left of it; $1 units, $2 fund, $3 appeal, $4 state, $5 today. */
const STANDING = `
  WITH figures AS (
    SELECT p.*, coalesce(g.kept, 0)::bigint AS kept,
      CASE WHEN p.cancelled_at IS NOT NULL THEN 0 ELSE greatest(p.amount - coalesce(g.kept, 0), 0) END::bigint AS "left"
    FROM pledge p LEFT JOIN LATERAL (
      SELECT sum(amount) AS kept FROM pledge_gift g WHERE g.pledge_id = p.id AND g.undone_at IS NULL) g ON true
    WHERE p.unit_code = ANY ($1) AND ($2::uuid IS NULL OR p.fund_id = $2) AND ($3::uuid IS NULL OR p.appeal_id = $3)),
  standing AS (
    SELECT f.*, CASE WHEN f.cancelled_at IS NOT NULL THEN 'cancelled' WHEN f."left" = 0 THEN 'kept'
      WHEN f.kept > 0 THEN 'part-kept' ELSE 'open' END AS state,
      f."left" > 0 AND f.due_date < $5::date AS overdue
    FROM figures f),
  found AS (SELECT * FROM standing WHERE $4::text IS NULL OR state = $4)`;

const COLUMNS = `
  p.id, p.code, p.unit_code AS "unitCode", p.fund_id AS "fundId", f.name AS "fundName", f.kind_code AS "kindCode",
  p.appeal_id AS "appealId", a.name AS "appealName", p.giver_name AS "giverName", p.giver_kind AS "giverKind", p.amount,
  p.kept, p.pledged_on AS "pledgedOn", p.due_date AS "dueDate", p.note, p.cancel_reason AS "cancelReason",
  p.cancelled_at IS NOT NULL AS cancelled
  FROM found p JOIN fund f ON f.id = p.fund_id LEFT JOIN appeal a ON a.id = p.appeal_id`;

/** Pledges for the unit's own people, and their sums, which are never added to money. */
@Injectable()
export class PledgeListsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly funds: FundsService,
    private readonly units: UnitsService,
    private readonly clock: Clock,
  ) {}

  /** Those due first come first; the sums are over all that the filter finds, not over the page. */
  async list(actor: Actor, filter: PledgeFilter): Promise<PledgePage> {
    const limit = filter.limit ?? 50;
    const wanted = await this.wanted(actor, filter);
    const [dueDate, id] = (decodeCursor(filter.cursor) ?? '').split(' ');
    const after = isId(id) && dueDate ? [dueDate, id] : [null, null];
    const rows = await this.db.query<PledgeRow[]>(
      `${STANDING} SELECT ${COLUMNS} WHERE $6::date IS NULL OR (p.due_date, p.id) > ($6, $7::uuid)
       ORDER BY p.due_date, p.id LIMIT $8`,
      [...wanted, ...after, limit + 1],
    );
    const page = pageOf(
      rows.map((row) => this.answer(row)),
      limit,
      (last) => `${last.dueDate} ${last.id}`,
    );
    return { ...page, sums: await this.sums(wanted) };
  }

  /** @throws Refusal pledge.not-found (404), also for one that the actor may not read */
  async one(actor: Actor, id: string): Promise<PledgeAnswer> {
    const wanted = await this.wanted(actor, {});
    const rows = isId(id)
      ? await this.db.query<PledgeRow[]>(`${STANDING} SELECT ${COLUMNS} WHERE p.id = $6`, [...wanted, id])
      : [];
    if (!rows[0]) throw refuse('pledge.not-found');
    return this.answer(rows[0]);
  }

  private async wanted(actor: Actor, filter: PledgeFilter): Promise<unknown[]> {
    const unitCodes = await this.funds.unitsWithFunds(actor, 'pledge.read');
    const { fundId = null, appealId = null, state = null } = filter;
    return [unitCodes, fundId, appealId, state, this.clock.today()];
  }

  private async sums(wanted: unknown[]): Promise<PledgeSums> {
    const [sums] = await this.db.query<PledgeSums[]>(
      `${STANDING} SELECT coalesce(sum(kept + "left"), 0)::bigint AS pledged, coalesce(sum(kept), 0)::bigint AS kept,
         coalesce(sum("left"), 0)::bigint AS "left", coalesce(sum("left") FILTER (WHERE overdue), 0)::bigint AS overdue,
         count(*)::integer AS count FROM found`,
      wanted,
    );
    return sums ?? { pledged: 0n, kept: 0n, left: 0n, overdue: 0n, count: 0 };
  }

  private answer({ kindCode, cancelled, ...row }: PledgeRow): PledgeAnswer {
    const standing = standingOf({ ...row, cancelled }, this.clock.today());
    return { ...row, code: printedCode(kindCode, row.code), unitName: this.units.name(row.unitCode), ...standing };
  }
}
