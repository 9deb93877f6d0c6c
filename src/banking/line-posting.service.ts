/** Posts one slice of a statement's lines: gifts with receipts, arrivals, suspense, debits to explain. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DonationRegister } from '../donations/donation-register.service.js';
import { DonationsService } from '../donations/donations.service.js';
import type { BankAccount } from '../funds/place.entity.js';
import type { Actor } from '../identity/actor.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { AcceptedItem, AccountId } from '../ledger/posting.dto.js';
import type { PlainDate } from '../platform/dates.js';
import { BankAccounts } from './bank-accounts.service.js';
import type { LineState } from './statement.entity.js';
import { arrivalDay, type Purpose, StatementPlanner } from './statement-planner.service.js';
import { type LineOutcome, type LineToPost, settleLines } from './statement.store.js';

type Entry = { line: LineToPost; state: LineState; item: AcceptedItem };

/** What a claimed line brings, and since when it was on its way. */
type OnItsWay = { sourceKind: keyof typeof ARRIVED; id: string; since: PlainDate };

const ARRIVED = {
  donation: 'Tiền chuyển khoản đã ghi nhận về tài khoản',
  'cash-deposit': 'Tiền mặt nộp ngân hàng đã về tài khoản',
  'currency-sale': 'Tiền bán ngoại tệ đã về tài khoản',
};

@Injectable()
export class LinePosting {
  constructor(
    private readonly ledger: LedgerService,
    private readonly donations: DonationsService,
    private readonly register: DonationRegister,
    private readonly planner: StatementPlanner,
    private readonly accounts: BankAccounts,
  ) {}

  /** All of them or, with the first refusal, none. */
  async post(tx: EntityManager, actor: Actor, account: BankAccount, lines: LineToPost[]): Promise<void> {
    await this.ledger.takeLane(tx);
    const outcomes: LineOutcome[] = [];
    const gifts: { line: LineToPost; appealId: string | undefined }[] = [];
    const entries: Entry[] = [];
    const arrivals = await this.arrivals(tx, account, lines);
    const purposes = await this.purposesOf(tx, account, lines);
    for (const line of lines) {
      const arrival = arrivals.get(line.id);
      const purpose = purposes.get(line.date);
      if (line.matches > 0n) outcomes.push({ id: line.id, state: 'matched-payout', sequence: null, donationId: null });
      else if (line.debit > 0n) entries.push(await this.debit(tx, actor, account, line));
      else if (arrival) entries.push(await this.arrival(tx, actor, account, { line, arrival }));
      else if (purpose?.kind === 'suspense') entries.push(await this.suspense(tx, actor, account, line));
      else gifts.push({ line, appealId: purpose?.kind === 'appeal' ? purpose.appealId : undefined });
    }
    // Money comes before it goes, or the account would seem short in between.
    outcomes.push(...(await this.gifts(tx, actor, account, gifts)), ...(await this.entries(tx, entries)));
    await settleLines(tx, outcomes);
  }

  /** A credit is a gift whoever sent it; no name is printed from a memo, which is the bank's text and not the giver's. */
  private async gifts(
    tx: EntityManager,
    actor: Actor,
    account: BankAccount,
    gifts: { line: LineToPost; appealId: string | undefined }[],
  ): Promise<LineOutcome[]> {
    if (gifts.length === 0) return [];
    const recorded = await this.donations.recordAll(
      tx,
      gifts.map(({ line, appealId }) => ({
        actorId: actor.id,
        fundId: account.fundId,
        appealId,
        amount: line.credit,
        channel: 'transfer' as const,
        effectiveDate: line.date,
        placeAccountId: account.ledgerAccountId,
        sourceKind: 'statement-line',
        sourceId: line.id,
      })),
    );
    return gifts.map(({ line }, i) => {
      const gift = recorded[i];
      if (!gift) throw new Error('A list of gifts came back shorter than it was sent.');
      return { id: line.id, state: 'gift', sequence: gift.sequence, donationId: gift.id };
    });
  }

  private async entries(tx: EntityManager, entries: Entry[]): Promise<LineOutcome[]> {
    if (entries.length === 0) return [];
    const posted = await this.ledger.postAll(
      tx,
      entries.map(({ item }) => item),
    );
    return entries.map(({ line, state }, i) => ({
      id: line.id,
      state,
      sequence: posted[i]?.sequence ?? null,
      donationId: state === 'in-transit' ? line.donationId : null,
    }));
  }

