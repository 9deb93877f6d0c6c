import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import { isId } from '../platform/ids.js';
import { decodeCursor, type Page, pageOf } from '../platform/paging.js';
import { UnitsService } from '../units/units.service.js';
import { type FindingCounts, type FindingDetail, FindingsQuery, type FindingSummary } from './finding.dto.js';
import type { SubjectKind } from './finding.entity.js';
import { refuse } from './finding.refusals.js';
import {
  dayOf,
  FINDING_STEPS,
  type FindingState,
  type FindingStep,
  findingNumber,
  type OwnerPost,
} from './finding.rules.js';

type Row = {
  id: string;
  unitCode: string;
  year: number;
  number: number;
  subjectKind: SubjectKind;
  disbursementId: string | null;
  disbursementTitle: string | null;
  receiptSerial: string | null;
  entrySequence: bigint | null;
  text: string;
  ownerPost: OwnerPost;
  state: FindingState;
  openedOn: string;
  dueOn: string;
  closedOn: string | null;
  sequence: bigint;
  recordedBy: string;
};

const SCOPE = `WITH RECURSIVE scope AS (
  SELECT code FROM unit WHERE code = ANY ($1::text[])
  UNION SELECT u.code FROM unit u JOIN scope ON u.parent_code = scope.code)`;

const ROWS = `
  SELECT k.id, k.unit_code AS "unitCode", k.year, k.number, k.subject_kind AS "subjectKind",
    k.disbursement_id AS "disbursementId", d.title AS "disbursementTitle", r.serial AS "receiptSerial",
    k.entry_sequence AS "entrySequence", k.text, k.owner_post AS "ownerPost", k.state, k.opened_on AS "openedOn",
    k.due_on AS "dueOn", k.closed_on AS "closedOn", k.sequence, u.name AS "recordedBy"
  FROM finding k JOIN app_user u ON u.id = k.created_by
  LEFT JOIN disbursement d ON d.id = k.disbursement_id LEFT JOIN receipt r ON r.id = k.receipt_id`;

/** Shows findings to the board and to the unit that has to answer, with the days that are left. */
@Injectable()
export class FindingsReader {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly units: UnitsService,
    private readonly clock: Clock,
  ) {}

  /** Findings about the caller's units, newest first. */
  async list(actor: Actor, query: FindingsQuery): Promise<Page<FindingSummary>> {
    const limit = query.limit ?? 50;
    const rows = await this.db.query<Row[]>(
      `${SCOPE} ${ROWS} WHERE k.unit_code IN (SELECT code FROM scope) AND ($2::text IS NULL OR k.state = $2)
         AND ($3::uuid IS NULL OR k.disbursement_id = $3) AND ($4::text IS NULL OR k.id::text < $4)
       ORDER BY k.id DESC LIMIT $5`,
      [
        actor.unitsFor('finding.read'),
        query.state ?? null,
        query.disbursementId ?? null,
        decodeCursor(query.cursor) ?? null,
        limit + 1,
      ],
    );
    return pageOf(
      rows.map((row) => this.summary(row)),
      limit,
      ({ id }) => id,
    );
  }

  async detail(actor: Actor, id: string): Promise<FindingDetail> {
    const [row] = isId(id) ? await this.db.query<Row[]>(`${ROWS} WHERE k.id = $1`, [id]) : [];
    if (!row) throw refuse('finding.unknown');
    actor.require('finding.read', row.unitCode);
    const notes = await this.db.query<FindingDetail['notes']>(
      `SELECT n.kind, n.text, u.name AS by, n.written_on AS on FROM finding_note n JOIN app_user u ON u.id = n.written_by
       WHERE n.finding_id = $1 ORDER BY n.id`,
      [id],
    );
    const may = (Object.keys(FINDING_STEPS) as FindingStep[]).filter(
      (step) => FINDING_STEPS[step].from === row.state && actor.may(FINDING_STEPS[step].permission, row.unitCode),
    );
    return { ...this.summary(row), sequence: row.sequence, recordedBy: row.recordedBy, notes, may };
  }

  /** How many there are and where they stand, over all of the caller's units. */
  async counts(actor: Actor): Promise<FindingCounts> {
    const [counts] = await this.db.query<FindingCounts[]>(
      `${SCOPE} SELECT count(*)::int AS total, count(*) FILTER (WHERE state = 'closed')::int AS closed,
         count(*) FILTER (WHERE state = 'answered')::int AS answered, count(*) FILTER (WHERE state = 'open')::int AS open,
         count(*) FILTER (WHERE state = 'open' AND due_on < $2::date)::int AS overdue
       FROM finding WHERE unit_code IN (SELECT code FROM scope)`,
      [actor.unitsFor('finding.read'), this.clock.today()],
    );
    return counts ?? { total: 0, closed: 0, answered: 0, open: 0, overdue: 0 };
  }

  private summary(row: Row): FindingSummary {
    const { id, unitCode, subjectKind, disbursementId, receiptSerial, entrySequence, text, ownerPost } = row;
    const { state, openedOn, dueOn, closedOn } = row;
    const unitName = this.units.name(unitCode);
    const time = dayOf(openedOn, dueOn, closedOn ?? this.clock.today());
    return {
      ...{ id, number: findingNumber(unitCode, row.year, row.number), unitCode, unitName, subjectKind },
      subject: row.disbursementTitle ?? receiptSerial ?? (entrySequence === null ? unitName : `#${entrySequence}`),
      ...{ disbursementId, receiptSerial, entrySequence, text, ownerPost, state, openedOn, dueOn, closedOn },
      ...time,
      overdue: state === 'open' && time.overdue,
    };
  }
}
