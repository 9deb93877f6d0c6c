/** Takes the lane and reads, in one call of the database, the part of the books that a decision depends on. */
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { prepared } from '../platform/prepared.js';
import type { Nature, Profile } from './natures.js';
import type { AccountId, EntryDraft, Lane, PostingItem, RestrictionId } from './posting.dto.js';
import { type AccountRow, type Books, type PurposeState, reservedKey } from './posting.rules.js';

/** Rows as the database writes them: in the order of their columns, and sums as text, for they may pass 2^53. */
type BooksAsWritten = {
  accounts:
    | [
        id: number,
        unitCode: string,
        fundId: string,
        code: string,
        role: AccountRow['role'],
        restrictionId: number | null,
        label: string,
        openedOn: PlainDate,
        closedOn: PlainDate | null,
        nature: Nature | null,
        profile: Profile | null,
        currency: string,
        balance: string,
        foreign: string,
        backDated: boolean,
      ][]
    | null;
  restrictions: [id: number, label: string, balance: string, reserved: string, costsFrom: PlainDate | null][] | null;
  closed: [fundId: string, kind: 'month' | 'year', startsOn: PlainDate, endsOn: PlainDate][] | null;
  profiles: [unitCode: string, from: PlainDate, profile: Profile][] | null;
};

type Reserved = { restriction: number; source: string; amount: bigint };
type Reversible = { sequence: bigint; reversed: boolean };
type DayOfPlace = { account: number; day: PlainDate; moved: bigint };

type Look = BooksAsWritten & { sequence: bigint; recorded_at: Date };

const LOOK = prepared(`SELECT * FROM ledger_look($1, $2, $3, $4, $5, $6, $7)`);

const RESERVED = `SELECT restriction_id AS restriction, source_id AS source, sum(amount)::bigint AS amount FROM reservation
  WHERE source_id = ANY ($1::uuid[]) GROUP BY restriction_id, source_id`;

const REVERSIBLE = `SELECT e.sequence, EXISTS (SELECT FROM entry r WHERE r.reverses = e.sequence) AS reversed
  FROM entry e WHERE e.sequence = ANY ($1::bigint[])`;

/** The lane, and the books as they stand in it. */
export async function lookAtBooks(
  tx: EntityManager,
  items: readonly PostingItem[],
  today: PlainDate,
): Promise<{ lane: Lane; books: Books }> {
  const entries = items.flatMap(({ entry }) => entry ?? []);
  const reservations = items.flatMap((item) => item.reservations ?? []);
  const touched = touchedBy(entries);
  const firstDay = entries.reduce<PlainDate | null>(
    (first, { effectiveDate: day }) => (first && first < day ? first : day),
    null,
  );
  const [written] = await tx.query<Look[]>(LOOK, [
    touched.map(({ account }) => account),
    touched.map(({ since }) => since),
    touched.map(({ forced }) => forced),
    distinct(reservations.map(({ restrictionId }) => restrictionId)),
    distinct(entries.map(({ fundId }) => fundId)),
    firstDay,
    distinct(entries.map(({ unitCode }) => unitCode)),
  ]);
  if (!written) throw new Error('The ledger has no head.');
  const releasing = reservations.flatMap(({ amount, sourceId }) => (amount < 0n ? sourceId : []));
  const reserved = await among<Reserved>(tx, RESERVED, distinct(releasing));
  const reversible = await among<Reversible>(
    tx,
    REVERSIBLE,
    distinct(entries.flatMap(({ reverses }) => reverses ?? [])),
  );
  const books = booksOf(written, today);
  for (const { restriction, source, amount } of reserved) books.reserved.set(reservedKey(restriction, source), amount);
  for (const { sequence, reversed } of reversible) books.reversible.set(sequence, { reversed });
  await addDays(tx, books, touched, written);
  return { lane: { sequence: written.sequence, recordedAt: written.recorded_at }, books };
}

async function among<Row>(tx: EntityManager, sql: string, keys: unknown[]): Promise<Row[]> {
  return keys.length === 0 ? [] : tx.query<Row[]>(sql, [keys]);
}

/** The days of places that money leaves before some of it came; of another place no day can be short unless the last one is. */
async function addDays(
  tx: EntityManager,
  books: Books,
  touched: Touched[],
  { accounts }: BooksAsWritten,
): Promise<void> {
  const backDated = new Set((accounts ?? []).flatMap((row) => (row[14] ? row[0] : [])));
  const places = touched.filter(({ account }) => backDated.has(account));
  if (places.length === 0) return;
  for (const { account } of places) books.days.set(account, new Map<PlainDate, bigint>());
  const days = await tx.query<DayOfPlace[]>(`SELECT * FROM ledger_days($1::integer[], $2::date[], $3::boolean[])`, [
    places.map(({ account }) => account),
    places.map(({ since }) => since),
    places.map(() => true),
  ]);
  for (const { account, day, moved } of days) books.days.get(account)?.set(day, moved);
}

/** An account, the first day that money leaves it, and `forced` where this list brings it money on a later day. */
type Touched = { account: AccountId; since: PlainDate | null; forced: boolean };

function touchedBy(entries: readonly EntryDraft[]): Touched[] {
  const left = new Map<AccountId, PlainDate>();
  const came = new Map<AccountId, PlainDate>();
  for (const { effectiveDate: day, movements } of entries) {
    for (const { debit, credit } of movements) {
      if (day < (left.get(credit) ?? '9999')) left.set(credit, day);
      if (day > (came.get(debit) ?? '')) came.set(debit, day);
    }
  }
  return distinct([...left.keys(), ...came.keys()]).map((account) => {
    const since = left.get(account) ?? null;
    return { account, since, forced: since !== null && (came.get(account) ?? '') > since };
  });
}

function booksOf(written: BooksAsWritten, today: PlainDate): Books {
  const accounts = new Map<AccountId, AccountRow>();
  const [balances, foreign] = [new Map<AccountId, bigint>(), new Map<AccountId, bigint>()];
  for (const row of written.accounts ?? []) {
    const [id, unitCode, fundId, code, role, restrictionId, label, openedOn, closedOn, nature, profile, currency] = row;
    accounts.set(id, {
      id,
      unitCode,
      fundId,
      code,
      role,
      restrictionId,
      label,
      openedOn,
      closedOn,
      nature,
      profile,
      currency,
    });
    balances.set(id, BigInt(row[12]));
    if (currency !== 'VND') foreign.set(id, BigInt(row[13]));
  }
  return {
    today,
    accounts,
    balances,
    foreign,
    restrictions: new Map<RestrictionId, PurposeState>(
      (written.restrictions ?? []).map(([id, label, balance, reserved, costsFrom]) => [
        id,
        { label, balance: BigInt(balance), reserved: BigInt(reserved), costsFrom },
      ]),
    ),
    reserved: new Map(),
    days: new Map(),
    reversible: new Map(),
    closed: (written.closed ?? []).map(([fundId, kind, startsOn, endsOn]) => ({ fundId, kind, startsOn, endsOn })),
    profiles: (written.profiles ?? []).map(([unitCode, from, profile]) => ({ unitCode, from, profile })),
  };
}

function distinct<T>(values: T[]): T[] {
  return [...new Set(values)];
}
