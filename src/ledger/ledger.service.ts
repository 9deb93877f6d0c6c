/**
 * The only writer of money. Posting is two calls in one READ COMMITTED transaction: `decide` takes the lane (the head
 * row, the only lock while posting), reads what the decision depends on and decides in memory; then the caller numbers
 * what was accepted, and `write` puts events, entries, movements and balances down in one call. A crash before the
 * commit leaves nothing; after it, everything, sequence and hashes included.
 */
import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { formatDate, type PlainDate } from '../platform/dates.js';
import { prepared } from '../platform/prepared.js';
import { answeredLater } from '../platform/transact.js';
import { lookAtBooks } from './books-state.js';
import { byProfileOfDay } from './later-profile.js';
import type { LeafAccount } from './leaf-content.js';
import { refuse } from './ledger.refusals.js';
import { mirroredEntries } from './mirrored-entry.js';
import type {
  AcceptedItem,
  AccountId,
  Decision,
  EventKind,
  Lane,
  Posted,
  PostingItem,
  RestrictionId,
} from './posting.dto.js';
import { rowsOf, WRITE } from './posting-rows.js';
import { decideItems } from './posting.rules.js';
import type { Profile } from './natures.js';
import { profilesOn } from './unit-profiles.service.js';

/** The lane with what was read in it: what is written must have been decided. */
export type DecidedLane = Lane & { accounts: ReadonlyMap<AccountId, LeafAccount> };

export type RestrictionState = { balance: bigint; reserved: bigint; available: bigint };
type Reader = EntityManager | DataSource;

/** The most items of one call: it bounds how long the lane is held. */
export const MOST_ITEMS = 1_000;

/** How many are written by the first call of the database, which has to wait for their leaves, and by each further one. */
const FIRST_PART = 64;
const PART = 512;

const TAKE_LANE = prepared(`SELECT * FROM ledger_take_lane()`);

@Injectable()
export class LedgerService {
  constructor(private readonly clock: Clock) {}

  /** Takes the lane until the end of the transaction. Take other row locks before it. */
  async takeLane(tx: EntityManager): Promise<Lane> {
    const [head] = await tx.query<{ sequence: bigint; recorded_at: Date }[]>(TAKE_LANE, []);
    if (!head) throw new Error('The ledger has no head.');
    return { sequence: head.sequence, recordedAt: head.recorded_at };
  }

  /** Takes the lane, where this transaction has not yet, and decides each item in order, each accepted one counting for those after it. */
  async decide(tx: EntityManager, items: PostingItem[]): Promise<{ lane: DecidedLane; decisions: Decision[] }> {
    if (items.length > MOST_ITEMS) throw new Error(`At most ${MOST_ITEMS} items are posted in one call.`);
    const { lane, books } = await lookAtBooks(tx, items, this.clock.today());
    return { lane: { ...lane, accounts: books.accounts }, decisions: decideItems(books, items) };
  }

  /**
   * Writes what was accepted, in order; position i gets the sequence after the lane's plus i. A long list goes in parts:
   * while the database writes one, the leaves of the next are made.
   */
  async write(tx: EntityManager, lane: DecidedLane, accepted: AcceptedItem[]): Promise<Posted[]> {
    let writing: Promise<unknown> = Promise.resolve();
    for (let from = 0, to = FIRST_PART; from < accepted.length; from = to, to += PART) {
      const part = rowsOf(accepted.slice(from, to), lane.recordedAt, lane.accounts);
      await writing;
      writing = tx.query(WRITE, [lane.sequence + BigInt(from), lane.recordedAt, ...part]);
      // It is waited for below; until then a failure is nobody's surprise.
      writing.catch(() => undefined);
      // Handed to the connection in this turn of the event loop, before the next part takes the processor.
      if (to < accepted.length) await new Promise(setImmediate);
    }
    await answeredLater(tx, writing);
    const { recordedAt, sequence } = lane;
    return accepted.map((_, i) => ({ sequence: sequence + BigInt(i + 1), recordedAt }));
  }

  /** Posts a list whole, or refuses it whole with the first refusal. */
  async postAll(tx: EntityManager, wanted: AcceptedItem[]): Promise<Posted[]> {
    const { lane, decisions } = await this.decide(
      tx,
      wanted.map(({ item }) => item),
    );
    for (const decision of decisions) if (!decision.accepted) throw decision.refusal;
    return this.write(tx, lane, wanted);
  }

  /** Posts one event. */
  async post(tx: EntityManager, item: PostingItem, facts?: AcceptedItem['facts']): Promise<Posted> {
    const [posted] = await this.postAll(tx, [{ item, ...(facts && { facts }) }]);
    if (!posted) throw new Error('Nothing was posted.');
    return posted;
  }

  /** Opens what money may be used for, or answers the one that exists. */
  async openRestriction(
    tx: EntityManager,
    given: {
      unitCode: string;
      fundId: string;
      kind: 'general' | 'appeal' | 'earmark';
      subject?: string;
      label: string;
    },
  ): Promise<RestrictionId> {
    const [row] = await tx.query<{ id: number }[]>(`SELECT ledger_open_restriction($1, $2, $3, $4, $5) AS id`, [
      given.unitCode,
      given.fundId,
      given.kind,
      given.subject ?? null,
      given.label,
    ]);
    if (!row) throw new Error('A restriction was not opened.');
    return row.id;
  }

