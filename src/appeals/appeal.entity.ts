import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { RegimeCode } from './regimes.js';

/** What gifts are asked for, under a fund: a purpose of its own, with the rules of its regime. */
@Entity('appeal')
export class Appeal {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('uuid', { name: 'fund_id' })
  fundId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  regime!: RegimeCode;

  @Column('text', { name: 'document_no', nullable: true })
  documentNo!: string | null;

  @Column('text', { nullable: true })
  purpose!: string | null;

  @Column('date', { name: 'receive_from' })
  receiveFrom!: string;

  /** The last day of receiving; none where the regime sets no end. */
  @Column('date', { name: 'receive_until', nullable: true })
  receiveUntil!: string | null;

  @Column('bigint', { name: 'target_amount', nullable: true })
  targetAmount!: bigint | null;

  /** Put on record after it had ended: no clock of the law runs. */
  @Column('boolean')
  historical!: boolean;

  @Column('integer', { name: 'restriction_id' })
  restrictionId!: number;

  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}

/** An account that this appeal's gifts come to. */
@Entity('appeal_bank_account')
export class AppealBankAccount {
  @PrimaryColumn('uuid', { name: 'appeal_id' })
  appealId!: string;

  @PrimaryColumn('uuid', { name: 'bank_account_id' })
  bankAccountId!: string;
}
