/** The chart of accounts with what stands on it, as a tree. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type ChartCode, type ChartNode, chartTree } from './chart-tree.rules.js';
import { hasMoved, type TrialBalance, type TrialBalanceFilter, TrialBalanceService } from './trial-balance.service.js';

export type { ChartNode };

export type ChartTree = Omit<TrialBalance, 'rows'> & { classes: ChartNode[] };

@Injectable()
export class ChartTreeService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly balances: TrialBalanceService,
  ) {}

  /** Class > code > account, each with its sums; accounts that never moved are left out. @throws Refusal as the trial balance */
  async of(filter: TrialBalanceFilter): Promise<ChartTree> {
    const { rows, ...rest } = await this.balances.of(filter);
    const codes = await this.db.query<ChartCode[]>(
      `SELECT DISTINCT ON (code) code, name_vi AS "nameVi", name_en AS "nameEn" FROM chart_account
       ORDER BY code, profile, valid_from DESC`,
    );
    return { ...rest, classes: chartTree(rows.filter(hasMoved), codes) };
  }
}
