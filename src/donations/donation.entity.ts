import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';

/** A gift received. Its money is in the books at `sequence`; only its name may change, each time by a further event. */
@Entity('donation')
export class Donation {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('uuid', { name: 'fund_id' })
  fundId!: string;

  @Column('uuid', { name: 'appeal_id', nullable: true })
  appealId!: string | null;

  @Column('integer', { name: 'restriction_id' })
  restrictionId!: number;

  @Column('bigint')
  sequence!: bigint;

  @Column('uuid', { name: 'receipt_id' })
  receiptId!: string;

  /** In đồng; of foreign money what it is worth in the books. */
  @Column('bigint')
  amount!: bigint;

  @Column('text', { default: 'VND' })
  currency!: string;

  /** What was given, in the currency's minor unit. */
  @Column('bigint', { name: 'foreign_amount', nullable: true })
  foreignAmount!: bigint | null;

  /** Đồng for one unit of the currency, with four decimals. */
  @Column('numeric', { precision: 13, scale: 4, nullable: true })
  rate!: string | null;

  /** The paper that says the rate, as a bank's notice. */
  @Column('text', { name: 'rate_document', nullable: true })
  rateDocument!: string | null;

  @Column('text')
  channel!: 'cash' | 'transfer';

  @Column('date', { name: 'effective_date' })
  effectiveDate!: PlainDate;

  /** Where the money was put: a cash box, a bank account, or in transit until the bank's line comes. */
  @Column('integer', { name: 'place_account_id' })
  placeAccountId!: number;

  @Column('uuid', { name: 'donor_id', nullable: true })
  donorId!: string | null;

  @Column('text', { name: 'printed_name', nullable: true })
  printedName!: string | null;

  @Column('bytea', { name: 'name_salt', nullable: true })
  nameSalt!: Buffer | null;

  /** The name that public pages may show, because this person agreed to it. */
  @Column('text', { name: 'public_name', nullable: true })
  publicName!: string | null;

  @Column('text', { nullable: true })
  condition!: string | null;

  @Column('uuid', { name: 'recorded_by' })
  recordedBy!: string;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;
}
