import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Batcher, type Outcome } from '../platform/batcher.js';
import { Clock } from '../platform/clock.js';
import { prepared } from '../platform/prepared.js';
import { UnitsService } from '../units/units.service.js';
import { Actor, CLI_ACTOR_ID, type Grant } from './actor.js';

type ActorRow = {
  id: string;
  username: string;
  name: string;
  unit_code: string;
  must_change: boolean;
  roles: Grant[];
};

export type SessionActor = { actor: Actor; kind: 'browser' | 'api'; seenAt: Date };

// Roles of today: begun, not over, not taken away.
const FACTS = `u.id, u.username, u.name, u.unit_code, u.must_change, coalesce((
    SELECT jsonb_agg(jsonb_build_object('role', r.role, 'unitCode', r.unit_code) ORDER BY r.granted_at, r.id)
    FROM user_role r WHERE r.user_id = u.id AND r.revoked_at IS NULL
      AND r.valid_from <= $1 AND (r.valid_to IS NULL OR r.valid_to >= $1)
  ), '[]') AS roles`;

const BY_SESSIONS = prepared(
  `SELECT ${FACTS}, s.id AS session_id, s.kind, s.seen_at FROM session s JOIN app_user u ON u.id = s.user_id
   WHERE s.id = ANY ($2::bytea[]) AND s.revoked_at IS NULL AND s.expires_at > $3 AND u.state = 'active'`,
);
const MOST_SESSIONS = 100;

type SessionRow = ActorRow & { session_id: Buffer; kind: 'browser' | 'api'; seen_at: Date };

/** Finds the actor of a session, or by name for work that no session asks for. Each is one indexed query. */
@Injectable()
export class ActorsService {
  // Requests that come together are looked up together. Nothing is remembered: a lookup always starts after its request
  // came, so who was signed out, disabled or deprived of a role before that is so for it.
  private readonly lookups = new Batcher<Buffer, SessionActor | undefined>((ids) => this.bySessions(ids), {
    most: MOST_SESSIONS,
  });

  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly units: UnitsService,
  ) {}

  /** Nothing when the session is unknown, over or ended, or its user disabled. */
  bySession(id: Buffer): Promise<SessionActor | undefined> {
    return this.lookups.submit(id);
  }

  /** An active user of this name, as for `--as USER`; nothing when there is none. */
  async byUsername(username: string): Promise<Actor | undefined> {
    const [row] = await this.db.query<ActorRow[]>(
      `SELECT ${FACTS} FROM app_user u WHERE u.username = $2 AND u.state = 'active'`,
      [this.clock.today(), username],
    );
    return row && this.actorOf(row);
  }

  async byId(id: string): Promise<Actor | undefined> {
    const [row] = await this.db.query<ActorRow[]>(
      `SELECT ${FACTS} FROM app_user u WHERE u.id = $2 AND u.state = 'active'`,
      [this.clock.today(), id],
    );
    return row && this.actorOf(row);
  }

  /** The named actor `sovang-cli`. */
  async system(): Promise<Actor> {
    const actor = await this.byId(CLI_ACTOR_ID);
    if (!actor) throw new Error('The actor of the command line is missing.');
    return actor;
  }

  private async bySessions(ids: Buffer[]): Promise<Outcome<SessionActor | undefined>[]> {
    const distinct = new Map(ids.map((id) => [id.toString('hex'), id]));
    const rows = await this.db.query<SessionRow[]>(BY_SESSIONS, [
      this.clock.today(),
      [...distinct.values()],
      this.clock.now(),
    ]);
    const found = new Map(
      rows.map((row) => [
        row.session_id.toString('hex'),
        { actor: this.actorOf(row), kind: row.kind, seenAt: row.seen_at },
      ]),
    );
    return ids.map((id) => ({ ok: true, value: found.get(id.toString('hex')) }));
  }

  private actorOf(row: ActorRow): Actor {
    const { id, username, name, unit_code: unitCode, must_change: mustChange, roles } = row;
    return new Actor({ id, username, name, unitCode, mustChange, roles }, (code, ancestor) =>
      this.units.isWithin(code, ancestor),
    );
  }
}
