import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DisbursementState, LineState, Method, PurposeRegime } from './disbursement.rules.js';

/** What money may lawfully be paid out for. */
@Entity('disbursement_purpose')
export class DisbursementPurpose {
  @PrimaryColumn('text')
  code!: string;

  @Column('text')
  regime!: PurposeRegime;

  @Column('smallint')
  position!: number;

  @Column('text', { name: 'name_vi' })
  nameVi!: string;

  @Column('text', { name: 'name_en' })
  nameEn!: string;

  /** The law or regulation that allows it. */
  @Column('text')
  source!: string;

  @Column('date', { name: 'valid_from' })
  validFrom!: string;

  @Column('date', { name: 'valid_to', nullable: true })
  validTo!: string | null;
}

/** A batch of pay-outs to households. */
@Entity('disbursement')
export class Disbursement {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('uuid', { name: 'fund_id' })
  fundId!: string;

  @Column('uuid', { name: 'appeal_id', nullable: true })
  appealId!: string | null;

  @Column('uuid', { name: 'donation_id', nullable: true })
  donationId!: string | null;

  @Column('integer', { name: 'restriction_id' })
  restrictionId!: number;

  @Column('text')
  title!: string;

  @Column('text')
  purpose!: string;

  @Column('text')
  method!: Method;

  @Column('uuid', { name: 'bank_account_id', nullable: true })
  bankAccountId!: string | null;

  @Column('uuid', { name: 'cash_box_id', nullable: true })
  cashBoxId!: string | null;

  @Column('text')
  state!: DisbursementState;

  @Column('bigint')
  total!: bigint;

  @Column('text', { name: 'decision_no', nullable: true })
  decisionNo!: string | null;

  @Column('uuid', { name: 'prepared_by' })
  preparedBy!: string;

  @Column('timestamptz', { name: 'prepared_at' })
  preparedAt!: Date;

  @Column('timestamptz', { name: 'submitted_at', nullable: true })
  submittedAt!: Date | null;

  @Column('uuid', { name: 'approved_by', nullable: true })
  approvedBy!: string | null;

  @Column('timestamptz', { name: 'approved_at', nullable: true })
  approvedAt!: Date | null;

  @Column('bigint', { name: 'reserved_sequence', nullable: true })
  reservedSequence!: bigint | null;

  @Column('uuid', { name: 'rejected_by', nullable: true })
  rejectedBy!: string | null;

  @Column('text', { name: 'reject_reason', nullable: true })
  rejectReason!: string | null;

  @Column('uuid', { name: 'paid_by', nullable: true })
  paidBy!: string | null;

  @Column('timestamptz', { name: 'paid_at', nullable: true })
  paidAt!: Date | null;

  @Column('date', { name: 'paid_on', nullable: true })
  paidOn!: string | null;

  @Column('text', { nullable: true })
  voucher!: string | null;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt!: Date | null;
}

/** One household's share. The payee account is copied at approval and stands still from then on. */
@Entity('disbursement_line')
export class DisbursementLine {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'disbursement_id' })
  disbursementId!: string;

  @Column('integer')
  position!: number;

  @Column('uuid', { name: 'household_id' })
  householdId!: string;

  @Column('text', { nullable: true })
  content!: string | null;

  @Column('bigint')
  amount!: bigint;

  @Column('text', { name: 'payee_bank_code', nullable: true })
  payeeBankCode!: string | null;

  @Column('bytea', { name: 'payee_number', nullable: true })
  payeeNumber!: Buffer | null;

  @Column('bytea', { name: 'payee_hash', nullable: true })
  payeeHash!: Buffer | null;

  @Column('text', { name: 'payee_holder', nullable: true })
  payeeHolder!: string | null;

  @Column('text')
  state!: LineState;

  @Column('bigint', { name: 'paid_sequence', nullable: true })
  paidSequence!: bigint | null;

  @Column('bigint', { name: 'acknowledged_sequence', nullable: true })
  acknowledgedSequence!: bigint | null;

  @Column('uuid', { name: 'acknowledged_by', nullable: true })
  acknowledgedBy!: string | null;

  @Column('date', { name: 'acknowledged_on', nullable: true })
  acknowledgedOn!: string | null;

  @Column('timestamptz', { name: 'acknowledged_at', nullable: true })
  acknowledgedAt!: Date | null;

  /** Who signed, where it was not the head of the household. */
  @Column('text', { name: 'signer_name', nullable: true })
  signerName!: string | null;

  @Column('text', { name: 'signer_relation', nullable: true })
  signerRelation!: string | null;
}

/** Who took which step and when; `sequence` is the event of the books that it made. */
@Entity('disbursement_step')
export class DisbursementStep {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'disbursement_id' })
  disbursementId!: string;

  @Column('text')
  step!: string;

  @Column('uuid', { name: 'actor_id' })
  actorId!: string;

  @Column('timestamptz', { name: 'taken_at' })
  takenAt!: Date;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('bigint', { nullable: true })
  sequence!: bigint | null;
}
