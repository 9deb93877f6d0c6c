import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** What a fund may be for; kinds are data, and a unit has at most one fund of a kind. */
@Entity('fund_kind')
export class FundKind {
  @PrimaryColumn('text')
  code!: string;

  @Column('text', { name: 'name_vi' })
  nameVi!: string;

  @Column('text', { name: 'name_en' })
  nameEn!: string;

  @Column('smallint')
  position!: number;
}

/** One of the purposes of one unit. `restrictionId` is its money in general, apart from its appeals. */
@Entity('fund')
export class Fund {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('text', { name: 'kind_code' })
  kindCode!: string;

  @Column('text')
  name!: string;

  @Column('integer', { name: 'restriction_id' })
  restrictionId!: number;

  @Column('date', { name: 'opened_on' })
  openedOn!: string;

  @Column('date', { name: 'closed_on', nullable: true })
  closedOn!: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
