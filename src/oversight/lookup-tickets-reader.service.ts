import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AccessLogService } from '../identity/access-log.service.js';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import type { PlainDate } from '../platform/dates.js';
import { isId } from '../platform/ids.js';
import { Keys } from '../platform/keys.js';
import { decodeCursor, type Page, pageOf } from '../platform/paging.js';
import { UnitsService } from '../units/units.service.js';
import { type TicketDetail, TicketsQuery, type TicketSummary } from './lookup-ticket.dto.js';
import type { TicketWords } from './lookup-ticket.entity.js';
import { refuse } from './lookup-ticket.refusals.js';
import { ticketNumber, type TicketState } from './lookup-ticket.rules.js';

type Row = {
  id: string;
  number: bigint;
  unitCode: string;
  amount: bigint | null;
  date: PlainDate | null;
  time: string | null;
  state: TicketState;
  openedOn: PlainDate;
  dueOn: PlainDate;
  endedOn: PlainDate | null;
};

const SCOPE = `WITH RECURSIVE scope AS (
  SELECT code FROM unit WHERE code = ANY ($1::text[])
  UNION SELECT u.code FROM unit u JOIN scope ON u.parent_code = scope.code)`;

const COLUMNS = `t.id, t.number, t.unit_code AS "unitCode", t.amount, t.gift_day AS date, t.gift_time AS time, t.state,
  t.opened_on AS "openedOn", t.due_on AS "dueOn", t.ended_on AS "endedOn"`;

/** Shows donors' questions to the board. How to reach the donor is decrypted for one question at a time, and logged. */
@Injectable()
export class LookupTicketsReader {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly units: UnitsService,
    private readonly keys: Keys,
    private readonly clock: Clock,
    private readonly accessLog: AccessLogService,
  ) {}

  /** Questions to the caller's units, newest first. */
  async list(actor: Actor, query: TicketsQuery): Promise<Page<TicketSummary>> {
    const limit = query.limit ?? 50;
    const rows = await this.db.query<Row[]>(
      `${SCOPE} SELECT ${COLUMNS} FROM lookup_ticket t WHERE t.unit_code IN (SELECT code FROM scope)
         AND ($2::text IS NULL OR t.state = $2) AND ($3::text IS NULL OR t.id::text < $3)
       ORDER BY t.id DESC LIMIT $4`,
      [actor.unitsFor('ticket.read'), query.state ?? null, decodeCursor(query.cursor) ?? null, limit + 1],
    );
    return pageOf(
      rows.map((row) => this.summary(row)),
      limit,
      ({ id }) => id,
    );
  }

  /** One question with all that the donor told. @throws Refusal ticket.unknown (404), identity.not-permitted (403) */
  async detail(actor: Actor, id: string): Promise<TicketDetail> {
    const rows = isId(id)
      ? await this.db.query<(Row & { told: Buffer; answer: string | null })[]>(
          `SELECT ${COLUMNS}, t.told, t.answer FROM lookup_ticket t WHERE t.id = $1`,
          [id],
        )
      : [];
    const [row] = rows;
    if (!row) throw refuse('ticket.unknown');
    actor.require('ticket.read', row.unitCode);
    await this.accessLog.record(this.db, actor, {
      ...{ action: 'ticket.read', subjectKind: 'lookup-ticket', subjectId: id },
      purpose: 'trả lời người ủng hộ hỏi về khoản của mình',
    });
    const words = JSON.parse(this.keys.decryptField(row.told)) as TicketWords;
    const mayAnswer = row.state === 'open' && actor.may('ticket.answer', row.unitCode);
    return { ...this.summary(row), ...words, answer: row.answer, mayAnswer };
  }

  /** How many wait, and how many of them too long, over the caller's units. */
  async counts(actor: Actor): Promise<{ open: number; overdue: number }> {
    const [counts] = await this.db.query<{ open: number; overdue: number }[]>(
      `${SCOPE} SELECT count(*)::int AS open, count(*) FILTER (WHERE due_on < $2::date)::int AS overdue
       FROM lookup_ticket WHERE state = 'open' AND unit_code IN (SELECT code FROM scope)`,
      [actor.unitsFor('ticket.read'), this.clock.today()],
    );
    return counts ?? { open: 0, overdue: 0 };
  }

  private summary(row: Row): TicketSummary {
    const { id, unitCode, amount, date, time, state, openedOn, dueOn, endedOn } = row;
    const overdue = state === 'open' && this.clock.today() > dueOn;
    const number = ticketNumber(row.number);
    const unitName = this.units.name(unitCode);
    return { id, number, unitCode, unitName, amount, date, time, state, openedOn, dueOn, overdue, endedOn };
  }
}
