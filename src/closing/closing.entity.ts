import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PeriodKind } from '../ledger/periods.service.js';
import type { PlainDate } from '../platform/dates.js';

/** A month or a year that was closed, with what its checklist said; opened again, it stays here. */
@Entity('closing')
export class Closing {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('uuid', { name: 'fund_id' })
  fundId!: string;

  @Column('text')
  kind!: PeriodKind;

  @Column('date', { name: 'starts_on' })
  startsOn!: PlainDate;

  /** As it was when the period was closed. */
  @Column('jsonb')
  checklist!: unknown;

  /** The event 'period-closed'. */
  @Column('bigint')
  sequence!: bigint;

  @Column('uuid', { name: 'closed_by' })
  closedBy!: string;

  @Column('timestamptz', { name: 'closed_at' })
  closedAt!: Date;

  /** Never who closed it. */
  @Column('uuid', { name: 'reopened_by', nullable: true })
  reopenedBy!: string | null;

  @Column('timestamptz', { name: 'reopened_at', nullable: true })
  reopenedAt!: Date | null;

  @Column('text', { name: 'reopen_reason', nullable: true })
  reopenReason!: string | null;

  @Column('bigint', { name: 'reopen_sequence', nullable: true })
  reopenSequence!: bigint | null;
}

/** Profile B: the money held for others beside the detailed accounts, under two signatures. */
@Entity('year_reconciliation')
export class YearReconciliation {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('uuid', { name: 'fund_id' })
  fundId!: string;

  @Column('date', { name: 'starts_on' })
  startsOn!: PlainDate;

  @Column('jsonb')
  lines!: unknown;

  /** SHA-256 of the lines' canonical JSON: what the second person signs is what the first one signed. */
  @Column('bytea')
  digest!: Buffer;

  @Column('uuid', { name: 'signed_by' })
  signedBy!: string;

  @Column('timestamptz', { name: 'signed_at' })
  signedAt!: Date;

  @Column('uuid', { name: 'countersigned_by', nullable: true })
  countersignedBy!: string | null;

  @Column('timestamptz', { name: 'countersigned_at', nullable: true })
  countersignedAt!: Date | null;

  /** Made again after the books had changed. */
  @Column('boolean', { default: false })
  superseded!: boolean;
}

/** Cash counted at the end of a day. */
@Entity('cash_count')
export class CashCount {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('uuid', { name: 'fund_id' })
  fundId!: string;

  @Column('uuid', { name: 'cash_box_id' })
  cashBoxId!: string;

  @Column('date')
  day!: PlainDate;

  @Column('bigint')
  counted!: bigint;

  /** What the books held at the end of that day when it was counted. */
  @Column('bigint')
  books!: bigint;

  @Column('uuid', { name: 'counted_by' })
  countedBy!: string;

  @Column('timestamptz', { name: 'counted_at' })
  countedAt!: Date;

  @Column('uuid', { name: 'confirmed_by', nullable: true })
  confirmedBy!: string | null;

  @Column('timestamptz', { name: 'confirmed_at', nullable: true })
  confirmedAt!: Date | null;
}
