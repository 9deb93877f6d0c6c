/** Reads, set-based and inside the lane, the part of the books that a decision depends on. */
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import type { AccountId, PostingItem, RestrictionId } from './posting.dto.js';
import { type AccountRow, type Books, reservedKey } from './posting.rules.js';

type AccountState = AccountRow & { balance: bigint | null };

export async function readBooks(tx: EntityManager, items: readonly PostingItem[], today: PlainDate): Promise<Books> {
  const movements = items.flatMap((item) => item.entry?.movements ?? []);
  const accounts = await readAccounts(tx, [...new Set(movements.flatMap(({ debit, credit }) => [debit, credit]))]);
  const restrictionIds = new Set<RestrictionId>();
  for (const { restrictionId } of accounts) if (restrictionId !== null) restrictionIds.add(restrictionId);
  for (const item of items) for (const { restrictionId } of item.reservations ?? []) restrictionIds.add(restrictionId);
  const releases = items.flatMap((item) => (item.reservations ?? []).filter(({ amount }) => amount < 0n));
  return {
    today,
    accounts: new Map(accounts.map((account) => [account.id, account])),
    balances: new Map(accounts.map(({ id, balance }) => [id, balance ?? 0n])),
    restrictions: await readRestrictions(tx, [...restrictionIds]),
    reserved: await readReserved(tx, [...new Set(releases.map(({ sourceId }) => sourceId))]),
    days: await readDays(tx, await backDated(tx, items, accounts)),
    reversible: await readReversible(
      tx,
      items.flatMap((item) => item.entry?.reverses ?? []),
    ),
  };
}

function readAccounts(tx: EntityManager, ids: AccountId[]): Promise<AccountState[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return tx.query(
    `SELECT a.id, a.unit_code AS "unitCode", a.fund_id AS "fundId", a.code, a.role, a.restriction_id AS "restrictionId",
       a.label, a.opened_on AS "openedOn", a.closed_on AS "closedOn", coalesce(p.balance, c.balance) AS balance
     FROM account a LEFT JOIN place_balance p ON p.account_id = a.id LEFT JOIN creditor_balance c ON c.account_id = a.id
     WHERE a.id = ANY ($1)`,
    [ids],
  );
}

async function readRestrictions(tx: EntityManager, ids: RestrictionId[]): Promise<Books['restrictions']> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<{ id: number; label: string; balance: bigint; reserved: bigint }[]>(
    `SELECT r.id, r.label, b.balance, b.reserved FROM restriction r JOIN restriction_balance b ON b.restriction_id = r.id
     WHERE r.id = ANY ($1)`,
    [ids],
  );
  return new Map(rows.map(({ id, ...state }) => [id, state]));
}

async function readReserved(tx: EntityManager, sources: string[]): Promise<Books['reserved']> {
  if (sources.length === 0) return new Map();
  const rows = await tx.query<{ restriction: number; source: string; amount: bigint }[]>(
    `SELECT restriction_id AS restriction, source_id AS source, sum(amount)::bigint AS amount FROM reservation
     WHERE source_id = ANY ($1) GROUP BY 1, 2`,
    [sources],
  );
  return new Map(rows.map(({ restriction, source, amount }) => [reservedKey(restriction, source), amount]));
}

/** The places that money leaves on a day before some of it came, whether that is in the books or in this list. */
async function backDated(
  tx: EntityManager,
  items: readonly PostingItem[],
  accounts: readonly AccountState[],
): Promise<AccountId[]> {
  const isPlace = new Set(accounts.filter(({ role }) => role === 'place').map(({ id }) => id));
  const left = new Map<AccountId, PlainDate>();
  const came = new Map<AccountId, PlainDate>();
  for (const { entry } of items) {
    for (const { debit, credit } of entry?.movements ?? []) {
      const day = entry?.effectiveDate ?? '';
      if (isPlace.has(credit) && day < (left.get(credit) ?? '9999')) left.set(credit, day);
      if (isPlace.has(debit) && day > (came.get(debit) ?? '')) came.set(debit, day);
    }
  }
  if (left.size === 0) return [];
  const inBooks = await tx.query<{ id: AccountId }[]>(
    `SELECT l.id FROM unnest($1::integer[], $2::date[]) AS l(id, day)
     WHERE EXISTS (SELECT FROM movement m WHERE m.debit = l.id AND m.effective_date > l.day)`,
    [[...left.keys()], [...left.values()]],
  );
  const inList = [...left].flatMap(([id, day]) => ((came.get(id) ?? '') > day ? [id] : []));
  return [...new Set([...inBooks.map(({ id }) => id), ...inList])];
}

async function readDays(tx: EntityManager, places: AccountId[]): Promise<Books['days']> {
  const days: Books['days'] = new Map(places.map((id) => [id, new Map<PlainDate, bigint>()]));
  if (places.length === 0) return days;
  const rows = await tx.query<{ account: number; day: PlainDate; moved: bigint }[]>(
    `SELECT account, day, sum(moved)::bigint AS moved FROM (
       SELECT debit AS account, effective_date AS day, amount AS moved FROM movement WHERE debit = ANY ($1)
       UNION ALL SELECT credit, effective_date, -amount FROM movement WHERE credit = ANY ($1)) m
     GROUP BY account, day`,
    [places],
  );
  for (const { account, day, moved } of rows) days.get(account)?.set(day, moved);
  return days;
}

async function readReversible(tx: EntityManager, sequences: bigint[]): Promise<Books['reversible']> {
  if (sequences.length === 0) return new Map();
  const rows = await tx.query<{ sequence: bigint; reversed: boolean }[]>(
    `SELECT e.sequence, EXISTS (SELECT FROM entry r WHERE r.reverses = e.sequence) AS reversed FROM entry e
     WHERE e.sequence = ANY ($1)`,
    [sequences],
  );
  return new Map(rows.map(({ sequence, reversed }) => [sequence, { reversed }]));
}
