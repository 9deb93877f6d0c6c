import { Injectable } from '@nestjs/common';
import type { Appeal } from '../../appeals/appeal.entity.js';
import { AppealsService } from '../../appeals/appeals.service.js';
import { GiftTally, type Tally } from '../../donations/gift-tally.service.js';
import { FundListsService } from '../../funds/fund-lists.service.js';
import type { Actor } from '../../identity/actor.js';
import { DeskScope } from './desk-scope.service.js';
import { type Waiting, WaitingService } from './waiting.service.js';

export type PlaceRow = { id: string; kind: 'bank' | 'cash'; name: string; fundName: string; balance: bigint };

/** An open appeal with its day of receiving; without an end there is no clock. */
export type AppealClock = { id: string; name: string; day: number | null; of: number | null };

export type HomeData = {
  waiting: Waiting[];
  gifts: Tally;
  places: PlaceRow[];
  appeals: AppealClock[];
  may: { record: boolean; readGifts: boolean };
};

@Injectable()
export class HomeDesk {
  constructor(
    private readonly waiting: WaitingService,
    private readonly tally: GiftTally,
    private readonly funds: FundListsService,
    private readonly appeals: AppealsService,
    private readonly scope: DeskScope,
  ) {}

  /** The day as it stands for this person's own unit; units below have desks of their own. */
  async of(actor: Actor): Promise<HomeData> {
    const own = actor.unitsFor('desk.read');
    const [waiting, gifts, places, appeals] = await Promise.all([
      this.waiting.of(actor),
      this.tally.ofDay(own, this.scope.today()),
      this.places(actor, own),
      this.appeals.openAppeals(actor),
    ]);
    const clocks = appeals.filter(({ unitCode }) => own.includes(unitCode)).map((appeal) => this.clockOf(appeal));
    const may = { record: actor.may('donation.record'), readGifts: actor.may('receipt.read') };
    return { waiting, gifts, places, appeals: clocks, may };
  }

  private async places(actor: Actor, units: string[]): Promise<PlaceRow[]> {
    const perUnit = await Promise.all(
      units.map(async (unitCode): Promise<PlaceRow[]> => {
        const filter = { unitCode, limit: 200 };
        const [accounts, boxes] = await Promise.all([
          this.funds.bankAccounts(actor, filter),
          this.funds.cashBoxes(actor, filter),
        ]);
        const open = <T extends { closedOn: string | null }>(place: T): boolean => place.closedOn === null;
        return [
          ...accounts.items.filter(open).map(({ id, bankName, number, fundName, balance }) => ({
            ...{ id, kind: 'bank' as const, fundName, balance },
            name: `${bankName} ··${number.slice(-4)}`,
          })),
          ...boxes.items.filter(open).map(({ id, name, fundName, balance }) => ({
            ...{ id, kind: 'cash' as const, name, fundName, balance },
          })),
        ];
      }),
    );
    return perUnit.flat();
  }

  private clockOf(appeal: Appeal): AppealClock {
    const { day, of } = this.appeals.standing(appeal);
    return { id: appeal.id, name: appeal.name, day, of };
  }
}
