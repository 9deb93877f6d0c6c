import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { isId, newCode, newId, normaliseCode } from '../platform/ids.js';
import { Keys } from '../platform/keys.js';
import { clientOf, MissThrottle } from '../platform/throttle.js';
import { transact } from '../platform/transact.js';
import { AnswerTicketDto, OpenTicketDto } from './lookup-ticket.dto.js';
import { LookupTicket, type TicketWords } from './lookup-ticket.entity.js';
import { refuse } from './lookup-ticket.refusals.js';
import { addWorkingDays, isContact, TICKET_DAYS, ticketNumber, type TicketState } from './lookup-ticket.rules.js';

/** Questions that one client may put within an hour: more than a family has, less than a flood. */
const MOST_ASKED = 10;
const WINDOW_MS = 3_600_000;

export type OpenedTicket = { code: string; number: string; dueOn: string };

/** A donor's questions about gifts that were not found: put by anyone, answered by the board, ended once. */
@Injectable()
export class LookupTickets {
  private readonly throttle = new MissThrottle(MOST_ASKED, WINDOW_MS);

  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /**
   * Puts a question to the board of the unit.
   * @param address of the client, who is refused (429) after ten questions within an hour
   * @returns the code by which the donor follows it, and the day by which it is answered
   * @throws Refusal ticket.nothing-searched, ticket.contact-form (400), ticket.unit-unknown (422), request.too-many (429)
   */
  async open(dto: OpenTicketDto, address: string, key: IdempotencyKey): Promise<OpenedTicket> {
    const words = wordsOf(dto);
    const client = clientOf(address);
    let fresh = false;
    const opened = await transact(this.db, (tx) =>
      once(tx, key, async () => {
        this.throttle.check(client);
        await requireFund(tx, dto.unitCode);
        fresh = true;
        return this.insert(tx, dto, words);
      }),
    );
    if (fresh) this.throttle.miss(client);
    return opened;
  }

  /** The donor no longer asks. @throws Refusal ticket.unknown (404), ticket.ended (409) */
  withdraw(code: string, key: IdempotencyKey): Promise<{ state: TicketState }> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const ticket = await lock(tx, { code: normaliseCode(code.slice(0, 60)).replaceAll('\0', '') });
        await this.end(tx, ticket, { state: 'withdrawn' });
        return { state: 'withdrawn' as const };
      }),
    );
  }

  /** The board's answer. @throws Refusal ticket.unknown (404), identity.not-permitted (403), ticket.ended (409) */
  answer(
    actor: Actor,
    id: string,
    dto: AnswerTicketDto,
    key: IdempotencyKey,
  ): Promise<{ id: string; state: TicketState }> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        if (!isId(id)) throw refuse('ticket.unknown');
        const ticket = await lock(tx, { id });
        actor.require('ticket.answer', ticket.unitCode);
        await this.end(tx, ticket, { state: dto.result, answer: dto.text, endedBy: actor.id });
        return { id, state: dto.result };
      }),
    );
  }

  private async insert(tx: EntityManager, dto: OpenTicketDto, words: TicketWords): Promise<OpenedTicket> {
    const id = newId();
    const code = newCode();
    const today = this.clock.today();
    const dueOn = addWorkingDays(today, TICKET_DAYS);
    await tx.getRepository(LookupTicket).insert({
      ...{ id, code, unitCode: dto.unitCode, state: 'open', openedAt: this.clock.now(), openedOn: today, dueOn },
      amount: dto.amount === undefined ? null : BigInt(dto.amount),
      ...{ giftDay: dto.date ?? null, giftTime: dto.time ?? null },
      told: this.keys.encryptField(JSON.stringify(words)),
    });
    const { number } = await tx.getRepository(LookupTicket).findOneByOrFail({ id });
    return { code, number: ticketNumber(number), dueOn };
  }

  private async end(
    tx: EntityManager,
    ticket: LookupTicket,
    end: Pick<LookupTicket, 'state'> & Partial<Pick<LookupTicket, 'answer' | 'endedBy'>>,
  ): Promise<void> {
    if (ticket.state !== 'open') throw refuse('ticket.ended');
    await tx.getRepository(LookupTicket).update({ id: ticket.id }, { ...end, endedOn: this.clock.today() });
  }
}

function wordsOf(dto: OpenTicketDto): TicketWords {
  const { reference = '', contact = '', note = '' } = dto;
  if (reference === '' && (dto.amount === undefined || dto.date === undefined)) throw refuse('ticket.nothing-searched');
  if (contact !== '' && !isContact(contact)) throw refuse('ticket.contact-form');
  return { reference: reference || null, contact: contact || null, note: note || null };
}

async function requireFund(tx: EntityManager, unitCode: string): Promise<void> {
  const rows = await tx.query<unknown[]>(`SELECT 1 FROM fund WHERE unit_code = $1 LIMIT 1`, [unitCode]);
  if (rows.length === 0) throw refuse('ticket.unit-unknown');
}

async function lock(tx: EntityManager, where: { id: string } | { code: string }): Promise<LookupTicket> {
  const found = await tx.getRepository(LookupTicket).findOne({ where, lock: { mode: 'for_no_key_update' } });
  if (!found) throw refuse('ticket.unknown');
  return found;
}
