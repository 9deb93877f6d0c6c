import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { prepared } from '../platform/prepared.js';
import { foldText } from '../platform/text.js';
import { clientOf, MissThrottle } from '../platform/throttle.js';
import { transact } from '../platform/transact.js';
import type { Actor } from './actor.js';
import { ActorsService } from './actors.service.js';
import { refuse } from './identity.refusals.js';
import { verifyPassword } from './passwords.js';
import { hashOfToken, newToken } from './tokens.js';

export type SessionKind = 'browser' | 'api';
export type NewSession = { token: string; userId: string; expiresAt: Date };

const HOURS = 60 * 60 * 1000;
const LASTS_MS = 12 * HOURS;
const SEEN_EVERY_MS = 60_000;
const KEPT_MS = 90 * 24 * HOURS;
const WINDOW_MS = HOURS / 4;

/** Of many requests at once the first one notes it. */
const NOTE_SEEN = prepared(`UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $3`);

/** Signing in and out. A session lasts twelve hours; a disabled user or a changed password ends it at once. */
@Injectable()
export class SessionsService {
  // From one address, one user's password may be guessed ten times and any fifty times in a quarter of an hour. Counted by
  // address, because whoever could lock a name for everybody could keep a clerk from the desk.
  private readonly byName = new MissThrottle(10, WINDOW_MS);
  private readonly byAddress = new MissThrottle(50, WINDOW_MS);

  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly actors: ActorsService,
  ) {}

  /**
   * @param address the client's address, as the trusted proxy tells it
   * @throws Refusal identity.wrong-password (401), the same for an unknown, a disabled and a mistyped one;
   *   request.too-many (429) after too many misses, even with the right password
   */
  async signIn(username: string, password: string, kind: SessionKind, address: string): Promise<NewSession> {
    const name = usernameOf(username);
    const [user] = await this.db.query<{ id: string; password_hash: string | null }[]>(
      `SELECT id, password_hash FROM app_user WHERE username = $1 AND state = 'active' AND kind = 'person'`,
      [name],
    );
    const matches = await this.attempt(name, address, user?.password_hash, password);
    if (!user || !matches) throw refuse('identity.wrong-password');
    return transact(this.db, async (tx) => {
      // Whoever disables the user or changes the password meanwhile waits for this session, and then ends it too.
      const same = await tx.query<unknown[]>(
        `SELECT 1 FROM app_user WHERE id = $1 AND state = 'active' AND password_hash = $2 FOR SHARE`,
        [user.id, user.password_hash],
      );
      if (same.length === 0) throw refuse('identity.wrong-password');
      return this.open(tx, user.id, kind);
    });
  }

  /** Misses count like those at sign-in. @throws Refusal identity.old-password-wrong (422), request.too-many (429) */
  async confirmPassword(actor: Actor, password: string, address: string): Promise<void> {
    const [user] = await this.db.query<{ password_hash: string | null }[]>(
      `SELECT password_hash FROM app_user WHERE id = $1`,
      [actor.id],
    );
    const matches = await this.attempt(actor.username, address, user?.password_hash, password);
    if (!matches) throw refuse('identity.old-password-wrong');
  }

  /** Opens a session without asking for a password: after one was just set. */
  async open(tx: EntityManager, userId: string, kind: SessionKind): Promise<NewSession> {
    const token = newToken();
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + LASTS_MS);
    await tx.query(`DELETE FROM session WHERE user_id = $1 AND expires_at < $2`, [
      userId,
      new Date(now.getTime() - KEPT_MS),
    ]);
    await tx.query(
      `INSERT INTO session (id, user_id, kind, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $4, $5)`,
      [hashOfToken(token), userId, kind, now, expiresAt],
    );
    return { token, userId, expiresAt };
  }

  /** The person whose session this is; nothing when it is over. Notes once a minute that it is in use. */
  async actorOf(token: string, kind: SessionKind): Promise<Actor | undefined> {
    const id = hashOfToken(token);
    const found = id && (await this.actors.bySession(id));
    // A browser's token is no token for programs and the other way round: the checks against forged forms hang on it.
    if (!found || found.kind !== kind) return undefined;
    const now = this.clock.now();
    if (now.getTime() - found.seenAt.getTime() > SEEN_EVERY_MS)
      await this.db.query(NOTE_SEEN, [id, now, new Date(now.getTime() - SEEN_EVERY_MS)]);
    return found.actor;
  }

  async end(token: string): Promise<void> {
    await this.db.query(`UPDATE session SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL`, [
      hashOfToken(token) ?? null,
      this.clock.now(),
    ]);
  }

  /** Ends all of a person's sessions, as when their password changes. */
  async endAll(tx: EntityManager, userId: string): Promise<void> {
    await tx.query(`UPDATE session SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL`, [
      userId,
      this.clock.now(),
    ]);
  }

  /** Misses of the name and of the address are looked at and counted while it is this attempt's turn. */
  private attempt(name: string, address: string, known: string | null | undefined, password: string): Promise<boolean> {
    const client = clientOf(address);
    return verifyPassword(known, password, async (work) => {
      this.byName.check(`${client} ${name}`);
      this.byAddress.check(client);
      const matches = await work();
      if (matches) this.byName.clear(`${client} ${name}`);
      else {
        this.byName.miss(`${client} ${name}`);
        this.byAddress.miss(client);
      }
      return matches;
    });
  }
}

/** A user name as it is kept: `KếToán ` typed on a phone means `ketoan`. */
export function usernameOf(typed: string): string {
  return foldText(typed.trim()).slice(0, 100);
}
