import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An account of a fund at a bank or the treasury. Its number is public: givers pay into it. */
@Entity('bank_account')
export class BankAccount {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('uuid', { name: 'fund_id' })
  fundId!: string;

  @Column('text', { name: 'bank_code' })
  bankCode!: string;

  @Column('text', { name: 'bank_name' })
  bankName!: string;

  @Column('text')
  number!: string;

  @Column('text', { name: 'holder_name' })
  holderName!: string;

  @Column('integer', { name: 'ledger_account_id' })
  ledgerAccountId!: number;

  /** `VND`, or the one foreign currency that it holds. */
  @Column('text', { default: 'VND' })
  currency!: string;

  @Column('date', { name: 'opened_on' })
  openedOn!: string;

  @Column('date', { name: 'closed_on', nullable: true })
  closedOn!: string | null;
}

/** Where a fund's cash lies. */
@Entity('cash_box')
export class CashBox {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('uuid', { name: 'fund_id' })
  fundId!: string;

  @Column('text')
  name!: string;

  @Column('integer', { name: 'ledger_account_id' })
  ledgerAccountId!: number;

  /** `VND`, or the one foreign currency that it holds. */
  @Column('text', { default: 'VND' })
  currency!: string;

  @Column('date', { name: 'opened_on' })
  openedOn!: string;

  @Column('date', { name: 'closed_on', nullable: true })
  closedOn!: string | null;
}
