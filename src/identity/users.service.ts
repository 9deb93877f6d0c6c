import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../platform/clock.js';
import type { PlainDate } from '../platform/dates.js';
import { newId } from '../platform/ids.js';
import { UnitsService } from '../units/units.service.js';
import type { Actor } from './actor.js';
import { refuse } from './identity.refusals.js';
import { hashPassword } from './passwords.js';
import type { Role } from './permissions.js';
import { SessionsService, usernameOf } from './sessions.service.js';

export type NewUser = {
  username: string;
  name: string;
  unitCode: string;
  /**
   * Only for the demo, for tests and for the command line, and not held against the rules of passwords: a person sets
   * their own by a link.
   */
  password?: string;
  /** The person must set another password before they may do anything else. */
  mustChange?: boolean;
};

export type NewRole = {
  userId: string;
  role: Role;
  unitCode: string;
  /** Today when left out. */
  validFrom?: PlainDate;
  /** The last day, for a delegation; without one until it is taken away. */
  validTo?: PlainDate;
};

/** People and their roles, kept by an administrator of their unit or one above, or by who holds the command line. */
@Injectable()
export class UsersService {
  constructor(
    private readonly clock: Clock,
    private readonly units: UnitsService,
    private readonly sessions: SessionsService,
  ) {}

  /** A user without a password and without a role: the first comes by a link, the second by `grantRole`. */
  async createUser(tx: EntityManager, by: Actor, user: NewUser): Promise<string> {
    if (!this.units.get(user.unitCode)) throw refuse('identity.unit-unknown', { unit: user.unitCode });
    requireAdministrator(by, user.unitCode);
    const { username, name, unitCode, password, mustChange = false } = user;
    const id = newId();
    const hash = password === undefined ? null : await hashPassword(password);
    await tx.query(
      `INSERT INTO app_user (id, username, name, unit_code, password_hash, must_change, created_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, usernameOf(username), name, unitCode, hash, mustChange, by.id, this.clock.now()],
    );
    return id;
  }

  /** What goes together is decided by the database: see the refusals with a constraint in identity.refusals.ts. */
  async grantRole(tx: EntityManager, by: Actor, grant: NewRole): Promise<string> {
    const { userId, role, unitCode, validFrom = this.clock.today(), validTo } = grant;
    if (!this.units.get(unitCode)) throw refuse('identity.unit-unknown', { unit: unitCode });
    await this.requireOver(tx, by, userId);
    this.requireFor(by, role, unitCode);
    const id = newId();
    await tx.query(
      `INSERT INTO user_role (id, user_id, role, unit_code, valid_from, valid_to, granted_by, granted_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, userId, role, unitCode, validFrom, validTo ?? null, by.id, this.clock.now()],
    );
    return id;
  }

  /** Takes the role away at once. */
  async revokeRole(tx: EntityManager, by: Actor, roleId: string): Promise<void> {
    const [role] = await tx.query<{ user_id: string; role: Role; unit_code: string }[]>(
      `SELECT user_id, role, unit_code FROM user_role WHERE id = $1 AND revoked_at IS NULL FOR UPDATE`,
      [roleId],
    );
    if (!role) throw refuse('identity.role-unknown');
    await this.requireOver(tx, by, role.user_id);
    this.requireFor(by, role.role, role.unit_code);
    await tx.query(`UPDATE user_role SET revoked_at = $2, revoked_by = $3 WHERE id = $1`, [
      roleId,
      this.clock.now(),
      by.id,
    ]);
  }

  /**
   * A post was handed over by minutes that both signed: the role ends with this day, whoever gave it. No administrator is
   * asked, since nobody gains a right by it.
   */
  async endRole(
    tx: EntityManager,
    given: { userId: string; role: Role; unitCode: string; lastDay: PlainDate },
  ): Promise<void> {
    await tx.query(
      `UPDATE user_role SET valid_to = greatest(valid_from, $4::date)
       WHERE user_id = $1 AND role = $2 AND unit_code = $3 AND revoked_at IS NULL AND (valid_to IS NULL OR valid_to > $4::date)`,
      [given.userId, given.role, given.unitCode, given.lastDay],
    );
  }

  /** A disabled user's sessions end at once; what they did stays under their name. */
  async disable(tx: EntityManager, by: Actor, userId: string): Promise<void> {
    await this.requireOver(tx, by, userId);
    await tx.query(`UPDATE app_user SET state = 'disabled' WHERE id = $1`, [userId]);
    await this.sessions.endAll(tx, userId);
  }

  async enable(tx: EntityManager, by: Actor, userId: string): Promise<void> {
    await this.requireOver(tx, by, userId);
    await tx.query(`UPDATE app_user SET state = 'active' WHERE id = $1`, [userId]);
  }

  /**
   * Refuses unless `by` administers the person's unit and every unit that one of their roles is for: else an administrator
   * of a commune could take over somebody of the city.
   * @throws Refusal identity.user-unknown (404), identity.self-administered (422), identity.not-permitted (403)
   */
  async requireOver(tx: EntityManager, by: Actor, userId: string): Promise<void> {
    const [user] = await tx.query<{ unit_code: string }[]>(
      `SELECT unit_code FROM app_user WHERE id = $1 AND kind = 'person' FOR UPDATE`,
      [userId],
    );
    if (!user) throw refuse('identity.user-unknown');
    if (by.id === userId) throw refuse('identity.self-administered');
    requireAdministrator(by, user.unit_code);
    const roles = await tx.query<{ role: Role; unit_code: string }[]>(
      `SELECT role, unit_code FROM user_role
       WHERE user_id = $1 AND revoked_at IS NULL AND (valid_to IS NULL OR valid_to >= $2)`,
      [userId, this.clock.today()],
    );
    for (const { role, unit_code: unitCode } of roles) this.requireFor(by, role, unitCode);
  }

  /**
   * A board is made by the level above the one that it watches, never by that unit's own administrator; only the centre
   * has none above it.
   */
  private requireFor(by: Actor, role: Role, unitCode: string): void {
    const above = role === 'board' ? this.units.get(unitCode)?.parentCode : undefined;
    requireAdministrator(by, above ?? unitCode);
  }
}

/** Whoever may run commands on the server holds the database already, so the command line may do this too. */
function requireAdministrator(by: Actor, unitCode: string): void {
  if (!by.isSystem) by.require('user.administer', unitCode);
}
