import { Column, Entity, PrimaryColumn } from 'typeorm';

export const SIGNING_POSTS = ['chair', 'chief_accountant', 'accountant', 'cashier'] as const;
export type SigningPost = (typeof SIGNING_POSTS)[number];

/** Whose name stands under a unit's papers from a day on. A paper that was issued keeps the names of its day. */
@Entity('signatory')
export class Signatory {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('text')
  post!: SigningPost;

  @Column('text')
  name!: string;

  @Column('date', { name: 'valid_from' })
  validFrom!: string;
}
