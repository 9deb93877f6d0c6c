import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import type { TicketState } from './lookup-ticket.rules.js';

/** A donor's question about a gift that the look-up did not find. */
@Entity('lookup_ticket')
export class LookupTicket {
  @PrimaryColumn('uuid')
  id!: string;

  /** Given by the database, in order. */
  @Column({ type: 'bigint', insert: false, update: false })
  number!: bigint;

  /** Who has it follows the question; nobody can guess it. */
  @Column('text')
  code!: string;

  @Column('text', { name: 'unit_code' })
  unitCode!: string;

  @Column('bigint', { nullable: true })
  amount!: bigint | null;

  @Column('date', { name: 'gift_day', nullable: true })
  giftDay!: PlainDate | null;

  @Column('text', { name: 'gift_time', nullable: true })
  giftTime!: string | null;

  /** Encrypted JSON of `TicketWords`: the reference, how to reach the donor, and what else was said. */
  @Column('bytea', { select: false })
  told!: Buffer;

  @Column('timestamptz', { name: 'opened_at' })
  openedAt!: Date;

  @Column('date', { name: 'opened_on' })
  openedOn!: PlainDate;

  @Column('date', { name: 'due_on' })
  dueOn!: PlainDate;

  @Column('text')
  state!: TicketState;

  @Column('text', { nullable: true })
  answer!: string | null;

  @Column('uuid', { name: 'ended_by', nullable: true })
  endedBy!: string | null;

  @Column('date', { name: 'ended_on', nullable: true })
  endedOn!: PlainDate | null;
}

export type TicketWords = { reference: string | null; contact: string | null; note: string | null };
