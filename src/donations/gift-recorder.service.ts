/**
 * Writes gifts: a list at a time, whole and set-based, in one transaction — the gift, its receipt and number, its cash
 * voucher, its entry and its leaf. Single gifts reach it through the batcher, imports in slices. Killed before the
 * commit it has written nothing; after it, everything that was answered is on disk.
 */
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { AppealsService } from '../appeals/appeals.service.js';
import { DonorsService } from '../donors/donors.service.js';
import { FundsService } from '../funds/funds.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { AcceptedItem, AccountId, PostingItem, RestrictionId } from '../ledger/posting.dto.js';
import type { Outcome } from '../platform/batcher.js';
import { Clock } from '../platform/clock.js';
import { formatDate, type PlainDate } from '../platform/dates.js';
import { newId } from '../platform/ids.js';
import { Refusal } from '../platform/refusal.js';
import { type NumberedReceipt, ReceiptsService, type Signatories } from '../receipts/receipts.service.js';
import { commitment } from '../tlog/leaf.js';
import { refuse } from './donations.refusals.js';
import { type AppealTerms, checkTerms, type FundTerms, type GiftTerms } from './donations.rules.js';

/** A gift to write. `placeAccountId` is given where a bank's line brought it; else cash goes to the box, a transfer to 113. */
export type GiftToRecord = GiftTerms & {
  actorId: string;
  amount: bigint;
  donorId?: string | undefined;
  printedName?: string | undefined;
  publicName?: string | undefined;
  condition?: string | undefined;
  placeAccountId?: AccountId | undefined;
  sourceKind?: string | undefined;
  sourceId?: string | undefined;
};

export type RecordedGift = { id: string; receipt: { serial: string; code: string }; sequence: bigint };

type KnownFund = FundTerms & { unitCode: string; kindCode: string; restrictionId: RestrictionId };
type KnownAppeal = AppealTerms & { restrictionId: RestrictionId };

/** What a list of gifts is decided against, read once for all of them. */
type Context = {
  today: PlainDate;
  funds: Map<string, KnownFund>;
  appeals: Map<string, KnownAppeal>;
  donors: Awaited<ReturnType<DonorsService['namesOf']>>;
  signatories: Map<string, Signatories>;
};

type Prepared = {
  gift: GiftToRecord;
  fund: KnownFund;
  id: string;
  restrictionId: RestrictionId;
  place: AccountId;
  printedName: string | undefined;
  salt: Buffer | undefined;
  item: PostingItem;
};

@Injectable()
export class GiftRecorder {
  constructor(
    private readonly ledger: LedgerService,
    private readonly receipts: ReceiptsService,
    private readonly places: GiftPlaces,
    private readonly context: GiftContext,
  ) {}

  /** Takes the ledger's lane, so that what is read after it stays true until the commit. */
  async takeLane(tx: EntityManager): Promise<void> {
    await this.ledger.takeLane(tx);
  }

