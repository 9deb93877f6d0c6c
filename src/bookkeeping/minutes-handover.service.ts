/**
 * Handing over a post (chair, chief accountant, accountant, cashier, storekeeper): up to a cut-off day it was one
 * person's, from the next day on it is another's. What the books say at the cut-off is captured, and must still be so when
 * the second signature is given.
 */
import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { ActorsService } from '../identity/actors.service.js';
import type { Role } from '../identity/permissions.js';
import { UsersService } from '../identity/users.service.js';
import { Clock } from '../platform/clock.js';
import { formatDate, type PlainDate } from '../platform/dates.js';
import { toJsonInteger } from '../platform/money.js';
import { Refusal } from '../platform/refusal.js';
import type { CountedBox, HandoverContent, OpenItems, Post } from './entry-draft-content.js';
import { HandoverDto } from './entry-draft.dto.js';
import { refuse } from './entry-draft.refusals.js';
import type { DraftRow } from './entry-draft.store.js';
import { LedgerService } from '../ledger/ledger.service.js';

/** The role that goes with a post; a storekeeper has none in the books. */
const ROLE_OF: Record<Post, Role | undefined> = {
  chair: 'chair',
  chief_accountant: 'chief_accountant',
  accountant: 'accountant',
  cashier: 'cashier',
  storekeeper: undefined,
};

/** A cash box as the books have it at the end of a day: of foreign money in its minor unit. */
export type BoxInBooks = Omit<CountedBox, 'counted' | 'books'> & { label: string; books: bigint };

