import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DonorsService } from '../donors/donors.service.js';
import type { AccountId, RestrictionId } from '../ledger/posting.dto.js';
import { openPurposeAccounts } from '../ledger/purpose-accounts.service.js';
import { Clock } from '../platform/clock.js';
import type { PlainDate } from '../platform/dates.js';
import { isId } from '../platform/ids.js';
import { prepared } from '../platform/prepared.js';
import { signatoriesOfPapers } from '../funds/signatories.service.js';
import { type LastNumbers, ReceiptsService, type Signatories } from '../receipts/receipts.service.js';
import type { AppealTerms, FundTerms, GiftTerms } from './donations.rules.js';
import type { ForeignGift } from './foreign-gift.rules.js';

/** A gift to write. `placeAccountId` is given where a bank's line brought it; else cash goes to the box, a transfer to 113. */
export type GiftToRecord = GiftTerms & {
  actorId: string;
  /** In đồng; what foreign money is worth. */
  amount: bigint;
  /** Where it was not given in đồng. */
  foreign?: ForeignGift | undefined;
  donorId?: string | undefined;
  printedName?: string | undefined;
  publicName?: string | undefined;
  condition?: string | undefined;
  placeAccountId?: AccountId | undefined;
  sourceKind?: string | undefined;
  sourceId?: string | undefined;
};

export type KnownFund = FundTerms & { unitCode: string; kindCode: string; restrictionId: RestrictionId };
export type KnownAppeal = AppealTerms & { restrictionId: RestrictionId };

/** A cash box of đồng that is not closed. One that was counted out and closed takes nothing more, not even for a past day. */
export type OpenBox = { fundId: string; accountId: AccountId; openedOn: PlainDate };

/** What a list of gifts is decided against, read once for all of them. */
export type GiftDecisionContext = {
  today: PlainDate;
  funds: Map<string, KnownFund>;
  appeals: Map<string, KnownAppeal>;
  /** In the order they were recorded: the first is the usual one. */
  boxes: OpenBox[];
  donors: Awaited<ReturnType<DonorsService['namesOf']>>;
  signatories: Map<string, Signatories>;
  numbers: LastNumbers;
  /** Where donations of a purpose are booked in a month, by `incomeKey`, as far as it could be asked beforehand. */
  incomes: ReadonlyMap<string, AccountId>;
};

/** A unit changes its profile on the first of a month, so one account serves a purpose for a month. */
export function incomeKey(restrictionId: RestrictionId, day: PlainDate): string {
  return `${restrictionId}|${day.slice(0, 7)}`;
}

/** What a gift without a condition is for. */
type Purpose = { unitCode: string; fundId: string; restrictionId: RestrictionId };

/** Everything about the funds and appeals of a list, as one row: a statement of its own for each costs more than it reads. */
const CONTEXT = prepared(`
  WITH named AS (SELECT * FROM fund WHERE id = ANY ($1::uuid[]))
  SELECT
    (SELECT jsonb_agg(jsonb_build_object('id', f.id, 'unitCode', f.unit_code, 'kindCode', f.kind_code,
        'restrictionId', f.restriction_id, 'openedOn', f.opened_on, 'closedOn', f.closed_on)) FROM named f) AS funds,
    (SELECT jsonb_agg(jsonb_build_object('id', a.id, 'fundId', a.fund_id, 'restrictionId', a.restriction_id,
        'receiveFrom', a.receive_from, 'receiveUntil', a.receive_until)) FROM appeal a WHERE a.id = ANY ($2::uuid[])) AS appeals,
    (SELECT jsonb_agg(jsonb_build_object('fundId', b.fund_id, 'accountId', b.ledger_account_id, 'openedOn', b.opened_on)
        ORDER BY b.id) FROM cash_box b WHERE b.fund_id = ANY ($1::uuid[]) AND b.currency = 'VND' AND b.closed_on IS NULL) AS boxes`);

type ContextRow = { funds: KnownFund[] | null; appeals: KnownAppeal[] | null; boxes: OpenBox[] | null };

/** Reads what a list of gifts is decided against, with the ledger's lane held: the last numbers of receipts are among it. */
@Injectable()
export class GiftContext {
  /** By the fund or the appeal, which stay with their purpose for ever: a later list asks for its accounts with all else. */
  private readonly purposes = new Map<string, Purpose>();

  constructor(
    private readonly donors: DonorsService,
    private readonly receipts: ReceiptsService,
    private readonly clock: Clock,
  ) {}

  async read(tx: EntityManager, gifts: GiftToRecord[]): Promise<GiftDecisionContext> {
    const fundIds = distinct(gifts.map(({ fundId }) => fundId)).filter(isId);
    const papers = gifts.flatMap(({ fundId, effectiveDate: day }) => (isId(fundId) ? [{ fundId, day }] : []));
    // Sent one behind the other; none depends on another's answer.
    const [[row], signatories, numbers, donors, incomes] = await Promise.all([
      tx.query<ContextRow[]>(CONTEXT, [
        fundIds,
        distinct(gifts.flatMap(({ appealId }) => appealId ?? [])).filter(isId),
      ]),
      signatoriesOfPapers(tx, papers),
      this.receipts.lastNumbers(tx, fundIds),
      this.donors.namesOf(tx, distinct(gifts.flatMap(({ donorId }) => donorId ?? []))),
      this.incomes(tx, gifts),
    ]);
    const funds = new Map((row?.funds ?? []).map((fund) => [fund.id, fund]));
    const appeals = new Map((row?.appeals ?? []).map((appeal) => [appeal.id, appeal]));
    this.remember(funds, appeals);
    const today = this.clock.today();
    return { today, funds, appeals, boxes: row?.boxes ?? [], donors, signatories, numbers, incomes };
  }

  /** The accounts of purposes that earlier lists were for. */
  private async incomes(tx: EntityManager, gifts: GiftToRecord[]): Promise<Map<string, AccountId>> {
    const wanted = new Map<string, Purpose & { on: PlainDate }>();
    for (const { fundId, appealId, condition, effectiveDate: on } of gifts) {
      const purpose = condition ? undefined : this.purposes.get(appealId ?? fundId);
      if (purpose?.fundId === fundId) wanted.set(incomeKey(purpose.restrictionId, on), { ...purpose, on });
    }
    const found = await openPurposeAccounts(
      tx,
      [...wanted.values()].map((one) => ({ ...one, nature: 'donations' })),
    );
    return new Map(
      [...wanted.keys()].flatMap((key, i) => {
        const id = found[i];
        return id === undefined ? [] : [[key, id]];
      }),
    );
  }

  private remember(funds: Map<string, KnownFund>, appeals: Map<string, KnownAppeal>): void {
    for (const { id, unitCode, restrictionId } of funds.values())
      this.purposes.set(id, { unitCode, fundId: id, restrictionId });
    for (const { id, fundId, restrictionId } of appeals.values()) {
      const unitCode = funds.get(fundId)?.unitCode;
      if (unitCode !== undefined) this.purposes.set(id, { unitCode, fundId, restrictionId });
    }
  }
}

function distinct<T>(values: T[]): T[] {
  return [...new Set(values)];
}
