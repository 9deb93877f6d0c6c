/** What each purpose of a fund began with, received, spent and holds, what of it is reserved, and where the money lies. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { type BooksFilter, BooksPosition, type BooksTime } from './books-position.service.js';
import type { AccountId, RestrictionId } from '../ledger/posting.dto.js';
import { natureIn } from './restriction-flows.js';

/**
 * The roll-forward, in đồng: `opening + received + interest + decisions - spent = balance` and
 * `balance - reserved = available`. Opening balances by minutes are in `opening`; an advance is not spent.
 */
export type RollForward = {
  opening: bigint;
  received: bigint;
  interest: bigint;
  /** Moved here by recorded decisions; below zero where it was moved away. */
  decisions: bigint;
  spent: bigint;
  balance: bigint;
  reserved: bigint;
  available: bigint;
};

export type ReservedFor = { sourceKind: string; sourceId: string; amount: bigint };

export type RestrictionView = RollForward & {
  restrictionId: RestrictionId;
  unitCode: string;
  fundId: string;
  kind: 'general' | 'appeal' | 'earmark';
  /** The appeal's id, or that of the gift with the condition. */
  subject: string | null;
  label: string;
  reservations: ReservedFor[];
};

export type PlaceView = {
  accountId: AccountId;
  fundId: string;
  role: 'place' | 'creditor';
  code: string;
  label: string;
  /** What lies there, or what is owed. */
  balance: bigint;
};

export type RestrictionsView = {
  sequence: bigint;
  from: PlainDate | null;
  asOf: PlainDate | null;
  restrictions: RestrictionView[];
  places: PlaceView[];
};

type Ask = BooksFilter & Omit<BooksTime, 'to'> & { asOf?: PlainDate | undefined };

@Injectable()
export class RestrictionsViewService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly position: BooksPosition,
  ) {}

  /** @throws Refusal as `BooksPosition.of` */
  async of(ask: Ask): Promise<RestrictionsView> {
    const { from, asOf } = ask;
    const sequence = await this.position.of({ from, to: asOf, known: ask.known });
    const whose = [ask.unitCodes, ask.fundId ?? null];
    const [restrictions, reservations, places] = await Promise.all([
      this.db.query<Omit<RestrictionView, 'reservations' | 'available' | 'reserved' | 'balance'>[]>(FLOWS_OF, [
        ...whose,
        from ?? null,
        asOf ?? null,
        sequence,
      ]),
      this.db.query<(ReservedFor & { restrictionId: number })[]>(RESERVATIONS, [...whose, asOf ?? null, sequence]),
      this.db.query<PlaceView[]>(PLACES, [...whose, asOf ?? null, sequence]),
    ]);
    const reservedFor = new Map<number, ReservedFor[]>(restrictions.map(({ restrictionId }) => [restrictionId, []]));
    for (const { restrictionId, ...reservation } of reservations) reservedFor.get(restrictionId)?.push(reservation);
    return {
      sequence,
      from: from ?? null,
      asOf: asOf ?? null,
      restrictions: restrictions.map((row) => ({ ...row, ...standing(row, reservedFor.get(row.restrictionId) ?? []) })),
      places,
    };
  }
}

function standing(
  flows: Pick<RollForward, 'opening' | 'received' | 'interest' | 'decisions' | 'spent'>,
  reservations: ReservedFor[],
): Pick<RestrictionView, 'balance' | 'reserved' | 'available' | 'reservations'> {
  const balance = flows.opening + flows.received + flows.interest + flows.decisions - flows.spent;
  const reserved = reservations.reduce((sum, { amount }) => sum + amount, 0n);
  return { balance, reserved, available: balance - reserved, reservations };
}

const flow = (name: string, condition: string, sign = ''): string =>
  `coalesce(${sign}sum(m.amount) FILTER (WHERE ${condition}), 0)::bigint AS ${name}`;

