import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { Clock } from '../platform/clock.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { isId, newId } from '../platform/ids.js';
import { transact } from '../platform/transact.js';
import { UnitsService } from '../units/units.service.js';
import { FindingNoteDto, RecordFindingDto } from './finding.dto.js';
import { Finding, FindingNote, type SubjectKind } from './finding.entity.js';
import { FINDING_STATE_NAMES, refuse } from './finding.refusals.js';
import { dueOn, FINDING_STEPS, type FindingState, type FindingStep, findingNumber } from './finding.rules.js';
import { FindingSubjects } from './finding-subjects.service.js';

export type Subject = {
  kind: SubjectKind;
  unitCode: string;
  disbursementId: string | null;
  receiptId: string | null;
  entrySequence: bigint | null;
};

/** Puts findings on record, answers them, and ends them: the board asks, the unit answers, the board closes. */
@Injectable()
export class FindingsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly ledger: LedgerService,
    private readonly subjects: FindingSubjects,
    private readonly units: UnitsService,
    private readonly clock: Clock,
  ) {}

  /**
   * A finding of the board, with its number, and an event of the public log that says no more than that there is one.
   * @throws Refusal finding.subject-missing (400), finding.subject-unknown (422), identity.not-permitted (403)
   */
  record(
    actor: Actor,
    dto: RecordFindingDto,
    key: IdempotencyKey,
  ): Promise<{ id: string; number: string; dueOn: string; sequence: number }> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const subject = await this.subjects.subjectOf(tx, dto);
        if (!this.units.get(subject.unitCode)) throw refuse('finding.unit-unknown');
        actor.require('finding.record', subject.unitCode);
        const today = this.clock.today();
        const year = Number(today.slice(0, 4));
        // The lane is held from here, so numbers follow the order of the log and have no gap.
        await this.ledger.takeLane(tx);
        const number = await nextNumber(tx, subject.unitCode, year);
        const name = findingNumber(subject.unitCode, year, number);
        const { sequence } = await this.ledger.post(
          tx,
          { kind: 'finding-published', actorId: actor.id },
          { unit: subject.unitCode, number: name, subject: subject.kind, opened: today, due: dueOn(today) },
        );
        const id = newId();
        const { kind: subjectKind, ...about } = subject;
        await tx.getRepository(Finding).insert({
          ...{ id, year, number, subjectKind, ...about, text: dto.text, ownerPost: dto.ownerPost ?? 'chair' },
          ...{ openedOn: today, dueOn: dueOn(today), state: 'open', sequence, createdBy: actor.id },
        });
        return { id, number: name, dueOn: dueOn(today), sequence: Number(sequence) };
      }),
    );
  }

  /** The unit's answer, or the board's word on it; each with its text. */
  take(
    actor: Actor,
    id: string,
    step: FindingStep,
    dto: FindingNoteDto,
    key: IdempotencyKey,
  ): Promise<{ id: string; state: FindingState }> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const finding = await lockFinding(tx, id);
        const { from, to, permission, note } = FINDING_STEPS[step];
        actor.require(permission, finding.unitCode);
        if (finding.state !== from) {
          const state = FINDING_STATE_NAMES[finding.state];
          throw refuse('finding.wrong-state', { state: state.vi, stateEn: state.en });
        }
        const today = this.clock.today();
        const end = to === 'closed' ? { closedBy: actor.id, closedOn: today } : {};
        await tx.getRepository(Finding).update({ id }, { state: to, ...end });
        await tx.getRepository(FindingNote).insert({
          ...{ id: newId(), findingId: id, kind: note, text: dto.text, writtenBy: actor.id, writtenOn: today },
        });
        return { id, state: to };
      }),
    );
  }
}

async function lockFinding(tx: EntityManager, id: string): Promise<Finding> {
  const lock = { mode: 'for_no_key_update' } as const;
  const finding = isId(id) && (await tx.getRepository(Finding).findOne({ where: { id }, lock }));
  if (!finding) throw refuse('finding.unknown');
  return finding;
}

async function nextNumber(tx: EntityManager, unitCode: string, year: number): Promise<number> {
  const [row] = await tx.query<{ next: number }[]>(
    `SELECT coalesce(max(number), 0) + 1 AS next FROM finding WHERE unit_code = $1 AND year = $2`,
    [unitCode, year],
  );
  return row?.next ?? 1;
}
