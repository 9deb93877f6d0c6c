/** What a paper would do to the books: it is posted for real, looked at, and rolled back (architecture: previews). */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { refusalOf } from '../platform/problems.filter.js';
import type { Refusal } from '../platform/refusal.js';
import { EntryDraftPosting } from './entry-draft-posting.service.js';
import type { DraftRow } from './entry-draft.store.js';
import type { AccountId, RestrictionId } from '../ledger/posting.dto.js';

/** A place or a creditor, in đồng, before and after. */
export type PlaceEffect = {
  accountId: AccountId;
  code: string;
  label: string;
  role: 'place' | 'creditor';
  before: bigint;
  after: bigint;
};

/** A purpose: what it holds, and what of it is not reserved for something else. */
export type PurposeEffect = {
  restrictionId: RestrictionId;
  label: string;
  before: bigint;
  after: bigint;
  availableBefore: bigint;
  availableAfter: bigint;
};

export type DraftPreview =
  { possible: true; places: PlaceEffect[]; purposes: PurposeEffect[] } | { possible: false; refusal: Refusal };

@Injectable()
export class EntryDraftPreview {
  constructor(private readonly posting: EntryDraftPosting) {}

  /** Refuses what could not be posted as things stand; leaves the books untouched. @throws Refusal as posting it would */
  async prove(tx: EntityManager, draft: DraftRow): Promise<void> {
    await this.rolledBack(tx, draft);
  }

  /** The effect, or why it cannot be posted now. Call it in a transaction of its own: a refusal ends it. */
  async of(tx: EntityManager, draft: DraftRow): Promise<DraftPreview> {
    try {
      return { possible: true, ...(await this.rolledBack(tx, draft)) };
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      return { possible: false, refusal };
    }
  }

  private async rolledBack(
    tx: EntityManager,
    draft: DraftRow,
  ): Promise<{ places: PlaceEffect[]; purposes: PurposeEffect[] }> {
    // A consent moves nothing; that it is new, the paper's own row proves.
    if (draft.kind === 'cost-consent') return { places: [], purposes: [] };
    await tx.query('SAVEPOINT entry_draft_preview');
    const sequence = await this.posting.post(tx, draft, draft.preparedBy);
    const places = await tx.query<PlaceEffect[]>(PLACES, [sequence]);
    const purposes = await tx.query<PurposeEffect[]>(PURPOSES, [sequence]);
    await tx.query('ROLLBACK TO SAVEPOINT entry_draft_preview');
    return { places, purposes };
  }
}

/** Of the entry and of what was posted with it: the lane is held, so nobody else's is among them. */
const SIDES = `
  WITH side AS (
    SELECT debit AS account, amount AS moved FROM movement WHERE sequence >= $1
    UNION ALL SELECT credit, -amount FROM movement WHERE sequence >= $1)`;

const PLACES = `${SIDES}
  SELECT a.id AS "accountId", a.code, a.label, a.role,
    coalesce(p.balance, c.balance) - sum(s.moved)::bigint * CASE a.role WHEN 'place' THEN 1 ELSE -1 END AS before,
    coalesce(p.balance, c.balance) AS after
  FROM side s JOIN account a ON a.id = s.account
  LEFT JOIN place_balance p ON p.account_id = a.id LEFT JOIN creditor_balance c ON c.account_id = a.id
  WHERE a.role <> 'restriction'
  GROUP BY a.id, a.code, a.label, a.role, p.balance, c.balance ORDER BY a.code, a.id`;

const PURPOSES = `${SIDES},
  change AS (
    SELECT restriction_id AS id, sum(moved)::bigint AS moved, sum(reserved)::bigint AS reserved FROM (
      SELECT a.restriction_id, -s.moved AS moved, 0 AS reserved FROM side s JOIN account a ON a.id = s.account
      WHERE a.restriction_id IS NOT NULL
      UNION ALL SELECT restriction_id, 0, amount FROM reservation WHERE sequence >= $1) x GROUP BY restriction_id)
  SELECT r.id AS "restrictionId", r.label, b.balance - c.moved AS before, b.balance AS after,
    b.balance - b.reserved - c.moved + c.reserved AS "availableBefore", b.balance - b.reserved AS "availableAfter"
  FROM change c JOIN restriction r ON r.id = c.id JOIN restriction_balance b ON b.restriction_id = r.id ORDER BY r.id`;