  /** Opens an account of the chart for a fund, or answers the one that exists. */
  async openAccount(
    tx: EntityManager,
    given: {
      unitCode: string;
      fundId: string;
      code: string;
      restrictionId?: RestrictionId;
      subject?: string;
      label: string;
      openedOn: PlainDate;
      /** Of a place of foreign money (ISO 4217). */
      currency?: string;
    },
  ): Promise<AccountId> {
    const [row] = await tx.query<{ id: number }[]>(`SELECT ledger_open_account($1, $2, $3, $4, $5, $6, $7, $8) AS id`, [
      given.unitCode,
      given.fundId,
      given.code,
      given.restrictionId ?? null,
      given.subject ?? '',
      given.label,
      given.openedOn,
      given.currency ?? 'VND',
    ]);
    if (!row) throw new Error('An account was not opened.');
    return row.id;
  }

  /** The profile that a unit posts by on a day. */
  async profileOn(tx: Reader, unitCode: string, day: PlainDate): Promise<Profile> {
    return (await profilesOn(tx, [unitCode], day))(unitCode);
  }

  /** The ids of accounts that may exist already, in the order asked. */
  async accountIds(
    tx: Reader,
    wanted: { fundId: string; code: string; restrictionId?: RestrictionId; subject?: string }[],
  ): Promise<(AccountId | undefined)[]> {
    const rows = await tx.query<{ n: bigint; id: number }[]>(
      `SELECT w.n, a.id FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::text[]) WITH ORDINALITY
         AS w(fund, code, restriction, subject, n)
       JOIN account a ON a.fund_id = w.fund AND a.code = w.code AND a.subject = w.subject
         AND a.restriction_id IS NOT DISTINCT FROM w.restriction`,
      [
        wanted.map((w) => w.fundId),
        wanted.map((w) => w.code),
        wanted.map((w) => w.restrictionId ?? null),
        wanted.map((w) => w.subject ?? ''),
      ],
    );
    const found = new Map(rows.map(({ n, id }) => [Number(n), id]));
    return wanted.map((_, i) => found.get(i + 1));
  }

  /** The chart's code of an account. */
  async accountCode(tx: Reader, accountId: AccountId): Promise<string | undefined> {
    const rows = await tx.query<{ code: string }[]>(`SELECT code FROM account WHERE id = $1`, [accountId]);
    return rows[0]?.code;
  }

  /** Whether an entry of this kind, not taken back since, names this source. */
  async hasEntry(tx: Reader, { sourceId, kind }: { sourceId: string; kind: EventKind }): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT 1 FROM entry e WHERE e.source_id = $1 AND e.kind = $2
       AND NOT EXISTS (SELECT FROM entry r WHERE r.reverses = e.sequence) LIMIT 1`,
      [sourceId, kind],
    );
    return rows.length > 0;
  }

  /** Which of these sources an entry of this kind names that was not taken back since. */
  async withEntry(
    tx: Reader,
    { sourceIds, kind }: { sourceIds: readonly string[]; kind: EventKind },
  ): Promise<ReadonlySet<string>> {
    if (sourceIds.length === 0) return new Set();
    const rows = await tx.query<{ id: string }[]>(
      `SELECT DISTINCT e.source_id AS id FROM entry e WHERE e.source_id = ANY ($1::uuid[]) AND e.kind = $2
       AND NOT EXISTS (SELECT FROM entry r WHERE r.reverses = e.sequence)`,
      [sourceIds, kind],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Closes an account that holds nothing; later days are refused. */
  async closeAccount(tx: EntityManager, accountId: AccountId, on: PlainDate): Promise<void> {
    await tx.query(`SELECT ledger_close_account($1, $2)`, [accountId, on]);
  }

  async balanceOfPlace(db: Reader, accountId: AccountId): Promise<bigint> {
    const rows = await db.query<{ balance: bigint }[]>(`SELECT balance FROM place_balance WHERE account_id = $1`, [
      accountId,
    ]);
    return rows[0]?.balance ?? 0n;
  }

  /** What is owed to a creditor. */
  async owedTo(db: Reader, accountId: AccountId): Promise<bigint> {
    const rows = await db.query<{ balance: bigint }[]>(`SELECT balance FROM creditor_balance WHERE account_id = $1`, [
      accountId,
    ]);
    return rows[0]?.balance ?? 0n;
  }

  async restrictionBalance(db: Reader, restrictionId: RestrictionId): Promise<RestrictionState> {
    const rows = await db.query<{ balance: bigint; reserved: bigint }[]>(
      `SELECT balance, reserved FROM restriction_balance WHERE restriction_id = $1`,
      [restrictionId],
    );
    const { balance, reserved } = rows[0] ?? { balance: 0n, reserved: 0n };
    return { balance, reserved, available: balance - reserved };
  }

  /**
   * Takes an entry back by a further one that mirrors it and names it.
   * @throws Refusal ledger.entry-unknown (404), ledger.reversal-too-early (422), ledger.already-reversed (409) …
   */
  async reverse(
    tx: EntityManager,
    given: { actorId: string; sequence: bigint; effectiveDate: PlainDate; reason: string },
  ): Promise<Posted> {
    const original = (await mirroredEntries(tx, [given.sequence])).get(given.sequence);
    if (!original) throw refuse('ledger.entry-unknown');
    if (given.effectiveDate < original.effectiveDate)
      throw refuse('ledger.reversal-too-early', { date: formatDate(original.effectiveDate) });
    const entry = await byProfileOfDay(tx, {
      ...original,
      effectiveDate: given.effectiveDate,
      description: `Đảo bút toán ${given.sequence}: ${given.reason}`,
      reverses: given.sequence,
    });
    const reversed = Number(given.sequence);
    return this.post(tx, { kind: 'reversal', actorId: given.actorId, entry }, { reversed });
  }
}
