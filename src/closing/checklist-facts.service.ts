/** Reads what the checklist of a month's end is made of, from everyone who knows a part of it. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { PeriodStatements } from '../banking/period-statements.service.js';
import { UnsignedPayouts } from '../disbursements/unsigned-payouts.service.js';
import { ClosingItems } from '../books/closing-items.service.js';
import { ClosingSums } from '../books/closing-sums.service.js';
import type { PlainDate } from '../platform/dates.js';
import { CashCounts } from './cash-counts.service.js';
import type { MonthFacts } from './checklist-line.rules.js';
import { daysOf, type Month } from './closing.rules.js';

/** Goods of a fund: its own, or held for others by their memo value. */
const GOODS = ['152', '0021'];

@Injectable()
export class ChecklistFacts {
  constructor(
    private readonly statements: PeriodStatements,
    private readonly payouts: UnsignedPayouts,
    private readonly sums: ClosingSums,
    private readonly items: ClosingItems,
    private readonly counts: CashCounts,
  ) {}

  /** As the transaction sees the books; whoever closes holds the ledger's lane. */
  async of(tx: EntityManager, fundId: string, month: Month, today: PlainDate): Promise<MonthFacts> {
    const { startsOn, endsOn } = daysOf(month);
    const { toExplain, suspense } = await this.statements.openLines(tx, fundId, endsOn, today);
    return {
      fundId,
      startsOn,
      endsOn,
      today,
      accounts: await this.statements.accounts(tx, fundId, startsOn, endsOn),
      boxes: await this.counts.boxesAtEnd(tx, fundId, startsOn, endsOn),
      stock: await this.sums.placesOn(tx, fundId, GOODS, endsOn),
      advances: await this.items.open(tx, fundId, ['141'], endsOn),
      transit: await this.items.open(tx, fundId, ['113'], endsOn),
      toExplain,
      suspense,
      unsigned: await this.payouts.of(tx, fundId, endsOn),
      late: await this.items.late(tx, fundId, startsOn, endsOn),
      midnight: await this.items.nearMidnight(tx, fundId, endsOn),
      drafts: await this.items.drafts(tx, fundId, startsOn, endsOn),
    };
  }
}
