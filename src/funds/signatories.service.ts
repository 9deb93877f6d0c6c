import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import type { PlainDate } from '../platform/dates.js';
import { newId } from '../platform/ids.js';
import { prepared } from '../platform/prepared.js';
import { UnitsService } from '../units/units.service.js';
import type { SignatoryAnswer } from './fund.dto.js';
import { refuse } from './funds.refusals.js';
import { Signatory, SIGNING_POSTS, type SigningPost } from './signatory.entity.js';

export type NewSignatory = { unitCode: string; post: SigningPost; name: string; validFrom: PlainDate };

/** The names under a paper. A post that nobody holds is left out. */
export type Signatories = { chair?: string; chiefAccountant?: string; accountant?: string; cashier?: string };

const FIELD_OF = {
  chair: 'chair',
  chief_accountant: 'chiefAccountant',
  accountant: 'accountant',
  cashier: 'cashier',
} as const satisfies Record<SigningPost, keyof Signatories>;

/** Who signs for the unit on this day: for each post the latest that began by then. */
export async function signatoriesOn(
  db: EntityManager | DataSource,
  unitCode: string,
  day: PlainDate,
): Promise<Signatories> {
  const rows = await db.query<{ post: SigningPost; name: string }[]>(
    `SELECT DISTINCT ON (post) post, name FROM signatory WHERE unit_code = $1 AND valid_from <= $2
     ORDER BY post, valid_from DESC`,
    [unitCode, day],
  );
  return Object.fromEntries(rows.map(({ post, name }) => [FIELD_OF[post], name]));
}

const OF_PAPERS = prepared(
  `SELECT w.fund_id AS "fundId", w.day, s.post, s.name FROM unnest($1::uuid[], $2::date[]) AS w(fund_id, day)
   JOIN fund f ON f.id = w.fund_id CROSS JOIN LATERAL (
     SELECT DISTINCT ON (post) post, name FROM signatory WHERE unit_code = f.unit_code AND valid_from <= w.day
     ORDER BY post, valid_from DESC) s`,
);

/** The same for many papers of funds at once, by `signatoryKey`. */
export async function signatoriesOfPapers(
  db: EntityManager | DataSource,
  papers: readonly { fundId: string; day: PlainDate }[],
): Promise<Map<string, Signatories>> {
  const wanted = [...new Map(papers.map((paper) => [signatoryKey(paper.fundId, paper.day), paper])).values()];
  const rows = await db.query<{ fundId: string; day: PlainDate; post: SigningPost; name: string }[]>(OF_PAPERS, [
    wanted.map(({ fundId }) => fundId),
    wanted.map(({ day }) => day),
  ]);
  const found = new Map<string, Signatories>();
  for (const { fundId, day, post, name } of rows) {
    const key = signatoryKey(fundId, day);
    found.set(key, { ...found.get(key), [FIELD_OF[post]]: name });
  }
  return found;
}

export function signatoryKey(fundId: string, day: PlainDate): string {
  return `${fundId}|${day}`;
}

/** Whose names stand on a unit's papers, from a day on. */
@Injectable()
export class SignatoriesService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly units: UnitsService,
  ) {}

  /** All of a unit's, past and coming, by post and newest first. */
  async list(actor: Actor, unitCode: string): Promise<SignatoryAnswer[]> {
    actor.require('fund.administer', unitCode);
    const rows = await this.db.getRepository(Signatory).find({ where: { unitCode }, order: { validFrom: 'DESC' } });
    return rows.sort((a, b) => SIGNING_POSTS.indexOf(a.post) - SIGNING_POSTS.indexOf(b.post));
  }

  /**
   * Names who holds a post from a day on, which may lie ahead. The same day again mends the name: papers already
   * issued keep what they were issued with.
   * @throws Refusal fund.unit-unknown (422)
   */
  async set(tx: EntityManager, actor: Actor, given: NewSignatory): Promise<{ id: string }> {
    if (!this.units.get(given.unitCode)) throw refuse('fund.unit-unknown', { unit: given.unitCode });
    actor.require('fund.administer', given.unitCode);
    const rows = await tx.query<{ id: string }[]>(
      `INSERT INTO signatory (id, unit_code, post, name, valid_from) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT signatory_post_day_once DO UPDATE SET name = excluded.name RETURNING id`,
      [newId(), given.unitCode, given.post, given.name, given.validFrom],
    );
    return { id: rows[0]?.id ?? '' };
  }
}
