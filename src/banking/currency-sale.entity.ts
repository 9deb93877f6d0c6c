import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';

export type CurrencySaleState = 'prepared' | 'approved' | 'rejected';

/** Foreign money sold to a bank: prepared by one, approved by another, and then on its way (113) until the bank's line. */
@Entity('currency_sale')
export class CurrencySale {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('uuid', { name: 'fund_id' })
  fundId!: string;

  /** The account of the books (1112 or 1122) that the money leaves. */
  @Column('integer', { name: 'from_account_id' })
  fromAccountId!: number;

  @Column('text')
  currency!: string;

  /** In the currency's minor unit. */
  @Column('bigint', { name: 'foreign_amount' })
  foreignAmount!: bigint;

  /** The account in đồng that the bank pays into. */
  @Column('uuid', { name: 'bank_account_id' })
  bankAccountId!: string;

  /** What the bank pays, in đồng. */
  @Column('bigint')
  proceeds!: bigint;

  @Column('date', { name: 'effective_date' })
  effectiveDate!: PlainDate;

  /** The number of the bank's paper. */
  @Column('text', { name: 'document_no' })
  documentNo!: string;

  @Column('text', { default: 'prepared' })
  state!: CurrencySaleState;

  @Column('uuid', { name: 'prepared_by' })
  preparedBy!: string;

  @Column('timestamptz', { name: 'prepared_at' })
  preparedAt!: Date;

  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  /** Why it was rejected. */
  @Column('text', { nullable: true })
  reason!: string | null;

  /** What the money sold was worth in the books; the difference to `proceeds` is booked. */
  @Column('bigint', { name: 'book_value', nullable: true })
  bookValue!: bigint | null;

  /** Of cash: the voucher that it left the box with. */
  @Column('text', { nullable: true })
  voucher!: string | null;

  /** Of its first entry; there is one for each purpose whose money it was. */
  @Column('bigint', { nullable: true })
  sequence!: bigint | null;

  /** The bank's line that brought the đồng. */
  @Column('uuid', { name: 'line_id', nullable: true })
  lineId!: string | null;
}
