/**
 * Writes gifts: a list at a time, whole and set-based, in one transaction — the gift, its receipt and number, its cash
 * voucher, its entry and its leaf. Single gifts reach it through the batcher, imports in slices. Killed before the
 * commit it has written nothing; after it, everything that was answered is on disk.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { signatoryKey } from '../funds/signatories.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { AcceptedItem, AccountId, PostingItem, RestrictionId } from '../ledger/posting.dto.js';
import type { Outcome } from '../platform/batcher.js';
import { freshBytes, newId } from '../platform/ids.js';
import { PgRows } from '../platform/pg-rows.js';
import { prepared } from '../platform/prepared.js';
import { Refusal } from '../platform/refusal.js';
import { answeredLater } from '../platform/transact.js';
import { type NumberedReceipt, ReceiptsService } from '../receipts/receipts.service.js';
import { commitment } from '../tlog/leaf.js';
import { refuse } from './donations.refusals.js';
import { checkTerms } from './donations.rules.js';
import { GiftContext, type GiftDecisionContext, type GiftToRecord, type KnownFund } from './gift-context.service.js';
import { GiftPlaces, type KnownAccounts } from './gift-places.service.js';

export type { GiftToRecord } from './gift-context.service.js';

export type RecordedGift = { id: string; receipt: { serial: string; code: string }; sequence: bigint };

/** A gift that can be taken as far as can be told before the books are asked. */
type Able = {
  gift: GiftToRecord;
  fund: KnownFund;
  id: string;
  place: AccountId;
  /** What the money is for where the donor made no condition. */
  usual: RestrictionId;
  printedName: string | undefined;
};

type Prepared = Able & { restrictionId: RestrictionId; salt: Buffer | undefined; item: PostingItem };

@Injectable()
export class GiftRecorder {
  constructor(
    private readonly ledger: LedgerService,
    private readonly receipts: ReceiptsService,
    private readonly places: GiftPlaces,
    private readonly context: GiftContext,
  ) {}

  /** Takes the ledger's lane and reads what these gifts are decided against: it stays true until the commit. */
  async takeLane(tx: EntityManager, gifts: GiftToRecord[]): Promise<GiftDecisionContext> {
    const [, context] = await Promise.all([this.ledger.takeLane(tx), this.context.read(tx, gifts)]);
    return context;
  }

  /**
   * Records each gift that can be taken, in order; one outcome each. The caller's transaction holds the lane from here on.
   * @param held what was read for these gifts, where the caller took the lane already and has posted nothing since
   */
  async record(tx: EntityManager, gifts: GiftToRecord[], held?: GiftDecisionContext): Promise<Outcome<RecordedGift>[]> {
    const outcomes: Outcome<RecordedGift>[] = new Array<Outcome<RecordedGift>>(gifts.length);
    const context = held ?? (await this.takeLane(tx, gifts));
    const known: KnownAccounts = new Map();
    const able: Able[] = [];
    const places: number[] = [];
    for (const [index, gift] of gifts.entries()) {
      try {
        able.push(await this.check(tx, gift, context, known));
        places.push(index);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        outcomes[index] = { ok: false, error };
      }
    }
    const drafts = await this.prepare(tx, able, context);
    const { lane, decisions } = await this.ledger.decide(
      tx,
      drafts.map(({ item }) => item),
    );
    const accepted = drafts.flatMap((one, i) => {
      const [decision, index] = [decisions[i] ?? fail(), places[i] ?? fail()];
      if (!decision.accepted) outcomes[index] = { ok: false, error: decision.refusal };
      return decision.accepted ? [{ index, one }] : [];
    });
    const numbered = await this.number(
      tx,
      accepted.map(({ one }) => one),
      context,
    );
    const posted = await this.ledger.write(tx, lane, numbered.map(toLedger));
    const written = numbered.map((one, i) => ({ ...one, posted: posted[i] ?? fail() }));
    await this.receipts.issue(
      tx,
      written.map(({ receipt, posted: { sequence } }) => ({ receipt, sequence })),
    );
    await insertDonations(tx, written);
    accepted.forEach(({ index }, i) => {
      const { one, receipt, posted: at } = written[i] ?? fail();
      outcomes[index] = {
        ok: true,
        value: { id: one.id, receipt: { serial: receipt.serial, code: receipt.code }, sequence: at.sequence },
      };
    });
    return outcomes;
  }

  private async check(
    tx: EntityManager,
    gift: GiftToRecord,
    context: GiftDecisionContext,
    known: KnownAccounts,
  ): Promise<Able> {
    const fund = context.funds.get(gift.fundId);
    const appeal = gift.appealId === undefined ? undefined : context.appeals.get(gift.appealId);
    checkTerms(gift, context.today, fund, appeal);
    if (!fund) throw refuse('donation.fund-unknown');
    const donor = gift.donorId === undefined ? undefined : context.donors.get(gift.donorId);
    if (gift.donorId !== undefined && donor?.unitCode !== fund.unitCode) throw refuse('donation.donor-unknown');
    const place = gift.placeAccountId ?? (await this.places.place(tx, gift, fund, context.boxes, known));
    const usual = appeal?.restrictionId ?? fund.restrictionId;
    return { gift, fund, id: newId(), place, usual, printedName: gift.printedName ?? donor?.name };
  }