  /** Records each gift that can be taken, in order; one outcome each. The caller's transaction holds the lane from here on. */
  async record(tx: EntityManager, gifts: GiftToRecord[]): Promise<Outcome<RecordedGift>[]> {
    const outcomes: Outcome<RecordedGift>[] = new Array<Outcome<RecordedGift>>(gifts.length);
    await this.ledger.takeLane(tx);
    const context = await this.context.read(tx, gifts);
    const known: KnownAccounts = new Map();
    const prepared: { index: number; one: Prepared }[] = [];
    for (const [index, gift] of gifts.entries()) {
      try {
        prepared.push({ index, one: await this.prepare(tx, gift, context, known) });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        outcomes[index] = { ok: false, error };
      }
    }
    const { lane, decisions } = await this.ledger.decide(
      tx,
      prepared.map(({ one }) => one.item),
    );
    const accepted = prepared.filter(({ index }, i) => {
      const decision = decisions[i];
      if (decision && !decision.accepted) outcomes[index] = { ok: false, error: decision.refusal };
      return decision?.accepted;
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

  private async prepare(
    tx: EntityManager,
    gift: GiftToRecord,
    context: Context,
    known: KnownAccounts,
  ): Promise<Prepared> {
    const fund = context.funds.get(gift.fundId);
    const appeal = gift.appealId === undefined ? undefined : context.appeals.get(gift.appealId);
    checkTerms(gift, context.today, fund, appeal);
    if (!fund) throw refuse('donation.fund-unknown');
    const donor = gift.donorId === undefined ? undefined : context.donors.get(gift.donorId);
    if (gift.donorId !== undefined && donor?.unitCode !== fund.unitCode) throw refuse('donation.donor-unknown');
    const id = newId();
    const restrictionId = await this.places.restriction(
      tx,
      gift,
      fund,
      appeal?.restrictionId ?? fund.restrictionId,
      id,
    );
    const debit = gift.placeAccountId ?? (await this.places.place(tx, gift, fund, known));
    const credit = await this.places.income(tx, fund, restrictionId, known);
    const printedName = gift.printedName ?? donor?.name;
    const item: PostingItem = {
      kind: 'gift',
      actorId: gift.actorId,
      entry: {
        unitCode: fund.unitCode,
        fundId: fund.id,
        effectiveDate: gift.effectiveDate,
        description: gift.channel === 'cash' ? 'Ủng hộ bằng tiền mặt' : 'Ủng hộ bằng chuyển khoản',
        sourceKind: gift.sourceKind ?? 'donation',
        sourceId: gift.sourceId ?? id,
        movements: [{ debit, credit, amount: gift.amount }],
      },
    };
    return {
      gift,
      fund,
      id,
      restrictionId,
      place: debit,
      printedName,
      salt: printedName ? randomBytes(16) : undefined,
      item,
    };
  }

  /** Numbers of receipts and cash vouchers, only now that the books have accepted. */
  private async number(tx: EntityManager, accepted: Prepared[], context: Context): Promise<Numbered[]> {
    const receipts = await this.receipts.number(
      tx,
      accepted.map(({ gift, fund }) => ({
        unitCode: fund.unitCode,
        fundId: fund.id,
        fundKind: fund.kindCode,
        effectiveDate: gift.effectiveDate,
        amount: gift.amount,
        signatories: context.signatories.get(signatoryKey(fund.unitCode, gift.effectiveDate)) ?? {},
      })),
    );
    const cash = accepted.filter(({ gift }) => gift.channel === 'cash');
    const vouchers = await this.receipts.takeVouchers(
      tx,
      cash.map(({ gift, fund }) => ({
        unitCode: fund.unitCode,
        fundId: fund.id,
        kind: 'PT' as const,
        year: Number(gift.effectiveDate.slice(0, 4)),
      })),
    );
    cash.forEach(({ item }, i) => item.entry && (item.entry.voucher = vouchers[i]));
    return accepted.map((one, i) => ({ one, receipt: receipts[i] ?? fail() }));
  }
}

type Numbered = { one: Prepared; receipt: NumberedReceipt };

/** The gift as the ledger writes it: its leaf holds the receipt's number and, of the name, only a salted commitment. */
function toLedger({ one, receipt }: Numbered): AcceptedItem {
  const { gift, item, printedName, salt } = one;
  const name = printedName && salt ? commitment(salt, printedName).toString('hex') : undefined;
  return { item, facts: { receipt: receipt.serial, channel: gift.channel, appeal: gift.appealId, name } };
}

async function insertDonations(
  tx: EntityManager,
  written: (Numbered & { posted: { sequence: bigint; recordedAt: Date } })[],
): Promise<void> {
  if (written.length === 0) return;
  const rows = written.map(({ one: { gift, fund, ...one }, receipt, posted }) => ({
    id: one.id,
    unit_code: fund.unitCode,
    fund_id: fund.id,
    appeal_id: gift.appealId ?? null,
    restriction_id: one.restrictionId,
    sequence: Number(posted.sequence),
    receipt_id: receipt.id,
    amount: Number(gift.amount),
    channel: gift.channel,
    effective_date: gift.effectiveDate,
    place_account_id: one.place,
    donor_id: gift.donorId ?? null,
    printed_name: one.printedName ?? null,
    name_salt: one.salt ? `\\x${one.salt.toString('hex')}` : null,
    public_name: gift.publicName ?? null,
    condition: gift.condition ?? null,
    recorded_by: gift.actorId,
    recorded_at: posted.recordedAt.toISOString(),
  }));
  await tx.query(
    `INSERT INTO donation (id, unit_code, fund_id, appeal_id, restriction_id, sequence, receipt_id, amount, channel, effective_date,
       place_account_id, donor_id, printed_name, name_salt, public_name, condition, recorded_by, recorded_at)
     SELECT * FROM jsonb_to_recordset($1::jsonb) AS d(id uuid, unit_code text, fund_id uuid, appeal_id uuid, restriction_id integer,
       sequence bigint, receipt_id uuid, amount bigint, channel text, effective_date date, place_account_id integer, donor_id uuid,
       printed_name text, name_salt bytea, public_name text, condition text, recorded_by uuid, recorded_at timestamptz)`,
    [JSON.stringify(rows)],
  );
}

/** Reads what a list of gifts is decided against. */
@Injectable()
export class GiftContext {
  constructor(
    private readonly funds: FundsService,
    private readonly appeals: AppealsService,
    private readonly donors: DonorsService,
    private readonly clock: Clock,
  ) {}

  async read(tx: EntityManager, gifts: GiftToRecord[]): Promise<Context> {
    const funds = new Map<string, KnownFund>();
    for (const id of new Set(gifts.map(({ fundId }) => fundId))) {
      const fund = await this.funds.fund(tx, id);
      if (fund) funds.set(id, fund);
    }
    const appeals = new Map<string, KnownAppeal>();
    for (const id of new Set(gifts.flatMap(({ appealId }) => appealId ?? []))) {
      const appeal = await this.appeals.appeal(tx, id);
      if (appeal) appeals.set(id, appeal);
    }
    const signatories = new Map<string, Signatories>();
    for (const { fundId, effectiveDate } of gifts) {
      const unit = funds.get(fundId)?.unitCode;
      const key = unit && signatoryKey(unit, effectiveDate);
      if (unit && key && !signatories.has(key))
        signatories.set(key, await this.funds.signatoriesOn(tx, unit, effectiveDate));
    }
    const donors = await this.donors.namesOf(tx, [...new Set(gifts.flatMap(({ donorId }) => donorId ?? []))]);
    return { today: this.clock.today(), funds, appeals, donors, signatories };
  }
}

function signatoryKey(unitCode: string, day: PlainDate): string {
  return `${unitCode}|${day}`;
}

/** Accounts already looked up in this list: a thousand gifts of one appeal ask once. */
type KnownAccounts = Map<string, AccountId>;

/** The accounts that a gift moves between. They are opened with the fund; a condition opens a purpose of its own. */
@Injectable()
export class GiftPlaces {
  constructor(
    private readonly ledger: LedgerService,
    private readonly funds: FundsService,
  ) {}

  /** What the money may be used for: a donor's condition keeps it apart from all else (NĐ 93/2021 art. 9.3). */
  restriction(
    tx: EntityManager,
    gift: GiftToRecord,
    fund: KnownFund,
    usual: RestrictionId,
    donationId: string,
  ): Promise<RestrictionId> {
    if (!gift.condition) return Promise.resolve(usual);
    const label = 'Khoản ủng hộ có điều kiện';
    const { unitCode, id: fundId } = fund;
    return this.ledger.openRestriction(tx, { unitCode, fundId, kind: 'earmark', subject: donationId, label });
  }

  /** 511 of the purpose. */
  income(tx: EntityManager, fund: KnownFund, restrictionId: RestrictionId, known: KnownAccounts): Promise<AccountId> {
    return remember(known, `511|${restrictionId}`, () => this.account(tx, fund, '511', 'Thu ủng hộ', restrictionId));
  }

  /** Cash goes into the fund's box; a transfer recorded by hand waits in transit until the bank's line comes. */
  place(tx: EntityManager, gift: GiftToRecord, fund: KnownFund, known: KnownAccounts): Promise<AccountId> {
    if (gift.channel !== 'cash') {
      return remember(known, `113|${fund.id}`, () => this.account(tx, fund, '113', 'Tiền đang chuyển'));
    }
    const day = gift.effectiveDate;
    return remember(known, `1111|${fund.id}|${day}`, async () => {
      const boxes = await this.funds.cashBoxes(fund.id, tx);
      const box = boxes.find(({ openedOn, closedOn }) => openedOn <= day && (closedOn === null || day <= closedOn));
      if (!box) throw refuse('donation.no-cash-box', { date: formatDate(day) });
      return box.ledgerAccountId;
    });
  }

  private async account(
    tx: EntityManager,
    fund: KnownFund,
    code: string,
    label: string,
    restrictionId?: RestrictionId,
  ): Promise<AccountId> {
    const named = { fundId: fund.id, code, ...(restrictionId !== undefined && { restrictionId }) };
    const [id] = await this.ledger.accountIds(tx, [named]);
    return id ?? this.ledger.openAccount(tx, { ...named, unitCode: fund.unitCode, label, openedOn: fund.openedOn });
  }
}

async function remember(known: KnownAccounts, name: string, find: () => Promise<AccountId>): Promise<AccountId> {
  const id = known.get(name) ?? (await find());
  known.set(name, id);
  return id;
}

function fail(): never {
  throw new Error('A list came back shorter than it was sent.');
}
