/** Those who give and are known: a gift may name one, and need not. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { isId, newId } from '../platform/ids.js';
import { type Page, decodeCursor, pageOf } from '../platform/paging.js';
import { transact } from '../platform/transact.js';
import { Donor } from './donor.entity.js';
import { CreateDonorDto, DonorsQuery } from './donors.dto.js';

@Injectable()
export class DonorsService {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  create(actor: Actor, dto: CreateDonorDto, key: IdempotencyKey): Promise<{ id: string }> {
    const unitCode = dto.unitCode ?? actor.unitCode;
    actor.require('donation.record', unitCode);
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const id = newId();
        await tx.getRepository(Donor).insert({ id, unitCode, kind: dto.kind, name: dto.name, createdBy: actor.id });
        return { id };
      }),
    );
  }

  /** Donors of the units whose gifts the caller may read, by name; only the caller's own unit's, not the whole city's. */
  async list(actor: Actor, query: DonorsQuery): Promise<Page<Donor>> {
    const limit = query.limit ?? 50;
    const after = decodeCursor(query.cursor);
    const rows = await this.db.query<Donor[]>(
      `SELECT id, unit_code AS "unitCode", kind, name, created_by AS "createdBy", created_at AS "createdAt" FROM donor
       WHERE unit_code = ANY ($1) AND fold_text(name) LIKE fold_text($2) || '%' AND ($3::uuid IS NULL OR id > $3)
       ORDER BY id LIMIT $4`,
      [actor.unitsFor('donation.read'), (query.q ?? '').replace(/[%_\\]/g, ''), isId(after) ? after : null, limit + 1],
    );
    return pageOf(rows, limit, (donor) => donor.id);
  }

  /** The names of those of these donors that belong to the unit. */
  async namesOf(
    tx: EntityManager,
    ids: string[],
  ): Promise<Map<string, { name: string; unitCode: string; kind: Donor['kind'] }>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<Donor[]>(
      `SELECT id, name, kind, unit_code AS "unitCode" FROM donor WHERE id = ANY ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((donor) => [donor.id, donor]));
  }
}
