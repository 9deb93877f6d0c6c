/** What a donor sees of an own question, by its code, and how all questions ended. Read with the public login. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock.js';
import type { PlainDate } from '../platform/dates.js';
import { normaliseCode } from '../platform/ids.js';
import { clientOf } from '../platform/throttle.js';
import { PublicReceiptsService } from './public-receipts.service.js';
import { refuse } from './publication.refusals.js';

export type PublicTicket = {
  number: string;
  unitCode: string;
  amount: bigint | null;
  date: PlainDate | null;
  time: string | null;
  openedOn: PlainDate;
  dueOn: PlainDate;
  state: 'open' | 'found' | 'our-fault' | 'not-found-here' | 'withdrawn';
  overdue: boolean;
  answer: string | null;
  endedOn: PlainDate | null;
};

export type PublicTicketCounts = {
  asked: bigint;
  found: bigint;
  ourFault: bigint;
  notFoundHere: bigint;
  withdrawn: bigint;
  open: bigint;
  overdue: bigint;
};

@Injectable()
export class PublicTicketsService {
  constructor(
    @InjectDataSource('public') private readonly db: DataSource,
    private readonly receipts: PublicReceiptsService,
    private readonly clock: Clock,
  ) {}

  /** @param address of the client, whose misses are counted. @throws Refusal public.ticket-unknown, request.too-many */
  async byCode(code: string, address: string): Promise<PublicTicket> {
    const client = clientOf(address);
    this.receipts.throttle.check(client);
    const [ticket] = await this.db.query<Omit<PublicTicket, 'overdue'>[]>(
      `SELECT 'HT-' || number AS number, unit_code AS "unitCode", amount, gift_day AS date, gift_time AS time,
         opened_on AS "openedOn", due_on AS "dueOn", state, answer, ended_on AS "endedOn"
       FROM public_lookup_ticket WHERE code = $1`,
      [normaliseCode(code.slice(0, 60)).replaceAll('\0', '')],
    );
    if (ticket) return { ...ticket, overdue: ticket.state === 'open' && this.clock.today() > ticket.dueOn };
    this.receipts.throttle.miss(client);
    throw refuse('public.ticket-unknown');
  }

  async counts(): Promise<PublicTicketCounts> {
    const [counts] = await this.db.query<PublicTicketCounts[]>(
      `SELECT asked, found, our_fault AS "ourFault", not_found_here AS "notFoundHere", withdrawn, open, overdue
       FROM public_lookup_count`,
    );
    if (!counts) throw new Error('Counting gave no row.');
    return counts;
  }
}
