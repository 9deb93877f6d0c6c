import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';

/** `undoing` is of older programs, that took a statement back in slices; taking it back again ends it. */
export type StatementState = 'kept' | 'posting' | 'posted' | 'undoing' | 'undone';

/**
 * What became of a line. `in-transit`: it brought a transfer or cash that the books already had on its way (113);
 * `suspense`: its purpose cannot be told; `matched-payout`: the bank's side of a pay-out that the books already had.
 */
export type LineState =
  'waiting' | 'gift' | 'suspense' | 'in-transit' | 'matched-payout' | 'to-explain' | 'explained' | 'undone';

/** `payout`: the debit was a pay-out that the books got only after the statement; its line is then `matched-payout`. */
export type ExplainReason = 'bank-charge' | 'cash-withdrawal' | 'payout' | 'other';

/** A statement of one bank account, as the bank gave it. */
@Entity('statement')
export class Statement {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'bank_account_id' })
  bankAccountId!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('uuid', { name: 'fund_id' })
  fundId!: string;

  @Column('bytea')
  sha256!: Buffer;

  /** Of the rows without the account: the same statement saved again has other bytes. */
  @Column('bytea', { name: 'content_hash' })
  contentHash!: Buffer;

  @Column('bytea', { select: false })
  file!: Buffer;

  @Column('text', { name: 'file_name' })
  fileName!: string;

  @Column('text')
  profile!: string;

  /** Of the file; `duplicates` of them came with an earlier statement. */
  @Column('integer')
  rows!: number;

  @Column('integer')
  duplicates!: number;

  @Column('bigint')
  credits!: bigint;

  @Column('bigint')
  debits!: bigint;

  @Column('bigint')
  opening!: bigint;

  @Column('bigint')
  closing!: bigint;

  @Column('date', { name: 'first_day' })
  firstDay!: PlainDate;

  @Column('date', { name: 'last_day' })
  lastDay!: PlainDate;

  @Column('text')
  state!: StatementState;

  /** Why posting or undoing stopped in the middle: the code of a refusal. */
  @Column('text', { name: 'stopped_code', nullable: true })
  stoppedCode!: string | null;

  /** The entry that opened the account's books, if this statement brought it. */
  @Column('bigint', { name: 'opening_sequence', nullable: true })
  openingSequence!: bigint | null;

  @Column('uuid', { name: 'kept_by' })
  keptBy!: string;

  @Column('timestamptz', { name: 'kept_at' })
  keptAt!: Date;

  @Column('uuid', { name: 'posted_by', nullable: true })
  postedBy!: string | null;

  @Column('timestamptz', { name: 'posted_at', nullable: true })
  postedAt!: Date | null;

  @Column('uuid', { name: 'undone_by', nullable: true })
  undoneBy!: string | null;

  @Column('timestamptz', { name: 'undone_at', nullable: true })
  undoneAt!: Date | null;

  @Column('text', { name: 'undo_reason', nullable: true })
  undoReason!: string | null;
}

@Entity('statement_day')
export class StatementDayRow {
  @PrimaryColumn('uuid', { name: 'statement_id' })
  statementId!: string;

  @PrimaryColumn('date')
  date!: PlainDate;

  @Column('integer')
  rows!: number;

  @Column('bigint')
  credits!: bigint;

  @Column('bigint')
  debits!: bigint;

  @Column('bigint')
  opening!: bigint;

  @Column('bigint')
  closing!: bigint;
}

@Entity('statement_line')
export class StatementLine {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'statement_id' })
  statementId!: string;

  @Column('uuid', { name: 'bank_account_id' })
  bankAccountId!: string;

  @Column('integer')
  position!: number;

  @Column('date')
  date!: PlainDate;

  @Column('text')
  reference!: string;

  @Column('bigint')
  debit!: bigint;

  @Column('bigint')
  credit!: bigint;

  @Column('bigint', { nullable: true })
  balance!: bigint | null;

  /** As the bank wrote it: personal data. */
  @Column('text')
  memo!: string;

  @Column('bytea')
  identity!: Buffer;

  @Column('integer')
  occurrence!: number;

  @Column('text', { default: 'waiting' })
  state!: LineState;

  /** The gift that this line is, or the hand-recorded one whose money it brought. */
  @Column('uuid', { name: 'donation_id', nullable: true })
  donationId!: string | null;

  /** The entry that posted it. */
  @Column('bigint', { nullable: true })
  sequence!: bigint | null;

  @Column('text', { name: 'explained_reason', nullable: true })
  explainedReason!: ExplainReason | null;

  @Column('text', { nullable: true })
  note!: string | null;

  @Column('bigint', { name: 'explained_sequence', nullable: true })
  explainedSequence!: bigint | null;

  @Column('uuid', { name: 'explained_by', nullable: true })
  explainedBy!: string | null;

  @Column('timestamptz', { name: 'explained_at', nullable: true })
  explainedAt!: Date | null;

  /** Who finds out what the line is, while nobody knows. */
  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId!: string | null;

  @Column('timestamptz', { name: 'owned_since', nullable: true })
  ownedSince!: Date | null;

  @Column('uuid', { name: 'owner_named_by', nullable: true })
  ownerNamedBy!: string | null;

  /** Made by the database: by what the public look-up finds the line, and when the bank says that it was sent. */
  @Column({ type: 'bytea', name: 'reference_key', nullable: true, insert: false, update: false, select: false })
  referenceKey!: Buffer | null;

  @Column({ type: 'bytea', name: 'memo_key', nullable: true, insert: false, update: false, select: false })
  memoKey!: Buffer | null;

  @Column({ type: 'text', name: 'bank_time', nullable: true, insert: false, update: false, select: false })
  bankTime!: string | null;
}

@Entity('statement_match')
export class StatementMatch {
  /** Of the pay-out's entry. */
  @PrimaryColumn('bigint')
  sequence!: bigint;

  @Column('uuid', { name: 'line_id' })
  lineId!: string;
}

/** Cash taken to the bank: on 113 until the bank's line comes. */
@Entity('cash_deposit')
export class CashDeposit {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('uuid', { name: 'fund_id' })
  fundId!: string;

  @Column('uuid', { name: 'cash_box_id' })
  cashBoxId!: string;

  @Column('uuid', { name: 'bank_account_id' })
  bankAccountId!: string;

  @Column('bigint')
  amount!: bigint;

  @Column('date', { name: 'effective_date' })
  effectiveDate!: PlainDate;

  @Column('text')
  voucher!: string;

  @Column('bigint')
  sequence!: bigint;

  @Column('uuid', { name: 'line_id', nullable: true })
  lineId!: string | null;

  @Column('uuid', { name: 'recorded_by' })
  recordedBy!: string;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;
}
