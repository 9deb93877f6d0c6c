import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FindingState, OwnerPost } from './finding.rules.js';

export type SubjectKind = 'unit' | 'disbursement' | 'receipt' | 'entry';

/** What a supervision board puts on record. */
@Entity('finding')
export class Finding {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('smallint')
  year!: number;

  @Column('integer')
  number!: number;

  @Column('text', { name: 'subject_kind' })
  subjectKind!: SubjectKind;

  @Column('uuid', { name: 'disbursement_id', nullable: true })
  disbursementId!: string | null;

  @Column('uuid', { name: 'receipt_id', nullable: true })
  receiptId!: string | null;

  @Column('bigint', { name: 'entry_sequence', nullable: true })
  entrySequence!: bigint | null;

  @Column('text')
  text!: string;

  /** Whose it is to answer: a post of the unit, so that it outlives a change of people. */
  @Column('text', { name: 'owner_post' })
  ownerPost!: OwnerPost;

  @Column('date', { name: 'opened_on' })
  openedOn!: string;

  @Column('date', { name: 'due_on' })
  dueOn!: string;

  @Column('text')
  state!: FindingState;

  /** The event of the public log that says there is such a finding. */
  @Column('bigint')
  sequence!: bigint;

  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('uuid', { name: 'closed_by', nullable: true })
  closedBy!: string | null;

  @Column('date', { name: 'closed_on', nullable: true })
  closedOn!: string | null;
}

/** An answer of the unit, or a further word of the board. */
@Entity('finding_note')
export class FindingNote {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'finding_id' })
  findingId!: string;

  @Column('text')
  kind!: 'answer' | 'insufficient' | 'closing';

  @Column('text')
  text!: string;

  @Column('uuid', { name: 'written_by' })
  writtenBy!: string;

  @Column('date', { name: 'written_on' })
  writtenOn!: string;

  @Column('timestamptz', { name: 'written_at' })
  writtenAt!: Date;
}
