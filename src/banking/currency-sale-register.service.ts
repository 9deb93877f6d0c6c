/** Sales of foreign money as people look at them: the list, one with how it falls on the purposes, and what can be sold. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { BankAccountAnswer, CashBoxAnswer } from '../funds/fund.dto.js';
import { FundListsService } from '../funds/fund-lists.service.js';
import { FundsService } from '../funds/funds.service.js';
import type { Actor } from '../identity/actor.js';
import { ForeignHoldings } from '../ledger/foreign-holdings.service.js';
import { isId } from '../platform/ids.js';
import { decodeCursor, type Page, pageOf } from '../platform/paging.js';
import { sharesOfSale } from './currency-sale.rules.js';
import { CurrencySaleAnswer, CurrencySaleDetail, CurrencySalesQuery } from './currency-sales.dto.js';
import { refuse } from './currency-sales.refusals.js';

/** A place that holds foreign money, and the open accounts in đồng of its fund. */
export type Sellable = { place: BankAccountAnswer | CashBoxAnswer; name: string; accounts: BankAccountAnswer[] };

/** More places than any committee has; the pages that list them do not page. */
const MOST_PLACES = 200;

const SELECT = `
  SELECT s.id, s.unit_code AS "unitCode", s.fund_id AS "fundId", f.name AS "fundName", s.from_account_id AS "fromAccountId",
    coalesce(c.name, o.bank_name || ' ' || o.number) AS "from", s.currency, s.foreign_amount AS "foreignAmount",
    s.bank_account_id AS "bankAccountId", b.bank_name AS "bankName", b.number AS "bankNumber", s.proceeds,
    s.effective_date AS date, s.document_no AS "documentNo", s.state, p.name AS "preparedBy", s.prepared_by AS "preparedById",
    s.prepared_at AS "preparedAt", d.name AS "decidedBy", s.decided_at AS "decidedAt", s.reason, s.book_value AS "bookValue",
    s.voucher, s.sequence, s.line_id IS NOT NULL AS arrived
  FROM currency_sale s JOIN fund f ON f.id = s.fund_id JOIN bank_account b ON b.id = s.bank_account_id
  JOIN app_user p ON p.id = s.prepared_by LEFT JOIN app_user d ON d.id = s.decided_by
  LEFT JOIN cash_box c ON c.ledger_account_id = s.from_account_id
  LEFT JOIN bank_account o ON o.ledger_account_id = s.from_account_id`;

type Row = CurrencySaleAnswer & { fromAccountId: number };

@Injectable()
export class CurrencySaleRegister {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly funds: FundsService,
    private readonly lists: FundListsService,
    private readonly holdings: ForeignHoldings,
  ) {}

  /** Sales of the units whose sales the caller may read, newest first. */
  async list(actor: Actor, query: CurrencySalesQuery): Promise<Page<CurrencySaleAnswer>> {
    const limit = query.limit ?? 50;
    const before = decodeCursor(query.cursor);
    const units = await this.funds.unitsWithFunds(actor, 'currency.read');
    const rows = await this.db.query<Row[]>(
      `${SELECT} WHERE s.unit_code = ANY ($1) AND ($2::uuid IS NULL OR s.id < $2) ORDER BY s.id DESC LIMIT $3`,
      [
        units.filter((code) => query.unit === undefined || code === query.unit),
        isId(before) ? before : null,
        limit + 1,
      ],
    );
    return pageOf(rows.map(withoutAccount), limit, ({ id }) => id);
  }

  /** One sale. @throws Refusal currency-sale.unknown (404), identity.not-permitted (403) */
  async get(actor: Actor, id: string): Promise<CurrencySaleDetail> {
    const [row] = isId(id) ? await this.db.query<Row[]>(`${SELECT} WHERE s.id = $1`, [id]) : [];
    if (!row) throw refuse('currency-sale.unknown');
    actor.require('currency.read', row.unitCode);
    if (row.state !== 'prepared') return { ...withoutAccount(row), shares: [] };
    const holdings = await this.holdings.ofPlace(this.db, row.fromAccountId);
    return { ...withoutAccount(row), shares: sharesOfSale(holdings, row) ?? [] };
  }

  /** The places of foreign money that this person may sell from. */
  async sellable(actor: Actor): Promise<Sellable[]> {
    const units = new Set(await this.funds.unitsWithFunds(actor, 'currency.sell'));
    const open = ({ closedOn, unitCode }: { closedOn: string | null; unitCode: string }): boolean =>
      closedOn === null && units.has(unitCode);
    const accounts = (await this.lists.bankAccounts(actor, { limit: MOST_PLACES })).items.filter(open);
    const boxes = (await this.lists.cashBoxes(actor, { limit: MOST_PLACES })).items.filter(open);
    const foreign = [
      ...boxes.map((place) => ({ place, name: place.name })),
      ...accounts.map((place) => ({ place, name: `${place.bankName} ${place.number}` })),
    ].filter(({ place }) => place.currency !== 'VND');
    return foreign.map(({ place, name }) => ({
      place,
      name,
      accounts: accounts.filter(({ fundId, currency }) => fundId === place.fundId && currency === 'VND'),
    }));
  }
}

function withoutAccount({ fromAccountId: _, ...answer }: Row): CurrencySaleAnswer {
  return answer;
}
