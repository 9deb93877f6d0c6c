/** Looking at the papers of two people: what waits, what became of it, and what it would do to the books. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { type Page, pageOf, decodeCursor } from '../platform/paging.js';
import type { DraftContents } from './entry-draft-content.js';
import { type DraftPreview, EntryDraftPreview } from './entry-draft-preview.service.js';
import { DraftsQuery } from './entry-draft.dto.js';
import { EntryDraftDecisions, type DraftList } from './entry-draft-decisions.service.js';
import { DRAFT_KINDS, type DraftKind, MINUTES } from './entry-draft.rules.js';
import { DRAFT_COLUMNS, draftOf, type DraftRow } from './entry-draft.store.js';
import { refuse } from './entry-draft.refusals.js';

export type { DraftKind };
export type { DraftList };
export type { DraftState } from './entry-draft.rules.js';
export type { PlaceEffect, PurposeEffect, DraftPreview } from './entry-draft-preview.service.js';

type Named = {
  preparedByName: string;
  decidedByName: string | null;
  receiverName: string | null;
  total: bigint | null;
};
export type DraftView = DraftRow & Named;

export type ConsentView = { restrictionId: number; documentNo: string; agreedOn: string; sequence: bigint };

export type DraftAccount = { accountId: number; code: string; label: string };
export type DraftMovementView = { debit: DraftAccount; credit: DraftAccount; amount: number; foreignAmount?: number };

export type DraftDetail = DraftView & {
  /** Of an entry, a reversal or opening minutes: what moves between which accounts. */
  movements: DraftMovementView[];
  /** Of one that still waits. */
  preview: DraftPreview | null;
  may: { approve: boolean; reject: boolean; recall: boolean };
};

const MOVES_MONEY: ReadonlySet<DraftKind> = new Set<DraftKind>(['entry', 'reversal', 'opening-minutes']);

const NAMED = `${DRAFT_COLUMNS}, p.name AS "preparedByName", x.name AS "decidedByName", t.name AS "receiverName",
  CASE d.kind
    WHEN 'entry' THEN (SELECT sum((m ->> 'amount')::bigint)::bigint FROM jsonb_array_elements(d.content -> 'movements') m)
    WHEN 'opening-minutes' THEN (SELECT sum((l ->> 'amount')::bigint)::bigint FROM jsonb_array_elements(d.content -> 'lines') l)
    WHEN 'reversal' THEN (SELECT sum(m.amount)::bigint FROM movement m WHERE m.sequence = d.reverses) END AS total
  FROM entry_draft d JOIN app_user p ON p.id = d.prepared_by LEFT JOIN app_user x ON x.id = d.decided_by
  LEFT JOIN app_user t ON t.id = d.receiver_id`;

