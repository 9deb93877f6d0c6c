import { Column, Entity, PrimaryColumn } from 'typeorm';

export type UnitLevel = 'centre' | 'city' | 'district' | 'commune';
export type UnitKind = 'centre' | 'city' | 'province' | 'district' | 'ward' | 'commune' | 'special_zone';

/** A committee and its territory, from its first to its last day. `district` is the former level, kept for history. */
@Entity('unit')
export class UnitRow {
  @PrimaryColumn({ type: 'text' })
  code!: string;

  @Column({ type: 'text' })
  level!: UnitLevel;

  @Column({ name: 'parent_code', type: 'text', nullable: true })
  parentCode!: string | null;

  @Column({ name: 'valid_from', type: 'date' })
  validFrom!: string;

  @Column({ name: 'valid_to', type: 'date', nullable: true })
  validTo!: string | null;

  @Column({ name: 'successor_code', type: 'text', nullable: true })
  successorCode!: string | null;
}

/** What a unit is called from a day on, until its next name begins. */
@Entity('unit_name')
export class UnitName {
  @PrimaryColumn({ name: 'unit_code', type: 'text' })
  unitCode!: string;

  @PrimaryColumn({ name: 'valid_from', type: 'date' })
  validFrom!: string;

  @Column({ type: 'text' })
  kind!: UnitKind;

  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'full_name', type: 'text' })
  fullName!: string;
}
