/** Entries as a reversal takes them over: the same but for the two sides, so that every sum by anything is again as before. */
import type { EntityManager } from 'typeorm';
import type { EntryDraft } from './posting.dto.js';

/** An entry with its sides exchanged, still dated as the original. */
export type MirroredEntry = Omit<EntryDraft, 'description' | 'voucher' | 'reverses'>;

type Row = Omit<MirroredEntry, 'movements'> & {
  sequence: bigint;
  movements: [number, number, string, string | null][];
};

/** The mirrors of these entries by their sequence; of one that is not there, none. */
export async function mirroredEntries(tx: EntityManager, sequences: bigint[]): Promise<Map<bigint, MirroredEntry>> {
  const rows = await tx.query<Row[]>(
    `SELECT e.sequence, e.unit_code AS "unitCode", e.fund_id AS "fundId", e.effective_date AS "effectiveDate",
       e.decision_no AS "decisionNo", e.source_kind AS "sourceKind", e.source_id AS "sourceId",
       e.household_id AS "householdId", e.commune_code AS "communeCode", e.purpose,
       (SELECT jsonb_agg(jsonb_build_array(m.credit, m.debit, m.amount::text, m.foreign_amount::text) ORDER BY m.line)
        FROM movement m WHERE m.sequence = e.sequence) AS movements
     FROM entry e WHERE e.sequence = ANY ($1::bigint[])`,
    [sequences],
  );
  return new Map(
    rows.map(({ sequence, movements, ...entry }) => {
      const sides = movements.map(([debit, credit, amount, abroad]) => ({
        debit,
        credit,
        amount: BigInt(amount),
        ...(abroad !== null && { foreignAmount: BigInt(abroad) }),
      }));
      return [sequence, { ...withoutNulls(entry), movements: sides }];
    }),
  );
}

function withoutNulls<T extends object>(row: T): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;
}
