/** The papers of two people as rows. What was prepared never changes; the database holds that. */
import type { DataSource, EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { isId, newId } from '../platform/ids.js';
import type { DraftContents } from './entry-draft-content.js';
import { refuse } from './entry-draft.refusals.js';
import { DRAFT_STEPS, type DraftKind, type DraftState, type DraftStep, mayStep } from './entry-draft.rules.js';

type RowOf<K extends DraftKind> = { kind: K; content: DraftContents[K] };

export type DraftRow = {
  id: string;
  unitCode: string;
  /** Of all but handover minutes. */
  fundId: string | null;
  effectiveDate: PlainDate;
  description: string;
  documentNo: string | null;
  reverses: bigint | null;
  receiverId: string | null;
  preparedBy: string;
  preparedAt: Date;
  state: DraftState;
  decidedBy: string | null;
  decidedAt: Date | null;
  reason: string | null;
  /** The event that it became. */
  sequence: bigint | null;
} & { [K in DraftKind]: RowOf<K> }[DraftKind];

export type NewDraft = Pick<DraftRow, 'unitCode' | 'effectiveDate' | 'description' | 'preparedBy'> & {
  fundId?: string;
  documentNo?: string;
  reverses?: bigint;
  receiverId?: string;
} & { [K in DraftKind]: RowOf<K> }[DraftKind];

export const DRAFT_COLUMNS = `d.id, d.kind, d.unit_code AS "unitCode", d.fund_id AS "fundId",
  d.effective_date AS "effectiveDate", d.description, d.document_no AS "documentNo", d.content, d.reverses,
  d.receiver_id AS "receiverId", d.prepared_by AS "preparedBy", d.prepared_at AS "preparedAt", d.state,
  d.decided_by AS "decidedBy", d.decided_at AS "decidedAt", d.reason, d.sequence`;

/** @throws Refusal by the database's constraints: draft.reversal-waiting, draft.consent-known (409) */
export async function insertDraft(tx: EntityManager, draft: NewDraft): Promise<DraftRow> {
  const rows = await tx.query<DraftRow[]>(
    `INSERT INTO entry_draft AS d (id, kind, unit_code, fund_id, effective_date, description, document_no, content, reverses,
       receiver_id, prepared_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING ${DRAFT_COLUMNS}`,
    [
      newId(),
      draft.kind,
      draft.unitCode,
      draft.fundId ?? null,
      draft.effectiveDate,
      draft.description,
      draft.documentNo ?? null,
      JSON.stringify(draft.content),
      draft.reverses ?? null,
      draft.receiverId ?? null,
      draft.preparedBy,
    ],
  );
  const [row] = rows;
  if (!row) throw new Error('A paper was not kept.');
  return row;
}

/** @throws Refusal draft.unknown (404) */
export async function draftOf(db: EntityManager | DataSource, id: string, lock = false): Promise<DraftRow> {
  const rows = isId(id)
    ? await db.query<DraftRow[]>(
        `SELECT ${DRAFT_COLUMNS} FROM entry_draft d WHERE d.id = $1 ${lock ? 'FOR UPDATE' : ''}`,
        [id],
      )
    : [];
  const [row] = rows;
  if (!row) throw refuse('draft.unknown');
  return row;
}

/** Decides a paper that its caller has locked. @throws Refusal draft.decided (409) */
export async function settleDraft(
  tx: EntityManager,
  draft: DraftRow,
  by: { step: DraftStep; actorId: string; at: Date; reason?: string; sequence?: bigint },
): Promise<void> {
  if (!mayStep(by.step, draft.state)) throw refuse('draft.decided');
  await tx.query(
    `UPDATE entry_draft SET state = $2, decided_by = $3, decided_at = $4, reason = $5, sequence = $6 WHERE id = $1`,
    [draft.id, DRAFT_STEPS[by.step].to, by.actorId, by.at, by.reason ?? null, by.sequence ?? null],
  );
}
