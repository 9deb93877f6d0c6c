import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { Clock } from '../platform/clock.js';
import type { Actor } from './actor.js';

export type Access = {
  /** What was done, as `household.read`, `statement.download`. */
  action: string;
  /** What kind of thing it was done to, as `household`. */
  subjectKind: string;
  subjectId: string;
  /** What for, in a few words and without personal data, as `chi trả đợt …`. */
  purpose: string;
};

/** Who looked at whose unmasked data. Written before the data is handed out, in its transaction where there is one. */
@Injectable()
export class AccessLogService {
  constructor(private readonly clock: Clock) {}

  async record(tx: EntityManager | DataSource, actor: Actor, ...accesses: Access[]): Promise<void> {
    if (accesses.length === 0) return;
    await tx.query(
      `INSERT INTO access_log (at, user_id, action, subject_kind, subject_id, purpose)
       SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[])`,
      [
        this.clock.now(),
        actor.id,
        accesses.map(({ action }) => action),
        accesses.map(({ subjectKind }) => subjectKind),
        accesses.map(({ subjectId }) => subjectId),
        accesses.map(({ purpose }) => purpose),
      ],
    );
  }
}
