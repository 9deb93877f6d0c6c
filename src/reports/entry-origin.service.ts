/** Where an entry came from: the paper or work behind it, and the people who prepared, approved and recorded it. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** What a page can be opened of. */
export type EntrySource =
  | { kind: 'receipt'; serial: string }
  | { kind: 'disbursement'; id: string; title: string }
  | { kind: 'statement'; id: string; position: number }
  | { kind: 'draft'; id: string; minutes: boolean };

/** Who did a part of it, and when; only the parts that were done by a person of their own. */
export type EntryPerson = {
  part: 'prepared' | 'approved' | 'paid' | 'explained' | 'recorded';
  name: string;
  at: Date | null;
};

export type EntryOrigin = { sources: EntrySource[]; people: EntryPerson[] };

type Entry = { id: bigint; sourceKind: string | null; sourceId: string | null; recordedBy: string; recordedAt: Date };
type Step = { part: EntryPerson['part']; name: string | null; at: Date | null };

@Injectable()
export class EntryOriginService {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** The caller has checked that the entry may be read; each source has a right of its own. */
  async of(entry: Entry): Promise<EntryOrigin> {
    const [receipts, statements, drafts, batches, [recorder]] = await Promise.all([
      this.db.query<{ serial: string }[]>(
        `SELECT serial FROM receipt WHERE sequence = $1
         UNION ALL SELECT r.serial FROM receipt_void v JOIN receipt r ON r.id = v.receipt_id WHERE v.sequence = $1`,
        [entry.id],
      ),
      this.db.query<(Step & { id: string; position: number })[]>(
        `SELECT l.statement_id AS id, l.position, 'explained' AS part, u.name, l.explained_at AS at
         FROM statement_line l LEFT JOIN app_user u ON u.id = l.explained_by AND l.explained_sequence = $1
         WHERE l.sequence = $1 OR l.explained_sequence = $1 OR ($2::text = 'statement-line' AND l.id = $3::uuid) LIMIT 1`,
        [entry.id, entry.sourceKind, entry.sourceId],
      ),
      this.db.query<
        { id: string; kind: string; preparer: string; preparedAt: Date; decider: string; decidedAt: Date }[]
      >(
        `SELECT d.id, d.kind, p.name AS preparer, d.prepared_at AS "preparedAt", a.name AS decider,
           d.decided_at AS "decidedAt"
         FROM entry_draft d JOIN app_user p ON p.id = d.prepared_by JOIN app_user a ON a.id = d.decided_by
         WHERE d.sequence = $1`,
        [entry.id],
      ),
      this.batch(entry),
      this.db.query<{ name: string }[]>(`SELECT name FROM app_user WHERE id = $1`, [entry.recordedBy]),
    ]);
    const draftSteps = drafts.flatMap((draft): Step[] => [
      { part: 'prepared', name: draft.preparer, at: draft.preparedAt },
      { part: 'approved', name: draft.decider, at: draft.decidedAt },
    ]);
    const recorded: Step = { part: 'recorded', name: recorder?.name ?? null, at: entry.recordedAt };
    const steps = [...draftSteps, ...batches.flatMap((batch) => batch.steps), ...statements, recorded];
    return {
      sources: [
        ...receipts.map(({ serial }): EntrySource => ({ kind: 'receipt', serial })),
        ...batches.map(({ id, title }): EntrySource => ({ kind: 'disbursement', id, title })),
        ...statements.map(({ id, position }): EntrySource => ({ kind: 'statement', id, position })),
        ...drafts.map(({ id, kind }): EntrySource => ({ kind: 'draft', id, minutes: kind.endsWith('-minutes') })),
      ],
      people: steps.flatMap(({ part, name, at }) => (name === null ? [] : [{ part, name, at }])),
    };
  }

  private async batch({ sourceKind, sourceId }: Entry): Promise<{ id: string; title: string; steps: Step[] }[]> {
    if (sourceKind !== 'disbursement' || sourceId === null) return [];
    const rows = await this.db.query<
      { id: string; title: string; preparer: string | null; approver: string | null; payer: string | null }[]
    >(
      `SELECT d.id, d.title, p.name AS preparer, a.name AS approver, y.name AS payer
       FROM disbursement d LEFT JOIN app_user p ON p.id = d.prepared_by LEFT JOIN app_user a ON a.id = d.approved_by
       LEFT JOIN app_user y ON y.id = d.paid_by WHERE d.id = $1`,
      [sourceId],
    );
    return rows.map(({ id, title, preparer, approver, payer }) => ({
      id,
      title,
      steps: [
        { part: 'prepared', name: preparer, at: null },
        { part: 'approved', name: approver, at: null },
        { part: 'paid', name: payer, at: null },
      ],
    }));
  }
}
