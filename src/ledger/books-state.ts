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
      ][]
    | null;
  restrictions: [id: number, label: string, balance: string, reserved: string, costsFrom: PlainDate | null][] | null;
  reserved?: [restriction: number, source: string, amount: string][] | null;
  reversible?: [sequence: number, reversed: boolean][] | null;
  days?: [account: number, day: PlainDate, moved: string][] | null;
  closed?: [fundId: string, kind: 'month' | 'year', startsOn: PlainDate, endsOn: PlainDate][] | null;
  profiles?: [unitCode: string, from: PlainDate, profile: Profile][] | null;
};

const LOOK = prepared(`SELECT * FROM ledger_look($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`);

/** The lane, and the books as they stand in it. */
export async function lookAtBooks(
  tx: EntityManager,
  items: readonly PostingItem[],
  today: PlainDate,
): Promise<{ lane: Lane; books: Books }> {
  const entries = items.flatMap(({ entry }) => entry ?? []);
  const reservations = items.flatMap((item) => item.reservations ?? []);
  const outflows = outflowsOf(entries);
  const [firstDay] = entries.map(({ effectiveDate }) => effectiveDate).sort();
  const [row] = await tx.query<{ sequence: bigint; recorded_at: Date; books: BooksAsWritten }[]>(LOOK, [
    distinct(entries.flatMap(({ movements }) => movements.flatMap(({ debit, credit }) => [debit, credit]))),
    distinct(reservations.map(({ restrictionId }) => restrictionId)),
    distinct(reservations.filter(({ amount }) => amount < 0n).map(({ sourceId }) => sourceId)),
    distinct(entries.flatMap(({ reverses }) => reverses ?? [])),
    outflows.map(({ account }) => account),
    outflows.map(({ since }) => since),
    outflows.map(({ forced }) => forced),
    distinct(entries.map(({ unitCode }) => unitCode)),
    distinct(entries.map(({ fundId }) => fundId)),
    firstDay ?? null,
  ]);
  if (!row) throw new Error('The ledger has no head.');
  return {
    lane: { sequence: row.sequence, recordedAt: row.recorded_at },
    books: booksOf(row.books, today, distinct(outflows.flatMap(({ account, forced }) => (forced ? account : [])))),
  };
}

type Outflow = { account: AccountId; since: PlainDate; forced: boolean };

/** The first day that money leaves each account; `forced` where this list brings it money on a later day. */
function outflowsOf(entries: readonly EntryDraft[]): Outflow[] {
  const left = new Map<AccountId, PlainDate>();
  const came = new Map<AccountId, PlainDate>();
  for (const { effectiveDate: day, movements } of entries) {
    for (const { debit, credit } of movements) {
      if (day < (left.get(credit) ?? '9999')) left.set(credit, day);
      if (day > (came.get(debit) ?? '')) came.set(debit, day);
    }
  }
  return [...left].map(([account, since]) => ({ account, since, forced: (came.get(account) ?? '') > since }));
}

function booksOf(written: BooksAsWritten, today: PlainDate, forced: AccountId[]): Books {
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
  const days: Books['days'] = new Map();
  for (const id of forced) if (accounts.get(id)?.role === 'place') days.set(id, new Map<PlainDate, bigint>());
  for (const [account, day, moved] of written.days ?? []) {
    if (accounts.get(account)?.role !== 'place') continue;
    const known = days.get(account) ?? new Map<PlainDate, bigint>();
    days.set(account, known.set(day, BigInt(moved)));
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
    reserved: new Map(
      (written.reserved ?? []).map(([restriction, source, amount]) => [
        reservedKey(restriction, source),
        BigInt(amount),
      ]),
    ),
    days,
    reversible: new Map((written.reversible ?? []).map(([sequence, reversed]) => [BigInt(sequence), { reversed }])),
    closed: (written.closed ?? []).map(([fundId, kind, startsOn, endsOn]) => ({ fundId, kind, startsOn, endsOn })),
    profiles: (written.profiles ?? []).map(([unitCode, from, profile]) => ({ unitCode, from, profile })),
  };
}

function distinct<T>(values: T[]): T[] {
  return [...new Set(values)];
}
