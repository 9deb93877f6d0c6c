import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { HouseholdStatus } from './household.rules.js';

/** A household that may receive support. What identifies a person by number is kept encrypted (`bytea`). */
@Entity('household')
export class Household {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  /** Thôn, bản, tổ dân phố: no national list of codes exists, so it is text. */
  @Column('text')
  village!: string;

  @Column('text', { name: 'head_name' })
  headName!: string;

  /** The address as papers before 1 July 2025 give it, with the district. */
  @Column('text', { name: 'legacy_address', nullable: true })
  legacyAddress!: string | null;

  @Column('bytea', { nullable: true })
  phone!: Buffer | null;

  @Column('text', { name: 'bank_code', nullable: true })
  bankCode!: string | null;

  @Column('bytea', { name: 'account_number', nullable: true })
  accountNumber!: Buffer | null;

  /** Keyed hash of the account number: tells two households that give the same account. */
  @Column('bytea', { name: 'account_hash', nullable: true })
  accountHash!: Buffer | null;

  @Column('text', { name: 'account_holder', nullable: true })
  accountHolder!: string | null;

  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}

@Entity('household_member')
export class HouseholdMember {
  @PrimaryColumn('uuid', { name: 'household_id' })
  householdId!: string;

  @PrimaryColumn('smallint')
  position!: number;

  @Column('text')
  name!: string;

  @Column('smallint', { name: 'birth_year', nullable: true })
  birthYear!: number | null;

  @Column('text', { nullable: true })
  relation!: string | null;
}

/** Whose number it is: position 0 is the head, else the member's position. */
@Entity('household_identity')
export class HouseholdIdentity {
  @PrimaryColumn('bytea')
  hash!: Buffer;

  @Column('uuid', { name: 'household_id' })
  householdId!: string;

  @Column('smallint')
  position!: number;

  @Column('bytea')
  number!: Buffer;
}

/** One decision on what a household counted as in one year. */
@Entity('household_status')
export class HouseholdStatusRecord {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'household_id' })
  householdId!: string;

  @Column('smallint')
  year!: number;

  @Column('text')
  status!: HouseholdStatus;

  @Column('text', { name: 'decision_no', nullable: true })
  decisionNo!: string | null;

  @Column('uuid', { name: 'recorded_by' })
  recordedBy!: string;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;
}
