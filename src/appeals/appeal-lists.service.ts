import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In } from 'typeorm';
import { Fund } from '../funds/fund.entity.js';
import { FundsService } from '../funds/funds.service.js';
import type { Actor } from '../identity/actor.js';
import { BalancesService, NO_FIGURES } from '../books/balances.service.js';
import { isId } from '../platform/ids.js';
import { decodeCursor, type Page, pageOf } from '../platform/paging.js';
import { UnitsService } from '../units/units.service.js';
import type { AppealAccount, AppealAnswer } from './appeal.dto.js';
import { Appeal } from './appeal.entity.js';
import { refuse } from './appeals.refusals.js';
import { AppealsService } from './appeals.service.js';

export type AppealFilter = { fundId?: string | undefined; limit?: number | undefined; cursor?: string | undefined };

/** Appeals with their days and figures. The figures are what the books say of each appeal's own purpose. */
@Injectable()
export class AppealListsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly appeals: AppealsService,
    private readonly funds: FundsService,
    private readonly balances: BalancesService,
    private readonly units: UnitsService,
  ) {}

  /** The appeals of the units that the actor may read, newest first. */
  async list(actor: Actor, filter: AppealFilter): Promise<Page<AppealAnswer>> {
    const limit = filter.limit ?? 50;
    const before = decodeCursor(filter.cursor);
    const unitCodes = await this.funds.unitsWithFunds(actor, 'appeal.read');
    const query = this.db
      .getRepository(Appeal)
      .createQueryBuilder('appeal')
      .where({ unitCode: In(unitCodes) })
      .orderBy('appeal.id', 'DESC')
      .take(limit + 1);
    if (filter.fundId !== undefined) query.andWhere('appeal.fund_id = :fundId', { fundId: filter.fundId });
    if (isId(before)) query.andWhere('appeal.id < :before', { before });
    return pageOf(await this.answers(await query.getMany()), limit, ({ id }) => id);
  }

  /** @throws Refusal appeal.not-found (404), also for one that the actor may not read */
  async one(actor: Actor, id: string): Promise<AppealAnswer> {
    const appeal = await this.appeals.appeal(this.db, id);
    if (!appeal || !actor.may('appeal.read', appeal.unitCode)) throw refuse('appeal.not-found');
    const [answer] = await this.answers([appeal]);
    if (!answer) throw new Error('An appeal gave no answer.');
    return answer;
  }

  private async answers(appeals: Appeal[]): Promise<AppealAnswer[]> {
    const fundIds = [...new Set(appeals.map(({ fundId }) => fundId))];
    const funds = await this.db.getRepository(Fund).findBy({ id: In(fundIds) });
    const fundNames = new Map(funds.map(({ id, name }) => [id, name]));
    const figures = await this.balances.ofRestrictions(appeals.map(({ restrictionId }) => restrictionId));
    const accounts = await this.accountsOf(appeals.map(({ id }) => id));
    return appeals.map(({ restrictionId, createdBy: _by, createdAt: _at, historical, ...appeal }) => {
      const { opening: _opening, ...sums } = figures.get(restrictionId) ?? NO_FIGURES;
      return {
        ...appeal,
        unitName: this.units.name(appeal.unitCode),
        fundName: fundNames.get(appeal.fundId) ?? '',
        ...this.appeals.standing({ ...appeal, historical }),
        bankAccounts: accounts.get(appeal.id) ?? [],
        ...sums,
      };
    });
  }

  private async accountsOf(appealIds: string[]): Promise<Map<string, AppealAccount[]>> {
    const rows = await this.db.query<(AppealAccount & { appealId: string })[]>(
      `SELECT b.appeal_id AS "appealId", a.id, a.bank_name AS "bankName", a.number
       FROM appeal_bank_account b JOIN bank_account a ON a.id = b.bank_account_id
       WHERE b.appeal_id = ANY ($1::uuid[]) ORDER BY a.id`,
      [appealIds],
    );
    const accounts = new Map<string, AppealAccount[]>(appealIds.map((id) => [id, []]));
    for (const { appealId, ...account } of rows) accounts.get(appealId)?.push(account);
    return accounts;
  }
}