  private async arrival(
    tx: EntityManager,
    actor: Actor,
    account: BankAccount,
    { line, arrival }: { line: LineToPost; arrival: OnItsWay },
  ): Promise<Entry> {
    const item = this.item(actor, account, {
      line,
      date: arrivalDay(line.date, arrival.since),
      description: ARRIVED[arrival.sourceKind],
      source: { sourceKind: arrival.sourceKind, sourceId: arrival.id },
      debit: account.ledgerAccountId,
      credit: await this.accounts.inTransit(tx, account),
      amount: line.credit,
    });
    return { line, state: 'in-transit', item };
  }

  private async suspense(tx: EntityManager, actor: Actor, account: BankAccount, line: LineToPost): Promise<Entry> {
    const credit = await this.accounts.suspense(tx, account);
    const description = 'Tiền về chưa rõ mục đích';
    const item = this.item(actor, account, {
      line,
      description,
      debit: account.ledgerAccountId,
      credit,
      amount: line.credit,
    });
    return { line, state: 'suspense', item };
  }

  private async debit(tx: EntityManager, actor: Actor, account: BankAccount, line: LineToPost): Promise<Entry> {
    const debit = await this.accounts.toExplain(tx, account);
    const description = 'Ngân hàng ghi nợ, chờ giải trình';
    const item = this.item(actor, account, {
      line,
      description,
      debit,
      credit: account.ledgerAccountId,
      amount: line.debit,
    });
    return { line, state: 'to-explain', item };
  }

  private item(
    actor: Actor,
    account: BankAccount,
    given: {
      line: LineToPost;
      description: string;
      debit: AccountId;
      credit: AccountId;
      amount: bigint;
      date?: PlainDate;
      source?: { sourceKind: string; sourceId: string };
    },
  ): AcceptedItem {
    const { line, description, debit, credit, amount, source } = given;
    const entry = {
      unitCode: account.unitCode,
      fundId: account.fundId,
      effectiveDate: given.date ?? line.date,
      description,
      ...(source ?? { sourceKind: 'statement-line', sourceId: line.id }),
      movements: [{ debit, credit, amount }],
    };
    return { item: { kind: 'statement-line', actorId: actor.id, entry } };
  }

  private async purposesOf(
    tx: EntityManager,
    account: BankAccount,
    lines: LineToPost[],
  ): Promise<Map<PlainDate, Purpose>> {
    const days = lines.filter(({ credit }) => credit > 0n).map(({ date }) => date);
    return this.planner.purposes(tx, account.id, days);
  }

  /** What was claimed and still is on its way: a gift that was voided meanwhile is not, and its line is a gift of its own. */
  private async arrivals(tx: EntityManager, account: BankAccount, lines: LineToPost[]): Promise<Map<string, OnItsWay>> {
    const found = new Map<string, OnItsWay>();
    if (lines.some(({ donationId }) => donationId !== null)) {
      const waiting = await this.register.inTransit(tx, await this.accounts.inTransit(tx, account));
      const since = new Map(waiting.map(({ id, effectiveDate }) => [id, effectiveDate]));
      for (const { id, donationId } of lines) {
        const day = donationId === null ? undefined : since.get(donationId);
        if (donationId !== null && day) found.set(id, { sourceKind: 'donation', id: donationId, since: day });
      }
    }
    for (const [id, deposit] of await this.deposits(tx, lines)) found.set(id, deposit);
    for (const [id, sale] of await soldCurrency(tx, lines)) found.set(id, sale);
    return found;
  }

  private async deposits(tx: EntityManager, lines: LineToPost[]): Promise<Map<string, OnItsWay>> {
    const claimed = lines.flatMap(({ depositId }) => depositId ?? []);
    if (claimed.length === 0) return new Map();
    const rows = await tx.query<{ id: string; lineId: string; since: PlainDate }[]>(
      `SELECT id, line_id AS "lineId", effective_date AS since FROM cash_deposit WHERE id = ANY ($1::uuid[])`,
      [claimed],
    );
    const standing = await this.ledger.withEntry(tx, { sourceIds: claimed, kind: 'entry' });
    return new Map(
      rows
        .filter(({ id }) => standing.has(id))
        .map(({ id, lineId, since }) => [lineId, { sourceKind: 'cash-deposit', id, since }]),
    );
  }
}

/** A sale once approved is never taken back, so what was claimed is still on its way. */
async function soldCurrency(tx: EntityManager, lines: LineToPost[]): Promise<Map<string, OnItsWay>> {
  const claimed = lines.flatMap(({ saleId }) => saleId ?? []);
  if (claimed.length === 0) return new Map();
  const rows = await tx.query<{ id: string; lineId: string; since: PlainDate }[]>(
    `SELECT id, line_id AS "lineId", effective_date AS since FROM currency_sale WHERE id = ANY ($1::uuid[])`,
    [claimed],
  );
  return new Map(rows.map(({ id, lineId, since }) => [lineId, { sourceKind: 'currency-sale', id, since }]));
}