@Injectable()
export class EntryDraftsReader {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly previews: EntryDraftPreview,
    private readonly decisions: EntryDraftDecisions,
  ) {}

  /** Newest first. @throws Refusal identity.not-permitted (403) */
  async list(actor: Actor, list: DraftList, query: DraftsQuery): Promise<Page<DraftView>> {
    const limit = query.limit ?? 50;
    if (query.unit !== undefined) actor.require('ledger.read', query.unit);
    const rows = await this.db.query<DraftView[]>(
      `SELECT ${NAMED} WHERE d.kind = ANY ($1) AND ${within('d.unit_code', '$2')} AND ($3::uuid IS NULL OR d.fund_id = $3)
         AND ($4::text IS NULL OR d.state = $4) AND (NOT $5 OR d.prepared_by = $6)
         AND (NOT $7 OR (d.state = 'prepared' AND d.prepared_by <> $6
           AND CASE WHEN d.receiver_id IS NULL THEN ${within('d.unit_code', '$8')} ELSE d.receiver_id = $6 END))
         AND ($9::uuid IS NULL OR d.id < $9) ORDER BY d.id DESC LIMIT $10`,
      [
        kindsOf(list),
        query.unit === undefined ? actor.unitsFor('ledger.read') : [query.unit],
        query.fund ?? null,
        query.state ?? null,
        query.mine === true,
        actor.id,
        query.waiting === true,
        actor.unitsFor('ledger.approve'),
        uuidOf(decodeCursor(query.cursor)),
        limit + 1,
      ],
    );
    return pageOf(rows, limit, ({ id }) => id);
  }

  /** How many wait for this person. */
  async waiting(actor: Actor, list: DraftList): Promise<number> {
    const { items } = await this.list(actor, list, { waiting: true, limit: 200 });
    return items.length;
  }

  /** One whole, with what it would do now. @throws Refusal draft.unknown (404), identity.not-permitted (403) */
  async one(actor: Actor, list: DraftList, id: string): Promise<DraftDetail> {
    const draft = await draftOf(this.db, id);
    if (MINUTES.has(draft.kind) !== (list === 'minutes')) throw refuse('draft.unknown');
    actor.require('ledger.read', draft.unitCode);
    const [named] = await this.db.query<DraftView[]>(`SELECT ${NAMED} WHERE d.id = $1`, [id]);
    if (!named) throw refuse('draft.unknown');
    return {
      ...named,
      movements: await this.movements(draft),
      preview: draft.state === 'prepared' && MOVES_MONEY.has(draft.kind) ? await this.preview(draft) : null,
      may: {
        approve: this.decisions.may(actor, 'approve', draft),
        reject: this.decisions.may(actor, 'reject', draft),
        recall: this.decisions.may(actor, 'recall', draft),
      },
    };
  }

  /** Who prepared the event that was posted at this position, where two people made it. */
  async preparerOf(
    sequence: bigint,
  ): Promise<{ draftId: string; list: DraftList; preparedByName: string } | undefined> {
    const [row] = await this.db.query<{ id: string; kind: DraftKind; name: string }[]>(
      `SELECT d.id, d.kind, p.name FROM entry_draft d JOIN app_user p ON p.id = d.prepared_by WHERE d.sequence = $1`,
      [sequence],
    );
    return row && { draftId: row.id, list: MINUTES.has(row.kind) ? 'minutes' : 'drafts', preparedByName: row.name };
  }

  /** Consents to costs that were approved, of these units' purposes. */
  async consents(actor: Actor): Promise<ConsentView[]> {
    return this.db.query(
      `SELECT c.restriction_id AS "restrictionId", c.document_no AS "documentNo", c.agreed_on AS "agreedOn", c.sequence
       FROM cost_consent c JOIN restriction r ON r.id = c.restriction_id WHERE ${within('r.unit_code', '$1')}
       ORDER BY c.sequence DESC LIMIT 500`,
      [actor.unitsFor('ledger.read')],
    );
  }

  /** A transaction that is always given up: nothing of a preview stays. */
  private async preview(draft: DraftRow): Promise<DraftPreview> {
    const runner = this.db.createQueryRunner();
    await runner.connect();
    await runner.startTransaction('READ COMMITTED');
    try {
      return await this.previews.of(runner.manager, draft);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  }

  private async movements(draft: DraftRow): Promise<DraftMovementView[]> {
    const wanted = await this.sidesOf(draft);
    const rows = await this.db.query<DraftAccount[]>(
      `SELECT id AS "accountId", code, label FROM account WHERE id = ANY ($1::integer[])`,
      [wanted.flatMap(({ debit, credit }) => [debit, credit])],
    );
    const accounts = new Map(rows.map((row) => [row.accountId, row]));
    const unknown = (accountId: number): DraftAccount => ({ accountId, code: '', label: '' });
    return wanted.map(({ debit, credit, ...rest }) => ({
      ...rest,
      debit: accounts.get(debit) ?? unknown(debit),
      credit: accounts.get(credit) ?? unknown(credit),
    }));
  }

  private async sidesOf(draft: DraftRow): Promise<DraftContents['entry']['movements']> {
    if (draft.kind === 'entry') return draft.content.movements;
    if (draft.kind !== 'reversal') return [];
    const rows = await this.db.query<{ debit: number; credit: number; amount: bigint }[]>(
      `SELECT credit AS debit, debit AS credit, amount FROM movement WHERE sequence = $1 ORDER BY line`,
      [draft.reverses],
    );
    return rows.map(({ debit, credit, amount }) => ({ debit, credit, amount: Number(amount) }));
  }
}

/** Whether the unit is one of these or lies below one. */
function within(column: string, tops: string): string {
  return `EXISTS (SELECT FROM unnest(${tops}::text[]) AS top(code) WHERE unit_is_within(${column}, top.code))`;
}

function kindsOf(list: DraftList): DraftKind[] {
  return DRAFT_KINDS.filter((kind) => MINUTES.has(kind) === (list === 'minutes'));
}

function uuidOf(text: string | undefined): string | null {
  return text !== undefined && /^[0-9a-f-]{36}$/.test(text) ? text : null;
}
