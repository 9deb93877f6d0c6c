/** The accounts of purposes by what a movement is for, never by code: a whole list in one look. */
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { prepared } from '../platform/prepared.js';
import { NATURE_NAMES, type Nature, purposeLeaf } from './natures.js';
import type { AccountId, RestrictionId } from './posting.dto.js';

export type WantedPurpose = {
  unitCode: string;
  fundId: string;
  restrictionId: RestrictionId;
  nature: Nature;
  /** The day of the movement: the unit's profile on that day says which account it is. */
  on: PlainDate;
  /** The movement corrects what an earlier year, or the unit under another profile, received or spent. */
  earlier?: boolean;
  /** What is corrected, where it was; `earlier` is then found from the year and the profile of that day. */
  corrects?: PlainDate;
};

type Found = { id: AccountId | null; code: string; subject: string; label: string };

/** A purpose's accounts have no first day of their own: the places do, and money is never without one. */
const FIRST_DAY = '1900-01-01';

/**
 * The accounts that money of these purposes is booked to, in the order asked; each is opened where it is needed for the
 * first time. One query for the list, and one more for each account that was not there.
 */
export async function purposeAccounts(tx: EntityManager, wanted: readonly WantedPurpose[]): Promise<AccountId[]> {
  if (wanted.length === 0) return [];
  const rows = await tx.query<Found[]>(FIND, columnsOf(wanted));
  const opened = new Map<string, AccountId>();
  const ids: AccountId[] = [];
  for (const [i, given] of wanted.entries()) {
    const found = rows[i] ?? fail();
    const name = `${given.restrictionId}|${found.code}|${found.subject}`;
    const id = found.id ?? opened.get(name) ?? (await open(tx, given, found));
    opened.set(name, id);
    ids.push(id);
  }
  return ids;
}

/** Those of them that are open already. */
export async function openPurposeAccounts(
  tx: EntityManager,
  wanted: readonly WantedPurpose[],
): Promise<(AccountId | undefined)[]> {
  if (wanted.length === 0) return [];
  const rows = await tx.query<Found[]>(FIND, columnsOf(wanted));
  return rows.map(({ id }) => id ?? undefined);
}

/** One of them. */
export async function purposeAccount(tx: EntityManager, wanted: WantedPurpose): Promise<AccountId> {
  const [id] = await purposeAccounts(tx, [wanted]);
  return id ?? fail();
}

/** Each profile's account is worked out here, and the database takes the one of the profile it finds. */
const FIND = prepared(`
  SELECT a.id, l.code, l.subject, r.label
  FROM unnest($1::text[], $2::uuid[], $3::integer[], $4::date[], $5::date[], $6::text[], $7::text[], $8::text[], $9::text[],
      $10::text[], $11::text[]) WITH ORDINALITY
    AS w(unit, fund, restriction, on_day, corrects, a_code, a_subject, earlier_code, earlier_subject, b_code, b_subject, n)
  CROSS JOIN LATERAL (SELECT unit_profile_on(w.unit, w.on_day) AS profile) p
  CROSS JOIN LATERAL (SELECT p.profile = 'A' AND w.corrects IS NOT NULL
    AND (date_trunc('year', w.corrects) < date_trunc('year', w.on_day) OR unit_profile_on(w.unit, w.corrects) <> 'A')
    AS earlier) y
  CROSS JOIN LATERAL (SELECT
    CASE WHEN p.profile = 'B' THEN w.b_code WHEN y.earlier THEN w.earlier_code ELSE w.a_code END AS code,
    CASE WHEN p.profile = 'B' THEN w.b_subject WHEN y.earlier THEN w.earlier_subject ELSE w.a_subject END AS subject) l
  LEFT JOIN restriction r ON r.id = w.restriction
  LEFT JOIN account a ON a.fund_id = w.fund AND a.restriction_id = w.restriction AND a.code = l.code AND a.subject = l.subject
  ORDER BY w.n`);

function columnsOf(wanted: readonly WantedPurpose[]): unknown[] {
  const leaves = wanted.map(({ nature, earlier }) => ({
    a: purposeLeaf('A', nature, earlier),
    earlier: purposeLeaf('A', nature, true),
    b: purposeLeaf('B', nature),
  }));
  return [
    wanted.map(({ unitCode }) => unitCode),
    wanted.map(({ fundId }) => fundId),
    wanted.map(({ restrictionId }) => restrictionId),
    wanted.map(({ on }) => on),
    wanted.map(({ corrects }) => corrects ?? null),
    leaves.map(({ a }) => a.code),
    leaves.map(({ a }) => a.subject),
    leaves.map(({ earlier }) => earlier.code),
    leaves.map(({ earlier }) => earlier.subject),
    leaves.map(({ b }) => b.code),
    leaves.map(({ b }) => b.subject),
  ];
}

async function open(tx: EntityManager, given: WantedPurpose, { code, subject, label }: Found): Promise<AccountId> {
  const [row] = await tx.query<{ id: AccountId }[]>(`SELECT ledger_open_account($1, $2, $3, $4, $5, $6, $7) AS id`, [
    given.unitCode,
    given.fundId,
    code,
    given.restrictionId,
    subject,
    `${NATURE_NAMES[given.nature].vi} · ${label}`,
    FIRST_DAY,
  ]);
  return row?.id ?? fail();
}

function fail(): never {
  throw new Error('An account of a purpose was not found.');
}