@Injectable()
export class HandoverService {
  constructor(
    private readonly ledger: LedgerService,
    private readonly people: ActorsService,
    private readonly users: UsersService,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal minutes.* (422), draft.same-person (409), date.future (400) */
  async drawUp(
    tx: EntityManager,
    giver: Actor,
    dto: HandoverDto,
  ): Promise<{ content: HandoverContent; receiverId: string }> {
    const { unitCode, post, cutOff } = dto;
    if (cutOff > this.clock.today()) throw new Refusal('date.future', { date: formatDate(cutOff) });
    if (!holds(giver, post, unitCode)) throw refuse('minutes.not-holder');
    const receiver = await this.people.byUsername(dto.receiver.trim().toLowerCase());
    if (receiver?.id === giver.id) throw refuse('draft.same-person');
    if (!receiver || receiver.isSystem || !holds(receiver, post, unitCode)) throw refuse('minutes.receiver-unknown');
    const boxes = countedBoxes(await boxesOf(tx, unitCode, cutOff), dto);
    const different = boxes.some(({ books, counted }) => counted !== null && counted !== books);
    if (different && dto.differenceReason === undefined) throw refuse('minutes.difference-unnamed');
    const content = {
      post,
      boxes,
      ...(different && { difference: dto.differenceReason ?? '' }),
      open: await openItems(tx, unitCode, cutOff),
      drafts: await draftsWaiting(tx, unitCode),
    };
    return { content, receiverId: receiver.id };
  }

  /**
   * The second signature: public facts go into the log, without a name, and the giver's right to the post ends with the
   * cut-off day.
   * @throws Refusal minutes.books-moved (409)
   */
  async post(tx: EntityManager, draft: DraftRow & { kind: 'handover-minutes' }, actorId: string): Promise<bigint> {
    const { unitCode, effectiveDate: cutOff, content } = draft;
    await this.ledger.takeLane(tx);
    const now = { boxes: await boxesOf(tx, unitCode, cutOff), open: await openItems(tx, unitCode, cutOff) };
    if (!sameBooks(content, now)) throw refuse('minutes.books-moved');
    const { sequence } = await this.ledger.post(
      tx,
      { kind: 'minutes-signed', actorId },
      {
        minutes: draft.documentNo ?? '',
        unit: unitCode,
        post: content.post,
        date: cutOff,
        boxes: content.boxes.map(({ accountId, fundId, currency, books, counted }) => ({
          account: accountId,
          fund: fundId,
          currency,
          books,
          ...(counted !== null && { counted }),
        })),
        open: content.open.map(({ code, accounts, amount }) => ({ code, accounts, amount })),
      },
    );
    const role = ROLE_OF[content.post];
    if (role) await this.users.endRole(tx, { userId: draft.preparedBy, role, unitCode, lastDay: cutOff });
    return sequence;
  }
}

function holds(actor: Actor, post: Post, unitCode: string): boolean {
  const role = ROLE_OF[post];
  if (role === undefined) return actor.may('minutes.sign', unitCode);
  return actor.roles.some((grant) => grant.role === role && grant.unitCode === unitCode);
}

/** @throws Refusal minutes.count-missing, minutes.box-unknown (422) */
function countedBoxes(boxes: readonly BoxInBooks[], dto: HandoverDto): CountedBox[] {
  const counts = new Map(dto.counts.map(({ accountId, counted }) => [accountId, counted]));
  if (dto.counts.some(({ accountId }) => !boxes.some((box) => box.accountId === accountId)))
    throw refuse('minutes.box-unknown');
  return boxes.map(({ accountId, fundId, currency, books }) => {
    const counted = counts.get(accountId) ?? null;
    if (counted === null && dto.post === 'cashier') throw refuse('minutes.count-missing');
    return { accountId, fundId, currency, books: toJsonInteger(books), counted };
  });
}

function sameBooks(then: HandoverContent, now: { boxes: BoxInBooks[]; open: OpenItems[] }): boolean {
  const boxes = (list: readonly { accountId: number; books: number | bigint }[]): string =>
    list.map(({ accountId, books }) => `${accountId}:${books}`).join();
  const open = (list: readonly OpenItems[]): string => list.map((o) => `${o.code}:${o.accounts}:${o.amount}`).join();
  return boxes(then.boxes) === boxes(now.boxes) && open(then.open) === open(now.open);
}

/** The cash boxes of a unit that were open on a day, of every currency: a box of foreign money is counted in that money. */
export async function boxesOf(db: EntityManager | DataSource, unitCode: string, day: PlainDate): Promise<BoxInBooks[]> {
  return db.query(
    `WITH box AS (SELECT id, fund_id, currency, label FROM account WHERE unit_code = $1 AND code IN ('1111', '1112')
       AND opened_on <= $2::date AND (closed_on IS NULL OR closed_on >= $2::date))
     SELECT b.id AS "accountId", b.fund_id AS "fundId", b.currency, b.label, CASE b.currency
       WHEN 'VND' THEN (SELECT coalesce(sum(s.debit - s.credit), 0)::bigint FROM ledger_sums(ARRAY[b.id], NULL, $2, NULL) s)
       ELSE (SELECT coalesce(sum(CASE WHEN m.debit = b.id THEN m.foreign_amount ELSE -m.foreign_amount END), 0)::bigint
             FROM movement m WHERE b.id IN (m.debit, m.credit) AND m.effective_date <= $2) END AS books
     FROM box b ORDER BY b.id`,
    [unitCode, day],
  );
}

/** What is on its way, advanced, owed or not told yet: accounts by their code, only those that hold something. */
async function openItems(tx: EntityManager, unitCode: string, day: PlainDate): Promise<OpenItems[]> {
  const rows = await tx.query<{ code: string; accounts: bigint; amount: bigint }[]>(
    `WITH open AS (
       SELECT a.code, abs(sum(s.debit - s.credit)) AS amount
       FROM ledger_sums((SELECT array_agg(id) FROM account WHERE unit_code = $1
         AND code IN ('113', '136', '1388', '141', '331', '336', '3388')), NULL, $2, NULL) s
       JOIN account a ON a.id = s.account_id GROUP BY a.id, a.code HAVING sum(s.debit - s.credit) <> 0)
     SELECT code, count(*) AS accounts, sum(amount)::bigint AS amount FROM open GROUP BY code ORDER BY code`,
    [unitCode, day],
  );
  return rows.map(({ code, accounts, amount }) => ({
    code,
    accounts: Number(accounts),
    amount: toJsonInteger(amount),
  }));
}

async function draftsWaiting(tx: EntityManager, unitCode: string): Promise<number> {
  const rows = await tx.query<{ count: bigint }[]>(
    `SELECT count(*) FROM entry_draft WHERE unit_code = $1 AND state = 'prepared'`,
    [unitCode],
  );
  return Number(rows[0]?.count ?? 0n);
}
