import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { newId } from '../platform/ids.js';
import { clientOf, MissThrottle } from '../platform/throttle.js';
import { transact } from '../platform/transact.js';
import type { Actor } from './actor.js';
import { refuse } from './identity.refusals.js';
import { hashPassword } from './passwords.js';
import { weaknessOf } from './passwords.rules.js';
import { type NewSession, SessionsService, usernameOf } from './sessions.service.js';
import { hashOfToken, newToken } from './tokens.js';
import { UsersService } from './users.service.js';

export type LinkPurpose = 'first-admin' | 'reset' | 'invite';
/** Shown once: `path` goes behind the instance's public address, and only its hash is kept. */
export type NewLink = { path: string; expiresAt: Date };
export type Link = {
  purpose: LinkPurpose;
  userId: string | undefined;
  username: string | undefined;
  name: string | undefined;
};

const HOUR_MS = 60 * 60 * 1000;
const LASTS_MS: Record<LinkPurpose, number> = {
  'first-admin': 24 * HOUR_MS,
  reset: 24 * HOUR_MS,
  invite: 7 * 24 * HOUR_MS,
};

/** How people come by their passwords: changing it, or setting it by a link that works once. */
@Injectable()
export class CredentialsService {
  private readonly misses = new MissThrottle(20, HOUR_MS / 4);

  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
  ) {}

  /** Ends all the person's sessions and opens a new one. @throws Refusal identity.old-password-wrong (422), a weak one (400) */
  async changePassword(actor: Actor, old: string, password: string, address: string): Promise<NewSession> {
    await this.sessions.confirmPassword(actor, old, address);
    if (old === password) throw refuse('identity.password-unchanged');
    const hash = await acceptable(password, actor.username);
    return transact(this.db, (tx) => this.setPassword(tx, actor.id, hash));
  }

  /** A link by which the person sets their first password, or a new one; an older unused one stops working. */
  async createLink(tx: EntityManager, by: Actor, userId: string): Promise<NewLink> {
    await this.users.requireOver(tx, by, userId);
    const [user] = await tx.query<{ has: boolean }[]>(
      `SELECT password_hash IS NOT NULL AS has FROM app_user WHERE id = $1`,
      [userId],
    );
    await tx.query(`DELETE FROM one_time_link WHERE user_id = $1 AND used_at IS NULL`, [userId]);
    return this.keepLink(tx, user?.has ? 'reset' : 'invite', userId, by.id);
  }

  /** At the start of an instance that has no administrator yet; nothing otherwise. */
  async firstAdministratorLink(): Promise<NewLink | undefined> {
    return transact(this.db, async (tx) => {
      if (await hasAdministrator(tx)) return undefined;
      await tx.query(`DELETE FROM one_time_link WHERE purpose = 'first-admin' AND used_at IS NULL`);
      return this.keepLink(tx, 'first-admin', undefined, undefined);
    });
  }

  /** What the link is for. @throws Refusal identity.link-dead (404), request.too-many (429) */
  async readLink(token: string, address: string): Promise<Link> {
    const client = clientOf(address);
    this.misses.check(client);
    const [row] = await this.db.query<LinkRow[]>(
      `SELECT l.purpose, l.user_id, u.username, u.name FROM one_time_link l LEFT JOIN app_user u ON u.id = l.user_id
       WHERE l.hash = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND (u.id IS NULL OR u.state = 'active')`,
      [hashOfToken(token) ?? null, this.clock.now()],
    );
    if (!row) {
      this.misses.miss(client);
      throw refuse('identity.link-dead');
    }
    const { purpose, user_id, username, name } = row;
    return { purpose, userId: user_id ?? undefined, username: username ?? undefined, name: name ?? undefined };
  }

  /** Sets the password of the link's user, ends their other sessions, and signs them in. The link is used up. */
  async useLink(token: string, password: string, address: string): Promise<NewSession> {
    const { userId, username = '' } = await this.readLink(token, address);
    if (userId === undefined) throw refuse('identity.link-dead');
    const hash = await acceptable(password, username);
    return transact(this.db, async (tx) => {
      await this.useUp(tx, token);
      return this.setPassword(tx, userId, hash);
    });
  }

  /** Makes the instance's first administrator, at the centre, and signs them in. */
  async createFirstAdministrator(
    token: string,
    person: { username: string; name: string; password: string },
    address: string,
  ): Promise<NewSession> {
    const link = await this.readLink(token, address);
    if (link.purpose !== 'first-admin') throw refuse('identity.link-dead');
    const username = usernameOf(person.username);
    const hash = await acceptable(person.password, username);
    return transact(this.db, async (tx) => {
      await this.useUp(tx, token);
      if (await hasAdministrator(tx)) throw refuse('identity.link-dead');
      const id = newId();
      await tx.query(`INSERT INTO app_user (id, username, name, unit_code, created_at) VALUES ($1, $2, $3, 'TW', $4)`, [
        id,
        username,
        person.name,
        this.clock.now(),
      ]);
      await tx.query(
        `INSERT INTO user_role (id, user_id, role, unit_code, valid_from, granted_at) VALUES ($1, $2, 'administrator', 'TW', $3, $4)`,
        [newId(), id, this.clock.today(), this.clock.now()],
      );
      return this.setPassword(tx, id, hash);
    });
  }

  private async setPassword(tx: EntityManager, userId: string, hash: string): Promise<NewSession> {
    await tx.query(`UPDATE app_user SET password_hash = $2, must_change = false WHERE id = $1`, [userId, hash]);
    await this.sessions.endAll(tx, userId);
    return this.sessions.open(tx, userId, 'browser');
  }

  private async useUp(tx: EntityManager, token: string): Promise<void> {
    const [, used] = await tx.query<[unknown[], number]>(
      `UPDATE one_time_link SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND expires_at > $2`,
      [hashOfToken(token), this.clock.now()],
    );
    if (used !== 1) throw refuse('identity.link-dead');
  }

  private async keepLink(
    tx: EntityManager,
    purpose: LinkPurpose,
    userId: string | undefined,
    by: string | undefined,
  ): Promise<NewLink> {
    const token = newToken();
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + LASTS_MS[purpose]);
    await tx.query(
      `INSERT INTO one_time_link (hash, user_id, purpose, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [hashOfToken(token), userId ?? null, purpose, by ?? null, now, expiresAt],
    );
    return { path: `/account/link/${token}`, expiresAt };
  }
}

type LinkRow = { purpose: LinkPurpose; user_id: string | null; username: string | null; name: string | null };

async function acceptable(password: string, username: string): Promise<string> {
  const weakness = weaknessOf(password, username);
  if (weakness) throw weakness;
  return hashPassword(password);
}

async function hasAdministrator(tx: EntityManager): Promise<boolean> {
  const found = await tx.query<unknown[]>(
    `SELECT 1 FROM user_role WHERE role = 'administrator' AND revoked_at IS NULL LIMIT 1`,
  );
  return found.length > 0;
}
