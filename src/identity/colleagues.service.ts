/** The people who may do something in a unit, to name one of them for a task. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { UnitsService } from '../units/units.service.js';
import { type Permission, ROLES, roleMay } from './permissions.js';

export type Colleague = { id: string; name: string };

@Injectable()
export class Colleagues {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly units: UnitsService,
    private readonly clock: Clock,
  ) {}

  /** Active people whose role of today, in this unit or above it, carries the permission; those of the unit first. */
  with(permission: Permission, unitCode: string, db: DataSource | EntityManager = this.db): Promise<Colleague[]> {
    return db.query(
      `SELECT u.id, u.name FROM app_user u
       WHERE u.kind = 'person' AND u.state = 'active' AND EXISTS (
         SELECT FROM user_role r WHERE r.user_id = u.id AND r.role = ANY ($1) AND r.unit_code = ANY ($2)
           AND r.revoked_at IS NULL AND r.valid_from <= $3 AND (r.valid_to IS NULL OR r.valid_to >= $3))
       ORDER BY u.unit_code <> $4, u.name, u.id LIMIT 200`,
      [
        ROLES.filter((role) => roleMay(role, permission)),
        this.units.line(unitCode).map(({ code }) => code),
        this.clock.today(),
        unitCode,
      ],
    );
  }
}
