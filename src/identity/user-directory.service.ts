import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type Page, decodeCursor, pageOf } from '../platform/paging.js';
import { foldText } from '../platform/text.js';
import { Clock } from '../platform/clock.js';
import type { Actor } from './actor.js';
import { refuse } from './identity.refusals.js';
import type { Role } from './permissions.js';

export type UserState = 'active' | 'disabled';

export type UserLine = {
  id: string;
  username: string;
  name: string;
  unitCode: string;
  state: UserState;
  hasPassword: boolean;
  /** Of today. */
  roles: { role: Role; unitCode: string }[];
};

export type RoleLine = {
  id: string;
  role: Role;
  unitCode: string;
  validFrom: string;
  validTo: string | null;
  revoked: boolean;
};

export type UserDetail = Omit<UserLine, 'roles'> & {
  /** Of all times, the latest first. */
  roles: RoleLine[];
  lastSeenAt: Date | null;
  /** Until when a link that was given out and not used works. */
  linkExpiresAt: Date | null;
};

/** The people whom an administrator looks after: those of their units and the ones below. */
@Injectable()
export class UserDirectoryService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** By user name; `q` looks in both names, without marks. */
  async list(by: Actor, query: { q?: string; limit?: number; cursor?: string }): Promise<Page<UserLine>> {
    const limit = query.limit ?? 50;
    const rows = await this.db.query<UserLine[]>(
      `${SCOPE}
       SELECT ${COLUMNS}, coalesce((
         SELECT jsonb_agg(jsonb_build_object('role', r.role, 'unitCode', r.unit_code) ORDER BY r.granted_at, r.id)
         FROM user_role r WHERE r.user_id = u.id AND r.revoked_at IS NULL
           AND r.valid_from <= $5 AND (r.valid_to IS NULL OR r.valid_to >= $5)), '[]') AS roles
       FROM app_user u JOIN scope ON scope.code = u.unit_code
       WHERE u.kind = 'person' AND u.username > $2 AND (u.username LIKE $3 OR fold_text(u.name) LIKE $3)
       ORDER BY u.username LIMIT $4`,
      [
        by.unitsFor('user.administer'),
        decodeCursor(query.cursor) ?? '',
        `%${foldText(query.q ?? '')
          .trim()
          .replace(/[\\%_]/g, '\\$&')}%`,
        limit + 1,
        this.clock.today(),
      ],
    );
    return pageOf(rows, limit, (last) => last.username);
  }

  /** @throws Refusal identity.user-unknown (404), also for one of another unit */
  async user(by: Actor, id: string): Promise<UserDetail> {
    const [row] = await this.db.query<UserDetail[]>(
      `${SCOPE}
       SELECT ${COLUMNS},
         (SELECT max(seen_at) FROM session s WHERE s.user_id = u.id) AS "lastSeenAt",
         (SELECT expires_at FROM one_time_link l WHERE l.user_id = u.id AND used_at IS NULL AND expires_at > $3) AS "linkExpiresAt"
       FROM app_user u JOIN scope ON scope.code = u.unit_code WHERE u.id = $2 AND u.kind = 'person'`,
      [by.unitsFor('user.administer'), id, this.clock.now()],
    );
    if (!row) throw refuse('identity.user-unknown');
    const roles = await this.db.query<RoleLine[]>(
      `SELECT id, role, unit_code AS "unitCode", valid_from AS "validFrom", valid_to AS "validTo", revoked_at IS NOT NULL AS revoked
       FROM user_role WHERE user_id = $1 ORDER BY revoked_at IS NOT NULL, valid_from DESC, granted_at DESC LIMIT 200`,
      [id],
    );
    return { ...row, roles };
  }
}

const SCOPE = `WITH RECURSIVE scope AS (
  SELECT code FROM unit WHERE code = ANY ($1) UNION SELECT u.code FROM unit u JOIN scope s ON u.parent_code = s.code)`;

const COLUMNS = `u.id, u.username, u.name, u.unit_code AS "unitCode", u.state, u.password_hash IS NOT NULL AS "hasPassword"`;
