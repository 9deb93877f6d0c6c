/**
 * Preparing what another person has to approve: manual entries, reversals, consents to costs. What could not be posted as
 * things stand is refused at once, by posting it for real and rolling that back; at the approval all is proven again.
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import { formatDate, type PlainDate } from '../platform/dates.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { Refusal } from '../platform/refusal.js';
import { transact } from '../platform/transact.js';
import { EntryDraftPreview } from './entry-draft-preview.service.js';
import { CostConsentDto } from './entry-draft.dto.js';
import { insertDraft, type NewDraft } from './entry-draft.store.js';
import { ManualEntries } from './manual-entries.service.js';
import { PostEntryDto, ReverseEntryDto } from './ledger.dto.js';
import { unitOfFund } from '../ledger/fund-unit.service.js';
import { refuse } from '../ledger/ledger.refusals.js';
import { mayReverseByHand } from './manual-posting.rules.js';

export type Prepared = { draftId: string; state: 'prepared' };

@Injectable()
export class EntryDraftsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly entries: ManualEntries,
    private readonly previews: EntryDraftPreview,
    private readonly clock: Clock,
  ) {}

  /** Prepares a manual entry, by a template or free. @throws Refusal ledger.*, draft.* */
  prepareEntry(actor: Actor, dto: PostEntryDto, key: IdempotencyKey): Promise<Prepared> {
    return transact(this.db, async (tx) => {
      const unitCode = await unitOfFund(tx, dto.fundId);
      actor.require('ledger.post', unitCode);
      return once(tx, key, async () => {
        const { content, description } = await this.entries.contentOf(tx, unitCode, dto);
        const { fundId, effectiveDate, documentNo } = dto;
        return this.keep(tx, {
          kind: 'entry',
          content,
          unitCode,
          fundId,
          effectiveDate,
          description,
          preparedBy: actor.id,
          ...(documentNo !== undefined && { documentNo }),
        });
      });
    });
  }

  /**
   * Prepares taking an entry back, if nothing else (a receipt, a statement, a pay-out) hangs on it.
   * @throws Refusal ledger.entry-unknown (404), ledger.already-reversed, draft.reversal-waiting (409),
   *   ledger.reverse-elsewhere, ledger.reversal-too-early (422) …
   */
  prepareReversal(actor: Actor, sequence: bigint, dto: ReverseEntryDto, key: IdempotencyKey): Promise<Prepared> {
    return transact(this.db, async (tx) => {
      const original = await entryOf(tx, sequence);
      if (!original) throw refuse('ledger.entry-unknown');
      const { unitCode, fundId, kind, reversed } = original;
      actor.require('ledger.reverse', unitCode);
      return once(tx, key, async () => {
        if (!mayReverseByHand(kind)) throw refuse('ledger.reverse-elsewhere');
        if (reversed) throw refuse('ledger.already-reversed', { sequence });
        return this.keep(tx, {
          kind: 'reversal',
          content: { reason: dto.reason },
          unitCode,
          fundId,
          effectiveDate: dto.effectiveDate ?? this.clock.today(),
          description: `Đảo bút toán ${sequence}: ${dto.reason}`,
          reverses: sequence,
          preparedBy: actor.id,
        });
      });
    });
  }

  /** Prepares the record that donors of a purpose agreed to costs. @throws Refusal ledger.restriction-unknown (422) */
  prepareConsent(actor: Actor, dto: CostConsentDto, key: IdempotencyKey): Promise<Prepared> {
    return transact(this.db, async (tx) => {
      const rows = await tx.query<{ unitCode: string; fundId: string; label: string }[]>(
        `SELECT unit_code AS "unitCode", fund_id AS "fundId", label FROM restriction WHERE id = $1`,
        [dto.restrictionId],
      );
      const [purpose] = rows;
      if (!purpose) throw refuse('ledger.restriction-unknown');
      const { unitCode, fundId, label } = purpose;
      actor.require('ledger.post', unitCode);
      if (dto.agreedOn > this.clock.today()) throw new Refusal('date.future', { date: formatDate(dto.agreedOn) });
      return once(tx, key, () =>
        this.keep(tx, {
          kind: 'cost-consent',
          content: { restrictionId: dto.restrictionId },
          unitCode,
          fundId,
          effectiveDate: dto.agreedOn,
          description: `Người ủng hộ đồng ý trả chi phí từ “${label}”`,
          documentNo: dto.documentNo,
          preparedBy: actor.id,
        }),
      );
    });
  }

  private async keep(tx: EntityManager, draft: NewDraft): Promise<Prepared> {
    const kept = await insertDraft(tx, draft);
    await this.previews.prove(tx, kept);
    return { draftId: kept.id, state: 'prepared' };
  }
}

type EntryToReverse = { unitCode: string; fundId: string; kind: string; effectiveDate: PlainDate; reversed: boolean };

async function entryOf(tx: EntityManager, sequence: bigint): Promise<EntryToReverse | undefined> {
  const rows = await tx.query<EntryToReverse[]>(
    `SELECT unit_code AS "unitCode", fund_id AS "fundId", kind, effective_date AS "effectiveDate",
       EXISTS (SELECT FROM entry r WHERE r.reverses = e.sequence) AS reversed FROM entry e WHERE e.sequence = $1`,
    [sequence],
  );
  return rows[0];
}
