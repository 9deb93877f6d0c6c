/** What was posted in an earlier year, or by a profile that the unit has left since, as it is taken back now. */
import type { EntityManager } from 'typeorm';
import { goodsPlaceCode, type Nature } from './natures.js';
import type { AccountId, EntryDraft } from './posting.dto.js';
import { purposeAccounts } from './purpose-accounts.service.js';

type Other = { id: AccountId; restrictionId: number | null; nature: Nature | null; subject: string; label: string };

/**
 * The same entry by the profile of its day: an account of the other profile, and one of income or expense of the year of
 * what it reverses where that is over, is exchanged for the one that holds the same purpose now. What is corrected is an
 * earlier time's and so 421: this year neither received it nor spent it ("correction of an earlier year").
 */
export async function byProfileOfDay<T extends EntryDraft>(tx: EntityManager, entry: T): Promise<T> {
  const { unitCode, fundId, effectiveDate: on } = entry;
  const others = await tx.query<Other[]>(
    `SELECT a.id, a.restriction_id AS "restrictionId", a.nature, a.subject, a.label FROM account a
     LEFT JOIN entry e ON e.sequence = $4
     WHERE a.id = ANY ($1::integer[]) AND (a.profile <> unit_profile_on($2, $3)
       OR (a.role = 'restriction' AND a.profile = 'A' AND a.code <> '421'
         AND date_trunc('year', e.effective_date) < date_trunc('year', $3::date)))`,
    [entry.movements.flatMap(({ debit, credit }) => [debit, credit]), unitCode, on, entry.reverses ?? null],
  );
  if (others.length === 0) return entry;
  const now = new Map<AccountId, AccountId>();
  for (const { id, restrictionId, nature, subject, label } of others) {
    const [account] =
      restrictionId !== null && nature !== null
        ? await purposeAccounts(tx, [{ unitCode, fundId, restrictionId, nature, on, earlier: true }])
        : await openStore(tx, { unitCode, fundId, subject, label, on });
    if (account !== undefined) now.set(id, account);
  }
  const movements = entry.movements.map((movement) => ({
    ...movement,
    debit: now.get(movement.debit) ?? movement.debit,
    credit: now.get(movement.credit) ?? movement.credit,
  }));
  return { ...entry, movements };
}

async function openStore(
  tx: EntityManager,
  given: { unitCode: string; fundId: string; subject: string; label: string; on: string },
): Promise<AccountId[]> {
  const rows = await tx.query<{ id: AccountId }[]>(`SELECT ledger_open_account($1, $2, $3, NULL, $4, $5, $6) AS id`, [
    given.unitCode,
    given.fundId,
    goodsPlaceCode('A'),
    given.subject,
    given.label,
    given.on,
  ]);
  return rows.map(({ id }) => id);
}
