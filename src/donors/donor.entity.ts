import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('donor')
export class Donor {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('text')
  kind!: 'person' | 'organisation';

  @Column('text')
  name!: string;

  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
