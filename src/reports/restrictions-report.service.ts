/** The purposes of each fund, what is reserved of them and for what, and where the money lies: an appeal's own accounts told apart. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { BooksFilter, BooksTime } from '../books/books-position.service.js';
import {
  type PlaceView,
  type ReservedFor,
  type RestrictionView,
  RestrictionsViewService,
  type RollForward,
} from '../books/restrictions-view.service.js';
import type { PlainDate } from '../platform/dates.js';

export type NamedReservation = ReservedFor & {
  /** What a pay-out batch is called; null where nothing is known of the source. */
  title: string | null;
};

export type NamedPlace = PlaceView & {
  /** The appeals that receive on this bank account; the account is an appeal's own where there is exactly one. */
  appeals: { id: string; name: string }[];
};

export type PurposeReport = Omit<RestrictionView, 'reservations'> & {
  reservations: NamedReservation[];
  /** Accounts that hold nothing but this purpose's money. */
  ownPlaces: NamedPlace[];
};

export type FundReport = {
  fundId: string;
  fundName: string;
  unitCode: string;
  purposes: PurposeReport[];
  totals: RollForward;
  places: NamedPlace[];
  /** What lies at the places, less what is owed, is what the purposes hold. */
  held: bigint;
  owed: bigint;
};

export type RestrictionsReport = {
  sequence: bigint;
  from: PlainDate | null;
  asOf: PlainDate | null;
  funds: FundReport[];
};

type Ask = BooksFilter & Omit<BooksTime, 'to'> & { asOf?: PlainDate | undefined };

@Injectable()
export class RestrictionsReportService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly view: RestrictionsViewService,
  ) {}

  /** @throws Refusal ledger.known-ahead, ledger.days-order (400) */
  async of(ask: Ask): Promise<RestrictionsReport> {
    const { restrictions, places, ...rest } = await this.view.of(ask);
    const [funds, appeals, titles] = await Promise.all([
      this.funds(ask),
      this.appealsOf(places.map(({ accountId }) => accountId)),
      this.titlesOf(restrictions.flatMap(({ reservations }) => reservations.map(({ sourceId }) => sourceId))),
    ]);
    const named = places.map((place) => ({ ...place, appeals: appeals.get(place.accountId) ?? [] }));
    return {
      ...rest,
      funds: funds.map((fund) =>
        fundReport(
          fund,
          restrictions.filter(({ fundId }) => fundId === fund.fundId),
          named.filter(({ fundId }) => fundId === fund.fundId),
          titles,
        ),
      ),
    };
  }

  private funds({ unitCodes, fundId }: BooksFilter): Promise<FundRow[]> {
    return this.db.query(
      `SELECT id AS "fundId", name AS "fundName", unit_code AS "unitCode" FROM fund
       WHERE unit_code = ANY ($1) AND ($2::uuid IS NULL OR id = $2) ORDER BY unit_code, id`,
      [unitCodes, fundId ?? null],
    );
  }

  private async appealsOf(accountIds: number[]): Promise<Map<number, { id: string; name: string }[]>> {
    const rows = await this.db.query<{ accountId: number; id: string; name: string }[]>(
      `SELECT b.ledger_account_id AS "accountId", a.id, a.name FROM appeal_bank_account l
       JOIN bank_account b ON b.id = l.bank_account_id JOIN appeal a ON a.id = l.appeal_id
       WHERE b.ledger_account_id = ANY ($1::integer[]) ORDER BY a.receive_from, a.id`,
      [accountIds],
    );
    const appeals = new Map<number, { id: string; name: string }[]>();
    for (const { accountId, ...appeal } of rows) appeals.set(accountId, [...(appeals.get(accountId) ?? []), appeal]);
    return appeals;
  }

  private async titlesOf(batchIds: string[]): Promise<Map<string, string>> {
    const rows = await this.db.query<{ id: string; title: string }[]>(
      `SELECT id, title FROM disbursement WHERE id = ANY ($1::uuid[])`,
      [batchIds],
    );
    return new Map(rows.map(({ id, title }) => [id, title]));
  }
}

type FundRow = Pick<FundReport, 'fundId' | 'fundName' | 'unitCode'>;

function fundReport(
  fund: FundRow,
  restrictions: RestrictionView[],
  places: NamedPlace[],
  titles: ReadonlyMap<string, string>,
): FundReport {
  const of = (role: PlaceView['role']): bigint =>
    places.filter((place) => place.role === role).reduce((sum, { balance }) => sum + balance, 0n);
  return {
    ...fund,
    purposes: restrictions.map((restriction) => ({
      ...restriction,
      reservations: restriction.reservations.map((one) => ({ ...one, title: titles.get(one.sourceId) ?? null })),
      ownPlaces: places.filter(
        ({ appeals: [own, another] }) => own?.id === restriction.subject && another === undefined && own !== undefined,
      ),
    })),
    totals: totalsOf(restrictions),
    places,
    held: of('place'),
    owed: of('creditor'),
  };
}

function totalsOf(rows: readonly RollForward[]): RollForward {
  const sum = (key: keyof RollForward): bigint => rows.reduce((total, row) => total + row[key], 0n);
  return {
    opening: sum('opening'),
    received: sum('received'),
    interest: sum('interest'),
    decisions: sum('decisions'),
    spent: sum('spent'),
    balance: sum('balance'),
    reserved: sum('reserved'),
    available: sum('available'),
  };
}
