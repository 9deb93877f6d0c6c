/**
 * What the funds received, gave and hold, read with the public login from the public views. All figures of one answer are
 * of one snapshot, and name the position in the log they were computed from.
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { refuse } from './publication.refusals.js';

/**
 * In đồng. `opening + received = paid + passedOn + otherSpent + held`; `reserved` is the part of `held` that is approved
 * for households and not yet paid. An advance that an officer carries is held, not paid.
 */
export type PublicSums = {
  opening: bigint;
  received: bigint;
  paid: bigint;
  passedOn: bigint;
  otherSpent: bigint;
  held: bigint;
  reserved: bigint;
};

/** Where a fund's money is; `held` is all of it less what is `owed`. */
export type PublicPlaces = {
  inBank: bigint;
  inCash: bigint;
  inTransit: bigint;
  inAdvances: bigint;
  inGoods: bigint;
  receivable: bigint;
  owed: bigint;
};

export type PublicFund = PublicSums &
  PublicPlaces & {
    id: string;
    unitCode: string;
    kindCode: string;
    name: string;
    nameEn: string;
    openedOn: PlainDate;
    closedOn: PlainDate | null;
  };

export type PublicMonth = {
  fundId: string;
  /** The first day of the month. */
  month: PlainDate;
  received: bigint;
  paid: bigint;
  passedOn: bigint;
  otherSpent: bigint;
};

export type PublicAppeal = PublicSums & {
  id: string;
  fundId: string;
  unitCode: string;
  name: string;
  regime: 'nd93' | 'vnn' | 'bien-dao' | 'other';
  documentNo: string | null;
  purpose: string | null;
  receiveFrom: PlainDate;
  receiveUntil: PlainDate | null;
  targetAmount: bigint | null;
  historical: boolean;
};

/** Promises, which are not money: sums over all of a fund's (without an appeal) or an appeal's. */
export type PublicPledged = { fundId: string; appealId: string | null; pledged: bigint; kept: bigint };

/** Households of one commune paid by one batch. */
export type PublicPayout = {
  fundId: string;
  appealId: string | null;
  communeCode: string | null;
  purposeVi: string | null;
  purposeEn: string | null;
  paidOn: PlainDate;
  households: number;
  amount: bigint;
};

type Books = {
  sequence: bigint;
  recordedAt: Date;
  funds: PublicFund[];
  months: PublicMonth[];
  appeals: PublicAppeal[];
  payouts: PublicPayout[];
};

export type PublicFigures = Books & { pledged: PublicPledged[] };

/** Latest pay-outs kept of each fund. */
const PAYOUTS_PER_FUND = 12;

const SUMS = `opening, received, paid, passed_on AS "passedOn", other_spent AS "otherSpent", held, reserved`;

@Injectable()
export class PublicFiguresService {
  private kept: Books | undefined;
  private reading: Promise<Books> | undefined;

  constructor(@InjectDataSource('public') private readonly db: DataSource) {}

  /** The figures as of now. They are summed again only when the books have moved, and by one reader for all that wait. */
  async figures(): Promise<PublicFigures> {
    const pledged = await this.db.query<PublicPledged[]>(
      `SELECT fund_id AS "fundId", appeal_id AS "appealId", pledged, kept FROM public_pledged ORDER BY fund_id, appeal_id`,
    );
    return { ...(await this.books()), pledged };
  }

  /** One appeal, with the figures of all. @throws Refusal public.appeal-unknown (404) */
  async appeal(id: string): Promise<{ appeal: PublicAppeal; figures: PublicFigures }> {
    const figures = await this.figures();
    const appeal = figures.appeals.find((one) => one.id === id);
    if (!appeal) throw refuse('public.appeal-unknown');
    return { appeal, figures };
  }

  private async books(): Promise<Books> {
    const { sequence } = await positionOf(this.db);
    if (this.kept && this.kept.sequence >= sequence) return this.kept;
    // A reading under way may have begun before the books came to this sequence; the one after it has not.
    const first = await this.read();
    return first.sequence >= sequence ? first : this.read();
  }

  private read(): Promise<Books> {
    this.reading ??= this.db
      .transaction('REPEATABLE READ', readBooks)
      .then((books) => (this.kept = books))
      .finally(() => (this.reading = undefined));
    return this.reading;
  }
}

async function positionOf(db: DataSource | EntityManager): Promise<Pick<Books, 'sequence' | 'recordedAt'>> {
  const [position] = await db.query<Pick<Books, 'sequence' | 'recordedAt'>[]>(
    `SELECT sequence, recorded_at AS "recordedAt" FROM public_position`,
  );
  if (!position) throw new Error('The books have no head.');
  return position;
}

async function readBooks(tx: EntityManager): Promise<Books> {
  return {
    ...(await positionOf(tx)),
    funds: await tx.query<PublicFund[]>(
      `SELECT id, unit_code AS "unitCode", kind_code AS "kindCode", name, name_en AS "nameEn", opened_on AS "openedOn",
         closed_on AS "closedOn", ${SUMS}, in_bank AS "inBank", in_cash AS "inCash", in_transit AS "inTransit",
         in_advances AS "inAdvances", in_goods AS "inGoods", receivable, owed
       FROM public_fund ORDER BY unit_code, kind_position, id`,
    ),
    months: await tx.query<PublicMonth[]>(
      `SELECT fund_id AS "fundId", month, received, paid, passed_on AS "passedOn", other_spent AS "otherSpent"
       FROM public_fund_month ORDER BY fund_id, month`,
    ),
    appeals: await tx.query<PublicAppeal[]>(
      `SELECT id, fund_id AS "fundId", unit_code AS "unitCode", name, regime, document_no AS "documentNo", purpose,
         receive_from AS "receiveFrom", receive_until AS "receiveUntil", target_amount AS "targetAmount", historical, ${SUMS}
       FROM public_appeal ORDER BY receive_from DESC, id`,
    ),
    payouts: await tx.query<PublicPayout[]>(
      `SELECT fund_id AS "fundId", appeal_id AS "appealId", commune_code AS "communeCode", purpose_vi AS "purposeVi",
         purpose_en AS "purposeEn", paid_on AS "paidOn", households, amount
       FROM (SELECT *, row_number() OVER (PARTITION BY fund_id ORDER BY sequence DESC) AS place FROM public_payout) p
       WHERE place <= $1 ORDER BY sequence DESC`,
      [PAYOUTS_PER_FUND],
    ),
  };
}
