/**
 * The chart as an accountant keeps it: names, and the circular's own code with the text it stands in. A change is prepared
 * by one person and verified by another; until then it is in no chart, so that nothing can print it (accounting.md).
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import type { Permission } from '../identity/permissions.js';
import { Clock } from '../platform/clock.js';
import { formatDate, type PlainDate } from '../platform/dates.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { isId, newId } from '../platform/ids.js';
import { Refusal } from '../platform/refusal.js';
import { transact } from '../platform/transact.js';
import { UnitsService } from '../units/units.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { ChangeChartDto, type ChartAnswer, type ChartChangeAnswer, type ChartRowAnswer } from './profiles.dto.js';
import { refuse } from './profiles.refusals.js';

type Draft = Omit<ChartChangeAnswer, 'preparedBy' | 'preparedAt'> & { preparedBy: string; state: string };

const CHANGE = `c.id, c.profile, c.code, c.valid_from AS "validFrom", c.name_vi AS "nameVi", c.name_en AS "nameEn",
  c.official_code AS "officialCode", c.official_source AS "officialSource"`;

/** Whoever may not keep the chart for the units above a commune may not for the whole country. */
const CENTRE = 'TW';

@Injectable()
export class ChartEditing {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly ledger: LedgerService,
    private readonly units: UnitsService,
    private readonly clock: Clock,
  ) {}

  /** Both charts with their history, by profile and code, the row in use first; and the changes that wait. */
  async list(): Promise<ChartAnswer> {
    const items = await this.db.query<ChartRowAnswer[]>(
      `SELECT profile, code, name_vi AS "nameVi", name_en AS "nameEn", role, nature, official_code AS "officialCode",
         official_source AS "officialSource", verified_by AS "verifiedBy", verified_at AS "verifiedAt",
         valid_from AS "validFrom", valid_to AS "validTo"
       FROM chart_account ORDER BY profile, code COLLATE "C", valid_from DESC`,
    );
    const waiting = await this.db.query<ChartChangeAnswer[]>(
      `SELECT ${CHANGE}, u.name AS "preparedBy", c.prepared_at AS "preparedAt"
       FROM chart_draft c JOIN app_user u ON u.id = c.prepared_by WHERE c.state = 'prepared' ORDER BY c.prepared_at, c.id`,
    );
    return { items, waiting };
  }

  /** Whether this person may keep the chart: it is one for all units, so communes do not change it. */
  may(actor: Actor, permission: Extract<Permission, 'chart.edit' | 'chart.verify'>): boolean {
    return actor.unitsFor(permission).some((code) => this.units.get(code)?.level !== 'commune');
  }

  /**
   * Prepares a change.
   * @throws Refusal identity.not-permitted (403), date.future (400), chart.code-unknown, chart.in-order,
   *   chart.nothing-changed, chart.source-missing (422), chart.waiting (409)
   */
  prepare(actor: Actor, dto: ChangeChartDto, key: IdempotencyKey): Promise<{ id: string }> {
    this.require(actor, 'chart.edit');
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const validFrom = dto.validFrom ?? this.clock.today();
        if (validFrom > this.clock.today()) throw new Refusal('date.future', { date: formatDate(validFrom) });
        await this.checkAgainstPresent(tx, dto, validFrom);
        const id = newId();
        await tx.query(
          `INSERT INTO chart_draft (id, profile, code, valid_from, name_vi, name_en, official_code, official_source,
             prepared_by, prepared_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
          [
            id,
            dto.profile,
            dto.code,
            validFrom,
            dto.nameVi,
            dto.nameEn,
            dto.officialCode ?? null,
            dto.officialSource ?? null,
            actor.id,
            this.clock.now(),
          ],
        );
        return { id };
      }),
    );
  }

  /**
   * Another person has compared the change with its source: it is in the chart from its day, and in the log.
   * @throws Refusal chart.change-unknown (404), chart.decided, chart.same-person, chart.changed-meanwhile (409)
   */
  verify(actor: Actor, id: string, key: IdempotencyKey): Promise<{ id: number }> {
    this.require(actor, 'chart.verify');
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const draft = await this.lock(tx, id);
        if (draft.preparedBy === actor.id) throw refuse('chart.same-person');
        const { profile, code, validFrom: from, nameVi, nameEn, officialCode, officialSource } = draft;
        await this.decide(tx, draft.id, 'verified', actor.id);
        const facts = { profile, code, from, nameVi, nameEn, officialCode, officialSource };
        const { sequence } = await this.ledger.post(tx, { kind: 'chart-changed', actorId: actor.id }, facts);
        await tx.query(`SELECT ledger_change_chart($1, $2, $3, $4)`, [id, actor.name, this.clock.now(), sequence]);
        return { id: Number(sequence) };
      }),
    );
  }

  /** Takes a prepared change back. @throws Refusal chart.change-unknown (404), chart.decided (409) */
  withdraw(actor: Actor, id: string, key: IdempotencyKey): Promise<{ id: string }> {
    this.require(actor, 'chart.edit');
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const draft = await this.lock(tx, id);
        await this.decide(tx, draft.id, 'withdrawn', actor.id);
        return { id: draft.id };
      }),
    );
  }

  private require(actor: Actor, permission: 'chart.edit' | 'chart.verify'): void {
    if (!this.may(actor, permission)) actor.require(permission, CENTRE);
  }

  private async checkAgainstPresent(tx: EntityManager, dto: ChangeChartDto, validFrom: PlainDate): Promise<void> {
    const [present] = await tx.query<ChartRowAnswer[]>(
      `SELECT name_vi AS "nameVi", name_en AS "nameEn", official_code AS "officialCode",
         official_source AS "officialSource", valid_from AS "validFrom"
       FROM chart_account WHERE profile = $1 AND code = $2 ORDER BY valid_from DESC LIMIT 1`,
      [dto.profile, dto.code],
    );
    if (!present) throw refuse('chart.code-unknown', { profile: dto.profile, code: dto.code });
    if (validFrom <= present.validFrom) throw refuse('chart.in-order', { date: formatDate(present.validFrom) });
    const { officialCode = null, officialSource = null } = dto;
    if (officialCode !== null && officialSource === null) throw refuse('chart.source-missing');
    const same =
      present.nameVi === dto.nameVi &&
      present.nameEn === dto.nameEn &&
      present.officialCode === officialCode &&
      present.officialSource === officialSource;
    if (same) throw refuse('chart.nothing-changed');
  }

  private async lock(tx: EntityManager, id: string): Promise<Draft> {
    const [draft] = isId(id)
      ? await tx.query<Draft[]>(
          `SELECT ${CHANGE}, c.prepared_by AS "preparedBy", c.state FROM chart_draft c WHERE c.id = $1 FOR UPDATE`,
          [id],
        )
      : [];
    if (!draft) throw refuse('chart.change-unknown');
    if (draft.state !== 'prepared') throw refuse('chart.decided');
    return draft;
  }

  private async decide(tx: EntityManager, id: string, state: 'verified' | 'withdrawn', by: string): Promise<void> {
    await tx.query(`UPDATE chart_draft SET state = $2, decided_by = $3, decided_at = $4 WHERE id = $1`, [
      id,
      state,
      by,
      this.clock.now(),
    ]);
  }
}
