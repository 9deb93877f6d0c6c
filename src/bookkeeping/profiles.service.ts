/** A unit's choice of its posting profile: prepared by one person, confirmed by another, and then it holds from its day. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import { formatDate, type PlainDate } from '../platform/dates.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { isId, newId } from '../platform/ids.js';
import { Refusal } from '../platform/refusal.js';
import { transact } from '../platform/transact.js';
import { UnitsService } from '../units/units.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { Profile } from '../ledger/natures.js';
import { ProfileMove } from './profile-move.service.js';
import { ChooseProfileDto, type ChosenProfile, type PreparedProfile, type UnitProfiles } from './profiles.dto.js';
import { refuse } from './profiles.refusals.js';
import { profilesOn } from '../ledger/unit-profiles.service.js';

type Change = {
  id: string;
  unitCode: string;
  from: PlainDate;
  profile: Profile;
  decisionNo: string;
  preparedBy: string;
  state: 'prepared' | 'confirmed' | 'withdrawn';
};

/** `entries` is how many the move from B to A took; 0 where nothing stood. */
export type ProfileConfirmed = { id: number; entries: number };

const COLUMNS = `id, unit_code AS "unitCode", valid_from AS "from", profile, decision_no AS "decisionNo"`;

@Injectable()
export class ProfilesService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly ledger: LedgerService,
    private readonly move: ProfileMove,
    private readonly units: UnitsService,
    private readonly clock: Clock,
  ) {}

  /** What a unit chose, latest first, and what waits for a second person. @throws Refusal profile.unit-unknown (422) */
  async of(actor: Actor, unitCode: string): Promise<UnitProfiles> {
    actor.require('ledger.read', unitCode);
    if (!this.units.get(unitCode)) throw refuse('profile.unit-unknown', { unit: unitCode });
    const items = await this.db.query<ChosenProfile[]>(
      `SELECT valid_from AS "from", profile, decision_no AS "decisionNo", sequence FROM unit_profile
       WHERE unit_code = $1 ORDER BY valid_from DESC`,
      [unitCode],
    );
    const [waiting = null] = await this.db.query<PreparedProfile[]>(
      `SELECT c.id, c.valid_from AS "from", c.profile, c.decision_no AS "decisionNo", u.name AS "preparedBy",
         c.prepared_at AS "preparedAt"
       FROM profile_change c JOIN app_user u ON u.id = c.prepared_by WHERE c.unit_code = $1 AND c.state = 'prepared'`,
      [unitCode],
    );
    const profileOf = await profilesOn(this.db, [unitCode], this.clock.today());
    return { unitCode, profile: profileOf(unitCode), items, waiting };
  }

  /**
   * Prepares a choice.
   * @throws Refusal profile.unit-unknown, profile.month-start (422), date.future (400), profile.same, profile.in-order,
   *   profile.waiting, profile.months-open (409)
   */
  prepare(actor: Actor, dto: ChooseProfileDto, key: IdempotencyKey): Promise<{ id: string }> {
    actor.require('profile.prepare', dto.unitCode);
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        await this.check(tx, dto);
        const id = newId();
        await tx.query(
          `INSERT INTO profile_change (id, unit_code, valid_from, profile, decision_no, prepared_by, prepared_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)`,
          [id, dto.unitCode, dto.from, dto.profile, dto.decisionNo, actor.id, this.clock.now()],
        );
        return { id };
      }),
    );
  }

  /**
   * Confirms what another prepared: the profile holds, and a unit that leaves B carries its balances over, all at once.
   * @throws Refusal profile.unknown (404), profile.decided, profile.same-person, ledger.profile-entries (409) and as `prepare`
   */
  confirm(actor: Actor, id: string, key: IdempotencyKey): Promise<ProfileConfirmed> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const change = await this.lock(tx, id);
        actor.require('profile.confirm', change.unitCode);
        if (change.state !== 'prepared') throw refuse('profile.decided');
        if (change.preparedBy === actor.id) throw refuse('profile.same-person');
        return this.carryOut(tx, actor, change);
      }),
    );
  }

  /** Takes back what was prepared. @throws Refusal profile.unknown (404), profile.decided (409) */
  withdraw(actor: Actor, id: string, key: IdempotencyKey): Promise<{ id: string }> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const change = await this.lock(tx, id);
        actor.require('profile.prepare', change.unitCode);
        if (change.state !== 'prepared') throw refuse('profile.decided');
        await this.decide(tx, change.id, { state: 'withdrawn', by: actor.id });
        return { id: change.id };
      }),
    );
  }

  private async carryOut(tx: EntityManager, actor: Actor, change: Change): Promise<ProfileConfirmed> {
    const { unitCode, from, profile, decisionNo } = change;
    await this.ledger.takeLane(tx);
    await this.check(tx, change);
    const facts = { unit: unitCode, profile, from, decision: decisionNo };
    const { sequence } = await this.ledger.post(tx, { kind: 'profile-changed', actorId: actor.id }, facts);
    await tx.query(`SELECT ledger_set_profile($1, $2, $3, $4, $5)`, [unitCode, from, profile, decisionNo, sequence]);
    const entries = profile === 'A' ? await this.move.carryOver(tx, { ...change, actorId: actor.id }) : 0;
    await this.decide(tx, change.id, { state: 'confirmed', by: actor.id, sequence });
    return { id: Number(sequence), entries };
  }

  /** What can be told before the books are asked; the database proves the rest. */
  private async check(
    tx: EntityManager,
    { unitCode, from, profile }: Pick<Change, 'unitCode' | 'from' | 'profile'>,
  ): Promise<void> {
    if (!this.units.get(unitCode)) throw refuse('profile.unit-unknown', { unit: unitCode });
    if (from > this.clock.today()) throw new Refusal('date.future', { date: formatDate(from) });
    if (!from.endsWith('-01')) throw refuse('profile.month-start');
    if ((await profilesOn(tx, [unitCode], from))(unitCode) === profile) throw refuse('profile.same', { profile });
    const later = await tx.query<unknown[]>(`SELECT FROM unit_profile WHERE unit_code = $1 AND valid_from >= $2`, [
      unitCode,
      from,
    ]);
    if (later.length > 0) throw refuse('profile.in-order');
    if (profile === 'A') await this.move.requireClosed(tx, unitCode, from);
  }

  private async lock(tx: EntityManager, id: string): Promise<Change> {
    const [change] = isId(id)
      ? await tx.query<Change[]>(
          `SELECT ${COLUMNS}, prepared_by AS "preparedBy", state FROM profile_change WHERE id = $1 FOR UPDATE`,
          [id],
        )
      : [];
    if (!change) throw refuse('profile.unknown');
    return change;
  }

  private async decide(
    tx: EntityManager,
    id: string,
    given: { state: 'confirmed' | 'withdrawn'; by: string; sequence?: bigint },
  ): Promise<void> {
    await tx.query(
      `UPDATE profile_change SET state = $2, decided_by = $3, decided_at = $4, sequence = $5 WHERE id = $1`,
      [id, given.state, given.by, this.clock.now(), given.sequence ?? null],
    );
  }
}
