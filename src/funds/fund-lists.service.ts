import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type FindOptionsWhere, In, MoreThan, type ObjectLiteral } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { BalancesService, NO_FIGURES } from '../books/balances.service.js';
import { foreignPlaces } from '../ledger/foreign-holdings.service.js';
import { profilesOn } from '../ledger/unit-profiles.service.js';
import { Clock } from '../platform/clock.js';
import { isId } from '../platform/ids.js';
import { decodeCursor, type Page, pageOf } from '../platform/paging.js';
import { UnitsService } from '../units/units.service.js';
import { bankOf } from './banks.js';
import type { BankAccountAnswer, CashBoxAnswer, FundAnswer } from './fund.dto.js';
import { Fund } from './fund.entity.js';
import { FundsService } from './funds.service.js';
import { BankAccount, CashBox } from './place.entity.js';
import { isVietQrAble } from './vietqr.rules.js';

export type FundFilter = { unitCode?: string; fundId?: string; limit?: number; cursor?: string };

type Kept = ObjectLiteral & { id: string; unitCode: string };

/** Funds, bank accounts and cash boxes with their balances, as far as the reader may see. In the order of recording. */
@Injectable()
export class FundListsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly fundsService: FundsService,
    private readonly balances: BalancesService,
    private readonly units: UnitsService,
    private readonly clock: Clock,
  ) {}

  async funds(actor: Actor, filter: FundFilter): Promise<Page<FundAnswer>> {
    const { rows, limit } = await this.read<Fund>(Fund, actor, filter, 'id');
    const figures = await this.balances.ofFunds(rows.map(({ id }) => id));
    const units = rows.map(({ unitCode }) => unitCode);
    const profileOf = await profilesOn(this.db, units, this.clock.today());
    const answers = rows.map((fund) => {
      const { id, unitCode, kindCode, name, openedOn, closedOn } = fund;
      const [unitName, profile] = [this.units.name(unitCode), profileOf(unitCode)];
      const own = { id, unitCode, unitName, kindCode, name, profile, openedOn, closedOn };
      return { ...own, ...(figures.get(id) ?? NO_FIGURES) };
    });
    return pageOf(answers, limit, ({ id }) => id);
  }

  async bankAccounts(actor: Actor, filter: FundFilter): Promise<Page<BankAccountAnswer>> {
    const { rows, limit } = await this.read<BankAccount>(BankAccount, actor, filter, 'fundId');
    const more = await this.ofPlaces(rows);
    const answers = rows.map(({ ledgerAccountId, ...account }) => {
      const paidInDong = account.closedOn === null && account.currency === 'VND';
      const vietQr = paidInDong && isVietQrAble(bankOf(account.bankCode)?.bin, account.number);
      return { ...account, ...more(account, ledgerAccountId), vietQr };
    });
    return pageOf(answers, limit, ({ id }) => id);
  }

  async cashBoxes(actor: Actor, filter: FundFilter): Promise<Page<CashBoxAnswer>> {
    const { rows, limit } = await this.read<CashBox>(CashBox, actor, filter, 'fundId');
    const more = await this.ofPlaces(rows);
    const answers = rows.map(({ ledgerAccountId, ...box }) => ({ ...box, ...more(box, ledgerAccountId) }));
    return pageOf(answers, limit, ({ id }) => id);
  }

  /** What a list of places shares: the names of unit and fund, and what the books say each holds. */
  private async ofPlaces(
    rows: { fundId: string; ledgerAccountId: number }[],
  ): Promise<
    (
      place: { unitCode: string; fundId: string },
      accountId: number,
    ) => { unitName: string; fundName: string; balance: bigint; foreignBalance: bigint | null }
  > {
    const ids = [...new Set(rows.map(({ fundId }) => fundId))];
    const funds = await this.db.getRepository(Fund).findBy({ id: In(ids) });
    const names = new Map(funds.map(({ id, name }) => [id, name]));
    const accountIds = rows.map(({ ledgerAccountId }) => ledgerAccountId);
    const balances = await this.balances.ofPlaces(accountIds);
    const foreign = await foreignPlaces(this.db, accountIds);
    return ({ unitCode, fundId }, accountId) => ({
      unitName: this.units.name(unitCode),
      fundName: names.get(fundId) ?? '',
      balance: balances.get(accountId) ?? 0n,
      foreignBalance: foreign.get(accountId)?.foreignAmount ?? null,
    });
  }

  private async read<T extends Kept>(
    table: new () => T,
    actor: Actor,
    filter: FundFilter,
    fundColumn: 'id' | 'fundId',
  ): Promise<{ rows: T[]; limit: number }> {
    const limit = filter.limit ?? 50;
    const visible = await this.fundsService.unitsWithFunds(actor, 'reference.read');
    const unitCodes = filter.unitCode === undefined ? visible : visible.filter((code) => code === filter.unitCode);
    const after = decodeCursor(filter.cursor);
    const conditions: FindOptionsWhere<Kept>[] = [{ unitCode: In(unitCodes) }];
    if (filter.fundId !== undefined) conditions.push({ [fundColumn]: filter.fundId });
    if (isId(after)) conditions.push({ id: MoreThan(after) });
    const query = this.db
      .getRepository(table)
      .createQueryBuilder('row')
      .orderBy('row.id', 'ASC')
      .take(limit + 1);
    for (const condition of conditions) query.andWhere(condition);
    return { rows: await query.getMany(), limit };
  }
}
