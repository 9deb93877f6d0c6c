import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A promise to give. It is not money: it stands in no account, and its giver's name is on no public page. */
@Entity('pledge')
export class Pledge {
  @PrimaryColumn('uuid')
  id!: string;

  /** Five characters and a check; with the fund's kind before it, what the giver writes with a transfer. */
  @Column('text')
  code!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('uuid', { name: 'fund_id' })
  fundId!: string;

  @Column('uuid', { name: 'appeal_id', nullable: true })
  appealId!: string | null;

  @Column('text', { name: 'giver_name' })
  giverName!: string;

  @Column('text', { name: 'giver_kind' })
  giverKind!: 'person' | 'organisation';

  @Column('bigint')
  amount!: bigint;

  @Column('date', { name: 'pledged_on' })
  pledgedOn!: string;

  @Column('date', { name: 'due_date' })
  dueDate!: string;

  @Column('text', { nullable: true })
  note!: string | null;

  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column('uuid', { name: 'cancelled_by', nullable: true })
  cancelledBy!: string | null;

  @Column('timestamptz', { name: 'cancelled_at', nullable: true })
  cancelledAt!: Date | null;

  @Column('text', { name: 'cancel_reason', nullable: true })
  cancelReason!: string | null;
}

/** A gift that kept a pledge, in part or whole; `undoneAt` when the gift was voided. */
@Entity('pledge_gift')
export class PledgeGift {
  @PrimaryColumn('uuid', { name: 'pledge_id' })
  pledgeId!: string;

  @PrimaryColumn('uuid', { name: 'donation_id' })
  donationId!: string;

  @Column('bigint')
  amount!: bigint;

  @CreateDateColumn({ type: 'timestamptz', name: 'kept_at' })
  keptAt!: Date;

  @Column('timestamptz', { name: 'undone_at', nullable: true })
  undoneAt!: Date | null;
}