const FLOWS_OF = `
  WITH wanted AS MATERIALIZED (
    SELECT * FROM restriction WHERE unit_code = ANY ($1) AND ($2::uuid IS NULL OR fund_id = $2)),
  asked AS MATERIALIZED (
    SELECT a.id, a.restriction_id, a.nature FROM account a JOIN wanted w ON w.id = a.restriction_id),
  ids AS MATERIALIZED (SELECT coalesce(array_agg(id), '{}') AS ids FROM asked),
  sums AS (
    SELECT true AS earlier, s.* FROM ids, LATERAL ledger_sums(ids.ids, NULL, $3::date - 1, $5) s WHERE $3::date IS NOT NULL
    UNION ALL SELECT false, s.* FROM ids, LATERAL ledger_sums(ids.ids, $3::date, $4::date, $5) s),
  moved AS (
    SELECT a.restriction_id, a.nature, s.earlier, s.credit - s.debit AS amount
    FROM sums s JOIN asked a ON a.id = s.account_id WHERE NOT s.closing)
  SELECT w.id AS "restrictionId", w.unit_code AS "unitCode", w.fund_id AS "fundId", w.kind, w.subject, w.label,
    ${flow('opening', `m.earlier OR ${natureIn('m.nature', 'carried')}`)},
    ${flow('received', `NOT m.earlier AND ${natureIn('m.nature', 'received')}`)},
    ${flow('interest', `NOT m.earlier AND ${natureIn('m.nature', 'interest')}`)},
    ${flow('decisions', `NOT m.earlier AND ${natureIn('m.nature', 'decisions')}`)},
    ${flow('spent', `NOT m.earlier AND ${natureIn('m.nature', 'spent')}`, '-')}
  FROM wanted w LEFT JOIN moved m ON m.restriction_id = w.id
  GROUP BY w.id, w.unit_code, w.fund_id, w.kind, w.subject, w.label
  ORDER BY w.unit_code, w.fund_id, array_position(ARRAY['general', 'appeal', 'earmark'], w.kind), w.id`;

/** A reservation has no effective day of its own: as of a day means recorded by that day in Vietnam. */
const RESERVATIONS = `
  SELECT r.restriction_id AS "restrictionId", r.source_kind AS "sourceKind", r.source_id AS "sourceId",
    sum(r.amount)::bigint AS amount
  FROM reservation r JOIN restriction w ON w.id = r.restriction_id
  WHERE w.unit_code = ANY ($1) AND ($2::uuid IS NULL OR w.fund_id = $2) AND r.sequence <= $4
    AND ($3::date IS NULL OR r.sequence <= (
      SELECT coalesce(max(v.sequence), 0) FROM event v
      WHERE v.recorded_at < (($3::date + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh')))
  GROUP BY r.restriction_id, r.source_kind, r.source_id HAVING sum(r.amount) <> 0
  ORDER BY r.restriction_id, min(r.sequence)`;

const PLACES = `
  WITH asked AS MATERIALIZED (
    SELECT * FROM account WHERE unit_code = ANY ($1) AND ($2::uuid IS NULL OR fund_id = $2) AND role <> 'restriction'),
  ids AS MATERIALIZED (SELECT coalesce(array_agg(id), '{}') AS ids FROM asked)
  SELECT a.id AS "accountId", a.fund_id AS "fundId", a.role, a.code, a.label,
    sum(CASE a.role WHEN 'place' THEN s.debit - s.credit ELSE s.credit - s.debit END)::bigint AS balance
  FROM ids, LATERAL ledger_sums(ids.ids, NULL, $3::date, $4) s JOIN asked a ON a.id = s.account_id
  GROUP BY a.id, a.fund_id, a.role, a.code, a.label, a.unit_code
  HAVING sum(s.debit - s.credit) <> 0
  ORDER BY a.unit_code, a.fund_id, a.role DESC, a.code COLLATE "C", a.id`;