  /** Purposes are opened only now: a gift refused above must not leave one behind. */
  private async prepare(tx: EntityManager, able: Able[], context: GiftDecisionContext): Promise<Prepared[]> {
    const wanted: (Able & { restrictionId: RestrictionId })[] = [];
    for (const one of able) {
      const restrictionId = await this.places.restriction(tx, one.gift, one.fund, one.usual, one.id);
      wanted.push({ ...one, restrictionId });
    }
    const incomes = await this.places.incomes(tx, wanted, context.incomes);
    return wanted.map((one, i) => ({
      ...one,
      salt: one.printedName ? freshBytes(16) : undefined,
      item: itemOf(one, incomes[i] ?? fail()),
    }));
  }

  /** Numbers of receipts and cash vouchers, only now that the books have accepted. */
  private async number(tx: EntityManager, accepted: Prepared[], context: GiftDecisionContext): Promise<Numbered[]> {
    const receipts = this.receipts.number(
      context.numbers,
      accepted.map(({ gift, fund }) => ({
        unitCode: fund.unitCode,
        fundId: fund.id,
        fundKind: fund.kindCode,
        effectiveDate: gift.effectiveDate,
        amount: gift.amount,
        foreign: gift.foreign,
        signatories: context.signatories.get(signatoryKey(fund.id, gift.effectiveDate)) ?? {},
      })),
    );
    const cash = accepted.filter(({ gift }) => gift.channel === 'cash');
    const vouchers = await this.receipts.numberVouchers(
      tx,
      context.numbers,
      cash.map(({ gift, fund }) => ({
        unitCode: fund.unitCode,
        fundId: fund.id,
        fundKind: fund.kindCode,
        kind: 'PT' as const,
        year: Number(gift.effectiveDate.slice(0, 4)),
      })),
    );
    cash.forEach(({ item }, i) => item.entry && (item.entry.voucher = vouchers[i]));
    return accepted.map((one, i) => ({ one, receipt: receipts[i] ?? fail() }));
  }
}

function itemOf({ gift, fund, id, place: debit }: Able, credit: AccountId): PostingItem {
  return {
    kind: 'gift',
    actorId: gift.actorId,
    entry: {
      unitCode: fund.unitCode,
      fundId: fund.id,
      effectiveDate: gift.effectiveDate,
      description: gift.channel === 'cash' ? 'Ủng hộ bằng tiền mặt' : 'Ủng hộ bằng chuyển khoản',
      sourceKind: gift.sourceKind ?? 'donation',
      sourceId: gift.sourceId ?? id,
      documentNo: gift.foreign?.document,
      movements: [{ debit, credit, amount: gift.amount, foreignAmount: gift.foreign?.amount }],
    },
  };
}

type Numbered = { one: Prepared; receipt: NumberedReceipt };

/** The gift as the ledger writes it: its leaf holds the receipt's number and, of the name, only a salted commitment. */
function toLedger({ one, receipt }: Numbered): AcceptedItem {
  const { gift, item, printedName, salt } = one;
  const name = printedName && salt ? commitment(salt, printedName).toString('hex') : undefined;
  const { channel, appealId: appeal, foreign } = gift;
  return { item, facts: { receipt: receipt.serial, channel, appeal, name, rate: foreign?.rate } };
}

const INSERT = prepared(
  `INSERT INTO donation (id, unit_code, fund_id, appeal_id, restriction_id, sequence, receipt_id, amount, currency,
     foreign_amount, rate, rate_document, channel, effective_date, place_account_id, donor_id, printed_name, name_salt,
     public_name, condition, recorded_by, recorded_at) SELECT * FROM unnest($1::donation_row[])`,
);

async function insertDonations(
  tx: EntityManager,
  written: (Numbered & { posted: { sequence: bigint; recordedAt: Date } })[],
): Promise<void> {
  if (written.length === 0) return;
  const rows = new PgRows();
  for (const { one, receipt, posted } of written) {
    const { gift, fund, salt } = one;
    rows.push(
      one.id,
      fund.unitCode,
      fund.id,
      gift.appealId,
      one.restrictionId,
      posted.sequence,
      receipt.id,
      gift.amount,
      gift.foreign?.currency ?? 'VND',
      gift.foreign?.amount,
      gift.foreign?.rate,
      gift.foreign?.document,
      gift.channel,
      gift.effectiveDate,
      one.place,
      gift.donorId,
      one.printedName,
      salt && `\\x${salt.toString('hex')}`,
      gift.publicName,
      gift.condition,
      gift.actorId,
      posted.recordedAt.toISOString(),
    );
  }
  await answeredLater(tx, tx.query(INSERT, [rows.text()]));
}

function fail(): never {
  throw new Error('A list came back shorter than it was sent.');
}
